"""Writing the document tree as an accessible PDF: the same tree gives the same bytes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.core.i18n import gettext as _
from app.core.i18n import use_locale
from app.core.pdf import typeset
from app.council_report.document import (
    Block,
    Bullets,
    ChartBlock,
    ContentsList,
    Cover,
    Document,
    Figure,
    Heading,
    Inline,
    Link,
    Paragraph,
    Prose,
    Quote,
    Reference,
    Table,
    Text,
)
from app.council_report.numbering import Counters, heading_number, places
from app.editions.addresses import fact_url
from app.editions.charts import svg


def write(document: Document, edition: str, base_url: str, *, with_cover: bool = True) -> bytes:
    """Return the document as PDF/UA-1; figures lead to their facts at the portal's address."""
    with use_locale(document.language):
        pages = _Pages(edition, base_url, places(document))
        data = {
            "portal": _("Science Diplomacy Reporting"),
            "subject": document.subject,
            "head": document.running_head,
            "edition": document.edition,
            "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
            "words": {"table": _("Table"), "figure": _("Figure")},
            "cover": _cover(document.cover) if with_cover else None,
            "sections": [
                {"landscape": s.landscape, "blocks": [pages.block(b) for b in s.blocks]}
                for s in document.sections
            ],
        }
        return typeset(
            "report",
            data,
            title=document.title,
            language=document.language,
            made=datetime.fromisoformat(document.made_at),
        )


def _cover(cover: Cover) -> dict[str, Any]:
    return {
        "kicker": cover.kicker,
        "title": cover.title,
        "subtitle": cover.subtitle,
        "mark": cover.mark,
        "statement": cover.statement,
        "lines": [list(line) for line in cover.lines],
    }


class _Pages:
    """Blocks as data for the layout; counts headings as it goes."""

    def __init__(self, edition: str, base_url: str, shown: Mapping[str, str]) -> None:
        self.edition, self.base_url, self.places = edition, base_url, shown
        self.counters: Counters = {}

    def block(self, block: Block) -> dict[str, Any]:
        """Return one block as the layout reads it."""
        match block:
            case Heading():
                return {
                    "kind": "heading",
                    "level": block.level,
                    "number": heading_number(self.counters, block),
                    "text": block.text,
                    "key": block.key,
                    "starts_page": block.starts_page,
                }
            case Paragraph():
                return {
                    "kind": "paragraph",
                    "style": block.style,
                    "content": self.prose(block.content),
                }
            case Bullets():
                return {"kind": "bullets", "items": [self.prose(item) for item in block.items]}
            case Table():
                return self.table(block)
            case ChartBlock(chart=chart):
                return {
                    "kind": "chart",
                    "key": chart.id,
                    "narrow": block.compact,
                    "caption": chart.title,
                    "alt": chart.description,
                    "picture": svg(replace(chart, title="", description="")),
                    "note": chart.note,
                }
            case Quote():
                return {
                    "kind": "quote",
                    "text": block.text,
                    "language": block.language,
                    "translation": block.translation,
                    "translation_language": block.translation_language,
                    "credit": block.credit,
                }
            case ContentsList():
                return {"kind": "contents", "title": block.title}

    def table(self, table: Table) -> dict[str, Any]:
        """Return a table; what tells one row from the next stands in its first column."""
        return {
            "kind": "table",
            "key": table.id,
            "caption": table.caption,
            "compact": table.compact,
            "widths": [column.width for column in table.columns],
            "numeric": [at for at, column in enumerate(table.columns) if column.numeric],
            "columns": [column.title for column in table.columns],
            "rows": [[self.prose(cell) for cell in row] for row in table.rows],
            "note": self.prose(table.note),
        }

    def prose(self, content: Prose) -> list[dict[str, Any]]:
        """Return words, figures, links and footnotes in order."""
        return [self.inline(part) for part in content]

    def reference(self, part: Reference) -> dict[str, Any]:
        """Return the number of a place with a way to it; words where the document has none."""
        if part.key not in self.places:
            return {"text": part.text, "style": "plain", "language": ""}
        return {"text": self.places[part.key], "style": "reference", "key": part.key}

    def inline(self, part: Inline) -> dict[str, Any]:
        """Return one part of a text."""
        if isinstance(part, Text):
            return {"text": part.text, "style": part.style, "language": part.language}
        if isinstance(part, Figure):
            url = self.base_url + fact_url(self.edition, part.fact)
            return {"text": part.shown, "style": "figure", "url": url}
        if isinstance(part, Link):
            url = self.base_url + part.url if part.url.startswith("/") else part.url
            text = url if part.text == part.url else part.text
            return {"text": text, "style": "link", "url": url}
        if isinstance(part, Reference):
            return self.reference(part)
        return {"style": "note", "content": self.prose(part.content)}

"""Writing the document tree as an accessible PDF: the same tree gives the same bytes."""

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
    Document,
    Figure,
    Heading,
    Inline,
    Link,
    Paragraph,
    Prose,
    Quote,
    Table,
    Text,
)
from app.council_report.numbering import Counters, heading_number
from app.editions.addresses import fact_url
from app.editions.charts import svg


def write(document: Document, edition: str, base_url: str) -> bytes:
    """Return the document as PDF/UA-1; figures lead to their facts at the portal's address."""
    with use_locale(document.language):
        pages = _Pages(edition, base_url)
        data = {
            "portal": _("Science Diplomacy Reporting"),
            "subject": document.subject,
            "head": document.running_head,
            "edition": document.edition,
            "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
            "words": {"table": _("Table"), "figure": _("Figure")},
            "cover": {
                "kicker": document.cover.kicker,
                "title": document.cover.title,
                "subtitle": document.cover.subtitle,
                "mark": document.cover.mark,
                "statement": document.cover.statement,
                "lines": [list(line) for line in document.cover.lines],
            },
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


class _Pages:
    """Blocks as data for the layout; counts headings as it goes."""

    def __init__(self, edition: str, base_url: str) -> None:
        self.edition, self.base_url = edition, base_url
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

    def inline(self, part: Inline) -> dict[str, Any]:
        """Return one part of a text."""
        if isinstance(part, Text):
            return {"text": part.text, "style": part.style, "language": part.language}
        if isinstance(part, Figure):
            url = self.base_url + fact_url(self.edition, part.fact)
            return {"text": part.shown, "style": "figure", "url": url}
        if isinstance(part, Link):
            return {"text": part.text, "style": "link", "url": part.url}
        return {"style": "note", "content": self.prose(part.content)}

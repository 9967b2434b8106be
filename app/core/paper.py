"""Documents on paper: what stands in them as data, typeset by one layout for all of them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.pdf import has_unknown, typeset

MAX_LEVEL = 4


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 stands under the title of the document."""

    kind: ClassVar[str] = "heading"

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Text as somebody wrote it, with its line breaks; `tone` is empty, quiet, label or code."""

    kind: ClassVar[str] = "paragraph"

    text: str
    language: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Terms:
    """Terms with what they stand for."""

    kind: ClassVar[str] = "terms"

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table with the headers of its columns; `numeric` columns stand right."""

    kind: ClassVar[str] = "table"

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bullets:
    """A list; `boxes` gives squares to be ticked by hand."""

    kind: ClassVar[str] = "bullets"

    items: tuple[str, ...]
    boxes: bool = False


@dataclass(frozen=True)
class Notice:
    """Something the reader must not miss."""

    kind: ClassVar[str] = "notice"

    text: str


Block = Heading | Paragraph | Terms | Table | Bullets | Notice


@dataclass(frozen=True)
class Paper:
    """A whole document: what it is called, whose it is, and its blocks in order."""

    title: str
    over: str  # above the title: the reporter
    lead: str  # under it: the cycle
    blocks: tuple[Block, ...]
    is_draft: bool = False
    is_training: bool = False


def print_paper(paper: Paper, made: datetime | None) -> bytes:
    """Return the document as an accessible PDF in the reader's language."""
    blocks: list[Block] = list(paper.blocks)
    data = _data(paper, blocks)
    if has_unknown(data):
        note = _(
            "Some characters are not in the typeface of this document and appear as \ufffd. "
            "The portal keeps and shows them as they were written."
        )
        data = _data(paper, [Notice(note), *blocks])
    title = ", ".join(part for part in (paper.title, paper.over, paper.lead) if part)
    return typeset("paper", data, title=title, language=current_locale(), made=made)


def _mark(paper: Paper) -> str:
    """Return the mark at the head of every page."""
    marks = (_("TRAINING") if paper.is_training else "", _("DRAFT") if paper.is_draft else "")
    return " · ".join(filter(None, marks))


def _data(paper: Paper, blocks: list[Block]) -> dict[str, Any]:
    return {
        "name": paper.title,
        "over": paper.over,
        "lead": paper.lead,
        "draft": _mark(paper),
        "portal": _("Science Diplomacy Reporting"),
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "blocks": [{"kind": block.kind, **asdict(block)} for block in blocks],
    }

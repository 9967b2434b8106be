"""The document tree: what a report says, in which order, apart from any file format."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.editions.charts import Chart

TextStyle = Literal["plain", "strong", "emphasis", "quiet", "code"]
ParagraphStyle = Literal["body", "lead", "asked", "quiet", "source"]


@dataclass(frozen=True)
class Text:
    """Words; `language` only where they are not in the language of the document."""

    text: str
    style: TextStyle = "plain"
    language: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure: the fact it shows, how it is written, and which part of the fact it is.

    The part is empty for the value; `missing/NAV` is the number of reporters missing for a reason.
    """

    fact: str
    shown: str
    part: str = ""

    @property
    def name(self) -> str:
        """The full name behind the short id in documents."""
        return f"{self.fact}#{self.part}" if self.part else self.fact


@dataclass(frozen=True)
class Link:
    """Words that lead to a public address."""

    text: str
    url: str


@dataclass(frozen=True)
class Reference:
    """A cross-reference: the number of a heading, table or figure, and a way to it."""

    key: str
    text: str = ""  # what stands there when the document has no such place


@dataclass(frozen=True)
class Note:
    """A footnote at this place."""

    content: tuple["Inline", ...]


Inline = Text | Figure | Link | Note | Reference
Prose = tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; `key` names it for contents and cross-references."""

    level: int
    text: str
    key: str
    numbering: Literal["chapter", "annex", "none"] = "chapter"
    starts_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    content: Prose
    style: ParagraphStyle = "body"


@dataclass(frozen=True)
class Bullets:
    """A list without numbers."""

    items: tuple[Prose, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its share of the width, and numbers to the right."""

    title: str
    width: int
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a caption; `id` names the block for a refresh."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Prose, ...], ...]
    description: str
    note: Prose = ()
    compact: bool = False  # smaller letters, little room between rows


@dataclass(frozen=True)
class ChartBlock:
    """A chart with its caption."""

    chart: Chart
    compact: bool = False  # half as high as usual


@dataclass(frozen=True)
class Quote:
    """National text word for word: whose it is, in which language, and a translation if any."""

    id: str
    text: str
    language: str
    credit: str  # country, language of the original, who made the translation
    translation: str = ""
    translation_language: str = ""


@dataclass(frozen=True)
class ContentsList:
    """The place of the table of contents."""

    title: str


Block = Heading | Paragraph | Bullets | Table | ChartBlock | Quote | ContentsList


@dataclass(frozen=True)
class Section:
    """Pages of one orientation."""

    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Cover:
    """The title page."""

    kicker: str
    title: str
    subtitle: str
    mark: str  # draft, or published
    statement: str  # what this is and how far it may be relied upon
    lines: tuple[tuple[str, str], ...]  # label and value: edition, dates, hash


@dataclass(frozen=True)
class Document:
    """A whole report."""

    language: str
    title: str
    subject: str
    running_head: str
    edition: str
    made_at: str  # moment in ISO form: when the data were frozen, not when the file was written
    cover: Cover
    sections: tuple[Section, ...]
    code: str = ""  # of the edition

    def blocks(self) -> Iterator[Block]:
        """Yield every block in reading order."""
        for section in self.sections:
            yield from section.blocks


def inlines(block: Block) -> Iterator[Inline]:
    """Yield what stands in a block, footnotes opened."""
    for prose in _proses(block):
        for part in prose:
            yield part
            if isinstance(part, Note):
                yield from part.content


def _proses(block: Block) -> Iterator[Prose]:
    if isinstance(block, Paragraph):
        yield block.content
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row
        yield block.note


def figures(document: Document) -> Iterator[Figure]:
    """Yield every figure in words and tables, in reading order."""
    for block in document.blocks():
        for part in inlines(block):
            if isinstance(part, Figure):
                yield part


def own_figures(document: Document) -> tuple[Figure, ...]:
    """Return what a document says of its edition: not facts, but a refresh brings them up too."""
    return (
        Figure("edition:mark", document.cover.mark),
        Figure("edition:running_head", document.running_head),
        Figure("edition:edition", document.edition),
        *(Figure(f"edition:cover/{label}", value) for label, value in document.cover.lines),
    )


def plain(prose: Prose) -> str:
    """Return the words of a text without footnotes."""
    return "".join(
        part.shown if isinstance(part, Figure) else part.text
        for part in prose
        if not isinstance(part, Note)
    )

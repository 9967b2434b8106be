"""What a report says of one country: its fiche, and where else it is named or quoted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.council_report.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Prose,
    Quote,
    Table,
    plain,
)


@dataclass(frozen=True)
class Statement:
    """One thing a country can object to: a row of a table, a passage, a quotation."""

    subject: str  # stable within an edition
    where: str  # heading or caption above it
    cells: tuple[tuple[str, str], ...]  # with the title of the column; a passage has one, untitled
    language: str = ""

    @property
    def words(self) -> str:
        """All of it as one line, as it is kept with an objection."""
        said = (f"{title}: {text}" if title else text for title, text in self.cells if text)
        return f"{self.where} · {'; '.join(said)}"


@dataclass(frozen=True)
class ToldOf:
    """What a report says of one country."""

    title: str
    opening: tuple[str, ...]
    fiche: tuple[tuple[str, tuple[Statement, ...]], ...]  # caption and rows of each table
    elsewhere: tuple[Statement, ...]

    def find(self, subject: str) -> Statement | None:
        """Return the thing with this name, None when the report does not say it."""
        every = [row for _caption, rows in self.fiche for row in rows]
        return next((s for s in (*every, *self.elsewhere) if s.subject == subject), None)


def told_of(document: Document, printed: str, name: str) -> ToldOf:
    """Return what a document says of a country, by its printed code and its name."""
    blocks = list(document.blocks())
    start, end = _fiche(blocks, f"fiche-{printed}")
    own = blocks[start:end]
    heading = own[0].text if own and isinstance(own[0], Heading) else name
    tables = [block for block in own if isinstance(block, Table)]
    return ToldOf(
        title=heading,
        opening=tuple(plain(b.content) for b in own if isinstance(b, Paragraph)),
        fiche=tuple((table.caption, tuple(_rows(table))) for table in tables),
        elsewhere=tuple(_elsewhere([*blocks[:start], *blocks[end:]], name)),
    )


def _fiche(blocks: Sequence[Block], key: str) -> tuple[int, int]:
    """Return where a fiche begins and ends; both are the end where there is none."""
    starts = [at for at, block in enumerate(blocks) if isinstance(block, Heading)]
    for place, at in enumerate(starts):
        heading = blocks[at]
        if isinstance(heading, Heading) and heading.key == key:
            later = (n for n in starts[place + 1 :] if _level(blocks[n]) <= heading.level)
            return at, next(later, len(blocks))
    return len(blocks), len(blocks)


def _level(block: Block) -> int:
    return block.level if isinstance(block, Heading) else 0


def _rows(table: Table) -> Iterator[Statement]:
    for number, row in enumerate(table.rows, start=1):
        yield _row(table, number, row)


def _row(table: Table, number: int, row: Sequence[Prose]) -> Statement:
    cells = tuple(
        (column.title, plain(cell)) for column, cell in zip(table.columns, row, strict=True)
    )
    return Statement(f"{table.id}/{number}", table.caption, cells)


def _elsewhere(blocks: Sequence[Block], name: str) -> Iterator[Statement]:
    """Yield passages, list items, quotations and rows of tables that name the country."""
    above = ""
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            above = block.text
        elif isinstance(block, Quote):
            if name in block.credit:
                said = (("", block.text), ("", block.translation), ("", block.credit))
                yield Statement(block.id, above, said, block.language)
        elif isinstance(block, Table):
            yield from (row for row in _rows(block) if name in row.words)
        else:
            for place, text in enumerate(_texts(block), start=1):
                if name in text:
                    yield Statement(f"passage/{number}/{place}", above, (("", text),))


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield plain(block.content)
    elif isinstance(block, Bullets):
        yield from map(plain, block.items)

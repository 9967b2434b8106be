"""From what a table form sent to cells that can be saved, and back to what the page shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.core.errors import NotFound
from app.core.i18n import format_datetime
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.indicators import Breakdown
from app.domain.observations import ObservationKey
from app.reporting import entry_messages
from app.reporting.pages.both_texts import cell_kept_words
from app.reporting.pages.cells import Add, Group, Row, Table, Theirs, Ticks, Typed
from app.reporting.pages.indicator import Asked
from app.reporting.pages.tables import Place, breakdown_id, is_long
from app.reporting.service.cells import Outcome
from app.reporting.service.keeping import Base, Clash
from app.reporting.service.saving import ObservationInput
from app.reporting.words import decimal_mark

__all__ = ["entry_messages"]  # registers the sentences


@dataclass(frozen=True)
class SentCell:
    """What came for one cell; None is a field that did not come."""

    value: str | None = None
    revision: int = 0
    missing: str | None = None
    reason: str = ""
    none: bool = False
    resolve: str = ""


@dataclass(frozen=True)
class SentRow:
    """A code of a long list to be added, with its value for each period."""

    code: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class SentTable:
    """Everything a table form sent."""

    cells: Mapping[ObservationKey, SentCell]
    rows: Mapping[str, SentRow]
    idempotency_key: str = ""


@dataclass(frozen=True)
class Entry:
    """What is to be saved, and what was refused before that."""

    cells: Mapping[ObservationKey, tuple[ObservationInput, Base]]
    problems: Mapping[str, Problem]
    adds: Mapping[str, Add]

    @property
    def refused(self) -> bool:
        """Tell whether something cannot even be tried."""
        return bool(self.problems or self.adds)


Cells = dict[ObservationKey, tuple[ObservationInput, Base]]


def entry_of(asked: Asked, sent: SentTable) -> Entry:
    """Return the cells to save; a contradiction in the form itself is refused here."""
    cells: Cells = {}
    problems: dict[str, Problem] = {}
    mark = decimal_mark()
    for key, cell in sent.cells.items():
        if key.total() not in asked.totals or not asked.is_home:
            raise NotFound
        if cell.reason.strip() and not cell.missing and not cell.none:
            problems[str(key)] = Problem("missing_code_needed")
        elif _contradicts(asked, sent, key, cell):
            problems[str(key)] = Problem("none_and_ticks")
        elif _is_said(asked, key, cell):
            given = ObservationInput(
                raw=_raw(cell),
                missing_code=cell.missing or "",
                missing_reason=cell.reason,
                decimal_mark=mark,
            )
            cells[key] = (given, Base(cell.revision, sent.idempotency_key))
    adds = {}
    for breakdown, row in sent.rows.items():
        code = _add_row(asked, breakdown, row, sent.idempotency_key, cells)
        if code:
            adds[breakdown] = Add("", breakdown, (), (), row.code, row.values, sentence(code))
    return Entry(cells, problems, adds)


def _raw(cell: SentCell) -> tuple[str, ...]:
    if cell.none:
        return ("0",)
    return () if cell.value is None else (cell.value,)


def is_tick(asked: Asked, key: ObservationKey) -> bool:
    """Tell whether a cell is a box to tick."""
    breakdown = asked.indicator.breakdown(key.breakdown)
    return breakdown is not None and breakdown.adds_up == "ticks"


def _is_said(asked: Asked, key: ObservationKey, cell: SentCell) -> bool:
    """Tell whether a cell is to be saved: a box that is not ticked sends only its revision."""
    if cell.resolve == "theirs":
        return False
    if not key.codes or is_tick(asked, key):
        return True
    return cell.value is not None or cell.missing is not None


def _contradicts(asked: Asked, sent: SentTable, key: ObservationKey, cell: SentCell) -> bool:
    """Tell whether nothing is said to be there while something is ticked."""
    if key.codes or not (cell.none or cell.missing):
        return False
    ticked = any(
        other.value and one.total() == key and is_tick(asked, one)
        for one, other in sent.cells.items()
    )
    return ticked or (cell.none and bool(cell.missing))


def _add_row(
    asked: Asked, breakdown_id: str, row: SentRow, idempotency_key: str, cells: Cells
) -> str:
    """Add the cells of a new row; returns the message code of what is wrong with it."""
    breakdown = asked.indicator.breakdown(breakdown_id)
    known = {total.period for total in asked.totals}
    if breakdown is None or not set(row.values) <= known or not asked.is_home:
        raise NotFound
    if not is_long(Place(asked.work, asked.indicator, asked.totals), breakdown):
        raise NotFound
    if not row.code:
        return "code_needed"
    new = _new_cells(asked, breakdown, row)
    observations = asked.work.draft.data.observations
    if any(key in observations and observations[key].is_given for key in new):
        return "code_already_there"
    filled = {key: text for key, text in new.items() if text.strip()}
    for key, text in filled.items():
        revision = asked.work.draft.saved_at(f"observation:{key}").revision
        given = ObservationInput(raw=(text,), decimal_mark=decimal_mark())
        cells[key] = (given, Base(revision, idempotency_key))
    return "" if filled else "value_needed"


def _new_cells(asked: Asked, breakdown: Breakdown, row: SentRow) -> dict[ObservationKey, str]:
    code = (breakdown.by[0], row.code)
    if breakdown.adds_up == "ticks":
        return {total.with_codes(code): "yes" for total in asked.totals}
    return {total.with_codes(code): row.values.get(total.period, "") for total in asked.totals}


def place_after(
    asked: Asked,
    sent: SentTable,
    entry: Entry,
    outcomes: Mapping[str, Outcome],
    names: Mapping[int, str],
) -> Place:
    """Return where the tables are built after a save: what was refused keeps its typed text."""
    typed = {}
    refused = {**entry.problems, **_refused(outcomes)}
    for text, problem in refused.items():
        typed[text] = _typed(asked, sent, entry, text, problem, names)
    shown = frozenset(map(str, entry.cells)) | frozenset(map(str, sent.cells))
    return Place(asked.work, asked.indicator, asked.totals, typed, shown, entry.adds)


def _refused(outcomes: Mapping[str, Outcome]) -> dict[str, Problem | Clash]:
    return {key: one for key, one in outcomes.items() if isinstance(one, Problem | Clash)}


def _typed(
    asked: Asked,
    sent: SentTable,
    entry: Entry,
    text: str,
    problem: Problem | Clash,
    names: Mapping[int, str],
) -> Typed:
    by_key = {str(key): cell for key, cell in sent.cells.items()}
    new = {str(key): given for key, (given, _base) in entry.cells.items()}
    cell = by_key.get(text) or SentCell(value="".join(new[text].raw))
    value = "0" if cell.none else cell.value or ""
    typed = Typed(value, cell.missing or "", cell.reason, cell.revision)
    if isinstance(problem, Problem):
        return replace(typed, error=sentence(problem.code, **problem.params))
    key = next(key for key in entry.cells if str(key) == text)
    theirs = Theirs(
        text=cell_kept_words(asked.work, key, problem.theirs),
        name=names.get(problem.by or 0, ""),
        time=format_datetime(problem.at),
        base=cell_kept_words(asked.work, key, problem.base),
    )
    return replace(typed, revision=problem.revision, theirs=theirs)


@dataclass(frozen=True)
class Unit:
    """The part of the page that answers a row saved on its own."""

    group: Group
    rows: tuple[Row, ...] = ()
    add: Add | None = None


def unit_of(groups: tuple[Group, ...], part: str, entry: Entry) -> Unit:
    """Return the row, the boxes or the new row that was sent, or raise NotFound."""
    for group in groups:
        if isinstance(group, Ticks):
            if group.id == part:
                return Unit(group)
            continue
        row = next((row for row in group.rows if row.id == part), None)
        if row is not None:
            return Unit(group, (row,))
        if group.add is not None and group.add.id == part:
            return Unit(group, _new_rows(group, entry), group.add)
    raise NotFound


def _new_rows(group: Table, entry: Entry) -> tuple[Row, ...]:
    sent = {str(key) for key in entry.cells}
    return tuple(row for row in group.rows if any(cell.key in sent for cell in row.cells))


def anchor_of(sent: SentTable) -> str:
    """Return the table to go back to after a save without script."""
    breakdowns = [key.breakdown for key in sent.cells if key.codes] + list(sent.rows)
    return breakdown_id(breakdowns[0]) if breakdowns else ""

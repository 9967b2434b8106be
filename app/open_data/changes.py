"""What changed between two deliveries: rows that are new, gone or different, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.i18n import N_, country_name, gettext, stored_code
from app.core.spreadsheets import CellValue
from app.open_data.table_parts import COUNTRY, Field, Row, Table

CHANGES = "Changes_since_last_export"
NEW, GONE, CHANGED = "new", "gone", "changed"
NEW_COLUMN, GONE_COLUMN = "new_column", "gone_column"
EDITION, SELECTION, QUESTIONS = "edition", "selection", "questions"
KINDS = {
    NEW: N_("New"),
    GONE: N_("No longer there"),
    CHANGED: N_("Changed"),
    NEW_COLUMN: N_("New column, the last of its sheet"),
    GONE_COLUMN: N_("Column no longer asked; it keeps its place"),
}
REASONS = {
    EDITION: N_("The data changed"),
    SELECTION: N_("The slice was changed"),
    QUESTIONS: N_("Other questions were asked"),
}
_LEFT_OUT = "LEFT_OUT"
# A word beside a code changes with it, and a new version that says the same is no change.
_NOT_COMPARED = frozenset({"country", "indicator_name", "submission_version", "fact"})
# What a row says, where it is new or gone: the first of these that is there.
_SAYING = (
    "value_number", "value_date", "value_text", "missing_code", "text", "explanation", "link",
    "title", "name",
)  # fmt: skip

FIELDS = (
    Field(N_("Sheet"), 18),
    Field(N_("Change"), 10),
    Field(N_("Change in words"), 16),
    Field(N_("Reason"), 11),
    Field(N_("Reason in words"), 22),
    *COUNTRY,
    Field(N_("Point"), 8),
    Field(N_("Indicator"), 10),
    Field(N_("Row"), 50),
    Field(N_("Column"), 20),
    Field(N_("Column in words"), 24),
    Field(N_("Old"), 40),
    Field(N_("New"), 40),
)


@dataclass(frozen=True)
class Side:
    """One of the two deliveries: its tables, and how they would be with the choice of the other."""

    tables: Sequence[Table]
    with_other_choice: Sequence[Table] | None = None  # None: both chose the same


_Key = tuple[str, ...]
_Entries = Mapping[_Key, Mapping[str, CellValue]]


def no_changes(note: str = "") -> Table:
    """Return the sheet without a row; the sentence says why."""
    whole = gettext(
        "A whole edition is compared with none. In a saved slice, what changed since the last "
        "delivery stands here."
    )
    return _table((), note or whole)


def changes_table(before: Side, after: Side, note: str, *, matrices: bool) -> Table:
    """Return the sheet of changes.

    What stands in a matrix, or among all figures, stands among the values too, so that it is listed
    only where `matrices` asks for it; points left out always are, because no value says so.
    """
    rows = tuple(
        row
        for position, table in enumerate(after.tables)
        for row in _differences(_At(before, after, position), table, matrices)
    )
    return _table(rows, note)


def _table(rows: Iterable[Row], note: str) -> Table:
    return Table(CHANGES, N_("Changes since the last delivery"), FIELDS, tuple(rows), note)


@dataclass(frozen=True)
class _At:
    """The same sheet of both deliveries."""

    before: Side
    after: Side
    position: int

    def entries(self, side: Side) -> _Entries:
        return _entries(side.tables[self.position])

    def titles(self) -> Mapping[str, str]:
        """Return what the columns of both are called."""
        sides = (self.before.tables, self.after.tables)
        return {f.code: f.title for tables in sides for f in tables[self.position].columns}

    def other(self, side: Side) -> _Entries:
        """Return what the sheet would hold with the other choice."""
        found = side.with_other_choice
        return {} if found is None else _entries(found[self.position])


def _differences(at: _At, table: Table, matrices: bool) -> Iterator[Row]:
    was, titles = at.before.tables[at.position], at.titles()
    for change, column in _columns(was, table):
        yield _row(table, (), _Line(change, column, None, None), QUESTIONS, {}, titles)
    old, new = at.entries(at.before), at.entries(at.after)
    old_wide, new_wide = at.other(at.before), at.other(at.after)
    for key in [*new, *(key for key in old if key not in new)]:
        for line in _lines(key, old.get(key), new.get(key)):
            is_double = bool(table.across) or table.on_request
            if is_double and not matrices and _LEFT_OUT not in (line.old, line.new):
                continue
            is_chosen = key in (old_wide if line.change == NEW else new_wide)
            reason = SELECTION if line.change != CHANGED and is_chosen else EDITION
            yield _row(table, key, line, reason, new.get(key) or old[key], titles)


def _columns(was: Table, now: Table) -> Iterator[tuple[str, str]]:
    """Yield the columns that only one of the two sheets fills, with what happened to them."""
    before, after = was.positions(), now.positions()
    yield from ((NEW_COLUMN, code) for code in after if code not in before)
    yield from ((GONE_COLUMN, code) for code in before if code not in after)


def _entries(table: Table) -> _Entries:
    """Return what each row says, by its key; of a matrix each cell that is not empty."""
    at = table.positions()
    found: dict[_Key, Mapping[str, CellValue]] = {}
    if table.across:
        for row in table.rows:
            for column, cell in zip(
                table.columns[len(COUNTRY) :], row[len(COUNTRY) :], strict=True
            ):
                if not _is_empty(cell):
                    found[(str(row[at["country_code"]]), column.code)] = {column.code: cell}
        return found
    met: Counter[_Key] = Counter()
    compared = [c for c in at if c not in _NOT_COMPARED and not c.endswith("_in_words")]
    for row in table.rows:
        key = tuple(str(row[at[code]] or "") for code in table.key)
        met[key] += 1  # two measures may have one title: they are told apart by their order
        key = key if met[key] == 1 else (*key, f"#{met[key]}")
        found[key] = {code: row[at[code]] for code in compared}
    return found


@dataclass(frozen=True)
class _Line:
    change: str
    column: str
    old: CellValue
    new: CellValue


def _lines(
    key: _Key, old: Mapping[str, CellValue] | None, new: Mapping[str, CellValue] | None
) -> Iterator[_Line]:
    if old is None or new is None:
        change = NEW if old is None else GONE
        yield _Line(change, "", _said(old or {}), _said(new or {}))
        return
    for code in new:
        was, now = old.get(code), new[code]
        if was != now and not (_is_empty(was) and _is_empty(now)):
            yield _Line(CHANGED, code, was, now)


def _is_empty(value: CellValue) -> bool:
    return value is None or value == ""


def _said(entry: Mapping[str, CellValue]) -> CellValue:
    """Return what a row says, in one cell."""
    if len(entry) == 1:
        return next(iter(entry.values()))
    known = (entry.get(code) for code in _SAYING)
    return next((value for value in known if not _is_empty(value)), None)


def _row(
    table: Table,
    key: _Key,
    line: _Line,
    reason: str,
    entry: Mapping[str, CellValue],
    titles: Mapping[str, str],
) -> Row:
    printed = key[0] if key and table.key[0] == "country_code" else ""
    column = line.column or (key[1] if table.across else "")
    return (
        table.name,
        line.change,
        gettext(KINDS[line.change]),
        reason,
        gettext(REASONS[reason]),
        *_country(printed),
        column if table.across == "point" else entry.get("point") or "",
        column.partition(" ")[0] if table.across == "indicator" else entry.get("indicator") or "",
        ", ".join(part for part in key if part),
        column,
        gettext(titles[column]) if column else "",
        line.old,
        line.new,
    )


def _country(printed: str) -> tuple[str, str, str]:
    if not printed:
        return ("", "", "")
    stored = stored_code(printed)
    return (printed, stored, country_name(stored))

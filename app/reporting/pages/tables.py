"""Building the tables of an indicator from what is stored and what was typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.core.i18n import format_number
from app.core.i18n import gettext as _
from app.domain.answers import Choice, Day, Number, Text
from app.domain.asked import home_of
from app.domain.derived import NOT_COUNTED
from app.domain.indicators import OPTION_DIMENSION, Breakdown, Indicator
from app.domain.observations import Observation, ObservationKey, kind_of
from app.reporting.addresses import field_id
from app.reporting.pages.before import cell_before
from app.reporting.pages.cells import Add, Cell, Group, Pairs, Row, Sum, Table, Ticks, Typed
from app.reporting.words import (
    dimension_word,
    observation_text,
    period_word,
    saved_text,
)
from app.reporting.work import Work


@dataclass(frozen=True)
class Place:
    """Where tables are built: the indicator, its totals, and what was typed and not stored."""

    work: Work
    indicator: Indicator
    totals: tuple[ObservationKey, ...]
    typed: Mapping[str, Typed] = field(default_factory=dict)
    shown_rows: frozenset[str] = frozenset()  # keys whose rows stay although they are empty
    add: Mapping[str, Add] = field(default_factory=dict)
    total_ids: Mapping[str, str] = field(default_factory=dict)  # of the inputs of the totals

    def seen(self, key: ObservationKey) -> Observation | None:
        """Return what is stored in a cell, computed values included."""
        return self.work.draft.data.observations.get(key)


def breakdown_id(breakdown: str, period: str = "") -> str:
    """Return the id of a table on the page, or of its sum for one period."""
    parts = ("breakdown", *breakdown.split("+"), *((period,) if period else ()))
    return "-".join(parts)


def groups_of(place: Place) -> tuple[Group, ...]:
    """Return every table of the indicator in the order of the catalogue."""
    found: list[Group] = []
    for breakdown in place.indicator.breakdowns:
        if breakdown.adds_up == "ticks":
            found += [_ticks(place, breakdown, total) for total in place.totals]
        elif len(breakdown.by) > 1:
            found += [_matrix(place, breakdown, total) for total in place.totals]
        elif codes_at(place, breakdown.by[0]):
            found.append(_rows(place, breakdown))
    return tuple(group for group in found if not isinstance(group, Table) or _has_rows(group))


def _has_rows(table: Table) -> bool:
    return bool(table.rows or table.add)


def codes_at(place: Place, dimension: str) -> Pairs:
    """Return the codes of a dimension here; lettered elements are called what the point says."""
    codes = place.work.index.dimension_codes(place.indicator, dimension)
    if dimension != "sub_item":
        return codes
    of_point = place.totals[0].point
    point = place.work.asked(of_point or f"P{place.indicator.home_point:02d}").point
    items = {item.key: f"({item.key}) {item.summary}" for item in point.sub_items}
    return tuple((c, items.get(c, label)) for c, label in codes if c in items or not of_point)


def is_long(place: Place, breakdown: Breakdown) -> bool:
    """Tell whether only filled rows are shown, with one to add another."""
    lists = {one.id: one for one in place.work.index.catalogue.codelists}
    return len(breakdown.by) == 1 and breakdown.by[0] in lists and lists[breakdown.by[0]].is_long


def _rows(place: Place, breakdown: Breakdown) -> Table:
    dimension = breakdown.by[0]
    codes = codes_at(place, dimension)
    long = is_long(place, breakdown)
    only_filled = long or place.indicator.validation.derived
    rows, free = [], []
    for code, label in codes:
        keys = [total.with_codes((dimension, code)) for total in place.totals]
        if not only_filled or any(_is_filled(place, key) for key in keys):
            rows.append(_row(place, f"row-{dimension}-{code}", label, keys, _periods(place)))
        else:
            free.append((code, label))
    columns = _periods(place)
    by_column = [[row.cells[at] for row in rows] for at in range(len(columns))]
    offer = long and not place.indicator.validation.derived
    control, options = _control(place, place.totals[0].with_codes((dimension, codes[0][0])))
    return Table(
        id=breakdown_id(breakdown.id),
        breakdown=breakdown.id,
        title=_title(place, breakdown),
        note=_note(place, breakdown),
        row_label=dimension_word(place.work.index, dimension),
        columns=columns,
        rows=tuple(rows),
        control=control,
        options=options,
        sums=_sums(place, breakdown, control, by_column),
        add=_add(place, breakdown, tuple(free)) if offer else None,
    )


def _matrix(place: Place, breakdown: Breakdown, total: ObservationKey) -> Table:
    first, second = breakdown.by
    columns = codes_at(place, second)
    rows = []
    for code, label in codes_at(place, first):
        keys = [total.with_codes((first, code), (second, other)) for other, _label in columns]
        name = f"row-{breakdown.id}-{code}-{total.period}"
        rows.append(_row(place, name, label, keys, tuple(text for _code, text in columns)))
    control, options = _control(place, total.with_codes((first, ""), (second, columns[0][0])))
    at = place.totals.index(total)
    sums = _sums(place, breakdown, control, [[c for row in rows for c in row.cells]], at)
    return Table(
        id=breakdown_id(breakdown.id, total.period if len(place.totals) > 1 else ""),
        breakdown=breakdown.id,
        title=_title(place, breakdown, total.period if len(place.totals) > 1 else ""),
        note=_note(place, breakdown),
        row_label=dimension_word(place.work.index, first),
        columns=tuple(label for _code, label in columns),
        rows=tuple(rows),
        control=control,
        options=options,
        sums=sums,
        is_matrix=True,
    )


def _ticks(place: Place, breakdown: Breakdown, total: ObservationKey) -> Ticks:
    dimension = breakdown.by[0]
    long = is_long(place, breakdown)
    boxes, free = [], []
    for code, label in codes_at(place, dimension):
        key = total.with_codes((dimension, code))
        if not long or _is_filled(place, key):
            boxes.append(_cell(place, key, label))
        else:
            free.append((code, label))
    none = _cell(place, total, _("None of these"))
    seen = place.seen(total)
    at = [_saved_at(place, cell.key) for cell in (*boxes, none)]
    return Ticks(
        id=breakdown_id(breakdown.id, total.period if len(place.totals) > 1 else ""),
        breakdown=breakdown.id,
        title=_title(place, breakdown, total.period if len(place.totals) > 1 else ""),
        note=_tick_note(codes_at(place, dimension)),
        boxes=tuple(boxes),
        none=none,
        count="" if seen is None else observation_text(place.work.index, total, seen),
        saved=saved_text(max((one for one in at if one), default=None)),
        add=_add(place, breakdown, tuple(free)) if long else None,
    )


def _tick_note(codes: Pairs) -> str:
    if any(code == NOT_COUNTED for code, _label in codes):
        return _("Tick what applies; the portal counts. “Other” is not counted.")
    return _("Tick what applies; the portal counts.")


def _row(
    place: Place, name: str, label: str, keys: Sequence[ObservationKey], heads: Sequence[str]
) -> Row:
    several = len(keys) > 1
    cells = tuple(
        _cell(place, key, f"{label}, {head}" if several else label)
        for key, head in zip(keys, heads, strict=True)
    )
    at = [_saved_at(place, cell.key) for cell in cells]
    saved = saved_text(max((one for one in at if one), default=None))
    return Row(re.sub(r"[^A-Za-z0-9._-]", "-", name), label, cells, saved)


def _saved_at(place: Place, key: str) -> datetime | None:
    return place.work.draft.saved_at(f"observation:{key}").at


def _cell(place: Place, key: ObservationKey, label: str) -> Cell:
    index, name = place.work.index, str(key)
    seen = place.seen(key)
    typed = place.typed.get(name)
    shown = observation_text(index, key, seen)
    number = seen.number if seen else None
    addend = _addend(place.indicator.breakdown(key.breakdown), key)
    said = cell_before(place.work, key, seen)
    before, change = (said.text, said.change) if said else ("", "")
    if typed is not None:
        return Cell(
            name, field_id(name), label, typed.value, shown, typed.revision,
            typed.missing, typed.reason, typed.error, typed.theirs, number,
            addend, before, change,
        )  # fmt: skip
    value = ""
    if seen is not None and seen.value is not None:
        value = kind_of(index, place.indicator, key).to_form(seen.value)[0]
    missing = seen.missing if seen else None
    return Cell(
        key=name,
        id=field_id(name),
        label=label,
        value=value,
        shown=shown,
        revision=place.work.draft.saved_at(f"observation:{name}").revision,
        missing=missing.code if missing else "",
        reason=(missing.reason or "") if missing else "",
        number=number,
        addend=addend,
        before=before,
        change=change,
    )


def _is_filled(place: Place, key: ObservationKey) -> bool:
    seen = place.seen(key)
    has_value = seen is not None and seen.is_given
    if has_value or str(key) in place.typed or str(key) in place.shown_rows:
        return True
    # What was said last time stands there to be said again, by whoever can say it.
    last = place.work.draft.last_time
    asked = last is not None and place.work.can_write(home_of(place.work.index, key))
    return asked and last is not None and last.cell(place.work.index, key) is not None


def _periods(place: Place) -> tuple[str, ...]:
    words = (period_word(total.period) for total in place.totals)
    return tuple(word[:1].upper() + word[1:] for word in words)


def _control(place: Place, key: ObservationKey) -> tuple[str, Pairs]:
    """Return how a cell is typed, with the choices where it is chosen."""
    kind = kind_of(place.work.index, place.indicator, key)
    if isinstance(kind, Choice):
        return "choice", _offered(place, key, kind.options)
    if isinstance(kind, Number):
        return "number", ()
    if isinstance(kind, Text):
        return "text", ()
    if isinstance(kind, Day):
        return "day", ()
    return "choice", (("yes", _("Yes")), ("no", _("No")))


def _offered(place: Place, key: ObservationKey, options: Pairs) -> Pairs:
    """Leave out "examined, not pursued" where the wording of the point leaves no choice."""
    if key.point is None or place.work.asked(key.point).point.not_pursued_open:
        return options
    observations = place.work.draft.data.observations
    if any(k.total() == key.total() and o.value == "not_pursued" for k, o in observations.items()):
        return options  # said already, in a workbook: to be seen and mended
    return tuple((value, label) for value, label in options if value != "not_pursued")


def _title(place: Place, breakdown: Breakdown, period: str = "") -> str:
    names = [dimension_word(place.work.index, dimension) for dimension in breakdown.by]
    if len(names) == 2 and breakdown.by[1] == OPTION_DIMENSION:
        title = _("%(dimension)s, by option") % {"dimension": names[0]}
    else:
        title = " × ".join(names)
    return f"{title}, {period_word(period)}" if period else title


def _note(place: Place, breakdown: Breakdown) -> str:
    """Return how the cells relate to the total, in words."""
    if place.indicator.validation.derived:
        return _("The portal works these values out.")
    return {
        "exact": _("The rows add up to the total."),
        "at_most": _("The rows may add up to less than the total, never to more."),
        "overlapping": _("One item may be counted in several rows, so no sum is checked."),
        "none": _("One value for each row, where you have it."),
        "ticks": "",
    }[breakdown.adds_up]


def _sums(
    place: Place,
    breakdown: Breakdown,
    control: str,
    columns: Sequence[Sequence[Cell]],
    first: int = 0,
) -> tuple[Sum, ...]:
    """Return the sums shown under a table whose rows are checked against the total."""
    if breakdown.adds_up not in ("exact", "at_most") or control != "number":
        return ()
    return tuple(
        _sum(place, breakdown, place.totals[first + at], cells) for at, cells in enumerate(columns)
    )


def _sum(place: Place, breakdown: Breakdown, total: ObservationKey, cells: Sequence[Cell]) -> Sum:
    numbers = [cell.number for cell in cells if cell.number is not None]
    added = sum(numbers, Decimal(0))
    seen = place.seen(total)
    whole = seen.number if seen else None
    apart = added - whole if whole is not None and numbers else None
    off = apart is not None and (apart > 0 or (apart < 0 and breakdown.adds_up == "exact"))
    return Sum(
        id=breakdown_id(breakdown.id, total.period),
        name=_addend(breakdown, total),
        text=format_number(added) if numbers else "",
        total_id=place.total_ids.get(str(total), ""),
        rule=breakdown.adds_up,
        is_off=off,
        said="" if apart is None or whole is None else _apart(apart, whole, off),
    )


def _apart(apart: Decimal, whole: Decimal, off: bool) -> str:
    """Return how far a sum is from its total, in words; nothing where less is as it should be."""
    if not apart:
        return _("Adds up to the total")
    if not off:
        return ""
    text = _("{n} more than the total of {total}")
    if apart < 0:
        text = _("{n} less than the total of {total}")
    # The same sentence stands in the page for the script, which puts numbers in like this.
    return text.replace("{n}", format_number(abs(apart))).replace("{total}", format_number(whole))


def _addend(breakdown: Breakdown | None, key: ObservationKey) -> str:
    """Return the name of the sum a cell is added to, empty where nothing is added up."""
    if breakdown is None or breakdown.adds_up not in ("exact", "at_most"):
        return ""
    return f"{breakdown.id}-{key.period}"


def _add(place: Place, breakdown: Breakdown, free: Pairs) -> Add:
    refused = place.add.get(breakdown.id)
    codes = tuple(sorted(free, key=lambda pair: pair[1].casefold()))
    cells = tuple((t.period, period_word(t.period), _addend(breakdown, t)) for t in place.totals)
    return Add(
        id=f"add-{breakdown.id}",
        breakdown=breakdown.id,
        codes=codes,
        cells=cells,
        code=refused.code if refused else "",
        values=refused.values if refused else {},
        error=refused.error if refused else "",
    )

"""The lines of a workbook that ask for values: totals, breakdowns, codes of long lists."""

from collections.abc import Iterator, Mapping

from app.core.i18n import gettext as _
from app.domain.asked import AskedPoint, total_keys
from app.domain.indicators import Breakdown, Indicator
from app.domain.observations import Observation, ObservationKey, is_computed, kind_of
from app.reporting import words
from app.reporting.work import Work
from app.workbook.answer_kinds import control_of, options_of, shown, visibility_field
from app.workbook.layout import ADDED_CODES, Column, Field, Line, label_for

Texts = Mapping[str, str]


def value_columns() -> tuple[Column, ...]:
    """Return the columns of the sheet of indicators."""
    return (
        Column("place", _("Point"), 7),
        Column("code", _("Indicator"), 10),
        Column("asked", _("What is asked"), 46),
        Column("unit", _("Unit"), 16),
        Column("last", _("Last time"), 14),
        Column("value", _("Value"), 18),
        Column("missing", _("No value because"), 18),
        Column("reason", _("Reason"), 20),
        Column("flags", _("Marks"), 9),
        Column("source", _("Source"), 20),
        Column("note", _("Note"), 24),
        Column("year", _("Year of the value"), 10),
        Column("visibility", _("Who may see it"), 20),
    )


def indicator_lines(work: Work, asked: AskedPoint) -> Iterator[Line]:
    """Yield the indicators entered at a point, each with its breakdowns."""
    for indicator in asked.indicators:
        if not indicator.validation.derived:
            yield from _one_indicator(work, asked, indicator)


def _one_indicator(work: Work, asked: AskedPoint, about: Indicator) -> Iterator[Line]:
    place = {"place": str(asked.point.number), "code": about.id}
    yield Line(texts=place | {"asked": about.name}, note=about.definition, is_heading=True)
    unit = _("number of organisations") if about.is_counted_by_option else about.unit
    for total in total_keys(about, work.draft.cycle.cutoff):
        period = words.period_word(total.period)
        said = place | {"unit": unit, "asked": _("In total, %(period)s") % {"period": period}}
        yield cell_line(work, total, said, note=about.definition)
        for breakdown in about.breakdowns:
            yield from _breakdown_lines(work, about, breakdown, total, place | {"unit": unit})


def _breakdown_lines(
    work: Work, about: Indicator, breakdown: Breakdown, total: ObservationKey, said: Texts
) -> Iterator[Line]:
    lists = {one.id: one for one in work.index.catalogue.codelists}
    is_long = len(breakdown.by) == 1 and breakdown.by[0] in lists and lists[breakdown.by[0]].is_long
    for key in _cells(work, about, breakdown, total):
        if is_long and key not in work.draft.data.observations:
            continue
        codes = ", ".join(
            f"{words.dimension_word(work.index, d)}: {words.code_word(work.index, about, d, c)}"
            for d, c in key.codes
        )
        yield cell_line(work, key, {**said, "asked": f"   {codes}"})
    if is_long:
        yield from _lines_to_add(work, about, breakdown, total, said)


def _cells(
    work: Work, about: Indicator, breakdown: Breakdown, total: ObservationKey
) -> Iterator[ObservationKey]:
    first, *rest = breakdown.by
    for code, _label in work.index.dimension_codes(about, first):
        if not rest:
            yield total.with_codes((first, code))
        for other, _other_label in work.index.dimension_codes(about, rest[0]) if rest else ():
            yield total.with_codes((first, code), (rest[0], other))


def _lines_to_add(
    work: Work, about: Indicator, breakdown: Breakdown, total: ObservationKey, said: Texts
) -> Iterator[Line]:
    """Yield empty lines on which a code of a long list is chosen."""
    dimension = breakdown.by[0]
    free = tuple(
        (code, label)
        for code, label in work.index.dimension_codes(about, dimension)
        if total.with_codes((dimension, code)) not in work.draft.data.observations
    )
    locked = not work.can_write(f"P{about.home_point:02d}")
    for number in range(1, ADDED_CODES + 1):
        subject = f"add:{total}:{dimension}:{number}"
        first = total.with_codes((dimension, free[0][0] if free else ""))
        fields = _fields(work, first, Observation(), locked=locked or not free)
        hint = _("Choose from the list what this line is about.")
        fields["asked"] = Field(None, "list", free, hint, is_locked=locked or not free)
        yield Line(subject, {name: said[name] for name in said}, fields)


def cell_line(work: Work, key: ObservationKey, texts: Texts, note: str = "") -> Line:
    """Return the line of one cell of an indicator."""
    draft = work.draft
    about = draft.index.indicators[key.indicator]
    point = key.point or f"P{about.home_point:02d}"
    seen = draft.data.observations.get(key, Observation())
    found = draft.last_time.cell(draft.index, key) if draft.last_time else None
    last = words.observation_text(draft.index, *found) if found else ""
    locked = is_computed(about, key) or not work.can_write(point)
    return Line(
        subject=f"observation:{key}",
        texts={**texts, "last": last},
        fields=_fields(work, key, seen, locked=locked),
        revision=draft.saved_at(f"observation:{key}").revision,
        note=note,
    )


def _fields(
    work: Work, key: ObservationKey, seen: Observation, *, locked: bool
) -> dict[str, Field]:
    about = work.index.indicators[key.indicator]
    kind = kind_of(work.index, about, key)
    options = options_of(kind)
    missing = tuple((m.code, m.label) for m in work.index.catalogue.missing_codes)
    said_of_marks = _("Choose one from the list, or write several letters, for example: e p")
    code = label_for(missing, seen.missing.code) if seen.missing else None
    reason = seen.missing.reason if seen.missing else None
    marks = tuple((one.flag, f"{one.flag}: {one.label}") for one in work.index.catalogue.flags)
    fields = {
        "value": Field(shown(options, seen.value), control_of(kind), options, is_locked=locked),
        "missing": Field(code, "list", missing, is_locked=locked),
        "reason": Field(reason, "line", is_locked=locked),
        "flags": Field(" ".join(seen.flags) or None, "marks", marks, said_of_marks, locked),
        "source": Field(seen.source or None, "line", is_locked=locked),
        "note": Field(seen.note or None, "line", is_locked=locked),
    }
    if about.reference_period == "latest_available":
        fields["year"] = Field(seen.reference_year, "whole", is_locked=locked)
    said = seen.visibility if seen.is_given else ""
    return fields | visibility_field(about.sensitivity, said, is_locked=locked)

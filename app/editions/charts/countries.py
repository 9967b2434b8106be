"""Charts by country, in protocol order: dots with the median, map beside tiles, matrix, panels.

A country whose value a reader may not see is absent or blank; which one it is never shows.
"""

from collections.abc import Mapping, Sequence

from app.core.i18n import country_name, printed_code
from app.core.i18n import gettext as _
from app.domain.facts import Fact, Facts
from app.domain.indicators import Catalogue
from app.domain.points import Option
from app.domain.roles import COMMISSION
from app.editions.charts.palette import GREY, HUES, PROGRESS_FILLS, RISING, look_of
from app.editions.charts.shapes import MapShapes
from app.editions.charts.specification import (
    NO_VALUE,
    Chart,
    Datum,
    Fill,
    Mark,
    Series,
    Step,
    datum_of,
)

MOST_STEPS = 6  # colours that can be told apart on a map


def countries_of(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the stored codes of the Member States in protocol order."""
    entries = sorted(catalogue.reporters, key=lambda entry: entry.protocol_order)
    return tuple(entry.code for entry in entries if entry.code != COMMISSION)


def values_with_median(
    chart_id: str,
    title: str,
    axis: str,
    values: Sequence[tuple[str, Fact]],
    median: Fact | None,
    n: str,
    note: str = "",
) -> Chart:
    """Return a dot for each country that has a value, and the median, which is a fact as well."""
    middle = datum_of(median)
    marks = (Mark(_("Median"), middle, n),) if middle.value is not None else ()
    shown = [(reporter, d) for reporter, f in values if (d := datum_of(f)).value is not None]
    return Chart(
        id=chart_id,
        title=title,
        description=_(
            "One dot for each Member State that gave a value, in protocol order, on one axis. The "
            "table gives the same figures."
        ),
        axis=axis,
        categories=tuple(country_name(reporter) for reporter, _datum in shown),
        series=(Series("value", axis, HUES[0], "solid", tuple(d for _r, d in shown)),),
        note=note,
        kind="dots",
        head=_("Country"),
        marks=marks,
        codes=tuple(printed_code(reporter) for reporter, _datum in shown),
    )


def answer_steps(options: Sequence[Option]) -> tuple[Step, ...]:
    """Return a colour for each answer of a list: yes dark, no as an outline, else one hue each."""
    if {option.value for option in options} == {"yes", "no"}:
        fills: dict[str, tuple[str, Fill]] = {
            "yes": (HUES[0], "solid"),
            "no": (PROGRESS_FILLS["none"][0], "outline"),
        }
        return tuple(Step(o.value, o.label, *fills[o.value]) for o in options)
    return tuple(
        Step(option.value, option.label, colour, "solid")
        for option, colour in zip(options, (*HUES, "B9C1CD"), strict=False)
    )


def answers_by_country(
    chart_id: str,
    title: str,
    catalogue: Catalogue,
    answers: Mapping[str, tuple[Fact, str]],
    options: Sequence[Option],
    shapes: MapShapes | None,
    note: str = "",
) -> Chart:
    """Return who gave which answer, by stored code: the fact and its words.

    Countries without an answer that the reader may see stand as blank.
    """
    blank = Step(NO_VALUE, _("No value shown"), GREY, "hatch")
    data = tuple(
        Datum(answers[c][0].id, None, answers[c][1], answers[c][0].text or "")
        if c in answers
        else Datum("", None, "", NO_VALUE)
        for c in countries_of(catalogue)
    )
    used = {datum.step for datum in data}
    steps = tuple(step for step in (*answer_steps(options), blank) if step.key in used)
    return _map(chart_id, title, catalogue, data, steps, title, shapes, note)


def numbers_by_country(
    chart_id: str,
    title: str,
    axis: str,
    facts: Facts,
    catalogue: Catalogue,
    fact_ids: tuple[str, str],
    most: int,
    shapes: MapShapes | None,
    note: str = "",
) -> Chart:
    """Return a whole number for each country in four equal steps up to `most`, and none.

    `fact_ids` stand before and after the printed code of the country in the id of its fact.
    """
    blank = Step(NO_VALUE, _("No report"), GREY, "hatch")
    none = Step("0", "0", PROGRESS_FILLS["none"][0], "outline")
    width = -(-most // len(RISING))
    bounds = [(n * width + 1, min((n + 1) * width, most)) for n in range(len(RISING))]
    steps = tuple(
        Step(str(n), f"{low}–{high}", colour, "solid")
        for n, ((low, high), colour) in enumerate(zip(bounds, RISING, strict=True), 1)
    )
    before, after = fact_ids
    data = []
    for code in countries_of(catalogue):
        datum = datum_of(facts.get(f"{before}{printed_code(code)}{after}"))
        step = NO_VALUE
        if datum.value is not None:
            step = str(min(-(-int(datum.value) // width), len(steps)))
        data.append(Datum(datum.fact, datum.value, "", step))
    used = {datum.step for datum in data}
    shown = tuple(step for step in (none, *steps, blank) if step.key in used or step in steps)
    return _map(chart_id, title, catalogue, tuple(data), shown, axis, shapes, note)


def _map(
    chart_id: str,
    title: str,
    catalogue: Catalogue,
    data: tuple[Datum, ...],
    steps: tuple[Step, ...],
    axis: str,
    shapes: MapShapes | None,
    note: str,
) -> Chart:
    codes = countries_of(catalogue)
    return Chart(
        id=chart_id,
        title=title,
        description=_(
            "A map of the 27 Member States, with markers for the smallest, beside a tile of the "
            "same size for each. The table gives the same values."
        ),
        axis=axis,
        categories=tuple(country_name(code) for code in codes),
        series=(Series("value", axis, HUES[0], "solid", data),),
        note=note,
        kind="map",
        head=_("Country"),
        steps=steps,
        codes=tuple(printed_code(code) for code in codes),
        shapes=shapes,
    )


def status_by_country(
    chart_id: str,
    title: str,
    facts: Facts,
    catalogue: Catalogue,
    points: Sequence[int],
    period: str,
    note: str = "",
) -> Chart:
    """Return the step of the scale at each point, by country where the country shows it."""
    words = {option.value: option.label for option in catalogue.progress_scale}
    codes = countries_of(catalogue)

    def datum(reporter: str, number: int) -> Datum:
        fact = facts.get(f"P{number:02d}.progress/{printed_code(reporter)}/value@{period}")
        if fact is None or fact.text is None:
            return Datum("", None)
        return Datum(fact.id, None, words.get(fact.text, fact.text), fact.text)

    series = tuple(
        Series(
            str(number),
            _("Point %(number)d") % {"number": number},
            HUES[0],
            "solid",
            tuple(datum(code, number) for code in codes),
        )
        for number in points
    )
    used = {d.step for one in series for d in one.data}
    return Chart(
        id=chart_id,
        title=title,
        description=_(
            "A row for each Member State in protocol order and a column for each point; the number "
            "in a cell tells the step of the progress scale. Cells without a status that everybody "
            "may see are blank. The table gives the same in words."
        ),
        axis=_("Progress status"),
        categories=tuple(country_name(code) for code in codes),
        series=series,
        note=note,
        kind="matrix",
        head=_("Country"),
        steps=tuple(
            Step(o.value, o.label, *PROGRESS_FILLS[o.value])
            for o in catalogue.progress_scale
            if o.value in used and o.value in PROGRESS_FILLS
        ),
        codes=tuple(printed_code(code) for code in codes),
    )


def over_time(
    chart_id: str,
    title: str,
    axis: str,
    names: Sequence[tuple[str, str]],
    periods: Sequence[tuple[str, str]],
    facts: Mapping[tuple[str, str], Fact],
    changes: Mapping[str, Fact] | None = None,
    note: str = "",
) -> Chart:
    """Return series over periods: lines where they have a common base, else small charts.

    `names` and `periods` are keys with their words; `facts` stands by both keys, `changes` by the
    first alone.
    """
    told = changes or {}
    is_index = bool(told)
    found = [
        (key, words, tuple(datum_of(facts.get((key, period))) for period, _words in periods))
        for key, words in names
    ]
    drawn = [one for one in found if any(datum.value is not None for datum in one[2])]
    series = tuple(
        Series(
            key,
            words,
            look_of(place).colour if is_index else HUES[0],
            "solid",
            data,
            change=datum_of(told[key]) if key in told else None,
        )
        for place, (key, words, data) in enumerate(drawn)
    )
    return Chart(
        id=chart_id,
        title=title,
        description=_("The same figure over time for each part. The table gives the same figures.")
        if is_index
        else _("A small chart for each part, all on one scale. The table gives the same figures."),
        axis=axis,
        categories=tuple(words for _period, words in periods),
        series=series,
        note=note,
        kind="lines" if is_index else "panels",
        head=_("Period") if is_index else _("Part"),
    )

"""Horizontal bars: status and measures by point, coverage, and one bar for each answer."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.core.i18n import gettext as _
from app.domain.facts import EU27, Fact, Facts
from app.domain.indicators import Catalogue
from app.domain.points import Addressee, Option, PointGroup
from app.domain.roles import COMMISSION
from app.editions.charts.palette import HUES, MISSING_FILL, OTHER, PROGRESS_FILLS
from app.editions.charts.specification import Chart, Datum, Series, datum_of, title_of


def measures_by_point(
    facts: Facts, catalogue: Catalogue, group: PointGroup, period: str, note: str = ""
) -> Chart:
    """Return how many measures serve each point of a group, by type; types nobody used left out.

    The types most used in the edition have colours, the same in each of its charts. All others are
    grey and stand behind them under one entry of the legend, each still with facts of its own.
    """
    where = COMMISSION if group.addressee is Addressee.COMMISSION else EU27
    found = [
        (option, tuple(_datum(facts, id_) for id_ in _type_ids(group, where, option.value, period)))
        for option in catalogue.measure_types
    ]
    colours = _type_colours(facts, catalogue, period)
    other = _("Other types")
    used = [(option, data) for option, data in found if any(datum.value for datum in data)]
    series = tuple(
        Series(option.value, option.label, colours[option.value], "solid", data)
        for option, data in used
        if option.value in colours
    ) + tuple(
        Series(option.value, option.label, OTHER, "solid", data, other)
        for option, data in used
        if option.value not in colours
    )
    return Chart(
        id=f"chart:{group.id}.measures",
        title=_("Measures by point and type: %(group)s") % {"group": title_of(group)},
        description=_(
            "Horizontal stacked bars, one for each point, showing how many measures serve it and "
            "of which type. The annex gives the same figures as a table."
        ),
        axis=_("Number of measures"),
        categories=_point_names(group),
        series=series,
        note=note,
    )


def status_by_point(
    facts: Facts, catalogue: Catalogue, group: PointGroup, period: str, note: str = ""
) -> Chart:
    """Return how many Member States chose each step of the scale at each point, and how many none.

    For the Commission's points the value of the one reporter stands in the text, not in a chart.
    """
    steps = [(o.value, o.label, f"count/{o.value}") for o in catalogue.progress_scale]
    steps.append(("missing", _("No status reported"), "missing"))
    series = tuple(
        Series(
            key,
            label,
            *PROGRESS_FILLS.get(key, MISSING_FILL),
            tuple(
                _datum(facts, f"P{number:02d}.progress/{EU27}/{measure}@{period}")
                for number in group.points
            ),
        )
        for key, label, measure in steps
    )
    return Chart(
        id=f"chart:{group.id}.progress",
        title=_("Progress status by point: %(group)s") % {"group": title_of(group)},
        description=_(
            "Horizontal stacked bars, one for each point, showing how many of the 27 Member States "
            "chose each step of the progress scale. The annex gives the same figures as a table."
        ),
        axis=_("Number of Member States"),
        categories=_point_names(group),
        series=series,
        note=note,
    )


def coverage_by_point(facts: Facts, catalogue: Catalogue, period: str, note: str = "") -> Chart:
    """Return of how many Member States something is known at each of their points."""
    points = [p for p in catalogue.instrument.points if p.addressee is Addressee.MEMBER_STATES]
    data = tuple(_datum(facts, f"{p.id}.coverage/{EU27}/n@{period}") for p in points)
    axis = _("Number of Member States, of 27")
    return Chart(
        id="chart:coverage",
        title=_("Member States with information, by point"),
        description=_(
            "Horizontal bars, one for each point, showing on how many of the 27 Member States "
            "there is information. The annex gives the same figures as a table."
        ),
        axis=axis,
        categories=tuple(_point_name(point.number) for point in points),
        series=(Series("n", axis, HUES[0], "solid", data),),
        note=note,
    )


def options_chart(
    chart_id: str, title: str, axis: str, options: Sequence[Option], facts: Sequence[Fact]
) -> Chart:
    """Return one bar for each option, from one fact for each."""
    data = tuple(datum_of(fact) for fact in facts)
    return Chart(
        id=chart_id,
        title=title,
        description=_("Horizontal bars, one for each answer. The table gives the same figures."),
        axis=axis,
        categories=tuple(option.label for option in options),
        series=(Series("value", axis, HUES[0], "solid", data),),
    )


def _type_colours(facts: Facts, catalogue: Catalogue, period: str) -> Mapping[str, str]:
    """Return a colour for each type the Member States use most; equals in the catalogue's order."""

    def used(kind: str) -> Decimal:
        return _datum(facts, f"measures/{EU27}/count/type={kind}@{period}").value or Decimal(0)

    order = [option.value for option in catalogue.measure_types]
    most = set(sorted(order, key=used, reverse=True)[: len(HUES)])
    return dict(zip((kind for kind in order if kind in most), HUES, strict=False))


def _type_ids(group: PointGroup, where: str, kind: str, period: str) -> list[str]:
    return [f"P{n:02d}.measures/{where}/count/type={kind}@{period}" for n in group.points]


def _datum(facts: Facts, fact_id: str) -> Datum:
    return datum_of(facts.get(fact_id))


def _point_names(group: PointGroup) -> tuple[str, ...]:
    return tuple(_point_name(number) for number in group.points)


def _point_name(number: int) -> str:
    return _("Point %(number)d") % {"number": number}

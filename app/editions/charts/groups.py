"""Small charts side by side: the steps of the progress scale in each group of points."""

from collections.abc import Iterator
from dataclasses import replace

from app.core.i18n import gettext as _
from app.domain.facts import EU27, Facts
from app.domain.indicators import Catalogue
from app.domain.points import Addressee
from app.editions.charts.palette import HUES
from app.editions.charts.specification import Chart, Series, datum_of, title_of


def status_by_group(
    chart_id: str, title: str, facts: Facts, catalogue: Catalogue, period: str, note: str = ""
) -> Chart:
    """Return how many statuses of each step were given at the points of each group.

    Each status given counts once; none is weighed, and nothing is averaged.
    """
    groups = [g for g in catalogue.instrument.groups if g.addressee is not Addressee.COMMISSION]
    steps = catalogue.progress_scale
    return Chart(
        id=chart_id,
        title=title,
        description=_(
            "A small chart for each group of points with a bar for each step of the progress "
            "scale, all on one scale. The table gives the same figures."
        ),
        axis=_("Number of statuses given"),
        categories=tuple(step.label for step in steps),
        series=tuple(
            Series(
                group.id,
                title_of(group),
                HUES[0],
                "solid",
                tuple(
                    datum_of(facts.get(f"{group.id}.progress/{EU27}/count/{step.value}@{period}"))
                    for step in steps
                ),
            )
            for group in groups
        ),
        note=note,
        kind="panels",
        head=_("Group of points"),
    )


def apart(chart: Chart) -> Iterator[Chart]:
    """Yield each of several small charts as one of its own, all on one scale."""
    for series in chart.series:
        yield replace(
            chart,
            id=f"{chart.id}.{series.key}",
            title=f"{chart.title}: {series.name}",
            description=_("Horizontal bars, one for each step of the progress scale."),
            series=(replace(series, name=chart.axis),),
            kind="bars",
            reach=chart.largest,
        )

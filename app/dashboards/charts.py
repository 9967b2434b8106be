"""Charts of the public pages beyond those the report has: some points, types, answers."""

from collections.abc import Sequence
from dataclasses import replace

from app.core.i18n import gettext as _
from app.domain.facts import Fact, Facts
from app.domain.indicators import Catalogue
from app.domain.points import Option
from app.editions.charts import Chart, options_chart, status_by_point


def measures_by_type(
    chart_id: str, title: str, facts: Facts, catalogue: Catalogue, subject: str, period: str
) -> Chart:
    """Return one bar for each type of measure there is, in the order of the catalogue."""
    found = [
        (option, facts.get(f"{subject}/count/type={option.value}@{period}"))
        for option in catalogue.measure_types
    ]
    there = [(option, fact) for option, fact in found if fact is not None]
    return options_chart(
        chart_id,
        title,
        _("Number of measures"),
        [option for option, _fact in there],
        [fact for _option, fact in there],
    )


def status_of_points(
    chart_id: str,
    title: str,
    facts: Facts,
    catalogue: Catalogue,
    points: tuple[int, ...],
    period: str,
) -> Chart:
    """Return how many Member States chose each step at these points, one bar for each point."""
    group = catalogue.instrument.groups[0].model_copy(update={"points": points})
    return replace(status_by_point(facts, catalogue, group, period), id=chart_id, title=title)


def answers_of_countries(
    chart_id: str, title: str, options: Sequence[Option], facts: Sequence[Fact]
) -> Chart:
    """Return one bar for each answer: how many Member States gave it."""
    return options_chart(chart_id, title, _("Number of Member States"), options, facts)

"""Progress at a glance: every point in one chart, and beside each how strongly the text asks."""

from collections.abc import Iterator

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import (
    Block,
    ChartBlock,
    Column,
    Heading,
    Paragraph,
    Reference,
    Table,
)
from app.council_report.prose import NOTHING, figure, filled, point_name, words
from app.domain.points import Addressee, Point, PointGroup
from app.editions.addressed import is_ours
from app.editions.charts import Chart, measures_by_point, status_by_point, title_of
from app.editions.charts.groups import apart, status_by_group


def glance(contents: ReportContents) -> Iterator[Block]:
    """Yield the chapter that shows all points of the Member States together."""
    yield Heading(1, _("Progress at a glance"), "glance", starts_page=True)
    yield Paragraph(words(_opening(contents)))
    chart = _chart(contents)
    if chart.series:
        yield ChartBlock(chart)
    yield Paragraph(
        filled(
            _(
                "The points ask in different ways, so their figures cannot be compared without "
                "looking at the wording: %(table)s shows both together, and %(annex)s has every "
                "step of the scale."
            ),
            table=Reference("table:glance", _("the next table")),
            annex=Reference("standard-T2", "T2"),
        )
        if not contents.is_baseline
        else filled(
            _(
                "The points ask in different ways: %(table)s shows the wording beside what public "
                "sources say."
            ),
            table=Reference("table:glance", _("the next table")),
        )
    )
    yield _wording_table(contents)
    if not contents.is_baseline:
        table = _group_table(contents)
        if any(cell != NOTHING for row in table.rows for cell in row[1:]):
            yield table
            yield from _group_charts(contents)


def _opening(contents: ReportContents) -> str:
    if contents.is_baseline:
        return _(
            "The chart shows how many measures public sources document at each point, and of "
            "which type. Nobody has assessed progress yet."
        )
    return _(
        "The chart shows how many of the 27 Member States chose each step of the progress scale at "
        "each point. Each Member State assessed itself. The steps are counted, never averaged, "
        "and countries are not ranked."
    )


def _chart(contents: ReportContents) -> Chart:
    numbers = [p.number for p in contents.catalogue.instrument.points if not is_ours(p)]
    together = PointGroup(
        id="all",
        number=1,
        title={"en": _("all points"), current_locale(): _("all points")},
        points=tuple(numbers),
        addressee=Addressee.MEMBER_STATES,
    )
    build = measures_by_point if contents.is_baseline else status_by_point
    note = (
        _("Source: public sources, compiled by the Commission services.")
        if contents.is_baseline
        else _("Source: accepted submissions. Each bar adds up to the 27 Member States.")
    )
    return build(contents.facts, contents.catalogue, together, contents.period, note)


def _wording_table(contents: ReportContents) -> Table:
    period = contents.period
    columns: list[tuple[str, str]] = (
        [
            (_("Measures"), "measures/EU27/count"),
            (_("Countries with measures"), "measures/EU27/countries"),
        ]
        if contents.is_baseline
        else [
            (_("Status given"), "progress/EU27/n"),
            (_("Substantial"), "progress/EU27/count/substantial"),
            (_("Full"), "progress/EU27/count/full"),
        ]
    )
    rows = tuple(
        (
            words(point_name(point)),
            words(_wording(point)),
            *((figure(contents, f"{point.id}.{name}@{period}"),) for _title, name in columns),
        )
        for point in contents.catalogue.instrument.points
        if not is_ours(point)
    )
    return Table(
        id="table:glance",
        caption=_("How the points ask, and what stands beside them"),
        columns=(
            Column(_("Point"), 44),
            Column(_("Wording"), 24),
            *(Column(title, 32 // len(columns), True) for title, _name in columns),
        ),
        rows=rows,
        description=_("One row for each of the points 1 to 24: wording and number of countries."),
        note=words(_("Numbers of Member States, of 27.")) if not contents.is_baseline else (),
        compact=True,
    )


def _group_table(contents: ReportContents) -> Table:
    """Return how many statuses of each step were given in each group of points."""
    scale = contents.catalogue.progress_scale
    measures = [*(f"count/{option.value}" for option in scale), "given"]
    rows = tuple(
        (
            words(title_of(group)),
            *(
                (figure(contents, f"{group.id}.progress/EU27/{measure}@{contents.period}"),)
                for measure in measures
            ),
        )
        for group in contents.catalogue.instrument.groups
        if group.addressee is Addressee.MEMBER_STATES
    )
    return Table(
        id="table:glance.groups",
        caption=_("Statuses given, by group of points"),
        columns=(
            Column(_("Group"), 17),
            *(Column(option.label, 11, True) for option in scale),
            Column(_("Given"), 7, True),
        ),
        rows=rows,
        description=_("One row for each group of points, one column for each step of the scale."),
        note=words(
            _("Each status counts once: one Member State at one point. Nothing is averaged.")
        ),
        compact=True,
    )


def _group_charts(contents: ReportContents) -> Iterator[Block]:
    """Yield a small chart for each group, all on one scale: the table above as pictures."""
    title = _("Statuses given")
    chart = status_by_group(
        "chart:glance", title, contents.facts, contents.catalogue, contents.period
    )
    for one in apart(chart):
        if not one.is_empty:
            yield ChartBlock(one, compact=True)


def _wording(point: Point) -> str:
    return {
        "firm": _("states what is to be done"),
        "conditional": _("states it under a condition"),
        "exploratory": _("asks to consider or examine"),
    }[point.strength]

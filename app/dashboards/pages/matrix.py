"""Who reported which status where: Member States by points, as far as each may be shown."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from app.core.i18n import country_name, ngettext
from app.core.i18n import gettext as _
from app.dashboards.addresses import COVERAGE, MATRIX, OVERVIEW, country_url, point_url
from app.dashboards.drawn import DrawnChart
from app.dashboards.figures import status_matrix_chart
from app.dashboards.pages.around import PublicPage, around, source_note
from app.dashboards.pages.point_rows import points_of
from app.dashboards.view import Figure, View
from app.domain.points import Point
from app.editions.addressed import is_ours
from app.editions.charts import title_of
from app.reporting.words import point_title, progress_word


@dataclass(frozen=True)
class Head:
    """The column of one point."""

    number: int
    title: str
    url: str


@dataclass(frozen=True)
class MatrixRow:
    """One Member State: a state for each point."""

    name: str
    url: str
    states: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MatrixPage(PublicPage):
    """Statuses by country and point, and below them the counts, which everybody may see."""

    template: ClassVar[str] = "dashboards/matrix.html"

    groups: tuple[tuple[str, str, bool], ...]  # title, address, is it this one
    heads: tuple[Head, ...]
    rows: tuple[MatrixRow, ...]
    counts: tuple[tuple[str, str, tuple[Figure, ...]], ...]  # step, its word, by point
    given: tuple[Figure, ...]
    states: tuple[str, ...]
    words: dict[str, str]
    closed: str
    chart: DrawnChart | None


def matrix_page(view: View, group: str) -> MatrixPage:
    """Return the matrix of one group of points, or of all points of the Member States."""
    groups = [g for g in view.catalogue.instrument.groups if not is_ours(points_of(view, g)[0])]
    chosen = next((g for g in groups if g.id == group), None)
    points = points_of(view, chosen) if chosen else tuple(
        p for p in view.catalogue.instrument.points if not is_ours(p)
    )  # fmt: skip
    rows = () if view.is_baseline else _rows(view, points)
    asked = {"group": chosen.id} if chosen else {}
    given = tuple(view.at(f"{p.id}.progress", "n") for p in points) if rows else ()
    scale = [option.value for option in view.catalogue.progress_scale]
    met = {state for row in rows for state in row.states}
    chart = status_matrix_chart(view, source_note(view), chosen) if rows else None
    return MatrixPage(
        has_charts=chart is not None,
        chart=chart,
        around=around(view, MATRIX, _("Progress status by country and point"), asked),
        crumbs=(
            (_("Overview"), view.url(OVERVIEW)),
            (_("Coverage and quality"), view.url(COVERAGE)),
            (_("By country and point"), ""),
        ),
        groups=(
            (_("All points"), view.url(MATRIX), chosen is None),
            *((title_of(g), _group_url(view, g.id), g is chosen) for g in groups),
        ),
        heads=tuple(Head(p.number, point_title(p), view.url(point_url(p.id))) for p in points),
        rows=rows,
        counts=_counts(view, points, scale) if rows else (),
        given=given,
        states=tuple(s for s in (*scale, "left_out", "not_reported") if s in met),
        words={step: progress_word(view.index, step) for step in scale},
        closed=_closed(sum(n.count for n in given) - _shown(rows, scale)),
    )


def _group_url(view: View, group: str) -> str:
    query = {"group": group, **({"edition": view.info.code} if view.is_chosen else {})}
    return f"{MATRIX}?{urlencode(query, safe='/')}"


def _rows(view: View, points: tuple[Point, ...]) -> tuple[MatrixRow, ...]:
    return tuple(
        MatrixRow(
            country_name(reporter),
            view.url(country_url(reporter)),
            tuple(_state(view, reporter, point) for point in points),
        )
        for reporter in view.member_states
    )


def _state(view: View, reporter: str, point: Point) -> str:
    """Return what is shown of a status: one that is closed looks like one that was not given."""
    fact = view.fact(f"{point.id}.progress/{view.contents.printed(reporter)}/value@{view.period}")
    if fact is not None:
        return fact.text or "not_reported"
    return "left_out" if point.id in view.reports[reporter].left_out else "not_reported"


def _counts(
    view: View, points: tuple[Point, ...], scale: list[str]
) -> tuple[tuple[str, str, tuple[Figure, ...]], ...]:
    return tuple(
        (
            step,
            progress_word(view.index, step),
            tuple(view.at(f"{point.id}.progress", f"count/{step}") for point in points),
        )
        for step in scale
    )


def _shown(rows: tuple[MatrixRow, ...], scale: list[str]) -> int:
    return sum(state in scale for row in rows for state in row.states)


def _closed(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext(
        "%(num)s status is counted below and not shown by country.",
        "%(num)s statuses are counted below and not shown by country.",
        count,
    ) % {"num": count}

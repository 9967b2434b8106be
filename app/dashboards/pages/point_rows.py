"""The points by group, each with what an edition holds of it."""

from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.dashboards.addresses import point_url
from app.dashboards.view import Figure, View
from app.domain.points import Point, PointGroup
from app.editions.addressed import is_ours, set_of
from app.editions.charts import title_of
from app.reporting.words import point_title


@dataclass(frozen=True)
class PointRow:
    """One point with its figures."""

    number: int
    title: str
    url: str
    information: Figure  # Member States with information; the Commission's points have none
    measures: Figure
    countries: Figure


@dataclass(frozen=True)
class GroupRows:
    """One group of points."""

    id: str
    title: str
    range: str
    is_ours: bool
    rows: tuple[PointRow, ...]


def group_rows(view: View) -> tuple[GroupRows, ...]:
    """Return every group with its points."""
    return tuple(_group(view, group) for group in view.catalogue.instrument.groups)


def points_of(view: View, group: PointGroup) -> tuple[Point, ...]:
    """Return the points of a group in order."""
    return tuple(p for p in view.catalogue.instrument.points if p.number in group.points)


def _group(view: View, group: PointGroup) -> GroupRows:
    points = points_of(view, group)
    return GroupRows(
        id=group.id,
        title=title_of(group),
        range=_("points %(first)d to %(last)d")
        % {"first": points[0].number, "last": points[-1].number},
        is_ours=is_ours(points[0]),
        rows=tuple(_row(view, point) for point in points),
    )


def _row(view: View, point: Point) -> PointRow:
    subject = f"{point.id}.measures"
    return PointRow(
        number=point.number,
        title=point_title(point),
        url=view.url(point_url(point.id)),
        information=view.at(f"{point.id}.coverage", "n"),
        measures=view.at(subject, "count", set_of(point)),
        countries=view.at(subject, "countries"),
    )

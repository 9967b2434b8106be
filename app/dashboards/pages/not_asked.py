"""A point or an indicator that this edition did not ask about, and the editions that did."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import gettext as _
from app.dashboards.addresses import (
    INDICATORS,
    OVERVIEW,
    POINTS,
    indicator_url,
    point_url,
)
from app.dashboards.pages.around import PublicPage, around
from app.dashboards.view import View
from app.domain.indicators import Indicator
from app.domain.points import Point
from app.editions.queries import EditionInfo
from app.reporting.words import point_title
from app.web.pages import Link


@dataclass(frozen=True, kw_only=True)
class NotAskedPage(PublicPage):
    """What was asked in another round only."""

    template: ClassVar[str] = "dashboards/not_asked.html"

    title: str
    over: str
    asked_in: tuple[Link, ...]


def without_indicator(
    view: View, indicator: Indicator, editions: Iterable[EditionInfo]
) -> NotAskedPage:
    """Return where an indicator of another round is shown."""
    path = indicator_url(indicator.id)
    return NotAskedPage(
        around=around(view, path, indicator.name),
        crumbs=(
            (_("Overview"), view.url(OVERVIEW)),
            (_("Indicators"), view.url(INDICATORS)),
            (indicator.id, ""),
        ),
        title=indicator.name,
        over=indicator.id,
        asked_in=_links(path, editions),
    )


def without_point(view: View, point: Point, editions: Iterable[EditionInfo]) -> NotAskedPage:
    """Return where a point of another round is shown."""
    path = point_url(point.id)
    name = f"{point.number}. {point_title(point)}"
    return NotAskedPage(
        around=around(view, path, name),
        crumbs=(
            (_("Overview"), view.url(OVERVIEW)),
            (_("Points"), view.url(POINTS)),
            (_("Point %(number)d") % {"number": point.number}, ""),
        ),
        title=name,
        over="",
        asked_in=_links(path, editions),
    )


def _links(path: str, editions: Iterable[EditionInfo]) -> tuple[Link, ...]:
    return tuple((f"{e.cycle_title} ({e.code})", f"{path}?edition={e.code}") for e in editions)

"""The list of points with a chart for each group, and the page of one point."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.dashboards.addresses import OVERVIEW, POINTS, REGISTER, point_url
from app.dashboards.charts import measures_by_type, status_of_points
from app.dashboards.drawn import DrawnChart, drawn
from app.dashboards.figures import group_panels_chart
from app.dashboards.findings import (
    joined,
    most_used,
    upper_steps,
    upper_steps_of_group,
    used_types,
)
from app.dashboards.pages.around import PublicPage, around, source_note
from app.dashboards.pages.indicator_rows import IndicatorRow, indicator_rows
from app.dashboards.pages.point_rows import GroupRows, group_rows
from app.dashboards.pages.records import (
    LinkRow,
    MeasureRow,
    link_rows,
    measure_rows,
    shown_evidence,
)
from app.dashboards.view import Figure, Sentence, View, said
from app.domain.contribution import Evidence, Measure
from app.domain.facts import EU27
from app.domain.observations import CatalogueIndex
from app.domain.points import Point, PointGroup
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours, set_of
from app.editions.addresses import reports_url
from app.editions.charts import measures_by_point, status_by_point, title_of
from app.editions.words import missing_words
from app.reporting.words import point_title, progress_word
from app.web.pages import Link


@dataclass(frozen=True, kw_only=True)
class PointsPage(PublicPage):
    """All points by group."""

    template: ClassVar[str] = "dashboards/points.html"

    groups: tuple[tuple[GroupRows, DrawnChart | None], ...]
    side_by_side: DrawnChart | None


@dataclass(frozen=True, kw_only=True)
class PointPage(PublicPage):
    """One point."""

    template: ClassVar[str] = "dashboards/point.html"

    title: str
    over: str
    summary: str
    elements: tuple[tuple[str, str], ...]
    anchors: tuple[tuple[str, str], ...]
    coverage: Sentence
    status: Sentence  # the Commission's own, in a live edition
    charts: tuple[DrawnChart, ...]
    missing: tuple[tuple[str, int], ...]
    measures: tuple[MeasureRow, ...]
    links: tuple[LinkRow, ...]
    indicators: tuple[IndicatorRow, ...]
    related: tuple[Link, ...]
    report: Link  # the chapter that treats the point, and the documents of the edition
    register_url: str
    menu: tuple[dict[str, Any], ...]
    previous: Link | None
    next: Link | None


def points_page(view: View) -> PointsPage:
    """Return the list of points."""
    rows = group_rows(view)
    groups = view.catalogue.instrument.groups
    charts = [_group_chart(view, group) for group in groups]
    panels = None if view.is_baseline else group_panels_chart(view, source_note(view))
    return PointsPage(
        around=around(view, POINTS, _("Points")),
        crumbs=((_("Overview"), view.url(OVERVIEW)), (_("Points"), "")),
        has_charts=any(charts),
        groups=tuple(zip(rows, charts, strict=True)),
        side_by_side=panels,
    )


def _group_chart(view: View, group: PointGroup) -> DrawnChart | None:
    by_status = not view.is_baseline and group.addressee != "commission"
    build = status_by_point if by_status else measures_by_point
    chart = build(view.facts, view.catalogue, group, view.period)
    title = {"group": title_of(group)}
    sentence = _group_sentence(view, group, by_status=by_status)
    heading = _("%(group)s: progress status by point") if by_status else _(
        "%(group)s: measures by point and type"
    )  # fmt: skip
    chart = replace(chart, id=f"chart-{group.id}", title=heading % title)
    return drawn(view, chart, sentence, _("Point"), source_note(view), folded=True)


def _group_sentence(view: View, group: PointGroup, *, by_status: bool) -> Sentence:
    if by_status:
        reported = view.at("coverage", "reported")
        bars = said(_("%(n)s of 27 Member States reported; each bar adds up to 27."), n=reported)
        return joined(upper_steps_of_group(view, group), bars)
    ours = group.addressee == "commission"
    measures = view.at("measures", "count", COMMISSION if ours else EU27)
    if ours:
        template = ngettext(
            "%(count)s measure of the Commission; serving several points, it counts at each.",
            "%(count)s measures of the Commission; one that serves several points counts at each.",
            measures.count,
        )
    else:
        template = ngettext(
            "%(count)s measure at all points of the Member States; where it serves several points "
            "it counts at each.",
            "%(count)s measures at all points of the Member States; one that serves several points "
            "counts at each.",
            measures.count,
        )
    return said(template, count=measures)


def point_page(view: View, point: Point) -> PointPage:
    """Return the page of one point."""
    charts = tuple(c for c in (_status_chart(view, point), _measure_chart(view, point)) if c)
    points = view.catalogue.instrument.points
    place = points.index(point)
    group = next(g for g in view.catalogue.instrument.groups if g.id == point.group)
    return PointPage(
        around=around(view, point_url(point.id), f"{point.number}. {point_title(point)}"),
        crumbs=(
            (_("Overview"), view.url(OVERVIEW)),
            (_("Points"), view.url(POINTS)),
            (_("Point %(number)d") % {"number": point.number}, ""),
        ),
        has_charts=bool(charts),
        title=f"{point.number}. {point_title(point)}",
        over=title_of(group),
        summary=point.summary,
        elements=tuple((item.key, item.summary) for item in point.sub_items),
        anchors=_anchors(view, point),
        coverage=_coverage(view, point),
        status=_own_status(view, point),
        charts=charts,
        missing=_missing(view, point),
        measures=measure_rows(view, _measures_at(view, point), point.id),
        links=link_rows(view, _links_at(view, point)),
        indicators=indicator_rows(
            view, [i for i in view.catalogue.indicators if i.home_point == point.number]
        ),
        related=tuple(_link(view, p) for p in points if p.number in point.related_points),
        report=(title_of(group), reports_url(view.info.code)),
        register_url=view.url(REGISTER, point=point.id),
        menu=_menu(view, point),
        previous=_link(view, points[place - 1]) if place else None,
        next=_link(view, points[place + 1]) if place + 1 < len(points) else None,
    )


def _link(view: View, point: Point) -> Link:
    return f"{point.number}. {point_title(point)}", view.url(point_url(point.id))


def _menu(view: View, current: Point) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "title": group.title,
            "points": [
                {
                    "number": row.number,
                    "title": row.title,
                    "url": row.url,
                    "mark": "",
                    "name": "",
                    "current": row.number == current.number,
                }
                for row in group.rows
            ],
        }
        for group in group_rows(view)
    )


def _anchors(view: View, point: Point) -> tuple[tuple[str, str], ...]:
    texts = point.anchors.model_dump()
    return tuple((progress_word(view.index, step), text) for step, text in texts.items() if text)


def _reporters(view: View, point: Point) -> tuple[str, ...]:
    return (COMMISSION,) if is_ours(point) else view.member_states


def _measures_at(view: View, point: Point) -> list[tuple[str, Measure]]:
    return [
        (reporter, measure)
        for reporter in _reporters(view, point)
        if reporter in view.reports and point.id not in view.reports[reporter].left_out
        for measure in view.reports[reporter].measures_at(point.id)
    ]


def _links_at(view: View, point: Point) -> list[tuple[str, Evidence]]:
    return [
        (reporter, evidence)
        for reporter in _reporters(view, point)
        if reporter in view.reports
        for evidence in shown_evidence(view.reports[reporter])
        if evidence.point == point.id
    ]


def _coverage(view: View, point: Point) -> Sentence:
    subject = f"{point.id}.measures"
    measures = view.at(subject, "count", set_of(point))
    if is_ours(point):
        return said(
            ngettext(
                "The point addresses the Commission: this edition holds %(count)s measure.",
                "The point addresses the Commission: this edition holds %(count)s measures.",
                measures.count,
            ),
            count=measures,
        )
    there = view.at(f"{point.id}.coverage", "n")
    if not there.count and not view.is_baseline:
        return said(_("No Member State has given information on this point: %(n)s of 27."), n=there)
    information = ngettext(
        "There is information on this point from %(n)s of 27 Member States.",
        "There is information on this point from %(n)s of 27 Member States.",
        there.count,
    )
    if view.is_baseline:
        information = _("Public sources say something on this point for %(n)s of 27 Member States.")
    if not measures.count and not view.is_baseline:
        return said(information, n=there)  # the section of measures says that there are none
    return (
        *said(information, n=there),
        Figure(" "),
        *_measures_sentence(measures, view.at(subject, "countries")),
    )


def _measures_sentence(measures: Figure, countries: Figure) -> Sentence:
    if not measures.count:
        return said(_("They hold %(count)s measures."), count=measures)
    return said(
        ngettext(
            "They hold %(count)s measure, from %(countries)s of 27.",
            "They hold %(count)s measures, from %(countries)s of 27.",
            measures.count,
        ),
        count=measures,
        countries=countries,
    )


def _own_status(view: View, point: Point) -> Sentence:
    """Return what the Commission says of its own point; never in a baseline edition."""
    if not is_ours(point) or view.is_baseline:
        return ()
    status = view.at(f"{point.id}.progress", "value", COMMISSION)
    if not status.url:
        return ()
    return said(_("Status reported by the Commission: %(status)s."), status=status)


def _status_chart(view: View, point: Point) -> DrawnChart | None:
    if view.is_baseline or is_ours(point):
        return None
    given = view.at(f"{point.id}.progress", "n")
    chart = status_of_points(
        f"chart-{point.id}-status",
        _("Progress status reported for point %(number)d") % {"number": point.number},
        view.facts,
        view.catalogue,
        (point.number,),
        view.period,
    )
    sentence = said(
        ngettext(
            "%(n)s of 27 Member States reported a status.",
            "%(n)s of 27 Member States reported a status.",
            given.count,
        ),
        n=given,
    )
    found = upper_steps(view, point.id) or sentence
    return drawn(view, chart, found, _("Status"), source_note(view))


def _measure_chart(view: View, point: Point) -> DrawnChart | None:
    subject = f"{point.id}.measures/{set_of(point)}"
    measures = view.at(f"{point.id}.measures", "count", set_of(point))
    chart = measures_by_type(
        f"chart-{point.id}-measures",
        _("Measures at point %(number)d by type") % {"number": point.number},
        view.facts,
        view.catalogue,
        subject,
        view.period,
    )
    sentence = said(
        ngettext("%(count)s measure in all.", "%(count)s measures in all.", measures.count),
        count=measures,
    )
    types = used_types(view, subject)
    found = most_used(view, types, measures) or sentence
    return drawn(view, chart, found, _("Type"), source_note(view))


def _missing(view: View, point: Point) -> tuple[tuple[str, int], ...]:
    if is_ours(point):
        return ()
    topic = "coverage" if view.is_baseline else "progress"
    fact = view.fact(f"{point.id}.{topic}/EU27/missing@{view.period}")
    return missing_words(view.index, fact, view.is_baseline) if fact else ()


def find_point(index: CatalogueIndex, written: str) -> Point | None:
    """Return the point that somebody wrote as `P12`, `p12` or `12`."""
    digits = written.upper().removeprefix("P")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 2):
        return None
    return index.catalogue.point(int(digits))

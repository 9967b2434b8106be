"""What the Commission does at its own points: how far each has come, and when what happens."""

import re
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import gettext as _
from app.dashboards.addresses import (
    ACTIONS,
    OVERVIEW,
    REGISTER,
    country_url,
    indicator_url,
    point_url,
)
from app.dashboards.drawn import DrawnChart
from app.dashboards.figures import milestones_chart
from app.dashboards.pages.around import PublicPage, around, source_note
from app.dashboards.pages.records import MeasureRow, measure_rows, since_word
from app.dashboards.pages.spoken import Spoken, spoken
from app.dashboards.view import Figure, View
from app.domain.contribution import ReportData
from app.domain.facts import Fact
from app.domain.indicators import Indicator
from app.domain.points import Point
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours
from app.editions.words import flag_words, option_word
from app.reporting.translated import translations_of
from app.reporting.words import answer_text, period_word, point_title
from app.web.pages import Link

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_DATED = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True)
class Step:
    """One value of the Commission; an ordered scale says how far up it stands."""

    name: str
    url: str
    period: str
    figure: Figure
    unit: str
    scale: tuple[tuple[str, bool], ...]  # steps in order, is it this one
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """One point addressed to the Commission."""

    id: str
    title: str
    url: str
    status: str
    status_word: Figure
    steps: tuple[Step, ...]
    measures: tuple[MeasureRow, ...]
    next_steps: Spoken | None
    next_when: str


@dataclass(frozen=True)
class Milestone:
    """Something with a date."""

    when: str
    what: str
    title: Spoken
    points: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ActionsPage(PublicPage):
    """The actions of the Commission, and their milestones as a list by date."""

    template: ClassVar[str] = "dashboards/commission.html"

    title: str
    is_known: bool
    actions: tuple[Action, ...]
    milestones: tuple[Milestone, ...]
    chart: DrawnChart | None
    page_url: str
    register_url: str


def actions_page(view: View) -> ActionsPage:
    """Return the actions of the Commission in this edition."""
    points = [p for p in view.catalogue.instrument.points if is_ours(p)]
    data = view.reports.get(COMMISSION)
    numbers = {"first": points[0].number, "last": points[-1].number}
    title = _("Commission actions: points %(first)d to %(last)d") % numbers
    chart = milestones_chart(view, source_note(view)) if data else None
    return ActionsPage(
        around=around(view, ACTIONS, title),
        crumbs=((_("Overview"), view.url(OVERVIEW)), (_("Commission actions"), "")),
        has_charts=chart is not None,
        title=title,
        is_known=data is not None,
        actions=tuple(_action(view, data, point) for point in points) if data else (),
        milestones=_milestones(view, data, points) if data else (),
        chart=chart,
        page_url=view.url(country_url(COMMISSION)),
        register_url=view.url(REGISTER, country=COMMISSION),
    )


def _action(view: View, data: ReportData, point: Point) -> Action:
    status = view.fact(f"{point.id}.progress/{COMMISSION}/value@{view.period}")
    is_in = point.id not in data.left_out
    measures = data.measures_at(point.id) if is_in else ()
    ordered = sorted(measures, key=lambda m: (m.start or "9999", m.title))
    return Action(
        id=point.id,
        title=f"{point.number}. {point_title(point)}",
        url=view.url(point_url(point.id)),
        status=(status.text or "") if status else "left_out" if not is_in else "",
        status_word=view.figure(status),
        steps=tuple(
            _step(view, indicator, fact)
            for indicator in view.catalogue.indicators
            if indicator.home_point == point.number
            for fact in _values(view, indicator)
        ),
        measures=measure_rows(view, ((COMMISSION, m) for m in ordered), point.id),
        next_steps=_next_steps(view, data, point) if is_in else None,
        next_when=_next_when(data, point) if is_in else "",
    )


def _values(view: View, indicator: Indicator) -> list[Fact]:
    found = [
        fact
        for fact in view.facts.values()
        if fact.key.subject == indicator.id
        and fact.key.set == COMMISSION
        and fact.key.measure == "value"
        and not fact.key.codes
    ]
    return sorted(found, key=lambda fact: fact.key.period)


def _step(view: View, indicator: Indicator, fact: Fact) -> Step:
    options = [option for option in indicator.options if option.order is not None]
    return Step(
        name=indicator.name,
        url=view.url(indicator_url(indicator.id)),
        period=period_word(fact.key.period),
        figure=view.figure(fact),
        unit=indicator.unit if fact.number is not None else "",
        scale=tuple((option.label, option.value == fact.text) for option in options),
        flags=flag_words(view.index, fact),
    )


def _next_steps(view: View, data: ReportData, point: Point) -> Spoken | None:
    answer = data.answers.get(f"{point.id}.next_steps")
    question = next((q for q in view.catalogue.questions if q.key == "next_steps"), None)
    if answer is None or answer.value is None or question is None:
        return None
    text = answer_text(question, answer.value)
    return spoken(text, answer.language or "en", translations_of(answer))


def _next_when(data: ReportData, point: Point) -> str:
    return _quarter(str(data.answer(f"{point.id}.next_steps_when") or ""))


def _quarter(text: str) -> str:
    match = _QUARTER.fullmatch(text)
    if match is None:
        return text
    return _("quarter %(quarter)s of %(year)s") % {"quarter": match[2], "year": match[1]}


def _milestones(view: View, data: ReportData, points: list[Point]) -> tuple[Milestone, ...]:
    """Return what has a date, the earliest first: measures that begin and end, next steps."""
    ours = {point.id for point in points}
    found: list[tuple[str, Milestone]] = []
    for measure in data.measures:
        here = [p for p in measure.points if p in ours and p not in data.left_out]
        if not here:
            continue
        [row] = measure_rows(view, [(COMMISSION, measure)])
        stage = option_word(view.catalogue.measure_stages, measure.stage)
        links = tuple((str(int(p[1:])), view.url(point_url(p))) for p in here)
        for date, what in (
            (measure.start, _("begins (%(stage)s)") % {"stage": stage}),
            (measure.end, _("ends")),
        ):
            if _DATED.fullmatch(date):
                found.append((date, Milestone(since_word(date), what, row.title, links)))
    for point in points:
        when = str(data.answer(f"{point.id}.next_steps_when") or "")
        said = _next_steps(view, data, point)
        match = _QUARTER.fullmatch(when)
        if match is None or point.id in data.left_out:
            continue
        title = said or Spoken(point_title(point), "en")
        link = ((str(point.number), view.url(point_url(point.id))),)
        order = f"{match[1]}-{int(match[2]) * 3:02d}-99"
        found.append((order, Milestone(_quarter(when), _("next steps due"), title, link)))
    return tuple(milestone for _when, milestone in sorted(found, key=lambda pair: pair[0]))

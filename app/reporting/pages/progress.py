"""How far each point of a contribution has come, as marks and words for lists and strips."""

from dataclasses import dataclass
from functools import cached_property

from app.core.i18n import gettext as _
from app.domain.asked import AskedPoint
from app.domain.completeness import Completeness, PointState, completeness
from app.domain.points import PointGroup
from app.domain.qc.findings import Finding, Severity
from app.reporting import words
from app.reporting.addresses import point_url
from app.reporting.checking import check
from app.reporting.pages.findings import EXPECTED_MISSING
from app.reporting.work import Work


@dataclass(frozen=True)
class Judged:
    """A contribution judged as a whole: what is there, and what the rules find."""

    completeness: Completeness
    findings: tuple[Finding, ...]

    def at(self, point: str) -> tuple[Finding, ...]:
        """Return the findings of one point."""
        return self._by_point.get(point, ())

    @cached_property
    def _by_point(self) -> dict[str, tuple[Finding, ...]]:
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.point, []).append(finding)
        return {point: tuple(here) for point, here in found.items()}

    def is_blocked(self, point: str) -> bool:
        """Tell whether something at the point must be mended, beside what is still missing."""
        return any(
            f.severity is Severity.BLOCKING and f.rule != EXPECTED_MISSING for f in self.at(point)
        )


def judge(work: Work) -> Judged:
    """Judge the whole contribution once for a page."""
    judged = completeness(work.index, work.draft.data)
    return Judged(judged, check(work.draft, judged=judged))


def mark_of(work: Work, judged: Judged, point: str) -> tuple[str, str]:
    """Return the drawing and the word for the state of a point."""
    found = judged.completeness.at(point)
    state = found.state if found else PointState.NOT_STARTED
    if point in work.draft.reopened:  # also where it was left out: that may be the question
        return "questioned", _("Question from the Commission")
    if state is PointState.LEFT_OUT:
        return "left_out", words.point_state_word(state)
    if judged.is_blocked(point):
        return "blocked", _("Something blocks sending")
    return words.point_mark(state), words.point_state_word(state)


@dataclass(frozen=True)
class PointLink:
    """One point in the list beside the page."""

    number: int
    title: str
    url: str
    state: str  # the drawing
    name: str  # its word
    current: bool


@dataclass(frozen=True)
class PointLinks:
    """The points of one group."""

    title: str
    points: tuple[PointLink, ...]


def point_links(work: Work, judged: Judged, current: str = "") -> tuple[PointLinks, ...]:
    """Return the points by group, each with its state."""
    found = []
    for group in work.index.catalogue.instrument.groups:
        inside = [asked for asked in work.points if asked.point.group == group.id]
        if inside:
            found.append(_links(work, judged, group, inside, current))
    return tuple(found)


def _links(
    work: Work, judged: Judged, group: PointGroup, inside: list[AskedPoint], current: str
) -> PointLinks:
    links = []
    for asked in inside:
        state, name = mark_of(work, judged, asked.id)
        url = point_url(work.cycle, work.reporter, asked.id)
        title = words.point_title(asked.point)
        links.append(PointLink(asked.point.number, title, url, state, name, asked.id == current))
    return PointLinks(words.in_language(group.title), tuple(links))

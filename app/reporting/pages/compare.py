"""Two versions of a contribution as a redline, or a version and the present draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.errors import NotFound
from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.domain.diff import Change, by_point, differences, told
from app.domain.observations import CatalogueIndex
from app.reporting import words
from app.reporting.addresses import DRAFT, compare_url, submissions_url
from app.reporting.pages.around import Around, around
from app.reporting.pages.changed import ChangeView, change_view
from app.reporting.submitted import SubmissionInfo
from app.reporting.work import Work
from app.web.pages import Page

Content = Mapping[str, Any]  # content, findings and rules: what is signed


@dataclass(frozen=True)
class Side:
    """One of the two states that are compared."""

    name: str
    note: str
    content: Content


@dataclass(frozen=True)
class PointChanges:
    """The differences listed under one point."""

    id: str
    title: str
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, kw_only=True)
class ComparePage(Page):
    """What changed between two states of a contribution."""

    template: ClassVar[str] = "reporting/compare.html"

    around: Around
    url: str
    submissions_url: str
    versions: tuple[tuple[str, str], ...]
    chosen: tuple[str, str]
    lead: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[int, str], ...]
    points: tuple[PointChanges, ...]

    @property
    def newer(self) -> tuple[tuple[str, str], ...]:
        """What the second side may be: a version, or the draft."""
        return ((DRAFT, _("Present draft")), *self.versions)


def compare_page(
    work: Work,
    index: CatalogueIndex,
    versions: Sequence[SubmissionInfo],
    draft: Content,
    chosen: tuple[str, str],
) -> ComparePage:
    """Return the page; `chosen` are the version compared from, and the version or the draft."""
    place = (work.cycle, work.reporter)
    old, new = (_side(versions, draft, one) for one in chosen)
    found = differences(index, told(old.content), told(new.content))
    return ComparePage(
        around=around(work, "submissions", _("What changed")),
        url=compare_url(*place),
        submissions_url=submissions_url(*place),
        versions=tuple((str(info.version), _version_word(info.version)) for info in versions),
        chosen=chosen,
        lead=_lead(*chosen),
        facts=((old.name, old.note), (new.name, new.note)),
        figures=change_figures(found),
        points=changed_points(index, work.reporter, found),
    )


def _version_word(version: int) -> str:
    return _("Version %(version)s") % {"version": version}


def _lead(old: str, new: str) -> str:
    if new == DRAFT:
        return _("From version %(old)s to the present draft") % {"old": old}
    return _("From version %(old)s to version %(new)s") % {"old": old, "new": new}


def _side(versions: Sequence[SubmissionInfo], draft: Content, name: str) -> Side:
    if name == DRAFT:
        return Side(_("Present draft"), _("As it stands now, not submitted"), draft)
    info = next((info for info in versions if str(info.version) == name), None)
    if info is None:
        raise NotFound
    at = _("Submitted on %(time)s") % {"time": format_datetime(info.submitted_at)}
    return Side(_version_word(info.version), at, info.content)


def change_figures(found: tuple[Change, ...]) -> tuple[tuple[int, str], ...]:
    """Return how much was added, changed and removed, and at how many points."""
    counted = {kind: sum(c.kind == kind for c in found) for kind in ("added", "changed", "removed")}
    touched = {point for change in found for point in change.points}
    return (
        (counted["added"], _("added")),
        (counted["changed"], _("changed")),
        (counted["removed"], _("removed")),
        (len(touched), _("points concerned")),
    )


def changed_points(
    index: CatalogueIndex, reporter: str, found: tuple[Change, ...]
) -> tuple[PointChanges, ...]:
    """Return differences point by point, ready for the page."""
    titles = {
        point.id: f"{point.number}. {words.point_title(point)}"
        for point in index.catalogue.instrument.points
    }
    return tuple(
        PointChanges(
            id=f"changed-{point or 'report'}",
            title=titles[point] if point else _("About the report as a whole"),
            changes=tuple(change_view(index, reporter, change) for change in changes),
        )
        for point, changes in by_point(found)
    )

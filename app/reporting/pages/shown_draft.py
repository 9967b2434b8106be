"""A draft as a desk officer reads it by leave of the country, point by point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.core.clock import last_day
from app.core.errors import NotFound
from app.core.i18n import country_name, format_date
from app.core.i18n import gettext as _
from app.domain.asked import asked_point, asked_points
from app.domain.included import only_included
from app.reporting import words
from app.reporting.addresses import shown_draft_url
from app.reporting.looks import ShownDraft
from app.reporting.pages.content import ContentView, GroupView, content_view, point_view
from app.reporting.queries import Draft
from app.web.pages import Link, Page

LOOKS = "/looks"


@dataclass(frozen=True)
class ShownLine:
    """One draft in the list of the desk officer."""

    title: str
    url: str
    until: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShownDraftsPage(Page):
    """The drafts that countries show to this desk officer."""

    template: ClassVar[str] = "reporting/shown_drafts.html"

    lines: tuple[ShownLine, ...]


@dataclass(frozen=True)
class ShownPoint:
    """One point in the list of a draft."""

    number: int
    title: str
    url: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ShownDraftPage(Page):
    """A draft, or one part of it."""

    template: ClassVar[str] = "reporting/shown_draft.html"

    reporter: str
    cycle_title: str
    title: str
    crumbs: tuple[Link, ...]
    mark: str
    reason: str
    points: tuple[ShownPoint, ...] = ()
    about_url: str = ""
    content: ContentView | None = None
    before: Link | None = None
    after: Link | None = None


def shown_drafts_page(shown: Sequence[ShownDraft]) -> ShownDraftsPage:
    """Return the list."""
    return ShownDraftsPage(
        lines=tuple(
            ShownLine(
                title=f"{country_name(one.reporter)}, {one.cycle_title}",
                url=shown_draft_url(one.cycle, one.reporter),
                until=format_date(last_day(one.ends_at)),
                reason=one.reason,
            )
            for one in shown
        )
    )


def shown_overview_page(shown: ShownDraft, draft: Draft) -> ShownDraftPage:
    """Return the draft's list of points, each a page of its own."""
    view = content_view(draft.index, only_included(draft.index, draft.data))
    points = tuple(
        ShownPoint(
            number=point.number,
            title=point.title,
            url=shown_draft_url(shown.cycle, shown.reporter, point.id),
            note=_("Left out")
            if point.left_out
            else (_("Nothing written yet") if point.is_empty else ""),
        )
        for group in view.groups
        for point in group.points
    )
    about = f"{shown_draft_url(shown.cycle, shown.reporter)}/about" if view.header else ""
    return _page(shown, _("draft of the report"), points=points, about_url=about)


def shown_about_page(shown: ShownDraft, draft: Draft) -> ShownDraftPage:
    """Return what the country says about its report as a whole."""
    view = content_view(draft.index, only_included(draft.index, draft.data))
    return _page(shown, _("About the report"), content=ContentView(view.header, ()))


def shown_point_page(shown: ShownDraft, draft: Draft, point: str) -> ShownDraftPage:
    """Return one point of the draft."""
    asked = asked_point(draft.index, draft.reporter, point)
    if asked is None:
        raise NotFound
    data = only_included(draft.index, draft.data)
    title = _("Point %(number)s") % {"number": asked.point.number}
    groups = draft.index.catalogue.instrument.groups
    named = next(group.title for group in groups if asked.point.number in group.points)
    group = GroupView(words.in_language(named), (point_view(draft.index, data, asked),))
    return _page(
        shown, title, content=ContentView((), (group,)), around=_around(shown, draft, point)
    )


def _around(shown: ShownDraft, draft: Draft, point: str) -> tuple[Link | None, Link | None]:
    """Return the points before and after this one; each is a page of its own in the log."""
    points = asked_points(draft.index, draft.reporter)
    at = next(position for position, asked in enumerate(points) if asked.id == point)

    def link(position: int) -> Link | None:
        if not 0 <= position < len(points):
            return None
        asked = points[position]
        label = f"{asked.point.number}. {words.point_title(asked.point)}"
        return label, shown_draft_url(shown.cycle, shown.reporter, asked.id)

    return link(at - 1), link(at + 1)


def _page(
    shown: ShownDraft,
    title: str,
    *,
    points: tuple[ShownPoint, ...] = (),
    about_url: str = "",
    content: ContentView | None = None,
    around: tuple[Link | None, Link | None] = (None, None),
) -> ShownDraftPage:
    country = country_name(shown.reporter)
    home = shown_draft_url(shown.cycle, shown.reporter)
    crumbs: tuple[Link, ...] = ((_("Drafts shown"), LOOKS), (country, home))
    mark = _("Draft, not submitted. Shown by leave of %(country)s until the end of %(day)s.")
    return ShownDraftPage(
        reporter=country,
        cycle_title=shown.cycle_title,
        title=title,
        crumbs=crumbs if content is None else (*crumbs, (title, "")),
        mark=mark % {"country": country, "day": format_date(last_day(shown.ends_at))},
        reason=shown.reason,
        points=points,
        about_url=about_url,
        content=content,
        before=around[0],
        after=around[1],
    )

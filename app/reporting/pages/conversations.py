"""Pages of conversations: those of a point, a single one, and the list of all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import format_datetime, ngettext
from app.core.i18n import gettext as _
from app.domain.asked import asked_point
from app.domain.conversations import Thread
from app.reporting import words
from app.reporting.addresses import contribution_url, conversations_url, point_url
from app.reporting.conversations import Talk
from app.reporting.pages.around import Around, around_cycle
from app.reporting.pages.threads import (
    Place,
    Said,
    TalkPanel,
    open_word,
    panel_of,
    subject_word,
)
from app.web.pages import Page

FILTERS = ("", "open", "resolved", "mentions")
SHOWN_CHARS = 240  # of the last comment in the list of all


@dataclass(frozen=True, kw_only=True)
class TalkPage(Page):
    """All conversations of a point, or one of them, on a page of their own."""

    template: ClassVar[str] = "reporting/conversations.html"
    blocks: ClassVar[tuple[str, ...]] = ("thread", "start", "counts", "spoken")

    around: Around
    title: str
    over: str
    point_url: str
    panel: TalkPanel
    is_one: bool = False
    spoken: str = ""  # what a screen reader is told after an act
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ThreadRow:
    """One conversation in the list of all."""

    url: str
    place: str
    about: str
    count: str
    last: str  # the beginning of the last comment
    last_by: str
    state: str
    state_word: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class ConversationsPage(Page):
    """The list of all conversations of a contribution."""

    template: ClassVar[str] = "reporting/conversation_list.html"

    around: Around
    rows: tuple[ThreadRow, ...]
    filters: tuple[tuple[str, str, bool, int], ...]
    total: int
    can_write: bool
    points_url: str


def talk_page(
    place: Place,
    point: str,
    talk: Talk,
    *,
    thread: Thread | None = None,
    back: str = "list",
    said: Said | None = None,
    spoken: str = "",
) -> TalkPage:
    """Return the page of a point's conversations, or with `thread` the page of that one."""
    asked = asked_point(place.index, place.scope.reporter, point)
    name = words.point_title(asked.point) if asked else point
    over = _("Point %(number)s: %(title)s") % {"number": int(point[1:]), "title": name}
    title = _("Conversations at point %(number)s") % {"number": int(point[1:])}
    if thread is not None:
        title = _("Conversation: %(about)s") % {"about": subject_word(place, thread.subject)}
    panel = panel_of(place, point, talk, back=back, said=said)
    return TalkPage(
        around=around_cycle(place.in_cycle, place.scope, "conversations", title),
        title=title,
        over=over,
        point_url=point_url(place.cycle, place.scope.reporter, point),
        panel=panel,
        is_one=thread is not None,
        spoken=spoken,
        errors=_errors(said),
    )


def _errors(said: Said | None) -> tuple[tuple[str, str], ...]:
    if said is None:
        return ()
    form_id = "talk-new" if said.thread_id is None else f"talk-{said.thread_id}"
    found = ((said.error, f"#{form_id}-text"), (said.tell_error, f"#{form_id}-tell"))
    return tuple((text, where) for text, where in found if text)


def conversations_page(place: Place, threads: Iterable[Thread], show: str) -> ConversationsPage:
    """Return the list of all conversations; `show` is one of the filters."""
    show = show if show in FILTERS else ""
    reader = place.scope.account_id
    everything = tuple(threads)
    chosen = {
        "": everything,
        "open": tuple(t for t in everything if t.is_open),
        "resolved": tuple(t for t in everything if not t.is_open),
        "mentions": tuple(t for t in everything if t.mentions(reader)),
    }
    url = conversations_url(place.cycle, place.scope.reporter)
    labels = {
        "": _("All"),
        "open": _("Open"),
        "resolved": _("Resolved"),
        "mentions": _("Mentioning me"),
    }
    return ConversationsPage(
        around=around_cycle(place.in_cycle, place.scope, "conversations", _("Conversations")),
        rows=tuple(thread_row(place, thread) for thread in chosen[show]),
        filters=tuple(
            (labels[f], f"{url}?show={f}" if f else url, f == show, len(chosen[f])) for f in FILTERS
        ),
        total=len(everything),
        can_write=place.may_write,
        points_url=contribution_url(place.cycle, place.scope.reporter),
    )


def thread_row(place: Place, thread: Thread) -> ThreadRow:
    """Return one conversation as a line of a list."""
    last, number = thread.last, int(thread.point[1:])
    text = " ".join(last.text.split())
    cut = text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS].rstrip()}…"
    count = len(thread.remarks)
    return ThreadRow(
        url=conversations_url(place.cycle, place.scope.reporter, thread.id),
        place=_("Point %(number)s") % {"number": number},
        about=subject_word(place, thread.subject),
        count=ngettext("%(num)s comment", "%(num)s comments", count) % {"num": count},
        last=cut,
        last_by=f"{last.name}, {format_datetime(last.at)}",
        state="open" if thread.is_open else "resolved",
        state_word=open_word(thread),
        is_new=thread.is_unread_by(place.scope.account_id),
    )

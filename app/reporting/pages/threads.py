"""Conversations in words: the panel of a point, each conversation, and the forms in it."""

from dataclasses import dataclass
from secrets import token_hex

from app.catalogue.queries import CycleInfo
from app.core.i18n import format_datetime, ngettext
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.asked import asked_point
from app.domain.conversations import MAX_CHARS, Remark, Thread, may_converse, subjects
from app.domain.observations import CatalogueIndex
from app.domain.roles import CountryScope, Permission
from app.domain.workflow import Status
from app.reporting import talk_messages, words
from app.reporting.addresses import conversations_url, indicator_url, point_url
from app.reporting.conversations import Talk

__all__ = ["talk_messages"]  # registers the sentences


@dataclass(frozen=True)
class Place:
    """The contribution in which people talk, and who looks at it."""

    contribution_id: int
    in_cycle: CycleInfo
    status: Status
    index: CatalogueIndex
    scope: CountryScope

    @property
    def cycle(self) -> str:
        """Code of the cycle."""
        return self.in_cycle.code

    @property
    def may_write(self) -> bool:
        """Tell whether this person can say something here now."""
        return Permission.COMMENT_WRITE in self.scope.permissions and may_converse(self.status)


@dataclass(frozen=True)
class Said:
    """What somebody typed: into which form, and why it was not taken."""

    thread_id: int | None = None  # None: the form that starts a conversation
    text: str = ""
    tell: tuple[int, ...] = ()
    subject: str = ""
    error: str = ""
    tell_error: str = ""


@dataclass(frozen=True)
class TalkForm:
    """The form of a comment."""

    id: str  # begins the id of each of its fields
    url: str
    idempotency_key: str
    text: str
    people: tuple[dict[str, str], ...]
    picked: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]
    subject: str
    error: str
    tell_error: str
    maximum: int = MAX_CHARS

    @property
    def is_refused(self) -> bool:
        """Tell whether it comes back with what was typed."""
        return bool(self.error or self.tell_error)


@dataclass(frozen=True)
class RemarkView:
    """One comment in words."""

    id: str
    name: str
    at: str
    text: str
    told: str
    is_new: bool  # mentions the reader, unread


@dataclass(frozen=True)
class ThreadView:
    """One conversation in words, with its forms."""

    id: str
    url: str
    about: str
    about_url: str
    is_open: bool
    state_word: str
    settled: str  # who resolved it, and when
    is_new: bool
    last_id: int
    remarks: tuple[RemarkView, ...]
    answer: TalkForm | None


@dataclass(frozen=True)
class TalkPanel:
    """The conversations of a point; `back` says where its forms lead to."""

    open: tuple[ThreadView, ...]
    resolved: tuple[ThreadView, ...]
    start: TalkForm | None
    url: str
    back: str  # point, list, page
    counted: str
    why_closed: str


def panel_of(
    place: Place, point: str, talk: Talk, *, back: str = "point", said: Said | None = None
) -> TalkPanel:
    """Return the conversations of a point; `said` is what somebody typed and was not taken."""
    views = tuple(thread_view(place, thread, talk, said) for thread in talk.threads)
    waiting = tuple(view for view in views if view.is_open)
    return TalkPanel(
        open=waiting,
        resolved=tuple(view for view in views if not view.is_open),
        start=_start_form(place, point, talk, said) if place.may_write else None,
        url=conversations_url(place.cycle, place.scope.reporter, point=point),
        back=back,
        counted=counted(len(waiting), len(views) - len(waiting)),
        why_closed=_why_closed(place),
    )


def counted(waiting: int, resolved: int) -> str:
    """Return how many conversations there are, in words."""
    if not waiting and not resolved:
        return _("No conversation yet")
    text = ngettext("%(num)s open conversation", "%(num)s open conversations", waiting)
    parts = [text % {"num": waiting}]
    if resolved:
        parts.append(_("%(num)s resolved") % {"num": resolved})
    return ", ".join(parts)


def _why_closed(place: Place) -> str:
    if not may_converse(place.status):
        return sentence("conversations_closed")
    if not place.may_write:
        return _("You can read the conversations; your role does not write in them.")
    return ""


def thread_view(place: Place, thread: Thread, talk: Talk, said: Said | None = None) -> ThreadView:
    """Return one conversation in words."""
    reader = place.scope.account_id
    url = conversations_url(place.cycle, place.scope.reporter, thread.id)
    settled = ""
    if thread.resolved_at is not None:
        settled = _("Resolved by %(name)s, %(time)s") % {
            "name": thread.resolved_by,
            "time": format_datetime(thread.resolved_at),
        }
    mine = said if said is not None and said.thread_id == thread.id else Said()
    return ThreadView(
        id=f"thread-{thread.id}",
        url=url,
        about=subject_word(place, thread.subject),
        about_url=_subject_url(place, thread),
        is_open=thread.is_open,
        state_word=open_word(thread),
        settled=settled,
        is_new=thread.is_unread_by(reader),
        last_id=thread.last.id,
        remarks=tuple(_remark_view(remark, reader) for remark in thread.remarks),
        answer=_form(f"talk-{thread.id}", f"{url}/answers", place, talk, mine)
        if place.may_write
        else None,
    )


def open_word(thread: Thread) -> str:
    return _("Open") if thread.is_open else _("Resolved")


def _remark_view(remark: Remark, reader: int | None) -> RemarkView:
    names = ", ".join(_("you") if m.account_id == reader else m.name for m in remark.mentions)
    return RemarkView(
        id=f"comment-{remark.id}",
        name=remark.name,
        at=format_datetime(remark.at),
        text=remark.text,
        told=_("Told: %(names)s") % {"names": names} if names else "",
        is_new=remark.is_unread_by(reader),
    )


def subject_word(place: Place, subject: str) -> str:
    """Return what a conversation is about."""
    if not subject:
        return _("The whole point")
    kind, _colon, rest = subject.partition(":")
    if kind == "indicator":
        indicator = place.index.indicators.get(rest)
        return indicator.name if indicator else rest
    return words.label_of(place.index, place.scope.reporter, rest)


def _subject_url(place: Place, thread: Thread) -> str:
    where = (place.cycle, place.scope.reporter, thread.point)
    kind, _colon, rest = thread.subject.partition(":")
    if kind == "indicator":
        return indicator_url(*where, rest)
    return point_url(*where, rest) if rest else ""


def _start_form(place: Place, point: str, talk: Talk, said: Said | None) -> TalkForm:
    asked = asked_point(place.index, place.scope.reporter, point)
    mine = said if said is not None and said.thread_id is None else Said()
    url = conversations_url(place.cycle, place.scope.reporter, point=point)
    menu = subjects(asked, place.in_cycle.cutoff) if asked else ()
    options = tuple((subject, subject_word(place, subject)) for subject in menu)
    return _form("talk-new", url, place, talk, mine, options)


def _form(
    form_id: str,
    url: str,
    place: Place,
    talk: Talk,
    said: Said,
    options: tuple[tuple[str, str], ...] = (),
) -> TalkForm:
    others = (p for p in talk.people if p.account_id != place.scope.account_id)
    return TalkForm(
        id=form_id,
        url=url,
        idempotency_key=token_hex(16),
        text=said.text,
        people=tuple({"value": str(p.account_id), "label": p.name} for p in others),
        picked=tuple(map(str, said.tell)),
        subjects=options,
        subject=said.subject,
        error=said.error,
        tell_error=said.tell_error,
    )

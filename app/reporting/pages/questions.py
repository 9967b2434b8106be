"""Questions of the Commission in words, for both sides: about what they are, what was said."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.core.i18n import country_name, format_date, format_datetime
from app.core.i18n import gettext as _
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.domain.workflow import ClarificationStatus
from app.reporting import words
from app.reporting.clarifications import Message, Question
from app.web.pages import Link

FileUrl = Callable[[Message], str]


@dataclass(frozen=True)
class MessageView:
    """One thing that one side said or did."""

    who: str
    by_country: bool
    act: str  # in words; empty where somebody only said something
    at: str
    text: str
    file: Link | None = None
    note: str = ""


@dataclass(frozen=True)
class QuestionView:
    """One question, ready for a page."""

    id: int
    country: str
    point: str
    point_title: str
    about: str
    url: str
    place: Link | None  # where its field is entered
    status: str
    status_word: str
    text: str
    reason: str
    due: str
    is_overdue: bool
    asked_by: str
    versions: str
    messages: tuple[MessageView, ...]
    is_waiting: bool = False


@dataclass(frozen=True)
class Beside:
    """One thing that is said beside a value, an answer or a point, by what it is about."""

    title: str
    text: str
    note: str
    value: str = ""
    link: Link | None = None


def clarification_word(status: ClarificationStatus) -> str:
    """Return the state of a question in words."""
    return {
        ClarificationStatus.ASKED: _("Waits for the country"),
        ClarificationStatus.ANSWERED: _("Answered"),
        ClarificationStatus.RESOLVED: _("Settled"),
        ClarificationStatus.CANCELLED: _("Cancelled"),
    }[status]


def question_view(
    index: CatalogueIndex,
    data: ReportData,
    question: Question,
    today: date,
    url: str,
    *,
    place: str = "",
    file_url: FileUrl | None = None,
    unsent_after: int | None = None,
) -> QuestionView:
    """Return a question in words; `unsent_after` is the last version the Commission has."""
    about = about_word(index, data, question.subject)
    link = (_("Go to the field"), place) if place and question.subject else None
    return QuestionView(
        id=question.id,
        country=country_name(question.reporter),
        point=question.point,
        point_title=point_word(index, question.point),
        about=about,
        url=url,
        place=link,
        status=str(question.status),
        status_word=clarification_word(question.status),
        text=question.text,
        reason=question.reason,
        due=format_date(question.due_on),
        is_overdue=question.is_overdue(today),
        asked_by=question.name or _("the Commission"),
        versions=_versions(question),
        messages=tuple(
            _message(question, message, file_url, unsent_after) for message in question.messages
        ),
        is_waiting=question.waits_for_country,
    )


def point_word(index: CatalogueIndex, point: str) -> str:
    """Return a point by number and title; no point is the report as a whole."""
    if not point:
        return _("About the report")
    found = next((p for p in index.catalogue.instrument.points if p.id == point), None)
    title = words.point_title(found) if found else ""
    return _("Point %(number)s: %(title)s") % {"number": int(point[1:]), "title": title}


def about_word(index: CatalogueIndex, data: ReportData, subject: str) -> str:
    """Return what a question or remark is about, within its point."""
    kind, _colon, name = subject.partition(":")
    if not subject:
        return _("The point as a whole")
    if kind == "measure":
        title = next((m.title for m in data.measures if m.uid == name), "")
        return _("Measure: %(title)s") % {"title": title} if title else _("Measure")
    if kind == "evidence":
        title = next((e.title for e in data.evidence if e.uid == name), "")
        return _("Evidence: %(title)s") % {"title": title} if title else _("Evidence")
    return words.label_of(index, data.reporter, name)


def _versions(question: Question) -> str:
    asked = _("about version %(version)s") % {"version": question.version}
    if question.answered_version and question.status is not ClarificationStatus.ASKED:
        answered = _("answered with version %(version)s") % {"version": question.answered_version}
        return f"{asked}, {answered}"
    return asked


def _message(
    question: Question, message: Message, file_url: FileUrl | None, unsent_after: int | None
) -> MessageView:
    country = country_name(question.reporter)
    side = country if message.by_country else _("European Commission")
    who = f"{message.name}, {side}" if message.name else side
    file = None
    if message.file_sha256 and file_url is not None:
        file = (message.file_name, file_url(message))
    return MessageView(
        who=who,
        by_country=message.by_country,
        act=_act(message),
        at=format_datetime(message.said_at),
        text=message.text,
        file=file,
        note=_note(question, message, unsent_after),
    )


def _act(message: Message) -> str:
    return {
        "asked": _("Asked"),
        "asked_again": _("Asked again"),
        "answered": _("Answered with version %(version)s") % {"version": message.version},
        "resolved": _("Settled"),
        "cancelled": _("Cancelled"),
    }.get(message.act, "")


def _note(question: Question, message: Message, unsent_after: int | None) -> str:
    """Say of what the country said whether the Commission has it."""
    if unsent_after is None or message.act != "said" or message.version <= unsent_after:
        return ""
    if not question.waits_for_country:
        return _("Not sent: the question was cancelled before.")
    return _("The Commission reads this once version %(version)s is submitted.") % {
        "version": message.version
    }

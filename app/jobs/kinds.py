"""The kinds of things people are told: one table of sentences, who is meant, and what is duty."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.i18n import N_, country_name, format_date, gettext, pgettext
from app.domain.workflow import CycleStatus


class Audience(StrEnum):
    """For whom a kind is: people of the reporter it names, or of the Commission and subgroups."""

    COUNTRY = "country"
    COMMISSION = "commission"


@dataclass(frozen=True)
class Kind:
    """One kind: what the settings call it, its sentence, and what the person can do about it.

    Sentences may name {cycle}, {country}, {point}, {who} and {day}: never what anybody wrote in a
    draft, because mail can be read on its way.
    """

    label: str
    title: str
    action: str  # the words of its link
    duty: bool = False  # its mail cannot be switched off
    audience: Audience = Audience.COUNTRY


_DUTY = True
_OPEN = N_("Open the contribution")
_POINT = N_("Go to the point")
_DESK = Audience.COMMISSION

KINDS: Mapping[str, Kind] = {
    "opening": Kind(
        N_("Reporting opens"),
        N_("{cycle}: reporting is open for {country} until {day}"),
        _OPEN,
        _DUTY,
    ),
    "assignment": Kind(
        N_("Somebody hands you a point or a question"),
        N_("{cycle}: {who} handed you {point}"),
        _POINT,
        _DUTY,
    ),
    "mention": Kind(
        N_("Somebody mentions you in a comment"),
        N_("{cycle}: {who} mentioned you in a comment at {point}"),
        N_("Read the conversation"),
    ),
    "task_due": Kind(
        N_("The day of your task comes near"),
        N_("{cycle}: your part of {point} is due on {day}"),
        _POINT,
    ),
    "task_overdue": Kind(
        N_("The day of your task is over"),
        N_("{cycle}: your part of {point} was due on {day}"),
        _POINT,
    ),
    "reminder": Kind(
        N_("Reminder before the due date"),
        N_("{cycle}: something is still missing, due on {day}"),
        N_("See what is missing"),
    ),
    "deadline": Kind(
        N_("The last day before the due date"),
        N_("{cycle}: {country} has not submitted yet, due on {day}"),
        _OPEN,
        _DUTY,
    ),
    "overdue": Kind(
        N_("The due date is over"),
        N_("{cycle}: {country} has not submitted, it was due on {day}"),
        _OPEN,
        _DUTY,
    ),
    "sign_off_wanted": Kind(
        N_("A contribution waits for your signature"),
        N_("{cycle}: {who} asks you to sign the contribution of {country}"),
        N_("Read and sign"),
        _DUTY,
    ),
    "handed_back": Kind(
        N_("The signatory hands the contribution back"),
        N_("{cycle}: {who} handed the contribution of {country} back"),
        N_("Read the reason"),
        _DUTY,
    ),
    "ministry_asked": Kind(
        N_("You are asked to approve points for a ministry"),
        N_("{cycle}: {who} asks you to approve {point} for your ministry"),
        N_("Read and approve"),
        _DUTY,
    ),
    "ministry_answered": Kind(
        N_("A ministry answers what it was asked to approve"),
        N_("{cycle}: {who} answered for a ministry about {point}"),
        N_("See the answer"),
    ),
    "submitted": Kind(
        N_("A country submits"),
        N_("{cycle}: {country} has submitted"),
        N_("Read the submission"),
        audience=_DESK,
    ),
    "case_given": Kind(
        N_("A colleague gives you a submission to look after"),
        N_("{cycle}: {who} gave you the submission of {country}"),
        N_("Open the submission"),
        _DUTY,
        _DESK,
    ),
    "second_officer": Kind(
        N_("A submission waits for a second desk officer"),
        N_("{cycle}: {who} proposes to accept {country}, a second officer decides"),
        N_("Read the submission"),
        _DUTY,
        _DESK,
    ),
    "proposal_declined": Kind(
        N_("A colleague declines your proposal to accept"),
        N_("{cycle}: {who} declined your proposal to accept {country}"),
        N_("Read the reason"),
        _DUTY,
        _DESK,
    ),
    "clarification_asked": Kind(
        N_("The Commission asks about a point"),
        N_("{cycle}: the Commission asks {country} about {point}, answer until {day}"),
        N_("Read the question"),
        _DUTY,
    ),
    "clarification_asked_again": Kind(
        N_("The Commission asks once more about a point"),
        N_("{cycle}: the Commission asks {country} once more about {point}, answer until {day}"),
        N_("Read the question"),
        _DUTY,
    ),
    "clarification_due": Kind(
        N_("The day for an answer to the Commission comes near"),
        N_("{cycle}: the Commission waits for answers of {country} until {day}"),
        _OPEN,
        _DUTY,
    ),
    "clarification_overdue": Kind(
        N_("The day for an answer to the Commission is over"),
        N_("{cycle}: answers of {country} to the Commission were due on {day}"),
        _OPEN,
        _DUTY,
    ),
    "clarification_answered": Kind(
        N_("A country answers a question"),
        N_("{cycle}: {country} answered the question about {point}"),
        N_("Read the answer"),
        _DUTY,
        _DESK,
    ),
    "clarification_resolved": Kind(
        N_("A question of the Commission is settled"),
        N_("{cycle}: the question about {point} is settled"),
        N_("See the question"),
    ),
    "clarification_cancelled": Kind(
        N_("A question of the Commission is taken back"),
        N_("{cycle}: the question about {point} is taken back, nothing has to be answered"),
        N_("See the question"),
    ),
    "accepted": Kind(
        N_("The Commission accepts the submission"),
        N_("{cycle}: the submission of {country} is accepted"),
        N_("See the submission"),
        _DUTY,
    ),
    "published": Kind(
        N_("An edition is published"),
        N_("{cycle}: the edition with the figures of {country} is published"),
        N_("See the published figures"),
    ),
    "fact_check": Kind(
        N_("You are asked to check what a report says of your country"),
        N_("{cycle}: check what the report says of {country} until {day}"),
        N_("Read and answer"),
        _DUTY,
    ),
    "fact_check_settled": Kind(
        N_("An objection of your country has an outcome"),
        N_("{cycle}: an objection of {country} in the fact check has an outcome"),
        N_("Read the outcome"),
    ),
    "fact_check_answered": Kind(
        N_("A country answers the fact check"),
        N_("{cycle}: {country} has answered the fact check"),
        N_("See the answers"),
        audience=_DESK,
    ),
    "slices_restricted": Kind(
        N_("An edition you may see before publication holds data for your slices"),
        N_("{cycle}: an edition, not public yet, holds data for your slices: {subject}"),
        N_("Get the data"),
        audience=_DESK,
    ),
    "slices_published": Kind(
        N_("A published edition holds data for your slices"),
        N_("{cycle}: a published edition holds data for your slices: {subject}"),
        N_("Get the data"),
        audience=_DESK,
    ),
    "cycle_moved": Kind(
        N_("A cycle moves on"),
        N_("{cycle}: {state}"),
        N_("See your contributions"),
    ),
    "dates_changed": Kind(
        N_("Dates of a cycle change"),
        N_("{cycle}: dates have changed, it is now due on {day}"),
        N_("See your contributions"),
        _DUTY,
    ),
    "extension": Kind(
        N_("More time is given"),
        N_("{cycle}: {country} has more time, until {day}"),
        _OPEN,
        _DUTY,
    ),
    "notice": Kind(
        N_("News from the Commission about the reporting"),
        N_("{cycle}: {subject}"),
        N_("Go to the portal"),
    ),
    "feedback": Kind(
        N_("Readers of the public pages write"),
        N_("{cycle}: readers of the public pages have written on {day}"),
        N_("Read what they wrote"),
        audience=_DESK,
    ),
}

_STATES: Mapping[str, str] = {
    CycleStatus.DESIGN: N_("the questions are being prepared"),
    CycleStatus.FROZEN: N_("the questions are frozen, reporting goes by its dates"),
    CycleStatus.CONSOLIDATION: N_("reporting has ended, the submissions are being consolidated"),
    CycleStatus.FACT_CHECK: N_("the figures are being checked"),
    CycleStatus.PUBLISHED: N_("the cycle is published"),
    CycleStatus.ARCHIVED: N_("the cycle is archived"),
}


def title(kind: str, cycle: str, reporter: str, point: str, facts: Mapping[str, str]) -> str:
    """Return the sentence of something told, in the current language; always one line."""
    state = facts.get("state", "")
    words = {
        "cycle": gettext("Reporting {cycle}").format(cycle=cycle) if cycle else gettext("Portal"),
        "country": country_name(reporter) if reporter else gettext("the European Union"),
        "point": place(facts.get("points", point)),
        "who": facts.get("who") or gettext("The portal"),
        "day": _day(facts.get("day", "")),
        "state": gettext(_STATES[state]) if state in _STATES else state,
        "subject": facts.get("subject", ""),
    }
    sentence = gettext(KINDS[kind].title).format(**words)
    if facts.get("training"):
        sentence = gettext("Training, {sentence}").format(sentence=sentence)
    return " ".join(sentence.split())


def place(points: str) -> str:
    """Return points in the middle of a sentence: `point 4`; without any, the contribution."""
    numbers = [point.lstrip("P").lstrip("0") for point in points.split()]
    if not numbers:
        return gettext("the contribution")
    if len(numbers) == 1:
        return pgettext("in a sentence", "point {number}").format(number=numbers[0])
    return pgettext("in a sentence", "points {numbers}").format(numbers=", ".join(numbers))


def _day(written: str) -> str:
    """Write an ISO day, or an ISO moment by its day in Brussels, as people write days."""
    if not written:
        return ""
    is_day = "T" not in written
    return format_date(date.fromisoformat(written) if is_day else datetime.fromisoformat(written))


def is_for(reporter: str, reporters: Container[str], *, of_the_union: bool) -> bool:
    """Tell whether somebody with these roles is still meant by what was told of a reporter."""
    return of_the_union or not reporter or reporter in reporters

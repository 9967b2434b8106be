"""The page on which a publication is proposed, confirmed and stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from app.core.clock import BRUSSELS, now
from app.core.i18n import format_datetime, ngettext
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import UnionScope
from app.domain.workflow import PUBLICATION_MOVES, EditionStatus, PublicationState
from app.editions.acts import PUBLICATION_ACTS, PublicationAct
from app.editions.addresses import EDITIONS, edition_url, reports_url
from app.editions.moments import moment_word
from app.editions.official import Official
from app.editions.pages.edition import document_word
from app.editions.pages.editions import edition_title
from app.editions.publication import Planned, Step, refused_to_confirm
from app.editions.queries import EditionInfo
from app.web.pages import Page

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Typed:
    """What somebody sent that could not be taken."""

    act: str = ""
    when: str = "at"
    at: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ActForm:
    """One act that is possible now: its form, or why this person does not get one."""

    name: str
    label: str
    url: str
    kind: str
    consequence: str
    takes_a_time: bool
    needs_reason: bool
    typed: Typed
    why_not: str = ""


@dataclass(frozen=True)
class StepRow:
    """One act so far."""

    said_at: str
    name: str
    act: str
    at: str
    reason: str


@dataclass(frozen=True)
class DocumentLine:
    """One official document that comes out with the edition."""

    label: str
    name: str
    sha256: str
    said: str
    stops: bool


@dataclass(frozen=True, kw_only=True)
class PublicationPage(Page):
    """How the publication of an edition stands, and what can be done about it."""

    template: ClassVar[str] = "editions/publication.html"

    title: str
    crumbs: tuple[tuple[str, str], ...]
    standing: str
    lead: str
    embargo: str
    seen: str
    acts: tuple[ActForm, ...]
    documents: tuple[DocumentLine, ...]
    documents_url: str
    takes_documents: bool
    steps: tuple[StepRow, ...]
    earliest: str
    whens: tuple[dict[str, str], ...]
    errors: Errors = ()

    def wrong(self, name: str) -> str:
        """Return what is wrong with a field, empty when nothing is."""
        return next((text for text, where in self.errors if where == f"#{name}"), "")


def publication_page(
    scope: UnionScope,
    edition: EditionInfo,
    plan: Planned,
    documents: Iterable[Official],
    typed: Typed | None = None,
    errors: Errors = (),
) -> PublicationPage:
    """Return the page; `typed` is what was sent and not taken."""
    return PublicationPage(
        title=_("Publication of edition %(code)s") % {"code": edition.code},
        crumbs=(
            (_("Editions"), EDITIONS),
            (edition_title(edition), edition_url(edition.code)),
            (_("Publication"), ""),
        ),
        standing=_standing(edition, plan),
        lead=_lead(edition, plan),
        embargo=_embargo(edition),
        seen=plan.seen,
        acts=tuple(_forms(scope, edition, plan, typed or Typed())),
        documents=tuple(map(_document, documents)),
        documents_url=reports_url(edition.code, "official"),
        takes_documents=plan.state is not PublicationState.CONFIRMED,
        steps=tuple(_row(step) for step in reversed(plan.steps)),
        earliest=f"{now().astimezone(BRUSSELS) + timedelta(minutes=1):%Y-%m-%dT%H:%M}",
        whens=(
            {"value": "at", "label": _("At a set time")},
            {"value": "now", "label": _("As soon as it is confirmed")},
        ),
        errors=errors,
    )


def time_word(step: Step) -> str:
    """Return the time an act is about."""
    return moment_word(step.at) if step.at else _("As soon as it is confirmed")


def _standing(edition: EditionInfo, plan: Planned) -> str:
    if edition.published_at is not None:
        return _("Published")
    return {
        PublicationState.UNSET: _("No time is set"),
        PublicationState.PROPOSED: _("Proposed, not confirmed"),
        PublicationState.CONFIRMED: _("Confirmed"),
    }[plan.state]


def _lead(edition: EditionInfo, plan: Planned) -> str:
    if edition.published_at is not None:
        return _("Public since %(moment)s.") % {"moment": moment_word(edition.published_at)}
    last = plan.last
    if last is None or plan.state is PublicationState.UNSET:
        return _("One report editor proposes a time, another one confirms it.")
    said = {"name": last.name or _("The operator"), "moment": time_word(last)}
    if plan.state is PublicationState.PROPOSED:
        return _("%(name)s proposes: %(moment)s.") % said
    return _("Everybody can see the edition from %(moment)s on. It can be stopped until then.") % {
        "moment": moment_word(edition.publishes_at) if edition.publishes_at else time_word(last)
    }


def _embargo(edition: EditionInfo) -> str:
    until = edition.embargo_until
    if until is None or until <= now():
        return ""
    return _(
        "This round is under embargo until %(moment)s: before that nobody outside sees the "
        "edition, whatever time is set here."
    ) % {"moment": moment_word(until)}


def _forms(
    scope: UnionScope, edition: EditionInfo, plan: Planned, typed: Typed
) -> Iterable[ActForm]:
    if edition.status is not EditionStatus.APPROVED:
        return
    for act in PUBLICATION_ACTS:
        move = PUBLICATION_MOVES.get((plan.state, act.name))
        if move is None:
            continue
        refusal = refused_to_confirm(scope, plan) if act.name == "confirm" else ""
        yield ActForm(
            act.name,
            _(act.label),
            publication_url(edition, act),
            act.kind,
            _(act.consequence),
            move.takes_a_time,
            move.needs_reason,
            typed if typed.act == act.name else Typed(),
            sentence(refusal) if refusal else "",
        )


def publication_url(edition: EditionInfo, act: PublicationAct) -> str:
    """Return where an act is sent."""
    return edition_url(edition.code, f"publication/{act.name}")


def _document(one: Official) -> DocumentLine:
    number = len(one.stopping)
    said = _("Every figure agrees with the edition.")
    if one.format == "pdf":
        said = _("Taken as it is: its figures were not compared.")
    elif number:
        waiting = ngettext(
            "%(num)s difference waits for a correction or a reason.",
            "%(num)s differences wait for a correction or a reason.",
            number,
        )
        said = waiting % {"num": number}
    elif one.differences:
        explained = ngettext(
            "%(num)s difference, with its reason.",
            "%(num)s differences, each with its reason.",
            len(one.differences),
        )
        said = explained % {"num": len(one.differences)}
    return DocumentLine(document_word(one), one.name, one.sha256, said, bool(number))


def _row(step: Step) -> StepRow:
    acts = {
        "proposed": _("Proposed"),
        "changed": _("Changed"),
        "withdrawn": _("Withdrawn"),
        "confirmed": _("Confirmed"),
        "stopped": _("Stopped"),
    }
    return StepRow(
        format_datetime(step.said_at),
        step.name or "–",
        acts[step.act],
        time_word(step),
        step.reason,
    )

"""Proposed values from public sources: what is proposed, how sure, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from app.core.errors import NotFound
from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.domain.answers import Choice, Problem, Value, YesNo
from app.domain.asked import home_of
from app.domain.observations import ObservationKey, kind_of, parse_key
from app.reporting import words
from app.reporting.addresses import contribution_url, indicator_url, point_url, proposal_url
from app.reporting.proposed import Proposal
from app.reporting.work import Work
from app.web.pages import Link, Page


@dataclass(frozen=True)
class Typed:
    """What a decision form sent and could not be taken."""

    decision: str = ""
    value: str = ""
    source: str = ""
    reason: str = ""
    error: str = ""
    error_at: str = ""


@dataclass(frozen=True)
class ProposalRow:
    """One proposal with its decision."""

    ref: str
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    source: Link
    outcome: str  # what confirming does
    news: str  # what was decided on the version before, where the source now says something else
    decision: str
    decided: str  # the decision in words
    kept: str  # what the cell says after it
    url: str
    revision: int
    choices: tuple[tuple[str, str], ...]  # where the corrected value is chosen
    value_label: str
    editable: bool
    typed: Typed = field(default_factory=Typed)


@dataclass(frozen=True)
class ProposalPanel:
    """The proposals shown at a point or an indicator."""

    open: tuple[ProposalRow, ...]
    decided: tuple[ProposalRow, ...]
    context: tuple[ProposalRow, ...]

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.open or self.decided or self.context)


@dataclass(frozen=True, kw_only=True)
class ProposalPage(Page):
    """Contract of the page of one proposal."""

    template: ClassVar[str] = "reporting/proposal.html"

    row: ProposalRow
    crumbs: tuple[Link, ...]
    back: Link
    errors: tuple[Link, ...] = ()


def proposal_panel(work: Work, point_id: str, indicator_id: str = "") -> ProposalPanel:
    """Return the proposals at a point, or only those for one of its indicators."""
    rows = [
        (proposal, _row(work, proposal, point_id))
        for proposal in work.draft.proposals
        if _belongs(work, proposal, point_id, indicator_id)
    ]
    asked = [(p, row) for p, row in rows if p.use != "context"]
    return ProposalPanel(
        open=tuple(row for p, row in asked if not p.decision),
        decided=tuple(row for p, row in asked if p.decision),
        context=tuple(row for p, row in rows if p.use == "context"),
    )


def _belongs(work: Work, proposal: Proposal, point_id: str, indicator_id: str) -> bool:
    key = parse_key(proposal.target)
    if indicator_id:
        return key is not None and key.indicator == indicator_id and not key.point
    if key is not None:
        return home_of(work.index, key) == point_id
    return point_id in proposal.points


def proposal_page(work: Work, ref: str, typed: Typed | None = None) -> ProposalPage:
    """Return the page of one proposal, or raise NotFound."""
    proposal = next((p for p in work.draft.proposals if p.ref == ref), None)
    if proposal is None or proposal.use == "context":
        raise NotFound
    at = point_of(work, proposal)
    row = _row(work, proposal, at, typed or Typed(proposal.decision))
    number = int(at[1:])
    address = point_url(work.cycle, work.reporter, at)
    label = _("Point %(number)s") % {"number": number}
    field_at = f"#decision-{ref}-{typed.error_at}" if typed else ""
    errors = ((typed.error, field_at),) if typed and typed.error else ()
    return ProposalPage(
        row=row,
        crumbs=(
            (_("Overview"), contribution_url(work.cycle, work.reporter)),
            (label, address),
            (_("Proposal"), ""),
        ),
        back=(_("Back to point %(n)s") % {"n": number}, f"{address}#proposal-{ref}"),
        errors=errors,
    )


def point_of(work: Work, proposal: Proposal) -> str:
    """Return the point where a proposal is decided."""
    key = parse_key(proposal.target)
    return home_of(work.index, key) if key else proposal.points[0]


def _row(work: Work, proposal: Proposal, point_id: str, typed: Typed | None = None) -> ProposalRow:
    key = parse_key(proposal.target)
    decided_at = point_of(work, proposal)
    return ProposalRow(
        ref=proposal.ref,
        title=proposal.title,
        summary=proposal.summary,
        facts=_facts(proposal),
        source=(proposal.source_title, proposal.source_url),
        outcome=_value_outcome(work, proposal, key) if key else _measure_outcome(work, proposal),
        news=_news(proposal),
        decision=proposal.decision,
        decided=_decided(proposal),
        kept=_kept(work, key) if proposal.decision else "",
        url=proposal_url(work.cycle, work.reporter, proposal.ref),
        revision=proposal.decision_revision,
        choices=_choices(work, key) if key else (),
        value_label=_("The right value") if key else _("The right title"),
        editable=proposal.use != "context" and work.can_write(decided_at),
        typed=typed or Typed(),
    )


def _facts(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    retrieved = format_date(proposal.retrieved_on) if proposal.retrieved_on else ""
    items = (
        (_("The source says"), proposal.stated),
        (_("As of"), proposal.as_of),
        (_("How sure"), confidence_word(proposal.confidence)),
        (_("Data set"), proposal.series),
        (_("Version"), proposal.dataset_version),
        (_("Retrieved on"), retrieved),
        (_("Licence"), proposal.licence),
    )
    return tuple((term, text) for term, text in items if text)


def confidence_word(confidence: str) -> str:
    """Return how sure we are of a public fact, in words."""
    return {
        "high": _("High: the source states it itself"),
        "medium": _("Medium: from a second source, or in part worked out"),
        "low": _("Low: please check with care"),
    }.get(confidence, "")


def _decided(proposal: Proposal) -> str:
    if not proposal.decision:
        return ""
    if proposal.decision == "correct":
        return _("Corrected; source: %(source)s") % {"source": proposal.decision_source}
    return {
        "confirm": _("Confirmed"),
        "cannot_confirm": _("Cannot be confirmed; not used in any figure"),
    }[proposal.decision]


def _news(proposal: Proposal) -> str:
    if not proposal.decided_before or proposal.decision:
        return ""
    params = {"now": proposal.stated, "before": proposal.stated_before}
    return {
        "confirm": _("The source now says %(now)s. You confirmed %(before)s, which stands."),
        "correct": _("The source now says %(now)s. You corrected %(before)s, which stands."),
        "cannot_confirm": _(
            "The source now says %(now)s. You could not confirm %(before)s, which stands."
        ),
    }[proposal.decided_before] % params


def _kept(work: Work, key: ObservationKey | None) -> str:
    seen = work.draft.data.observations.get(key) if key else None
    return words.observation_text(work.index, key, seen) if key else ""


def _value_outcome(work: Work, proposal: Proposal, key: ObservationKey) -> str:
    params = {
        "name": words.cell_label(work.index, key),
        "value": words.value_text(work.index, key, _offered(work, key, proposal.proposal)),
    }
    return _("Proposed: “%(name)s” is %(value)s.") % params


def _offered(work: Work, key: ObservationKey, proposal: Mapping[str, Any]) -> Value | None:
    kind = kind_of(work.index, work.index.indicators[key.indicator], key)
    value = kind.parse(str(proposal.get("value")), ".")
    return str(proposal.get("value")) if isinstance(value, Problem) else value


def _measure_outcome(work: Work, proposal: Proposal) -> str:
    if proposal.use == "context":
        return ""
    catalogue = work.index.catalogue
    offered = proposal.proposal
    labels = {o.value: o.label for o in (*catalogue.measure_types, *catalogue.measure_stages)}
    parts = [labels.get(str(offered.get(name)), "") for name in ("type", "stage")]
    parts += [str(offered.get(name) or "") for name in ("lead_body", "start")]
    served = offered.get("points") or proposal.points
    numbers = ", ".join(str(int(p[1:])) for p in served)
    at = ngettext("point %(numbers)s", "points %(numbers)s", len(served)) % {"numbers": numbers}
    facts = " · ".join(part for part in (*parts, at) if part)
    return _("Proposed as a measure: %(facts)s") % {"facts": facts}


def _choices(work: Work, key: ObservationKey) -> tuple[tuple[str, str], ...]:
    kind = kind_of(work.index, work.index.indicators[key.indicator], key)
    if isinstance(kind, Choice):
        return kind.options
    return (("yes", _("Yes")), ("no", _("No"))) if isinstance(kind, YesNo) else ()


def place_of(work: Work, ref: str, back: str) -> str:
    """Return the address to go back to after a decision: the point, or the indicator."""
    proposal = next((p for p in work.draft.proposals if p.ref == ref), None)
    if proposal is None:
        raise NotFound
    key, at = parse_key(proposal.target), point_of(work, proposal)
    if back == "indicator" and key is not None:
        page = indicator_url(work.cycle, work.reporter, at, key.indicator)
        return f"{page}#proposal-{ref}"
    return f"{point_url(work.cycle, work.reporter, at)}#proposal-{ref}"


def decision_word(decision: str) -> str:
    """Return what was decided on a proposed value."""
    return {
        "confirm": _("Confirmed"),
        "correct": _("Corrected"),
        "cannot_confirm": _("Could not be confirmed"),
    }[decision]

"""Decisions on proposed values: confirm, correct with a source, or cannot confirm."""

from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.domain.answers import Missing, Problem, clean_text
from app.domain.asked import home_of
from app.domain.contribution import PREFILL_DECISIONS
from app.domain.observations import ObservationKey, parse_key
from app.domain.roles import CountryScope
from app.reporting.models import PrefillDecision
from app.reporting.queries import Draft, Head, Proposal, draft_of, get_head
from app.reporting.service.keeping import Base, Clash, Stored, keep, open_for_writing
from app.reporting.service.records import (
    MeasureInput,
    check_measure,
    keep_measure,
)
from app.reporting.service.saving import (
    ObservationInput,
    keep_observation,
    parse_observation,
)

Outcome = Stored | Clash | Problem


@dataclass(frozen=True)
class Decision:
    """What a form says of a proposal; `value` and `source` count for a correction only."""

    decision: str
    value: str = ""
    source: str = ""
    reason: str = ""
    decimal_mark: str = "."


def decide(
    session: Session, scope: CountryScope, cycle: str, ref: str, given: Decision, base: Base
) -> Outcome:
    """Record a decision and carry it out: copy the value with its origin, or a missing code."""
    head = get_head(session, scope, cycle)
    draft = draft_of(session, scope, head)
    proposal = next((p for p in draft.proposals if p.ref == ref), None)
    if proposal is None or proposal.use == "context":
        raise NotFound
    if given.decision not in PREFILL_DECISIONS:
        return Problem("not_in_list", {"text": given.decision[:60]})
    if given.decision == "correct" and not clean_text(given.source):
        return Problem("correction_needs_source", {"field": "source"})
    key = parse_key(proposal.target)
    point = home_of(draft.index, key) if key else proposal.points[0]
    head = open_for_writing(session, scope, cycle, point)
    problem = (
        _decide_value(session, scope, head, draft, proposal, key, given)
        if key
        else _decide_measure(session, scope, head, draft, proposal, given)
    )
    if problem is not None:
        return problem
    content = {"decision": given.decision, "source": clean_text(given.source)}
    natural = {"prefill_id": proposal.id}
    subject = f"prefill:{ref}"
    return keep(session, scope, head, subject, content, base, PrefillDecision, natural, content)


def _decide_value(
    session: Session,
    scope: CountryScope,
    head: Head,
    draft: Draft,
    proposal: Proposal,
    key: ObservationKey,
    given: Decision,
) -> Problem | None:
    """Write the cell a decision leads to; what somebody entered meanwhile is not overwritten."""
    indicator = draft.index.indicators[key.indicator]
    cell = ObservationInput(
        raw=(given.value if given.decision == "correct" else str(proposal.proposal.get("value")),),
        source=given.source if given.decision == "correct" else proposal.source_title,
        note=str(proposal.proposal.get("note") or ""),
        reference_year=str(proposal.proposal.get("reference_year") or ""),
        decimal_mark=given.decimal_mark if given.decision == "correct" else ".",
        origin=f"prefill:{proposal.ref}:{given.decision}",
    )
    content = parse_observation(draft.index, indicator, key, cell)
    if isinstance(content, Problem):
        return content
    if given.decision == "correct" and content.value is None:
        return Problem("correction_needs_value", {"field": "value"})
    if given.decision == "cannot_confirm":
        reason = clean_text(given.reason) or "proposal cannot be confirmed"
        cleared = {"value": None, "source": "", "note": "", "reference_year": None}
        content = type(content)(**{**vars(content), **cleared, "missing": Missing("NAV", reason)})
    current = draft.data.observations.get(key)
    if current is not None and not current.origin.startswith("prefill:"):
        return Problem("cell_already_filled")
    saved = draft.saved_at(f"observation:{key}")
    outcome = keep_observation(
        session, scope, head, draft.index, key, content, Base(saved.revision)
    )
    if isinstance(outcome, Clash):
        raise Conflict
    return None


def _decide_measure(
    session: Session,
    scope: CountryScope,
    head: Head,
    draft: Draft,
    proposal: Proposal,
    given: Decision,
) -> Problem | None:
    """Take a proposed measure in, or out again when it cannot be confirmed."""
    uid = f"prefill-{proposal.ref}".lower()
    current = next((m for m in draft.data.measures if m.uid == uid), None)
    if given.decision == "cannot_confirm" and current is None:
        return None
    offered = cast(dict[str, Any], proposal.proposal)
    measure = MeasureInput(
        title=given.value if given.decision == "correct" and given.value else proposal.title,
        type=str(offered.get("type") or "other"),
        stage=str(offered.get("stage") or "unknown"),
        points=tuple(offered.get("points") or proposal.points),
        description=proposal.summary,
        start=str(offered.get("start") or ""),
        end=str(offered.get("end") or ""),
        lead_body=str(offered.get("lead_body") or ""),
        link=proposal.source_url if given.decision == "confirm" else "",
        source=clean_text(given.source) or proposal.source_title,
        confidence=proposal.confidence if given.decision == "confirm" else "",
        origin=f"prefill:{proposal.ref}:{given.decision}",
    )
    catalogue = draft.index.catalogue
    problem = check_measure(
        measure,
        {o.value for o in catalogue.measure_types},
        {o.value for o in catalogue.measure_stages},
        {p.id for p in catalogue.instrument.points},
    )
    if problem:
        return problem
    content: dict[str, object] = {
        **vars(measure),
        "points": list(measure.points),
        "removed": given.decision == "cannot_confirm",
    }
    saved = draft.saved_at(f"measure:{uid}")
    outcome = keep_measure(session, scope, head, uid, content, Base(saved.revision))
    if isinstance(outcome, Clash):
        raise Conflict
    return None

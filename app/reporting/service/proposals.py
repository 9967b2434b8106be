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
from app.reporting.proposed import Proposal
from app.reporting.queries import Draft, draft_of, get_head
from app.reporting.service.keeping import Base, Clash, Stored, keep, open_for_writing
from app.reporting.service.records import (
    TEXT_LIMIT,
    MeasureInput,
    as_content,
    check_measure,
    keep_measure,
)
from app.reporting.service.saving import (
    ObservationContent,
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
    problem = _check(given)
    if problem is not None:
        return problem
    key = parse_key(proposal.target)
    head = open_for_writing(session, scope, cycle, _point_of(draft, proposal, key))
    cell = _cell_to_write(draft, proposal, key, given) if key else None
    measure = None if key else _measure_to_write(draft, proposal, given)
    for refused in (cell, measure):
        if isinstance(refused, Problem):
            return refused
    content = {"decision": given.decision, "source": clean_text(given.source)}
    natural = {"prefill_id": proposal.id}
    subject = f"prefill:{ref}"
    here = {_point_of(draft, proposal, key), proposal.points[0]}
    kept = keep(
        session, scope, head, subject, content, base, PrefillDecision, natural, content, points=here
    )
    if isinstance(kept, Clash) or kept.revision < proposal.decision_revision:
        return kept  # or an early attempt sent again, after which something else was decided
    # Written after the decision: a decision that clashes leaves everything as it is.
    if key is not None and isinstance(cell, ObservationContent):
        revision = draft.saved_at(f"observation:{key}").revision
        at = Base(revision, base.idempotency_key)
        _done(keep_observation(session, scope, head, draft.index, key, cell, at))
    if isinstance(measure, dict):
        uid = measure_uid(proposal)
        revision = draft.saved_at(f"measure:{uid}").revision
        at = Base(revision, base.idempotency_key)
        _done(keep_measure(session, scope, head, uid, measure, at))
    return kept


def _check(given: Decision) -> Problem | None:
    if given.decision not in PREFILL_DECISIONS:
        return Problem("decision_needed", {"field": "decision"})
    if given.decision == "correct" and not clean_text(given.source):
        return Problem("correction_needs_source", {"field": "source"})
    longest = max((given.source, given.reason, given.value), key=len)
    if len(longest) > TEXT_LIMIT:
        params = {"limit": str(TEXT_LIMIT), "length": str(len(longest))}
        return Problem("text_too_long_to_store", params)
    return None


def _point_of(draft: Draft, proposal: Proposal, key: ObservationKey | None) -> str:
    return home_of(draft.index, key) if key else proposal.points[0]


def _done(outcome: Stored | Clash) -> None:
    if isinstance(outcome, Clash):
        raise Conflict


def _cell_to_write(
    draft: Draft, proposal: Proposal, key: ObservationKey, given: Decision
) -> ObservationContent | Problem | None:
    """Return the cell a decision leads to; what somebody entered meanwhile is not overwritten."""
    corrects = given.decision == "correct"
    indicator = draft.index.indicators[key.indicator]
    cell = ObservationInput(
        raw=(given.value if corrects else str(proposal.proposal.get("value")),),
        source=given.source if corrects else proposal.source_title,
        note="" if corrects else str(proposal.proposal.get("note") or ""),
        reference_year=str(proposal.proposal.get("reference_year") or ""),
        decimal_mark=given.decimal_mark if corrects else ".",
        origin=f"prefill:{proposal.ref}:{given.decision}",
    )
    content = parse_observation(draft.index, indicator, key, cell)
    if isinstance(content, Problem):
        return content
    if corrects and content.value is None:
        return Problem("correction_needs_value", {"field": "value"})
    if given.decision == "cannot_confirm":
        missing = Missing("NAV", clean_text(given.reason) or "proposal cannot be confirmed")
        content = ObservationContent(
            missing=missing, visibility=content.visibility, origin=content.origin
        )
    current = draft.data.observations.get(key)
    if current is None or _is_ours(current.origin, proposal):
        return content
    if given.decision == "cannot_confirm" or current.value == content.value:
        return None
    return Problem("cell_already_filled")


def _is_ours(origin: str, proposal: Proposal) -> bool:
    """Tell whether a cell holds what a decision put there that may now be replaced."""
    if origin.startswith(tuple(f"prefill:{ref}:" for ref in (proposal.ref, *proposal.earlier))):
        return True  # of this proposal, or of the version of the series before it
    return origin.startswith("prefill:") and origin.endswith(":cannot_confirm")


def measure_uid(proposal: Proposal) -> str:
    """Return the name of the measure a proposal becomes."""
    return f"prefill-{proposal.ref}".lower()


def _measure_to_write(
    draft: Draft, proposal: Proposal, given: Decision
) -> dict[str, object] | Problem | None:
    """Return the measure a decision takes in, or takes out again when it cannot be confirmed."""
    uid = measure_uid(proposal)
    current = next((m for m in draft.data.measures if m.uid == uid), None)
    if given.decision == "cannot_confirm" and current is None:
        return None
    if current is not None and not current.origin.startswith("prefill:"):
        return None  # somebody has made it their own since
    offered = cast(dict[str, Any], proposal.proposal)
    corrects = given.decision == "correct"
    measure = MeasureInput(
        title=given.value if corrects and clean_text(given.value) else proposal.title,
        type=str(offered.get("type") or "other"),
        stage=str(offered.get("stage") or "unknown"),
        points=tuple(offered.get("points") or proposal.points),
        description=proposal.summary,
        start=str(offered.get("start") or ""),
        end=str(offered.get("end") or ""),
        lead_body=str(offered.get("lead_body") or ""),
        link="" if corrects else proposal.source_url,
        source=clean_text(given.source) if corrects else proposal.source_title,
        confidence="" if corrects else proposal.confidence,
        origin=f"prefill:{proposal.ref}:{given.decision}",
    )
    points = {p.id for p in draft.index.catalogue.instrument.points}
    problem = check_measure(measure, draft.index, points)
    if problem:
        return problem
    removed = given.decision == "cannot_confirm"
    return {**as_content(measure), "removed": removed}

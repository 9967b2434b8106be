"""What a program decides: on proposals, on points left out, and how it explains warnings."""

from collections.abc import Iterator, Mapping
from functools import partial

from app.core.errors import Forbidden, NotFound
from app.domain.answers import Problem, Text, parse_json
from app.domain.observations import kind_of, parse_key
from app.domain.qc.findings import Finding
from app.domain.roles import Permission
from app.reporting.checking import check
from app.reporting.json_door.hands import Outcome, Part, Writer, attempt, pointer_to
from app.reporting.json_door.schemas import (
    Changes,
    JustificationChange,
    PointChange,
    ProposalChange,
)
from app.reporting.proposed import Proposal
from app.reporting.queries import draft_of, get_head
from app.reporting.service.proposals import Decision, decide
from app.reporting.service.records import justify_finding, leave_out


def proposals(writer: Writer, changes: Changes) -> Iterator[Part]:
    """Decide on proposed values; a value that is entered in the same request stays."""
    for ref, change in changes.proposals.items():
        outcome = attempt(partial(_decide, writer, ref, change))
        yield Part(pointer_to("proposals", ref), f"prefill:{ref}", change, outcome)


def _decide(writer: Writer, ref: str, change: ProposalChange) -> Outcome:
    proposal = next((p for p in writer.draft.proposals if p.ref == ref), None)
    if proposal is None:
        raise NotFound
    value = _corrected(writer, proposal, change)
    if isinstance(value, Problem):
        return value
    given = Decision(change.decision, value, change.source, change.reason)
    base = writer.base(f"prefill:{ref}", change)
    return decide(writer.session, writer.scope, writer.cycle, ref, given, base)


def _corrected(writer: Writer, proposal: Proposal, change: ProposalChange) -> str | Problem:
    """Return the corrected value as a form would have sent it: of a cell, or a title."""
    if change.decision != "correct" and change.value is not None:
        return Problem("field_refused", {"field": "value"})
    key, index = parse_key(proposal.target), writer.draft.index
    kind = kind_of(index, index.indicators[key.indicator], key) if key else Text()
    value = parse_json(kind, change.value)
    if isinstance(value, Problem):
        return value
    return "" if value is None else kind.to_form(value)[0]


def left_out_points(writer: Writer, changes: Changes) -> Iterator[Part]:
    """Leave points out of the report, or take them in again."""
    for point, change in changes.points.items():
        outcome = attempt(partial(_leave_out, writer, point, change))
        yield Part(pointer_to("points", point), f"point:{point}", change, outcome)


def _leave_out(writer: Writer, point: str, change: PointChange) -> Outcome:
    if Permission.POINT_LEAVE_OUT not in writer.scope.permissions:
        raise Forbidden
    kept = writer.draft.data.left_out.get(point, "") if change.left_out else ""
    reason = kept if change.reason is None else change.reason
    if reason and not change.left_out:
        return Problem("field_refused", {"field": "reason"})
    return leave_out(
        writer.session,
        writer.scope,
        writer.cycle,
        point,
        left_out=change.left_out,
        reason=reason,
        base=writer.base(f"point:{point}", change),
    )


def explained(writer: Writer, changes: Changes) -> Iterator[Part]:
    """Explain warnings; an empty text takes an explanation back."""
    if not changes.justifications:
        return
    head = get_head(writer.session, writer.scope, writer.cycle)
    found = {f.key: f for f in check(draft_of(writer.session, writer.scope, head))}
    for key, change in changes.justifications.items():
        outcome = attempt(partial(_explain, writer, found, key, change))
        yield Part(pointer_to("justifications", key), f"justification:{key}", change, outcome)


def _explain(
    writer: Writer, found: Mapping[str, Finding], key: str, change: JustificationChange
) -> Outcome:
    if key not in found:
        raise NotFound("no_such_finding")
    base = writer.base(f"justification:{key}", change)
    return justify_finding(
        writer.session, writer.scope, writer.cycle, found[key], change.text, base
    )

"""Compiling a baseline contribution from public sources: the system speaks, no country signs."""

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import CycleKind
from app.catalogue.queries import version_head
from app.core.clock import now
from app.core.errors import Conflict
from app.domain.answers import Problem
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.observations import parse_key
from app.domain.qc import rules_in_force
from app.domain.roles import CountryScope
from app.domain.submission import compilation_document, content_of
from app.domain.workflow import Action
from app.reporting.models import Evidence, Submission
from app.reporting.proposed import Proposal
from app.reporting.queries import Draft, Head, draft_of, get_head
from app.reporting.service.keeping import Base, change_status, keep, stream_of
from app.reporting.service.records import MeasureInput, as_content, keep_measure
from app.reporting.service.saving import (
    ObservationInput,
    keep_observation,
    parse_observation,
)
from app.reporting.service.signing import iso

COMPILED_FROM = "compiled from public sources, not reported by the Member State"


def compile_contribution(session: Session, scope: CountryScope, cycle: str) -> str:
    """Take every public fact into a baseline contribution and freeze it; returns the hash.

    The progress status stays unassessed: no public source can say it for a country.
    """
    head = get_head(session, scope, cycle, lock=True)
    if head.cycle.kind is not CycleKind.BASELINE:
        raise Conflict("only_baseline_is_compiled")
    draft = draft_of(session, scope, head)
    for proposal in draft.proposals:
        _take(session, scope, head, draft, proposal)
    at = now()
    session.refresh(head.row)
    change_status(session, head, Action.COMPILE, at, version=head.row.version + 1)
    return _freeze(session, scope, head, at)


def _take(
    session: Session, scope: CountryScope, head: Head, draft: Draft, proposal: Proposal
) -> None:
    if proposal.use == "observation":
        _take_value(session, scope, head, draft, proposal)
    elif proposal.use == "measure":
        _take_measure(session, scope, head, proposal)
    else:
        for point in proposal.points:
            _take_context(session, scope, head, proposal, point)


def _take_value(
    session: Session, scope: CountryScope, head: Head, draft: Draft, proposal: Proposal
) -> None:
    key = parse_key(proposal.target)
    if key is None:
        raise Conflict
    offered = proposal.proposal
    given = ObservationInput(
        raw=(str(offered["value"]),),
        flags=("u",) if proposal.confidence == "low" else (),
        source=proposal.source_title,
        note=" ".join(part for part in (proposal.as_of, str(offered.get("note") or "")) if part),
        origin=f"prefill:{proposal.ref}",
    )
    content = parse_observation(draft.index, draft.index.indicators[key.indicator], key, given)
    if isinstance(content, Problem):
        raise Conflict
    keep_observation(session, scope, head, draft.index, key, content, Base())


def _take_measure(session: Session, scope: CountryScope, head: Head, proposal: Proposal) -> None:
    offered = proposal.proposal
    measure = MeasureInput(
        title=proposal.title,
        type=str(offered["type"]),
        stage=str(offered["stage"]),
        points=tuple(offered["points"]),
        description=proposal.summary,
        start=str(offered.get("start") or ""),
        end=str(offered.get("end") or ""),
        lead_body=str(offered.get("lead_body") or ""),
        link=proposal.source_url,
        source=proposal.source_title,
        confidence=proposal.confidence,
        origin=f"prefill:{proposal.ref}",
    )
    content = {**as_content(measure), "removed": False}
    keep_measure(session, scope, head, proposal.ref.lower(), content, Base())


def _take_context(
    session: Session, scope: CountryScope, head: Head, proposal: Proposal, point: str
) -> None:
    content = {
        "point": point,
        "title": proposal.title,
        "description": proposal.summary,
        "url": proposal.source_url,
        "source": proposal.source_title,
        "confidence": proposal.confidence,
        "published_on": proposal.as_of[:10],
        "language": "en",
        "visibility": "public",
        "removed": False,
    }
    uid = f"{proposal.ref}-{point}".lower()
    subject = f"evidence:{uid}"
    keep(session, scope, head, subject, content, Base(), Evidence, {"uid": uid}, content)


def _freeze(session: Session, scope: CountryScope, head: Head, at: datetime) -> str:
    data = draft_of(session, scope, head).data
    catalogue_code, catalogue_sha256 = version_head(session, head.cycle.catalogue_version_id)
    last = session.execute(select(func.max(col(Submission.sequence)))).scalar_one()
    document = compilation_document(
        {
            "cycle": head.cycle.code,
            "reporter": scope.reporter,
            "version": head.row.version,
            "sequence": int(last or 0) + 1,
            "catalogue_code": catalogue_code,
            "catalogue_sha256": catalogue_sha256,
            "compiled_at": iso(at),
            "compiled_from": COMPILED_FROM,
        },
        content_of(data, (), {}, rules_in_force()),
    )
    text = canonical_json(document)
    sha256 = sha256_hex(text)
    session.execute(
        insert(Submission).values(
            contribution_id=head.id,
            cycle_id=head.cycle.id,
            catalogue_version_id=head.cycle.catalogue_version_id,
            reporter=scope.reporter,
            version=head.row.version,
            sequence=document["sequence"],
            document=text,
            sha256=sha256,
            late=False,
            submitted_at=at,
            submitted_by=None,
        )
    )
    record(
        session,
        stream_of(head),
        "compiled",
        account_id=None,
        reporter=scope.reporter,
        subject=scope.reporter,
        sha256=sha256,
    )
    return sha256

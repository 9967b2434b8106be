"""Submission and receipt: freezing the signed version for good."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle
from app.catalogue.queries import version_head
from app.core.clock import now
from app.core.errors import Conflict
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import CountryScope
from app.domain.submission import (
    SignOff,
    SubmissionHead,
    receipt_document,
    receipt_number,
    submission_document,
)
from app.domain.workflow import Action, Window
from app.reporting.models import Contribution, Receipt, Submission
from app.reporting.queries import Head, draft_of, get_head
from app.reporting.service.announcing import announce_submission
from app.reporting.service.clarifying import answer_asked
from app.reporting.service.keeping import stream_of
from app.reporting.service.signing import act, iso, to_sign, valid_signature


@dataclass(frozen=True)
class Submitted:
    """A submission that is now on record."""

    version: int
    sequence: int
    number: str
    sha256: str
    late: bool


def submit(session: Session, scope: CountryScope, cycle: str) -> Submitted:
    """Freeze the signed content as version n+1 with its receipt, in one transaction.

    Raises Conflict when there is no valid signature under exactly this content.
    """
    head = get_head(session, scope, cycle, lock=True)
    signature = valid_signature(session, scope, head)
    version, at = head.row.version + 1, now()
    act(session, scope, head, Action.SUBMIT, version=version)
    ready = to_sign(draft_of(session, scope, head))
    if signature is None or signature.content_sha256 != ready.sha256:
        raise Conflict("signed_content_changed")
    catalogue_code, catalogue_sha256 = version_head(session, head.cycle.catalogue_version_id)
    signed = SignOff(
        name=signature.name,
        account_id=signature.account_id,
        signed_at=iso(signature.signed_at),
        content_sha256=signature.content_sha256,
        four_eyes=signature.four_eyes,
    )
    document_head = SubmissionHead(
        cycle=head.cycle.code,
        reporter=scope.reporter,
        version=version,
        sequence=_next_sequence(session),
        catalogue_code=catalogue_code,
        catalogue_sha256=catalogue_sha256,
        submitted_at=iso(at),
        submitted_by=scope.account_name,
        late=head.cycle.window(at) is Window.LATE,
        due_at=iso(head.cycle.due_at),
    )
    document = submission_document(document_head, signed, ready.content)
    # The next version will have a reason of its own.
    ours = col(Contribution.id) == head.id
    session.execute(update(Contribution).where(ours).values(resubmission_reason=""))
    announce_submission(session, scope, head, version)
    answer_asked(session, scope, head, version)
    return _store(session, scope, head, document)


def _next_sequence(session: Session) -> int:
    # Numbers are given out one at a time: on PostgreSQL submissions queue on the cycle rows, on
    # SQLite every writer already queues on BEGIN IMMEDIATE.
    session.execute(select(col(Cycle.id)).order_by(col(Cycle.id)).with_for_update())
    last = session.execute(select(func.max(col(Submission.sequence)))).scalar_one()
    return int(last or 0) + 1


def _store(
    session: Session, scope: CountryScope, head: Head, document: dict[str, object]
) -> Submitted:
    text = canonical_json(document)
    sha256 = sha256_hex(text)
    submission_id = session.execute(
        insert(Submission)
        .values(
            contribution_id=head.id,
            cycle_id=head.cycle.id,
            catalogue_version_id=head.cycle.catalogue_version_id,
            reporter=scope.reporter,
            version=document["version"],
            sequence=document["sequence"],
            document=text,
            sha256=sha256,
            late=document["late"],
            submitted_at=now(),
            submitted_by=scope.account_id,
        )
        .returning(col(Submission.id))
    ).scalar_one()
    receipt = receipt_document(document, sha256)
    session.execute(
        insert(Receipt).values(
            submission_id=submission_id,
            number=receipt["number"],
            document=canonical_json(receipt),
            issued_at=now(),
        )
    )
    record(
        session,
        stream_of(head),
        "receipt_issued",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=receipt_number(document),
        sha256=sha256,
    )
    return Submitted(
        version=receipt["version"],
        sequence=receipt["sequence"],
        number=receipt["number"],
        sha256=sha256,
        late=receipt["late"],
    )

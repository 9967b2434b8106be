"""Everything of a cycle submitted: each contribution frozen as the portal would freeze it."""

from sqlalchemy import insert, select, update

from app.core.clock import now
from app.core.db import make_engine, open_session
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import CountryScope, Role
from app.domain.submission import SignOff, SubmissionHead, submission_document
from app.domain.workflow import Status
from app.reporting.models import Contribution, Submission
from app.reporting.queries import draft_of, get_head
from app.reporting.service.signing import iso, to_sign

FIRST = 1000  # far from the numbers that other benchmarks are given


def submit_all(database_url: str, cycle: str) -> int:
    """Freeze what stands in every contribution of a cycle, findings and all; return how many.

    Nobody signs in and nobody is told: signatures and mails are not what is measured.
    """
    engine = make_engine(database_url)
    try:
        with open_session(engine, write=True) as session:
            reporters = _reporters(session, cycle)
            for number, reporter in enumerate(reporters):
                _submit(session, cycle, reporter, FIRST + number)
    finally:
        engine.dispose()
    return len(reporters)


def _reporters(session, cycle):
    scope = CountryScope("DK", None, "Lead", frozenset({Role.REPORTING_LEAD}))
    cycle_id = get_head(session, scope, cycle).cycle.id
    query = select(Contribution.reporter).where(Contribution.cycle_id == cycle_id)
    return list(session.execute(query.order_by(Contribution.id)).scalars())


def _submit(session, cycle, reporter, sequence):
    scope = CountryScope(reporter, None, "Lead", frozenset({Role.REPORTING_LEAD}))
    head = get_head(session, scope, cycle)
    ready, at = to_sign(draft_of(session, scope, head)), now()
    signed = SignOff("A signatory", 0, iso(at), ready.sha256)
    about = SubmissionHead(
        cycle=cycle,
        reporter=reporter,
        version=1,
        sequence=sequence,
        catalogue_code="bench",
        catalogue_sha256="",
        submitted_at=iso(at),
        submitted_by="Lead",
        late=False,
        due_at=iso(head.cycle.due_at),
    )
    text = canonical_json(submission_document(about, signed, ready.content))
    session.execute(
        insert(Submission).values(
            contribution_id=head.id,
            cycle_id=head.cycle.id,
            catalogue_version_id=head.cycle.catalogue_version_id,
            reporter=reporter,
            version=1,
            sequence=sequence,
            document=text,
            sha256=sha256_hex(text),
            late=False,
            submitted_at=at,
        )
    )
    ours = Contribution.id == head.id
    session.execute(update(Contribution).where(ours).values(status=Status.SUBMITTED, version=1))

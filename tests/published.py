"""Editions in a database, for tests of what they are shown as: the baseline, and a live round."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, func, insert, select

from app.catalogue.queries import get_cycle, version_head
from app.core.clock import now
from app.core.db import open_session
from app.core.i18n import country_name
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.contribution import ReportData
from app.domain.qc.findings import Finding
from app.domain.roles import Role, UnionScope
from app.domain.submission import SignOff, SubmissionHead, content_of, submission_document
from app.domain.workflow import Status
from app.editions.publication import publish
from app.editions.service import approve, freeze_edition, start_fact_check
from app.reporting.models import Contribution, Submission
from app.seeding import seed
from tests.editions import live_contents

OPERATOR = UnionScope(None, "operator", frozenset({Role.CYCLE_MANAGER, Role.REPORT_EDITOR}))
BASELINE = "baseline-2026/1"
LIVE = "2027"
LIVE_EDITION = "2027/1"


def seed_baseline(engine: Engine) -> None:
    """Compile and publish the baseline and open the live cycle, as operators do."""
    with open_session(engine, write=True) as session:
        seed(session, OPERATOR, demo=False)


def submit_accepted(
    engine: Engine,
    contents: Iterable[ReportData],
    cycle: str = LIVE,
    explained: Sequence[tuple[Finding, str]] = (),
) -> None:
    """Store accepted submissions with these contents in the open cycle of the seed."""
    told = {finding.key: text for finding, text in explained}
    with open_session(engine, write=True) as session:
        info = get_cycle(session, cycle)
        code, catalogue_sha256 = version_head(session, info.catalogue_version_id)
        last = session.execute(select(func.max(Submission.sequence))).scalar_one() or 0
        for sequence, data in enumerate(contents, last + 1):
            where = (Contribution.cycle_id == info.id, Contribution.reporter == data.reporter)
            row = session.execute(select(Contribution).where(*where)).scalar_one()
            row.status, row.version = Status.ACCEPTED, row.version + 1
            content = content_of(data, [finding for finding, _ in explained], told, ())
            head = SubmissionHead(
                cycle=cycle,
                reporter=data.reporter,
                version=row.version,
                sequence=sequence,
                catalogue_code=code,
                catalogue_sha256=catalogue_sha256,
                submitted_at=now().isoformat(),
                submitted_by="Lead",
                late=False,
                due_at=info.due_at.isoformat(),
            )
            signed = SignOff(
                f"Signatory of {country_name(data.reporter)}", 1, now().isoformat(), "0" * 64
            )
            document = submission_document(head, signed, content)
            text = canonical_json(document)
            session.flush()
            session.execute(
                insert(Submission).values(
                    contribution_id=row.id,
                    cycle_id=info.id,
                    catalogue_version_id=info.catalogue_version_id,
                    reporter=data.reporter,
                    version=row.version,
                    sequence=sequence,
                    document=text,
                    sha256=sha256_hex(text),
                    late=False,
                    submitted_at=now(),
                )
            )


def freeze(engine: Engine, cycle: str = LIVE) -> str:
    """Freeze an edition and return its code."""
    with open_session(engine, write=True) as session:
        return freeze_edition(session, OPERATOR, get_cycle(session, cycle))


def bring_out(engine: Engine, code: str) -> None:
    """Take a frozen edition to publication."""
    with open_session(engine, write=True) as session:
        start_fact_check(session, OPERATOR, code)
        approve(session, OPERATOR, code)
        publish(session, OPERATOR, code)


def bring_out_round(engine: Engine) -> None:
    """Publish a live edition of 24 Member States and the Commission."""
    submit_accepted(engine, [part.data for part in live_contents().reporters if part.data])
    assert freeze(engine) == LIVE_EDITION
    bring_out(engine, LIVE_EDITION)

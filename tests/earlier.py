"""What countries submitted in a cycle before the present one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select, update

from app.catalogue.models import Cycle
from app.core.clock import now
from app.core.db import open_session
from app.domain.contribution import ReportData
from app.domain.qc.findings import Finding
from app.domain.workflow import CycleStatus, Status
from app.reporting.models import Contribution
from tests.factories import make_contribution, make_cycle
from tests.published import submit_accepted


def report_before(
    engine: Engine,
    data: ReportData,
    code: str = "2025",
    status: Status | None = None,
    explained: Sequence[tuple[Finding, str]] = (),
    **cycle: Any,
) -> None:
    """Submit this in an earlier cycle, made when it is first named; in the catalogue of 2027."""
    with open_session(engine, write=True) as session:
        made = session.execute(select(Cycle).where(Cycle.code == code)).scalar()
        if made is None:
            present = session.execute(select(Cycle).order_by(Cycle.id)).scalars().first()
            assert present is not None
            plain: dict[str, Any] = {
                "catalogue_version_id": present.catalogue_version_id,
                "status": CycleStatus.PUBLISHED,
                "title": f"Cycle {code}",
                "cutoff": data.cutoff,
                "opens_at": now() - timedelta(days=800),
                "due_at": now() - timedelta(days=740),
                "closes_at": now() - timedelta(days=730),
            }
            made = make_cycle(session, code, **{**plain, **cycle})
        where = (Contribution.cycle_id == made.id, Contribution.reporter == data.reporter)
        if session.execute(select(Contribution.id).where(*where)).first() is None:
            make_contribution(session, data.reporter, made)
    submit_accepted(engine, [data], code, explained)
    if status is not None:
        with open_session(engine, write=True) as session:
            session.execute(update(Contribution).where(*where).values(status=status))

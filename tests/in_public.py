"""An edition as everybody sees it, made in memory: for rules about what pages and files hold."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.catalogue.models import CycleKind
from app.dashboards.register import entries_of
from app.dashboards.view import View
from app.domain.aggregation import CURRENT_RULES, Frame, Reported, compute_facts
from app.domain.contribution import ReportData
from app.domain.facts import Fact
from app.domain.seen import seen_by
from app.domain.suppression import is_shown
from app.domain.visibility import Stage, Viewer
from app.domain.workflow import EditionStatus, Status
from app.editions.contents import EditionContents
from app.editions.queries import EditionInfo
from app.reporting.submissions import StoredSubmission
from tests.editions import HASH, LIVE_CUTOFF, real_index

MOMENT = datetime(2028, 1, 10, 8, tzinfo=UTC)


def facts_of(data: Iterable[ReportData]) -> dict[str, Fact]:
    """Return every figure of a round."""
    reported = tuple(Reported(d.reporter, 1, HASH, d) for d in data)
    return {fact.id: fact for fact in compute_facts(Frame(real_index(), LIVE_CUTOFF, reported))}


def public_contents(
    data: Sequence[ReportData],
    facts: Mapping[str, Fact],
    findings: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> EditionContents:
    """Return a published round as everybody may see it; `findings` stood at submission."""
    index, found = real_index(), findings or {}
    seen = {d.reporter: seen_by(index, d, Viewer.PUBLIC, Stage.PUBLISHED) for d in data}
    return EditionContents(
        info=_info(),
        asked=index,
        facts={name: fact for name, fact in facts.items() if is_shown(fact)},
        submissions={d.reporter: _stored(d, found.get(d.reporter, ())) for d in data},
        reports=seen,
    )


def public_view(contents: EditionContents) -> View:
    """Return what the public pages are made of."""
    entries = entries_of(contents.index, contents.reports)
    return View(contents, (contents.info,), False, entries=lambda: entries)


def _info() -> EditionInfo:
    return EditionInfo(
        id=1,
        code="2027/1",
        number=1,
        cycle_id=1,
        cycle_code="2027",
        cycle_title="Round of 2027",
        kind=CycleKind.LIVE,
        catalogue_version_id=1,
        sha256=HASH,
        manifest={
            "cycle": {"code": "2027", "cutoff": LIVE_CUTOFF.isoformat()},
            "rules": CURRENT_RULES,
            "submissions": [],
        },
        frozen_at=MOMENT,
        frozen_by=None,
        status=EditionStatus.PUBLISHED,
        approved_by=None,
        published_at=MOMENT,
    )


def _stored(data: ReportData, findings: Sequence[Mapping[str, Any]]) -> StoredSubmission:
    """Return a submission without its contents, which no page or file reads."""
    return StoredSubmission(
        id=1,
        contribution_id=1,
        reporter=data.reporter,
        version=1,
        sequence=1,
        sha256=HASH,
        late=False,
        submitted_at=MOMENT,
        status=Status.PUBLISHED,
        document={"findings": list(findings), "sign_off": {"name": ""}},
    )

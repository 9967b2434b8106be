"""What the board keeps of a submission: a frozen document is read and judged once per process."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from sqlmodel import Session

from app.domain.asked import asked_points, home_of, progress_key
from app.domain.completeness import Completeness, completeness
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import Severity
from app.domain.roles import UnionScope
from app.domain.submission import report_data
from app.reporting.submissions import SubmissionHead, submitted_documents

_MOST = 512  # eighteen cycles of 28 reporters


@dataclass(frozen=True)
class FindingCount:
    """How many findings a submission was signed with; `explained` are among the warnings."""

    blocking: int = 0
    warnings: int = 0
    explained: int = 0

    @property
    def unexplained(self) -> int:
        """Number of warnings without a word of the country."""
        return self.warnings - self.explained

    def __add__(self, other: "FindingCount") -> "FindingCount":
        return FindingCount(
            self.blocking + other.blocking,
            self.warnings + other.warnings,
            self.explained + other.explained,
        )


@dataclass(frozen=True)
class PointDigest:
    """What a submission says of its progress at a point, and how many things it says there."""

    status: str = ""  # a value of the progress scale
    missing: str = ""  # the code why there is none
    entries: int = 0


@dataclass(frozen=True)
class Digest:
    """One submission as the board needs it, without any text of it."""

    sha256: str
    due_at: datetime | None  # None for what was compiled
    judged: Completeness
    points: Mapping[str, PointDigest]
    findings: Mapping[str, FindingCount]  # by point, and by the header
    found: FindingCount  # all of them, those about the report as a whole among them

    def found_at(self, points: Container[str]) -> FindingCount:
        """Return the findings at these points."""
        return sum((c for p, c in self.findings.items() if p in points), FindingCount())


# By the hash of the document: it holds the hash of its catalogue too, so that nothing kept can be
# out of date, in whichever database it lies.
_kept: dict[str, Digest] = {}
_lock = Lock()


def digests(
    session: Session, scope: UnionScope, index: CatalogueIndex, heads: Iterable[SubmissionHead]
) -> dict[str, Digest]:
    """Return the digest of each reporter's submission; only what is new here is read."""
    wanted = {h.reporter: h for h in heads if h.submission_id is not None}
    found = {h.sha256: _kept[h.sha256] for h in wanted.values() if h.sha256 in _kept}
    new = [h.submission_id for h in wanted.values() if h.sha256 not in found and h.submission_id]
    if new:
        for sha256, document in submitted_documents(session, scope, new):
            found[sha256] = digest_of(index, sha256, document)
            _keep(found[sha256])
    return {reporter: found[head.sha256] for reporter, head in wanted.items()}


def _keep(digest: Digest) -> None:
    with _lock:
        _kept[digest.sha256] = digest
        while len(_kept) > _MOST:
            del _kept[next(iter(_kept))]


def digest_of(index: CatalogueIndex, sha256: str, document: Mapping[str, Any]) -> Digest:
    """Read and judge one frozen document."""
    data = report_data(document)
    judged = completeness(index, data)
    due = document.get("due_at")
    findings = _findings(document["findings"])
    return Digest(
        sha256=sha256,
        due_at=datetime.fromisoformat(due) if due else None,
        # What exactly is missing is for the page of the submission.
        judged=Completeness(tuple(replace(point, missing=()) for point in judged.points)),
        points=_points(index, data),
        findings=findings,
        found=sum(findings.values(), FindingCount()),
    )


def _points(index: CatalogueIndex, data: ReportData) -> dict[str, PointDigest]:
    values: dict[str, int] = {}
    for key in data.observations:
        point = home_of(index, key)
        values[point] = values.get(point, 0) + 1
    found = {}
    for asked in asked_points(index, data.reporter):
        seen = data.observations.get(progress_key(asked.id, data.cutoff))
        records = len(data.measures_at(asked.id)) + len(data.evidence_at(asked.id))
        given = seen if seen is not None and seen.is_given else None
        found[asked.id] = PointDigest(
            status="" if given is None or given.missing else str(given.value),
            missing=given.missing.code if given and given.missing else "",
            entries=values.get(asked.id, 0) + records,
        )
    return found


def _findings(raw: Iterable[Mapping[str, Any]]) -> dict[str, FindingCount]:
    found: dict[str, FindingCount] = {}
    for finding in raw:
        is_warning = finding["severity"] == Severity.WARNING
        found[finding["point"]] = found.get(finding["point"], FindingCount()) + FindingCount(
            blocking=int(finding["severity"] == Severity.BLOCKING),
            warnings=int(is_warning),
            explained=int(is_warning and bool(finding["justification"].strip())),
        )
    return found

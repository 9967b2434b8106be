"""Findings as a page shows them: sentence, place, and the field in which a warning is explained."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.qc.findings import Finding, Severity
from app.reporting import words
from app.reporting.addresses import place_of, rule_url
from app.reporting.pages.fields import Field, justification_field
from app.reporting.work import Work

EXPECTED_MISSING = "QC-002"  # says the same as completeness, finding by finding
_TONES = {
    Severity.BLOCKING: "blocking",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.NOT_RUN: "ours",
}


@dataclass(frozen=True)
class FindingRow:
    """One finding in words."""

    key: str
    severity: str  # blocking, warning, note, ours
    text: str
    where: str
    url: str
    rule: str
    rule_url: str
    justification: str
    field: Field | None  # where it is explained; None when it cannot be

    @property
    def is_offered(self) -> bool:
        """Tell whether an earlier explanation can be used again: it was given, and none is now."""
        return bool(self.field and self.field.before and not self.justification)

    @property
    def is_expected(self) -> bool:
        """Tell whether it only says that something has not been filled in yet."""
        return self.rule == EXPECTED_MISSING


def finding_rows(work: Work, findings: Iterable[Finding]) -> tuple[FindingRow, ...]:
    """Return findings in words; warnings carry the field of their explanation."""
    return tuple(_row(work, finding) for finding in findings)


def _row(work: Work, finding: Finding) -> FindingRow:
    where = _where(work, finding.subject)
    explained = finding.severity is Severity.WARNING
    return FindingRow(
        key=finding.key,
        severity=_TONES[finding.severity],
        text=words.finding_text(work.index, finding),
        where=where,
        url=place_of(work.index, work.cycle, work.reporter, finding.point, finding.subject),
        rule=finding.rule,
        rule_url=rule_url(finding.rule),
        justification=work.draft.justifications.get(finding.key, ""),
        field=justification_field(work, finding.key, finding.point, where) if explained else None,
    )


def with_changed_rows(
    rows: tuple[FindingRow, ...], changed: Field | None
) -> tuple[FindingRow, ...]:
    """Return the rows with the field somebody just sent in its place."""
    return tuple(
        replace(row, field=changed) if changed and row.field and row.field.id == changed.id else row
        for row in rows
    )


def _where(work: Work, subject: str) -> str:
    """Return what a finding is about; what has a title of its own is called by it."""
    kind, _colon, name = subject.partition(":")
    data = work.draft.data
    titles = {
        "prefill": [p.title for p in work.draft.proposals if p.ref == name],
        "evidence": [e.title for e in data.evidence if e.uid == name],
        "measure": [m.title for m in data.measures if m.uid == name],
    }
    known = [title for title in titles.get(kind, []) if title]
    return known[0] if known else words.label_of(work.index, work.reporter, subject)

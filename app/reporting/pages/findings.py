"""Findings as a page shows them: sentence, place, and the field in which a warning is explained."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.qc.findings import Finding, Severity
from app.reporting import words
from app.reporting.addresses import place_of
from app.reporting.pages.fields import Field, justification_field
from app.reporting.work import Work

EXPECTED_MISSING = "QC-002"  # says the same as completeness, finding by finding
_TONES = {Severity.BLOCKING: "blocking", Severity.WARNING: "warning", Severity.INFORMATION: "note"}


@dataclass(frozen=True)
class FindingRow:
    """One finding in words."""

    key: str
    severity: str  # blocking, warning, note
    text: str
    where: str
    url: str
    rule: str
    justification: str
    field: Field | None  # where it is explained; None when it cannot be

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
        justification=work.draft.justifications.get(finding.key, ""),
        field=justification_field(work, finding.key, finding.point, where) if explained else None,
    )


def _where(work: Work, subject: str) -> str:
    """Return what a finding is about; a proposal is called by its own title."""
    ref = subject.removeprefix("prefill:")
    titles = (p.title for p in work.draft.proposals if subject != ref and p.ref == ref)
    return next(titles, "") or words.label_of(work.index, work.reporter, subject)

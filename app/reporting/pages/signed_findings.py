"""Findings as they are signed and submitted, with the explanations that stand with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.i18n import gettext as _
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import HEADER, Finding, Severity
from app.reporting import words
from app.reporting.addresses import rule_url


@dataclass(frozen=True)
class FindingLine:
    """One finding; its link leads to the point on the same page, if it is about one."""

    is_warning: bool
    is_blocking: bool
    severity: str  # in words
    where: str
    url: str
    text: str
    rule: str
    rule_url: str
    justification: str


def finding_lines(
    index: CatalogueIndex, reporter: str, findings: Iterable[Mapping[str, Any]]
) -> tuple[FindingLine, ...]:
    """Return the findings of a document in words, in the order in which they stand there."""
    return tuple(_line(index, reporter, raw) for raw in findings)


def _line(index: CatalogueIndex, reporter: str, raw: Mapping[str, Any]) -> FindingLine:
    severity = Severity(raw["severity"])
    finding = Finding(raw["rule"], severity, raw["point"], raw["subject"], raw["params"])
    label = words.label_of(index, reporter, finding.subject)
    at_point = finding.point != HEADER
    if at_point:
        params = {"number": int(finding.point[1:]), "label": label}
        label = _("Point %(number)s: %(label)s") % params
    return FindingLine(
        is_warning=severity is Severity.WARNING,
        is_blocking=severity is Severity.BLOCKING,
        severity=words.severity_word(severity),
        where=label,
        url=f"#read-{finding.point}" if at_point else "",
        text=words.finding_text(index, finding),
        rule=finding.rule,
        rule_url=rule_url(finding.rule),
        justification=raw["justification"],
    )

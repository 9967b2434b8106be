"""Findings as they are signed and submitted, with the explanations that stand with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.i18n import gettext as _
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import Finding, Severity
from app.reporting import words


@dataclass(frozen=True)
class FindingLine:
    """One finding; its link leads to the point on the same page."""

    is_warning: bool
    where: str
    url: str
    text: str
    rule: str
    justification: str


def finding_lines(
    index: CatalogueIndex, reporter: str, findings: Iterable[Mapping[str, Any]]
) -> tuple[FindingLine, ...]:
    """Return the findings of a document in words, in the order in which they stand there."""
    return tuple(_line(index, reporter, raw) for raw in findings)


def _line(index: CatalogueIndex, reporter: str, raw: Mapping[str, Any]) -> FindingLine:
    severity = Severity(raw["severity"])
    finding = Finding(raw["rule"], severity, raw["point"], raw["subject"], raw["params"])
    params = {
        "number": int(finding.point[1:]),
        "label": words.label_of(index, reporter, finding.subject),
    }
    return FindingLine(
        is_warning=severity is Severity.WARNING,
        where=_("Point %(number)s: %(label)s") % params,
        url=f"#read-{finding.point}",
        text=words.finding_text(index, finding),
        rule=finding.rule,
        justification=raw["justification"],
    )

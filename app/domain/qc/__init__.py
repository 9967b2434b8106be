"""Quality rules about one reporter: one function each, listed with id, version and severity."""

from app.domain.completeness import Completeness
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.domain.qc import breakdowns, support, values
from app.domain.qc.findings import Context, Finding, Rule, Severity

_B, _W = Severity.BLOCKING, Severity.WARNING

RULES: tuple[Rule, ...] = (
    Rule("QC-001", 1, _B, values.out_of_bounds),
    Rule("QC-002", 1, _B, support.expected_missing),
    Rule("QC-003", 1, _B, values.reason_missing),
    Rule("QC-004", 1, _B, values.date_after_cutoff),
    Rule("QC-005", 1, _B, values.text_length),
    Rule("QC-006", 1, _B, values.choice_closed),
    Rule("QC-007", 1, _B, breakdowns.above_total),
    Rule("QC-008", 1, _B, values.above_reference),
    Rule("QC-009", 1, _B, values.required_with_other),
    Rule("QC-010", 1, _W, breakdowns.below_total),
    Rule("QC-011", 1, _W, support.evidence_expected),
    Rule("QC-012", 1, _W, support.proposal_undecided),
    Rule("QC-013", 1, _W, values.year_on_year),
    Rule("QC-014", 1, _W, support.same_text),
    Rule("QC-015", 1, _W, support.mostly_estimated),
    Rule("QC-016", 1, _W, support.measures_expected),
    Rule("QC-017", 1, _W, values.small_public_cell),
    Rule("QC-018", 1, _B, values.code_not_offered),
    Rule("QC-019", 1, _W, breakdowns.cells_without_total),
)


def run_checks(
    index: CatalogueIndex,
    data: ReportData,
    only: str | None = None,
    judged: Completeness | None = None,
) -> tuple[Finding, ...]:
    """Run every rule on the contribution, or on one point of it; blocking findings first.

    Whoever has judged its completeness already gives it, so that it is not judged twice.
    """
    context = Context(index, data, only, judged)
    found = [finding for rule in RULES for finding in rule.run(context)]
    return tuple(sorted(found, key=lambda f: (f.severity is not _B, f.point, f.rule, f.subject)))


def rules_in_force() -> tuple[tuple[str, int], ...]:
    """Return id and version of every rule, as recorded with a submission."""
    return tuple((rule.id, rule.version) for rule in RULES)

"""What the rules find in a draft: the one place where pages, services and signatures ask them."""

from app.core.logging import describe, logger
from app.domain.completeness import Completeness
from app.domain.qc import run_checks
from app.domain.qc.findings import Beside, Finding, Rule
from app.domain.qc.modes import read_modes
from app.reporting.queries import Draft


def check(
    draft: Draft, only: str | None = None, judged: Completeness | None = None
) -> tuple[Finding, ...]:
    """Run every rule on a draft, or on one point of it, beside what the rules compare it with."""
    beside = Beside(draft.last_time, draft.spreads, draft.justifications)
    modes = read_modes(draft.cycle.rules)
    return run_checks(draft.index, draft.data, only, judged, beside, _note, modes)


def _note(rule: Rule, reference: str, error: Exception) -> None:
    # Kind and place of the error, never its message: that may quote what a country wrote.
    logger().error(
        "rule_not_run",
        rule=rule.id,
        version=rule.version,
        reference=reference,
        **describe(error),
    )

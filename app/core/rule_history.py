"""What changed in the quality rules: version by version, the newest last."""

from dataclasses import dataclass
from datetime import date

from app.core.i18n import N_


@dataclass(frozen=True)
class RuleStep:
    """One version of a rule: since when it is in force, and what is new in it."""

    version: int
    since: date
    what: str


_FIRST = RuleStep(1, date(2026, 11, 21), N_("First version."))
_RULES = 36

# A rule whose findings can come out otherwise gets a new version here and in app/domain/qc.
_LATER: dict[str, tuple[RuleStep, ...]] = {
    "QC-005": (
        RuleStep(2, date(2026, 11, 21), N_("Texts about the report as a whole are checked too.")),
    ),
    "QC-013": (
        RuleStep(
            2,
            date(2026, 11, 21),
            N_("The last value of the cycle before is compared with, not only the year before."),
        ),
    ),
    "QC-015": (
        RuleStep(2, date(2026, 11, 21), N_("The finding stands at the report as a whole.")),
    ),
}

RULE_HISTORY: dict[str, tuple[RuleStep, ...]] = {
    rule: (_FIRST, *_LATER.get(rule, ()))
    for rule in (f"QC-{number:03d}" for number in range(1, _RULES + 1))
}

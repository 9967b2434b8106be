"""Quality rules about one reporter: one function each, listed with id, version and severity.

How the checks recommended for a reporting round are covered (B blocking, W warning, I information):

| Check | Where |
|---|---|
| B1, B5 type, format, range, category | the parser of the answer kinds; QC-001 |
| B2 share outside 0 to 100, part above the whole | QC-001, QC-008 |
| B3 core question without a value or a reason | QC-002, QC-009 |
| B4 reason of a missing code | QC-003, QC-018 |
| B6 date after the cut-off date | QC-004 |
| B7 status without its text | QC-002, QC-005 |
| B8 not pursued where there is no choice, or without a reason | QC-006, QC-002 |
| B9 sign-off | the workflow: nothing is submitted without a signature |
| B10 files | refused when they are uploaded |
| B11 persons who could be recognised | QC-020, QC-021 |
| B12 workbook of another cycle or country | refused when it is imported |
| B13 parts above their total | QC-007 |
| W1 change, W2 from or to zero, W17 slip of a digit | QC-013, QC-022, QC-032 |
| W3 outlier | QC-023, against the edition published last |
| W4, W16 parts below their total | QC-010, QC-019 |
| W5 status two steps up, or down | QC-024 |
| W6 status and value disagree | QC-025 |
| W7 evidence missing, or a link that leads nowhere | QC-011, QC-026: by its form, none is opened |
| W8 old evidence | QC-027 |
| W9 same text | QC-014 |
| W10 proposal changed without a source | QC-028; undecided ones QC-012 |
| W11 estimates, W12 mixed years | QC-015, QC-029 |
| W13 small public cell | QC-017 |
| W14 language | QC-030, by the alphabet only |
| W15 old date called recent | QC-031 |
| stage and dates of a measure disagree | QC-036 |
| I1 few countries behind a European figure | editions: one contribution cannot show it |
| I2 definition changed, I4 machine translation, I5 joint activity | QC-033, QC-034, QC-035 |
| I3 a partner's association changed | no rule: the catalogue does not say who was associated when |
"""

from collections.abc import Mapping

from app.domain.completeness import Completeness
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.domain.qc import agreement, breakdowns, earlier, support, texts, values
from app.domain.qc.findings import NOTHING_BESIDE, Beside, Context, Finding, Rule, Severity
from app.domain.qc.modes import SILENT, Mode, as_counted, mode_in
from app.domain.qc.running import Told, run_safely, tell_nobody

_B, _W, _I = Severity.BLOCKING, Severity.WARNING, Severity.INFORMATION

RULES: tuple[Rule, ...] = (
    Rule("QC-001", 1, _B, values.out_of_bounds),
    Rule("QC-002", 1, _B, support.expected_missing),
    Rule("QC-003", 1, _B, values.reason_missing),
    Rule("QC-004", 1, _B, values.date_after_cutoff),
    Rule("QC-005", 2, _B, texts.text_length),
    Rule("QC-006", 1, _B, values.choice_closed),
    Rule("QC-007", 1, _B, breakdowns.above_total),
    Rule("QC-008", 1, _B, values.above_reference),
    Rule("QC-009", 1, _B, values.required_with_other),
    Rule("QC-010", 1, _W, breakdowns.below_total),
    Rule("QC-011", 1, _W, support.evidence_expected),
    Rule("QC-012", 1, _W, support.proposal_undecided),
    Rule("QC-013", 2, _W, earlier.year_on_year),
    Rule("QC-014", 1, _W, support.same_text),
    Rule("QC-015", 2, _W, support.mostly_estimated),
    Rule("QC-016", 1, _W, support.measures_expected),
    Rule("QC-017", 1, _W, values.small_public_cell),
    Rule("QC-018", 1, _B, values.code_not_offered),
    Rule("QC-019", 1, _W, breakdowns.cells_without_total),
    Rule("QC-020", 1, _W, texts.personal_data),
    Rule("QC-021", 1, _B, texts.personal_data_unanswered),
    Rule("QC-022", 1, _W, earlier.from_or_to_zero),
    Rule("QC-023", 1, _W, earlier.far_from_others),
    Rule("QC-024", 1, _W, earlier.progress_jumps),
    Rule("QC-025", 1, _W, agreement.status_and_value_disagree),
    Rule("QC-026", 1, _W, texts.link_nobody_opens),
    Rule("QC-027", 1, _W, texts.evidence_older_than_cycle),
    Rule("QC-028", 1, _W, agreement.proposal_changed_without_source),
    Rule("QC-029", 1, _W, agreement.mixed_years),
    Rule("QC-030", 1, _W, texts.other_language),
    Rule("QC-031", 1, _W, agreement.old_date_called_recent),
    Rule("QC-032", 1, _W, earlier.unit_slip),
    Rule("QC-033", 1, _I, earlier.definition_changed),
    Rule("QC-034", 1, _I, texts.machine_translation),
    Rule("QC-035", 1, _I, texts.joint_activity),
    Rule("QC-036", 1, _W, support.stage_and_dates_disagree, on_trial=True),
)
_AS_THEY_ARE: Mapping[str, Mode] = {}


def run_checks(
    index: CatalogueIndex,
    data: ReportData,
    only: str | None = None,
    judged: Completeness | None = None,
    beside: Beside = NOTHING_BESIDE,
    tell: Told = tell_nobody,
    modes: Mapping[str, Mode] = _AS_THEY_ARE,
) -> tuple[Finding, ...]:
    """Run every rule that counts on the contribution, or on one point of it; blocking first.

    Whoever has judged its completeness already gives it, so that it is not judged twice. A rule
    that fails is reported as not run, and stops neither the others nor the reporter; `tell` hears
    of it. `modes` are the decisions of the cycle on how rules count.
    """
    context = Context(index, data, only, judged, beside)
    counting = [(rule, mode) for rule in RULES if (mode := mode_in(rule, modes)) not in SILENT]
    found = [
        as_counted(f, mode) for rule, mode in counting for f in run_safely(rule, context, tell)
    ]
    return tuple(sorted(found, key=lambda f: (f.severity is not _B, f.point, f.rule, f.subject)))


def rules_in_force(modes: Mapping[str, Mode] = _AS_THEY_ARE) -> tuple[tuple[str, int], ...]:
    """Return id and version of every rule that counts, as recorded with a submission."""
    return tuple((r.id, r.version) for r in RULES if mode_in(r, modes) not in SILENT)

"""The list of rules, the order of findings, and what a rule is shown."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.qc import RULES, rules_in_force, run_checks
from app.domain.qc.findings import HEADER, Context, Finding, Severity
from tests.builders import LONG_TEXT, NOW, make_data, status, tiny_index
from tests.strategies import answers, tiny_cells

INDEX = tiny_index()
UNTIDY = make_data(
    answers={"P01.justification": LONG_TEXT, "P02.justification": LONG_TEXT, "P03.when": "2028-Q1"},
    cells=status("P01", "full") | status("P02", "not_pursued") | {"SD-02.1@2025-2027": 500},
)


def test_rules_have_one_number_each_and_are_listed_in_order():
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    counting = tuple((rule.id, rule.version) for rule in RULES if not rule.on_trial)
    assert rules_in_force() == counting


def test_findings_carry_the_number_and_severity_of_their_rule():
    severities = {rule.id: rule.severity for rule in RULES}
    findings = run_checks(INDEX, UNTIDY)
    assert {f.rule for f in findings} >= {"QC-001", "QC-002", "QC-006", "QC-011", "QC-014"}
    assert all(f.severity is severities[f.rule] for f in findings)


def test_blocking_findings_come_first_and_then_point_by_point():
    findings = run_checks(INDEX, UNTIDY)
    blocking = [f.severity is Severity.BLOCKING for f in findings]
    assert blocking == sorted(blocking, reverse=True)
    warnings = [f.point for f in findings if f.severity is Severity.WARNING]
    assert warnings == sorted(warnings)


def test_a_finding_is_known_again_by_rule_and_subject():
    finding = Finding("QC-001", Severity.BLOCKING, "P02", "SD-02.1@2025-2027", {"value": "500"})
    assert finding.key == "QC-001:SD-02.1@2025-2027"
    keys = [f.key for f in run_checks(INDEX, UNTIDY)]
    assert len(keys) == len(set(keys))


def test_one_point_is_judged_as_within_the_whole():
    whole = [f for f in run_checks(INDEX, UNTIDY) if f.point == "P02"]
    assert list(run_checks(INDEX, UNTIDY, only="P02")) == whole


def test_a_rule_sees_included_points_and_given_cells_in_order():
    data = make_data(
        cells={f"SD-01.1@{NOW}": "adopted", "SD-02.1@2025-2027": 3} | status("P05", "none"),
        left_out={"P02": ""},
    )
    context = Context(INDEX, data)
    assert [asked.id for asked in context.points] == ["P01", "P03", "P04", "P05"]
    seen = [(asked.id, str(key)) for asked, _, key, _ in context.observations]
    assert seen == [("P01", f"SD-01.1@{NOW}"), ("P05", f"SD-X.1/P05@{NOW}")]


def test_cells_of_another_reporter_are_not_seen():
    context = Context(INDEX, make_data("DK", cells={f"SD-25.1@{NOW}": 3}))
    assert context.observations == ()


_codes = st.sampled_from(("P01.justification", "P02.justification", "P05.bodies", "P01.together"))


@given(st.lists(tiny_cells, max_size=12), st.dictionaries(_codes, answers))
def test_rules_take_whatever_a_contribution_holds(cells, said):
    data = replace(make_data(answers=said), observations=dict(cells))
    for finding in run_checks(INDEX, data):
        assert finding.severity is not Severity.NOT_RUN
        assert finding.point in {HEADER, *(f"P{number:02d}" for number in range(1, 6))}
        assert all(isinstance(value, str) for value in finding.params.values())

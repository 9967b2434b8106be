"""How rules count in a cycle: on trial, told, warning, blocking, retired."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.qc import RULES, rules_in_force, run_checks
from app.domain.qc.findings import Finding, Severity
from app.domain.qc.modes import (
    SILENT,
    Mode,
    as_counted,
    natural_mode,
    possible_modes,
    read_modes,
)
from tests.builders import LONG_TEXT, make_data, measure, status, tiny_index

INDEX = tiny_index()
UNTIDY = make_data(
    answers={"P01.justification": LONG_TEXT, "P02.justification": LONG_TEXT},
    cells=status("P01", "full"),
    measures=(replace(measure(), stage="planned", start="2020"),),
)
BY_ID = {rule.id: rule for rule in RULES}
DECISIONS = st.fixed_dictionaries(
    {}, optional={rule.id: st.sampled_from(possible_modes(rule)) for rule in RULES}
)


def severities(modes):
    return {f.rule: str(f.severity) for f in run_checks(INDEX, UNTIDY, modes=modes)}


def test_a_rule_on_trial_says_nothing_until_it_is_switched_on():
    assert natural_mode(BY_ID["QC-036"]) is Mode.REHEARSAL
    assert "QC-036" not in severities({})
    assert severities({"QC-036": Mode.WARNING})["QC-036"] == "warning"
    assert severities({"QC-036": Mode.BLOCKING})["QC-036"] == "blocking"
    assert severities({"QC-036": Mode.INFORMATION})["QC-036"] == "information"


@given(DECISIONS)
def test_findings_and_the_list_in_force_follow_the_decisions(modes):
    said = severities(modes)
    silent = {rule for rule, mode in modes.items() if mode in SILENT}
    assert silent.isdisjoint(said)
    assert silent.isdisjoint(rule for rule, _ in rules_in_force(modes))
    assert all(said[rule] == mode for rule, mode in modes.items() if rule in said)
    plain = severities({})
    assert {r: s for r, s in said.items() if r not in modes} == {
        r: s for r, s in plain.items() if r not in modes
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_blocks_by_its_nature_always_does(rule):
    is_fixed = rule.severity is Severity.BLOCKING
    assert possible_modes(rule) == ((Mode.BLOCKING,) if is_fixed else tuple(Mode))


def test_a_rule_that_failed_stays_our_fault():
    failed = Finding("QC-010", Severity.NOT_RUN, "P01", "contribution")
    assert as_counted(failed, Mode.BLOCKING) is failed


def test_decisions_are_read_from_the_cycle():
    assert read_modes('{"QC-036":"blocking"}') == {"QC-036": Mode.BLOCKING}
    assert read_modes("{}") == {}

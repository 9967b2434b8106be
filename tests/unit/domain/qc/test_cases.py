"""Rules that look beside the contribution, at texts and at what must agree, with near misses."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.answers import Missing
from app.domain.contribution import Answer
from app.domain.qc import RULES, run_checks
from app.domain.qc.agreement import CONTRADICTIONS
from app.domain.qc.findings import (
    HEADER,
    NOTHING_BESIDE,
    WHOLE,
    Beside,
    Context,
    Rule,
    Severity,
    Spread,
)
from app.domain.qc.modes import Mode
from app.domain.qc.running import run_safely
from tests.builders import LONG_TEXT, NOW, make_data, measure, status, tiny_index
from tests.real_catalogue import real_index
from tests.rule_cases import CASES, last

SEVERITIES = {rule.id: rule.severity for rule in RULES}


IN_FORCE = {rule.id: Mode(rule.severity) for rule in RULES}  # also those on trial


def found(rule, said, index=None, beside=NOTHING_BESIDE, only=None):
    findings = run_checks(
        index or tiny_index(), make_data(**said), only, beside=beside, modes=IN_FORCE
    )
    return [f for f in findings if f.rule == rule]


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_is_raised_once_and_where_it_can_be_mended(rule):
    case = CASES[rule]
    (finding,) = found(rule, case.said, case.index, case.beside)
    assert finding.subject == case.subject
    assert finding.severity is SEVERITIES[rule]
    assert found(rule, case.said, case.index, case.beside, only=finding.point) == [finding]


@pytest.mark.parametrize(
    ("rule", "number"), [(rule, n) for rule, case in CASES.items() for n in range(len(case.clean))]
)
def test_a_near_miss_raises_nothing(rule, number):
    case = CASES[rule]
    assert found(rule, case.clean[number], case.index, case.beside) == []


@pytest.mark.parametrize("rule", CASES)
def test_nothing_is_found_at_a_point_left_out(rule):
    case = CASES[rule]
    (finding,) = found(rule, case.said, case.index, case.beside)
    said = {**case.said, "left_out": {finding.point: ""}}
    assert found(rule, said, case.index, case.beside) == []


@pytest.mark.parametrize(
    "text",
    [
        "Write to refuge@university.example.",
        "Call +45 33 92 33 33 at night.",
        "Frau Nadia was hosted.",
        "The laureate, born on 3 May, came.",
    ],
)
def test_what_may_tell_a_person(text):
    assert found("QC-020", {"answers": {"P18.justification": text}}, real_index())


def test_qc_021_is_answered_by_explaining_the_warning():
    case = CASES["QC-021"]
    answered = Beside(justifications={"QC-020:P18.justification": "A public office."})
    assert found("QC-021", case.said, case.index, answered) == []
    assert found("QC-020", case.said, case.index, answered)


def test_qc_013_compares_with_the_cycle_before():
    said = {"cells": {"SD-03.1@2024-25": 100}}
    beside = last({"SD-03.1@2022-23": 30, "SD-03.1@2023-24": 60})
    (finding,) = found("QC-013", said, beside=beside)
    assert finding.subject == "SD-03.1@2024-25"
    assert (finding.params["before"], finding.params["change"]) == ("2023-24", "66.7")
    assert found("QC-013", said, beside=last({"SD-03.1@2023-24": Missing("C")})) == []


def test_a_fall_to_zero_and_a_slip_are_said_once():
    beside = last({"SD-03.1@2023-24": 60})
    fallen = {"cells": {"SD-03.1@2024-25": 0}}
    assert found("QC-022", fallen, beside=beside)
    assert found("QC-013", fallen, beside=beside) == []
    slip = {"cells": {"SD-15.1@2025": 1_000_000, "SD-15.1@2026": 10_000_000}}
    assert found("QC-032", slip, real_index())
    assert found("QC-013", slip, real_index()) == []


def test_qc_022_a_rise_from_zero():
    beside = last({"SD-02.1@2023-2025": 0})
    assert found("QC-022", {"cells": {"SD-02.1@2025-2027": 1}}, beside=beside)
    assert found("QC-022", {"cells": {"SD-02.1@2025-2027": 0}}, beside=beside) == []


@pytest.mark.parametrize(
    "spread",
    [
        Spread(Decimal(8), Decimal(14), 7),  # too few countries
        Spread(Decimal(8), Decimal(8), 20),  # no distance to measure by
        Spread(Decimal(8), Decimal(100), 20),
    ],
)
def test_qc_023_needs_a_distribution_that_says_something(spread):
    said = {"cells": {"SD-02.1@2025-2027": 195}}
    assert found("QC-023", said, beside=Beside(spreads={"SD-02.1": spread})) == []


@pytest.mark.parametrize(
    ("before", "now", "raised"),
    [
        ("some", "limited", True),
        ("none", "some", True),
        ("none", "limited", False),
        ("not_pursued", "full", False),
    ],
)
def test_qc_024_down_or_two_steps_up(before, now, raised):
    beside = last({"SD-X.1/P03@2025-06-30": before})
    assert bool(found("QC-024", {"cells": status("P03", now)}, beside=beside)) is raised


@pytest.mark.parametrize("row", CONTRADICTIONS)
def test_qc_025_names_statuses_and_values_that_exist(row):
    point, statuses, indicator, values = row
    index = real_index()
    about = index.indicators[indicator]
    assert f"P{about.home_point:02d}" == point
    assert {step.value for step in index.catalogue.progress_scale} >= set(statuses)
    assert {option.value for option in about.options} >= set(values)
    for step in statuses:
        for value in values:
            said = {"cells": status(point, step) | {f"{indicator}@{NOW}": value}}
            assert found("QC-025", said, index)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/a",
        "https://10.1.2.3/a",
        "https://files.ministry.local/a",
        "http://sharepoint:8080/a",
        "https://user@intranet/a",
    ],
)
def test_qc_026_links_of_measures_count_at_their_first_reported_point(url):
    said = {"measures": (replace(measure("m1", "P01", "P02"), link=url),)}
    (finding,) = found("QC-026", said)
    assert (finding.point, finding.subject) == ("P01", "measure:m1")
    (moved,) = found("QC-026", {**said, "left_out": {"P01": ""}})
    assert moved.point == "P02"


def test_texts_about_the_report_are_judged_with_the_whole():
    said = {"answers": {"header.preparation": Answer("x" * 201, "el")}}
    for rule in ("QC-005", "QC-030"):
        (finding,) = found(rule, said)
        assert (finding.point, finding.subject) == (HEADER, "header.preparation")
        assert found(rule, said, only="P01") == []


def _raises(context):
    raise KeyError(context.data.answer("P01.justification"))
    yield


def test_a_rule_that_fails_is_reported_and_stops_nothing(monkeypatch):
    broken = Rule("QC-013", 7, Severity.BLOCKING, _raises)
    rules = tuple(broken if rule.id == "QC-013" else rule for rule in RULES)
    said = make_data(answers={"P01.justification": LONG_TEXT})
    sound = run_checks(tiny_index(), said)
    monkeypatch.setattr("app.domain.qc.RULES", rules)
    heard = []
    findings = run_checks(tiny_index(), said, tell=lambda *what: heard.append(what))
    (ours,) = [f for f in findings if f.severity is Severity.NOT_RUN]
    assert (ours.rule, ours.point, ours.subject) == ("QC-013", HEADER, WHOLE)
    assert [f for f in findings if f is not ours] == list(sound)
    assert findings == run_checks(tiny_index(), said), "what is signed is what was shown"
    ((rule, reference, error),) = heard
    assert (rule, ours.params) == (broken, {"reference": reference})
    assert isinstance(error, KeyError)


def test_a_rule_that_fails_at_one_point_says_so_there():
    broken = Rule("QC-013", 1, Severity.WARNING, _raises)
    (ours,) = run_safely(broken, Context(tiny_index(), make_data(), "P02"))
    assert ours.point == "P02"

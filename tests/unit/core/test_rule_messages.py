"""The words of the quality rules: complete, filled in, and free of keys and codes."""

import re
from datetime import date
from decimal import Decimal

import pytest

from app.core.rule_history import RULE_HISTORY
from app.core.rule_messages import RULE_MESSAGES, finding_sentence, labels_of, rule_title
from app.domain.answers import Missing
from app.domain.contribution import OpenProposal
from app.domain.observations import Observation
from app.domain.qc import RULES, run_checks
from app.domain.qc.findings import HEADER, WHOLE, Finding, Severity
from app.domain.qc.modes import Mode
from tests.builders import LONG_TEXT, NOW, make_data, status, tiny_index
from tests.rule_cases import CASES, Case

INDEX = tiny_index()
LABEL_OF = labels_of(INDEX)
ESTIMATE = Observation(value=Decimal(1), flags=("e",))

# One contribution that raises each rule.
RAISES = {
    "QC-001": {"cells": {"SD-02.1@2025-2027": 1500}},
    "QC-002": {},
    "QC-003": {"cells": {"SD-02.1@2025-2027": Missing("NAV")}},
    "QC-004": {"cells": {f"SD-01.2@{NOW}": date(2027, 7, 1)}},
    "QC-005": {"answers": {"P01.justification": "short"}},
    "QC-006": {"cells": status("P02", "not_pursued")},
    "QC-007": {"cells": {"SD-02.1@2025-2027": 1, "SD-02.1/gender=men@2025-2027": 2}},
    "QC-008": {"cells": {"SD-02.1@2025-2027": 1, "SD-02.2@2025-2027": 2}},
    "QC-009": {"cells": {f"SD-01.1@{NOW}": "adopted"}},
    "QC-010": {
        "cells": {"SD-02.1@2025-2027": 3, "SD-02.1/gender=men,level=local@2025-2027": 2}
        | {"SD-02.1/gender=women,level=local@2025-2027": 0}
    },
    "QC-011": {"cells": status("P01", "full")},
    "QC-012": {"open_proposals": (OpenProposal("7", "SD-02.1@2025-2027", "P02"),)},
    "QC-013": {"cells": {"SD-03.1@2024-25": 1000, "SD-03.1@2025-26": 2500}},
    "QC-014": {"answers": {f"P0{n}.justification": LONG_TEXT for n in (1, 2, 3)}},
    "QC-015": {"cells": {f"SD-04.1/country=C{n}@{NOW}": ESTIMATE for n in range(4)}},
    "QC-016": {"cells": status("P01", "full")},
    "QC-017": {"cells": {"SD-03.1@2024-25": 2}},
    "QC-018": {"cells": {f"SD-X.1/P01@{NOW}": Missing("NA", "why")}},
    "QC-019": {"cells": {"SD-02.1/gender=men@2025-2027": 2}},
    **{rule: case.said for rule, case in CASES.items()},
}


def sentences(rule: str) -> list[str]:
    case = CASES.get(rule, Case())
    in_force = {known.id: Mode(known.severity) for known in RULES}  # also those on trial
    findings = run_checks(case.index, make_data(**RAISES[rule]), beside=case.beside, modes=in_force)
    label_of = labels_of(case.index)
    return [finding_sentence(f, label_of) for f in findings if f.rule == rule]


def test_every_rule_has_its_words_and_its_case():
    assert set(RULE_MESSAGES) == {rule.id for rule in RULES} == set(RAISES)


@pytest.mark.parametrize("rule", RULE_MESSAGES)
def test_sentences_are_filled_in_and_free_of_keys_and_codes(rule):
    found = sentences(rule)
    assert found
    for text in found:
        assert not re.search(r"[{}@#=]|None|QC-|SD-|\bP\d\d\b|[a-z]_[a-z]|\bNAV?\b", text), text
        assert text[0].isupper() or text[0].isdigit()
        assert text.endswith(".")
        assert len(text) < 220


@pytest.mark.parametrize("rule", RULE_MESSAGES)
def test_every_sentence_ends_with_what_to_do_next(rule):
    assert RULE_MESSAGES[rule].remedy.endswith(".")
    assert rule_title(rule)
    assert not rule_title(rule).endswith(".")
    assert RULE_MESSAGES[rule].checks.endswith(".")
    assert "{" not in RULE_MESSAGES[rule].checks


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("QC-001", "1,500 is not possible here: the value must be between 0 and 200."),
        ("QC-002", "The progress status is still missing."),
        ("QC-003", "You chose “No data” without saying why."),
        ("QC-004", "This date is later than 30 June 2027,"),
        ("QC-005", "The text is 5 characters long; it should have between 80 and 200."),
        ("QC-007", "By gender, the parts add up to 2, but the total is 1."),
        ("QC-008", "2 cannot be more than “Indicator 02.1”, where you gave 1."),
        ("QC-010", "By gender and level of government, the parts add up to 2,"),
        ("QC-013", "Against 2024–25 the value is higher by 150 %; the usual limit is 50 %."),
        ("QC-014", "The same text also stands at point 2, point 3."),
        ("QC-015", "4 of 4 figures are marked as estimates."),
        ("QC-022", "The value is 0; for 2023\u20132025 it was 4."),
        ("QC-023", "The value is 195. Half of the 12 countries in the last published edition"),
        ("QC-024", "In the last cycle you reported “Limited progress”, now “Full implementation”."),
        ("QC-026", "The link of “2024” leads into an internal network or nowhere."),
        ("QC-029", "The parts of this value are from 2024, 2025."),
        ("QC-030", "The text is marked as Greek, which is written in another alphabet."),
        ("QC-031", "You say that it was updated within the last two years; the date given is 1"),
        ("QC-032", "The value is 100; for 30 June 2025 it was 10."),
    ],
)
def test_what_is_said(rule, words):
    assert any(text.startswith(words) for text in sentences(rule))


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("2010-01-01", "", "must be at least 1 January 2010."),
        ("", "12.5", "must be at most 12.5."),
        ("-5", "5", "must be between -5 and 5."),
    ],
)
def test_bounds_in_words(low, high, words):
    params = {"value": "7", "min": low, "max": high}
    finding = Finding("QC-001", Severity.BLOCKING, "P01", "x", params)
    assert words in finding_sentence(finding, LABEL_OF)


def test_a_rule_that_could_not_run_says_whose_fault_it_is_and_what_happens():
    params = {"reference": "AB12CD34"}
    text = finding_sentence(Finding("QC-013", Severity.NOT_RUN, HEADER, WHOLE, params), LABEL_OF)
    assert text.startswith(
        "The check “Unusual change” could not run. That is a fault of the portal"
    )
    assert "recorded as AB12CD34" in text
    assert "you need not do anything" in text


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("latest", "Against the last cycle"),
        ("2025-06-30", "Against 30 June 2025"),
        ("2025", "2025"),
    ],
)
def test_the_period_before_in_words(before, words):
    params = {"change": "60", "direction": "up", "limit": "50", "before": before}
    finding = Finding("QC-013", Severity.WARNING, "P01", "x", params)
    assert words in finding_sentence(finding, LABEL_OF)


def test_organisations_are_counted_by_option():
    assert LABEL_OF("actor+option") == "type of actor and option"


def test_the_history_ends_at_the_version_in_force():
    assert set(RULE_HISTORY) == {rule.id for rule in RULES}
    for rule in RULES:
        steps = RULE_HISTORY[rule.id]
        assert [step.version for step in steps] == list(range(1, rule.version + 1)), rule.id
        assert [step.since for step in steps] == sorted(step.since for step in steps)
        assert all(step.what.endswith(".") for step in steps)

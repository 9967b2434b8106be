"""The words of the quality rules: complete, filled in, and free of keys and codes."""

import re
from datetime import date
from decimal import Decimal

import pytest

from app.core.rule_messages import RULE_MESSAGES, finding_sentence, labels_of, rule_title
from app.domain.answers import Missing
from app.domain.contribution import OpenProposal
from app.domain.observations import Observation
from app.domain.qc import RULES, run_checks
from app.domain.qc.findings import Finding, Severity
from tests.builders import LONG_TEXT, NOW, make_data, status, tiny_index

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
}


def sentences(rule: str) -> list[str]:
    findings = run_checks(INDEX, make_data(**RAISES[rule]))
    return [finding_sentence(f, LABEL_OF) for f in findings if f.rule == rule]


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


def test_organisations_are_counted_by_option():
    assert LABEL_OF("actor+option") == "type of actor and option"

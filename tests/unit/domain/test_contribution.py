"""A contribution as plain data and as the payload of a submission."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from app.domain.answers import Missing
from app.domain.canonical import canonical_json
from app.domain.contribution import (
    Answer,
    OpenProposal,
    from_payload,
    to_payload,
    value_from_json,
    value_to_json,
)
from app.domain.observations import Observation
from tests.builders import NOW, link, make_data, measure
from tests.strategies import report_data, values


@given(values)
def test_a_value_survives_json(value):
    restored = value_from_json(json.loads(json.dumps(value_to_json(value))))
    assert restored == value
    assert type(restored) is type(value)


@given(report_data)
def test_a_contribution_survives_its_payload(data):
    assert from_payload(json.loads(canonical_json(to_payload(data)))) == data


@given(report_data)
def test_the_payload_holds_no_fractions(data):
    def no_fraction(text: str) -> None:
        raise AssertionError(f"{text} is written as a number")

    json.loads(canonical_json(to_payload(data)), parse_float=no_fraction)


@given(report_data)
def test_the_payload_does_not_depend_on_the_order_of_entry(data):
    turned = replace(
        data,
        answers=dict(reversed(data.answers.items())),
        observations=dict(reversed(data.observations.items())),
        measures=data.measures[::-1],
        evidence=data.evidence[::-1],
        decisions=data.decisions[::-1],
        left_out=dict(reversed(data.left_out.items())),
    )
    assert canonical_json(to_payload(turned)) == canonical_json(to_payload(data))


def test_what_nobody_said_is_not_submitted():
    data = make_data(
        answers={"P01.justification": Answer(value=None)},
        cells={f"SD-01.1@{NOW}": Observation(note="ask the ministry")},
        open_proposals=(OpenProposal("7", f"SD-01.1@{NOW}", "P01"),),
    )
    payload = to_payload(data)
    assert payload["answers"] == {}
    assert payload["observations"] == {}
    assert "open_proposals" not in payload


def test_revisions_are_not_part_of_what_is_signed():
    one = make_data(measures=(measure(),), answers={"P01.when": Answer("2028-Q1", revision=1)})
    two = make_data(
        measures=(replace(measure(), revision=9),),
        answers={"P01.when": Answer("2028-Q1", revision=2)},
    )
    assert to_payload(one) == to_payload(two)


def test_missing_is_neither_empty_nor_zero():
    data = make_data(
        cells={f"SD-01.1@{NOW}": Missing("NAV", "no register"), "SD-02.1@2025-2027": 0}
    )
    seen = to_payload(data)["observations"]
    assert seen[f"SD-01.1@{NOW}"]["value"] is None
    assert seen[f"SD-01.1@{NOW}"]["missing"] == {"code": "NAV", "reason": "no register"}
    assert seen["SD-02.1@2025-2027"]["value"] == {"number": "0"}
    assert seen["SD-02.1@2025-2027"]["missing"] is None


def test_a_damaged_key_is_not_read_as_something_else():
    payload = to_payload(make_data(cells={f"SD-01.1@{NOW}": "adopted"}))
    payload["observations"] = {"SD-01.1": payload["observations"][f"SD-01.1@{NOW}"]}
    with pytest.raises(ValueError, match="not an observation key"):
        from_payload(payload)


def test_measures_and_evidence_are_found_by_point():
    data = make_data(
        measures=(measure("m1", "P01", "P02"), measure("m2", "P03")),
        evidence=(link("e1", "P01"), link("e2", "P02")),
    )
    assert [m.uid for m in data.measures_at("P02")] == ["m1"]
    assert [e.uid for e in data.evidence_at("P02")] == ["e2"]
    assert data.evidence_at("P03") == ()


def test_an_answer_that_was_not_given_is_nothing():
    data = make_data(answers={"P01.staff": Decimal(2), "P01.since": date(2027, 1, 1)})
    assert data.answer("P01.staff") == 2
    assert data.answer("P01.when") is None

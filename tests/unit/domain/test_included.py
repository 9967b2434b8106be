"""What is reported of a contribution with points left out."""

from hypothesis import given

from app.domain.completeness import completeness
from app.domain.contribution import PrefillDecision, to_payload
from app.domain.included import only_included
from tests.builders import NOW, link, make_data, measure, status, tiny_index
from tests.strategies import tiny_contributions

INDEX = tiny_index()


def test_content_of_left_out_points_is_not_reported():
    data = make_data(
        answers={"P01.when": "2028-Q1", "P02.when": "2028-Q2", "header.preparation": "By us."},
        cells=status("P01", "some")
        | status("P02", "some")
        | {f"SD-01.1@{NOW}": "adopted", "SD-02.1/gender=men@2025-2027": 3},
        measures=(measure("m1", "P01", "P02"), measure("m2", "P02"), measure("m3", "P01")),
        evidence=(link("e1", "P01"), link("e2", "P02")),
        decisions=(
            PrefillDecision("1", f"SD-01.1@{NOW}", "confirm", point="P01"),
            PrefillDecision("2", "SD-02.1@2025-2027", "confirm", point="P02"),
        ),
        left_out={"P02": "not this time"},
    )
    payload = to_payload(only_included(INDEX, data))
    assert set(payload["answers"]) == {"P01.when", "header.preparation"}
    assert set(payload["observations"]) == {f"SD-01.1@{NOW}", f"SD-X.1/P01@{NOW}"}
    assert [(m["uid"], m["points"]) for m in payload["measures"]] == [
        ("m1", ["P01"]),
        ("m3", ["P01"]),
    ]
    assert [e["uid"] for e in payload["evidence"]] == ["e1"]
    assert [d["prefill"] for d in payload["decisions"]] == ["1"]
    assert payload["left_out"] == {"P02": "not this time"}


@given(tiny_contributions)
def test_leaving_out_changes_nothing_else(data):
    reported = only_included(INDEX, data)
    assert only_included(INDEX, reported) == reported
    assert completeness(INDEX, reported).given == completeness(INDEX, data).given
    if not data.left_out:
        assert reported == data

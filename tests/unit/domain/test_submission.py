"""A submission and its receipt, checked against each other without the portal."""

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.canonical import canonical_json, sha256_hex
from app.domain.qc import rules_in_force, run_checks
from app.domain.submission import (
    SignOff,
    SubmissionHead,
    check_receipt,
    content_hash,
    content_of,
    receipt_document,
    receipt_number,
    report_data,
    submission_document,
)
from tests.builders import LONG_TEXT, NOW, link, make_data, measure, status, tiny_index
from tests.strategies import report_data as any_report

HEAD = SubmissionHead(
    cycle="2027",
    reporter="DK",
    version=1,
    sequence=17,
    catalogue_code="TINY/1",
    catalogue_sha256="c" * 64,
    submitted_at="2027-09-01T10:00:00+00:00",
    submitted_by="Ida Lund",
    late=False,
    due_at="2027-09-30T22:00:00+00:00",
)
DATA = make_data(
    answers={"P01.justification": LONG_TEXT, "P01.bodies": ("research",), "P01.together": False},
    cells=status("P01", "some") | {f"SD-01.1@{NOW}": "preparing", "SD-02.1@2025-2027": 3},
    measures=(measure("m1", "P01"),),
    evidence=(link("e1", "P02"),),
    left_out={"P05": "no time", "P04": ""},
)


def submitted(data=DATA, head=HEAD):
    findings = run_checks(tiny_index(), data)
    reasons = {finding.key: "It is so." for finding in findings}
    content = content_of(data, findings, reasons, rules_in_force())
    sign_off = SignOff("Per Holm", 4, "2027-08-31T09:00:00+00:00", content_hash(content))
    document = json.loads(canonical_json(submission_document(head, sign_off, content)))
    receipt = receipt_document(document, sha256_hex(canonical_json(document)))
    return document, json.loads(canonical_json(receipt))


DOCUMENT, RECEIPT = submitted()


def leaves(value, path=()):
    """Return the paths of everything that is not a list or mapping with content."""
    if isinstance(value, dict) and value:
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for i, inner in enumerate(value) for leaf in leaves(inner, (*path, i))]
    return [path]


def changed(value, path, new):
    """Return a copy with one leaf replaced."""
    result = copy.deepcopy(value)
    inner = result
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return result


others = st.sampled_from(
    ("", "x", "2027", 0, 1, -1, True, False, None, [], {}, [0], {"a": None}, 1.5, "\ud800")
)


def differs(old, new) -> bool:
    """Tell two JSON values apart, true from 1 included."""
    return type(old) is not type(new) or old != new


def test_a_receipt_proves_its_submission():
    assert check_receipt(DOCUMENT, RECEIPT) == ()


@given(any_report)
def test_a_receipt_proves_any_submission_and_gives_the_content_back(data):
    document, receipt = submitted(data, replace(HEAD, reporter=data.reporter))
    assert check_receipt(document, receipt) == ()
    assert report_data(document) == data


@given(st.sampled_from(leaves(DOCUMENT)), others)
def test_any_change_of_the_submission_is_noticed(path, new):
    old = DOCUMENT
    for step in path:
        old = old[step]
    if differs(old, new):
        assert check_receipt(changed(DOCUMENT, path, new), RECEIPT)


@given(st.sampled_from(leaves(RECEIPT)), others)
def test_any_change_of_the_receipt_is_noticed(path, new):
    if differs(RECEIPT[path[0]], new):
        assert check_receipt(DOCUMENT, changed(RECEIPT, path, new))


@pytest.mark.parametrize("path", leaves(DOCUMENT), ids=lambda path: ".".join(map(str, path)))
def test_each_field_of_the_submission_is_protected(path):
    assert "submission_changed" in check_receipt(changed(DOCUMENT, path, "another"), RECEIPT) or (
        path == ("schema",)
    )


@pytest.mark.parametrize("field", [f for f in RECEIPT if f not in ("schema", "receipt_sha256")])
def test_a_receipt_rewritten_with_a_new_hash_is_noticed(field):
    forged = {**RECEIPT, field: "another"}
    del forged["receipt_sha256"]
    forged["receipt_sha256"] = sha256_hex(canonical_json(forged))
    assert check_receipt(DOCUMENT, forged)


@pytest.mark.parametrize(
    ("field", "value"), [("cycle", "2029"), ("reporter", "SE"), ("version", 2), ("sequence", 18)]
)
def test_the_receipt_of_another_submission_is_refused(field, value):
    other, receipt = submitted(head=replace(HEAD, **{field: value}))
    assert "receipt_of_another_submission" in check_receipt(DOCUMENT, receipt)
    assert "submission_changed" in check_receipt(DOCUMENT, receipt)
    assert check_receipt(other, receipt) == ()


@pytest.mark.parametrize("new", [1.5, float("nan"), "\ud800"])
@pytest.mark.parametrize("field", ["late", "submitted_by"])
def test_what_has_no_canonical_text_is_a_change(field, new):
    document = {**DOCUMENT, field: new}
    assert "submission_changed" in check_receipt(document, RECEIPT)
    assert "submission_changed" in check_receipt(document, {**RECEIPT, "submission_sha256": None})


def test_content_exchanged_together_with_the_hash_of_the_whole_is_noticed():
    document = changed(DOCUMENT, ("content", "left_out", "P04"), "another reason")
    receipt = receipt_document(document, sha256_hex(canonical_json(document)))
    assert check_receipt(document, receipt) == ("signed_content_differs",)


def test_fields_added_or_removed_are_noticed():
    assert check_receipt({**DOCUMENT, "remark": ""}, RECEIPT) == ("submission_changed",)
    assert check_receipt({k: v for k, v in DOCUMENT.items() if k != "rules"}, RECEIPT)
    assert "receipt_changed" in check_receipt(DOCUMENT, {**RECEIPT, "remark": ""})


@pytest.mark.parametrize("thing", [{}, [], None, "text", 5, {"schema": 1}])
def test_what_is_neither_is_said_to_be_neither(thing):
    assert check_receipt(thing, RECEIPT) == ("not_a_submission",)
    assert check_receipt(DOCUMENT, thing) == ("not_a_receipt",)
    assert check_receipt(thing, thing) == ("not_a_submission", "not_a_receipt")


def test_a_document_with_its_schema_only_is_refused_without_an_error():
    empty = {"schema": DOCUMENT["schema"]}
    assert "submission_changed" in check_receipt(empty, RECEIPT)
    assert check_receipt(empty, {"schema": RECEIPT["schema"]})


def test_what_is_shown_is_what_is_signed():
    findings = run_checks(tiny_index(), DATA)
    shown = content_hash(content_of(DATA, findings, {}, rules_in_force()))
    later = replace(DATA, left_out={"P05": "no time"})
    assert content_hash(content_of(DATA, findings, {}, rules_in_force())) == shown
    assert content_hash(content_of(later, findings, {}, rules_in_force())) != shown
    assert content_hash(content_of(DATA, findings[1:], {}, rules_in_force())) != shown
    reasons = {findings[0].key: "Because."}
    assert content_hash(content_of(DATA, findings, reasons, rules_in_force())) != shown


def test_the_receipt_says_what_a_reader_needs():
    assert RECEIPT["number"] == receipt_number(DOCUMENT) == "2027-DK-1-000017"
    assert RECEIPT["signatory"] == "Per Holm"
    assert RECEIPT["points_left_out"] == ["P04", "P05"]
    assert RECEIPT["findings"] == len(DOCUMENT["findings"]) > 0
    assert RECEIPT["four_eyes"] is True


def test_a_relaxation_is_printed():
    content = content_of(DATA, (), {}, ())
    sign_off = SignOff("Ida Lund", 1, "now", content_hash(content), four_eyes=False)
    document = submission_document(HEAD, sign_off, content)
    assert receipt_document(document, "")["four_eyes"] is False


def test_documents_of_greece_print_el():
    """The stored code is ISO's; what is exported says EL beside it."""
    document, receipt = submitted(head=replace(HEAD, reporter="GR"))
    for exported in (document, receipt):
        assert (exported["reporter"], exported["reporter_printed"]) == ("GR", "EL")
    assert receipt["number"].startswith("2027-EL-")

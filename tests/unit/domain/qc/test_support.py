"""Rules about what stands behind a statement."""

from decimal import Decimal

import pytest

from app.domain.answers import Missing
from app.domain.contribution import OpenProposal
from app.domain.observations import Observation
from app.domain.qc import run_checks
from app.domain.qc.findings import HEADER, WHOLE
from tests.builders import LONG_TEXT, NOW, link, make_data, measure, status, tiny_index


def found(rule: str, only: str | None = None, **said):
    findings = run_checks(tiny_index(), make_data(**said), only)
    return [f for f in findings if f.rule == rule]


def test_qc_002_names_what_is_missing():
    (finding,) = found("QC-002", only="P05")
    assert (finding.point, finding.subject) == ("P05", f"SD-X.1/P05@{NOW}")
    assert finding.params == {"kind": "progress"}
    kinds = {f.params["kind"] for f in found("QC-002", only="P02")}
    assert kinds == {"progress", "question", "indicator"}


def test_qc_002_is_silent_where_all_is_said():
    assert found("QC-002", only="P05", cells=status("P05", "none")) == []


@pytest.mark.parametrize(("step", "raised"), [("limited", False), ("some", True), ("full", True)])
def test_qc_011_evidence_from_some_progress_upwards(step, raised):
    assert bool(found("QC-011", cells=status("P05", step))) is raised


@pytest.mark.parametrize("way_out", ["not_pursued", "not_applicable"])
def test_qc_011_none_for_the_ways_out_of_the_scale(way_out):
    assert found("QC-011", cells=status("P01", way_out)) == []


def test_qc_011_a_link_at_the_point_is_enough():
    said = {"cells": status("P05", "full")}
    assert found("QC-011", evidence=(link("e", "P05"),), **said) == []
    assert found("QC-011", evidence=(link("e", "P01"),), **said)


@pytest.mark.parametrize(
    ("value", "raised"),
    [("adopted", True), ("preparing", False), ("existing_suffices", False)],
)
def test_qc_011_options_from_which_evidence_is_expected(value, raised):
    assert bool(found("QC-011", cells={f"SD-01.1@{NOW}": value})) is raised


def test_qc_011_a_source_at_the_value_is_enough():
    cell = Observation(value="adopted", source="Official journal 7/2026")
    assert found("QC-011", cells={f"SD-01.1@{NOW}": cell}) == []


def test_qc_011_a_reason_for_no_value_needs_no_evidence():
    assert found("QC-011", cells={f"SD-01.1@{NOW}": Missing("C")}) == []


def test_qc_012_a_proposal_nobody_decided_on():
    proposal = OpenProposal("7", "SD-02.1@2025-2027", "P02")
    (finding,) = found("QC-012", open_proposals=(proposal,))
    assert (finding.point, finding.subject) == ("P02", "prefill:7")
    assert found("QC-012", open_proposals=(proposal,), left_out={"P02": ""}) == []
    assert found("QC-012", open_proposals=(proposal,), only="P01") == []
    assert found("QC-012") == []


def test_qc_014_the_same_text_at_several_points():
    findings = found(
        "QC-014",
        answers={
            "P01.justification": LONG_TEXT,
            "P02.justification": "  " + LONG_TEXT.upper().replace(" ", "  "),
            "P03.justification": LONG_TEXT + "More.",
        },
    )
    assert {(f.point, f.params["points"]) for f in findings} == {("P01", "P02"), ("P02", "P01")}


@pytest.mark.parametrize(
    "answers",
    [
        {"P01.justification": "As before.", "P02.justification": "As before."},
        {"P01.justification": LONG_TEXT, "P01.together_text": LONG_TEXT},
        {"P01.justification": LONG_TEXT, "header.preparation": LONG_TEXT},
        {"P01.bodies": ("other",), "P02.bodies": ("other",)},
    ],
)
def test_qc_014_short_texts_and_texts_of_one_point(answers):
    assert found("QC-014", answers=answers) == []


def test_qc_014_points_left_out_do_not_count():
    answers = {"P01.justification": LONG_TEXT, "P02.justification": LONG_TEXT}
    assert found("QC-014", answers=answers, left_out={"P02": ""}) == []


def test_qc_014_looked_at_from_one_point():
    answers = {"P01.justification": LONG_TEXT, "P02.justification": LONG_TEXT}
    assert [f.point for f in found("QC-014", only="P02", answers=answers)] == ["P02"]


def _figures(estimated: int, firm: int):
    cells = {}
    for number in range(estimated + firm):
        flags = ("e",) if number < estimated else ("b",)
        cells[f"SD-04.1/country=C{number}@{NOW}"] = Observation(value=Decimal(1), flags=flags)
    return cells


@pytest.mark.parametrize(
    ("estimated", "firm", "raised"), [(3, 2, True), (2, 2, False), (3, 0, False), (4, 0, True)]
)
def test_qc_015_more_than_half_is_estimated(estimated, firm, raised):
    findings = found("QC-015", cells=_figures(estimated, firm))
    assert bool(findings) is raised
    for finding in findings:
        assert (finding.point, finding.subject) == (HEADER, WHOLE)
        assert finding.params == {"estimated": str(estimated), "figures": str(estimated + firm)}


def test_qc_015_is_said_once_and_not_point_by_point():
    assert found("QC-015", only="P04", cells=_figures(4, 0)) == []


@pytest.mark.parametrize(
    ("step", "raised"),
    [("none", False), ("limited", True), ("full", True), ("not_pursued", False)],
)
def test_qc_016_measures_from_limited_progress_upwards(step, raised):
    findings = found("QC-016", cells=status("P05", step))
    assert bool(findings) is raised
    assert all(f.subject == "P05.measures" for f in findings)


def test_qc_016_a_measure_that_serves_the_point_is_enough():
    said = {"cells": status("P05", "full")}
    assert found("QC-016", measures=(measure("m", "P01", "P05"),), **said) == []
    assert found("QC-016", measures=(measure("m", "P01"),), **said)

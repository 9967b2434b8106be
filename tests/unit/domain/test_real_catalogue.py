"""The rules applied to the catalogue that is asked in the field."""

from functools import cache
from pathlib import Path

import pytest

from app.catalogue.files import load_catalogue
from app.core.rule_messages import finding_sentence, labels_of
from app.domain.asked import asked_points, is_required, same_period_of
from app.domain.completeness import completeness
from app.domain.indicators import PROGRESS, periods
from app.domain.observations import CatalogueIndex, ObservationKey, check_key, kind_of
from app.domain.qc import run_checks
from app.domain.roles import COMMISSION
from tests.builders import CUTOFF, make_data

ROOT = Path(__file__).resolve().parents[3]
NATIONAL = [f"P{number:02d}" for number in range(1, 25)]
OF_THE_COMMISSION = [f"P{number:02d}" for number in range(25, 32)]


@cache
def real() -> CatalogueIndex:
    return CatalogueIndex.of(load_catalogue(ROOT))


def expected_of(reporter: str, kind: str, **said) -> list[str]:
    found = completeness(real(), make_data(reporter, **said))
    return [item.subject for p in found.points for item in p.missing if item.kind == kind]


def test_a_member_state_is_asked_about_points_1_to_24():
    assert [asked.id for asked in asked_points(real(), "DK")] == NATIONAL
    assert all(asked.has_status for asked in asked_points(real(), "DK"))


def test_the_commission_is_asked_about_points_25_to_31_and_for_every_value_about_the_union():
    asked = asked_points(real(), COMMISSION)
    assert [a.id for a in asked if a.has_status] == OF_THE_COMMISSION
    entered = {indicator.id for a in asked for indicator in a.indicators}
    union = {i.id for i in real().indicators.values() if i.subject == "union"}
    assert entered == union
    # The only value about the Union that stands at a point addressed to the Member States.
    assert [a.id for a in asked if not a.has_status] == ["P15"]


def own_core() -> set[str]:
    """Return the core indicators that a Member State answers itself."""
    return {i.id for i in real().indicators.values() if i.subject == "reporter" and is_required(i)}


def test_42_core_indicators_are_a_member_states_own():
    """Of 45 core values about a country it answers all but two shares and one Commission series."""
    core = {
        i.id for i in real().indicators.values() if i.tier == "core" and i.subject == "reporter"
    }
    assert len(core) == 45
    assert core - own_core() == {"SD-02.3", "SD-16.3", "SD-05.4"}
    assert PROGRESS in own_core()
    assert len(own_core()) == 42


def test_an_empty_contribution_of_a_member_state_lacks_66_answers():
    """The 42 indicators make 65 answers, because the status is asked at each of 24 points.

    An empty contribution lacks one answer less, because the date of the roadmap (SD-12.2) is
    asked only where there is a roadmap, and two more, because doctoral admissions (SD-05.5) and
    funding (SD-15.1) are asked for two years each: 65 - 1 + 2.
    """
    values = expected_of("DK", "indicator")
    asked = [value.split("@")[0] for value in values]
    assert len(expected_of("DK", "progress")) + len(own_core() - {PROGRESS}) == 65
    assert set(asked) == own_core() - {PROGRESS, "SD-12.2"}
    assert {i for i in asked if asked.count(i) == 2} == {"SD-05.5", "SD-15.1"}
    assert expected_of("DK", "question") == []
    assert completeness(real(), make_data("DK")).expected == 66


@pytest.mark.parametrize("status", ["adopted", "adopted_updated"])
def test_a_roadmap_asks_for_its_date_and_its_elements(status):
    cells = {f"SD-12.1@{CUTOFF}": status}
    assert f"SD-12.2@{CUTOFF}" in expected_of("DK", "indicator", cells=cells)
    called = [f.subject for f in run_checks(real(), make_data(cells=cells)) if f.rule == "QC-009"]
    assert called == [f"SD-12.3@{CUTOFF}"]


def test_the_commission_lacks_18_answers():
    """Seven statuses and eleven values; the fellows of SD-27.2 only where the scheme is open."""
    assert len(expected_of(COMMISSION, "progress")) == 7
    values = expected_of(COMMISSION, "indicator")
    assert len(values) == 11
    assert f"SD-15.2@{CUTOFF.year - 2}-{CUTOFF.year}" in values
    assert not any(value.startswith("SD-27.2") for value in values)
    assert completeness(real(), make_data(COMMISSION)).expected == 18


def test_every_cell_of_the_catalogue_has_a_key_and_a_kind():
    for indicator in real().indicators.values():
        asked = periods(indicator.reference_period, CUTOFF)
        for period in asked:
            point = f"P{indicator.home_point:02d}" if indicator.per_point else None
            total = ObservationKey(indicator.id, period, point)
            assert check_key(real(), total, asked) is indicator
            for way in indicator.breakdowns:
                if way.id == "sub_item" and indicator.per_point:
                    total = ObservationKey(indicator.id, period, "P12")
                cell = total.with_codes(
                    *((d, real().dimension_codes(indicator, d)[0][0]) for d in way.by)
                )
                assert check_key(real(), cell, asked) is indicator, str(cell)
                assert kind_of(real(), indicator, cell).parse("") is None


def test_values_are_compared_with_values_of_the_right_period():
    indicators = real().indicators
    for indicator in indicators.values():
        whole = indicators.get(indicator.validation.max_ref or "")
        if whole is not None:
            for period in periods(indicator.reference_period, CUTOFF):
                other = same_period_of(whole, indicator, period, CUTOFF)
                assert other in periods(whole.reference_period, CUTOFF)
    posts = same_period_of(indicators["SD-16.1"], indicators["SD-16.2"], "2025-2027", CUTOFF)
    assert posts == CUTOFF.isoformat()


def test_the_sentences_know_every_breakdown_point_and_code():
    label_of = labels_of(real())
    catalogue = real().catalogue
    for indicator in catalogue.indicators:
        for way in indicator.breakdowns:
            assert not set("_+") & set(label_of(way.id))
    assert label_of("P12") == "point 12"
    assert all(label_of(code.code) == code.label for code in catalogue.missing_codes)


@pytest.mark.parametrize("reporter", ["DK", "GR", COMMISSION])
def test_an_empty_contribution_is_told_in_sentences(reporter):
    findings = run_checks(real(), make_data(reporter))
    assert {f.rule for f in findings} == {"QC-002"}
    for finding in findings:
        text = finding_sentence(finding, labels_of(real()))
        assert text.endswith("leave the point out.")

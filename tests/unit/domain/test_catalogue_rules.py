"""Each indicator of the catalogue gets the figures its rule names, in every part, and no others."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.answers import Choice, Day, Number, Text, YesNo
from app.domain.contribution import ReportData
from app.domain.derived import with_computed
from app.domain.indicators import periods
from app.domain.observations import Observation, ObservationKey, kind_of
from tests.editions import LIVE_CUTOFF, real_index

STATES = ("DK", "GR", "FR")
# What the Union gets by each rule: for the total, and for a cell of a breakdown.
UNION = {
    "sum": ({"n", "sum", "median"}, {"n", "sum"}),
    "median": ({"n", "median"}, {"n", "median"}),
    "mean": ({"n", "mean"}, {"n", "mean"}),
    "count_yes": ({"n", "count_yes"}, {"n", "count_yes"}),
    "distribution": ({"n", "count"}, {"n", "count"}),
    "weighted_mean": ({"n", "ratio_of_sums"}, {"n", "ratio_of_sums"}),
    "none": ({"n"}, {"n"}),
}
# Numbers of two calendar or academic years that double when things double. Co-publications are
# added up nowhere: the catalogue refuses it, so their series exist for countries only.
INDEXED = {"SD-05.4", "SD-05.5", "SD-10.2", "SD-10.3", "SD-15.1", "SD-19.1", "SD-19.2", "SD-19.3"}
UNION_INDEXED = INDEXED - {"SD-05.4", "SD-19.2", "SD-19.3"}
REFUSED = {"SD-03.3", "SD-04.1", "SD-05.4", "SD-07.2", "SD-09.1", "SD-19.2", "SD-19.3", "SD-19.4"}

INDICATORS = [i for i in real_index().catalogue.indicators if i.id != "SD-X.1"]


def _value(kind, n):
    match kind:
        case YesNo():
            return True
        case Choice():
            return kind.options[n % len(kind.options)][0]
        case Day():
            return date(2024 + n % 2, 3, 1)
        case Text():
            return "A practice."
        case Number():
            return Decimal(40 + n)
    raise TypeError(kind)


def _cells(indicator):
    """Return the total and one cell of every breakdown, those of several dimensions too."""
    index = real_index()
    for period in periods(indicator.reference_period, LIVE_CUTOFF):
        total = ObservationKey(indicator.id, period)
        yield total
        for breakdown in indicator.breakdowns:
            codes = ((d, index.dimension_codes(indicator, d)[1][0]) for d in breakdown.by)
            yield total.with_codes(*codes)


@cache
def _facts():
    """Compute a round in which three countries and the Commission answer everything asked."""
    index, reported = real_index(), []
    for n, code in enumerate((*STATES, "EU")):
        observations = {}
        for indicator in INDICATORS:
            if indicator.validation.derived or (indicator.subject == "union") != (code == "EU"):
                continue
            for key in _cells(indicator):
                if key.is_total and indicator.validation.equals_number_selected_in:
                    continue
                observations[key] = Observation(value=_value(kind_of(index, indicator, key), n))
        data = with_computed(index, ReportData("2027", code, LIVE_CUTOFF, {}, observations))
        reported.append(Reported(code, 1, "", data))
    return {fact.id: fact for fact in compute_facts(Frame(index, LIVE_CUTOFF, tuple(reported)))}


def _measures(indicator, where, is_total):
    return {
        fact.key.measure.partition("/")[0]
        for fact in _facts().values()
        if fact.key.subject == indicator.id
        and fact.key.set == where
        and bool(fact.key.codes) != is_total
        and fact.key.measure not in ("index", "change")
    }


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda i: i.id)
def test_every_rule_gives_its_figures_and_no_others(indicator):
    """In total and in each breakdown, also where several dimensions are crossed."""
    if indicator.subject == "union":
        assert _measures(indicator, "EU27", True) | _measures(indicator, "EU27", False) == set()
        assert _measures(indicator, "EU", True) == {"value"}
        return
    total, cell = UNION["sum" if indicator.is_counted_by_option else indicator.aggregation]
    assert _measures(indicator, "EU27", True) == total
    has_ticks = any(b.adds_up == "ticks" for b in indicator.breakdowns)
    if indicator.breakdowns:
        expected = {"n", "count_yes"} if has_ticks else cell
        assert _measures(indicator, "EU27", False) == expected
    assert _measures(indicator, "EL", True) == {"value"}
    parts = {
        "+".join(dimension for dimension, _ in fact.key.codes)
        for fact in _facts().values()
        if fact.key.subject == indicator.id and fact.key.set == "EU27"
    }
    assert parts == {"", *(breakdown.id for breakdown in indicator.breakdowns)}


def test_series_are_indexed_where_a_ratio_of_numbers_means_something():
    """And for the Union only where the catalogue adds up."""
    found = {"EU27": set(), "EL": set()}
    for fact in _facts().values():
        if fact.key.measure in ("index", "change") and fact.key.set in found:
            found[fact.key.set].add(fact.key.subject)
    assert found == {"EU27": UNION_INDEXED, "EL": INDEXED}


def test_numbers_that_must_not_be_added_up_say_why():
    """The catalogue gives the reason with each refusal."""
    numeric = ("count", "decimal", "percentage", "money_eur")
    refusing = {
        i.id
        for i in INDICATORS
        if i.aggregation == "none" and i.subject == "reporter" and i.value_type in numeric
    }
    assert refusing == {*REFUSED, "SD-21.2"}
    for name in refusing:
        note = real_index().indicators[name].aggregation_note
        assert note, name
        assert note.endswith("."), name

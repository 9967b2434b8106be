"""Index series in words: partner, index, change in brackets; why there is none; why no sum."""

from decimal import Decimal

from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.observations import Observation
from app.editions.series import not_added_up, series_of
from tests.builders import CUTOFF, make_data
from tests.editions import real_index

FIRST, LAST = "2024-25", "2025-26"


def _facts(indicator, periods, **regions):
    cells = {
        f"{indicator}/partner_region={region}@{period}": value
        for region, pair in regions.items()
        for period, value in zip(periods, pair, strict=True)
        if value is not None
    }
    data = make_data("DK", cells=cells)
    frame = Frame(real_index(), CUTOFF, (Reported("DK", 1, "", data),))
    return {fact.id: fact for fact in compute_facts(frame)}


def test_a_series_reads_like_the_danish_figures():
    """Each line with its change, or why it has none; the facts are beside the words."""
    index = real_index()
    indicator = index.indicators["SD-05.5"]
    broken = Observation(value=Decimal(9), flags=("b",))
    facts = _facts(
        "SD-05.5", (FIRST, LAST), CHINA=(50, 81), USA=(100, 97), UK=(None, 7), INDIA=(8, broken)
    )
    series = series_of(index, facts, indicator, "DK", CUTOFF)
    assert series.periods == (FIRST, LAST)
    assert {line.label: line.short for line in series.lines if line.points} == {
        "China": "China 162 (+62 %)",
        "United States": "United States 97 (-3 %)",
    }
    assert "2024-25 = 100: China 162 (+62 %); United States 97 (-3 %)." in series.sentence
    for line in series.lines:
        assert all(fact.id in facts for fact in line.points)
    why = {line.label: line.why for line in series.lines if not line.points}
    assert why == {
        "United Kingdom": "no value for the first period",
        "India": "break in the series, or another definition",
    }
    assert series_of(index, facts, index.indicators["SD-02.1"], "DK", CUTOFF) is None


def test_what_the_catalogue_does_not_add_up_is_refused_in_words():
    """Co-publications have lines for countries, and a reason in the place of the Union's."""
    index = real_index()
    indicator = index.indicators["SD-05.4"]
    facts = _facts("SD-05.4", ("2025", "2026"), CHINA=(200, 150))
    assert series_of(index, facts, indicator, "DK", CUTOFF).lines[0].short == "China 75 (-25 %)"
    union = series_of(index, facts, indicator, "EU27", CUTOFF)
    assert (union.lines, union.sentence) == ((), union.refusal)
    assert union.refusal.startswith("Not added up over the Member States. A publication with")
    without = indicator.model_copy(update={"aggregation_note": None})
    assert not_added_up(without).endswith("The catalogue gives no rule for it.")
    for name in ("SD-05.5", "SD-01.1", "SD-25.1", "SD-X.7"):
        assert not_added_up(index.indicators[name]) == ""

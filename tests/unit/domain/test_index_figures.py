"""Index series: 100 in the first period, the change beside it, and no line where none can be."""

from decimal import Decimal

from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.facts import parse_fact_key
from app.domain.index_figures import BREAK, NO_BASE, why_no_index
from app.domain.observations import CatalogueIndex, Observation
from app.editions.words import figure_text, unit_word
from tests.builders import CUTOFF, make_data, tiny_catalogue
from tests.editions import real_index

FIRST, LAST = "2024-25", "2025-26"
CHINA = "partner_region=CHINA"


def _facts(**countries):
    """Return the facts of doctoral admissions from China: base and later value of each country."""
    data = []
    for code, pair in countries.items():
        cells = {
            f"SD-05.5/{CHINA}@{period}": value
            for period, value in zip((FIRST, LAST), pair, strict=True)
            if value is not None
        }
        data.append(make_data(code, cells=cells))
    reported = tuple(Reported(d.reporter, 1, "", d) for d in data)
    return {f.id: f for f in compute_facts(Frame(real_index(), CUTOFF, reported))}


def _broken(value):
    return Observation(value=Decimal(value), flags=("b",))


def test_a_series_begins_at_a_hundred_and_says_the_change():
    """China 162 (+62 %), as the Danish figures do it; the Union over those that gave both."""
    facts = _facts(DK=(50, 81), GR=(100, 90), FR=(None, 500), NL=(40, _broken(400)), SE=(0, 30))
    index = f"SD-05.5/DK/index/{CHINA}"
    change = facts[f"SD-05.5/DK/change/{CHINA}@{FIRST}_{LAST}"]
    assert (facts[f"{index}@{FIRST}"].number, facts[f"{index}@{LAST}"].number) == (100, 162)
    assert facts[f"{index}@{LAST}"].unit == "2024-25 = 100"
    assert (change.number, change.unit, change.n, change.of) == (62, "%", 1, 1)
    assert f"{figure_text(real_index(), change)} {unit_word(change)}" == "+62 %"
    assert facts[f"SD-05.5/EL/change/{CHINA}@{FIRST}_{LAST}"].number == -10
    union = facts[f"SD-05.5/EU27/index/{CHINA}@{LAST}"]
    assert union.number == Decimal("134.0")  # (81 + 90 + 30) / (50 + 100 + 0)
    assert set(union.inputs) == {"DK", "GR", "SE"}
    assert union.missing == {"no_base": 1, "break": 1, "not_reported": 22}
    assert union.n + sum(union.missing.values()) == 27


def test_without_a_base_or_across_a_break_there_is_no_index_and_it_is_said_why():
    """Nothing, zero, a break that the country declares."""
    facts = _facts(DK=(50, 81), FR=(None, 500), NL=(40, _broken(400)), SE=(0, 30))
    said = {
        code: why_no_index(facts, parse_fact_key(f"SD-05.5/{code}/value/{CHINA}@{LAST}"), FIRST)
        for code in ("DK", "FR", "NL", "SE")
    }
    assert said == {"DK": "", "FR": NO_BASE, "NL": BREAK, "SE": NO_BASE}
    for code in ("FR", "NL", "SE"):
        assert not [n for n in facts if n.startswith(f"SD-05.5/{code}/index")]


def test_flags_of_the_values_stay_with_what_is_made_of_them():
    """An estimate in either year, and in the figures of the Union the flags of all behind them."""
    estimated = Observation(value=Decimal(80), flags=("e",))
    facts = _facts(DK=(50, estimated), FR=(10, 10))
    assert facts[f"SD-05.5/DK/index/{CHINA}@{LAST}"].flags == ("e",)
    assert facts[f"SD-05.5/EU27/sum/{CHINA}@{LAST}"].flags == ("limited_coverage", "e")
    assert facts[f"SD-05.5/EU27/sum/{CHINA}@{FIRST}"].flags == ("limited_coverage",)
    assert facts[f"SD-05.5/EU27/change/{CHINA}@{FIRST}_{LAST}"].flags == ("limited_coverage", "e")


def test_a_closed_value_closes_its_series():
    """As closed as the more closed of the two."""
    index = CatalogueIndex.of(tiny_catalogue())
    closed = Observation(value=Decimal(80), visibility="commission")
    cells = {f"SD-03.1@{FIRST}": closed, f"SD-03.1@{LAST}": 90}
    data = make_data("DK", cells=cells)
    facts = compute_facts(Frame(index, CUTOFF, (Reported("DK", 1, "", data),)))
    series = [f for f in facts if f.key.measure in ("index", "change")]
    assert len(series) == 3
    assert {f.visibility for f in series} == {"commission"}

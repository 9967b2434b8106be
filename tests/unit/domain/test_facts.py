"""Facts have an id that can be read back, a short id, and a canonical form."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.facts import Fact, FactKey, fact_from_canonical, parse_fact_key, short_id

keys = st.builds(
    FactKey,
    st.sampled_from(("SD-02.1", "SD-X.2", "P12.progress", "P31.measures", "coverage")),
    st.sampled_from(("EU27", "EU", "EL", "DK")),
    st.sampled_from(("sum", "n", "value", "count/full", "count_yes", "count/2027")),
    st.sampled_from(("2027-06-30", "2025-2027", "2026", "2025-26", "latest")),
    st.sampled_from(
        ((), (("partner_region", "CHINA"),), (("actor_type", "university"), ("option", "a-b.c")))
    ),
)
facts = st.builds(
    Fact,
    key=keys,
    number=st.none() | st.decimals(-(10**9), 10**9, places=4),
    text=st.none() | st.text(max_size=9),
    unit=st.text(max_size=9),
    n=st.integers(0, 27),
    of=st.sampled_from((1, 27)),
    missing=st.dictionaries(st.sampled_from(("NAV", "left_out", "C")), st.integers(1, 9)),
    inputs=st.lists(st.sampled_from(("DK", "GR", "EU")), unique=True).map(tuple),
    flags=st.lists(st.sampled_from("epb"), unique=True).map(tuple),
    visibility=st.sampled_from(("public", "commission")),
    suppressed=st.booleans(),
)


@given(keys)
def test_the_written_form_of_a_key_is_read_back(key):
    """So that a fact can be found by what stands in a document."""
    assert parse_fact_key(str(key)) == key


@pytest.mark.parametrize(
    ("written", "measure", "codes"),
    [
        (
            "SD-02.1/EU27/sum/partner_region=CHINA@2025-2027",
            "sum",
            (("partner_region", "CHINA"),),
        ),
        ("P12.progress/EU27/count/full@2027-06-30", "count/full", ()),
        ("SD-02.1/EU27/n@2025-2027", "n", ()),
        ("SD-16.1/EL/value@2027-06-30", "value", ()),
    ],
)
def test_the_ids_of_the_design_are_read(written, measure, codes):
    """A count by option and a breakdown both follow a slash."""
    key = parse_fact_key(written)
    assert (key.measure, key.codes, str(key)) == (measure, codes, written)


@pytest.mark.parametrize(
    "text", ["", "SD-02.1", "SD-02.1/EU27/sum", "SD-02.1/EU27/sum@", "a/b/c@d"]
)
def test_other_texts_are_no_ids(text):
    """A half-written id is not guessed at."""
    assert parse_fact_key(text) is None


@given(facts)
def test_the_canonical_form_is_read_back(fact):
    """What is stored and hashed holds everything."""
    again = fact_from_canonical(fact.canonical())
    assert again.canonical() == fact.canonical()
    assert (again.key, again.number, again.text) == (fact.key, fact.number, fact.text)


def test_a_fact_without_a_proper_id_is_refused():
    """A damaged row stops the reading instead of becoming another figure."""
    raw = Fact(FactKey("SD-02.1", "EU27", "n", "2026"), Decimal(1)).canonical()
    with pytest.raises(ValueError, match="not a fact id"):
        fact_from_canonical({**raw, "id": "SD-02.1"})


def test_the_short_id_is_ten_letters_of_the_hash():
    """The same in every edition and on every machine."""
    fact = Fact(FactKey("SD-16.1", "EL", "value", "2027-06-30"))
    assert fact.short == short_id("SD-16.1/EL/value@2027-06-30") == "YI3W2SA4Q6"
    assert len(fact.short) == 10
    assert set(fact.short) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

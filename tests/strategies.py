"""Generated input: texts as people paste them, values, cells and whole contributions."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from app.domain.answers import Choice, Day, Kind, Missing, MultiChoice, Number, Quarter, Text, YesNo
from app.domain.contribution import (
    PREFILL_DECISIONS,
    Answer,
    Evidence,
    Measure,
    PrefillDecision,
    ReportData,
    Translation,
)
from app.domain.indicators import periods
from app.domain.observations import Observation, ObservationKey, kind_of
from app.domain.visibility import LEVELS
from tests.builders import CUTOFF, tiny_index

OPTIONS = (("a", "First"), ("b", "Second"), ("First", "Third"))
KINDS: tuple[Kind, ...] = (
    Text(),
    Text(multiline=False, max_chars=50),
    YesNo(),
    Choice(OPTIONS),
    MultiChoice(OPTIONS),
    Number(),
    Number(integer=True),
    Number(decimals=1),
    Number(decimals=3),
    Day(),
    Quarter(),
)

words = st.text(alphabet="abcdefghij", min_size=1, max_size=8)
points = st.integers(1, 31).map(lambda n: f"P{n:02d}")
levels = st.sampled_from(LEVELS)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
# Up to 18 digits before the mark and 8 after it: everything that can be stored.
decimals = st.builds(
    lambda whole, places: Decimal(whole).scaleb(-places),
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.integers(0, 8),
)

# Numbers, dates and words as typed, with marks, spaces and foreign digits at unlucky places.
typed = st.one_of(
    st.text(max_size=40),
    st.text("0123456789.,' -−\u00a0\u202f٣eE_", max_size=24),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    days.map(lambda day: day.strftime("%d.%m.%Y")),
    st.sampled_from(("yes", "NO", "First", "a; b", "Q1 2028", "2028-q4", "NaN", "1e999", "1_000")),
)

keys = st.builds(
    ObservationKey,
    st.builds("SD-{:02d}.{}".format, st.integers(1, 31), st.integers(1, 99))
    | st.builds("SD-X.{}".format, st.integers(1, 9)),
    st.sampled_from(("2027-06-30", "2025-2027", "2026", "2025-26", "latest")),
    st.none() | points,
    st.lists(
        st.tuples(st.text("abc_", min_size=1), st.text("ABCabc019_-.", min_size=1)), max_size=3
    ).map(tuple),
)

values = st.one_of(
    texts,
    st.booleans(),
    decimals,
    days,
    st.lists(words, min_size=1, max_size=4).map(tuple),
)
missing = st.builds(
    Missing, st.sampled_from(("NA", "NAV", "NE", "IE", "C", "ND")), st.none() | texts
)
qualifiers = {
    "flags": st.sets(st.sampled_from("epbdur")).map(lambda flags: tuple(sorted(flags))),
    "source": texts,
    "note": texts,
    "reference_year": st.none() | st.integers(1990, 2099),
    "origin": st.sampled_from(("entered", "computed", "prefill:7", "workbook:3")),
    "visibility": levels,
}
observations = st.one_of(
    st.builds(Observation, value=values, **qualifiers),
    st.builds(Observation, missing=missing, **qualifiers),
)
answers = st.builds(
    Answer,
    value=values,
    language=st.none() | st.sampled_from(("en", "el", "da")),
    visibility=levels,
    origin=texts,
    translations=st.lists(
        st.builds(Translation, words, texts, st.sampled_from(("human", "machine"))), max_size=2
    ).map(tuple),
)


def _listed(strategy, key):
    """Return tuples in the order in which a submission keeps them."""
    unique = st.lists(strategy, max_size=3, unique_by=key)
    return unique.map(lambda found: tuple(sorted(found, key=key)))


measures = st.builds(
    Measure,
    uid=words,
    title=texts,
    type=words,
    stage=words,
    points=st.lists(points, min_size=1, max_size=3).map(tuple),
    description=texts,
    start=texts,
    end=texts,
    lead_body=texts,
    budget=texts,
    link=texts,
    visibility=levels,
)
evidence = st.builds(Evidence, uid=words, point=points, title=texts, url=texts, file_name=texts)
decisions = st.builds(
    PrefillDecision, words, keys.map(str), st.sampled_from(PREFILL_DECISIONS), texts, texts, points
)

report_data = st.builds(
    ReportData,
    cycle=st.just("2027"),
    reporter=st.sampled_from(("DK", "GR", "EU")),
    cutoff=st.just(CUTOFF),
    answers=st.dictionaries(st.builds("{}.{}".format, points, words), answers, max_size=4),
    observations=st.dictionaries(keys, observations, max_size=6),
    measures=_listed(measures, lambda m: m.uid),
    evidence=_listed(evidence, lambda e: e.uid),
    left_out=st.dictionaries(points, texts, max_size=3),
    decisions=_listed(decisions, lambda d: (d.prefill, d.target)),
)


def _tiny_keys() -> list[ObservationKey]:
    """Return a total, and a cell of each breakdown, of every indicator of the tiny catalogue."""
    index, found = tiny_index(), []
    for indicator in index.catalogue.indicators:
        for period in periods(indicator.reference_period, CUTOFF):
            if indicator.per_point:
                found += [ObservationKey(indicator.id, period, f"P{n:02d}") for n in range(1, 6)]
                continue
            total = ObservationKey(indicator.id, period)
            found.append(total)
            for way in indicator.breakdowns:
                first = ((d, index.dimension_codes(indicator, d)[0][0]) for d in way.by)
                found.append(total.with_codes(*first))
    return found


def _tiny_cell(key: ObservationKey):
    """Return a cell with values that its kind takes, or a reason for none."""
    index = tiny_index()
    match kind_of(index, index.indicators[key.indicator], key):
        case Choice(options):
            said = st.sampled_from([value for value, _ in options])
        case YesNo():
            said = st.booleans()
        case Day():
            said = st.dates(date(2005, 1, 1), date(2030, 1, 1))
        case Text():
            said = st.text(min_size=1, max_size=150)
        case _:
            said = st.integers(-5, 500).map(Decimal) | decimals
    cells = st.builds(Observation, value=said, **qualifiers)
    return st.tuples(st.just(key), cells | st.builds(Observation, missing=missing, **qualifiers))


tiny_cells = st.sampled_from(_tiny_keys()).flatmap(_tiny_cell)

# Contributions to the tiny catalogue, as they may stand half way.
tiny_contributions = st.builds(
    ReportData,
    cycle=st.just("2027"),
    reporter=st.just("DK"),
    cutoff=st.just(CUTOFF),
    answers=st.dictionaries(st.builds("P0{}.{}".format, st.integers(1, 5), words), answers),
    observations=st.lists(tiny_cells, max_size=10).map(dict),
    measures=_listed(measures, lambda m: m.uid),
    evidence=_listed(evidence, lambda e: e.uid),
    left_out=st.dictionaries(st.sampled_from(("P01", "P02", "P04")), texts, max_size=2),
)

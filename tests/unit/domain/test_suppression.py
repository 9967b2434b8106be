"""Nothing hidden can be worked out from what is shown: tried by whoever tries every possibility."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from statistics import median

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.disclosure import Line, told_by_sums
from app.domain.facts import Fact, parse_fact_key
from app.domain.observations import CatalogueIndex, Observation
from app.domain.points import ReporterEntry
from app.domain.suppression import is_shown
from app.domain.visibility import Viewer
from tests.builders import CUTOFF, NOW, make_data, tiny_catalogue
from tests.counts import count
from tests.editions import live_contents

BIENNIUM, YEAR = "2025-2027", "2025-26"
STATES = ("DK", "FR", "NL", "SE")
GENDERS = ("women", "men")


def _index(indicator: str, **changes: object) -> CatalogueIndex:
    catalogue = tiny_catalogue()
    indicators = tuple(
        i.model_copy(update=changes) if i.id == indicator else i for i in catalogue.indicators
    )
    reporters = tuple(
        ReporterEntry(code=code, printed=code, kind="member_state", protocol_order=n)
        for n, code in enumerate(STATES)
    )
    update = {"indicators": indicators, "reporters": reporters}
    return CatalogueIndex.of(catalogue.model_copy(update=update))


SUMMED = _index("SD-03.1", aggregation="sum")
MEDIAN = _index("SD-02.1", aggregation="median")
CHOSEN = _index("SD-01.1", aggregation="distribution")
SAID = _index("SD-03.3", aggregation="count_yes")


def _facts(index: CatalogueIndex, cells, hidden_before=frozenset(), before=None) -> dict[str, Fact]:
    """Return the facts of cells by country: `{"DK": {"SD-02.1@2025-2027": (value, level)}}`."""
    data = [
        make_data(
            state,
            cells={
                name: Observation(
                    value=Decimal(value) if type(value) is int else value, visibility=level
                )
                for name, (value, level) in held.items()
            },
        )
        for state, held in cells.items()
    ]
    reported = tuple(Reported(d.reporter, 1, "", d) for d in data)
    frame = Frame(index, CUTOFF, reported, hidden_before=hidden_before, before=before or {})
    return {fact.id: fact for fact in compute_facts(frame)}


levels = st.sampled_from(("public", "public", "public", "commission"))
numbers = st.tuples(st.integers(0, 6), levels)


def _about(facts: dict[str, Fact], subject: str) -> dict[str, Fact]:
    return {name: f for name, f in facts.items() if f.key.subject == subject}


def _possible(facts, hidden, worlds):
    """Return for each hidden figure the values it has in the worlds that look the same."""
    shown = {name: f for name, f in facts.items() if is_shown(f)}
    found = {name: set() for name in hidden}
    for world in worlds:
        if all(world.get(n, f.number) == f.number for n, f in shown.items()):
            for name in hidden:
                found[name].add(world[name])
    return found


def _tables(states):
    """Yield every table of women and men in these states, with all sums."""
    for cells in product(range(9), repeat=2 * len(states)):
        world, sums = {}, dict.fromkeys(("", *GENDERS), 0)
        for place, state in enumerate(states):
            women, men = cells[2 * place : 2 * place + 2]
            for gender, value in zip(("", *GENDERS), (women + men, women, men), strict=True):
                codes = f"/gender={gender}" if gender else ""
                world[f"SD-03.1/{state}/value{codes}@{YEAR}"] = value
                sums[gender] += value
        for gender, value in sums.items():
            codes = f"/gender={gender}" if gender else ""
            world[f"SD-03.1/EU27/sum{codes}@{YEAR}"] = value
        world[f"SD-03.1/EU27/median@{YEAR}"] = median(
            world[f"SD-03.1/{state}/value@{YEAR}"] for state in states
        )
        yield world


TABLES = tuple(_tables(STATES[:2]))


@settings(max_examples=count(25, 300))
@given(st.lists(st.tuples(numbers, numbers, levels), min_size=2, max_size=2))
@example([((0, "public"), (6, "public"), "public"), ((5, "public"), (1, "public"), "commission")])
@example([((0, "public"), (0, "public"), "public"), ((0, "public"), (0, "public"), "commission")])
def test_small_cells_and_closed_values_of_a_table_have_more_than_one_value(rows):
    """Two countries, women and men, all sums, the median: every table that looks the same."""
    cells = {}
    for state, ((women, one), (men, two), level) in zip(STATES, rows, strict=False):
        cells[state] = {
            f"SD-03.1@{YEAR}": (women + men, level),
            f"SD-03.1/gender=women@{YEAR}": (women, one),
            f"SD-03.1/gender=men@{YEAR}": (men, two),
        }
    facts = _about(_facts(SUMMED, cells), "SD-03.1")
    facts = {name: f for name, f in facts.items() if f.key.period == YEAR and f.key.measure != "n"}
    hidden = [name for name, f in facts.items() if not is_shown(f) and f.key.measure == "value"]
    for name, values in _possible(facts, hidden, TABLES).items():
        assert len(values) > 1, (name, facts[name].number, rows)


@settings(max_examples=count(60, 600))
@given(st.lists(numbers, min_size=1, max_size=4))
@example([(0, "commission"), (0, "commission")])
@example([(0, "commission"), (0, "commission"), (5, "public")])
def test_the_median_tells_no_closed_value(rows):
    """Whatever the others are."""
    cells = {state: {f"SD-02.1@{BIENNIUM}": row} for state, row in zip(STATES, rows, strict=False)}
    facts = _about(_facts(MEDIAN, cells), "SD-02.1")
    values = [name for name, f in facts.items() if f.key.measure == "value"]
    hidden = [name for name in values if not is_shown(facts[name])]
    worlds = []
    for guess in product(range(9), repeat=len(hidden)):
        world = {name: facts[name].number for name in values} | dict(
            zip(hidden, guess, strict=True)
        )
        world[f"SD-02.1/EU27/median@{BIENNIUM}"] = median(world.values())
        worlds.append(world)
    for name, possible in _possible(facts, hidden, worlds).items():
        assert len(possible) > 1, (name, rows)


@settings(max_examples=count(60, 600))
@given(st.lists(st.tuples(st.sampled_from(("none", "planned")), levels), min_size=1, max_size=4))
def test_counts_of_a_scale_tell_no_closed_choice(rows):
    """Also where all that closed theirs chose the same."""
    cells = {
        state: {f"SD-X.1/P01@{NOW}": row} for state, row in zip(STATES, rows, strict=False)
    }  # fmt: skip
    facts = _facts(CHOSEN, cells)
    own = {
        n: f
        for n, f in facts.items()
        if f.key.subject == "P01.progress" and f.key.measure == "value"
    }
    hidden = [f for f in own.values() if not is_shown(f)]
    counts = [f for n, f in facts.items() if n.startswith("P01.progress/EU27/count/")]
    if hidden and all(is_shown(f) for f in counts):
        assert len({f.text for f in hidden}) > 1, rows
    group = next(f for n, f in facts.items() if ".progress/EU27/count/none@" in n and n[0] != "P")
    assert is_shown(group) == all(is_shown(f) for f in counts if f.key.measure == "count/none")


def test_countries_that_say_yes_tell_no_closed_answer():
    """A closed answer takes one of the other kind with it; where there is none, the count."""
    name = f"SD-03.3@{BIENNIUM}"
    cells = {"DK": {name: (True, "commission")}, "FR": {name: (True, "public")}}
    alone = _facts(SAID, cells)
    assert not is_shown(alone[f"SD-03.3/EU27/count_yes@{BIENNIUM}"])
    facts = _facts(SAID, {**cells, "NL": {name: (False, "public")}})
    assert is_shown(facts[f"SD-03.3/EU27/count_yes@{BIENNIUM}"])
    assert not is_shown(facts[f"SD-03.3/NL/value@{BIENNIUM}"])
    assert is_shown(facts[f"SD-03.3/FR/value@{BIENNIUM}"])


def _line(parts: str, total: str) -> Line:
    return Line(tuple(parts), total)


def test_what_follows_from_several_sums_together_is_found():
    """Two rings of hidden figures with one between them: no line of it lacks a single figure."""
    facts = {
        name: Fact(parse_fact_key(f"SD-02.1/DK/value@{2000 + n}"), number=Decimal(1))
        for n, name in enumerate("abcdefghiTUVWXYZR")
    }
    rings = [
        _line("ab", "T"), _line("bc", "U"), _line("cde", "V"), _line("ad", "W"),
        _line("fg", "X"), _line("gh", "Y"), _line("hie", "Z"), _line("fi", "R"),
    ]  # fmt: skip
    # a+b, b+c, c+d+e, a+d: (c+d+e) - (a+d) - (b+c) + (a+b) = e, although every line lacks two.
    assert told_by_sums(rings, facts, lambda name: name in "abcdefghi") == ["e"]
    assert told_by_sums(rings[:3], facts, lambda name: name in "abcde") == []


def _worked_out(facts: dict[str, Fact], viewer: Viewer) -> list[str]:
    """Subtract and go on subtracting: return what a patient reader finds of the hidden figures."""
    known = {name for name, f in facts.items() if is_shown(f, viewer)}
    lines = []
    for fact in facts.values():
        if fact.key.set == "EU27" and fact.key.measure == "sum":
            own = [str(replace(fact.key, set=_printed(r), measure="value")) for r in fact.inputs]
            lines.append([fact.id, *own])
    found: list[str] = []
    while True:
        told = [rest for line in lines if len(rest := [n for n in line if n not in known]) == 1]
        if not told:
            return [name for name in found if facts[name].number]
        found += [rest[0] for rest in told]
        known |= {rest[0] for rest in told}


def _printed(reporter: str) -> str:
    return "EL" if reporter == "GR" else reporter


@pytest.mark.parametrize("viewer", [Viewer.PUBLIC, Viewer.SUBGROUP])
def test_a_round_of_the_whole_catalogue_tells_nothing_by_going_on_subtracting(viewer):
    """Between countries and the Union; shares and indices of what is hidden are hidden too."""
    facts = dict(live_contents(20, 1).facts)
    assert sum(not is_shown(fact, viewer) for fact in facts.values()) > 20
    assert _worked_out(facts, viewer) == []
    for name, fact in facts.items():
        key = fact.key
        if key.measure == "value" and key.subject == "SD-10.4" and not fact.suppressed:
            for part in ("SD-10.2", "SD-10.3"):
                whole = facts.get(str(replace(key, subject=part)))
                assert whole is None or not whole.suppressed, name
        if key.measure in ("index", "change") and not fact.suppressed:
            own = "sum" if key.set == "EU27" else "value"
            for period in key.period.split("_"):
                assert not facts[str(replace(key, measure=own, period=period))].suppressed, name


def test_the_next_edition_does_not_tell_what_the_one_before_hid():
    """A cell that was hidden for its neighbour's sake stays hidden when that one has grown."""

    def cells(women):
        return {
            "DK": {
                f"SD-03.1@{YEAR}": (women + 30, "public"),
                f"SD-03.1/gender=women@{YEAR}": (women, "public"),
                f"SD-03.1/gender=men@{YEAR}": (30, "public"),
            }
        }

    before = _facts(SUMMED, cells(2))
    hidden = frozenset(name for name, fact in before.items() if fact.suppressed)
    men = f"SD-03.1/DK/value/gender=men@{YEAR}"
    assert men in hidden
    assert is_shown(_facts(SUMMED, cells(8))[men])  # by itself there would be nothing to hide
    after = _facts(SUMMED, cells(8), hidden)
    assert not is_shown(after[men])
    again = _facts(SUMMED, cells(2), hidden)
    assert {n: f.canonical() for n, f in again.items()} == {
        n: f.canonical() for n, f in before.items()
    }


def test_two_editions_together_tell_no_value_that_came_with_the_second():
    """What the first one told and what is the same hides nothing in the second: beside a small
    value of a new country goes the sum, or what another country changed."""
    cell = f"SD-03.1@{YEAR}"

    def value(state):
        return f"SD-03.1/{state}/value@{YEAR}"

    there = {"DK": {cell: (30, "public")}, "FR": {cell: (40, "public")}}
    whole = f"SD-03.1/EU27/sum@{YEAR}"
    before = _facts(SUMMED, there)
    assert is_shown(before[whole])
    new = {"NL": {cell: (2, "public")}}
    by_itself = _facts(SUMMED, {**there, **new})
    assert not is_shown(by_itself[value("DK")])  # which everybody can read in the one before
    assert is_shown(by_itself[whole])
    after = _facts(SUMMED, {**there, **new}, before=before)
    assert is_shown(after[value("DK")])
    assert not any(is_shown(after[name]) for name in (value("NL"), whole))
    moved = _facts(SUMMED, {**there, "FR": {cell: (41, "public")}, **new}, before=before)
    assert not any(is_shown(moved[value(state)]) for state in ("NL", "FR"))
    assert is_shown(moved[whole])

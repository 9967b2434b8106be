"""Searching the register: words in any spelling, filters, and counts beside them."""

from dataclasses import replace
from datetime import date

import pytest

from app.dashboards.pages.paging import paging
from app.dashboards.register import (
    PRACTICE,
    UNSTATED,
    Wanted,
    counted,
    entries_of,
    matching,
    plain,
    without,
    words_of,
)
from app.domain.contribution import Measure, ReportData, Translation
from app.domain.observations import Observation, ObservationKey
from tests.editions import real_index

CUTOFF = date(2027, 6, 30)


def _data(reporter, *measures, **more):
    return ReportData("2027", reporter, CUTOFF, measures=measures, **more)


def _measure(uid, title, points=("P12",), **more):
    return Measure(uid, title, more.pop("type", "law"), "running", points, **more)


def _reports():
    practice = ObservationKey("SD-X.7", "2025-2027", codes=(("sector_diplomacy", "health"),))
    return {
        "DK": _data(
            "DK",
            _measure("b", "Vækst i Østersøen", ("P12", "P05"), type="strategy", language="da"),
            _measure("a", "Åben forskning", ("P01",), language="da", regions=("CHINA",)),
        ),
        "GR": _data(
            "GR",
            _measure(
                "c",
                "Στρατηγική για την επιστήμη",
                language="el",
                translations=(Translation("en", "Strategy for science", "human", "title"),),
            ),
            _measure("gone", "Nobody reads this", ("P07",)),
            left_out={"P07": ""},
        ),
        "CZ": _data("CZ", observations={practice: Observation(value="Spolupráce škol")}),
    }


def _found(entries, **asked):
    return [(e.reporter, e.uid) for e in matching(entries, Wanted(**asked))]


def test_what_is_typed_meets_what_is_written():
    """Capital letters, accents and letters that do not come apart make no difference."""
    assert plain("  ŘÍŠE,  Straße—Łódź; œuvre ") == "rise strasse lodz oeuvre"
    assert plain("ΕΠΙΣΤΉΜΗΣ") == plain("επιστήμης")
    assert plain("co\u00adopera\u200btion, R&D/l’union_x") == "cooperation r d l union x"
    assert words_of('two "exact words" two,') == (" two", " exact words ")
    assert words_of('., ! "-"') == ()
    assert len(words_of(" ".join(str(n) for n in range(99)))) == 12


SAID = (
    "Co-publications on AI/ML with Ukraine; R&D of the Wissenschaftsdiplomatie, l’Union européenne",
    "Българска академия на науките: Йордания. Στρατηγική για τους επιστήμονες ΤΗΣ ΧΏΡΑΣ",
    "A plan. A working group: COVID-19 and the EU's 2nd programme",
)


@pytest.mark.parametrize(
    ("search", "found_in"),
    [
        ("ai", [0]),  # not in Ukraine
        ("AI ml", [0]),
        ("uk", []),
        ("ukr", [0]),  # the beginning of a word
        ("kra", []),
        ("kraine", [0]),
        ("diplomatie", [0]),  # inside a word that is two in other languages
        ("co-publication", [0]),
        ("co publications", [0]),
        ("co\u2011publications", [0]),
        ("R&D", [0]),
        ("d&r", []),
        ("L'UNION europeenne", [0]),
        ("union", [0]),
        ("НАУКИТЕ йордания", [1]),
        ("иордания", [1]),
        ("ΧΩΡΑΣ επιστημονες", [1]),
        ("της", [1]),
        ('"plan. a working"', [2]),
        ("“plan a working group”", [2]),
        ("«working plan»", []),
        ('"plan. a work"', []),  # exactly so
        ('"working group', [2]),  # never closed
        ("covid-19", [2]),
        ("covid-1", []),
        ("eu's", [2]),
        ("2nd plan", [2]),
        ("denmark plan", [2]),  # the country of the entry
        ("denm", [0, 1, 2]),
    ],
)
def test_what_a_search_finds(search, found_in):
    """Hyphens, apostrophes, short words, beginnings, quotation marks, three alphabets."""
    said = [_measure(str(place), text) for place, text in enumerate(SAID)]
    entries = entries_of(real_index(), {"DK": _data("DK", *said)})
    assert sorted(e.uid for e in matching(entries, Wanted(q=search))) == [str(n) for n in found_in]


def test_entries_are_searched_and_filtered():
    """Originals and translations, every filter; a point left out takes its measures along."""
    entries = entries_of(real_index(), _reports())
    order = [entry.code for entry in sorted(
        real_index().catalogue.reporters, key=lambda entry: entry.protocol_order
    )]  # fmt: skip
    assert [e.reporter for e in entries] == sorted((e.reporter for e in entries), key=order.index)
    assert not [e for e in entries if e.uid == "gone"]
    assert _found(entries, q="vaekst OSTERSOEN") == [("DK", "b")]
    assert _found(entries, q="vaekst nordsoen") == []
    assert _found(entries, q="STRATEGY επιστημη") == [("GR", "c")]
    assert _found(entries, q='"aben forskning"') == [("DK", "a")]
    assert _found(entries, q='"forskning aben"') == []
    assert _found(entries, point="P05") == [("DK", "b")]
    assert _found(entries, language="en") == [("GR", "c")]
    assert _found(entries, region="CHINA", country="DK") == [("DK", "a")]
    assert _found(entries, region="CHINA", country="GR") == []
    [practice] = matching(entries, Wanted(type=PRACTICE))
    assert practice.practice == "Spolupráce škol"
    assert practice.points == ("P12", "P20")  # not those addressed to the Commission
    assert matching(entries, Wanted(language=UNSTATED)) == [practice]
    assert _found(entries, q="spoluprace skol", sector="health") == [("CZ", practice.uid)]


def test_counts_say_what_a_choice_would_show():
    """A menu counts with the other filters set and its own looked past."""
    entries = entries_of(real_index(), _reports())
    counts = counted(entries, Wanted(country="DK", type="law"))
    assert counts["type"] == {"law": 1, "strategy": 1}
    assert counts["country"] == {"DK": 1, "GR": 1}
    assert counts["point"] == {"P01": 1}
    assert counts["language"] == {"da": 1}
    assert matching(entries, without(Wanted(country="DK", type="none"), "type")) == [
        entry for entry in entries if entry.reporter == "DK"
    ]


def test_practices_go_with_the_point_they_are_told_at():
    """A good practice of a country that left its home point out is not there."""
    reports = _reports()
    left_out = {"CZ": replace(reports["CZ"], left_out={"P12": ""})}
    assert entries_of(real_index(), left_out) == ()


def test_pages_of_a_list():
    """First, last and neighbours are offered; a page beyond the end is the last one."""
    url = "?page={}".format
    middle = paging(195, 20, 5, url)
    assert [n for n, _, _ in middle.numbers] == [1, None, 4, 5, 6, None, 10]
    assert (middle.first, middle.last, middle.previous, middle.next) == (
        81, 100, "?page=4", "?page=6",
    )  # fmt: skip
    beyond = paging(21, 20, 99, url)
    assert (beyond.number, beyond.first, beyond.last, beyond.next) == (2, 21, 21, "")
    empty = paging(0, 20, 1, url)
    assert (empty.number, empty.first, empty.last, len(empty.numbers)) == (1, 0, 0, 1)

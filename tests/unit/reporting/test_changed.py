"""Differences in words: every field has a name, and no code of ours is left on the page."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from app.core.i18n import use_locale
from app.domain.answers import Missing
from app.domain.contribution import Answer, Evidence, Measure, PrefillDecision, Translation
from app.domain.diff import Change, Explanation, LeftOut, new_side, old_side
from app.domain.observations import Observation
from app.reporting.pages.changed import IDENTITY, LABELS, change_view
from tests.builders import NOW, link, measure, tiny_index

RECORDS = (Answer, Observation, Measure, Evidence, PrefillDecision, LeftOut, Explanation)


def _rows(what, subject, old, new):
    with use_locale("en"):
        view = change_view(tiny_index(), "DK", Change(what, subject, ("P05",), old, new))
    return view, {row.label: (old_side(row.segments), new_side(row.segments)) for row in view.rows}


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_has_a_name(record):
    named = {field.name for field in fields(record)} - IDENTITY - {"revision"}
    assert named <= LABELS.keys()


def test_a_cell_is_told_in_words():
    """The value, why there is none, flags, and who may see it."""
    old = Observation(Decimal(1200), flags=("e",), origin="computed")
    new = Observation(
        missing=Missing("ND", "Not counted"), visibility="commission", origin="entered"
    )
    view, rows = _rows("observation", "SD-02.1@2025-2027", old, new)
    assert "SD-02.1" not in view.title
    assert rows == {
        "Value": ("1,200", ""),
        "Reason for no value": ("", "Not reported: Not counted"),
        "Flags": ("Estimate", ""),
        "Where it comes from": ("Worked out by the portal", "Entered"),
        "Visible to": ("Public, after publication", "Commission only"),
    }


def test_a_status_is_replaced_as_a_whole():
    pair = Observation("some"), Observation("substantial")
    view, rows = _rows("observation", f"SD-X.1/P05@{NOW}", *pair)
    assert rows == {"Value": ("Some progress", "Substantial progress")}
    assert [kind for kind, _ in view.rows[0].segments] == ["removed", "added"]


def test_an_answer_keeps_its_language_and_names_who_translated_it():
    old = Answer("Vi har en plan.", "da")
    new = Answer("Vi har en god plan.", "da", translations=(Translation("en", "So", "machine"),))
    view, rows = _rows("answer", "P05.justification", old, new)
    assert rows["Value"] == (old.value, new.value)
    assert rows["Translations"] == ("", "English, made by a machine: So")
    assert [text for kind, text in view.rows[0].segments if kind == "added"] == ["god "]
    assert (view.title, view.rows[0].language) == ("Why this status?", "da")


def test_choices_are_told_by_their_labels():
    _, rows = _rows("answer", "P05.bodies", Answer(("research",)), Answer(("research", "other")))
    assert rows == {"Value": ("Research", "Research\nOther")}


def test_a_measure_is_told_by_its_lists():
    old = measure("m1", "P05")
    new = replace(
        old, points=("P02", "P05"), sdgs=("13", "14"), regions=("CHINA",), stage="planned"
    )
    _, rows = _rows("measure", "m1", old, new)
    assert rows["Points it serves"] == ("5", "2, 5")
    assert rows["Sustainable Development Goals"] == ("", "13. Climate action, 14. Life below water")
    assert rows["Partner countries and regions"] == ("", "China")
    assert rows["Stage"][0] == "Running"


def test_what_came_or_went_is_told_without_its_defaults():
    """A link that came shows its address, not that it is public as every link is at first."""
    view, rows = _rows("evidence", "e1", None, link("e1", "P05"))
    assert (view.word, rows) == ("Added", {"Link": ("", "https://example.org/law")})
    hidden = replace(link("e1", "P05"), visibility="commission", withheld=True)
    view, rows = _rows("evidence", "e1", hidden, None)
    assert view.word == "Removed"
    assert rows["Visible to"] == ("Commission only", "")
    assert rows["Not for publication"] == ("Yes", "")


def test_decisions_explanations_and_points_left_out():
    decided = PrefillDecision(
        "DK-1", "SD-02.1@2025-2027", "confirm", proposal="7 of 9", point="P02"
    )
    view, rows = _rows("decision", "DK-1 x", decided, replace(decided, decision="cannot_confirm"))
    assert (view.title, rows) == ("7 of 9", {"Decision": ("Confirmed", "Could not be confirmed")})
    said = Explanation("QC-004", "P05", "P05.justification", "It began in May.")
    view, rows = _rows("explanation", "QC-004:P05.justification", None, said)
    assert (view.title, rows) == ("Why this status?", {"Explanation": ("", "It began in May.")})
    words = [
        _rows("left_out", "P05", *pair)[0].word
        for pair in ((None, LeftOut("")), (LeftOut(""), None))
    ]
    assert words == ["Now left out", "Taken in again"]

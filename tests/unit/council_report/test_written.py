"""Texts and quotations in the tree: where they stand, word for word, each language marked."""

from dataclasses import replace

import pytest

from app.council_report.compose import body, council_report
from app.council_report.document import (
    Bullets,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Table,
    Text,
    inlines,
)
from app.council_report.national_texts import excerpt, gathered, is_verbatim, named_at
from app.council_report.written import (
    OwnText,
    Quoted,
    Written,
    blocks_under,
    sections_of,
    usable_figures,
)
from app.domain.contribution import Answer, Measure, ReportData
from app.domain.facts import short_id
from app.domain.observations import Observation, ObservationKey
from app.editions.words import figure_text
from tests.editions import LIVE_CUTOFF, baseline_contents, live_contents, real_index

DANISH = Quoted("b", 1, "P05", 1, "DK", "Vi åbnede.", "da", "We opened.", "en", "machine")
GREEK = Quoted("a", 1, "P05", 0, "GR", "Ανοίξαμε.", "el")
WRITTEN = Written(
    texts=(
        OwnText("P05", "en", 3, "First.\nStill first.\n\nSecond:\n- one\n- two\nEnd."),
        OwnText("P06", "fr", 1, "Un texte."),
        OwnText("P07", "en", 2, ""),
        OwnText("gone", "en", 1, "Nowhere."),
    ),
    quotations=(DANISH, GREEK),
)


def _under(section, written=WRITTEN, language="en"):
    document = council_report(replace(live_contents(), written=written), language)
    return blocks_under(document.blocks(), section)


def test_a_text_stands_between_sentences_and_tables_and_quotations_at_the_end():
    """Paragraphs and lists as they were typed; quotations in their order."""
    plain = _under("P05", Written())
    under = _under("P05")
    table = next(at for at, block in enumerate(plain) if isinstance(block, Table))
    assert under[:table] == plain[:table]
    assert under[table : table + 4] == (
        Paragraph((Text("First.\nStill first."),)),
        Paragraph((Text("Second:"),)),
        Bullets(((Text("one"),), (Text("two"),))),
        Paragraph((Text("End."),)),
    )
    assert under[table + 4 : -2] == plain[table:]
    first, second = under[-2:]
    assert isinstance(first, Quote)
    assert (first.text, first.language, first.translation) == ("Ανοίξαμε.", "el", "")
    assert first.credit == "Greece, original in Greek"
    assert second.credit == "Denmark, original in Danish; translation into English by a machine"
    assert _under("P07") == _under("P07", Written())


def test_a_text_names_figures_which_are_printed_as_the_edition_has_them():
    """A figure keeps its fact; one that an edition does not have is a dash and no number."""
    contents = live_contents()
    usable = usable_figures(_under("P05", Written()))
    assert usable[0].label.endswith("Member States have given information on this point")
    assert usable[0].label.startswith(f"{usable[0].shown} of 27")
    fact = f"P05.progress/EU27/n@{contents.period}"
    named = next(one for one in usable if one.code == f"[[{short_id(fact)}]]")
    assert "have given a status" in named.label
    written = Written((OwnText("P05", "en", 1, f"All {named.code} agree, [[AAAAAAAAAA]] not."),))
    paragraph = Paragraph(
        (
            Text("All "),
            Figure(fact, figure_text(contents.index, contents.facts[fact])),
            Text(" agree, "),
            Text("–"),
            Text(" not."),
        )
    )
    assert paragraph in _under("P05", written)
    shown = {short_id(part.fact) for block in _under("P05") for part in _figures(block)}
    assert {one.code.strip("[]") for one in usable} >= shown


def _figures(block):
    return [part for part in inlines(block) if isinstance(part, Figure) and not part.part]


def test_a_text_in_another_language_is_marked():
    """Better the words in French than none; a screen reader knows."""
    assert Paragraph((Text("Un texte.", language="fr"),)) in _under("P06")
    again = OwnText("P06", "en", 1, "A text.")
    both = replace(WRITTEN, texts=(*WRITTEN.texts, again))
    assert Paragraph((Text("A text."),)) in _under("P06", both)
    assert "Un texte." not in str(_under("P06", both))


def test_a_chapter_without_sentences_is_printed_once_somebody_wrote_in_it():
    """And a text whose heading is not there is printed nowhere."""

    def chapters(written):
        document = council_report(replace(baseline_contents(), written=written))
        assert "Nowhere." not in str(list(document.blocks()))
        return [b.key for b in document.blocks() if isinstance(b, Heading) and b.level == 1]

    empty = chapters(WRITTEN)
    assert empty[:4] == ["key-messages", "context", "method", "glance"]
    assert "lessons" not in empty
    full = chapters(Written((OwnText("lessons", "en", 1, "So."),)))
    assert full.index("lessons") == full.index("annex-data") - 1
    assert [key for key in full if key != "lessons"] == empty


@pytest.mark.parametrize("contents", [baseline_contents(), live_contents()], ids=["base", "live"])
def test_every_chapter_and_point_can_be_written_in(contents):
    """No annex, no fiche."""
    keys = [heading.key for heading in sections_of(body(contents))]
    points = [point.id for point in contents.catalogue.instrument.points]
    assert [key for key in keys if key in points] == points
    assert {"key-messages", "context", "method-coverage", "lessons"} <= set(keys)
    assert not [key for key in keys if key.startswith(("annex", "fiche"))]


SOURCE = "We opened  two calls.\nThe first was small. The second was not."


@pytest.mark.parametrize(
    ("passage", "verbatim", "shown"),
    [
        (SOURCE, True, SOURCE),
        ("two calls. The first was small.", True, "[…] two calls. The first was small. […]"),
        ("We opened […] was not.", True, "We opened […] was not."),
        ("We opened [...] small.", True, "We opened [...] small. […]"),
        ("was not. […] We opened", False, ""),
        ("We opened three calls.", False, ""),
        ("we opened", False, ""),
        ("[…]", False, ""),
        ("", False, ""),
    ],
)
def test_a_passage_stands_word_for_word_in_its_source(passage, verbatim, shown):
    """Line ends do not count, the order does, and what is left out is marked."""
    assert is_verbatim(passage, SOURCE) is verbatim
    if verbatim:
        assert excerpt(passage, SOURCE) == shown
        assert is_verbatim(shown, SOURCE)


def _data():
    answers = {
        "P05.justification": Answer("Because.", "en"),
        "P05.obstacles_text": Answer("Money.", "en", "commission"),
        "P05.obstacles": Answer(("staff", "resources")),
        "P05.support_wanted": Answer(("training",)),
        "P05.support_text": Answer("A course.", "en"),
        "P05.contact": Answer("somebody@ministry.example"),
        "header.comment_28": Answer("Well done.", "en"),
    }
    practice = ObservationKey("SD-X.7", f"{LIVE_CUTOFF.year - 2}-{LIVE_CUTOFF.year}")
    measure = Measure("m1", "A law", "law", "running", ("P05", "P06"), "What it does.")
    offered = {practice: Observation(value="Do as we do.")}
    return ReportData("2027", "DK", LIVE_CUTOFF, answers, offered, (measure,))


def test_texts_are_gathered_by_point_with_what_the_country_allows():
    """The ceiling of the catalogue counts as much as the choice of the country."""
    found = {(text.point, text.kind): text for text in gathered(real_index(), _data())}
    free = {key for key, text in found.items() if text.can_be_quoted}
    assert free == {
        ("P05", "status"),
        ("P05", "measure"),
        ("P06", "measure"),
        ("P28", "comment"),
        *((f"P{n}", "practice") for n in (12, 20, 25, 27)),
    }
    assert set(found) - free == {("P05", "obstacles"), ("P05", "support")}
    assert found["P05", "support"].visibility == "subgroup"
    assert not any("somebody@" in text.text for text in found.values())


def test_what_countries_ticked_is_counted_by_point():
    """Obstacles, wishes and offers with the countries behind each."""
    other = replace(_data(), reporter="SE", answers={"P05.obstacles": Answer(("staff",))})
    rows = named_at(real_index(), (_data(), other), "P05")
    assert [(row.key, row.value, row.reporters) for row in rows] == [
        ("obstacles", "resources", ("DK",)),
        ("obstacles", "staff", ("DK", "SE")),
        ("support_wanted", "training", ("DK",)),
    ]

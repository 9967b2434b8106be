"""The report says what the facts say, and its tree holds together."""

import re
from dataclasses import replace

import pytest

from app.council_report.compose import council_report
from app.council_report.document import (
    ChartBlock,
    Heading,
    Paragraph,
    Table,
    Text,
    figures,
    inlines,
    plain,
)
from app.council_report.prose import filled
from app.editions.words import figure_text
from tests.editions import baseline_contents, live_contents
from tests.training import training_contents

BOTH = pytest.mark.parametrize(
    "contents",
    [baseline_contents(), live_contents(), training_contents()],
    ids=["baseline", "live", "training"],
)
_MENTIONS_POINTS = re.compile(r"[Pp]oints? \d+(, \d+| to \d+)*")


@BOTH
def test_every_figure_is_a_fact_and_shows_its_value(contents):
    """No sentence and no table holds a figure of its own."""
    found = list(figures(council_report(contents)))
    assert len(found) > 200
    steps = (option.value for option in contents.catalogue.progress_scale)
    letters = dict(zip(steps, "NLSBFXA", strict=True))
    for figure in found:
        fact = contents.facts[figure.fact]
        if figure.part.startswith("missing/"):
            reason = figure.part.removeprefix("missing/")
            assert figure.shown == str(fact.missing[reason])
        elif figure.part == "n":
            assert figure.shown == str(fact.n)
        elif figure.part == "country":
            assert figure.shown == fact.key.set
        elif figure.part == "step":
            assert figure.shown == letters[fact.text]
        else:
            assert figure.shown == figure_text(contents.index, fact)


@BOTH
def test_sentences_write_no_number_but_those_of_the_recommendation(contents):
    """A number outside a figure is 27, 24, the number of a point, or part of a name."""
    document = council_report(contents)
    for block in document.blocks():
        if not isinstance(block, Paragraph) or block.style == "asked":
            continue
        words = "".join(p.text for p in inlines(block) if isinstance(p, Text))
        bare = _MENTIONS_POINTS.sub("", words)
        numbers = set(re.findall(r"(?<![\w/-])\d+(?![\w/-])", bare))
        known = {"27", "24", "29", "10", "100", "2026", "8931", "26", "1"}
        assert numbers <= known, (words, numbers)


@BOTH
def test_headings_have_no_jumps_and_keys_of_their_own(contents):
    """A reader that moves by headings never falls into a hole."""
    headings = [b for b in council_report(contents).blocks() if isinstance(b, Heading)]
    assert len({h.key for h in headings}) == len(headings)
    levels = [h.level for h in headings]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@BOTH
def test_tables_are_complete_and_named(contents):
    """Each row has every column, each block a name of its own, each chart a description."""
    document = council_report(contents)
    tables = [b for b in document.blocks() if isinstance(b, Table)]
    charts = [b.chart for b in document.blocks() if isinstance(b, ChartBlock)]
    names = [t.id for t in tables] + [c.id for c in charts]
    assert len(set(names)) == len(names)
    fixed = [c.id for c in charts if not c.id.startswith("chart:fiche.")]
    panels = [name for name in fixed if name.startswith("chart:glance.")]
    dots = [c for c in charts if c.id.startswith("chart:themes.")]
    assert len(panels) == (0 if contents.is_baseline else 3)
    assert len(dots) in ((0,) if contents.is_baseline else (2, 3))
    assert all(c.kind == "dots" and c.marks for c in dots)
    others = len(fixed) - len(panels) - len(dots)
    assert others == (7 if "chart:cooperation.SD-05.5" in fixed else 6)
    assert all(chart.description for chart in charts)
    for table in tables:
        assert table.caption
        assert table.description
        assert all(len(row) == len(table.columns) for row in table.rows), table.id


@BOTH
def test_there_is_a_section_for_each_point_and_a_fiche_for_each_reporter(contents):
    """In the order of the act, and in protocol order."""
    headings = [b.key for b in council_report(contents).blocks() if isinstance(b, Heading)]
    points = [p.id for p in contents.catalogue.instrument.points]
    assert [key for key in headings if key in points] == points
    fiches = [key for key in headings if key.startswith("fiche-")]
    assert fiches == [f"fiche-{part.printed}" for part in contents.present]


def test_the_baseline_assesses_nobody():
    """It says so, and prints no step of the scale."""
    contents = baseline_contents()
    document = council_report(contents)
    labels = {option.label for option in contents.catalogue.progress_scale}
    cells = {
        plain(cell)
        for block in document.blocks()
        if isinstance(block, Table) and block.id != "table:annex.definitions"
        for row in block.rows
        for cell in row
    }
    assert not labels & cells
    assert len([h for h in document.blocks() if isinstance(h, Heading)]) > 60
    text = " ".join(plain(b.content) for b in document.blocks() if isinstance(b, Paragraph))
    assert "not assessed" in text
    assert "0 of 27 have reported themselves" in text


def test_the_baseline_names_a_source_for_every_measure():
    """A desk officer can open each."""
    document = council_report(baseline_contents())
    tables = [b for b in document.blocks() if isinstance(b, Table) and b.id.endswith(".measures")]
    rows = [row for table in tables for row in table.rows]
    assert len(rows) > 150
    assert all(plain(row[-1]) not in ("", "–") for row in rows)
    assert {"EL"} <= {plain(row[0]) for row in rows}
    assert "GR" not in {plain(row[0]) for row in rows}


def test_who_is_missing_is_a_number_and_never_a_name():
    """Countries that did not report are not named."""
    contents = live_contents()
    silent = [part for part in contents.reporters if part.data is None]
    assert silent
    document = council_report(contents)
    words = " ".join(h.text for h in document.blocks() if isinstance(h, Heading))
    assert not [part for part in silent if f"({part.printed})" in words]


def test_values_that_are_not_public_are_not_printed():
    """Neither small ones nor those a country kept back."""
    contents = live_contents()
    for figure in figures(council_report(contents)):
        fact = contents.facts[figure.fact]
        assert not fact.suppressed
        assert fact.visibility == "public"


def test_singular_and_plural_are_right():
    """One measure is not one measures."""
    text = "\n".join(
        plain(b.content)
        for b in council_report(baseline_contents()).blocks()
        if isinstance(b, Paragraph)
    )
    assert " 1 measure" in text
    assert not re.search(r"\b1 (measures|Member States)\b", text)


def test_the_status_mark_changes_with_publication():
    """A draft says that it is one."""
    contents = baseline_contents()
    assert council_report(contents).cover.mark == "Draft, not for publication"
    assert council_report(replace(contents, published=True)).cover.mark == "Published"


def test_places_of_a_sentence_take_figures_and_words():
    """The parts stay apart."""
    assert filled("%(a)s of %(b)s.", a=Text("1"), b="27") == (
        Text("1"), Text(" of "), Text("27"), Text("."),
    )  # fmt: skip

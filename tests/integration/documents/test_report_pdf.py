"""The report as PDF: accessible, with every figure of the tree, each leading to its fact."""

import io
import re
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache

import pikepdf
import pytest

from app.council_report.compose import council_report
from app.council_report.document import ChartBlock, Heading, Table, figures
from app.council_report.writers import pdf
from app.editions.addresses import fact_url
from tests.editions import baseline_contents, live_contents
from tests.training import training_contents

HOME = "https://portal.example"
EDITIONS = {"baseline": baseline_contents, "live": live_contents}
BOTH = pytest.mark.parametrize("kind", EDITIONS)


@cache
def _made(kind):
    contents = EDITIONS[kind]()
    document = council_report(contents)
    return contents.code, document, pdf.write(document, contents.code, HOME)


def _tags(opened):
    """Yield the structure elements of a PDF in reading order."""
    waiting = [opened.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if "/S" in element:
            yield element
        inside = element.get("/K", [])
        children = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
        waiting += reversed(children)


@BOTH
def test_it_is_tagged_as_a_reader_needs_it(kind):
    _code, document, contents = _made(kind)
    with pikepdf.open(io.BytesIO(contents)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == document.language
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert str(opened.docinfo.Title) == document.title
        tags = list(_tags(opened))
    found = Counter(str(tag.S) for tag in tags)
    blocks = list(document.blocks())
    tables = [block for block in blocks if isinstance(block, Table)]
    assert found["/Table"] == len(tables)
    assert found["/TH"] == sum(len(table.columns) for table in tables)
    pictures = [str(tag.Alt) for tag in tags if tag.S == "/Figure"]
    assert pictures == [b.chart.description for b in blocks if isinstance(b, ChartBlock)]
    levels = [int(str(tag.S)[2:]) for tag in tags if re.fullmatch(r"/H\d", str(tag.S))]
    own = [block.level for block in blocks if isinstance(block, Heading)]
    assert levels == [1, *own]  # the contents first


@BOTH
def test_every_figure_is_there_and_leads_to_its_fact(kind):
    code, document, contents = _made(kind)
    with pikepdf.open(io.BytesIO(contents)) as opened:
        led = {
            str(note.A.URI)
            for page in opened.pages
            for note in page.get("/Annots", [])
            if "/A" in note and "/URI" in note.A
        }
    assert {HOME + fact_url(code, figure.fact) for figure in figures(document)} <= led
    done = subprocess.run(["pdftotext", "-", "-"], input=contents, capture_output=True, check=True)
    words = "".join(done.stdout.decode().split())
    for figure in figures(document):
        assert "".join(figure.shown.split()) in words


def test_a_fiche_has_two_pages():
    """Each begins on a page of its own; with everything a country can tell it fills the second."""
    document = council_report(training_contents())
    annex = document.sections[2]
    with pikepdf.open(
        io.BytesIO(pdf.write(replace(document, sections=(annex,)), "training-2027/1", HOME))
    ) as opened:
        starts = [
            (str(entry.title), opened.pages.index(pikepdf.Page(_page(opened, entry))))
            for entry in _outline(opened)
        ]
        last = len(opened.pages)
    fiches = [page for title, page in starts if re.match(r"[AB]\.\d+ ", title)]
    assert len(fiches) == 28
    pages = [after - before for before, after in zip(fiches, [*fiches[1:], last], strict=True)]
    assert set(pages) <= {1, 2}  # one for who has left out the points of the two series
    assert pages.count(2) >= 25


def _outline(opened):
    with opened.open_outline() as outline:
        waiting = list(outline.root)
        while waiting:
            entry = waiting.pop(0)
            waiting = [*entry.children, *waiting]
            yield entry


def _page(opened, entry):
    place = entry.destination if entry.destination is not None else entry.action.D
    return place[0]

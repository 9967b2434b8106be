"""A report edited for weeks is refreshed: every tagged figure is the new edition's, nothing that a
person wrote is lost."""

import io
import subprocess
from dataclasses import replace
from functools import cache

import docx as python_docx
import openpyxl
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from app.council_report.compose import council_report
from app.council_report.document import Section
from app.council_report.refresh.engine import refresh
from app.council_report.refresh.wanting import wanted_of
from app.council_report.writers import docx
from app.domain.facts import short_id
from tests.drafting import (
    A,
    C,
    Draft,
    W,
    around_tags,
    letters,
    own_words,
    parts_of,
    tagged_words,
)
from tests.drafting_edits import EDITS
from tests.editions import live_contents

MOST_BLOCKS = 90  # of the report: enough for every edit, and quick to read


@cache
def _contents(later):
    """The edition of the report, and a later one of the same round: other answers came in."""
    first = live_contents()
    return replace(live_contents(23, 9), code="2027/2") if later else first


@cache
def _wanted(later):
    return wanted_of(_contents(later), "en")


@cache
def _report():
    document = council_report(_contents(False))
    body = document.sections[0].blocks[:MOST_BLOCKS]
    return docx.write(replace(document, sections=(Section(body),)))


@cache
def _edited():
    draft = Draft.of(_report())
    for edit in EDITS:
        edit(draft)
    return draft.saved(), draft.fates


def _texts():
    return {short: figure.shown for short, figure in _wanted(True).figures.items()}


def _body(contents):
    return parts_of(contents)["word/document.xml"]


def _names(done, kind):
    return {short_id(one.name) for one in done.of(kind)}


def test_the_same_edition_changes_nothing():
    """Of the report as it was built, and of the one that somebody edited: not one byte."""
    done = refresh(_report(), _wanted(False))
    assert done.contents == _report()
    assert {one.kind for one in done.outcomes} == {"unplaced"}  # what the test left out
    edited = refresh(_edited()[0], _wanted(False))
    assert edited.contents == _edited()[0]
    assert not edited.of("changed")
    assert min(done.same, edited.same) > 200


@cache
def _refreshed(take_edited=False):
    return refresh(_edited()[0], _wanted(True), take_edited)


def test_a_person_did_forty_things_and_none_is_lost():
    """All text outside tags is the same; so is every part that holds no figure."""
    assert len(EDITS) == 40
    contents, fates = _edited()
    assert sum(len(shorts) for shorts in fates.values()) > 28
    before, after = parts_of(contents), parts_of(_refreshed().contents)
    assert list(before) == list(after)
    for name in before:
        if name.startswith("word/") and name.endswith(".xml") and "/charts/" not in name:
            assert own_words(before[name]) == own_words(after[name]), name
            assert around_tags(before[name]) == around_tags(after[name]), name
    touched = {name for name in before if before[name] != after[name]}
    allowed = ("word/document.xml", "word/footnotes.xml", "word/header", "word/footer",
               "word/charts/", "word/embeddings/", "customXml/item")  # fmt: skip
    assert all(name.startswith(allowed) for name in touched), touched
    words = "\n".join(own_words(after["word/document.xml"]))
    for typed in ("retyped", "Copied here: ", "Inserted words.", "Main findings", " (large)"):
        assert typed in words
    assert any("For discussion" in text for name in after if "header" in name
               for text in own_words(after[name]))  # fmt: skip


def test_every_tagged_figure_is_the_new_editions():
    """In controls, in bookmarks, in copies, in footnotes; but what was edited by hand."""
    _contents_before, fates = _edited()
    done, texts = _refreshed(), _texts()
    apart = {*fates["edited"], *fates["removed"], *_names(done, "gone")}
    seen, wrong = set(), []
    for name, part in parts_of(done.contents).items():
        if name.startswith(("word/document", "word/foot", "word/header")) and ".rels" not in name:
            for short, text in tagged_words(part):
                seen.add(short)
                if short not in apart and text not in ("", texts.get(short, text)):
                    wrong.append((name, short, text, texts.get(short)))
    assert wrong == []
    untouched = set().union(*fates.values()) - set(fates["removed"])
    assert untouched <= seen
    changed = {short_id(one.name) for one in done.of("changed")}
    assert len(changed & {*fates["fresh"], *fates["bookmark"]}) > 10


def test_the_list_says_what_became_of_each():
    """Edited by hand and kept, deleted but not yet, removed, changed with old and new."""
    _before, fates = _edited()
    done = _refreshed()
    assert set(fates["edited"]) <= _names(done, "edited")
    assert _names(done, "deleted") == {*fates["deleted"], *fates["moved"]}
    assert set(fates["removed"]) <= _names(done, "removed")
    edited = {one.old for one in done.of("edited")}
    assert {"4711", "about 99", "", "77 777"} <= edited
    assert any(one.old.startswith("By hand · 1 · 2") for one in done.of("edited"))
    one = next(o for o in done.of("changed") if o.name == "coverage/EU27/reported@2027-06-30")
    assert (one.place, one.old, one.new) == ("Main findings", "24", "23")
    assert done.before == "2027/1"
    cover = next(o for o in done.of("changed") if o.name == "edition:cover/Edition")
    assert (cover.old, cover.new) == ("2027/1", "2027/2")
    unplaced = {one.name for one in done.of("unplaced")}
    assert any(name.startswith("table:fiche") for name in unplaced)


def test_formats_widths_and_colours_stay():
    """Bold, split into runs, marked, linked; the column as wide, the chart in the new colour."""
    done = _refreshed()
    body = etree.fromstring(_body(done.contents))
    bold = _edited()[1]["bold"][0]
    control = next(s for s in body.iter(f"{W}sdt") if _is(s, bold))
    assert control.find(f".//{W}rPr/{W}b") is not None
    assert letters(control.find(f"{W}sdtContent")) == _texts()[bold]
    assert any(c.get(f"{W}w") == "4321" for c in body.iter(f"{W}gridCol"))
    assert any(letters(row).startswith("By hand123") for row in body.iter(f"{W}tr"))
    before = etree.fromstring(_body(_edited()[0]))
    for tag in ("proofErr", "ins", "del", "moveFrom", "moveTo", "commentRangeStart", "drawing",
                "hyperlink", "footnoteReference", "br", "lang", "sectPr"):  # fmt: skip
        counts = [sum(1 for _ in root.iter(f"{W}{tag}")) for root in (before, body)]
        assert counts[0] == counts[1] > 0, tag


def _is(control, short):
    tag = control.find(f"{W}sdtPr/{W}tag")
    return tag is not None and tag.get(f"{W}val") == short


def test_charts_show_the_new_figures_in_two_places():
    """In the chart and in the workbook behind it; the colour chosen by hand stays."""
    after = parts_of(_refreshed().contents)
    charts = [name for name in after if name.startswith("word/charts/chart")]
    assert charts
    colours, ends = set(), set()
    wanted = {chart.rows for chart in _wanted(True).charts.values()}
    for name in charts:
        root = etree.fromstring(after[name])
        colours |= {c.get("val") for c in root.iter(f"{A}srgbClr")}
        ends |= {e.get("val") for e in root.findall(f".//{C}valAx//{C}max")}
        book = after[name.replace("charts/", "embeddings/").replace(".xml", ".xlsx")]
        rows = openpyxl.load_workbook(io.BytesIO(book))["Sheet1"].iter_rows(values_only=True)
        sheet = tuple(tuple("" if v is None else str(v) for v in row) for row in rows)
        assert sheet in wanted
        for column, series in enumerate(root.iter(f"{C}ser"), start=1):
            points = {p.get("idx"): p[0].text for p in series.find(f"{C}val").iter(f"{C}pt")}
            shown = {str(i): row[column] for i, row in enumerate(sheet[1:]) if row[column]}
            assert points == shown
    assert "C0FFEE" in colours
    parts = [etree.fromstring(c.part.encode()) for c in _wanted(True).charts.values()]
    shared = {e.get("val") for root in parts for e in root.findall(f".//{C}valAx//{C}max")}
    assert ends == shared  # charts on one scale still end together
    assert len(shared) == 1


def test_what_was_edited_is_replaced_when_asked():
    """The tick of the page; the drafter's own row stays even then."""
    done, texts = _refreshed(take_edited=True), _texts()
    found = dict(tagged_words(_body(done.contents)))
    for short in _edited()[1]["edited"]:
        assert found[short].endswith(texts[short])
    assert _names(done, "taken") >= set(_edited()[1]["edited"])
    assert own_words(_body(done.contents)) == own_words(_body(_edited()[0]))
    assert b"By hand" in _body(done.contents)
    assert b"77 777" not in _body(done.contents)


def test_a_second_refresh_changes_nothing_and_the_first_can_be_taken_back(tmp_path):
    """What was edited is still told; the earlier edition gives the earlier figures again; the
    package is one that no program repairs."""
    done = _refreshed()
    again = refresh(done.contents, _wanted(True))
    assert again.contents == done.contents
    assert again.of("edited") == done.of("edited")
    back = refresh(done.contents, _wanted(False))
    assert tagged_words(_body(back.contents)) == tagged_words(_body(_edited()[0]))
    path = tmp_path / "after.docx"
    path.write_bytes(done.contents)
    errors = [str(error) for error in OpenXmlValidator().validate(str(path)).errors]
    assert all("CommentReference" in error for error in errors), errors  # the drafter's program
    assert python_docx.Document(io.BytesIO(done.contents)).inline_shapes


@pytest.fixture(scope="module")
def from_libreoffice(tmp_path_factory):
    """The report and the edited one, opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "report.docx").write_bytes(_report())
    (folder / "edited.docx").write_bytes(_edited()[0])
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
            "--convert-to", "docx", "--outdir", "saved", "report.docx", "edited.docx",
        ],
        cwd=folder, check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return {p.stem: p.read_bytes() for p in (folder / "saved").iterdir()}


def test_libreoffice_files_refresh_all_the_same(from_libreoffice):
    """Tags are gone and numbers are others: bookmarks, aliases and the map still lead there."""
    texts = _texts()
    for name, contents in from_libreoffice.items():
        assert b"<w:tag " not in _body(contents)
        assert refresh(contents, _wanted(False)).contents == contents
        done = refresh(contents, _wanted(True))
        assert own_words(_body(done.contents)) == own_words(_body(contents)), name
        apart = _names(done, "edited") | _names(done, "deleted") | _names(done, "gone")
        found = tagged_words(_body(done.contents))
        wrong = [
            (s, t, texts[s]) for s, t in found if s not in apart and t not in ("", texts.get(s, t))
        ]
        assert wrong == [], name
        assert len(found) > 60
        assert len(done.of("changed")) > 100
    report = refresh(from_libreoffice["report"], _wanted(True))
    fresh = refresh(_report(), _wanted(True))
    assert {(o.name, o.new) for o in report.of("changed")} == {
        (o.name, o.new) for o in fresh.of("changed")
    }
    assert not report.of("edited")

"""The report as files: valid packages, read by other programs, the same bytes, all figures kept."""

import io
import re
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import docx as python_docx
import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from app.core.archives import unpacked
from app.council_report.annex_workbook import annex_workbook
from app.council_report.compose import council_report
from app.council_report.document import (
    ChartBlock,
    Figure,
    Heading,
    Paragraph,
    Table,
    figures,
    inlines,
)
from app.council_report.writers import docx
from app.council_report.written import OwnText, Quoted, Written
from app.domain.facts import short_id
from tests.editions import baseline_contents, live_contents

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WRITTEN = Written(
    texts=(
        OwnText("context", "en", 1, "Why it matters:\n- to some\n- to others\n\nAnd to all."),
        OwnText("P05", "fr", 1, "Un début est fait."),
    ),
    quotations=(
        Quoted("b", 1, "P05", 1, "DK", "[…] foråret.\nNyt.", "da", "It is new.", "en", "human"),
        Quoted("a", 1, "P05", 0, "GR", "Ανοίξαμε & κλείσαμε <τίποτα>.", "el"),
    ),
)  # fmt: skip


def written_contents():
    """The generated round with everything that people can add to its report."""
    return replace(live_contents(), written=WRITTEN)


EDITIONS = {"baseline": baseline_contents, "live": written_contents}
BOTH = pytest.mark.parametrize("kind", EDITIONS)


@cache
def _document(kind):
    return council_report(EDITIONS[kind]())


@cache
def _report(kind):
    return docx.write(_document(kind))


@cache
def _annex(kind):
    return annex_workbook(EDITIONS[kind]())


def _tree(kind, part):
    return ElementTree.fromstring(unpacked(_report(kind))[part])  # noqa: S314  # our own file


def _controls(kind):
    """Yield tag, alias and text of every control of the body that carries a short id."""
    for control in _tree(kind, "word/document.xml").iter(f"{W}sdt"):
        properties = control.find(f"{W}sdtPr")
        tag, alias = (properties.find(f"{W}{name}").get(f"{W}val") for name in ("tag", "alias"))
        yield tag, alias, "".join(t.text or "" for t in control.iter(f"{W}t"))


@BOTH
def test_the_packages_are_valid(kind, tmp_path):
    """No program will offer to repair them."""
    contents = EDITIONS[kind]()
    # Every sheet and every kind of cell; thousands of rows of one kind only take the checker long.
    few = dict(list(contents.facts.items())[::6])
    annex = annex_workbook(replace(contents, facts=few))
    for name, data in (("report.docx", _report(kind)), ("annex.xlsx", annex)):
        path = tmp_path / name
        path.write_bytes(data)
        result = OpenXmlValidator().validate(str(path))
        assert [str(error) for error in result.errors] == []


@BOTH
def test_two_builds_are_the_same_bytes(kind):
    """Charts and their workbooks included."""
    contents = EDITIONS[kind]()
    assert docx.write(council_report(contents)) == _report(kind)
    assert annex_workbook(contents) == _annex(kind)


@BOTH
def test_every_figure_in_prose_stands_in_a_control(kind):
    """Tag and alias carry the same short id, and the map leads to the full one."""
    wanted = Counter(
        (short_id(part.name), part.shown)
        for block in _document(kind).blocks()
        for part in (inlines(block) if not isinstance(block, Table) else block.note)
        if isinstance(part, Figure)
    )
    names = {
        entry.get("short"): entry.get("name")
        for entry in _tree(kind, "customXml/item1.xml")
        if entry.get("name")
    }
    found = Counter()
    for tag, alias, text in _controls(kind):
        assert tag == alias
        assert short_id(names[tag]) == tag
        found[tag, text] += 1
    in_notes = Counter()
    for control in _tree(kind, "word/footnotes.xml").iter(f"{W}sdt"):
        in_notes[control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")] += 1
    missing = wanted - found
    assert sum(missing.values()) == sum(in_notes.values())
    assert sum(wanted.values()) > 50


@BOTH
def test_every_table_and_chart_stands_in_one_control(kind):
    """And the map says which figure stands in which cell."""
    body = _tree(kind, "word/document.xml")
    inside = {id(t) for s in body.iter(f"{W}sdt") for t in s.iter(f"{W}tbl")}
    tables = list(body.iter(f"{W}tbl"))
    assert tables
    assert all(id(table) in inside for table in tables)
    space = "{urn:era-reporting:fact-map:1}"
    cells = list(_tree(kind, "customXml/item1.xml").iter(f"{space}cell"))
    facts = EDITIONS[kind]().facts
    in_tables = sum(
        isinstance(part, Figure)
        for block in _document(kind).blocks()
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        for part in cell
    )
    assert len(cells) > in_tables > 100
    assert all(cell.get("fact").partition("#")[0] in facts for cell in cells)


@BOTH
def test_bookmarks_and_controls_have_numbers_of_their_own(kind):
    """Word repairs a file in which two share one."""
    body = _tree(kind, "word/document.xml")
    starts = list(body.iter(f"{W}bookmarkStart"))
    assert len({b.get(f"{W}name") for b in starts}) == len(starts) > 100
    assert len({b.get(f"{W}id") for b in starts}) == len(starts)
    ids = [c.find(f"{W}sdtPr/{W}id").get(f"{W}val") for c in body.iter(f"{W}sdt")]
    assert len(set(ids)) == len(ids)


@BOTH
def test_another_reader_finds_headings_tables_and_properties(kind):
    """Real styles, header rows, alternative texts, and nobody's name."""
    document = python_docx.Document(io.BytesIO(_report(kind)))
    headings = [p for p in document.paragraphs if p.style.name.lower().startswith("heading")]
    wanted = [b.text for b in _document(kind).blocks() if isinstance(b, Heading)]
    assert [p.text for p in headings] == wanted
    assert document.core_properties.title == _document(kind).title
    assert document.core_properties.author == ""
    assert document.core_properties.last_modified_by == ""
    body = document.element.body
    tables = list(body.iter(f"{W}tbl"))
    assert all(next(t.iter(f"{W}tr")).find(f"{W}trPr/{W}tblHeader") is not None for t in tables)
    described = [e for e in body.iter() if e.tag.endswith("}docPr")]
    drawn = [b for b in _document(kind).blocks() if isinstance(b, ChartBlock)]
    assert len(described) == len(drawn) >= 6
    assert all(e.get("descr") and e.get("title") for e in described)
    assert len(document.sections) == 5
    assert document.sections[2].orientation == 1


@BOTH
def test_the_charts_can_be_edited_with_the_same_figures(kind):
    """The embedded workbook holds what the chart shows."""
    parts = unpacked(_report(kind))
    charts = [name for name in parts if re.fullmatch(r"word/charts/chart\d+\.xml", name)]
    assert len(charts) == sum(isinstance(b, ChartBlock) for b in _document(kind).blocks())
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    for name in charts:
        root = ElementTree.fromstring(parts[name])  # noqa: S314  # our own file
        workbook = parts[name.replace("charts/", "embeddings/").replace(".xml", ".xlsx")]
        sheet = openpyxl.load_workbook(io.BytesIO(workbook))["Sheet1"]
        for column, series in enumerate(root.iter(f"{space}ser"), start=2):
            for point in series.findall(f"{space}val/{space}numRef/{space}numCache/{space}pt"):
                cell = sheet.cell(int(point.get("idx")) + 2, column).value
                assert cell == float(point.find(f"{space}v").text)


@BOTH
def test_the_annex_holds_the_figures_as_numbers(kind):
    """Read by two programs; EL with the ISO code beside it; nothing that is not public."""
    contents = EDITIONS[kind]()
    book = openpyxl.load_workbook(io.BytesIO(_annex(kind)))
    sheet = book["Facts"]
    header = [cell.value for cell in sheet[4]]
    place = {title: header.index(title) for title in ("Identifier", "Number", "n")}
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert len(rows) == sum(
        not f.suppressed and f.visibility == "public" for f in contents.facts.values()
    )
    for row in rows:
        fact = contents.facts[row[place["Identifier"]]]
        number = None if fact.number is None else float(fact.number)
        assert row[place["Number"]] == (None if number is None else pytest.approx(number))
        assert row[place["n"]] == fact.n
    other = CalamineWorkbook.from_filelike(io.BytesIO(_annex(kind)))
    assert other.sheet_names == book.sheetnames
    assert len(other.get_sheet_by_name("Facts").to_python()) == len(rows) + 4
    codes = {row[:2] for row in book["Measures"].iter_rows(min_row=5, values_only=True)}
    assert kind == "live" or ("EL", "GR") in codes


@BOTH
def test_libreoffice_opens_both_and_loses_nothing(kind, tmp_path):
    """Every page of the report has content, the contents have page numbers, figures survive."""
    (tmp_path / "report.docx").write_bytes(_report(kind))
    (tmp_path / "annex.xlsx").write_bytes(_annex(kind))
    for target, source in (("pdf", "report.docx"), ("csv", "annex.xlsx")):
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
                "--convert-to", target, "--outdir", str(tmp_path), source,
            ],
            cwd=tmp_path, check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    text = subprocess.run(
        ["pdftotext", "-layout", "report.pdf", "-"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    pages = text.split("\f")[:-1]
    assert len(pages) > 60
    assert [n for n, page in enumerate(pages, start=1) if len(page.strip()) < 150] == []
    assert re.search(r"1\s+Key messages\.+\s*\d+", text)
    flat = re.sub(r"\s+", " ", text)
    sentences = [b for b in _document(kind).blocks() if isinstance(b, Paragraph)]
    shown = "".join(
        p.shown if isinstance(p, Figure) else p.text
        for p in sentences[1].content
        if hasattr(p, "text") or isinstance(p, Figure)
    )
    assert shown[:60] in flat
    assert EDITIONS[kind]().code in (tmp_path / "annex.csv").read_text(encoding="utf-8")


def test_every_figure_of_the_tree_is_counted_once():
    """The test above would pass on an empty report."""
    assert len(list(figures(_document("baseline")))) > 300

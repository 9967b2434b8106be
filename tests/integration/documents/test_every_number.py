"""Every number in the documents of a full round is read back and found among the facts.

The readers here know nothing of the writers: they take the files apart, and the facts of the
edition are the only thing that both sides share.
"""

import io
import re
import subprocess
from collections import defaultdict
from decimal import Decimal
from functools import cache

import openpyxl
from docxchart import ChartDoc
from lxml import etree

from app.council_report.annex_workbook import annex_workbook
from app.council_report.compose import council_report
from app.council_report.document import ChartBlock
from app.council_report.writers import docx, pdf
from app.domain.facts import short_id
from app.editions.charts.svg_lines import name_of
from tests.drafting import C, W, letters, parts_of, short_of
from tests.training import training_contents

SPACE = "{urn:era-reporting:fact-map:1}"
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
# What is no figure: days, periods, points, names of documents, indicators, tables and editions.
_NAMES = (
    r"\d{1,2} [A-Z][a-z]+ \d{4}",
    r"(?:mid-|year )?\d{4}(?:[-/]\d{2,4})?(?: to mid-\d{4})?",
    r"[Pp]oints? \d+(?:(?:, | to | and )\d+)*",
    r"ST \d+/\d+ ADD \d+",
    r"SD-[\dX]+\.\d+|\bP\d\d\b|\bT\d\b",
    r"training-2027/1|version \d+|of (?:the )?27|of 24|the 27 Member|mid-\d{4}",
    r"\d+\. (?=[A-Z])|sections? \d+\.\d+",
    r"(?:=|as) 100|SHA-256|2030 Agenda|fewer than 10|SD-2026/1|index 0-1",
)
_NAMED = re.compile("|".join(_NAMES))


@cache
def _document():
    return council_report(training_contents())


@cache
def _files():
    contents, document = training_contents(), _document()
    return (
        docx.write(document),
        pdf.write(document, contents.code, "https://portal.example"),
        annex_workbook(contents),
    )


@cache
def _annex():
    return openpyxl.load_workbook(io.BytesIO(_files()[2]))


def _parsed(text):
    return Decimal(text.replace(",", ""))


def _belongs(name, text):
    """Tell whether a text is what the named figure of the edition says."""
    fact_id, _hash, part = name.partition("#")
    fact = training_contents().facts.get(fact_id)
    if fact is None:
        return False
    if part == "n":
        return text == str(fact.n)
    if part.startswith("missing/"):
        return text == str(fact.missing[part.removeprefix("missing/")])
    if fact.number is None or part in ("country", "step"):
        return not _NUMBER.search(text) or str(fact.text)[:4] in text
    return _parsed(text) == fact.number


def _without_fields(paragraph):
    """Return the words of a paragraph without results of fields and without figures in controls."""
    words, depth = [], 0
    for one in paragraph.iter(f"{W}fldChar", f"{W}t"):
        if one.tag == f"{W}fldChar":
            kind = one.get(f"{W}fldCharType")
            depth += {"begin": 1, "end": -1}.get(kind, 0)
        elif not depth and not any(short_of(c) for c in one.iterancestors(f"{W}sdt")):
            words.append(one.text or "")
        elif not depth:
            words.append("¤")
    return "".join(words)


def _bare(text):
    return [n for n in _NUMBER.findall(_NAMED.sub(" ", text))]


def _style(paragraph):
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val")


def test_numbers_in_words_and_tables_of_the_report():
    """Each stands in a control or a cell that names its fact, and is that fact's value."""
    parts = parts_of(_files()[0])
    held = etree.fromstring(parts["customXml/item1.xml"])
    names = {e.get("short"): e.get("name") for e in held.iter(f"{SPACE}entry")}
    cells = defaultdict(list)
    for block in held.iter(f"{SPACE}block"):
        for cell in block.iter(f"{SPACE}cell"):
            cells[block.get("short"), cell.get("at")].append((cell.get("fact"), cell.get("shown")))
    figures, wrong = [], []
    for part in ("word/document.xml", "word/footnotes.xml"):
        body = etree.fromstring(parts[part])
        facts = training_contents().facts
        named = [(names.get(short_of(c), ""), letters(c)) for c in body.iter(f"{W}sdt")]
        figures += [one for one in named if one[0].partition("#")[0] in facts]
        for table in body.iter(f"{W}tbl"):
            control = next(c for c in table.iterancestors(f"{W}sdt") if short_of(c))
            wrong += _strange_in_table(table, names[short_of(control)], cells)
        wrong += _strange_in_prose(body)
    wrong += [one for one in figures if not _belongs(*one)]
    assert wrong == []
    assert len(figures) > 500
    assert sum(map(len, cells.values())) > 4000


def _strange_in_table(table, name, cells):
    """Yield figures of cells that are not their fact's, and numbers beside them."""
    for row, tr in enumerate(table.findall(f"{W}tr")):
        for column, tc in enumerate(tr.findall(f"{W}tc"), start=1):
            there = cells[short_id(name), f"R{row}C{column}"]
            yield from ((name, *one) for one in there if not _belongs(*one))
            text = letters(tc)
            for _fact, shown in there:
                text, times = re.subn(rf"(?<!\w){re.escape(shown)}(?!\w)", "¤", text, count=1)
                assert times == 1, (name, row, column, shown)
            if row and not _is_names(name, column):
                yield from ((name, row, column, number) for number in _bare(text))


def _strange_in_prose(body):
    """Yield numbers in words outside tables that are neither in a control nor part of a name."""
    for paragraph in body.iter(f"{W}p"):
        in_table = next(paragraph.iterancestors(f"{W}tbl"), None) is not None
        is_told = not _style(paragraph).startswith(("TOC", "Heading", "Asked", "Caption"))
        if is_told and not in_table:
            words = _without_fields(paragraph)
            yield from ((words, number) for number in _bare(words))


def _is_names(table, column):
    """Tell whether a column holds numbers of points, dates or national words, and no figure."""
    if table.endswith((".measures", ".found")) and table.startswith("table:fiche."):
        return True
    if table == "table:annex.definitions":
        return True
    return column == 1 and table.startswith(
        ("table:annex.types", "table:annex.status", "table:annex.countries", "table:fiche.")
    )


def test_numbers_in_the_charts_of_the_report():
    """In the drawing and in the workbook behind it, each the value of the fact in its place."""
    parts = parts_of(_files()[0])
    held = etree.fromstring(parts["customXml/item1.xml"])
    body = etree.fromstring(parts["word/document.xml"])
    facts = training_contents().facts
    blocks = {b.get("short"): b for b in held.iter(f"{SPACE}block")}
    properties = [e for e in body.iter() if e.tag.endswith("}docPr")]
    numbers = 0
    for place, drawn in enumerate(properties, start=1):
        block = blocks[short_id(drawn.get("name"))]
        where = {cell.get("at"): cell.get("fact") for cell in block.iter(f"{SPACE}cell")}
        book = parts[f"word/embeddings/chart{place}.xlsx"]
        sheet = openpyxl.load_workbook(io.BytesIO(book))["Sheet1"]
        chart = etree.fromstring(parts[f"word/charts/chart{place}.xml"])
        seen = set()
        for column, series in enumerate(chart.iter(f"{C}ser"), start=2):
            for point in series.find(f"{C}val").iter(f"{C}pt"):
                at = f"R{int(point.get('idx')) + 2}C{column}"
                value = Decimal(point.find(f"{C}v").text)
                assert facts[where[at]].number == value
                assert Decimal(str(sheet.cell(int(point.get("idx")) + 2, column).value)) == value
                seen.add(at)
        assert seen == set(where)
        numbers += len(seen)
    assert len(properties) > 50
    assert numbers > 500


def test_a_second_library_reads_and_edits_every_chart(tmp_path):
    """It finds all of them with the same figures, and writes another one into chart and book."""
    path, edited = tmp_path / "report.docx", tmp_path / "edited.docx"
    path.write_bytes(_files()[0])
    opened = ChartDoc.open(str(path))
    drawn = [b.chart for b in _document().blocks() if isinstance(b, ChartBlock)]
    assert opened.validate() == []
    assert len(opened.chart_list()) == len(drawn)
    told = opened.extract()
    for said, chart in zip(told["charts"], drawn, strict=True):
        assert [row["category"] for row in said["rows"]] == list(chart.categories)
        for series in chart.series:
            values = [row[name_of(series)] for row in said["rows"]]
            assert [None if v is None else Decimal(str(v)) for v in values] == [
                datum.value for datum in series.data
            ]
    first = told["charts"][0]
    name = first["series"][0]["name"]
    first["rows"][0][name] = "3"
    opened.apply(told)
    opened.save(str(edited))
    again = ChartDoc.open(str(edited)).extract()["charts"]
    assert str(again[0]["rows"][0][name]) == "3"
    assert again[1:] == told["charts"][1:]
    book = parts_of(edited.read_bytes())["word/embeddings/chart1.xlsx"]
    assert openpyxl.load_workbook(io.BytesIO(book))["Sheet1"]["B2"].value == 3


def _values(chart):
    """Return the values that are drawn, not the names of categories."""
    return [v for values in chart.iter(f"{C}val") for v in values.iter(f"{C}v")]


def test_numbers_in_the_pdf():
    """Nothing is printed there that the Word document does not say; that one is read above."""
    report, printed, _annex = _files()
    done = subprocess.run(["pdftotext", "-", "-"], input=printed, capture_output=True, check=True)
    pages = done.stdout.decode().split("\f")
    parts = parts_of(report)
    said = set()
    for part in ("word/document.xml", "word/footnotes.xml"):
        body = etree.fromstring(parts[part])
        for paragraph in body.iter(f"{W}p"):
            said.update(_NUMBER.findall(letters(paragraph)))
    for part in (name for name in parts if re.fullmatch(r"word/charts/chart\d+\.xml", name)):
        said.update(f"{Decimal(v.text):,}" for v in _values(etree.fromstring(parts[part])))
    said.update(str(number) for number in range(1, len(pages) + 1))  # pages, footnotes
    said.update(str(number) for number in range(0, 1001, 50))  # marks on the axes of pictures
    strange = set()
    for page in pages:
        words = re.sub(r"Page \d+ of \d+", "", page)
        strange.update(number for number in _NUMBER.findall(words) if number not in said)
    assert strange == set()
    assert len(said) > 300


def test_numbers_in_the_annex():
    """Each number in a sheet is one of the facts on what its row is about."""
    book = _annex()
    about = defaultdict(set)
    for fact in training_contents().facts.values():
        topic = fact.key.subject.partition(".progress")[0].partition(".measures")[0]
        topic = topic.partition(".coverage")[0]
        about[topic] |= {float(n) for n in (fact.number, fact.n, fact.of) if n is not None}
        about[topic] |= {float(count) for count in fact.missing.values()}
    found = 0
    wrong = []
    for sheet in book:
        if sheet.title in ("README", "Charts", "Definitions", "Measures"):
            continue
        heads = [cell.value for cell in sheet[4]]
        for row in sheet.iter_rows(min_row=5, values_only=True):
            topics = {t for text in row if isinstance(text, str) for t in _topics(text)}
            known = set().union(*(about[topic] for topic in topics))
            for head, value in zip(heads, row, strict=True):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    found += 1
                    if head != "Point" and float(value) not in known:
                        wrong.append((sheet.title, head, value, row[:4]))
    assert wrong == []
    assert found > 8000


def _topics(text):
    return (text.partition("/")[0].partition(".progress")[0].partition(".measures")[0]
            .partition(".coverage")[0], text)  # fmt: skip


def test_native_charts_of_the_annex_draw_its_cells():
    """The charts name ranges of the standard tables, and their caches hold what stands there."""
    book, parts = _annex(), parts_of(_files()[2])
    charts = [name for name in parts if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) == 2
    checked = 0
    for name in charts:
        for values in etree.fromstring(parts[name]).iter(f"{C}val"):
            sheet, cells = values.find(f".//{C}f").text.replace("$", "").split("!")
            column = [row[0].value for row in book[sheet.strip("'")][cells]]
            cached = {int(p.get("idx")): p.find(f"{C}v").text for p in values.iter(f"{C}pt")}
            for at, value in enumerate(column):
                assert (value is None and at not in cached) or float(cached[at]) == float(value)
                checked += 1
    assert checked == 24 * 9

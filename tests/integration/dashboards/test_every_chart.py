"""Every chart of every page: what is drawn, its table, its files and the edition say the same."""

import csv
import io
import json
import re
import struct
import zlib
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from zipfile import ZipFile

import html5lib
import pytest
from defusedxml.ElementTree import fromstring

from app.core.db import open_session
from app.dashboards import chart_files, finding_charts
from app.dashboards.pages.around import around
from app.dashboards.pages.commission import actions_page
from app.dashboards.pages.countries import country_page
from app.dashboards.pages.indicators import indicator_page
from app.dashboards.pages.matrix import matrix_page
from app.dashboards.pages.overview import overview_page
from app.dashboards.pages.points import point_page, points_page
from app.dashboards.queries import choose, load_view
from app.dashboards.view import NOTHING, View
from app.domain.facts import Fact
from app.domain.indicators import PROGRESS
from app.domain.roles import COMMISSION, PublicScope, Role, UnionScope
from app.editions.addresses import fact_url
from app.editions.charts.rows import values_of
from app.editions.charts.svg_parts import datum_words
from app.web.pages import TEMPLATES, environment
from tests.database import one_database
from tests.published import BASELINE, LIVE, bring_out, freeze, seed_baseline, submit_accepted
from tests.training import training_data

KINDS = {"bars", "dots", "lines", "panels", "map", "matrix", "milestones"}
NATIVE = KINDS - {"map", "matrix", "milestones"}
PAGES = {"commission", "country", "indicator", "matrix", "overview", "point", "points"}
COMMISSIONS = UnionScope(None, "reader", frozenset({Role.DESK_OFFICER}))
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORDED = ("matrix", "milestones")
# How sentences begin that say what is found, not only who answered.
FINDINGS = (
    "Substantial progress in ", "Full implementation, of the statuses given: ",
    "The answer given most is ", "The most frequent type is ", "The median is ", "All together",
)  # fmt: skip


def freeze_full_round(engine):
    """All 28 reporters have submitted; the edition of their figures is not out yet."""
    submit_accepted(engine, [replace(data, cycle=LIVE) for data in training_data()])
    freeze(engine)


@pytest.fixture
def database_state():
    """The published baseline, and a full round that only the Commission reads."""
    return (seed_baseline, freeze_full_round)


@dataclass(frozen=True)
class Edition:
    """What the checks look up again and again in one edition."""

    view: View
    by_url: dict[str, Fact]  # of the page of a figure
    first: dict[str, str]  # of each indicator: the period that counts as 100


def _edition(view):
    facts = view.facts.values()
    values = [(f.key.subject, f.key.period) for f in facts if f.key.measure == "value"]
    first = {subject: period for subject, period in sorted(values, reverse=True)}
    return Edition(view, {fact_url(view.info.code, f.id): f for f in facts}, first)


def _view(engine, code, scope=None):
    with open_session(engine) as session:
        scope = scope or PublicScope()
        return load_view(session, scope, choose(session, scope, code))


def _pages(view):
    """Return every page that has charts, by what finds it; and the charts of each."""
    overview, points = overview_page(view), points_page(view)
    made = {"overview_page": {"": overview}, "points_page": {"": points}}
    made["point_page"] = {p.id: point_page(view, p) for p in view.catalogue.instrument.points}
    made["indicator_page"] = {
        i.id: indicator_page(view, i) for i in view.catalogue.indicators if i.id != PROGRESS
    }
    made["country_page"] = {r.code: country_page(view, r.code) for r in view.catalogue.reporters}
    charts = [overview.chart, overview.map, points.side_by_side, *(c for _r, c in points.groups)]
    charts += [chart for page in made["point_page"].values() for chart in page.charts]
    charts += [chart for page in made["indicator_page"].values() for chart in page.every_chart]
    charts += [chart for page in made["country_page"].values() for chart in page.charts]
    groups = [group.id for group in view.catalogue.instrument.groups]
    made["matrix_page"] = {group: matrix_page(view, group) for group in ("", *groups[:-1])}
    charts += [actions_page(view).chart, *(page.chart for page in made["matrix_page"].values())]
    return made, {chart.chart.id: chart for chart in charts if chart}, charts


def _found_again(monkeypatch, view, made, charts):
    """Each address of a file leads to the chart of the page that names it."""
    for name in ("overview_page", "points_page"):
        monkeypatch.setattr(finding_charts, name, lambda _view, name=name: made[name][""])
    for name, key in (("point_page", "id"), ("indicator_page", "id"), ("country_page", "")):
        monkeypatch.setattr(
            finding_charts,
            name,
            lambda _view, of, name=name, key=key: made[name][getattr(of, key) if key else of],
        )
    for chart_id, drawn in charts.items():
        found = finding_charts.find_chart(view, chart_id)
        assert found is not None, chart_id
        assert found.rows == drawn.rows, chart_id
        is_alone = chart_id.startswith(("chart-milestones", "chart-matrix"))
        assert (found is drawn) is not is_alone, chart_id
        wanted = [f"/charts/{chart_id}.{form}" for form in ("csv", "xlsx", "png", "svg")]
        assert [url.partition("?")[0] for _label, url in drawn.downloads] == wanted


def _numbers(chart):
    """Return what a chart says by fact: numbers, and the facts that stand as words."""
    values = list(values_of(chart))
    numbers = {v.datum.fact: v.datum.value for v in values if v.datum.value is not None}
    return numbers, sorted(v.datum.fact for v in values if v.datum.text)


def _drawn_numbers(chart, figure):
    """Return the same of what plotly is told."""
    numbers, worded = {}, []
    for trace in figure["data"]:
        facts = trace.get("customdata", [])
        if chart.kind == "map":
            values = trace["meta"]["values"] if facts else []
        else:
            values = trace["y" if chart.kind == "lines" else "x"] if facts else []
        if change := trace.get("meta", {}).get("fact"):
            numbers[change] = Decimal(str(trace["meta"]["change"]))
        for fact, value in zip(facts, values, strict=True):
            if fact and (chart.kind in _WORDED or (chart.kind == "map" and value is None)):
                worded.append(fact)
            elif fact and value is not None:
                numbers[fact] = Decimal(str(value))
    return numbers, sorted(worded)


def _figure_of_page(drawn):
    """Return the JSON and the cells of the chart as its page sends them, and its words."""
    html = str(environment().get_template("dashboards/_parts.html").module.chart(drawn))
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    script = next(e for e in root.iter("script") if e.get("type") == "application/json")
    table = next(root.iter("table"))
    assert table.find("caption").text == drawn.title
    heads = [th.get("scope") for th in table.find("thead").iter("th")]
    assert heads == ["col"] * len(drawn.columns)
    cells = []
    for row in table.find("tbody").iter("tr"):
        assert row.find("th").get("scope") == "row"
        cells += [("".join(td.itertext()), _link(td)) for td in row.iter("td")]
    frame = next(e for e in root.iter("div") if e.get("data-chart"))
    assert frame.get("tabindex") == "0"
    assert frame.get("aria-label")
    finding = "".join(next(root.iter("p")).itertext())
    assert finding == drawn.finding
    return json.loads("".join(script.itertext())), cells


def _link(cell):
    return next((a.get("href") for a in cell.iter("a")), "")


def _check(edition, drawn, *, as_page):
    """Compare a chart in all its forms with the edition; return how many values there were."""
    chart, view = drawn.chart, edition.view
    numbers, words = _numbers(chart)
    for fact_id, number in numbers.items():
        assert view.facts[fact_id].number == number, (chart.id, fact_id)
    for value in values_of(chart):
        fact = view.facts[value.datum.fact]
        if chart.kind == "matrix":
            assert fact.text == value.datum.step, value
        _check_index(edition, fact)

    if as_page:
        figure, cells = _figure_of_page(drawn)
    else:
        figure, cells = drawn.figure, [(c.text, c.url) for _label, row in drawn.rows for c in row]
    assert _drawn_numbers(chart, figure) == (numbers, words), chart.id
    shown = [(text, link) for text, link in cells if text != NOTHING]
    read = sorted(datum_words(v.datum) for v in values_of(chart))
    assert sorted(text.removeprefix("+") for text, _link in shown) == read, chart.id
    if chart.kind != "milestones":  # a date leads to the measure that has it
        linked = {fact_url(view.info.code, fact) for fact in (*numbers, *words)}
        assert {link for _text, link in shown} == linked, chart.id
    else:
        assert all("/measures?" in link for _text, link in shown)

    about = around(view, "/", drawn.title)
    rows = list(csv.reader(io.StringIO(chart_files.as_csv(drawn, about).decode("utf-8-sig"))))[1:]
    if about.mark:
        assert {row.pop(0) for row in rows} == {about.mark}
    assert {r[4]: Decimal(r[2]) for r in rows if r[2]} == numbers, chart.id
    assert sorted(r[4] for r in rows if r[3]) == words, chart.id
    _check_picture(chart, chart_files.as_svg(drawn, about), about.mark)
    _check_words(edition, drawn)
    return len(read)


def _check_picture(chart, content, mark):
    """Each value is read in the picture: beside its mark, or in what the mark is called."""
    picture = fromstring(content)
    assert [e.text for e in picture.iter() if e.text].count(mark) == bool(mark)
    assert picture.get("aria-label") == chart.title
    texts = [e.text for e in picture.iter() if e.text]
    tails = {": ".join(text.split(": ")[n:]) for text in texts for n in range(text.count(": ") + 1)}
    whole = "\n".join(texts).replace("\n%", " %")
    for value in values_of(chart):
        shown = datum_words(value.datum)
        if chart.kind == "milestones":
            assert f", {value.datum.text}: " in whole, (chart.id, shown)
        elif value.datum.value == 0 and chart.kind == "bars" and len(chart.series) > 1:
            continue  # no bar has no length; the table says so
        elif value.category.startswith(("Change", "Median")):
            assert shown in whole, (chart.id, shown)
        else:
            assert shown in tails, (chart.id, shown)


def _check_index(edition, fact):
    """An index and its change are worked out again from the numbers they come from."""
    if fact.key.measure not in ("index", "change") or fact.key.set == "EU27":
        return
    base, later = edition.first[fact.key.subject], fact.key.period
    if fact.key.measure == "change":
        base, later = fact.key.period.split("_")
    first, last = (
        edition.view.facts.get(str(replace(fact.key, measure="value", period=p)))
        for p in (base, later)
    )
    if first is None or last is None or not first.number:
        return  # one of the two is not shown by itself
    index = (last.number / first.number * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    assert fact.number == (index - 100 if fact.key.measure == "change" else index), fact.id


def _check_words(edition, drawn):
    """The finding is made of facts: each number with a link is the one that fact is printed as."""
    assert drawn.title
    assert drawn.note
    assert drawn.finding.endswith((".", "%"))
    by_url = edition.by_url
    for piece in drawn.sentence:
        if piece.url and piece.number is not None:
            assert by_url[piece.url].number == piece.number, drawn.finding
        elif not piece.url:
            assert not re.search(r"(^|\s)0 of 27", piece.text), drawn.finding
    if drawn.finding.startswith(("The answer given most", "The most frequent type")):
        count = next(piece.number for piece in drawn.sentence if piece.url)
        values = [v.datum.value for v in values_of(drawn.chart)]
        assert values.count(count) == 1, drawn.finding
        assert count == max(values), drawn.finding
    behind = [by_url[piece.url] for piece in drawn.sentence if piece.url in by_url]
    if behind and behind[0].key.subject.startswith("SD-") and behind[0].key.set == "EU27":
        few = "limited_coverage" in behind[0].flags
        assert ("Limited coverage" in drawn.finding) is few, drawn.finding


def _check_workbook(view, drawn):
    """Real numbers in both sheets, and a native chart where spreadsheets have one."""
    content = chart_files.as_xlsx(drawn, around(view, "/", drawn.title))
    numbers, words = _numbers(drawn.chart)
    with ZipFile(io.BytesIO(content)) as book:
        strings = ["".join(e.itertext()) for e in fromstring(book.read("xl/sharedStrings.xml"))]
        table, figures = (
            _rows_of(book.read(f"xl/worksheets/sheet{n}.xml"), strings) for n in (1, 2)
        )
        native = sum(name.startswith("xl/charts/chart") for name in book.namelist())
    assert {r[4]: r[2] for r in figures[4:] if isinstance(r.get(2), Decimal)} == numbers
    assert sorted(r[4] for r in figures[4:] if r.get(3)) == words
    width = len(drawn.columns)
    cells = [
        cell
        for row in table[4 : 4 + len(drawn.rows)]
        for column, cell in row.items()
        if 0 < column < width and cell != ""
    ]
    if drawn.chart.kind in _WORDED or not drawn.are_numbers:
        assert len(cells) == len(words), drawn.chart.id
    else:
        assert sorted(cells) == sorted(numbers.values()), drawn.chart.id
    wanted = len(drawn.chart.series) if drawn.chart.kind == "panels" else 1
    assert native == (wanted if drawn.chart.kind in NATIVE else 0), drawn.chart.id


def _rows_of(content, strings):
    """Return the rows of a sheet: column number to text, or to a number where it is one."""
    rows = []
    for row in fromstring(content).iter(f"{_S}row"):
        found = {}
        for cell in row:
            value = cell.find(f"{_S}v")
            place = sum((ord(c) - 64) * 26**n for n, c in enumerate(
                reversed(re.match("[A-Z]+", cell.get("r"))[0]))) - 1  # fmt: skip
            if value is not None:
                is_text = cell.get("t") == "s"
                found[place] = strings[int(value.text)] if is_text else Decimal(value.text)
        rows += [{}] * (int(row.get("r")) - len(rows) - 1) + [found]
    return rows


def _check_png(view, drawn):
    """A picture of its own size with something on it."""
    content = chart_files.as_png(drawn, around(view, "/", drawn.title))
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert 900 <= width <= 4000
    assert 300 <= height <= 6000
    data, at = b"", 8
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        data += content[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    assert len(set(zlib.decompress(data))) > 16


def _check_order(view, charts):
    """Countries stand in protocol order, whatever their values, and no status is averaged."""
    order = [e.printed for e in sorted(view.catalogue.reporters, key=lambda e: e.protocol_order)]
    for drawn in charts.values():
        assert list(drawn.chart.codes) == [code for code in order if code in drawn.chart.codes]
        for value in values_of(drawn.chart):
            assert not re.search(r"\.progress/\w+/(mean|median|sum)", value.datum.fact)


def _check_milestones(view, drawn):
    """Each date is what the Commission's measure says in the edition, and none is left out."""
    measures = view.reports[COMMISSION].measures
    ours = {p.id: f"{p.number}. " for p in view.catalogue.instrument.points if p.number >= 25}
    wanted = sorted(
        (ours[point], measure.title, measure.start)
        for measure in measures
        if measure.start
        for point in measure.points
        if f"{point}.measures/{COMMISSION}/count@{view.period}" in view.facts and point in ours
    )
    shown = []
    for label, [figure] in drawn.rows:
        number, title = re.fullmatch(r"(\d+\. ).*?: \(\d+\) (.*)", label).groups()
        shown.append((number, title, figure.text))
    assert sorted(shown) == wanted


@one_database
def test_every_chart_says_the_same_in_each_form(engine, monkeypatch):
    """All charts of the baseline and of a full round, for the public and for the Commission."""
    used = {p.stem for p in (TEMPLATES / "dashboards").glob("*.html")
            if not p.stem.startswith("_") and "parts.chart(" in p.read_text("utf-8")}  # fmt: skip
    assert used == PAGES
    code = f"{LIVE}/1"
    restricted = _view(engine, code, COMMISSIONS)
    bring_out(engine, code)
    counted, kinds = [], set()
    for view in (restricted, _view(engine, code), _view(engine, BASELINE)):
        made, charts, listed = _pages(view)
        assert sum(chart is not None for chart in listed) - len(charts) <= 1  # milestones, twice
        with monkeypatch.context() as patch:
            _found_again(patch, view, made, charts)
        kinds |= {drawn.chart.kind for drawn in charts.values()}
        edition, values = _edition(view), 0
        for place, drawn in enumerate(charts.values()):
            is_whole = view is not restricted or place % 5 == 0
            values += _check(edition, drawn, as_page=is_whole)
            if is_whole:
                _check_workbook(view, drawn)
        counted.append(values)
        _check_order(view, charts)
        _check_milestones(view, charts["chart-milestones"])
        if view is restricted:
            found = [drawn.finding for drawn in charts.values()]
            assert not [start for start in FINDINGS if not any(f.startswith(start) for f in found)]
        for drawn in {drawn.chart.kind: drawn for drawn in charts.values()}.values():
            _check_png(view, drawn)
    assert kinds == KINDS
    assert counted[0] >= counted[1] >= 4500
    assert counted[2] >= 200

"""Every chart of every public page says the same in each of its forms, and each is a fact."""

import csv
import io
import re
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest
from defusedxml.ElementTree import fromstring

from app.core.db import open_session
from app.dashboards import chart_files
from app.dashboards.figures import milestones_chart, status_matrix_chart
from app.dashboards.finding_charts import find_chart
from app.dashboards.pages.around import around, source_note
from app.dashboards.pages.countries import country_page
from app.dashboards.pages.indicators import indicator_page
from app.dashboards.pages.overview import overview_page
from app.dashboards.pages.points import point_page, points_page
from app.dashboards.queries import choose, load_view
from app.dashboards.view import NOTHING
from app.domain.indicators import PROGRESS
from app.domain.roles import PublicScope
from app.editions.charts.rows import values_of
from app.editions.charts.svg_parts import datum_words
from tests.database import one_database
from tests.published import BASELINE, freeze, submit_accepted

KINDS = {"bars", "dots", "lines", "panels", "map", "matrix", "milestones"}


def _view(engine, code):
    with open_session(engine) as session:
        scope = PublicScope()
        return load_view(session, scope, choose(session, scope, code))


def _charts(view):
    """Yield each chart of each public page once."""
    overview = overview_page(view)
    yield from (overview.chart, overview.map)
    points = points_page(view)
    yield from (points.side_by_side, *(chart for _rows, chart in points.groups))
    for point in view.catalogue.instrument.points:
        yield from point_page(view, point).charts
    for indicator in view.catalogue.indicators:
        if indicator.id != PROGRESS:
            yield from indicator_page(view, indicator).every_chart
    for entry in view.catalogue.reporters:
        for chart in country_page(view, entry.code).charts:
            if chart.chart.kind != "milestones":  # the same chart, found under the edition
                yield chart
    yield status_matrix_chart(view, source_note(view))
    yield milestones_chart(view, source_note(view))


def _drawn_numbers(drawn):
    """Return what plotly is told, by fact: numbers, and how often words stand there."""
    numbers, worded = {}, []
    kind = drawn.chart.kind
    for trace in drawn.figure["data"]:
        facts = trace.get("customdata", [])
        values = (
            {"map": lambda t: t["meta"]["values"], "lines": lambda t: t["y"]}.get(
                kind, lambda t: t["x"]
            )(trace)
            if facts
            else []
        )
        if change := trace.get("meta", {}).get("fact"):
            numbers[change] = Decimal(str(trace["meta"]["change"]))
        for fact, value in zip(facts, values, strict=True):
            if fact and kind in ("matrix", "milestones"):
                worded.append(fact)
            elif fact and value is not None:
                numbers[fact] = Decimal(str(value))
            elif fact and kind == "map":
                worded.append(fact)
    return numbers, worded


def _check(view, drawn):
    """Compare a chart in all its forms with its facts; return how many values there were."""
    chart = drawn.chart
    values = list(values_of(chart))
    facts = {v.datum.fact: view.facts[v.datum.fact] for v in values}
    numbers = {v.datum.fact: v.datum.value for v in values if v.datum.value is not None}
    words = sorted(v.datum.fact for v in values if v.datum.text)
    for fact_id, number in numbers.items():
        assert facts[fact_id].number == number, (chart.id, fact_id)

    told, worded = _drawn_numbers(drawn)
    assert told == numbers, chart.id
    assert sorted(worded) == words, chart.id

    cells = [cell for _label, row in drawn.rows for cell in row if cell.text != NOTHING]
    read = sorted(datum_words(v.datum) for v in values)
    assert sorted(cell.text.removeprefix("+") for cell in cells) == read, chart.id

    rows = list(csv.reader(io.StringIO(chart_files.as_csv(drawn).decode("utf-8-sig"))))[1:]
    assert {r[4]: Decimal(r[2]) for r in rows if r[2]} == numbers, chart.id
    assert sorted(r[4] for r in rows if r[3]) == words, chart.id

    picture = fromstring(chart_files.as_svg(drawn))
    texts = {t for e in picture.iter() if e.text for t in (e.text, e.text.rpartition(": ")[2])}
    for value in values:
        if chart.kind == "milestones":
            assert any(f", {value.datum.text}: " in text for text in texts), chart.id
        elif value.datum is not next((s.change for s in chart.series if s.change), None):
            shown = datum_words(value.datum)
            assert value.datum.value == 0 or any(shown in text for text in texts), (chart.id, shown)
    assert drawn.finding
    assert drawn.title
    assert drawn.note
    return len(values)


@one_database
def test_chart_table_csv_picture_and_fact_say_the_same(live, engine):
    """For each chart of each page of two editions; each is found again by its id."""
    counted, kinds, ids = 0, set(), []
    for code in (live, BASELINE):
        view = _view(engine, code)
        charts = [chart for chart in _charts(view) if chart]
        ids = [drawn.chart.id for drawn in charts]
        assert len(ids) == len(set(ids))
        kinds |= {drawn.chart.kind for drawn in charts}
        counted += sum(_check(view, drawn) for drawn in charts)
        _check_order(view, charts)
        for drawn in charts[:: max(1, len(charts) // 12)]:
            assert find_chart(view, drawn.chart.id).rows == drawn.rows
        first = {drawn.chart.kind: drawn for drawn in charts}
        for drawn in first.values():
            _check_workbook(view, drawn)
    assert kinds == KINDS
    assert counted >= 2500


def _check_order(view, charts):
    """Countries stand in protocol order, whatever their values, and no status is averaged."""
    order = [e.printed for e in sorted(view.catalogue.reporters, key=lambda e: e.protocol_order)]
    for drawn in charts:
        codes = drawn.chart.codes
        assert list(codes) == [code for code in order if code in codes]
        for value in values_of(drawn.chart):
            assert not re.search(r"\.progress/\w+/(mean|median|sum)", value.datum.fact)


def _check_workbook(view, drawn):
    """The workbook has the same numbers, real ones, and a native chart where there is one."""
    content = chart_files.as_xlsx(drawn, around(view, "/", drawn.title))
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = list(book["Figures"].iter_rows(min_row=5, values_only=True))
    numbers = {v.datum.fact: v.datum.value for v in values_of(drawn.chart)
               if v.datum.value is not None}  # fmt: skip
    assert {r[4]: Decimal(str(r[2])) for r in rows if r[2] is not None} == numbers
    table = book["Chart"].iter_rows(
        min_row=5, max_row=4 + len(drawn.rows), max_col=len(drawn.columns), values_only=True
    )
    shown = [cell for row in table for cell in row[1:] if cell is not None]
    assert len(shown) == sum(c.text != NOTHING for _label, row in drawn.rows for c in row)
    names = ZipFile(io.BytesIO(content)).namelist()
    has_native = drawn.chart.kind in ("bars", "dots", "lines", "panels")
    assert any(name.startswith("xl/charts/chart") for name in names) is has_native


def test_files_of_a_chart_are_kept_and_named(client, live):
    """Each form under its type, with a tag; the same bytes again; no such chart is not found."""
    for form, kind in (
        ("csv", "text/csv; charset=utf-8"),
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        path = f"/charts/chart-coverage.{form}?edition={live}"
        answer = client.get(path)
        assert (answer.status, answer.headers["content-type"]) == (200, kind)
        assert f'chart-coverage_2027_1.{form}"' in answer.headers["content-disposition"]
        tag = answer.headers["etag"]
        assert client.get(path).headers["etag"] == tag
        assert client.get(path, headers={"If-None-Match": tag}).status == 304
    for wrong in ("/charts/chart-P99-status.csv", "/charts/chart-nothing.svg", "/charts/x.csv"):
        assert client.get(wrong).status == 404
    assert client.get("/charts/chart-coverage.pdf").status == 404


def test_a_chart_of_an_edition_that_is_not_out_is_not_there(client, baseline, live_contents_frozen):
    """Neither as a file nor by another name."""
    for form in ("csv", "svg", "png", "xlsx"):
        address = f"/charts/chart-coverage.{form}?edition={live_contents_frozen}"
        assert client.get(address).status == 404


@pytest.fixture
def live_contents_frozen(baseline):
    """A live edition that only the Commission sees."""
    from tests.editions import live_contents

    reporters = live_contents().reporters
    submit_accepted(baseline, [part.data for part in reporters[:5] if part.data])
    return freeze(baseline)

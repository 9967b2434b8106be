"""A chart shows facts and nothing else, in every form it is drawn in."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring

from app.council_report.axis import axis_unit
from app.council_report.refresh.mapping import chart_rows
from app.council_report.writers.docx_chart import chart_xml, has_shared_entries
from app.domain.points import Option
from app.editions.charts import (
    Chart,
    Datum,
    Series,
    coverage_by_point,
    legend_of,
    measures_by_point,
    options_chart,
    plotly_figure,
    status_by_point,
    svg,
)
from app.editions.charts.groups import apart
from app.editions.charts.specification import Mark
from tests.editions import baseline_contents, live_contents


def _charts():
    base, live = baseline_contents(), live_contents()
    for group in base.catalogue.instrument.groups:
        yield base, measures_by_point(base.facts, base.catalogue, group, base.period)
    for group in live.catalogue.instrument.groups[:3]:
        yield live, status_by_point(live.facts, live.catalogue, group, live.period)
    yield base, coverage_by_point(base.facts, base.catalogue, base.period)


CHARTS = list(_charts())


@pytest.mark.parametrize(("contents", "chart"), CHARTS, ids=[c.id for _, c in CHARTS])
def test_every_bar_is_a_fact(contents, chart):
    """With the value of that fact."""
    drawn = [datum for series in chart.series for datum in series.data if datum.value is not None]
    assert drawn
    for datum in drawn:
        assert contents.facts[datum.fact].number == datum.value
    assert all(len(series.data) == len(chart.categories) for series in chart.series)


def test_the_status_bars_add_up_to_all_member_states():
    """Who gave no status is part of the picture."""
    for contents, chart in CHARTS:
        if chart.id.endswith(".progress") and contents.kind == "live":
            for place in range(len(chart.categories)):
                assert sum(series.data[place].value for series in chart.series) == 27


@pytest.mark.parametrize(("contents", "chart"), CHARTS, ids=[c.id for _, c in CHARTS])
def test_the_page_gets_plain_json_with_the_same_numbers(contents, chart):
    """Numbers, not text, and the fact behind each."""
    figure = json.loads(json.dumps(plotly_figure(chart)))
    assert len(figure["data"]) == len(chart.series)
    for trace, series in zip(figure["data"], chart.series, strict=True):
        assert trace["customdata"] == [datum.fact for datum in series.data]
        values = [None if d.value is None else float(d.value) for d in series.data]
        assert [None if x is None else float(x) for x in trace["x"]] == values


@pytest.mark.parametrize(("contents", "chart"), CHARTS, ids=[c.id for _, c in CHARTS])
def test_the_picture_is_well_formed_and_names_itself(contents, chart):
    """A screen reader finds title and description; every bar is there."""
    picture = fromstring(svg(chart))
    space = "{http://www.w3.org/2000/svg}"
    assert picture.find(f"{space}title").text == chart.title
    assert picture.find(f"{space}desc").text == chart.description
    bars = [r for r in picture.findall(f"{space}rect") if r.find(f"{space}title") is not None]
    assert len(bars) == sum(bool(d.value) for s in chart.series for d in s.data)


def test_labels_cannot_become_markup():
    """They come from catalogues and countries."""
    options = [Option(value="a", label="<script>&%{x}")]
    fact = next(iter(baseline_contents().facts.values()))
    chart = options_chart("chart:x", "A < B & %{y}", "n", options, [fact])
    assert "<script>" not in svg(chart)
    assert fromstring(svg(chart)) is not None
    assert "%{y}" not in plotly_figure(chart)["layout"]["title"]["text"]


def test_a_hidden_figure_is_not_drawn():
    """Neither on the page nor in the picture."""
    contents = baseline_contents()
    name = f"P02.measures/EU27/count/type=agreement@{contents.period}"
    assert contents.facts[name].number > 0
    facts = {**contents.facts, name: replace(contents.facts[name], suppressed=True)}
    group = contents.catalogue.instrument.groups[0]
    chart = measures_by_point(facts, contents.catalogue, group, contents.period)
    assert Decimal(contents.facts[name].number) not in [
        d.value for s in chart.series if s.key == "agreement" for d in s.data
    ]


MEASURE_CHARTS = [chart for _, chart in CHARTS if chart.id.endswith(".measures")]


def test_types_nobody_used_have_no_legend():
    """Every series has something to show, whether it has a colour or is one of the others."""
    for chart in MEASURE_CHARTS:
        assert all(any(d.value for d in s.data) for s in chart.series)


def test_a_chart_of_measures_has_at_most_six_hues():
    """Five types have a colour, the same in every chart; the others share a grey and an entry."""
    assert any(series.group for chart in MEASURE_CHARTS for series in chart.series)
    for chart in MEASURE_CHARTS:
        own = [series for series in chart.series if not series.group]
        assert len({s.colour for s in own}) == len(own) <= 5
        assert len({s.colour for s in chart.series if s.group}) <= 1
        words = [label for _place, label in legend_of(chart)]
        assert len(words) == len(set(words)) <= 6
        traces = plotly_figure(chart)["data"]
        assert [trace["name"] for trace in traces if trace["showlegend"]] == words
        for label in words:
            assert svg(chart).count(f">{label}</text>") == 1
    pairs = {(s.key, s.colour) for chart in MEASURE_CHARTS for s in chart.series}
    assert len(pairs) == len({key for key, _colour in pairs})


def test_dots_with_their_median_and_panels_on_one_scale_are_native():
    """Markers without a line and a dashed line across; each panel ends where the others do."""
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    median = Mark("Median", Datum("m", Decimal(4)), "21 of 27")
    data = (Datum("a", Decimal(3)), Datum("b", None), Datum("c", Decimal(120)))
    dots = Chart("chart:x", "T", "D", "persons", ("BE", "DK", "EL"),
                 (Series("value", "persons", "1F4E8C", "solid", data),),
                 kind="dots", marks=(median,))  # fmt: skip
    root = fromstring(chart_xml(dots, "en"))
    series = root.findall(f".//{space}lineChart/{space}ser")
    values = [[v.text for v in one.findall(f"{space}val//{space}v")] for one in series]
    assert values == [["3", "120"], ["4", "4", "4"]]
    signs = [one.find(f"{space}marker/{space}symbol").get("val") for one in series]
    assert signs == ["circle", "none"]
    assert root.find(f".//{space}legend") is not None
    assert chart_rows(dots) == (
        ("", "persons", "Median (21 of 27)"),
        ("BE", "3", "4"),
        ("DK", "", "4"),
        ("EL", "120", "4"),
    )
    other = Series("other", "Other", "1F4E8C", "solid", (Datum("d", Decimal(7)),) * 3)
    panels = replace(dots, kind="panels", marks=(), series=(*dots.series, other))
    drawn = [fromstring(chart_xml(one, "en")) for one in apart(panels)]
    assert [len(list(one.iter(f"{space}ser"))) for one in drawn] == [1, 1]
    ends = {one.find(f".//{space}valAx//{space}max").get("val") for one in drawn}
    assert ends == {"120"}
    assert [axis_unit(Decimal(n)) for n in (1, 10, 27, 41, 720, 6000)] == [1, 1, 5, 10, 100, 1000]


def test_no_office_program_has_to_count_entries_of_a_legend():
    """A legend in the drawing names each series; one that names several together is text."""
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    assert any(has_shared_entries(chart) for chart in MEASURE_CHARTS)
    for _contents, chart in CHARTS:
        root = fromstring(chart_xml(chart, "en"))
        assert not list(root.iter(f"{space}legendEntry"))
        names = [e.text for e in root.findall(f".//{space}ser/{space}tx//{space}v")]
        assert names == [series.name for series in chart.series]
        legends = root.findall(f".//{space}legend")
        assert bool(legends) == (len(chart.series) > 1 and not has_shared_entries(chart))

"""A chart shows facts and nothing else, in every form it is drawn in."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring

from app.council_report.writers.docx_chart import chart_xml, has_shared_entries
from app.domain.points import Option
from app.editions.charts import (
    coverage_by_point,
    legend_of,
    measures_by_point,
    options_chart,
    plotly_figure,
    status_by_point,
    svg,
)
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

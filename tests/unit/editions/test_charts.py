"""A chart shows facts and nothing else, in every form it is drawn in."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring

from app.domain.points import Option
from app.editions.charts import (
    coverage_by_point,
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


def test_types_nobody_used_have_no_legend():
    """At most as many series as types, each with something to show."""
    for _, chart in CHARTS:
        if chart.id.endswith(".measures"):
            assert all(any(d.value for d in s.data) for s in chart.series)
            assert len({s.colour for s in chart.series}) == len(chart.series)

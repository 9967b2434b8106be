"""Kinds of charts beyond bars, their colours, and the outlines of the map."""

import json
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from defusedxml.ElementTree import fromstring

from app.core.errors import StartRefused
from app.core.settings import Settings
from app.domain.facts import Fact, FactKey
from app.editions.charts import plotly_figure, svg
from app.editions.charts.countries import numbers_by_country, over_time, values_with_median
from app.editions.charts.palette import (
    HUES,
    LINES,
    MISSING_FILL,
    OTHER,
    PROGRESS_FILLS,
    RISING,
    WHITE,
    contrast,
    edge_of,
    text_on,
)
from app.editions.charts.rows import grid_of
from app.editions.charts.shapes import BUNDLED, TILES, ShapesRefused, read_shapes, shapes_at
from app.editions.charts.svg_parts import tick_values
from app.main import create_app
from tests.editions import live_contents

# How three kinds of colour blindness turn linear light (Machado, Oliveira and Fernandes, 2009).
SIGHTS = {
    "every cone": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def _seen(colour, sight):
    """Return a colour in CIE Lab as somebody sees it."""
    light = [_linear(int(colour[i : i + 2], 16) / 255) for i in (0, 2, 4)]
    red, green, blue = (
        min(1, max(0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in SIGHTS[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    a, b, c = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _apart(one, other, sight):
    pairs = zip(_seen(one, sight), _seen(other, sight), strict=True)
    return sum((p - q) ** 2 for p, q in pairs) ** 0.5


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_beside_each_other_are_told_apart(sight):
    """By everybody; a difference of 2.3 is just noticed, neighbours here differ by far more."""
    for one, other in combinations((*HUES, OTHER), 2):
        assert _apart(one, other, sight) >= 25, (one, other)
    for one, other in pairwise(RISING):
        assert _apart(one, other, sight) >= 18, (one, other)
    for one, other in combinations(LINES, 2):
        assert _apart(one, other, sight) >= 15, (one, other)


def test_every_area_stands_out_from_the_page_and_its_words_from_it():
    """Three to one for the area or its edge, four and a half to one for words on it."""
    fills = [*PROGRESS_FILLS.values(), MISSING_FILL, *((c, "solid") for c in (*HUES, OTHER))]
    for colour, fill in fills:
        inside = colour if fill == "solid" else WHITE
        assert max(contrast(inside, WHITE), contrast(edge_of(colour, fill), WHITE)) >= 3, colour
        assert contrast(text_on(colour, fill), inside) >= 4.5, colour
    for colour in LINES:
        assert contrast(colour, WHITE) >= 4.5


def _fact(measure, period, number, region="CHINA"):
    key = FactKey("SD-05.5", "EU27", measure, period, (("partner_region", region),))
    return Fact(key, Decimal(number), n=20)


NAMES = [("CHINA", "China"), ("USA", "United States & <others>")]
PERIODS = [("2025", "2025"), ("2026", "2026")]
INDEX = {(r, p): _fact("index", p, n, r) for r, p, n in
         (("CHINA", "2025", "100"), ("CHINA", "2026", "61.2"),
          ("USA", "2025", "100"), ("USA", "2026", "104"))}  # fmt: skip
CHANGES = {
    "CHINA": _fact("change", "2025_2026", "-38.8"),
    "USA": _fact("change", "2025_2026", "4", "USA"),
}


def test_lines_have_their_change_in_brackets():
    """In the picture, in what plotly draws and in the table; each is a fact of its own."""
    chart = over_time("chart:x", "T", "Index, 2025 = 100", NAMES, PERIODS, INDEX, CHANGES)
    assert chart.kind == "lines"
    words = [e.text for e in fromstring(svg(chart)).iter() if e.text]
    assert "China 61.2 (-38.8 %)" in words
    assert "United States & <others> 104 (+4 %)" in " ".join(words)
    figure = json.loads(json.dumps(plotly_figure(chart)))
    assert [trace["name"] for trace in figure["data"]] == [
        "China 61.2 (-38.8 %)",
        "United States &amp; &lt;others&gt; 104 (+4 %)",
    ]
    assert [trace["meta"]["change"] for trace in figure["data"]] == [-38.8, 4]
    last = grid_of(chart).rows[-1]
    assert last.label == "Change from 2025 to 2026, percent"
    assert [d.value for d in last.cells] == [Decimal("-38.8"), Decimal(4)]
    assert [d.fact for d in last.cells] == [fact.id for fact in CHANGES.values()]


def test_no_two_lines_look_alike():
    """Whichever parts have no values: by colour, dash and sign; all together is the thick one."""
    names = [("", "All together"), *((f"R{n}", f"Region {n}") for n in range(18))]
    found = {(key, period): _fact("index", period, 100 + n, key or "ALL")
             for n, (key, _words) in enumerate(names) for period, _w in PERIODS
             if n % 7 != 3}  # fmt: skip
    changes = {key: CHANGES["USA"] for key, _words in names}
    chart = over_time("chart:x", "T", "Index", names, PERIODS, found, changes)
    assert len(chart.series) == 16
    traces = plotly_figure(chart)["data"]
    looks = {(t["line"]["color"], t["line"]["dash"], t["marker"]["symbol"]) for t in traces}
    assert len(looks) == len(traces)
    assert len({t["line"]["color"] for t in traces}) <= 6
    whole = traces[0]
    assert [t["line"]["width"] for t in traces].count(whole["line"]["width"]) == 1
    assert not any(t["line"]["dash"] == "solid" for t in traces[1:])
    assert not any(t["line"]["color"] == whole["line"]["color"] for t in traces[1:])
    drawn = [(e.get("stroke"), e.get("stroke-dasharray"))
             for e in fromstring(svg(chart)).iter() if e.get("class") == "line"]  # fmt: skip
    assert len(set(drawn)) == len(drawn) == 16
    layout = plotly_figure(chart)["layout"]
    assert not layout["showlegend"]  # the page names each line at its end
    low, high = layout["yaxis"]["range"]
    assert all(low < value < high for trace in traces for value in trace["y"])


def test_a_marker_of_a_small_state_stands_out_from_its_neighbours():
    """A white ring on a dark area, in the picture and on the page."""
    contents = live_contents()
    ids = ("coverage/", f"/points@{contents.period}")
    chart = numbers_by_country(
        "chart:x", "T", "n", contents.facts, contents.catalogue, ids, 24, shapes_at()
    )
    markers = next(t["marker"] for t in plotly_figure(chart)["data"] if t["mode"] == "markers")
    rings = dict(zip(markers["color"], markers["line"]["color"], strict=True))
    assert all(rings[c] == "#FFFFFF" for c in rings if contrast(c[1:], WHITE) >= 3)
    assert rings["#173F73"] == "#FFFFFF"


def test_without_a_common_base_each_part_has_a_chart_of_its_own():
    """All on one scale, and nothing is put in for a value that is missing."""
    found = {key: fact for key, fact in INDEX.items() if key != ("USA", "2025")}
    chart = over_time("chart:x", "T", "persons", NAMES, PERIODS, found)
    assert chart.kind == "panels"
    assert chart.series[1].data[0].value is None
    picture = fromstring(svg(chart))
    titles = [t.text for t in picture.iter("{http://www.w3.org/2000/svg}title") if t.text]
    assert [t for t in titles if t != "T"] == ["China, 2025: 100", "China, 2026: 61.2",
                                               "United States & <others>, 2026: 104"]  # fmt: skip


def test_a_median_is_drawn_with_its_n_and_only_where_it_is_shown():
    """It is a fact like the dots; hidden values have no dot."""
    values = [(code, Fact(FactKey("SD-02.1", code, "value", "2026"), Decimal(n)))
              for code, n in (("BE", 3), ("DK", 12), ("GR", 5))]  # fmt: skip
    median = Fact(FactKey("SD-02.1", "EU27", "median", "2026"), Decimal(5), n=21)
    chart = values_with_median("chart:x", "T", "n", values, median, "21 of 27")
    assert "Median 5 (21 of 27)" in svg(chart)
    assert plotly_figure(chart)["data"][-1]["customdata"][0] == median.id
    assert chart.codes == ("BE", "DK", "EL")
    hidden = Fact(median.key, Decimal(5), n=21, suppressed=True)
    assert not values_with_median("chart:x", "T", "n", values, hidden, "").marks
    closed = [(c, Fact(f.key, f.number, visibility="commission")) for c, f in values]
    assert values_with_median("chart:x", "T", "n", closed, None, "").is_empty


def test_the_axis_has_few_round_numbers():
    """Whatever is drawn, from next to nothing to billions; counts have no halves."""
    for low, high in (("0", "1"), ("0", "27"), ("0", "0.4"), ("61.2", "152"), ("100", "100"),
                      ("0", "9999999999")):  # fmt: skip
        values = tick_values(Decimal(low), Decimal(high))
        assert 2 <= len(values) <= 9, (low, high)
        assert values[0] <= Decimal(low)
        assert values[-1] >= Decimal(high)
    assert tick_values(Decimal(0), Decimal(2)) == [0, 1, 2]


def test_all_27_are_on_the_map_and_the_smallest_have_a_marker():
    """Malta, Cyprus and Luxembourg included; everybody has a tile of their own."""
    shapes = shapes_at()
    assert {outline.code for outline in shapes.outlines} == TILES.keys()
    assert {"MT", "LU", "CY"} <= {o.code for o in shapes.outlines if o.is_small}
    assert len(set(TILES.values())) == 27
    points = [p for o in shapes.outlines for ring in o.rings for p in ring]
    assert len(points) < 4000
    assert all(0 <= x <= 400 and 0 <= y <= shapes.height for x, y in points)


def _changed(change):
    content = json.loads(BUNDLED.read_text("utf-8"))
    change(content["features"])
    return json.dumps(content)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no GeoJSON"),
        ("[]", "no GeoJSON"),
        ('{"features": [{"id": "BE", "geometry": null}]}', "no GeoJSON"),
        (_changed(lambda features: features.pop(16)), "no shape in Europe for HU"),
        (_changed(lambda f: f[0]["geometry"].update(type="Point", coordinates=[1, 2])), "no Geo"),
        (_changed(lambda f: f[0].update(id="XX")), "for BE"),
    ],
)
def test_outlines_that_do_not_fit_are_refused(text, reason):
    """With the reason in words."""
    with pytest.raises(ShapesRefused, match=reason):
        read_shapes(text)


def test_the_portal_does_not_start_with_outlines_it_cannot_read(tmp_path):
    """The setting names a file; a good one of another source is taken, EL under either code."""
    missing = Settings(demo=True, data_dir=tmp_path, map_shapes=tmp_path / "none.geojson")
    with pytest.raises(StartRefused) as refused:
        create_app(missing)
    assert refused.value.code == "map_shapes_refused"
    own = tmp_path / "own.geojson"
    own.write_text(_changed(lambda features: features[7].update(id="EL")), "utf-8")
    assert shapes_at(own) == shapes_at()

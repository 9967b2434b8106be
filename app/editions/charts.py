"""Chart specifications: one description for the page, for Office documents and as a picture.

A chart is a set of horizontal bars, stacked where there are several series. Each value carries the
fact it shows; nothing here computes one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any, Literal

from app.core.i18n import gettext as _
from app.domain.facts import EU27, Fact, Facts
from app.domain.indicators import Catalogue
from app.domain.points import Addressee, Instrument, Option, Point, PointGroup
from app.domain.roles import COMMISSION
from app.domain.suppression import is_shown
from app.reporting.words import in_language

Fill = Literal["solid", "hatch", "outline"]
INK, GREY, RULE = "1B2A41", "5B6576", "D5DAE3"
# Five hues can be told apart beside a legend; every other type is grey.
_TYPE_COLOURS = ("1F4E8C", "C4702B", "2F7D6B", "8A4B8F", "A98B1D")
_OTHER_COLOUR = "B9C1CD"
_PROGRESS_FILLS: dict[str, tuple[str, Fill]] = {
    "none": ("8FA3BF", "outline"),
    "limited": ("C6D9F0", "solid"),
    "some": ("86AEDD", "solid"),
    "substantial": ("3F77BB", "solid"),
    "full": ("173F73", "solid"),
    "not_pursued": ("5B6576", "hatch"),
    "not_applicable": ("A9B2C0", "solid"),
}
_MISSING_FILL: tuple[str, Fill] = ("D5DAE3", "outline")


@dataclass(frozen=True)
class Datum:
    """One bar or part of a bar: a fact and its value; no value where there is none to show."""

    fact: str
    value: Decimal | None


@dataclass(frozen=True)
class Series:
    """What one colour stands for, with a value for each category."""

    key: str
    name: str
    colour: str  # six hexadecimal digits
    fill: Fill
    data: tuple[Datum, ...]
    group: str = ""  # the entry of the legend it shares with others; empty where it has its own


@dataclass(frozen=True)
class Chart:
    """Horizontal bars: one for each category, in the order in which they are read."""

    id: str
    title: str
    description: str  # what somebody who does not see it should know
    axis: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""  # source and coverage, printed under the chart

    @property
    def longest(self) -> Decimal:
        """Length of the longest bar, at least one."""
        sums = [
            sum((s.data[i].value or Decimal(0) for s in self.series), Decimal(0))
            for i in range(len(self.categories))
        ]
        return max([*sums, Decimal(1)])


def measures_by_point(
    facts: Facts, catalogue: Catalogue, group: PointGroup, period: str, note: str = ""
) -> Chart:
    """Return how many measures serve each point of a group, by type; types nobody used left out.

    The types most used in the edition have colours, the same in each of its charts. All others are
    grey and stand behind them under one entry of the legend, each still with facts of its own.
    """
    where = COMMISSION if group.addressee is Addressee.COMMISSION else EU27
    found = [
        (option, tuple(_datum(facts, id_) for id_ in _type_ids(group, where, option.value, period)))
        for option in catalogue.measure_types
    ]
    colours = _type_colours(facts, catalogue, period)
    other = _("Other types")
    used = [(option, data) for option, data in found if any(datum.value for datum in data)]
    series = tuple(
        Series(option.value, option.label, colours[option.value], "solid", data)
        for option, data in used
        if option.value in colours
    ) + tuple(
        Series(option.value, option.label, _OTHER_COLOUR, "solid", data, other)
        for option, data in used
        if option.value not in colours
    )
    return Chart(
        id=f"chart:{group.id}.measures",
        title=_("Measures by point and type: %(group)s") % {"group": title_of(group)},
        description=_(
            "Horizontal stacked bars, one for each point, showing how many measures serve it and "
            "of which type. The annex gives the same figures as a table."
        ),
        axis=_("Number of measures"),
        categories=_point_names(group),
        series=series,
        note=note,
    )


def status_by_point(
    facts: Facts, catalogue: Catalogue, group: PointGroup, period: str, note: str = ""
) -> Chart:
    """Return how many Member States chose each step of the scale at each point, and how many none.

    For the Commission's points the value of the one reporter stands in the text, not in a chart.
    """
    steps = [(o.value, o.label, f"count/{o.value}") for o in catalogue.progress_scale]
    steps.append(("missing", _("No status reported"), "missing"))
    series = tuple(
        Series(
            key,
            label,
            *_PROGRESS_FILLS.get(key, _MISSING_FILL),
            tuple(
                _datum(facts, f"P{number:02d}.progress/{EU27}/{measure}@{period}")
                for number in group.points
            ),
        )
        for key, label, measure in steps
    )
    return Chart(
        id=f"chart:{group.id}.progress",
        title=_("Progress status by point: %(group)s") % {"group": title_of(group)},
        description=_(
            "Horizontal stacked bars, one for each point, showing how many of the 27 Member States "
            "chose each step of the progress scale. The annex gives the same figures as a table."
        ),
        axis=_("Number of Member States"),
        categories=_point_names(group),
        series=series,
        note=note,
    )


def coverage_by_point(facts: Facts, catalogue: Catalogue, period: str, note: str = "") -> Chart:
    """Return of how many Member States something is known at each of their points."""
    points = [p for p in catalogue.instrument.points if p.addressee is Addressee.MEMBER_STATES]
    data = tuple(_datum(facts, f"{p.id}.coverage/{EU27}/n@{period}") for p in points)
    axis = _("Number of Member States, of 27")
    return Chart(
        id="chart:coverage",
        title=_("Member States with information, by point"),
        description=_(
            "Horizontal bars, one for each point, showing on how many of the 27 Member States "
            "there is information. The chapter on the method gives the same figures as a table."
        ),
        axis=axis,
        categories=tuple(_point_name(point.number) for point in points),
        series=(Series("n", axis, _TYPE_COLOURS[0], "solid", data),),
        note=note,
    )


def options_chart(
    chart_id: str, title: str, axis: str, options: Sequence[Option], facts: Sequence[Fact]
) -> Chart:
    """Return one bar for each option, from one fact for each."""
    data = tuple(Datum(f.id, f.number if is_shown(f) else None) for f in facts)
    return Chart(
        id=chart_id,
        title=title,
        description=_("Horizontal bars, one for each answer. The table gives the same figures."),
        axis=axis,
        categories=tuple(option.label for option in options),
        series=(Series("value", axis, _TYPE_COLOURS[0], "solid", data),),
    )


def title_of(item: Instrument | PointGroup | Point) -> str:
    """Return the title of something in the current language, else in English."""
    return in_language(item.title)


def _type_colours(facts: Facts, catalogue: Catalogue, period: str) -> Mapping[str, str]:
    """Return a colour for each type the Member States use most; equals in the catalogue's order."""

    def used(kind: str) -> Decimal:
        return _datum(facts, f"measures/{EU27}/count/type={kind}@{period}").value or Decimal(0)

    order = [option.value for option in catalogue.measure_types]
    most = set(sorted(order, key=used, reverse=True)[: len(_TYPE_COLOURS)])
    return dict(zip((kind for kind in order if kind in most), _TYPE_COLOURS, strict=False))


def legend_of(chart: Chart) -> tuple[tuple[int, str], ...]:
    """Return the entries of the legend: the place of a series, and its words."""
    first = {series.group: place for place, series in reversed(list(enumerate(chart.series)))}
    return tuple(
        (place, series.group or series.name)
        for place, series in enumerate(chart.series)
        if not series.group or first[series.group] == place
    )


def _type_ids(group: PointGroup, where: str, kind: str, period: str) -> list[str]:
    return [f"P{n:02d}.measures/{where}/count/type={kind}@{period}" for n in group.points]


def _datum(facts: Facts, fact_id: str) -> Datum:
    fact = facts.get(fact_id)
    if fact is None:  # nothing was counted, for example no measure of this type
        return Datum("", None)
    return Datum(fact_id, fact.number if is_shown(fact) else None)


def _point_names(group: PointGroup) -> tuple[str, ...]:
    return tuple(_point_name(number) for number in group.points)


def _point_name(number: int) -> str:
    return _("Point %(number)d") % {"number": number}


def plotly_figure(chart: Chart) -> dict[str, Any]:
    """Return the chart as the JSON that plotly.js draws; the page sets fonts and sizes."""
    listed = {place for place, _words in legend_of(chart)}
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": series.group or series.name,
            "legendgroup": series.group or series.key,
            "showlegend": place in listed,
            "y": list(chart.categories),
            "x": [_json_number(datum.value) for datum in series.data],
            "customdata": [datum.fact for datum in series.data],
            "hovertemplate": "%{y}<br>" + _plotly_text(series.name) + ": %{x}<extra></extra>",
            "marker": _marker(series),
        }
        for place, series in enumerate(chart.series)
    ]
    layout = {
        "barmode": "stack",
        "title": {"text": _plotly_text(chart.title)},
        "xaxis": {"title": {"text": _plotly_text(chart.axis)}, "rangemode": "tozero"},
        "yaxis": {"autorange": "reversed", "automargin": True, "type": "category"},
        "legend": {"orientation": "h", "traceorder": "normal"},
        "showlegend": len(chart.series) > 1,
    }
    return {"data": traces, "layout": layout}


def _plotly_text(text: str) -> str:
    """Keep plotly from reading a text as mark-up or as a template."""
    return escape(text, quote=False).replace("%{", "% {")


def _json_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _marker(series: Series) -> Mapping[str, Any]:
    colour = f"#{series.colour}"
    if series.fill == "outline":
        return {"color": "#FFFFFF", "line": {"color": colour, "width": 1}}
    if series.fill == "hatch":
        return {"color": "#FFFFFF", "pattern": {"shape": "/", "fgcolor": colour}}
    if series.group:  # neighbours of one colour need an edge
        return {"color": colour, "line": {"color": "#FFFFFF", "width": 1}}
    return {"color": colour}


_LABELS, _BAR, _STEP, _WIDTH, _HEAD = 84, 18, 26, 720, 40


def svg(chart: Chart) -> str:
    """Return the chart as a picture of its own: no script, no style sheet, no font to load."""
    legend = legend_of(chart)
    legend_rows = (len(legend) + 2) // 3
    height = _HEAD + _STEP * len(chart.categories) + 46 + 20 * legend_rows
    scale = Decimal(_WIDTH - _LABELS - 20) / chart.longest
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(chart.title)}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>",
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M0 6L6 0" stroke="#{GREY}"/></pattern></defs>',
        _svg_text(0, 18, chart.title, "font-weight='bold' font-size='14'"),
    ]
    for row, category in enumerate(chart.categories):
        parts += _svg_bar(chart, row, category, scale)
    bottom = _HEAD + _STEP * len(chart.categories)
    parts.append(f'<path d="M{_LABELS} {_HEAD - 4}V{bottom}" stroke="#{GREY}"/>')
    parts.append(_svg_text(_LABELS, bottom + 18, chart.axis))
    for entry, (place, words) in enumerate(legend):
        x, y = (entry % 3) * 240, bottom + 36 + 20 * (entry // 3)
        fill = _svg_fill(chart.series[place])
        parts.append(f'<rect x="{x}" y="{y}" width="12" height="12" {fill}/>')
        parts.append(_svg_text(x + 18, y + 11, words))
    return "".join([*parts, "</svg>"])


def _svg_bar(chart: Chart, row: int, category: str, scale: Decimal) -> list[str]:
    y = _HEAD + _STEP * row
    parts = [_svg_text(0, y + 13, category)]
    x = Decimal(_LABELS)
    for series in chart.series:
        value = series.data[row].value
        if not value:
            continue
        width = (value * scale).quantize(Decimal("0.01"))
        tip = escape(f"{category}, {series.name}: {value}")
        parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{_BAR}" {_svg_fill(series)}>'
            f"<title>{tip}</title></rect>"
        )
        x += width
    return parts


def _svg_fill(series: Series) -> str:
    if series.fill == "outline":
        return f'fill="#FFFFFF" stroke="#{series.colour}"'
    if series.fill == "hatch":
        return f'fill="url(#hatch)" stroke="#{series.colour}"'
    edge = ' stroke="#FFFFFF"' if series.group else ""
    return f'fill="#{series.colour}"{edge}'


def _svg_text(x: int, y: int, text: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" fill="#{INK}" {more}>{escape(text)}</text>'

"""A chart as a picture of its own: no script, no style sheet, no font to load."""

from collections.abc import Callable
from decimal import Decimal
from html import escape

from app.editions.charts.palette import GREY, MARK, RULE
from app.editions.charts.specification import Chart, Kind, Series, legend_of
from app.editions.charts.svg_lines import lines, panels
from app.editions.charts.svg_parts import (
    LINE,
    WIDTH,
    datum_words,
    grid_line,
    head_room,
    legend,
    legend_rows,
    lines_of_text,
    number_words,
    opened,
    paint,
    room_for,
    rounded,
    stands_left,
    text,
    text_over,
    tick_values,
    wrapped,
)
from app.editions.charts.svg_places import map_and_tiles, matrix, milestones

_LETTERS, _BAR, _END = 32, 18, 56


def svg(chart: Chart, ids: str = "") -> str:
    """Return the chart as a picture; `ids` keeps what it names apart from other pictures."""
    return _DRAWN[chart.kind](chart, ids)


def bars(chart: Chart, ids: str) -> str:
    """Return horizontal bars, each part with its number where there is room for it."""
    left = room_for(chart.categories, _LETTERS)
    top, entries = head_room(chart), legend_of(chart)
    is_stacked = len(chart.series) > 1
    room = Decimal(WIDTH - left - (20 if is_stacked else _END))
    ticks = tick_values(Decimal(0), chart.longest)
    scale = room / ticks[-1]
    heights = [max(26, LINE * len(wrapped(c, _LETTERS)) + 8) for c in chart.categories]
    bottom = top + sum(heights)
    legend_height = (LINE + 6) * legend_rows([words for _p, words in entries]) + 8
    height = bottom + 40 + (legend_height if is_stacked else 0)
    parts = opened(chart, height, ids)
    parts += _axis(chart, ticks, Decimal(left), scale, top, bottom)
    y = top
    for row, category in enumerate(chart.categories):
        parts += lines_of_text(0, y + 14, category, _LETTERS)
        parts += _bar(chart, row, (left, y), scale, ids)
        y += heights[row]
    parts.append(grid_line(left, top - 4, bottom, GREY))
    if is_stacked:
        shown = [
            (paint(chart.series[p].colour, chart.series[p].fill, n, ids), words, "")
            for n, (p, words) in enumerate(entries)
        ]
        parts += legend(shown, bottom + 42, ids)
    return "".join([*parts, "</svg>"])


def _axis(
    chart: Chart, ticks: list[Decimal], left: Decimal, scale: Decimal, top: int, bottom: int
) -> list[str]:
    parts = []
    for value in ticks:
        x = rounded(left + value * scale)
        parts.append(grid_line(x, top - 4, bottom))
        parts.append(text(x, bottom + 14, number_words(value), anchor="middle", size=11))
    parts.append(text(rounded(left), bottom + 31, chart.axis))
    return parts


def _bar(chart: Chart, row: int, at: tuple[int, int], scale: Decimal, ids: str) -> list[str]:
    parts = []
    x, y = Decimal(at[0]), at[1]
    places = {words: n for n, (_p, words) in enumerate(legend_of(chart))}
    for series in chart.series:
        datum = series.data[row]
        if not datum.value:
            if len(chart.series) == 1 and datum.is_shown:
                parts.append(text(x + 6, y + 14, datum_words(datum)))
            continue
        width = rounded(datum.value * scale)
        painted = paint(series.colour, series.fill, places[series.group or series.name], ids)
        tip = escape(f"{chart.categories[row]}, {series.name}: {number_words(datum.value)}")
        parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{_BAR}" {painted}>'
            f"<title>{tip}</title></rect>"
        )
        parts += _label(series, datum_words(datum), x, y, width, len(chart.series) == 1)
        x += width
    return parts


def _label(
    series: Series, words: str, x: Decimal, y: int, width: Decimal, is_single: bool
) -> list[str]:
    if is_single:
        return [text(x + width + 6, y + 13, words)]
    if width < 7 * len(words) + 4:
        return []  # the table has it
    middle = rounded(x + width / 2)
    return [text_over(middle, y + 13, words, series.colour, series.fill, 11)]


def dots(chart: Chart, ids: str) -> str:
    """Return a dot for each category on a common axis, and the median across them."""
    left = room_for(chart.categories, _LETTERS)
    marks = [mark for mark in chart.marks if mark.datum.value is not None]
    top = head_room(chart) + 18 * len(marks)
    step = 22
    ticks = tick_values(Decimal(0), chart.largest)
    scale = Decimal(WIDTH - left - _END) / ticks[-1]
    bottom = top + step * len(chart.categories)
    parts = opened(chart, bottom + 40, ids)
    parts += _axis(chart, ticks, Decimal(left), scale, top, bottom)
    series = chart.series[0]
    for row, category in enumerate(chart.categories):
        y, datum = top + step * row + 10, series.data[row]
        parts.append(text(0, y + 4, category))
        parts.append(f'<path d="M{left} {y}H{WIDTH - _END}" class="rule" stroke="#{RULE}"/>')
        if datum.value is None:
            continue
        x = rounded(left + datum.value * scale)
        tip = escape(f"{category}: {number_words(datum.value)}")
        painted = paint(series.colour, series.fill, 0, ids)
        parts.append(f'<circle cx="{x}" cy="{y}" r="6" {painted}><title>{tip}</title></circle>')
        is_left = stands_left(chart, datum, 1 / scale)
        at, anchor = (x - 10, "end") if is_left else (x + 10, "")
        parts.append(text(at, y + 4, datum_words(datum), anchor=anchor, size=11))
    for place, mark in enumerate(marks):
        parts += _mark(mark.name, mark.n, rounded(left + (mark.datum.value or 0) * scale),
                       datum_words(mark.datum), top - 18 * place, bottom)  # fmt: skip
    return "".join([*parts, "</svg>"])


def _mark(name: str, n: str, x: Decimal, words: str, top: int, bottom: int) -> list[str]:
    anchor = "end" if x > WIDTH - 180 else "start"
    return [
        f'<path d="M{x} {top - 8}V{bottom}" class="mark" stroke="#{MARK}" stroke-width="2" '
        'stroke-dasharray="5 3"/>',
        text(x + (-6 if anchor == "end" else 6), top - 8, f"{name} {words} ({n})",
             anchor=anchor, bold=True),
    ]  # fmt: skip


_DRAWN: dict[Kind, Callable[[Chart, str], str]] = {
    "bars": bars,
    "dots": dots,
    "lines": lines,
    "panels": panels,
    "map": map_and_tiles,
    "matrix": matrix,
    "milestones": milestones,
}

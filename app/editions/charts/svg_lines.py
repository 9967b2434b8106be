"""Pictures of series over time: lines named at their ends, and small charts side by side."""

from collections.abc import Callable
from decimal import Decimal
from html import escape

from app.editions.charts.palette import GREY, RULE, look_of
from app.editions.charts.specification import Chart, Series
from app.editions.charts.svg_parts import (
    LINE,
    WIDTH,
    datum_words,
    grid_line,
    head_room,
    number_words,
    opened,
    paint,
    room_for,
    rounded,
    text,
    tick_values,
    wrapped,
)

_HEIGHT, _NAMES = 260, 34  # of the field of lines; letters of a name beside a line
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2")
_COLUMNS, _GAP, _CATEGORY = 3, 18, 16


def line_name(series: Series) -> str:
    """Return the name of a line with its last value, and the change over the whole in brackets."""
    last = next((d for d in reversed(series.data) if d.value is not None), None)
    words = f"{series.name} {datum_words(last)}" if last else series.name
    if series.change is None or series.change.value is None:
        return words
    return f"{words} ({change_words(series.change.value)})"


def name_of(series: Series) -> str:
    """Return the name of a series, with its change over the whole in brackets where it has one."""
    if series.change is None or series.change.value is None:
        return series.name
    return f"{series.name} ({change_words(series.change.value)})"


def change_words(value: Decimal) -> str:
    """Return a change in percent with its sign."""
    sign = "+" if value > 0 else ""
    return f"{sign}{number_words(value)} %"


def lines(chart: Chart, ids: str) -> str:
    """Return lines over periods, each named at its end."""
    names = [line_name(series) for series in chart.series]
    right = room_for(names, _NAMES) + 16
    top, left = head_room(chart) + 20, 52
    values = [d.value for s in chart.series for d in s.data if d.value is not None]
    ticks = tick_values(min(values), max(values))
    height = max(_HEIGHT, sum(_room_of(name) for name in names))
    scale = Decimal(height) / (ticks[-1] - ticks[0])
    bottom = top + height

    def height_of(value: Decimal) -> Decimal:
        return rounded(bottom - (value - ticks[0]) * scale)

    room = Decimal(WIDTH - left - right - 12)
    gaps = max(len(chart.categories) - 1, 1)
    across = [rounded(left + 8 + room * n / gaps) for n in range(len(chart.categories))]
    parts = [*opened(chart, bottom + 30, ids), text(0, top - 10, chart.axis)]
    for value in ticks:
        y = height_of(value)
        parts.append(f'<path d="M{left} {y}H{WIDTH - right}" class="rule" stroke="#{RULE}"/>')
        parts.append(text(left - 8, y + 4, number_words(value), anchor="end", size=11))
    for x, category in zip(across, chart.categories, strict=True):
        parts.append(text(x, bottom + 18, category, anchor="middle"))
    for place, series in enumerate(chart.series):
        points = [
            (x, height_of(d.value), d.value, category)
            for x, d, category in zip(across, series.data, chart.categories, strict=True)
            if d.value is not None
        ]
        parts += _line(series, points, place, ids)
    parts += _names(chart, names, height_of, (WIDTH - right + 8, bottom))
    return "".join([*parts, "</svg>"])


def _line(
    series: Series, points: list[tuple[Decimal, Decimal, Decimal, str]], place: int, ids: str
) -> list[str]:
    dash, width = DASHES[look_of(place).dash], 4 if series.is_whole else 2
    path = "L".join(f"{x} {y}" for x, y, _v, _c in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    drawn = [
        f'<path d="M{path}" class="line" fill="none" stroke="#{series.colour}" '
        f'stroke-width="{width}"{dashed}/>'
    ]
    painted = paint(series.colour, series.fill, place, ids)
    for x, y, value, category in points:
        tip = escape(f"{category}, {series.name}: {number_words(value)}")
        drawn.append(f'<circle cx="{x}" cy="{y}" r="4" {painted}><title>{tip}</title></circle>')
    return drawn


def _room_of(name: str) -> int:
    return LINE * len(wrapped(name, _NAMES)) + 2


def _names(
    chart: Chart, names: list[str], height_of: Callable[[Decimal], Decimal], at: tuple[int, int]
) -> list[str]:
    """Return the names of the lines at their ends in their colours, moved apart where they would
    meet, and none of them below the lines."""
    ends = []
    for series, name in zip(chart.series, names, strict=True):
        last = next((d.value for d in reversed(series.data) if d.value is not None), None)
        if last is not None:
            ends.append((height_of(last) + 4, name, series.colour))
    ends.sort()
    placed: list[Decimal] = []
    for place, (wanted, _name, _colour) in enumerate(ends):
        free = placed[-1] + _room_of(ends[place - 1][1]) if placed else wanted
        placed.append(max(wanted, free))
    limit = Decimal(at[1] + LINE)
    for place in reversed(range(len(ends))):
        placed[place] = min(placed[place], limit - _room_of(ends[place][1]))
        limit = placed[place]
    return [
        text(at[0], y + LINE * n, line, colour=colour)
        for y, (_wanted, name, colour) in zip(placed, ends, strict=True)
        for n, line in enumerate(wrapped(name, _NAMES))
    ]


def panels(chart: Chart, ids: str) -> str:
    """Return a small chart of bars for each series, all on one scale."""
    width = (WIDTH - _GAP * (_COLUMNS - 1)) // _COLUMNS
    left = room_for(chart.categories, _CATEGORY, 36)
    scale = Decimal(width - left - 50) / max(chart.largest, Decimal(1))
    letters = width // 7
    rows = -(-len(chart.series) // _COLUMNS)
    titles = [
        max(len(wrapped(s.name, letters)) for s in chart.series[r * _COLUMNS : (r + 1) * _COLUMNS])
        for r in range(rows)
    ]
    body = sum(_panel_rows(chart)) + 22
    top = head_room(chart) + 6
    parts = opened(chart, top + sum(LINE * t + body for t in titles) + 18, ids)
    for row in range(rows):
        for column, series in enumerate(chart.series[row * _COLUMNS : (row + 1) * _COLUMNS]):
            x = column * (width + _GAP)
            for n, line in enumerate(wrapped(series.name, letters)):
                parts.append(text(x, top + 12 + LINE * n, line, bold=True))
            start = top + LINE * titles[row] + 8
            parts += _panel(chart, series, (x, start), left, scale, ids)
        top += LINE * titles[row] + body
    parts.append(text(0, top + 8, chart.axis))
    return "".join([*parts, "</svg>"])


def _panel(
    chart: Chart, series: Series, at: tuple[int, int], left: int, scale: Decimal, ids: str
) -> list[str]:
    x, y = at
    heights = _panel_rows(chart)
    parts = [grid_line(x + left, y - 2, y + sum(heights), GREY)]
    for height, category, datum in zip(heights, chart.categories, series.data, strict=True):
        for n, line in enumerate(wrapped(category, _CATEGORY)):
            parts.append(text(x, y + 12 + LINE * n, line, size=11))
        if datum.value is None:
            parts.append(text(x + left + 6, y + 12, "–", size=11))
        else:
            width = rounded(datum.value * scale)
            tip = escape(f"{series.name}, {category}: {number_words(datum.value)}")
            painted = paint(series.colour, series.fill, 0, ids)
            parts.append(
                f'<rect x="{x + left}" y="{y}" width="{width}" height="14" {painted}>'
                f"<title>{tip}</title></rect>"
            )
            parts.append(text(x + left + width + 5, y + 12, datum_words(datum), size=11))
        y += height
    return parts


def _panel_rows(chart: Chart) -> list[int]:
    return [LINE * len(wrapped(category, _CATEGORY)) + 6 for category in chart.categories]

"""Pictures by place and time: map beside tiles, countries by points, and a line of time."""

from decimal import Decimal
from html import escape

from app.editions.charts.palette import GREY, INK, RULE, text_on
from app.editions.charts.shapes import TILE_COLUMNS, TILE_ROWS, TILES, MapShapes
from app.editions.charts.shapes import WIDTH as MAP_WIDTH
from app.editions.charts.specification import NO_VALUE, Chart, Datum, Series, Step
from app.editions.charts.svg_parts import (
    LINE,
    WIDTH,
    datum_words,
    grid_line,
    head_room,
    legend,
    legend_rows,
    lines_of_text,
    opened,
    paint,
    room_for,
    rounded,
    spread,
    text,
    text_over,
    wrapped,
)

TILE = 40
_CELL, _ROW = 21, 18
_NOTHING = Step("", "", GREY, "outline")


def tip_of(chart: Chart, row: int, datum: Datum, column: str = "") -> str:
    """Return what is read at one place: which one, and its value in words."""
    step = chart.step_of(datum)
    words = datum_words(datum) or (step.name if step else "")
    name = f"{chart.categories[row]}, {column}" if column else chart.categories[row]
    return f"{name}: {words}" if words else name


def marks_of(chart: Chart) -> dict[str, str]:
    """Return the number by which each colour is told where colours are not seen."""
    return {step.key: str(n) for n, step in enumerate(chart.steps, 1) if step.key != NO_VALUE}


def _painted(chart: Chart, datum: Datum, ids: str) -> str:
    step = chart.step_of(datum) or _NOTHING
    place = next((n for n, s in enumerate(chart.steps) if s.key == step.key), 0)
    return paint(step.colour, step.fill, place, ids)


def _legend(chart: Chart, top: int, ids: str) -> list[str]:
    numbers = {} if _has_numbers(chart) else marks_of(chart)
    shown = [
        (paint(step.colour, step.fill, place, ids), step.name, numbers.get(step.key, ""))
        for place, step in enumerate(chart.steps)
    ]
    return legend(shown, top, ids)


def _legend_height(chart: Chart) -> int:
    return (LINE + 6) * legend_rows([step.name for step in chart.steps]) + 8


def _has_numbers(chart: Chart) -> bool:
    return any(d.value is not None for series in chart.series for d in series.data)


def map_and_tiles(chart: Chart, ids: str) -> str:
    """Return the map with markers for small Member States, beside a tile of one size for each."""
    top = head_room(chart)
    left = MAP_WIDTH + (WIDTH - MAP_WIDTH - TILE * TILE_COLUMNS) if chart.shapes else 0
    height = max(chart.shapes.height if chart.shapes else 0, TILE * TILE_ROWS + 20)
    parts = opened(chart, top + height + 10 + _legend_height(chart), ids)
    if chart.shapes:
        parts.append(f'<g transform="translate(0 {top})">')
        parts += _outlines(chart, chart.shapes, ids)
        parts.append("</g>")
    parts += _tiles(chart, left, top + 10, ids)
    parts += _legend(chart, top + height + 8, ids)
    return "".join([*parts, "</svg>"])


def _outlines(chart: Chart, shapes: MapShapes, ids: str) -> list[str]:
    rows = {code: row for row, code in enumerate(chart.codes)}
    data = chart.series[0].data
    parts, markers = [], []
    for outline in shapes.outlines:
        row = rows.get(outline.code)
        if row is None:
            continue
        painted = _painted(chart, data[row], ids)
        tip = f"<title>{escape(tip_of(chart, row, data[row]))}</title>"
        path = "".join(
            "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in ring) + "Z"
            for ring in outline.rings
        )
        parts.append(f'<path d="{path}" {painted} stroke-width="0.7">{tip}</path>')
        if outline.is_small:
            x, y = outline.middle
            markers.append(
                f'<circle cx="{_short(x)}" cy="{_short(y)}" r="7" {painted}>{tip}</circle>'
            )
            markers.append(
                f'<text x="{_short(x + 10)}" y="{_short(y + 4)}" class="on" font-size="10" '
                f'fill="#{INK}" stroke="#FFFFFF" stroke-width="3" paint-order="stroke">'
                f"{outline.code}</text>"
            )
    return parts + markers


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _tiles(chart: Chart, left: int, top: int, ids: str) -> list[str]:
    numbers = marks_of(chart)
    parts = []
    for row, (code, datum) in enumerate(zip(chart.codes, chart.series[0].data, strict=True)):
        if code not in TILES:
            continue
        column, line = TILES[code]
        x, y = left + TILE * column, top + TILE * line
        step = chart.step_of(datum) or _NOTHING
        words = datum_words(datum) if datum.value is not None else numbers.get(datum.step, "")
        parts.append(
            f'<rect x="{x}" y="{y}" width="{TILE - 3}" height="{TILE - 3}" '
            f"{_painted(chart, datum, ids)}><title>{escape(tip_of(chart, row, datum))}</title>"
            "</rect>"
        )
        middle = x + (TILE - 3) // 2
        parts.append(text_over(middle, y + 16, code, step.colour, step.fill))
        if words:
            parts.append(text_over(middle, y + 30, words, step.colour, step.fill, 11))
    return parts


def matrix(chart: Chart, ids: str) -> str:
    """Return a row for each category and a cell for each series, with the number of its step."""
    left, top = room_for(chart.categories, 24), head_room(chart) + 20
    bottom = top + _ROW * len(chart.categories)
    parts = opened(chart, bottom + 12 + _legend_height(chart), ids)
    for column, series in enumerate(chart.series):
        x = left + _CELL * column + _CELL // 2
        parts.append(text(x, top - 6, series.key, anchor="middle", size=11))
    for row, category in enumerate(chart.categories):
        parts.append(text(0, top + _ROW * row + 12, category, size=11))
    for place, step in enumerate(chart.steps):
        parts += _cells_of(chart, step, paint(step.colour, step.fill, place, ids), (left, top))
    parts += _legend(chart, bottom + 10, ids)
    return "".join([*parts, "</svg>"])


def _cells_of(chart: Chart, step: Step, painted: str, at: tuple[int, int]) -> list[str]:
    """Return all cells of one colour, which is written once for all of them."""
    areas, numbers = [], []
    mark = marks_of(chart).get(step.key, "")
    for row in range(len(chart.categories)):
        for column, series in enumerate(chart.series):
            datum = series.data[row]
            if datum.step != step.key:
                continue
            x, y = at[0] + _CELL * column, at[1] + _ROW * row
            tip = escape(tip_of(chart, row, datum, series.name))
            size = f'width="{_CELL - 2}" height="{_ROW - 2}"'
            areas.append(f'<rect x="{x}" y="{y}" {size}><title>{tip}</title></rect>')
            numbers.append(f'<text x="{x + _CELL // 2 - 1}" y="{y + 12}">{mark}</text>')
    words = f'class="on" fill="#{text_on(step.colour, step.fill)}"'
    middle = 'text-anchor="middle" font-size="10"'
    return [f"<g {painted}>", *areas, f"</g><g {words} {middle}>", *numbers, "</g>"]


def moment_of(words: str) -> Decimal:
    """Return where a year, month or day (`2026`, `2026-05`, `2026-05-29`) stands in time."""
    year, *rest = (int(part) for part in words.split("-"))
    month = Decimal(rest[0] - 1) / 12 if rest else Decimal("0.5")
    day = Decimal(rest[1] - 1) / 366 if len(rest) > 1 else Decimal(0)
    return year + month + day


def events_of(chart: Chart, row: int) -> list[tuple[int, Series, Datum]]:
    """Return what has a date in one category, the earliest first, with its number in the list."""
    found = [(n, s, s.data[row]) for n, s in enumerate(chart.series, 1) if s.data[row].text]
    return sorted(found, key=lambda event: (moment_of(event[2].text), event[0]))


def milestones(chart: Chart, ids: str) -> str:
    """Return what has a date on a line of time for each category, numbered, with a list below."""
    left, top = room_for(chart.categories, 30), head_room(chart) + 8
    moments = [moment_of(d.text) for s in chart.series for d in s.data if d.text]
    first = int(min(moments))
    years = int(max(moments)) + 1 - first
    scale = Decimal(WIDTH - left - 20) / years
    step = max(34, LINE * max(len(wrapped(name, 30)) for name in chart.categories) + 8)
    bottom = top + step * len(chart.categories)
    lists = [
        (f"{n}  {s.name}", wrapped(f"{n}  {s.name}", 108)) for n, s in enumerate(chart.series, 1)
    ]
    height = bottom + 40 + sum(LINE * len(lines) + 3 for _words, lines in lists)
    parts = opened(chart, height, ids)
    every = max(1, -(-years // 12))
    for year in range(0, years + 1, every):
        x = rounded(left + year * scale)
        parts.append(grid_line(x, top, bottom, RULE))
        parts.append(text(x, bottom + 16, str(first + year), anchor="middle", size=11))
    for row, category in enumerate(chart.categories):
        y = top + step * row + step // 2
        above = LINE * (len(wrapped(category, 30)) - 1) // 2
        parts += lines_of_text(0, y + 4 - above, category, 30)
        parts.append(f'<path d="M{left} {y}H{WIDTH - 20}" class="rule" stroke="#{GREY}"/>')
        parts += _events(chart, row, y, (left, first, scale), ids)
    y = bottom + 40
    for words, lines in lists:
        parts += lines_of_text(0, y, words, 108)
        y += LINE * len(lines) + 3
    return "".join([*parts, "</svg>"])


def _events(chart: Chart, row: int, y: int, axis: tuple[int, int, Decimal], ids: str) -> list[str]:
    left, first, scale = axis
    parts: list[str] = []
    events = events_of(chart, row)
    wanted = [rounded(left + (moment_of(d.text) - first) * scale) for _n, _s, d in events]
    places = spread(wanted, Decimal(20), Decimal(WIDTH - 10))
    for x, (number, series, datum) in zip(places, events, strict=True):
        tip = escape(f"{chart.categories[row]}, {datum.text}: {series.name}")
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="9" {paint(series.colour, series.fill, 0, ids)}>'
            f"<title>{tip}</title></circle>"
        )
        parts.append(text_over(x, y + 4, str(number), series.colour, series.fill, 10))
    return parts

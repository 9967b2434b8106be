"""Parts of pictures: words that wrap, areas with fill and edge, axes, legends.

Each part says in its class what it is, so that a page can give it the colours of the reader's own
system where those are forced. Coordinates are exact decimals or whole numbers: the same chart is
the same bytes everywhere.
"""

import textwrap
from collections.abc import Sequence
from decimal import Decimal
from html import escape

from app.core.i18n import format_number
from app.editions.charts.palette import GREY, INK, RULE, edge_of, text_on
from app.editions.charts.specification import Chart, Datum, Fill

WIDTH, LINE = 720, 14
PATTERNS = 8  # areas that can be told apart without colours
_CHARACTER = Decimal("6.4")  # width of a letter of twelve pixels, on average
_ENTRY = 31  # letters of a legend's entry in one line

Number = int | Decimal


def number_words(value: Decimal) -> str:
    """Return a number as it is read in the current language."""
    whole = value == value.to_integral_value()
    return format_number(value.quantize(Decimal(1)) if whole else value)


def datum_words(datum: Datum) -> str:
    """Return what is read at one value, nothing where none is shown."""
    if datum.text:
        return datum.text
    return "" if datum.value is None else number_words(datum.value)


def stands_left(chart: Chart, datum: Datum, pixel: Decimal) -> bool:
    """Tell whether the words of a dot stand left of it: a mark runs through the room at its right.

    `pixel` is what one pixel is worth on the axis.
    """
    if datum.value is None:
        return False
    room = pixel * (14 + 7 * len(datum_words(datum)))
    others = [mark.datum.value for mark in chart.marks if mark.datum.value is not None]
    return datum.value > room and any(0 < other - datum.value < room for other in others)


def spread(wanted: Sequence[Decimal], gap: Decimal, last: Decimal) -> list[Decimal]:
    """Return rising places moved apart by at least a gap, none of them beyond the last."""
    placed: list[Decimal] = []
    for place in wanted:
        placed.append(max(place, placed[-1] + gap) if placed else place)
    limit = last
    for at in reversed(range(len(placed))):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - gap
    return placed


def wrapped(words: str, letters: int) -> list[str]:
    """Return the lines of a text; words are never cut."""
    return textwrap.wrap(words, letters, break_long_words=False) or [""]


def room_for(texts: Sequence[str], letters: int, least: int = 40) -> int:
    """Return how wide a column of these texts is once they are wrapped."""
    longest = max((len(line) for text in texts for line in wrapped(text, letters)), default=0)
    return max(least, int(longest * _CHARACTER) + 12)


def text(
    x: Number,
    y: Number,
    words: str,
    *,
    anchor: str = "",
    size: int = 12,
    bold: bool = False,
    colour: str = INK,
) -> str:
    """Return words in the colour of ink, or of the line they name."""
    return _text(x, y, words, "ink", colour, anchor, size, bold)


def text_over(x: Number, y: Number, words: str, colour: str, fill: Fill, size: int = 12) -> str:
    """Return words in the middle of an area, dark or light as the area asks for."""
    return _text(x, y, words, "on", text_on(colour, fill), "middle", size, bold=False)


def _text(
    x: Number, y: Number, words: str, kind: str, colour: str, anchor: str, size: int, bold: bool
) -> str:
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += f' font-size="{size}"' if size != 12 else ""
    more += ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" class="{kind}" fill="#{colour}"{more}>{escape(words)}</text>'


def lines_of_text(x: Number, y: Number, words: str, letters: int, anchor: str = "") -> list[str]:
    """Return a text that goes over several lines."""
    return [
        text(x, y + LINE * place, line, anchor=anchor)
        for place, line in enumerate(wrapped(words, letters))
    ]


def paint(colour: str, fill: Fill, place: int, ids: str) -> str:
    """Return what fills an area and runs around it; `place` tells the pattern without colours."""
    kind = f'class="area area-{place % PATTERNS}"'
    edge = f'stroke="#{edge_of(colour, fill)}"'
    if fill == "outline":
        return f'{kind} fill="#FFFFFF" {edge}'
    if fill in ("hatch", "dotted"):
        return f'{kind} fill="url(#{ids}{fill})" {edge}'
    return f'{kind} fill="#{colour}" {edge}'


def opened(chart: Chart, height: Number, ids: str) -> list[str]:
    """Return the beginning of a picture with its title, which may be empty."""
    label = escape(chart.title or chart.description)
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart__picture" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{label}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>",
        f'<defs><pattern id="{ids}hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M0 6L6 0" stroke="#{GREY}"/></pattern>'
        f'<pattern id="{ids}dotted" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<circle cx="3" cy="3" r="0.8" fill="#{GREY}"/></pattern></defs>',
        *([text(0, 14, chart.mark, bold=True)] if chart.mark else []),
        *([text(0, head_room(chart) - 16, chart.title, size=14, bold=True)] if chart.title else []),
    ]


def head_room(chart: Chart) -> int:
    """Return where the drawing begins, below the mark and the title."""
    return (34 if chart.title else 8) + (20 if chart.mark else 0)


def tick_values(low: Decimal, high: Decimal, most: int = 6) -> list[Decimal]:
    """Return round values from at most `low` to at least `high`, at least two of them."""
    span = max(high - low, Decimal(1) if high == high.to_integral_value() else Decimal("0.1"))
    unit = Decimal(1).scaleb((span / most).adjusted())
    step = next(unit * n for n in (1, 2, 5, 10) if span / (unit * n) <= most)
    if step < 1 and low == low.to_integral_value() and high == high.to_integral_value():
        step = Decimal(1)
    first = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    values = [first]
    while values[-1] < high or len(values) < 2:
        values.append(values[-1] + step)
    return values


def grid_line(x: Number, top: Number, bottom: Number, colour: str = RULE) -> str:
    """Return an upright line of an axis."""
    return f'<path d="M{x} {top}V{bottom}" class="rule" stroke="#{colour}"/>'


def legend_rows(names: Sequence[str]) -> int:
    """Return how many lines a legend of three columns takes."""
    return sum(
        max(len(wrapped(name, _ENTRY)) for name in names[start : start + 3])
        for start in range(0, len(names), 3)
    )


def legend(entries: Sequence[tuple[str, str, str]], top: int, ids: str) -> list[str]:
    """Return a legend: what paints each entry, its words, and its number where it has one."""
    parts: list[str] = []
    y = top
    for start in range(0, len(entries), 3):
        row = entries[start : start + 3]
        for column, (painted, words, number) in enumerate(row):
            x = column * 240
            parts.append(f'<rect x="{x}" y="{y}" width="16" height="14" {painted}/>')
            label = f"{number} {words}" if number else words
            parts += lines_of_text(x + 22, y + 11, label, _ENTRY)
        y += LINE * max(len(wrapped(words, _ENTRY)) for _p, words, _n in row) + 6
    return parts


def rounded(value: Decimal) -> Decimal:
    """Return a coordinate of a hundredth of a pixel."""
    return value.quantize(Decimal("0.01"))

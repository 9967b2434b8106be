"""Colours of charts: told apart by colour-blind readers, and three to one against the page."""

from dataclasses import dataclass

from app.editions.charts.specification import Fill

INK, GREY, RULE, WHITE = "1B2A41", "5B6576", "D5DAE3", "FFFFFF"
# Five hues can be told apart beside a legend, by colour-blind readers too; all else is grey.
HUES = ("1F4E8C", "E0A020", "5AA9E6", "6E1423", "7A6A10")
LINES = ("16335E", "B85C12", "0F7B5F", "B0508F", "6E1423")  # each dark enough for a thin line
OTHER = "B9C1CD"
MARK = "B03A2E"  # what is drawn across a chart, a median for example
PROGRESS_FILLS: dict[str, tuple[str, Fill]] = {
    "none": ("4F6F9C", "outline"),
    "limited": ("C6D9F0", "solid"),
    "some": ("86AEDD", "solid"),
    "substantial": ("3F77BB", "solid"),
    "full": ("173F73", "solid"),
    "not_pursued": ("5B6576", "hatch"),
    "not_applicable": ("A9B2C0", "solid"),
}
MISSING_FILL: tuple[str, Fill] = ("6B7485", "dotted")  # not the outline of no progress
RISING = ("C6D9F0", "86AEDD", "3F77BB", "173F73")  # one hue from light to dark
_LEAST = 3.0  # of WCAG, for parts of pictures


@dataclass(frozen=True)
class Look:
    """How one line of several is drawn; no two of a chart have the same."""

    colour: str
    dash: int  # which of five, the first one without gaps
    sign: int  # which of five
    is_open: bool  # its signs are outlines


def look_of(place: int) -> Look:
    """Return the look of a line by its place among those that are drawn.

    After five the first colour and the dash without gaps are not used again.
    """
    many = len(LINES)
    if place < many:
        return Look(LINES[place], place, place, is_open=False)
    again, at = divmod(place - 1, many - 1)
    dash = 1 + (at + again) % (many - 1)
    return Look(LINES[1 + at], dash, (1 + at + 2 * again) % many, is_open=bool(again % 2))


def luminance(colour: str) -> float:
    """Return the relative luminance of six hexadecimal digits."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def edge_of(colour: str, fill: Fill) -> str:
    """Return the line around an area: one that is pale on the page gets a grey one."""
    if fill != "solid":
        return colour
    return WHITE if contrast(colour, WHITE) >= _LEAST else GREY


def text_on(colour: str, fill: Fill) -> str:
    """Return the colour of words on an area, the one that is read better."""
    if fill != "solid":
        return INK
    return max((WHITE, INK), key=lambda words: contrast(colour, words))

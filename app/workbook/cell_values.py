"""What one cell of an .xlsx file holds, as the sheet shows it: texts, numbers, dates, errors."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from app.workbook.reading import ReadCell

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_DAYS = frozenset(str(n) for n in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_PERCENT = frozenset(("9", "10"))
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]', re.I)  # also colours
_ELAPSED = re.compile(r"\[[hms]", re.I)
_IN_DAYS = re.compile(r"[dmhys]", re.I)
# Day 60 of the count from 1900 is the 29th of February of that year, which never was.
_BEGUN, _BEGUN_1904, _NEVER = datetime(1899, 12, 30), datetime(1904, 1, 1), 60  # noqa: DTZ001


@dataclass(frozen=True)
class Look:
    """How a number is shown."""

    is_day: bool = False
    is_elapsed: bool = False  # so many hours, also more than 24
    is_percent: bool = False
    is_1904: bool = False


@cache
def look_of(number: str, code: str | None, *, is_1904: bool) -> Look:
    """Return what a number format means: one that every program knows, or one with a code."""
    if code is None:
        return Look(number in _DAYS, is_percent=number in _PERCENT, is_1904=is_1904)
    plain = _QUOTED.sub("", code.partition(";")[0])
    is_elapsed = _ELAPSED.search(plain) is not None
    is_day = is_elapsed or _IN_DAYS.search(plain) is not None
    return Look(is_day, is_elapsed, "%" in plain, is_1904)


def decoded(text: str) -> str:
    """Return a text with its escaped characters; a half of a pair stays as it is written."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number < 0xE000 else chr(number)


def held(at: str, kind: str, text: str, look: Look, *, is_formula: bool) -> ReadCell | None:
    """Return a filled cell by its kind; None when nothing stands in it after all."""
    if kind == "text":  # of the list that cells share
        return ReadCell(at, text, "", is_formula)
    if not text:
        return ReadCell(at, None, "formula_without_value", is_formula=True) if is_formula else None
    if kind == "n":
        return _number_cell(at, text, look, is_formula)
    if kind == "b":
        return ReadCell(at, text.strip() not in ("0", "false"), "", is_formula)
    if kind == "e":
        return ReadCell(at, text[:20], "cell_error", is_formula)
    if kind == "d":
        return _moment_cell(at, text.strip(), is_formula)
    return ReadCell(at, decoded(text), "", is_formula)


def _moment_cell(at: str, text: str, is_formula: bool) -> ReadCell:
    """Return what is written as a date of ISO 8601; anything else is judged as a text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ReadCell(at, text, "", is_formula)
    return _shown(at, moment, is_formula)


def _shown(at: str, moment: datetime, is_formula: bool) -> ReadCell:
    at_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return ReadCell(at, moment.date() if at_midnight else moment.isoformat(" "), "", is_formula)


def _number_cell(at: str, text: str, look: Look, is_formula: bool) -> ReadCell:
    """Return the number as the sheet shows it: 15 digits; 25 % is 25, day 45000 a date."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(text[:20])
    if look.is_day:
        return _day_cell(at, float(text), look, is_formula)
    if _WHOLE.fullmatch(text):
        number = Decimal(text)
    elif math.isfinite(exact := float(text)):
        number = Decimal(format(exact, ".15g"))
    else:
        return ReadCell(at, text[:20], "cell_error", is_formula)
    return ReadCell(at, number * 100 if look.is_percent else number, "", is_formula)


def _day_cell(at: str, count: float, look: Look, is_formula: bool) -> ReadCell:
    try:
        passed = timedelta(milliseconds=round(count * 86_400_000))
        if look.is_elapsed or 0 <= count < 1:  # a time of day, a duration
            return ReadCell(at, str(passed), "", is_formula)
        if look.is_1904:
            return _shown(at, _BEGUN_1904 + passed, is_formula)
        early = timedelta(days=1) if 0 < count < _NEVER else timedelta()
        return _shown(at, _BEGUN + early + passed, is_formula)
    except (OverflowError, ValueError):  # shown as ##### there
        return ReadCell(at, "#####", "cell_error", is_formula)

"""Numbers as people type them and the one text by which they are kept."""

import re
from decimal import Decimal
from enum import Enum

# Digits are the ASCII ones: what the portal stores must look the same to every reader.
_NUMBER = re.compile(r"-?[0-9][0-9., ]*")
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPING = re.compile(r"[\s\u00a0\u202f\u2009'’]")
WHOLE_DIGITS, DECIMALS = 18, 8  # stored at most
_TYPED_DECIMALS = 40  # read at most, so that a field can say how many it takes


class Unreadable(Enum):
    """Why a text is not one number."""

    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS = "ambiguous"


def canonical_decimal(value: Decimal) -> str:
    """Return the one text of a number: no exponent, no trailing zeros, no negative zero."""
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be stored")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def read_decimal(raw: str, decimal_mark: str = ".") -> Decimal | Unreadable:
    """Read a number as people type it: `1 234,5`, `1.234,5`, `1,234.5`, `1234.5`.

    With both marks present the last one is the decimal mark. A single mark followed by exactly
    three digits could mean either; it is read as grouping only if it is not the reader's decimal
    mark, and refused otherwise.
    """
    text = _GROUPING.sub(" ", raw).strip().replace("\u2212", "-")
    if not _NUMBER.fullmatch(text):
        return Unreadable.NOT_A_NUMBER
    if is_ambiguous(text) and decimal_mark in text:
        return Unreadable.AMBIGUOUS
    value = _join(text, _decimal_mark_in(text))
    return Unreadable.NOT_A_NUMBER if value is None else value


def is_ambiguous(text: str) -> bool:
    """Tell whether a number could be read with its mark as grouping or as decimal mark."""
    return _AMBIGUOUS.fullmatch(text) is not None


def _decimal_mark_in(text: str) -> str | None:
    """Return the mark that separates the decimals, None where all marks separate thousands."""
    marks = re.findall("[., ]", text)
    if not marks or marks[-1] == " " or marks.count(marks[-1]) > 1:
        return None
    return None if is_ambiguous(text) else str(marks[-1])


def _join(text: str, decimal: str | None) -> Decimal | None:
    """Put the digits together; None when the thousands are not grouped in one way and by three."""
    whole, _, fraction = text.partition(decimal) if decimal else (text, "", "")
    digits = whole.lstrip("-")
    groups = re.split("[., ]", digits)
    if len(set(re.findall("[., ]", digits))) > 1 or (decimal and decimal in digits):
        return None
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 for g in groups[1:])):
        return None
    if len("".join(groups)) > WHOLE_DIGITS or not re.fullmatch(r"[0-9]*", fraction):
        return None
    if len(fraction) > _TYPED_DECIMALS:
        return None
    sign = "-" if whole.startswith("-") else ""
    return Decimal(f"{sign}{''.join(groups)}.{fraction or '0'}")

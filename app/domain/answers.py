"""Answer kinds: the one parser behind four doors (web form, Excel cell, JSON, report text).

A kind turns raw input into a value or a `Problem` and a value back into each door's form. `None` is "nothing
given"; a lawful absence of a value is `Missing`, never an empty string and never 0.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

HARD_TEXT_LIMIT = 40_000  # characters; beyond this nothing is stored, whatever the question allows


@dataclass(frozen=True)
class Problem:
    """Why input could not be understood; the sentence belongs to `code` in the message catalogue."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Missing:
    """A lawful absence of a value: one of NA NAV NE IE C ND, with a reason where the code needs one."""

    code: str
    reason: str | None = None


Value = str | bool | Decimal | date | tuple[str, ...]
Parsed = Value | Problem | None

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean_text(raw: str) -> str:
    """Normalise line ends, drop characters no document format can carry, and trim the ends."""
    return _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


def canonical_decimal(value: Decimal) -> str:
    """Return the one text of a number: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def parse_decimal(raw: str, decimal_mark: str = ".") -> Decimal | Problem:
    """Read a number as people type it: `1 234,5`, `1.234,5`, `1,234.5`, `1234.5`.

    With both marks present the last one is the decimal mark. A single mark followed by exactly three digits
    could mean either; it is read as grouping only if it is not the reader's decimal mark, and refused otherwise.
    """
    text = _SPACES.sub("", raw).replace("\u2212", "-")
    if not re.fullmatch(r"-?\d[\d.,]*", text):
        return Problem("not_a_number", {"text": raw[:60]})
    marks = [c for c in text if c in ".,"]
    if len(set(marks)) == 2:
        decimal = marks[-1]
        if marks.count(decimal) > 1:
            return Problem("not_a_number", {"text": raw[:60]})
        return _join(text, decimal, raw)
    if len(marks) > 1:
        return _join(text, None, raw)
    if marks and re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text):
        if marks[0] == decimal_mark:
            plain = text.replace(marks[0], "")
            return Problem("ambiguous_number", {"text": raw[:60], "plain": plain})
        return _join(text, None, raw)
    return _join(text, marks[0] if marks else None, raw)


def _join(text: str, decimal: str | None, raw: str) -> Decimal | Problem:
    whole, _, fraction = text.partition(decimal) if decimal else (text, "", "")
    groups = re.split(r"[.,]", whole.lstrip("-"))
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 for g in groups[1:])):
        return Problem("not_a_number", {"text": raw[:60]})
    if not re.fullmatch(r"\d*", fraction) or len("".join(groups)) > 18 or len(fraction) > 8:
        return Problem("not_a_number", {"text": raw[:60]})
    sign = "-" if whole.startswith("-") else ""
    return Decimal(f"{sign}{''.join(groups)}.{fraction or '0'}")


@dataclass(frozen=True)
class Text:
    """Free text; length bounds are judged by the quality rules, only the hard limit refuses."""

    multiline: bool = True
    min_chars: int | None = None
    max_chars: int | None = None
    name = "text"

    def parse(self, raw: str, decimal_mark: str = ".") -> Parsed:
        """Return the cleaned text, None when nothing is left."""
        text = clean_text(raw)
        if len(text) > HARD_TEXT_LIMIT:
            params = {"limit": str(HARD_TEXT_LIMIT), "length": str(len(text))}
            return Problem("text_too_long_to_store", params)
        if not self.multiline:
            text = " ".join(text.split())
        return text or None

    def from_json(self, value: object) -> Parsed:
        """Accept a JSON string."""
        return self.parse(value) if isinstance(value, str) else Problem("not_a_text")

    def to_json(self, value: Value) -> object:
        """Return the JSON form."""
        return value

    def to_form(self, value: Value) -> tuple[str, ...]:
        """Return the texts a form field shows."""
        return (str(value),)


@dataclass(frozen=True)
class YesNo:
    """Yes or no."""

    name = "yes_no"
    _words: Mapping[str, bool] = field(
        default_factory=lambda: {"yes": True, "no": False, "true": True, "false": False},
        repr=False,
        compare=False,
    )

    def parse(self, raw: str, decimal_mark: str = ".") -> Parsed:
        """Accept `yes` and `no`."""
        text = raw.strip().casefold()
        if not text:
            return None
        found = self._words.get(text)
        return Problem("not_yes_or_no", {"text": raw[:60]}) if found is None else found

    def from_json(self, value: object) -> Parsed:
        """Accept true and false."""
        return value if isinstance(value, bool) else Problem("not_yes_or_no", {"text": ""})

    def to_json(self, value: Value) -> object:
        """Return the JSON form."""
        return value

    def to_form(self, value: Value) -> tuple[str, ...]:
        """Return the texts a form field shows."""
        return ("yes" if value else "no",)


@dataclass(frozen=True)
class Choice:
    """One option of a closed list; its label is accepted too, because workbooks show labels."""

    options: tuple[tuple[str, str], ...]  # value, label
    name = "choice"

    def parse(self, raw: str, decimal_mark: str = ".") -> Parsed:
        """Return the option's value."""
        text = raw.strip()
        if not text:
            return None
        for value, label in self.options:
            if text == value or text.casefold() == label.casefold():
                return value
        return Problem("not_in_list", {"text": raw[:60]})

    def from_json(self, value: object) -> Parsed:
        """Accept an option's value."""
        if not isinstance(value, str):
            return Problem("not_in_list", {"text": ""})
        return self.parse(value)

    def to_json(self, value: Value) -> object:
        """Return the JSON form."""
        return value

    def to_form(self, value: Value) -> tuple[str, ...]:
        """Return the texts a form field shows."""
        return (str(value),)


@dataclass(frozen=True)
class MultiChoice:
    """Several options of a closed list, kept in the order of the list."""

    options: tuple[tuple[str, str], ...]
    name = "multi_choice"

    def parse_all(self, raw: Sequence[str]) -> Parsed:
        """Return the ticked values, None when nothing is ticked."""
        one = Choice(self.options)
        found: set[str] = set()
        for text in raw:
            value = one.parse(text)
            if isinstance(value, Problem):
                return value
            if isinstance(value, str):
                found.add(value)
        return tuple(value for value, _ in self.options if value in found) or None

    def parse(self, raw: str, decimal_mark: str = ".") -> Parsed:
        """Accept values or labels separated by semicolons."""
        return self.parse_all([part for part in raw.split(";") if part.strip()])

    def from_json(self, value: object) -> Parsed:
        """Accept a list of values."""
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            return Problem("not_in_list", {"text": ""})
        return self.parse_all(value)

    def to_json(self, value: Value) -> object:
        """Return the JSON form."""
        return list(value) if isinstance(value, tuple) else value

    def to_form(self, value: Value) -> tuple[str, ...]:
        """Return the texts a form field shows."""
        return value if isinstance(value, tuple) else (str(value),)


@dataclass(frozen=True)
class Number:
    """A number; more decimals than allowed cannot be taken, bounds are judged by the quality rules."""

    integer: bool = False
    decimals: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    name = "number"

    def parse(self, raw: str, decimal_mark: str = ".") -> Parsed:
        """Return an exact Decimal."""
        if not raw.strip():
            return None
        value = parse_decimal(raw, decimal_mark)
        return value if isinstance(value, Problem) else self._fit(value, raw)

    def _fit(self, value: Decimal, raw: str) -> Decimal | Problem:
        places = 0 if self.integer else self.decimals
        exponent = value.normalize().as_tuple().exponent
        if places is not None and isinstance(exponent, int) and -exponent > places:
            if self.integer:
                return Problem("not_a_whole_number", {"text": raw[:60]})
            return Problem("too_many_decimals", {"text": raw[:60], "decimals": str(places)})
        return Decimal(canonical_decimal(value))

    def from_json(self, value: object) -> Parsed:
        """Accept a canonical text or an integer; floats are refused because they are not exact."""
        if isinstance(value, bool) or not isinstance(value, int | str):
            return Problem("not_a_number", {"text": ""})
        if isinstance(value, int):
            return self._fit(Decimal(value), str(value))
        if not re.fullmatch(r"-?\d{1,18}(\.\d{1,8})?", value):
            return Problem("not_a_number", {"text": value[:60]})
        return self._fit(Decimal(value), value)

    def to_json(self, value: Value) -> object:
        """Return the canonical text."""
        return canonical_decimal(value) if isinstance(value, Decimal) else value

    def to_form(self, value: Value) -> tuple[str, ...]:
        """Return the texts a form field shows."""
        return (str(self.to_json(value)),)


@dataclass(frozen=True)
class Day:
    """A calendar date."""

    name = "date"

    def parse(self, raw: str, decimal_mark: str = ".") -> Parsed:
        """Accept `2027-06-30`, `30.06.2027`, `30/06/2027`."""
        text = raw.strip()
        if not text:
            return None
        for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
            try:
                return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a date has no zone
            except ValueError:
                continue
        return Problem("not_a_date", {"text": raw[:60]})

    def from_json(self, value: object) -> Parsed:
        """Accept an ISO date."""
        return self.parse(value) if isinstance(value, str) else Problem("not_a_date", {"text": ""})

    def to_json(self, value: Value) -> object:
        """Return the ISO date."""
        return value.isoformat() if isinstance(value, date) else value

    def to_form(self, value: Value) -> tuple[str, ...]:
        """Return the texts a form field shows."""
        return (str(self.to_json(value)),)


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year, written `2028-Q1`."""

    name = "quarter"

    def parse(self, raw: str, decimal_mark: str = ".") -> Parsed:
        """Accept `2028-Q1`, `2028 Q1`, `Q1 2028`."""
        text = raw.strip().upper()
        if not text:
            return None
        match = re.fullmatch(r"(20\d\d)[ -]?Q([1-4])", text)
        if match:
            return f"{match[1]}-Q{match[2]}"
        match = re.fullmatch(r"Q([1-4])[ -]?(20\d\d)", text)
        return f"{match[2]}-Q{match[1]}" if match else Problem("not_a_quarter", {"text": raw[:60]})

    def from_json(self, value: object) -> Parsed:
        """Accept the written form."""
        return (
            self.parse(value) if isinstance(value, str) else Problem("not_a_quarter", {"text": ""})
        )

    def to_json(self, value: Value) -> object:
        """Return the written form."""
        return value

    def to_form(self, value: Value) -> tuple[str, ...]:
        """Return the texts a form field shows."""
        return (str(value),)


Kind = Text | YesNo | Choice | MultiChoice | Number | Day | Quarter


def parse_form(kind: Kind, raw: Sequence[str], decimal_mark: str = ".") -> Parsed:
    """Parse what a web form sent for one field (several texts for a multiple choice)."""
    if isinstance(kind, MultiChoice):
        return kind.parse_all(raw)
    return kind.parse(raw[0] if raw else "", decimal_mark)


def parse_cell(kind: Kind, cell: object, decimal_mark: str = ".") -> Parsed:
    """Parse a spreadsheet cell: numbers and dates come typed, everything else as text."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return (
            kind.from_json(cell)
            if isinstance(kind, YesNo)
            else Problem("not_in_list", {"text": ""})
        )
    if isinstance(cell, datetime | date) and isinstance(kind, Day):
        return cell.date() if isinstance(cell, datetime) else cell
    if isinstance(cell, int | float) and isinstance(kind, Number):
        return kind.parse(canonical_decimal(Decimal(repr(cell))))
    return kind.parse(str(cell), decimal_mark)


def parse_json(kind: Kind, value: object) -> Parsed:
    """Parse a JSON value strictly: wrong types are refused, never coerced."""
    return None if value is None else kind.from_json(value)

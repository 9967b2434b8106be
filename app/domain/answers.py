"""Answer kinds: the one parser behind four doors (web form, Excel cell, JSON, report text).

A kind turns raw input into a value or a `Problem` and a value back into each door's form. `None` is
"nothing given"; a lawful absence of a value is `Missing`, never an empty string and never 0.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

# The alias makes `canonical_decimal` part of this module: whoever has a value has it at hand.
from app.domain.numbers import DECIMALS, WHOLE_DIGITS, Unreadable, is_ambiguous, read_decimal
from app.domain.numbers import canonical_decimal as canonical_decimal

HARD_TEXT_LIMIT = 40_000  # characters; beyond this nothing is stored, whatever the question allows


@dataclass(frozen=True)
class Problem:
    """Why input could not be understood; its sentence stands under `code` in the messages."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Missing:
    """A lawful absence of a value: NA NAV NE IE C ND, with a reason where the code needs one."""

    code: str
    reason: str | None = None


Value = str | bool | Decimal | date | tuple[str, ...]
Parsed = Value | Problem | None

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean_text(raw: str) -> str:
    """Normalise line ends, drop characters no document format can carry, and trim the ends."""
    return _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


def parse_decimal(raw: str, decimal_mark: str = ".") -> Decimal | Problem:
    """Read a number as people type it; `read_decimal` says how."""
    value = read_decimal(raw, decimal_mark)
    if value is Unreadable.AMBIGUOUS:
        plain = re.sub("[.,]", "", raw.strip())
        return Problem("ambiguous_number", {"text": raw[:60], "plain": plain})
    if value is Unreadable.NOT_A_NUMBER:
        return Problem("not_a_number", {"text": raw[:60]})
    return value


def is_among(value: Value | None, wanted: Sequence[str]) -> bool:
    """Tell whether an answer is one of these, in the words of the catalogue (`yes`, an option)."""
    if isinstance(value, bool):  # questions write yes and no, indicator files true and false
        return any(word in wanted for word in (("yes", "true") if value else ("no", "false")))
    if isinstance(value, tuple):
        return any(one in wanted for one in value)
    return isinstance(value, str) and value in wanted


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
        if any(text == value for value, _ in self.options):
            return text
        for value, label in self.options:
            if text.casefold() == label.casefold():
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
    """A number; too many decimals cannot be taken, bounds are judged by the quality rules."""

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
        return value if isinstance(value, Problem) else self.fit(value, raw)

    def fit(self, value: Decimal, raw: str) -> Decimal | Problem:
        """Return an exact number as it is stored; `raw` is what the sentence quotes."""
        text = canonical_decimal(value)
        whole, _, fraction = text.lstrip("-").partition(".")
        if len(whole) > WHOLE_DIGITS:
            return Problem("not_a_number", {"text": raw[:60]})
        if self.integer and fraction:
            return Problem("not_a_whole_number", {"text": raw[:60]})
        places = DECIMALS if self.decimals is None else self.decimals
        if len(fraction) > places:
            return Problem("too_many_decimals", {"text": raw[:60], "decimals": str(places)})
        return Decimal(text)

    def from_json(self, value: object) -> Parsed:
        """Accept a canonical text or an integer; floats are refused because they are not exact."""
        if isinstance(value, bool) or not isinstance(value, int | str):
            return Problem("not_a_number", {"text": ""})
        if isinstance(value, int):
            # An integer of thousands of digits is not even written out: Python refuses to.
            if abs(value) >= 10**WHOLE_DIGITS:
                return Problem("not_a_number", {"text": ""})
            return self.fit(Decimal(value), str(value))
        if not re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,40})?", value):
            return Problem("not_a_number", {"text": value[:60]})
        return self.fit(Decimal(value), value)

    def to_json(self, value: Value) -> object:
        """Return the canonical text."""
        return canonical_decimal(value) if isinstance(value, Decimal) else value

    def to_form(self, value: Value) -> tuple[str, ...]:
        """Return the texts a form field shows; `1.234` is shown as `1.2340`, never misread."""
        text = str(self.to_json(value))
        return (f"{text}0" if is_ambiguous(text) else text,)


@dataclass(frozen=True)
class Day:
    """A calendar date."""

    name = "date"

    def parse(self, raw: str, decimal_mark: str = ".") -> Parsed:
        """Accept `2027-06-30`, `30.06.2027`, `30/06/2027`."""
        text = raw.strip()
        if not text:
            return None
        if not text.isascii():
            return Problem("not_a_date", {"text": raw[:60]})
        for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
            try:
                return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a date has no zone
            except ValueError:
                continue
        return Problem("not_a_date", {"text": raw[:60]})

    def from_json(self, value: object) -> Parsed:
        """Accept an ISO date."""
        if not isinstance(value, str):
            return Problem("not_a_date", {"text": ""})
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return Problem("not_a_date", {"text": value[:60]})
        return self.parse(value)

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
        match = re.fullmatch(r"(20[0-9]{2})[ -]?Q([1-4])", text)
        if match:
            return f"{match[1]}-Q{match[2]}"
        match = re.fullmatch(r"Q([1-4])[ -]?(20[0-9]{2})", text)
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
    if isinstance(cell, datetime | date) and isinstance(kind, Day):
        return cell.date() if isinstance(cell, datetime) else cell
    if isinstance(kind, Number) and isinstance(cell, int | float) and not isinstance(cell, bool):
        number = _cell_number(cell)
        return number if isinstance(number, Problem) else kind.fit(number, str(cell))
    return kind.parse(_cell_text(cell), decimal_mark)


def _cell_number(cell: int | float) -> Decimal | Problem:
    """Return what the sheet shows: it keeps 15 digits, and the rest of a float is noise."""
    if isinstance(cell, int) and abs(cell) < 10**WHOLE_DIGITS:
        return Decimal(cell)
    if isinstance(cell, float) and abs(cell) < 10**WHOLE_DIGITS:
        return Decimal(format(cell, ".15g"))
    return Problem("not_a_number", {"text": ""})  # infinite, not a number, or too long to store


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def parse_json(kind: Kind, value: object) -> Parsed:
    """Parse a JSON value strictly: wrong types are refused, never coerced."""
    return None if value is None else kind.from_json(value)

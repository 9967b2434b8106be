"""What is said of one subject, field by field, in the spelling that forms send.

History, a workbook and what is to be saved are all brought into this form, so that they can be
compared.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.answers import Kind, MultiChoice, Parsed, Problem, clean_text, parse_cell
from app.domain.answers import Value as AnswerValue
from app.domain.contribution import MEASURE_LISTS, value_from_json
from app.workbook.layout import Field, Pairs

State = Mapping[str, str]
Held = str | bool | Decimal | date | None

OBSERVATION_FIELDS = (
    "value", "missing", "reason", "flags", "source", "note", "year", "visibility",
)  # fmt: skip
BESIDE = frozenset({"language", "visibility"})  # say nothing by themselves
SEPARATOR = ";"


def of_value(kind: Kind, value: AnswerValue | None) -> str:
    """Return a value as forms send it; several choices with semicolons between."""
    return "" if value is None else SEPARATOR.join(kind.to_form(value))


def of_answer(kind: Kind, content: Mapping[str, Any] | None) -> State:
    """Return an answer as history keeps it."""
    if content is None:
        return {"value": "", "language": "", "visibility": ""}
    value = of_value(kind, value_from_json(content["value"]))
    return {
        "value": value,
        "language": content["language"] or "",
        "visibility": content["visibility"] if value else "",
    }


def of_observation(kind: Kind, content: Mapping[str, Any] | None) -> State:
    """Return a cell as history keeps it."""
    if content is None:
        return dict.fromkeys(OBSERVATION_FIELDS, "")
    missing = content["missing"] or ("", "")
    return {
        "value": of_value(kind, value_from_json(content["value"])),
        "missing": missing[0],
        "reason": missing[1] or "",
        "flags": " ".join(content["flags"]),
        "source": content["source"],
        "note": content["note"],
        "year": str(content["reference_year"] or ""),
        "visibility": content["visibility"] if content["value"] is not None or missing[0] else "",
    }


def of_record(content: Mapping[str, Any] | None, names: tuple[str, ...]) -> State:
    """Return a measure or a link as history keeps it; one that was taken out says nothing."""
    if content is None or content.get("removed"):
        return dict.fromkeys(names, "")
    return {
        name: SEPARATOR.join(content.get(name, ()))
        if name in MEASURE_LISTS
        else content.get(name) or ""  # a field of today may be younger than this state
        for name in names
    }


def says_something(state: State) -> bool:
    """Tell whether anything is said of a measure or a link."""
    return any(text for name, text in state.items() if name not in BESIDE)


def read_field(field: Field, kind: Kind | None, held: Held, mark: str) -> str | Problem:
    """Return what a cell says, as forms send it; `kind` is that of the answer, None beside it."""
    if kind is not None:
        parsed = _parsed(field, kind, held, mark)
        return parsed if isinstance(parsed, Problem) else of_value(kind, parsed)
    if field.control == "many":
        return _several(field.options, held)
    if field.control == "marks":
        return _marks(field.options, held)
    if field.control == "list":
        return _one(field.options, held)
    if isinstance(held, Decimal):
        return format(held.normalize(), "f")
    if isinstance(held, date):
        return held.isoformat()
    return "" if held is None else clean_text(str(held))


def _parsed(field: Field, kind: Kind, held: Held, mark: str) -> Parsed:
    if isinstance(held, str) and isinstance(kind, MultiChoice):
        codes = _several(field.options, held)
        return codes if isinstance(codes, Problem) else kind.parse(codes)
    if isinstance(held, str) and field.options:
        code = _one(field.options, held)
        return code if isinstance(code, Problem) else kind.parse(code)
    if isinstance(held, bool):  # some programs turn a word into a truth value
        return kind.parse("yes" if held else "no")
    cell = int(held) if isinstance(held, Decimal) and held == held.to_integral_value() else held
    return parse_cell(kind, float(cell) if isinstance(cell, Decimal) else cell, mark)


def _one(options: Pairs, held: Held) -> str | Problem:
    text = "" if held is None else clean_text(str(held))
    if not text:
        return ""
    for value, label in options:
        if text.casefold() in (value.casefold(), label.casefold()):
            return value
    return Problem("not_in_list", {"text": text[:60]})


def _several(options: Pairs, held: Held) -> str | Problem:
    text = format(held.normalize(), "f") if isinstance(held, Decimal) else str(held or "")
    found = []
    for part in text.replace("\n", SEPARATOR).split(SEPARATOR):
        code = _one(options, part)
        if isinstance(code, Problem):
            return code
        found += [code] if code else []
    return SEPARATOR.join(value for value, _label in options if value in found)


def _marks(options: Pairs, held: Held) -> str | Problem:
    """Return marks as history keeps them: entries of the list, or letters in any company."""
    found: set[str] = set()
    for part in re.split("[;\n]", str(held or "")):
        one = _one(options, part)
        if isinstance(one, str):
            found |= {one}
            continue
        letters = {letter.casefold() for letter in part if letter not in " ,:"}
        if not letters <= {value for value, _label in options}:
            return one
        found |= letters
    return " ".join(sorted(found - {""}))

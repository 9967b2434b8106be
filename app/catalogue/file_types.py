"""What each catalogue file may hold, and the reading of one file into its type."""

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from app.catalogue.yaml_reader import WHOLE_FILE, CatalogueProblem
from app.domain.indicators import CodeList, Flag, Indicator, MissingCode
from app.domain.points import (
    Anchors,
    Frozen,
    Header,
    Option,
    PointEntry,
    PointGroup,
    Question,
    ReporterEntry,
    Texts,
)

FileType = TypeVar("FileType", bound=Frozen)

REFERENCE = "seed/reference"
INDICATORS = "indicators"
CODELISTS = "indicators/codelists"


class InstrumentFile(Frozen):
    """`instrument.yaml`: the act, its groups and its points."""

    id: str
    short_name: str
    title: Texts
    document_number: str
    adoption_date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    groups: tuple[PointGroup, ...]
    points: tuple[PointEntry, ...]


class AnchorsFile(Frozen):
    """`anchors.yaml`: for each point, what the steps of the progress scale mean there."""

    anchors: dict[str, Anchors]


class QuestionsFile(Frozen):
    """`questions.yaml`: what is asked under a point and about the submission as a whole."""

    header: tuple[Header, ...]
    questions: tuple[Question, ...]


class ListsFile(Frozen):
    """`catalogue.yaml`: the name of this catalogue and its closed lists."""

    schema_version: int = Field(ge=1)
    code: str = Field(pattern=r"^[A-Z]{2}-\d{4}/\d+$")
    missing_codes: tuple[MissingCode, ...]
    flags: tuple[Flag, ...]
    measure_types: tuple[Option, ...]
    measure_stages: tuple[Option, ...]


class ReportersFile(Frozen):
    """`reporters.yaml`: the Member States in protocol order, the Commission last."""

    reporters: tuple[ReporterEntry, ...]


REFERENCE_FILES: dict[str, type[Frozen]] = {
    "catalogue": ListsFile,
    "instrument": InstrumentFile,
    "anchors": AnchorsFile,
    "questions": QuestionsFile,
    "reporters": ReportersFile,
}
# In these files every key stands, even where it is null: a reader sees what was not set.
FULLY_STATED: tuple[type[Frozen], ...] = (Indicator, CodeList)

_EXPECTED_KIND = {
    "string_type": "must be a text (in quotes if it looks like a number)",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "missing": "is missing",
    "extra_forbidden": "is not a known key",
}


def parse_file(
    data: dict[str, Any], name: str, wanted: type[FileType]
) -> FileType | list[CatalogueProblem]:
    """Return the typed content of a file, or every problem found in it."""
    problems = [
        CatalogueProblem(name, key, "This key is missing.")
        for key in wanted.model_fields
        if wanted in FULLY_STATED and key not in data
    ]
    problems += [
        CatalogueProblem(name, key, "This text must not be empty.") for key in _blank(data)
    ]
    try:
        # JSON mode is strict about kinds and still takes a list for a tuple.
        typed = wanted.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        problems += [_problem(name, detail) for detail in error.errors()]
        return sorted(set(problems))
    return problems or typed


def key_path(location: tuple[int | str, ...]) -> str:
    """Write the place of a value as a reader of the file would: `options[2].label`."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".") or WHOLE_FILE


def _blank(value: Any, location: tuple[int | str, ...] = ()) -> Iterator[str]:
    if isinstance(value, str) and not value.strip():
        yield key_path(location)
    parts = enumerate(value) if isinstance(value, list) else ()
    for part, inner in value.items() if isinstance(value, dict) else parts:
        yield from _blank(inner, (*location, part))


def _problem(name: str, detail: ErrorDetails) -> CatalogueProblem:
    return CatalogueProblem(name, key_path(detail["loc"]), f"This key {_reason(detail)}.")


def _reason(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _EXPECTED_KIND:
        return _EXPECTED_KIND[kind]
    if kind in ("literal_error", "enum"):
        return f"must be one of {_choices(str(context['expected']))}"
    if kind == "string_pattern_mismatch":
        return f"must have the form {context['pattern']}"
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']}"
    if kind == "less_than_equal":
        return f"must be at most {context['le']}"
    return f"is not accepted: {detail['msg']}"


def _choices(expected: str) -> str:
    return ", ".join(re.findall(r"'([^']*)'", expected))

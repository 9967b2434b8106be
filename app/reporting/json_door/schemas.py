"""What a program may send: changes of answers, values, measures and links, read strictly."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.reporting.service.records import TEXT_LIMIT
from app.reporting.words import Language, Visibility

MOST = 2000  # changes of one kind in one request
MOST_DECISIONS = 200  # each reads the contribution again

_TEXTS = {"type": "array", "items": {"type": "string"}}


def _wrapped(name: str) -> dict[str, object]:
    properties = {name: {"type": "string"}}
    return {
        "type": "object",
        "properties": properties,
        "required": [name],
        "additionalProperties": False,
    }


VALUE_SCHEMA: dict[str, object] = {
    "description": (
        "A text, true or false, a whole number, a list of codes, or null for nothing. Numbers with "
        'decimals are texts with a point, "12.5" or {"number": "12.5"}; dates are "2027-06-30" or '
        '{"date": "2027-06-30"}. A question and an indicator take the kind they ask for.'
    ),
    "anyOf": [
        {"type": "string"},
        {"type": "boolean"},
        {"type": "integer"},
        _TEXTS,
        _wrapped("number"),
        _wrapped("date"),
        {"type": "null"},
    ],
}


def _read_value(value: object) -> object:
    """Take a value out of its wrapping; what is not exact or cannot be stored is refused."""
    if isinstance(value, Mapping):
        if len(value) != 1 or not set(value) <= {"number", "date"}:
            raise PydanticCustomError("value_unreadable", "neither number nor date")
        value = next(iter(value.values()))
        if not isinstance(value, str):
            raise PydanticCustomError("value_unreadable", "not written as a text")
    if isinstance(value, float):
        raise PydanticCustomError("number_as_text", "a number with decimals is not exact")
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str) and any("\ud800" <= c <= "\udfff" for c in text):
            raise PydanticCustomError("text_unreadable", "half a character")
    return value


Value = Annotated[Any, BeforeValidator(_read_value), WithJsonSchema(VALUE_SCHEMA)]
Revision = Annotated[int, Field(ge=0, le=1_000_000_000)]
Point = Annotated[str, Field(pattern=r"^P[0-3][0-9]$")]
Uid = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,32}$")]
Code = Annotated[str, Field(max_length=60)]
Ref = Annotated[str, Field(max_length=200)]
FindingKey = Annotated[str, Field(max_length=200)]
Key = Annotated[str, Field(max_length=160)]
Codes = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=100)]
Text = Annotated[str, Field(max_length=100_000)]


class Change(BaseModel):
    """One change; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    revision: Annotated[
        Revision,
        Field(description="The revision that was read; 0 for what was never saved."),
    ] = 0

    def given(self) -> dict[str, Any]:
        """Return what was sent, without the revision."""
        return {name: getattr(self, name) for name in self.model_fields_set if name != "revision"}


class AnswerChange(Change):
    """A new reply to a question."""

    value: Value = None
    language: Annotated[Language | None, Field(description="Of a text.")] = None
    visibility: Visibility = "public"


class MissingValue(BaseModel):
    """Why there is no value: NA NAV NE IE C ND, with a reason where the code needs one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Annotated[str, Field(max_length=3)]
    reason: Text | None = None


class ObservationChange(Change):
    """A new value of an indicator, or why there is none."""

    value: Value = None
    missing: MissingValue | None = None
    flags: Annotated[list[Annotated[str, Field(max_length=1)]], Field(max_length=12)] = []
    source: Text = ""
    note: Text = ""
    reference_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    visibility: Visibility = "public"


class MeasureChange(Change):
    """A new state of a measure; a new one needs title, type, stage and points."""

    title: Text = ""
    type: Annotated[str, Field(max_length=20)] = ""
    stage: Annotated[str, Field(max_length=20)] = ""
    points: Annotated[list[Point], Field(max_length=31)] = []
    description: Text = ""
    start: Annotated[str, Field(max_length=20)] = ""
    end: Annotated[str, Field(max_length=20)] = ""
    lead_body: Text = ""
    budget: Text = ""
    partners: Text = ""
    regions: Codes = []
    sdgs: Codes = []
    sectors: Codes = []
    link: Text = ""
    language: Language = "en"
    visibility: Visibility = "public"
    removed: Annotated[bool, Field(description="true takes it out, false brings it back.")] = False


class LinkChange(Change):
    """A new state of a link; a new one needs point, title and url."""

    point: Point | None = None
    title: Text = ""
    url: Text = ""
    description: Text = ""
    published_on: Annotated[str, Field(max_length=20)] = ""
    language: Language = "en"
    visibility: Visibility = "public"
    removed: Annotated[bool, Field(description="true takes it out, false brings it back.")] = False


class PointChange(Change):
    """A point is left out of the report, with a reason if you like, or taken in again."""

    left_out: bool
    reason: Annotated[
        str | None,
        Field(max_length=TEXT_LIMIT, description="Without it, the reason given before stays."),
    ] = None


class ProposalChange(Change):
    """A decision on a proposed value; a correction needs value and source."""

    decision: Annotated[
        Literal["confirm", "correct", "cannot_confirm"],
        Field(description="The value is copied, yours is taken, or a missing code is stored."),
    ]
    value: Annotated[Value, Field(description="Of a correction; a title for a measure.")] = None
    source: Text = ""
    reason: Annotated[Text, Field(description="Why it cannot be confirmed.")] = ""


class JustificationChange(Change):
    """The explanation of a warning that stands; an empty text takes it back."""

    text: Text


class Changes(BaseModel):
    """Many changes, by question code, observation key, name, point, reference of a proposal or key
    of a finding; all are kept, or none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    answers: Annotated[dict[Code, AnswerChange], Field(max_length=MOST)] = {}
    observations: Annotated[dict[Key, ObservationChange], Field(max_length=MOST)] = {}
    measures: Annotated[dict[Uid, MeasureChange], Field(max_length=MOST)] = {}
    links: Annotated[dict[Uid, LinkChange], Field(max_length=MOST)] = {}
    points: Annotated[dict[Point, PointChange], Field(max_length=MOST)] = {}
    proposals: Annotated[dict[Ref, ProposalChange], Field(max_length=MOST_DECISIONS)] = {}
    justifications: Annotated[dict[FindingKey, JustificationChange], Field(max_length=MOST)] = {}

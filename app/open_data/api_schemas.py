"""What the answers of the JSON interface hold, as JSON Schema: keys may be added, none goes."""

from typing import Any

Schema = dict[str, Any]


def _text(said: str = "", **more: object) -> Schema:
    return {"type": "string", **({"description": said} if said else {}), **more}


def _whole(said: str) -> Schema:
    return {"type": "integer", "description": said}


def _maybe(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _several(items: Schema, said: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": said} if said else {})}


def _by_name(values: Schema, said: str) -> Schema:
    return {"type": "object", "additionalProperties": values, "description": said}


def _record(**parts: Schema) -> Schema:
    return {"type": "object", "properties": parts, "required": list(parts)}


def _list_of(item: Schema) -> Schema:
    following = _maybe(_text("Address of the next page; null at the end.", format="uri"))
    return _record(items=_several(item), next=following)


_LINK = _text(format="uri")
_NUMBER = "A number as text, so that none is rounded."
_CODES = _by_name(_text(), "Way to split a value and code; empty for a total.")
_COUNTRY = _text("Country as European statistics code it: EL for Greece; EU for the Commission.")
_POINT = _text("Point of the Recommendation, P01 to P31.")
_FLAGS = _several(_text(), "Qualifiers: codes of the list flag.")
_BASIS = _maybe(_text("Code of the list basis; null where the edition holds nothing."))

_EDITION = _record(
    edition=_text("Code of the edition: cycle and number."),
    title=_text("Title of the cycle."),
    cycle=_text("Code of the cycle."),
    number=_whole("Number of the edition in its cycle."),
    kind=_text("Code of the list edition_kind."),
    cutoff=_text("Day the information speaks of.", format="date"),
    frozen_at=_text("When the figures were computed.", format="date-time"),
    published_at=_maybe(_text("When everybody could see it.", format="date-time")),
    restricted={"type": "boolean", "description": "Whether it is not public yet."},
    catalogue=_text("Version of the questions."),
    manifest_sha256=_text("Hash of submissions, questions and rules behind the edition."),
    page=_LINK,
    api=_by_name(_LINK, "Addresses of its parts."),
    files=_by_name(_LINK, "Addresses of its files."),
)
_OPTION = _record(
    code=_text("The code."),
    label=_text("What it means."),
    order=_maybe(_whole("Place among steps that follow each other; null where they do not.")),
)
_CODE = {**_OPTION, "required": ["code", "label"]}
_POINT_RECORD = _record(
    point=_POINT,
    number=_whole("Its number."),
    group=_text("Group of points, in words."),
    addressee=_text("Code of the list addressee."),
    title=_text("Short title."),
    summary=_text("What is asked for."),
    strength=_text("Code of the list strength."),
    sub_items=_by_name(_text(), "Lettered elements, in words."),
    indicators=_several(_text(), "Indicators that serve it."),
)
_INDICATOR = _record(
    indicator=_text("Code of the indicator."),
    name=_text("Its name."),
    definition=_text("What it measures, and how."),
    points=_several(_text(), "Points that it serves."),
    unit=_text("Code of the list unit."),
    value_type=_text("Code of the list value_type."),
    options=_several(_OPTION, "Answers to choose from; empty for other values."),
    subject=_text("Code of the list indicator_subject."),
    supplied_by=_text("Code of the list supplied_by."),
    reference_period=_text("Code of the list reference_period."),
    breakdowns=_several(
        _record(
            dimensions=_several(_text(), "Code lists by which values are split together."),
            adds_up=_text("Code of the list adds_up."),
        )
    ),
    european_figure=_text("Code of the list european_figure."),
    tier=_text("Code of the list tier."),
    level=_text("Code of the list level."),
    sensitivity=_text("Code of the list visibility: how open a value can be at most."),
    comparability=_maybe(_text("What limits comparison.")),
)
_COUNTRY_RECORD = _record(
    country=_COUNTRY,
    iso=_text("Code of ISO 3166."),
    name=_text("Name in English."),
    kind=_text("Code of the list reporter_kind."),
    protocol_order=_whole("Place in the order of protocol."),
    in_edition={"type": "boolean", "description": "Whether the edition holds something of it."},
    basis=_BASIS,
    left_out=_several(_text(), "Points that the country left out."),
)
_LISTED = _record(
    codelist=_text("Name of the list; that of the answers of an indicator is its code."),
    label=_text("What the list is called."),
    note=_maybe(_text("What else is to be known.")),
    codes=_several(_CODE),
)
_FACT = _record(
    fact=_text("Id of the figure, the same in every edition and file."),
    short=_text("Its short id."),
    subject=_text("What it is about: code of the list subject."),
    set=_text("For whom it speaks: code of the list set."),
    measure=_text("Code of the list statistic; a slash and an answer where answers are counted."),
    period=_text("The time it speaks of."),
    dimensions=_CODES,
    number=_maybe(_text(_NUMBER)),
    text=_maybe(_text("The figure where it is no number: code, day or text.")),
    unit=_text("Code of the list unit; empty where it has none."),
    n=_whole("Reporters behind it."),
    of=_whole("Reporters that could stand behind it."),
    missing=_by_name(_whole("Reporters."), "Why others have no value: list missing_behind."),
    flags=_FLAGS,
    visibility=_text("Code of the list visibility."),
    page=_LINK,
)
_OBSERVATION = _record(
    observation=_text("Id of the value."),
    country=_COUNTRY,
    indicator=_text("Code of the indicator."),
    point=_POINT,
    period=_text("The time it speaks of."),
    dimensions=_CODES,
    number=_maybe(_text(_NUMBER)),
    text=_maybe(_text("The value where it is no number: code, day or text.")),
    unit=_text("Code of the list unit."),
    missing=_maybe(_text("Why there is no value: code of the list missing; it is never zero.")),
    flags=_FLAGS,
    source=_text("Where it comes from, as whoever gave it says."),
    reference_year=_maybe(_whole("Year of the source, where another than the period.")),
    basis=_BASIS,
    fact=_maybe(_text("Id of the figure; null where there is no value.")),
)
_MEASURE = _record(
    measure=_text("Id of the measure."),
    country=_COUNTRY,
    title=_text("Title."),
    description=_text("Description."),
    language=_text("Language of title and description."),
    type=_text("Code of the list measure_type."),
    stage=_text("Code of the list measure_stage."),
    points=_several(_text(), "Points that it serves."),
    start=_text("When it began, as far as known; may be empty."),
    end=_text("When it ends, as far as known; may be empty."),
    lead_body=_text("Who leads it."),
    budget=_text("Its budget, in words."),
    partners=_text("Its partners, in words."),
    regions=_several(_text(), "Codes of the list partner_region."),
    sdgs=_several(_text(), "Codes of the list sdg."),
    sectors=_several(_text(), "Codes of the list sector_diplomacy."),
    link=_text("Where more can be read; may be empty."),
    source=_text("Where it comes from."),
    confidence=_text("Code of the list confidence; empty for what a country says itself."),
    translations=_several(
        _record(
            field=_text("Which text."),
            language=_text("Into which language."),
            text=_text("The translation."),
            made_by=_text("Code of the list made_by."),
        )
    ),
    basis=_BASIS,
)
_INDEX = _record(
    version=_text("Version of the interface: keys are added within it, none goes."),
    editions=_LINK,
    description=_LINK,
    feed=_LINK,
    catalogue=_by_name(_LINK, "The catalogue record in its notations."),
    licence=_LINK,
)

SCHEMAS: dict[str, Schema] = {
    "index": _INDEX,
    "editions": _list_of(_EDITION),
    "edition": _EDITION,
    "points": _list_of(_POINT_RECORD),
    "indicators": _list_of(_INDICATOR),
    "countries": _list_of(_COUNTRY_RECORD),
    "codelists": _list_of(_LISTED),
    "facts": _list_of(_FACT),
    "fact": _FACT,
    "observations": _list_of(_OBSERVATION),
    "measures": _list_of(_MEASURE),
}

"""What the description of the public JSON interface says: answers, refusals and real examples."""

from typing import Any

from app.open_data.addresses import CATALOGUE_JSONLD, CATALOGUE_TURTLE, EDITIONS, FEED
from app.open_data.api_examples import EXAMPLES
from app.open_data.api_schemas import SCHEMAS

SUMMARY = "Open data"
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "detail": {**_TEXT, "description": "One sentence that says what to do."},
    },
    "required": ["type", "title", "status", "code", "detail"],
}
_SAID = {
    "index": "What there is.",
    "editions": "The published editions, the newest first.",
    "edition": "One edition.",
    "points": "The 31 points.",
    "indicators": "The definitions of the indicators.",
    "countries": "The Member States in protocol order, and the Commission.",
    "codelists": "The code lists.",
    "facts": "A page of figures; `next` is the address of the next page, null at the end.",
    "fact": "One figure.",
    "observations": "A page of values; a missing one has a reason code and is never zero.",
    "measures": "A page of measures.",
}


_PAGED = ("facts", "observations", "measures")


def index(base: str) -> dict[str, Any]:
    """Return the entry document of the interface."""
    return {
        "version": "1",
        "editions": base + EDITIONS,
        "description": f"{base}/openapi.json",
        "feed": base + FEED,
        "catalogue": {
            "json_ld": base + CATALOGUE_JSONLD,
            "turtle": base + CATALOGUE_TURTLE,
        },
        "licence": "https://creativecommons.org/licenses/by/4.0/",
    }


def answers(part: str) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an address; its ETag changes when something is published."""
    content = {"schema": SCHEMAS[part], "example": EXAMPLES[part]}
    tag = {"ETag": {"description": "Tag of exactly these bytes.", "schema": _TEXT}}
    link = {"description": "Address of the next page, where there is one.", "schema": _TEXT}
    headers = {**tag, "Link": link} if part in _PAGED else tag
    return {
        200: {
            "description": _SAID[part],
            "content": {"application/json": content},
            "headers": headers,
        },
        304: {"description": "Nothing has changed since the ETag sent in If-None-Match."},
        404: _problem("There is no published edition, or nothing in it, under this address."),
        422: _problem("A part of the address cannot be taken; the sentence says which."),
        503: _problem("The portal is busy; Retry-After says when to try again."),
    }


def _problem(said: str) -> dict[str, Any]:
    return {"description": said, "content": {"application/problem+json": {"schema": _PROBLEM}}}

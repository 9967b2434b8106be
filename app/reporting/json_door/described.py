"""What the description of the JSON door says: answers, refusals and examples."""

from typing import Annotated, Any

from fastapi import Path, Security
from fastapi.security import HTTPBearer

SUMMARY = "Contribution of the country"
KEY = Security(
    HTTPBearer(
        scheme_name="key",
        description=(
            "A key that the reporting lead of the country made on the page of keys. It acts for "
            "this person, with the roles of that moment. Nobody can sign or submit with a key."
        ),
        auto_error=False,
    )
)
CyclePath = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$", examples=["2027"])]
CodePath = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.]{1,60}$", examples=["P12.justification"])]
KeyPath = Annotated[
    str,
    Path(pattern=r"^[\w.,/=@-]{1,160}$", examples=["SD-02.1/partner_region=CHINA@2025-2027"]),
]
UidPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,32}$", examples=["science-strategy"])]

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "description": "Each part that cannot be taken, by JSON pointer into what was sent.",
            "items": {
                "type": "object",
                "properties": {"pointer": _TEXT, "code": _TEXT, "detail": _TEXT},
                "required": ["pointer", "code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail"],
}


def _problem(description: str, example: dict[str, object] | None = None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": _PROBLEM}
    if example is not None:
        content["example"] = example
    return {"description": description, "content": {"application/problem+json": content}}


_STALE = {
    "type": "about:blank",
    "title": "Something changed meanwhile",
    "status": 409,
    "code": "parts_refused",
    "detail": "Nothing was taken. The list of errors says which parts cannot be taken.",
    "errors": [
        {
            "pointer": "/answers/P12.justification",
            "code": "stale",
            "detail": "It was saved meanwhile by somebody else. …",
            "revision": 4,
            "saved_at": "2027-03-01T09:30:00+00:00",
            "base": {"value": "As it was read.", "language": "en", "visibility": "public"},
            "theirs": {"value": "As it stands.", "language": "en", "visibility": "public"},
            "mine": {"value": "As it was sent."},
        }
    ],
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: _problem("No key, or one that opens nothing any more."),
    403: _problem("The key may only read, or the person who made it may not do this."),
    404: _problem("There is nothing of this name in the contribution of the key's country."),
    429: _problem("Too many wrong keys from this address; Retry-After says when to go on."),
    503: _problem("The portal is busy; Retry-After says when to try again."),
}


def _answer(example: object, description: str) -> dict[str, Any]:
    content = {"schema": {"type": "object"}, "example": example}
    return {"description": description, "content": {"application/json": content}}


def reads(example: object, description: str) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an address that is read; its ETag changes with what it says."""
    unchanged = {"description": "Nothing has changed since the ETag sent in If-None-Match."}
    return {200: _answer(example, description), 304: unchanged, **_REFUSALS}


def writes(description: str) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an address that is written to."""
    return {
        200: _answer(SAVED, description),
        **_REFUSALS,
        400: _problem("The request is not well formed."),
        409: _problem("Saved meanwhile, or locked; nothing was written.", _STALE),
        413: _problem("More than 2 MiB were sent."),
        422: _problem("Parts cannot be taken; nothing was written."),
    }


CONTRIBUTIONS = {
    "contributions": [
        {
            "cycle": "2027",
            "title": "Cycle 2027",
            "status": "in_preparation",
            "version": 0,
            "opens_at": "2027-01-15T00:00:00+00:00",
            "due_at": "2027-06-30T21:59:59+00:00",
            "closes_at": "2027-09-30T21:59:59+00:00",
        }
    ]
}
ANSWER = {
    "name": "P12.justification",
    "label": "Explanation of progress",
    "kind": "text",
    "revision": 3,
    "saved_at": "2027-03-01T09:30:00+00:00",
    "value": "Since 2026 every embassy has a contact for science.",
    "language": "en",
    "visibility": "public",
    "origin": "entered",
    "translations": [],
}
OBSERVATION = {
    "name": "SD-02.1/partner_region=CHINA@2025-2027",
    "label": "Agreements, China, 2025-2027",
    "kind": "number",
    "revision": 1,
    "saved_at": "2027-03-01T09:30:00+00:00",
    "value": {"number": "12"},
    "missing": None,
    "flags": [],
    "source": "Register of the ministry",
    "note": "",
    "reference_year": None,
    "origin": "key:Register of the ministry",
    "visibility": "public",
}
MEASURE = {
    "uid": "science-strategy",
    "title": "Strategy for science diplomacy",
    "type": "strategy",
    "stage": "running",
    "points": ["P02", "P12"],
    "start": "2026",
    "revision": 2,
}
LINK = {
    "uid": "strategy-text",
    "point": "P02",
    "title": "Text of the strategy",
    "url": "https://ministry.example/strategy",
    "revision": 1,
}
DRAFT = {
    "schema": "science-diplomacy-draft/1",
    "cycle": "2027",
    "reporter": "GR",
    "reporter_printed": "EL",
    "status": "in_preparation",
    "version": 0,
    "content": {
        "answers": {"P12.justification": {"value": "…", "revision": 3}},
        "left_out": {"P03": "Not in this cycle."},
    },
    "revisions": {
        "answer:P12.justification": 3,
        "point:P03": 1,
        "justification:QC-010:SD-02.1@2025-2027": 1,
    },
    "proposals": [
        {
            "ref": "DK-001",
            "use": "observation",
            "points": ["P02"],
            "target": "SD-02.1@2025-2027",
            "stated": "7 agreements",
            "decision": "",
            "revision": 0,
        }
    ],
    "findings": [
        {
            "key": "QC-010:SD-02.1@2025-2027",
            "rule": "QC-010",
            "severity": "warning",
            "point": "P02",
            "subject": "SD-02.1@2025-2027",
            "text": "…",
            "justification": "Two registers were joined.",
        }
    ],
    "justifications": {"QC-010:SD-02.1@2025-2027": "Two registers were joined."},
    "completeness": {"expected": 40, "given": 12},
}
SAVED = {
    "saved": [
        {
            "subject": "answer:P12.justification",
            "revision": 4,
            "changed": True,
            "saved_at": "2027-03-01T09:31:00+00:00",
        }
    ],
    "findings": [],
    "completeness": {"P12": {"state": "complete", "expected": 2, "given": 2, "missing": []}},
}

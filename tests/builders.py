"""Contributions to a small catalogue, for the tests of rules and services."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from app.domain.answers import Missing, Value
from app.domain.contribution import Answer, Evidence, Measure, ReportData
from app.domain.observations import CatalogueIndex, Observation, parse_key
from tests.tiny_catalogue import PROGRESS_SCALE, tiny_catalogue

__all__ = [
    "CUTOFF",
    "LONG_TEXT",
    "NOW",
    "PROGRESS_SCALE",
    "as_observation",
    "link",
    "make_data",
    "measure",
    "status",
    "tiny_catalogue",
    "tiny_index",
]

CUTOFF = date(2027, 6, 30)
NOW = CUTOFF.isoformat()
LONG_TEXT = "The ministries agreed on a joint programme and the first calls were opened in spring. "


@cache
def tiny_index() -> CatalogueIndex:
    """Return the look-ups over the tiny catalogue."""
    return CatalogueIndex.of(tiny_catalogue())


def as_observation(value: Value | int | Missing | Observation) -> Observation:
    """Return a cell holding this value, number or missing code."""
    if isinstance(value, Observation):
        return value
    if isinstance(value, Missing):
        return Observation(missing=value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Observation(value=Decimal(value))
    return Observation(value=value)


def make_data(
    reporter: str = "DK",
    answers: Mapping[str, Value | Answer] | None = None,
    cells: Mapping[str, Value | int | Missing | Observation] | None = None,
    cutoff: date = CUTOFF,
    **fields: Any,
) -> ReportData:
    """Return a contribution; cells are named by the written form of their key."""
    observations = {}
    for text, value in (cells or {}).items():
        key = parse_key(text)
        if key is None:
            raise ValueError(f"not the key of a cell: {text}")
        observations[key] = as_observation(value)
    return ReportData(
        cycle="2027",
        reporter=reporter,
        cutoff=cutoff,
        answers={
            code: value if isinstance(value, Answer) else Answer(value=value)
            for code, value in (answers or {}).items()
        },
        observations=observations,
        **fields,
    )


def status(point: str, value: str) -> dict[str, str]:
    """Return the cell that holds the progress status of a point."""
    return {f"SD-X.1/{point}@{NOW}": value}


def measure(uid: str = "m1", *points: str) -> Measure:
    """Return a measure that serves these points."""
    return Measure(uid=uid, title="A law", type="law", stage="running", points=points or ("P01",))


def link(uid: str = "e1", point: str = "P01") -> Evidence:
    """Return a link that stands behind what is said at a point."""
    return Evidence(uid=uid, point=point, title="A source", url="https://example.org/law")

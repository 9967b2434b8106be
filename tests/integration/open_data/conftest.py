"""Two countries have reported with words and figures of every visibility; a reader of them."""

import pytest

from app.domain.roles import Role
from app.reporting.service.records import MeasureInput
from tests.builders import LONG_TEXT
from tests.factories import open_reporting
from tests.reported import accepted, browser_of, consolidate, frozen, report, write
from tests.slicing import CELL, OTHER, SMALL, WHO


@pytest.fixture
def reported(engine):
    """Two countries and the Commission have reported: words and figures of every visibility."""
    open_reporting(engine, "DK", "GR", "EU", "FR")
    write(engine, "FR", text=f"canary-draft {LONG_TEXT}")
    closed = {
        "SD-02.1/region=ASIA@2025-2027": ("137", "commission"),
        "SD-02.1/region=AFRICA@2025-2027": ("119", "aggregate_only"),
        "SD-02.1/gender=women@2025-2027": ("83", "subgroup"),
    }
    report(
        engine,
        "DK",
        text=f"said in public {LONG_TEXT}",
        points=("P02", "P03"),
        answers={"P03.justification": LONG_TEXT, **WHO},
        cells={
            CELL: "150",
            OTHER: "20",
            **SMALL,
            "SD-X.1/P03@2027-06-30": "some",
        },
        closed=closed,
        measures=[
            MeasureInput("canary-commission", "law", "running", ["P02"], visibility="commission"),
            MeasureInput("word-of-the-subgroup", "law", "running", ["P02"], visibility="subgroup"),
        ],
    )
    report(engine, "GR", points=("P02",), answers=WHO, cells={CELL: "12", OTHER: "2"})
    report(engine, "EU")
    accepted(engine, "DK", "GR", "EU")
    return engine


@pytest.fixture
def reader(app, reported):
    """A subgroup reader; the first edition is frozen and the cycle consolidated."""
    consolidate(reported)
    assert frozen(reported) == "2027/1"
    return browser_of(app, Role.SUBGROUP_READER)

"""Who sees what outside the country: every kind of information at every level, for every reader."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.core.archives import unpacked
from app.domain.contribution import Answer, Evidence, Measure
from app.domain.observations import Observation, ObservationKey
from app.domain.roles import Role
from app.domain.visibility import LEVELS
from tests.client import PageClient
from tests.database import one_database
from tests.editions import live_contents, real_index
from tests.published import bring_out, freeze, submit_accepted
from tests.reported import browser_of

pytestmark = one_database

POINTS = dict(zip(LEVELS, ("P04", "P05", "P06", "P07"), strict=True))
NUMBERS = {level: Decimal(7_000_001 + place) for place, level in enumerate(LEVELS)}
PAGES = ("/countries/DK", *(f"/points/{point}" for point in POINTS.values()))
FILES = tuple(f"/editions/2027/1/data.{kind}" for kind in ("xlsx", "csv.zip", "json"))
SEEN = {
    Role.DESK_OFFICER: set(LEVELS),
    Role.SUBGROUP_READER: {"public", "subgroup"},
    None: {"public"},
}
KINDS = ("answer", "value", "measure", "evidence")


def trace(kind, level):
    """Return what can be found where this kind of information of this level is shown."""
    return str(NUMBERS[level]) if kind == "value" else f"canary-{kind}-{level}"


def denmark(data):
    """Return the report with one of each kind at each level, and nothing else that is closed."""
    open_counts = [
        i.id
        for i in real_index().catalogue.indicators
        if (i.value_type, i.sensitivity, i.subject) == ("count", "public", "reporter")
        and not (i.validation.derived or i.is_counted_by_option or i.min_cell_size)
        and any(key.indicator == i.id and key.is_total for key in data.observations)
    ]
    values = {}
    for level, name in zip(LEVELS, open_counts, strict=False):
        period = next(k.period for k in data.observations if k.indicator == name and k.is_total)
        key = ObservationKey(name, period)
        values[key] = Observation(value=NUMBERS[level], visibility=level)
    assert len(values) == len(LEVELS)
    return replace(
        data,
        left_out={},
        answers={
            f"{POINTS[level]}.justification": Answer(
                trace("answer", level), language="en", visibility=level
            )
            for level in LEVELS
        },
        observations=values,
        measures=tuple(
            Measure(f"m-{n}", trace("measure", v), "law", "running", ("P04",), visibility=v)
            for n, v in enumerate(LEVELS)
        ),
        evidence=tuple(
            Evidence(f"e-{n}", "P04", trace("evidence", v), url="https://x.eu", visibility=v)
            for n, v in enumerate(LEVELS)
        ),
    )


@pytest.fixture
def published(baseline):
    """A live edition with Denmark's report in it, published."""
    told = [part.data for part in live_contents().reporters if part.data]
    submit_accepted(baseline, [denmark(d) if d.reporter == "DK" else d for d in told])
    code = freeze(baseline)
    bring_out(baseline, code)
    return code


def everything(client, addresses):
    """Return all that a reader gets at these addresses, as text."""
    found = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status == 200, address
        sent = answer.response.content
        parts = unpacked(sent).values() if sent[:2] == b"PK" else (sent,)
        found += [part.decode("utf-8", "replace") for part in parts]
    return "\n".join(found).replace(",", "")


def test_each_reader_sees_what_the_country_and_the_catalogue_allow(app, published):
    """Pages and files for one reader together: exactly the levels that reader may see."""
    for role, levels in SEEN.items():
        client = browser_of(app, role) if role else PageClient(app)
        desk = ("/desk/2027/DK",) if role is Role.DESK_OFFICER else ()
        text = everything(client, (*PAGES, *FILES, *desk))
        for kind in KINDS:
            shown = {level for level in LEVELS if trace(kind, level) in text}
            assert shown == levels, (role, kind)

"""One figure, one number: page, table, CSV, workbook, JSON, interface and SDMX say the same of each
published figure, and none of them says anything of one that is not public."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from app.core.db import open_session
from app.domain.answers import canonical_decimal
from app.domain.contribution import Answer, Evidence, Measure
from app.domain.facts import short_id
from app.domain.observations import Observation
from app.domain.roles import PublicScope
from app.domain.visibility import LEVELS
from app.editions.pages import facts as facts_pages
from app.editions.queries import get_edition, load_facts
from tests.database import one_database
from tests.editions import live_contents
from tests.published import (
    BASELINE,
    LIVE_EDITION,
    bring_out,
    freeze,
    seed_baseline,
    submit_accepted,
)
from tests.seeded import OPERATOR

pytestmark = one_database

TABLES = ("Facts", "EU_aggregates", "Data_long")


_SHORT = re.compile(r"/facts/([A-Z2-7]{10})")  # files hold no more ids than the test before found


def canary(level, kind):
    """A word that stands in one place of one level only."""
    return f"canary{kind}{level.replace('_', '')}"


def _marked(data):
    """The report of a country with a word and a number of its own at each level."""
    measures = tuple(
        Measure(
            uid=f"m-{level}",
            title=canary(level, "measure"),
            type="law",
            stage="adopted",
            points=("P02",),
            visibility=level,
        )
        for level in LEVELS
    )
    links = tuple(
        Evidence(
            uid=f"e-{level}",
            point="P02",
            title=canary(level, "link"),
            url="https://a.example/",
            visibility=level,
        )
        for level in LEVELS
    )
    held = Evidence("e-held", "P02", canary("never", "file"), withheld=True, file_name="f.pdf")
    answers = {
        f"P0{place}.justification": Answer(canary(level, "answer"), "en", level)
        for place, level in enumerate(LEVELS, 1)
    }
    numbers = [k for k, seen in data.observations.items() if isinstance(seen.value, Decimal)]
    totals = [k for k in numbers if k.is_total and k.indicator in ("SD-02.1", "SD-03.1", "SD-09.1")]
    marked = dict(data.observations)
    for key, level in zip(sorted(totals), LEVELS[1:], strict=False):
        marked[key] = Observation(value=Decimal(31), visibility=level, source=canary(level, "cell"))
    return replace(
        data,
        observations=marked,
        measures=(*data.measures, *measures),
        evidence=(*links, held),
        answers=answers,
    )


def _marked_round(engine):
    """A live round in which one country has something at every level, published."""
    first, *rest = [part.data for part in live_contents().reporters if part.data]
    submit_accepted(engine, [_marked(first), *rest])
    assert freeze(engine) == LIVE_EDITION
    bring_out(engine, LIVE_EDITION)


@pytest.fixture
def database_state():
    """Baseline and a live round, published."""
    return (seed_baseline, _marked_round)


def _text(number, text):
    return text if number is None else canonical_decimal(Decimal(number))


def _from_api(client, edition):
    address, found = f"/api/v1/editions/{edition}/facts?limit=1000", {}
    while address:
        page = client.get(address).response.json()
        found |= {f["fact"]: _text(f["number"], f["text"]) for f in page["items"]}
        address = (page["next"] or "").removeprefix("http://127.0.0.1:8000")
    return found


def _from_sdmx(client, edition):
    body = client.get(f"/editions/{edition}/data.sdmx.csv").text
    rows = csv.DictReader(io.StringIO(body, newline=""))
    return {row["FACT"]: _text(row["OBS_VALUE"] or None, row["OBS_TEXT"]) for row in rows}


def _from_rows(*tables):
    """Read all tables that hold figures; two that hold the same figure must agree."""
    found = {}
    for row in (row for table in tables for row in table if row["fact"]):
        cells = (row[name] for name in ("value_number", "value_date", "value_text") if name in row)
        (value,) = (_plain(cell) for cell in cells if cell not in (None, ""))
        assert found.setdefault(row["fact"], value) == value
    return found


def _plain(value):
    """A cell as text: spreadsheets hold numbers, CSV files quote what looks like a formula."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return canonical_decimal(Decimal(str(value)))
    return str(value).removeprefix("'")


def _from_csv(client, edition):
    with zipfile.ZipFile(
        io.BytesIO(client.get(f"/editions/{edition}/data.csv.zip").response.content)
    ) as z:
        tables = [z.read(f"{n}.csv").decode("utf-8-sig") for n in TABLES]
    return _from_rows(*(csv.DictReader(io.StringIO(t, newline="")) for t in tables))


def _from_json(client, edition):
    tables = client.get(f"/editions/{edition}/data.json").response.json()["tables"]
    named = (tables[name] for name in TABLES)
    return _from_rows(
        *([dict(zip(t["columns"], row, strict=True)) for row in t["rows"]] for t in named)
    )


def _from_workbook(client, edition):
    body = client.get(f"/editions/{edition}/data.xlsx").response.content
    codes = client.get(f"/editions/{edition}/data.json").response.json()["tables"]
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    tables = []
    for name in TABLES:
        rows = list(book[name].iter_rows(values_only=True))
        start = len(rows) - len(codes[name]["rows"])
        width = len(codes[name]["columns"])
        tables.append(
            [dict(zip(codes[name]["columns"], r[:width], strict=True)) for r in rows[start:]]
        )
    book.close()
    return _from_rows(*tables)


def _from_pages(client, edition, monkeypatch):
    """The list of figures, all on one page: what is printed there beside the link to each."""
    monkeypatch.setattr(facts_pages, "PAGE_LENGTH", 100_000)
    page = client.get(f"/editions/{edition}/facts")
    found = {}
    for row in page.all("tr"):
        links = [a.get("href", "") for a in row.iter("a") if "/facts/" in a.get("href", "")]
        cells = row.findall("td")
        if links and cells:
            found[links[0].rpartition("/")[2]] = page.words(cells[2])
    return found


@pytest.mark.parametrize("edition", [BASELINE, LIVE_EDITION])
def test_every_door_says_the_same_of_every_figure(client, engine, monkeypatch, edition):
    """All figures of an edition, none left out."""
    with open_session(engine) as session:
        scope = PublicScope()
        facts = load_facts(session, scope, get_edition(session, scope, edition))
    wanted = {name: _text(fact.number, fact.text) for name, fact in facts.items()}
    assert _from_api(client, edition) == wanted
    assert _from_sdmx(client, edition) == wanted
    for read in (_from_csv, _from_json, _from_workbook):
        assert read(client, edition) == wanted, read.__name__
    printed = _from_pages(client, edition, monkeypatch)
    assert set(printed) == {short_id(name) for name in facts}
    for name, fact in facts.items():
        if fact.number is not None:
            said = printed[short_id(name)].replace("\u202f", "").replace(",", "").split(" ")[0]
            assert Decimal(said.rstrip("%")) == round(fact.number, _decimals(said)), name


def _decimals(said):
    return len(said.rstrip("%").partition(".")[2])


DOORS = (
    "/countries/{country}",
    "/points/P01",
    "/points/P02",
    "/points/P03",
    "/points/P04",
    "/indicators/SD-02.1",
    "/indicators/SD-03.1",
    "/indicators/SD-09.1",
    "/measures",
    "/editions.atom",
    "/editions/2027/1/data.xlsx",
    "/editions/2027/1/data.csv.zip",
    "/editions/2027/1/data.json",
    "/editions/2027/1/data.sdmx.csv",
    "/api/v1/editions/2027/1/observations?limit=1000&country={country}",
    "/api/v1/editions/2027/1/measures?limit=1000",
)


def _unpacked(body):
    """All text of an answer; archives within archives too."""
    if body[:2] != b"PK":
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "".join(_unpacked(archive.read(name)) for name in archive.namelist())


def test_no_door_lets_out_what_is_not_public(client, engine):
    """Words at each level and every figure that is closed or too small, looked for in all doors."""
    with open_session(engine) as session:
        scope = PublicScope()
        shown = load_facts(session, scope, get_edition(session, scope, LIVE_EDITION))
        every = load_facts(session, OPERATOR, get_edition(session, OPERATOR, LIVE_EDITION))
    hidden = set(every) - set(shown)
    shorts = {short_id(name) for name in hidden}
    assert len(hidden) > 100
    first = next(part for part in live_contents().reporters if part.data)
    seen = {}
    for door in DOORS:
        answer = client.get(door.format(country=first.printed))
        assert answer.status == 200, door
        seen[door] = _unpacked(answer.response.content)
    closed = [
        canary(level, kind)
        for level in LEVELS[1:]
        for kind in ("measure", "link", "answer", "cell")
    ]
    for door, text in seen.items():
        assert [word for word in (*closed, canary("never", "file")) if word in text] == [], door
        assert not shorts & set(_SHORT.findall(text)), door
    everywhere = "".join(seen.values())
    for kind in ("measure", "link", "answer"):
        assert canary("public", kind) in everywhere, kind
    for name in list(hidden)[::40]:
        assert client.get(f"/editions/{LIVE_EDITION}/facts/{short_id(name)}").status == 404
        assert client.get(f"/api/v1/editions/{LIVE_EDITION}/facts/{short_id(name)}").status == 404
    assert json.loads(seen[DOORS[-1]])["items"]

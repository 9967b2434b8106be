"""The public side is a function of published data: two databases that differ only in what is not
published give an anonymous visitor the same bytes at every address, whatever way it asks."""

import re
import shutil
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import defusedxml.ElementTree as ElementTree
import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import make_engine, open_session
from app.core.settings import Settings
from app.dashboards.models import Feedback
from app.domain.canonical import canonical_json
from app.domain.contribution import Measure
from app.domain.observations import Observation as Seen
from app.domain.roles import Grant, Role
from app.editions.models import Edition, EditionProgress
from app.editions.service import approve, start_fact_check
from app.open_data.documents import FILES
from app.open_data.models import Slice
from app.reporting.models import Answer, Contribution, Evidence
from tests.application import make_app
from tests.client import Answer as Got
from tests.client import PageClient
from tests.database import one_database
from tests.editions import live_contents
from tests.people import make_account
from tests.published import (
    BASELINE,
    LIVE_EDITION,
    OPERATOR,
    bring_out_round,
    freeze,
    seed_baseline,
    submit_accepted,
)

pytestmark = one_database

CANARY = "canary-unpublished"
# Of pages that are made alike these are looked at: the first ones, then one in so many.
MANY, EVERY, MOST = 3, 9, 12
_RANDOM = re.compile(rb'value="[0-9a-f]{32}"')  # keys of forms, new on every page
WAYS = (
    {"method": "GET", "headers": {"Accept-Language": "el, fr;q=0.5"}},
    {"method": "HEAD"},
    {"method": "OPTIONS"},
    {"method": "GET", "headers": {"Range": "bytes=0-99"}},
    {"method": "GET", "headers": {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}},
    {"method": "GET", "headers": {"HX-Request": "true", "HX-Request-Type": "partial"}},
)
_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def database_state():
    """Baseline and live round, both published."""
    return (seed_baseline, bring_out_round)


def _changed(data, number):
    """The same report with other values and words: a second version that nobody may see yet."""
    observations = {
        key: Seen(value=seen.value + number) if isinstance(seen.value, Decimal) else seen
        for key, seen in data.observations.items()
    }
    measure = Measure(
        uid="canary", title=f"{CANARY} measure", type="law", stage="running", points=("P02",)
    )
    return replace(data, observations=observations, measures=(*data.measures, measure))


def _add_draft(session):
    """What countries write at present, in every field of two kinds of rows."""
    for row in session.execute(select(Contribution)).scalars().all():
        held = {"contribution_id": row.id, "saved_at": now()}
        answer = {"question": "P03.justification", "value": canonical_json(f"{CANARY} answer")}
        session.add(Answer(**held, **answer, language="en"))
        link = {"uid": "canary", "point": "P02", "title": CANARY, "url": "https://a.example/"}
        session.add(Evidence(**held, **link, file_name=f"{CANARY}.pdf"))


def _add_unpublished(engine):
    """Everything that may stand in a database before its publication; returns the edition."""
    reports = [part.data for part in live_contents().reporters if part.data]
    submit_accepted(engine, [_changed(data, 7) for data in reports[:9]])
    code = freeze(engine)
    account = make_account(engine, f"{CANARY}@ministry.example", Grant(Role.SUBGROUP_READER))
    with open_session(engine, write=True) as session:
        start_fact_check(session, OPERATOR, code)
        approve(session, OPERATOR, code)
        edition = session.execute(select(Edition).where(Edition.code == code)).scalar_one()
        confirmed = {"published_at": now() + timedelta(days=1)}  # and the moment is to come
        where = EditionProgress.edition_id == edition.id
        session.execute(update(EditionProgress).where(where).values(**confirmed))
        _add_draft(session)
        told = {"about": "other", "text": CANARY, "language": "en", "sender": "0" * 64}
        session.add(Feedback(reference="canary", sent_at=now(), **told))
        chosen = {"choice": "{}", "language": "en", "created_at": now(), "changed_at": now()}
        session.add(Slice(account_id=account, name=CANARY, **chosen))
    return code


def _app(url, directory):
    return make_app(Settings(demo=True, database_url=url, data_dir=directory))


@pytest.fixture
def both(database_url, tmp_path):
    """Two portals: one as published, and a copy in which much stands that is not."""
    file = urlsplit(database_url).path
    copy = shutil.copy(file, tmp_path / "copy.sqlite3")
    engine = make_engine(f"sqlite:///{copy}")
    code = _add_unpublished(engine)
    engine.dispose()
    apps = [_app(database_url, tmp_path), _app(f"sqlite:///{copy}", tmp_path)]
    yield (*apps, code)
    for app in apps:
        app.state.engine.dispose()


def _named(browser, code):
    """Addresses that the portal itself names: sitemap, description of the interface, downloads."""
    sitemap = ElementTree.fromstring(browser.get("/sitemap.xml").response.content)
    pages = [urlsplit(one.text).path for one in sitemap.iter(_LOC)]
    described = browser.get("/openapi.json").response.json()["paths"]
    paths = [path for path, told in described.items() if "get" in told]
    editions = (BASELINE, LIVE_EDITION, code, "2027/9")
    for edition in editions:
        cycle, number = edition.split("/")
        for path in paths:
            filled = path.replace("{cycle}", cycle).replace("{number}", number)
            pages.append(filled.replace("{fact}", "AAAAAAAAAA"))
        pages += [f"/editions/{edition}", f"/reports/{edition}", f"/points/P12?edition={edition}"]
        # The archive holds these very files; making it costs as much as all of them.
        names = {*FILES, "structure.xml"} - {"archive.zip"}
        pages += [f"/editions/{edition}/{name}" for name in sorted(names)]
    return [page for page in pages if "{" not in page] + [*ROOTS]


ROOTS = (
    "/robots.txt",
    "/editions.atom",
    "/catalogue.jsonld",
    "/catalogue.ttl",
    "/preview.png",
    "/rules.json",
    "/sign-in",
    "/nowhere",
)


def _kind(address):
    """Pages with the same kind are made alike."""
    path, _, query = address.partition("?")
    parts = path.split("/")
    return (parts[1], len(parts), parts[-1] if "." in parts[-1] else "", bool(query))


def _crawl(app, code):
    """Ask for everything that is named or linked; of pages that are made alike for some."""
    browser, answers, seen = PageClient(app), {}, Counter()
    wanted = _named(browser, code)
    while wanted:
        address = wanted.pop()
        kind = _kind(address)
        if address in answers:
            continue
        seen[kind] += 1
        if (seen[kind] > MANY and seen[kind] % EVERY) or seen[kind] > MOST:
            continue
        answer = answers[address] = browser.get(address)
        if answer.is_page and answer.status == 200:
            links = (a.get("href", "").split("#")[0] for a in answer.all("a"))
            wanted += [link for link in links if link.startswith("/") and link not in answers]
    return answers


def _bytes(answer: Got):
    """All that was sent, but for what is new with every answer."""
    headers = [one for one in answer.headers.multi_items() if one[0] not in ("date",)]
    body = _RANDOM.sub(b"", answer.response.content)
    return answer.status, headers, body


def test_what_is_not_published_changes_no_byte(both):
    """Every address, asked in every way, in a portal that holds more and in one that does not."""
    plain, fuller, code = both
    first = _crawl(plain, code)
    assert sum(answer.status == 200 for answer in first.values()) >= 80
    other = PageClient(fuller)
    different = [a for a, answer in first.items() if _bytes(other.get(a)) != _bytes(answer)]
    assert different == []
    assert not [a for a, answer in first.items() if CANARY in answer.text]
    some = [*ROOTS, "/", "/points/P12", "/countries/EL", f"/api/v1/editions/{LIVE_EDITION}/facts"]
    some += [f"/editions/{LIVE_EDITION}/data.sdmx.csv", f"/api/v1/editions/{code}/facts"]
    ours = PageClient(plain)
    for address in some:
        tag = first.get(address, ours.get(address)).headers.get("etag", '"none"')
        for way in (*WAYS, {"method": "GET", "headers": {"If-None-Match": tag}}):
            asked = {"url": address, **deepcopy(way)}
            assert _bytes(ours.request(**asked)) == _bytes(other.request(**asked)), asked
    # And it would be seen: once it is published, what everybody gets is another thing.
    with open_session(fuller.state.engine, write=True) as session:
        session.execute(update(EditionProgress).values(published_at=now()))
    for address in ("/", "/editions.atom", "/api/v1/editions", "/points/P12", "/sitemap.xml"):
        assert _bytes(other.get(address)) != _bytes(ours.get(address)), address
    assert other.get(f"/api/v1/editions/{code}/facts").status == 200

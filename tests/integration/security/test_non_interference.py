"""The public side is a function of published data: two databases that differ only in what is not
published give an anonymous visitor the same bytes at every address, whatever way it asks."""

from dataclasses import replace
from zlib import crc32

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from app.core import files
from app.core.clock import fixed, now
from app.core.db import open_session
from app.core.settings import Settings
from tests.application import make_app
from tests.client import PageClient
from tests.counts import FULL
from tests.crawling import SAFE, Request, Visitor, crawl, kind_of, routes_of
from tests.database import fresh_copy, one_database
from tests.people import PASSWORD
from tests.published import BASELINE, LIVE_EDITION, seed_baseline
from tests.unpublished import (
    CANARY,
    HIDDEN,
    NEXT,
    PRACTICE,
    PUBLISHED_FILE,
    add_files,
    add_unpublished,
    bring_out_some,
    publish_hidden,
)

NOTHING = "2027/9"  # beside HIDDEN: there is no such edition
PAIRS = {HIDDEN: NOTHING, NEXT: "canary-nope", PRACTICE: "canary-trial"}
VALUES = {
    "edition": (LIVE_EDITION, BASELINE, HIDDEN, NOTHING),
    "cycle": ("2027", NEXT, PRACTICE),
    "reporter": ("DK",),
    "country": ("DK", "EL"),
    "printed": ("DK",),
    "point": ("P03",),
    "code": ("P03.justification",),
    "indicator": ("SD-02.1",),
    "uid": ("canary",),
    "record": ("measure",),
    "rule": ("QC-013",),
    "report": ("1", "2", "3"),
    "name": ("AAAAAAAAAA",),
    "fact": ("AAAAAAAAAA",),
    "chart": ("chart-coverage",),
    "form": ("csv", "svg"),
    "whom": ("commission",),
    "key": ("SD-02.1@2025-2027",),
    "section": ("P03",),
    "reference": ("canary",),
    "rest": ("/none",),
    "token": ("canary",),
    "proof": ("canary",),
}
SECRET = {**VALUES, "edition": (HIDDEN,), "cycle": (NEXT, PRACTICE)}
# Made slowly, of the same contents by the same code on both databases.
PRINTED = (".xlsx", ".zip", ".png", ".pdf", ".svg", "/fiches/DK", "data.json", "data.sdmx.csv")
# The other paper is made like this one; what is in the archive is asked for by itself.
DEAR = ("member-states.pdf", "archive.zip")


# What is asked for by name where nothing links to it: other editions, words, filters.
ASKED = (
    *(
        f"{page}?edition={edition}"
        for page in ("/", "/points/P12", "/countries/DK", "/indicators/SD-02.1", "/coverage")
        for edition in (HIDDEN, NOTHING)
    ),
    *(f"/charts/chart-coverage.csv?edition={edition}" for edition in (HIDDEN, NOTHING)),
    *(f"/compare?edition={LIVE_EDITION}&with={edition}" for edition in (HIDDEN, NOTHING)),
    "/measures?q=canary",
    "/measures.csv?q=canary",
    f"/measures?edition={HIDDEN}&q=canary",
    f"/api/v1/editions/{LIVE_EDITION}/measures?limit=1&cursor=canary",
    f"/api/v1/editions/{LIVE_EDITION}/facts?subject=canary",
    f"/api/v1/editions/{LIVE_EDITION}/observations?country=HU",
    "/nowhere",
)
WAYS = (
    ("HEAD",),
    ("OPTIONS",),
    ("GET", ("Accept-Language", "el, fr;q=0.5")),
    ("GET", ("Accept-Language", "de-AT"), ("Cookie", "portal_locale=fr")),
    ("GET", ("Accept-Encoding", "gzip, br")),
    ("GET", ("Range", "bytes=0-99")),
    ("GET", ("If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")),
    ("GET", ("HX-Request", "true"), ("HX-Request-Type", "partial")),
    ("GET", ("Authorization", "Bearer sdp_none")),
    ("GET", ("If-None-Match", "{tag}")),
    ("GET", ("If-None-Match", '"none", *')),
)


@pytest.fixture
def database_state():
    """Baseline and a live round, both published, and a document of the round."""
    return (seed_baseline, bring_out_some)


@pytest.fixture
def both(database_kind, database_state, database_url, template_after, request, tmp_path):
    """Two portals: one as published, and a copy in which much stands that is not."""
    template = template_after(database_kind, (*database_state, add_unpublished))
    with fresh_copy(database_kind, template, request) as fuller_url:
        apps = []
        for name, url in (("plain", database_url), ("fuller", fuller_url)):
            files.store(tmp_path / name, PUBLISHED_FILE)
            apps.append(make_app(Settings(demo=True, database_url=url, data_dir=tmp_path / name)))
        add_files(tmp_path / "fuller")
        yield apps
        for app in apps:
            app.state.engine.dispose()


def _chosen(kind):
    """Return how addresses that are shown alike are chosen from: all at full counts, else the
    first and few by their names; what is printed of the round, and on one database."""

    def wanted(address, before):
        path = address.partition("?")[0]
        if FULL or address in ASKED:
            return True
        is_first = kind == "sqlite"
        if address.endswith(DEAR) or (path.endswith(PRINTED) and not is_first):
            return False
        if BASELINE in address:  # nothing of its round is left to be published
            return is_first and before < 1 and not path.endswith((*PRINTED, ".csv"))
        return before < 1 or (is_first and before < 99 and crc32(address.encode()) % 29 == 0)

    return wanted


def _asked_otherwise(answers):
    """Of each kind of answer one, in other ways: at full counts in every way, else in some, and
    each way is used on many."""
    met = set()
    for asked, sent in answers.items():
        kind = (kind_of(asked.address) if sent.status == 200 else asked.address[:9], sent.status)
        if kind in met:
            continue
        met.add(kind)
        for number, (method, *headers) in enumerate(WAYS):
            if FULL or (len(met) + number) % 6 == 0:
                tag = sent.header("etag") or '"none"'
                told = tuple((name, value.replace("{tag}", tag)) for name, value in headers)
                yield Request(method, asked.address, told)


def _differences(answers, other):
    """Return what the other portal answers otherwise, or asks its database more or less for."""
    return [asked for asked, sent in answers.items() if not _same(asked, sent, other.ask(asked))]


def _same(asked, one, other):
    """What is printed is kept by its contents in the process: the second portal finds it there."""
    is_printed = asked.address.partition("?")[0].endswith(PRINTED) or "/fiches/" in asked.address
    return one == (replace(other, statements=one.statements) if is_printed else other)


def test_what_is_not_published_changes_no_byte(both, database_kind):
    """Every address, asked in every way, in a portal that holds more and in one that does not."""
    plain, fuller = (Visitor(app) for app in both)
    with fixed(now()):  # what is published is looked up again after a second
        routes = routes_of(plain.app, VALUES)
        start = {address for method, address in routes if method == "GET"}
        first = crawl(plain, {*start, *ASKED}, _chosen(database_kind))
        assert sum(sent.status == 200 for sent in first.values()) >= 100
        assert _differences(first, fuller) == []
        assert [asked for asked, sent in first.items() if CANARY in sent.text] == []
        if database_kind != "sqlite" and not FULL:
            return  # what differs by database is what is read, not how it is asked for
        ways = {asked: plain.ask(asked) for asked in _asked_otherwise(first)}
        assert {(method, *told) for method, *told in WAYS if "{tag}" not in str(told)} <= {
            (asked.method, *asked.headers) for asked in ways
        }
        assert {200, 304} <= {sent.status for sent in ways.values()}
        assert _differences(ways, fuller) == []
        acts = {Request(m, a) for m, a in routes_of(plain.app, SECRET) if m not in SAFE}
        refused = {asked: plain.ask(asked) for asked in sorted(acts, key=repr)}
        assert _differences(refused, fuller) == []


@one_database
def test_what_waits_looks_like_what_is_not_there(both):
    """Under the name of an edition or a round that nobody may know of, and under one of nothing."""
    _, fuller = (Visitor(app) for app in both)
    tried = 0
    for method, address in routes_of(fuller.app, SECRET):
        for hidden, nothing in PAIRS.items():
            if f"/{hidden}" not in address or method != "GET":
                continue
            tried += 1
            one = fuller.ask(Request(method, address))
            other = fuller.ask(Request(method, address.replace(f"/{hidden}", f"/{nothing}")))
            named = other.body.replace(nothing.encode(), hidden.encode())
            headers = tuple((k, v.replace(nothing, hidden)) for k, v in other.headers)
            assert (one.status, one.headers, one.body) == (other.status, headers, named), address
    assert tried >= 100
    for address in (address for address in ASKED if HIDDEN in address):
        one, other = (fuller.get(address.replace(HIDDEN, name)) for name in (HIDDEN, NOTHING))
        assert one.status == 404, address
        assert one.body == other.body.replace(NOTHING.encode(), HIDDEN.encode()), address
        assert one.headers == other.headers, address


def test_every_kind_of_row_and_file_is_there_to_be_found(both):
    """A new table is planted in, or this proves nothing of it; and published, it is seen."""
    plain, fuller = both
    for table in SQLModel.metadata.sorted_tables:
        rows = []
        for app in both:
            with open_session(app.state.engine) as session:
                rows.append(session.execute(select(func.count()).select_from(table)).scalar_one())
        assert rows[1] > rows[0], table.name
    publish_hidden(fuller.state.engine)
    one, other = Visitor(plain), Visitor(fuller)
    for address in ("/", "/editions.atom", "/api/v1/editions", "/points/P12", "/sitemap.xml"):
        assert one.get(address) != other.get(address), address
    assert other.get(f"/api/v1/editions/{HIDDEN}/facts").status == 200


@one_database
def test_signing_in_does_not_tell_who_has_an_account(both):
    """The same wrong password for somebody who is there and for nobody."""
    answers = []
    for app in both:
        browser = PageClient(app)
        browser.get("/sign-in")
        sent = {"email": f"{CANARY}@ministry.example", "password": PASSWORD[:-1], "next": "/"}
        refused = browser.post("/sign-in", sent)
        text = refused.text.replace(browser.csrf, "")
        names = [name for name, _value in refused.headers.multi_items()]
        answers.append((refused.status, names, text))
    assert answers[0] == answers[1]

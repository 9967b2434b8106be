"""How others find what is published: every address leads somewhere, nothing else is named."""

import io
import re
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as ElementTree
import pytest
from PIL import Image

from app.catalogue.queries import get_cycle
from app.core.db import open_session
from app.editions.service import freeze_edition
from app.open_data.discovery import robots_txt
from tests.database import one_database
from tests.editions import live_contents
from tests.published import BASELINE, OPERATOR, bring_out, freeze, seed_baseline, submit_accepted

ATOM = "{http://www.w3.org/2005/Atom}"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
BASE = "http://127.0.0.1:8000"

pytestmark = one_database


@pytest.fixture
def database_state():
    """The baseline, published."""
    return (seed_baseline,)


def _read(client, address) -> Element:
    return ElementTree.fromstring(client.get(address).response.content)


def test_the_sitemap_names_pages_that_are_there(client):
    """Each kind of page once, Greece under EL, nothing behind a sign-in."""
    found = [(one.text or "").removeprefix(BASE) for one in _read(client, "/sitemap.xml").iter(LOC)]
    assert len(found) == len(set(found)) > 130
    assert {"/", "/points/P31", "/countries/EL", "/indicators/SD-12.1"} <= set(found)
    assert f"/editions/{BASELINE}" in found
    assert not [a for a in found if "/GR" in a or "." in a.replace("SD-", "").split("/")[-1][4:]]
    assert not [a for a in found if a.startswith(("/api", "/desk", "/contributions", "/sign"))]
    assert "/indicators/SD-X.1" not in found  # the progress status stands at each point
    one_of_each = {address.rpartition("/")[0]: address for address in found}
    for address in (*one_of_each.values(), "/"):
        assert client.get(address).status == 200, address


def test_robots_read_what_is_published_and_no_demo(client):
    """A demonstration is not found by search engines."""
    assert "Disallow: /\n" in client.get("/robots.txt").text
    assert "Allow: /\n" in robots_txt("https://p.example", "/sitemap.xml", is_demo=False)
    assert "https://p.example/sitemap.xml" in robots_txt(
        "https://p.example", "/sitemap.xml", is_demo=False
    )


def test_the_feed_holds_the_published_editions(client):
    """Valid Atom: id, title and moment for the feed and each entry; its links lead on."""
    feed = _read(client, "/editions.atom")
    for one in (feed, *feed.iter(f"{ATOM}entry")):
        assert all(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    (entry,) = feed.iter(f"{ATOM}entry")
    assert BASELINE in entry.findtext(f"{ATOM}title")
    summary = entry.findtext(f"{ATOM}summary")
    assert re.match(
        r"Compiled from public sources, which speak of \d+ of 27 Member States", summary
    )
    assert re.search(r"Cut-off date \d{4}-\d\d-\d\d\. Manifest SHA-256 [0-9a-f]{64}", summary)
    for link in entry.iter(f"{ATOM}link"):
        assert client.get(link.get("href").removeprefix(BASE)).status == 200


def test_a_correction_is_told_in_both_entries(client, engine):
    """The new one says what it replaces and why; the old one is news again."""
    submit_accepted(engine, [part.data for part in live_contents().reporters if part.data][:3])
    bring_out(engine, freeze(engine))
    before = client.get("/editions.atom").response.content
    submit_accepted(engine, [part.data for part in live_contents().reporters if part.data][3:5])
    with open_session(engine, write=True) as session:
        info = get_cycle(session, "2027")
        code = freeze_edition(session, OPERATOR, info, "Two countries came late.")
    assert client.get("/editions.atom").response.content == before  # nothing of it before its time
    bring_out(engine, code)
    feed = _read(client, "/editions.atom")
    new, old, _ = feed.iter(f"{ATOM}entry")
    said = new.findtext(f"{ATOM}summary")
    assert said.startswith("5 of 27 Member States reported. Cut-off date 2027-")
    assert "takes the place of edition 2027/1. Two countries came late." in said
    assert "Edition 2027/2 has taken its place." in old.findtext(f"{ATOM}summary")
    assert old.findtext(f"{ATOM}updated") == new.findtext(f"{ATOM}updated")
    record = client.get("/catalogue.ttl").text
    assert f"<{BASE}/editions/2027/1> dct:isReplacedBy <{BASE}/editions/2027/2> ." in record
    assert '"Two countries came late."@en' in record


def test_the_catalogue_record_leads_to_files_that_are_there(client):
    """Both notations; what it offers for download is there."""
    record = client.get("/catalogue.jsonld").response.json()
    addresses = [
        value["@id"].removeprefix(BASE)
        for node in record["@graph"]
        for name in ("dcat:downloadURL", "dcat:accessURL", "dcat:endpointURL")
        for value in node.get(name, [])
    ]
    assert len(set(addresses)) >= 8
    homes = [n["@id"] for n in record["@graph"] if "dcat:Catalog" in n.get("@type", ())]
    assert homes == [f"{BASE}/catalogue.ttl#catalogue"]
    for address in {*addresses, "/catalogue.ttl", "/about/contact"}:
        assert client.get(address).status == 200, address
    assert "dcat:Dataset" in client.get("/catalogue.ttl").text


def test_a_link_to_the_portal_has_a_preview_and_no_tracker(client):
    """Title and picture come from the portal itself; nothing names another site."""
    page = client.get("/points/P12")
    told = {meta.get("property"): meta.get("content") for meta in page.all("meta")}
    assert told["og:title"] == page.heading
    picture = client.get(told["og:image"].removeprefix(BASE))
    assert Image.open(io.BytesIO(picture.response.content)).size == (1200, 630)
    for tag, name in (("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src")):
        named = [(e.get(name) or "/").removeprefix(BASE) for e in page.all(tag)]
        assert not [address for address in named if address.startswith(("http", "//"))]

"""Public pages: every number is a fact, a baseline has no status, closed values stay closed."""

import gzip
import json
import re
from decimal import Decimal

import pytest
from sqlalchemy import event

from app.core.db import open_session
from app.domain.facts import short_id
from app.domain.indicators import PROGRESS
from app.domain.roles import PublicScope, Role
from app.editions.contents import load_contents
from app.editions.queries import get_edition, load_facts
from app.web import ready
from tests.client import PageClient
from tests.database import one_database
from tests.editions import live_contents
from tests.factories import open_reporting
from tests.published import BASELINE, freeze, submit_accepted
from tests.real_catalogue import real_catalogue
from tests.reported import browser_of

STATIC_PAGES = ("/about/method", "/about/accessibility", "/about/privacy", "/about/contact")
LISTS = ("/", "/points", "/indicators", "/countries")
MOST_QUERIES = 11


def _addresses(reporters):
    catalogue = real_catalogue()
    yield from LISTS
    yield from (f"/points/{point.id}" for point in catalogue.instrument.points)
    yield from (f"/indicators/{i.id}" for i in catalogue.indicators if i.id != PROGRESS)
    yield from (f"/countries/{'EL' if code == 'GR' else code}" for code in reporters)


def _all_addresses():
    return tuple(_addresses([entry.code for entry in real_catalogue().reporters]))


# Each kind of page at least once, for tests that run on both databases.
SOME = (
    *LISTS,
    *(f"/points/{point}" for point in ("P02", "P06", "P12", "P26")),
    *(
        f"/indicators/SD-{i}"
        for i in ("02.1", "02.3", "05.3", "12.1", "12.2", "18.2", "23.2", "25.1")
    ),
    *(f"/countries/{code}" for code in ("DK", "EL", "LU", "EU")),
)


def _public_facts(engine, code):
    with open_session(engine) as session:
        return load_facts(session, PublicScope(), get_edition(session, PublicScope(), code))


def _number(text):
    return Decimal(re.sub(r"[^\d.-]", "", text.replace(",", "")))


def _charts(answer):
    for script in answer.all("script"):
        if script.get("type") == "application/json":
            yield script.get("id").removesuffix("-data"), json.loads(script.text)


def _table_of(answer, chart_id):
    (frame,) = [e for e in answer.tree.iter() if e.get("id") == f"{chart_id}-table"]
    return {
        (row.find("th").text, place): cell
        for row in frame.iter("tr")
        for place, cell in enumerate(row.findall("td"))
    }


def _check_charts(answer, facts, code):
    """Compare chart, table and facts with each other, and count the figures that were compared."""
    compared = 0
    for chart_id, figure in _charts(answer):
        if figure["layout"]["meta"]["kind"] != "bars":
            continue  # test_charts.py reads all kinds
        table = _table_of(answer, chart_id)
        downwards = len(figure["data"][0]["y"]) == 1 and len(figure["data"]) > 1
        for place, trace in enumerate(figure["data"]):
            for y, x, fact_id in zip(trace["y"], trace["x"], trace["customdata"], strict=True):
                cell = table[trace["name"], 0] if downwards else table[y, place]
                if x is None:
                    assert answer.words(cell) == "–", (chart_id, y)
                    continue
                assert facts[fact_id].number == Decimal(str(x))
                assert _number(answer.words(cell)) == Decimal(str(x))
                link = cell.find("a").get("href")
                assert link == f"/editions/{code}/facts/{short_id(fact_id)}"
                compared += 1
    return compared


def _figure_links(answer):
    return [(answer.words(a), a.get("href")) for a in answer.all("a") if "/facts/" in a.get("href")]


def _check_figures(answer, facts, code):
    """Every number that is a link says what its fact says."""
    by_url = {f"/editions/{code}/facts/{fact.short}": fact for fact in facts.values()}
    links = _figure_links(answer)
    for text, url in links:
        fact = by_url[url]
        if fact.number is not None and " of " not in text:
            assert _number(text) == fact.number, (text, fact.id)
        elif fact.number is not None:
            assert _number(text.partition(" of ")[0]) == fact.n, (text, fact.id)
    return len(links)


def test_every_number_of_the_baseline_is_a_fact(client, baseline):
    """Chart, table and fact say the same on every page, and each figure leads to its fact."""
    facts = _public_facts(baseline, BASELINE)
    charts = figures = 0
    for address in SOME:
        answer = client.get(address)
        assert answer.status == 200, address
        charts += _check_charts(answer, facts, BASELINE)
        figures += _check_figures(answer, facts, BASELINE)
    assert charts >= 60
    assert figures >= 250


def test_every_number_of_a_live_edition_is_a_fact(client, baseline, live):
    """The same for what countries report, and the live edition comes before the baseline."""
    facts = _public_facts(baseline, live)
    assert "2027/1" in client.get("/").text
    charts = figures = 0
    for address in SOME:
        answer = client.get(address)
        assert answer.status == 200, address
        charts += _check_charts(answer, facts, live)
        figures += _check_figures(answer, facts, live)
    assert charts >= 400
    assert figures >= 800
    chosen = client.get(f"/points/P12?edition={BASELINE}")
    assert _check_charts(chosen, _public_facts(baseline, BASELINE), BASELINE) >= 3
    assert f"/points/P13?edition={BASELINE}" in chosen.text


@one_database
def test_baseline_pages_never_show_a_status(client, baseline):
    """Nobody assessed anything: the words of the scale only explain what is asked in a round."""
    words = [option.label for option in real_catalogue().progress_scale if option.order is not None]
    for address in _all_addresses():
        answer = client.get(address)
        for fold in [e for e in answer.all("details") if "progress scale" in answer.words(e)]:
            fold.clear()
        text = answer.words(answer.all("main")[0])
        assert [word for word in words if word in text] == [], address
        assert [e for e in answer.all("svg") if "mark--" in (e.get("class") or "")] == [], address
    assert "27 of 27 covered by public sources" in _glance(client.get("/"))
    assert "0 reported" in _glance(client.get("/"))


def _glance(answer):
    pairs = [div for dl in answer.all("dl") for div in dl.findall("div")]
    return "; ".join(
        f"{answer.words(pair.findall('dd')[0])} {answer.words(pair.find('dt'))}" for pair in pairs
    )


def test_unpublished_work_changes_no_public_byte(client, app, baseline):
    """Accepted submissions and a frozen edition leave every public page as it was."""
    addresses = (*SOME, *STATIC_PAGES, "/points/P12?edition=2027/1")
    before = {address: client.get(address) for address in addresses}
    reports = [part.data for part in live_contents().reporters if part.data]
    submit_accepted(baseline, reports)
    freeze(baseline)
    # A second process has kept nothing: it makes every page anew.
    ready._shelves.clear()
    for address, was in before.items():
        now = PageClient(app).get(address)
        assert (now.status, now.response.content) == (was.status, was.response.content), address
        assert now.headers.get("etag") == was.headers.get("etag"), address
    assert before["/points/P12?edition=2027/1"].status == 404


@one_database
def test_readers_of_the_union_see_an_edition_before_the_public(app, client, baseline):
    """Same pages, marked as restricted, never stored; strangers do not learn that it exists."""
    submit_accepted(baseline, [part.data for part in live_contents().reporters if part.data])
    code = freeze(baseline)
    desk = browser_of(app, Role.DESK_OFFICER)
    for address in ("/", "/points/P12", "/indicators/SD-02.1", "/countries/EL"):
        answer = desk.get(f"{address}?edition={code}")
        assert answer.status == 200
        assert "Restricted: not published" in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert client.get(f"{address}?edition={code}").status == 404
        assert client.get(f"{address}?edition=2031/7").status == 404
    assert "Restricted" not in desk.get("/").text
    assert "/desk" in desk.get("/").text


@one_database
def test_closed_values_stay_closed(client, baseline, live):
    """A value for the Commission, or for sums only, is neither in a figure nor in a table."""
    facts = _public_facts(baseline, live)
    closed = 0
    for part in live_contents().reporters:
        page = client.get(f"/countries/{part.printed}").text
        for key, seen in part.data.observations.items() if part.data else ():
            if seen.visibility == "public" or key.codes or key.indicator == PROGRESS:
                continue
            own = f"{key.indicator}/{part.printed}/value@{key.period}"
            assert own not in facts
            assert short_id(own) not in page
            closed += 1
    assert closed >= 50
    page = client.get("/indicators/SD-18.2")  # aggregate_only
    with open_session(baseline) as session:
        edition = get_edition(session, PublicScope(), live)
        index = load_contents(session, PublicScope(), edition).index
    assert index.indicators["SD-18.2"].sensitivity == "aggregate_only"
    assert "not shown one by one" in page.text
    assert not [url for _text, url in _figure_links(page) if "value" in url]
    assert "/countries/" not in page.words(page.all("main")[0])
    assert not any((a.get("href") or "").startswith("/countries/") for a in page.all("a"))


@one_database
def test_greece_is_printed_el(client, baseline):
    """Both codes lead to Greece; everything printed says EL."""
    for written in ("EL", "GR", "el"):
        answer = client.get(f"/countries/{written}")
        assert answer.heading == "Greece"
        assert ">GR<" not in answer.text
    assert "/countries/EL" in client.get("/countries").text
    assert "/countries/GR" not in client.get("/countries").text


@one_database
@pytest.mark.parametrize(
    "address",
    [
        "/points/P00", "/points/P32", "/points/0", "/points/P1a", "/points/٣",
        "/indicators/SD-99.9", "/indicators/SD-X.1", "/countries/NO", "/countries/XX",
        "/countries/EU27", "/about/nothing", "/?edition=2027/1", "/points?edition=baseline-2026",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, baseline, address):
    """Unknown points, indicators, countries and editions answer 404."""
    assert client.get(address).status == 404


@one_database
def test_points_are_found_however_they_are_written(client, baseline):
    """`P12`, `p12` and `12` are the same point."""
    headings = {client.get(f"/points/{written}").heading for written in ("P12", "p12", "12")}
    assert headings == {"12. Reflect on national science diplomacy roadmaps"}


@one_database
def test_before_any_publication(client, engine):
    """The lists explain what will stand there; single pages do not exist yet."""
    for address in LISTS:
        answer = client.get(address)
        assert answer.status == 200
        assert "The first edition is being prepared" in answer.text
    assert "The first edition is being prepared" in client.get("/countries/DK").text
    for address in ("/points/P12", "/indicators/SD-12.1", "/countries/XX"):
        assert client.get(address).status == 404
    for address in STATIC_PAGES:
        assert client.get(address).status == 200


@one_database
def test_one_of_something_is_singular(client, baseline):
    """Point 10 has one measure, point 12 several, point 6 none."""
    one, several = client.get("/points/P10"), client.get("/points/P12")
    assert "1 measure, from 1 of 27" in one.words()
    assert "1 measure in all" in one.words()
    assert "8 measures, from 8 of 27" in several.words()
    assert "No public source documents a measure" in client.get("/points/P06").text


def test_pages_are_ready_bytes_for_the_public_only(client, app, baseline):
    """One tag and one body until something is published; cookies are never set."""
    first, second = client.get("/"), client.get("/")
    assert first.response.content == second.response.content
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["cache-control"] == "public, max-age=60"
    assert "cookie" in first.headers["vary"].lower()
    assert "set-cookie" not in first.headers
    same = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (same.status, same.text) == (304, "")
    assert client.get("/", headers={"If-None-Match": '"other"'}).status == 200
    desk = browser_of(app, Role.DESK_OFFICER).get("/")
    assert desk.headers["cache-control"] == "no-store"
    assert "etag" not in desk.headers
    assert client.get("/").response.content == first.response.content


def test_a_publication_shows_at_once(client, baseline, request):
    """The kept page of the baseline is not sent any more once the live edition is out."""
    before = client.get("/").headers["etag"]
    request.getfixturevalue("live")
    after = client.get("/")
    assert after.headers["etag"] != before
    assert "2027/1" in after.text


@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_take_few_queries(app, baseline, live, signed_in):
    """The number of queries does not grow with points, countries or figures."""
    browser = browser_of(app, Role.DESK_OFFICER) if signed_in else PageClient(app)
    seen = []

    def count(*_args):
        seen.append(1)

    event.listen(app.state.engine, "before_cursor_execute", count)
    for address in (*LISTS, "/points/P12", "/indicators/SD-02.1", "/countries/EL"):
        seen.clear()
        assert browser.get(address).status == 200
        assert 1 <= len(seen) <= MOST_QUERIES, (address, len(seen))
    event.remove(app.state.engine, "before_cursor_execute", count)


@one_database
def test_the_footer_leads_to_the_pages_about_the_portal(client, app, baseline):
    """Every page has the links; the contact address is the operator's."""
    answer = client.get("/countries")
    footer = answer.all("footer")[0]
    led = [a.get("href").partition("?")[0] for a in footer.iter("a")]
    assert sorted(led) == sorted([*STATIC_PAGES, "/about/feedback"])
    assert "has not named an address" in client.get("/about/contact").text


@one_database
def test_a_round_that_opens_later_shows_where_it_is_told(client, engine):
    """The page of methods is kept as it stands, not for ever."""
    before = client.get("/about/method")
    open_reporting(engine, "DK")
    after = client.get("/about/method")
    assert before.headers["etag"] != after.headers["etag"]
    assert "Questions to the Member States" in after.text
    assert "Questions to the Member States" not in before.text


_CHART = re.compile(rb"<svg\b.*?</svg>|<script[^>]*json.*?</script>", re.DOTALL)
MOST_BYTES = 150_000  # what a telephone fetches before a page can be read, charts not counted


@one_database
def test_a_page_without_its_charts_is_small(client, baseline):
    """The page, its styles, scripts and letters, as they travel; only what all get is packed."""
    weights = {}
    for address in (*LISTS, "/measures", "/compare", "/coverage", "/commission", "/countries/DK"):
        page = client.get(address)
        assert page.response.headers["content-encoding"] == "gzip", address
        assert "accept-encoding" in page.response.headers["vary"].lower(), address
        parts = [e.get("src") for e in page.all("script") if e.get("src")]
        parts += [
            e.get("href") for e in page.all("link") if e.get("rel") in ("stylesheet", "preload")
        ]
        needed = [part for part in parts if "plotly" not in part and "charts" not in part]
        assert len(needed) >= 4
        sizes = [client.get(part).response.num_bytes_downloaded for part in needed]
        own = _CHART.sub(b"", page.response.content)
        weights[address] = len(gzip.compress(own)) + sum(sizes)
        assert page.response.num_bytes_downloaded < MOST_BYTES / 2, address
    assert {a: w for a, w in weights.items() if w > MOST_BYTES} == {}


@one_database
def test_packed_and_plain_bytes_are_told_apart(client, baseline):
    """Each form has its own tag, and both hold the same."""
    for address in ("/countries", "/static/portal.css", "/api/v1/editions"):
        small = client.get(address).response
        plain = client.get(address, headers={"Accept-Encoding": "identity"}).response
        assert "content-encoding" not in plain.headers
        assert small.content == plain.content
        assert small.headers["etag"] != plain.headers["etag"]
        for answer, accepted in ((small, "gzip"), (plain, "identity")):
            known = {"If-None-Match": answer.headers["etag"], "Accept-Encoding": accepted}
            assert client.get(address, headers=known).status == 304
        other = {"If-None-Match": plain.headers["etag"], "Accept-Encoding": "gzip"}
        assert client.get(address, headers=other).status == 200

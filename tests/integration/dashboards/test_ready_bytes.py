"""Kept answers: one tag for everybody until a publication, and nothing given up for speed."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import event
from structlog.testing import capture_logs

from app.core.clock import fixed, now
from app.domain.roles import Role
from app.web import ready
from app.web.security_headers import SECURITY_HEADERS
from tests.client import PageClient
from tests.database import one_database
from tests.published import BASELINE, bring_out_round
from tests.reported import browser_of

EDITION = f"/editions/{BASELINE}"
FACTS = f"/api/v1/editions/{BASELINE}/facts"
# What everybody may read and what changes with publications only.
KEPT = (
    "/",
    "/points/P12",
    "/measures?type=strategy",
    "/measures.csv",
    "/measures.xlsx",
    "/editions",
    EDITION,
    f"{EDITION}/facts?subject=SD-12.1",
    f"/reports/{BASELINE}",
    "/countries/DK/current",
    f"{FACTS}?limit=3",
    f"{EDITION}/data.json",
)


@one_database
def test_every_public_address_has_a_tag_and_the_short_way_keeps_every_promise(app, baseline):
    """The second answer comes another way than the first: same headers, same bytes, same line."""
    browser = PageClient(app)
    fact = json.loads(browser.get(f"{FACTS}?limit=1").text)["items"][0]["short"]
    for address in (*KEPT, f"{EDITION}/facts/{fact}"):
        with capture_logs() as events:
            first, second = browser.get(address), browser.get(address)
        assert first.status == second.status == 200, address
        assert dict(first.headers) == dict(second.headers), address
        assert first.response.content == second.response.content
        assert first.headers["cache-control"] == "public, max-age=60", address
        assert {**SECURITY_HEADERS, **second.headers} == {**dict(second.headers), **_own(address)}
        lines = [one for one in events if one["event"] == "request"]
        assert len(lines) == 2, address
        names = ("method", "route", "status", "account_id", "log_level")
        assert [lines[0][name] for name in names] == [lines[1][name] for name in names]
        assert lines[1]["route"].startswith(address[:3])
        tag = second.headers["etag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}'):  # proxies that compress weaken tags
            same = browser.get(address, headers={"If-None-Match": known})
            assert (same.status, same.text, same.headers["etag"]) == (304, "", tag), address
        head = browser.request("HEAD", address)
        assert (head.status, head.text) == (200, "")
        assert dict(head.headers) == dict(second.headers)
        evil = browser.request("GET", address, headers={"Host": "evil.example"})
        assert evil.status == 400, address


def _own(address: str) -> dict[str, str]:
    """Data may be read by scripts of any site, pages may not."""
    headers = {name.lower(): value for name, value in SECURITY_HEADERS.items()}
    is_data = address.startswith("/api/") or "/data." in address
    open_to_all = {"cross-origin-resource-policy": "cross-origin"} if is_data else {}
    return {**SECURITY_HEADERS, **headers, **open_to_all}


@one_database
def test_the_short_way_is_for_everybodys_requests_only(app, baseline):
    """Signed in, with a key, in another language: each gets what the ordinary way makes."""
    browser = PageClient(app)
    kept = [browser.get("/points/P12") for _ in range(2)][1]
    desk = browser_of(app, Role.DESK_OFFICER).get("/points/P12")
    assert desk.headers["cache-control"] == "no-store"
    assert "etag" not in desk.headers
    assert browser.get(FACTS, headers={"Authorization": "Bearer wrong"}).status == 401
    plain = browser.get("/points/P12", headers={"Accept-Encoding": "identity"})
    assert plain.response.content == kept.response.content
    assert plain.headers["etag"] != kept.headers["etag"]
    for method in ("POST", "PUT", "DELETE"):
        refused = browser.request(method, f"{FACTS}?limit=3")
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


@one_database
def test_what_is_published_is_looked_up_once_a_second_and_after_each_write(app, baseline):
    """Many who ask at once wait for one look; a publication shows with the next request."""
    browser = PageClient(app)
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(app.state.engine, "before_cursor_execute", note)
    started = now()
    with fixed(started):
        before = [browser.get("/points") for _ in range(3)][2].headers["etag"]
        seen.clear()
        assert browser.get("/points").headers["etag"] == before
        assert seen == []
    with fixed(started + timedelta(seconds=1)):
        assert {one.status_code for one in asyncio.run(_at_once(browser, 12))} == {200}
        assert len(seen) == 1
        bring_out_round(baseline)
        assert browser.get("/points").headers["etag"] != before


async def _at_once(browser: PageClient, times: int):
    return await asyncio.gather(*(browser._send("GET", "/points", {}) for _ in range(times)))


@one_database
def test_a_page_is_made_once_for_all_who_ask_at_once(app, baseline, monkeypatch):
    """Those who come while it is made wait for it."""
    made: list[int] = []
    make = ready._ready
    monkeypatch.setattr(ready, "_ready", lambda *given: made.append(1) or make(*given))
    browser = PageClient(app)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: browser.get("/coverage").response.content, range(4)))
    assert len(set(found)) == 1
    assert len(made) == 1

"""The public JSON interface: real examples, pages that leave nothing out, tags, refusals.

Write the examples anew with `python -m tests.integration.open_data.test_api DATABASE`.
"""

import pprint
import re
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.core.db import open_session
from app.core.settings import Settings
from app.domain.roles import PublicScope, Role
from app.editions.fact_pages import Form, Wanted, page_of_facts
from app.editions.queries import get_edition, load_facts
from app.open_data.api_examples import EXAMPLES
from tests.application import make_app
from tests.client import PageClient
from tests.database import ROOT, one_database
from tests.published import BASELINE, LIVE_EDITION, bring_out_round, freeze, seed_baseline
from tests.published import submit_accepted as submit
from tests.reported import browser_of
from tests.seeded import OPERATOR

EDITION = f"/api/v1/editions/{BASELINE}"
LIVE = f"/api/v1/editions/{LIVE_EDITION}"
ADDRESSES = {
    "index": "/api/v1",
    "editions": "/api/v1/editions",
    "edition": EDITION,
    "points": f"{EDITION}/points",
    "indicators": f"{EDITION}/indicators",
    "countries": f"{EDITION}/countries",
    "codelists": f"{EDITION}/codelists",
    "facts": f"{EDITION}/facts?limit=1",
    "fact": f"{EDITION}/facts/WUE5W3SZSR",
    "observations": f"{EDITION}/observations?limit=1",
    "measures": f"{EDITION}/measures?limit=1",
}


@pytest.fixture
def database_state(request):
    """The baseline, and the live round where a test asks for it."""
    live = (bring_out_round,) if "live" in request.fixturenames else ()
    return (seed_baseline, *live)


@pytest.fixture
def live(engine):
    """A published live edition stands beside the baseline."""
    return LIVE_EDITION


def examples(client):
    """The answers as they are shown: of long lists the first item."""
    for part, address in ADDRESSES.items():
        found = client.get(address).response.json()
        if "items" in found:
            found["items"] = found["items"][:1]
        yield part, found


def _without_hash(found):
    """The hash of an edition changes with every rule; what it is a hash of is tested elsewhere."""
    for item in (found, *found.get("items", ())):
        item.pop("manifest_sha256", None)
    return found


@one_database
def test_examples_are_what_the_portal_answers(client):
    """An example that nobody checks is wrong after the next change."""
    described = client.get("/openapi.json").response.json()["paths"]
    for part, found in examples(client):
        assert _without_hash(deepcopy(EXAMPLES[part])) == _without_hash(found), part
    public = [path for path in described if path.startswith(("/api/v1/editions", "/api/v1?"))]
    assert len(public) + 1 == len(ADDRESSES)
    for path in ("/api/v1", *public):
        told = described[path]["get"]
        answer = told["responses"]["200"]["content"]["application/json"]
        assert answer["example"], path
        assert set(told["responses"]) >= {"200", "304", "404", "422"}
        assert re.match(r"(List|Show|Say) [a-z ]+$", told["summary"]), told["summary"]
        for parameter in told.get("parameters", ()):
            assert parameter["description"].endswith("."), (path, parameter["name"])
            assert "examples" in parameter["schema"] or parameter["name"] in ("limit", "cursor")


@one_database
def test_the_description_says_what_the_portal_is_and_what_its_answers_hold(client):
    """Title, terms and contact; types that every real answer keeps; how keys open slices."""
    described = client.get("/openapi.json").response.json()
    info = described["info"]
    assert (info["title"], info["version"]) == ("Science Diplomacy Reporting", "1")
    assert info["license"]["name"] == "CC BY 4.0"
    assert "Authorization" in info["description"]
    assert client.get(info["contact"]["url"].removeprefix("http://127.0.0.1:8000")).status == 200
    for part, address in ADDRESSES.items():
        path = address.partition("?")[0].replace(f"{BASELINE}", "{cycle}/{number}")
        path = path.replace("WUE5W3SZSR", "{fact}")
        told = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        answer = client.get(address.replace("limit=1", "limit=400")).response.json()
        check = Draft202012Validator(told["schema"])
        assert not [error.message for error in check.iter_errors(answer)], part
        assert not list(check.iter_errors(told["example"])), part
        item = told["schema"]["properties"].get("items", {}).get("items", told["schema"])
        for found in answer.get("items", [answer]):
            assert set(found) == set(item["properties"]), part
    assert "/api/v1/slices" in described["paths"]
    assert described["paths"]["/api/v1/slices"]["get"]["security"] == [{"slice_key": []}]
    schemes = described["components"]["securitySchemes"]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in schemes)
    assert schemes["slice_key"]["scheme"] == "bearer"
    fetched = described["paths"]["/api/v1/slices/{slice_id}/deliveries"]["post"]["responses"]["200"]
    forms = {media: content["schema"] for media, content in fetched["content"].items()}
    assert forms.pop("application/json")["required"] == ["edition", "tables"]
    assert [form["format"] for form in forms.values()] == ["binary"] * 2
    refused = client.get("/api/v1/slices").response.json()
    assert "readers of data deliveries for their slices" in refused["detail"]


def _all(client, address):
    """Every item of a list, page by page."""
    items = []
    while address:
        found = client.get(address.removeprefix("http://127.0.0.1:8000")).response.json()
        items += found["items"]
        address = found["next"]
    return items


def test_pages_leave_nothing_out_and_show_no_more(client, engine, live):
    """All figures everybody may see, in one order, with filters and over all pages."""
    with open_session(engine) as session:
        scope = PublicScope()
        facts = load_facts(session, scope, get_edition(session, scope, live))
        hidden = load_facts(session, OPERATOR, get_edition(session, OPERATOR, live))
    assert len(hidden) > len(facts) > 3000
    found = _all(client, f"{LIVE}/facts?limit=1000")
    assert [item["fact"] for item in found] == sorted(facts)
    for item in found:
        fact = facts[item["fact"]]
        assert item["number"] == (None if fact.number is None else fact.canonical()["number"])
        assert (item["text"], item["n"], item["of"]) == (fact.text, fact.n, fact.of)
        assert "inputs" not in item  # who did not report is a number in public
    inside = {fact.short for fact in hidden.values()}
    outside = {fact.short for fact in facts.values()}
    for short in sorted(inside - outside)[:3]:  # a figure that is not shown is no place to go on
        refused = client.get(f"{LIVE}/facts?cursor={short}")
        assert (refused.status, refused.response.json()["code"]) == (422, "cursor_unknown")
    form = Form("short", lambda fact: fact.short.encode())
    for scope, shown in ((OPERATOR, inside), (PublicScope(), outside), (OPERATOR, inside)):
        with open_session(engine) as session:  # what is written for one reader stays with those
            edition = get_edition(session, scope, live)
            page = page_of_facts(session, scope, edition, Wanted(), "", 10**6, form)
        assert (set(page.written), page.after) == ({one.encode() for one in shown}, "")
    for query, wanted in {
        "set=gr": lambda key: key.set == "EL",
        "dimension=host_country:AD&measure=value": lambda key: (
            ("host_country", "AD") in key.codes and key.measure == "value"
        ),
        "set=EL": lambda key: key.set == "EL",
        "subject=SD-02.1&measure=sum": lambda key: (key.subject, key.measure) == ("SD-02.1", "sum"),
        "measure=count&set=EU27": lambda key: (
            key.set == "EU27" and key.measure.split("/")[0] == "count"
        ),
        "dimension=gender:female&period=2025": lambda key: (
            ("gender", "female") in key.codes and key.period == "2025"
        ),
        "dimension=gender&limit=7&subject=SD-03.1": lambda key: (
            "gender" in dict(key.codes) and key.subject == "SD-03.1"
        ),
    }.items():
        chosen = [item["fact"] for item in _all(client, f"{LIVE}/facts?{query}")]
        assert chosen == sorted(name for name, fact in facts.items() if wanted(fact.key)), query
        assert chosen, query


def test_values_and_measures_are_those_of_the_public(client, live):
    """A value has its fact or its reason; Greece is found under both codes."""
    values = _all(client, f"{LIVE}/observations?limit=1000")
    names = [value["observation"] for value in values]
    assert len(names) == len(set(names)) > 2000
    for value in values:
        given = value["number"] is not None or value["text"] is not None
        assert given is (value["fact"] is not None)
        assert given is (value["missing"] is None)
    for written in ("el", "EL"):
        again = client.get(f"{LIVE}/observations?country={written}&limit=5")
        assert {value["country"] for value in again.response.json()["items"]} == {"EL"}
        assert f'<{again.response.json()["next"]}>; rel="next"' == again.headers["link"]
    greek = _all(client, f"{LIVE}/observations?country=GR&limit=50")
    assert greek == [value for value in values if value["country"] == "EL"]
    assert greek
    measures = _all(client, f"{EDITION}/measures?limit=30")
    assert len(measures) > 50
    chosen = _all(client, f"{EDITION}/measures?point=5&limit=1000")
    assert "link" not in client.get(f"{EDITION}/measures?point=p05&limit=1000").headers
    assert chosen == [measure for measure in measures if "P05" in measure["points"]]


@one_database
def test_tags_head_and_other_sites(client):
    """The same bytes under the same tag, nothing twice over the line, open to every site."""
    first = client.get(ADDRESSES["facts"])
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "public, max-age=60"
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    for headers in ({}, {"If-None-Match": tag}, {"If-None-Match": f'"x", {tag}'}):
        again = client.request("GET", ADDRESSES["facts"], headers=headers)
        assert again.status == (304 if headers else 200)
        assert again.headers["etag"] == tag
        assert again.headers["access-control-allow-origin"] == "*"
    address = f"{EDITION}/facts?limit=20"  # compressed once somebody asks for that
    forms = ("identity", "gzip", "identity", "gzip")
    sent = [client.request("GET", address, headers={"Accept-Encoding": form}) for form in forms]
    assert [one.headers.get("content-encoding", "identity") for one in sent] == list(forms)
    assert len({one.response.content for one in sent}) == 1
    assert [one.headers["etag"] for one in sent[2:]] == [one.headers["etag"] for one in sent[:2]]
    assert sent[1].headers["etag"] == f'{sent[0].headers["etag"][:-1]}-gz"'
    head = client.request("HEAD", ADDRESSES["facts"])
    assert (head.status, head.headers["etag"], head.response.content) == (200, tag, b"")
    asked = client.request("OPTIONS", f"{EDITION}/facts", headers={"Origin": "https://a.example"})
    assert asked.status == 204
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]
    assert client.request("OPTIONS", "/api/v1/contributions").status != 204


@one_database
@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/editions/2027/1", 404, "not_found"),
        ("/api/v1/editions/2027/1/facts", 404, "not_found"),
        ("/api/v1/editions/2099/1/observations?cursor=x", 404, "not_found"),
        (f"{EDITION}/facts/AAAAAAAAAA", 404, "not_found"),
        (f"{EDITION}/facts?cursor=AAAAAAAAAA", 422, "cursor_unknown"),
        (f"{EDITION}/observations?cursor=DK/SD-01.1", 422, "cursor_unknown"),
        (f"{EDITION}/facts?limit=1001", 422, "query_refused"),
        (f"{EDITION}/facts?dimension=%3Cb%3E", 422, "dimension_unreadable"),
        ("/api/v1/editions/../../etc", 404, "not_found"),
        (f"{EDITION}/facts?subjekt=SD-12.1", 422, "parameter_unknown"),
        (f"{EDITION}/points?limit=3", 422, "parameter_unknown"),
        (f"{EDITION}/facts?subject=SD-99.9", 422, "value_unknown"),
        (f"{EDITION}/facts?set=ZZ", 422, "value_unknown"),
        (f"{EDITION}/facts?measure=average", 422, "value_unknown"),
        (f"{EDITION}/facts?measure=count/nothing", 422, "value_unknown"),
        (f"{EDITION}/facts?period=next", 422, "value_unknown"),
        (f"{EDITION}/facts?dimension=zzz", 422, "value_unknown"),
        (f"{EDITION}/facts?dimension=gender:zzz", 422, "value_unknown"),
        (f"{EDITION}/observations?country=ZZ", 422, "value_unknown"),
        (f"{EDITION}/observations?indicator=nope", 422, "value_unknown"),
        (f"{EDITION}/measures?point=99", 422, "value_unknown"),
        (f"{EDITION}/measures?type=%3Cb%3E", 422, "value_unknown"),
    ],
)
def test_refusals_are_problems_with_a_sentence(client, address, status, code):
    """What cannot be answered says so in words, and is not kept."""
    answer = client.get(address)
    assert (answer.status, answer.response.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.response.json()["detail"].endswith(".")
    assert answer.headers["cache-control"] == "no-store"
    assert "page" not in answer.response.json()["detail"] or code == "cursor_unknown"
    assert "<b>" not in answer.text


@one_database
def test_a_refusal_names_what_was_asked_and_what_can_be(client):
    """Parameter, value, and what it can be: in the sentence, or where the list stands."""
    for query, words in {
        "measures?country=ZZ": ("country", "ZZ", "BE, BG, CZ", "EL", "EU"),
        "measures?type=zzz": ("type", "zzz", "strategy"),
        "observations?indicator=nope": ("indicator", "nope", f"{EDITION}/indicators"),
        "observations?bogus=1": ("bogus", "country, cursor, indicator, limit, period"),
    }.items():
        detail = client.get(f"{EDITION}/{query}").response.json()["detail"]
        assert [word for word in words if word not in detail] == [], detail
    for limit, words in {"0": "smallest number", "1001": "largest number", "x": "digits"}.items():
        (part,) = client.get(f"{EDITION}/facts?limit={limit}").response.json()["errors"]
        assert (part["pointer"], words in part["detail"]) == ("/limit", True)
    asked = client.request(
        "OPTIONS", f"{EDITION}/facts?country=EL", headers={"Origin": "https://a"}
    )
    assert asked.status == 204


@one_database
def test_an_unpublished_edition_is_nowhere_until_it_is_published(app, client, engine):
    """The list of editions has the same bytes and tag before and after freezing."""
    from tests.editions import live_contents

    before = client.get("/api/v1/editions")
    submit(engine, [part.data for part in live_contents().reporters if part.data])
    code = freeze(engine)
    after = PageClient(app).get("/api/v1/editions")
    assert (after.text, after.headers["etag"]) == (before.text, before.headers["etag"])
    for part in ("", "/points", "/facts", "/observations", "/measures"):
        assert client.get(f"/api/v1/editions/{code}{part}").status == 404
    desk = browser_of(app, Role.DESK_OFFICER)  # the interface looks at keys, never at cookies
    assert desk.get(f"/api/v1/editions/{code}").status == 404


if __name__ == "__main__":
    settings = Settings(demo=True, database_url=sys.argv[1], data_dir=Path("var"))
    made = dict(examples(PageClient(make_app(settings))))
    text = pprint.pformat(made, width=96, sort_dicts=False)
    target = ROOT / "app" / "open_data" / "api_examples.py"
    head, mark, _ = target.read_text(encoding="utf-8").partition(" = ")
    target.write_text(f"{head}{mark}{text}\n", encoding="utf-8")

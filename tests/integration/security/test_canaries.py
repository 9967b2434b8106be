"""A draft is seen by its own people only: a word of its own in every field, and nobody else ever
meets one of them, in no page, file or header; and what is foreign looks like what is not there."""

import html
import io
import re
import zipfile
from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import select

from app.catalogue.models import Cycle
from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.canonical import canonical_json
from app.domain.roles import NATIONAL_ROLES, Role
from app.domain.workflow import CycleStatus
from app.reporting.models import Evidence, Measure
from app.reporting.team_models import CommentThread
from tests.builders import LONG_TEXT
from tests.client import Answer, PageClient
from tests.database import one_database
from tests.factories import CYCLE, make_proposal, open_reporting
from tests.people import make_administrator
from tests.reported import (
    accepted,
    approved,
    browser_of,
    consolidate,
    country_scope,
    frozen,
    published,
    report,
    start_again,
    take_back,
)
from tests.team import Team

pytestmark = one_database

HREF = re.compile(r'<a\s[^>]*?href="(/[^"#]*)')
CANARY = re.compile(r"canary-[a-z0-9]+", re.IGNORECASE)
# Greece has reported and is published: what its people said to each other is in no publication.
TALK = re.compile(rf"{CANARY.pattern}|talk-greek", re.IGNORECASE)
POINT, CELL = "P02", "SD-02.1@2025-2027"
MEASURE, GONE, LINK = "5ecre7m1", "5ecre7m2", "5ecre7e1"
FIGURES = 40  # pages of figures looked at; they are all made alike
OUTSIDERS = (
    "nobody",
    "foreign lead",
    Role.DESK_OFFICER,
    Role.REPORT_EDITOR,
    Role.CYCLE_MANAGER,
    Role.SUBGROUP_READER,
    Role.ADMINISTRATOR,
)


def _texts(prefix: str, *names: str) -> dict[str, str]:
    return {name: f"canary-{prefix}{name.replace('_', '')}" for name in names}


def _records(team: Team) -> dict[str, dict]:
    """What the lead types into the records of a point."""
    measure = {
        "type": "law",
        "stage": "running",
        "points": [POINT],
        "link": "https://example.org/canary-link",
    }
    texts = ("title", "description", "lead_body", "budget")
    return {
        f"{team.home}/measures/{MEASURE}": {**measure, **_texts("m", *texts)},
        f"{team.home}/measures/{GONE}": {**measure, **_texts("gone", *texts)},
        f"{team.home}/points/{POINT}/evidence/{LINK}": {
            "url": "https://example.org/canary-evidence",
            **_texts("e", "title", "description"),
        },
    }


def _plant(team: Team) -> set[str]:
    """Fill every field of the draft over the forms of its lead; return the words."""
    point, base = f"{team.home}/points/{POINT}", {"revision": "0"}
    absent = {"missing_code": "NAV", **_texts("cell", "missing_reason", "source", "note")}
    answers = {
        f"{point}/answers/{POINT}.justification": f"canary-justification {LONG_TEXT}",
        f"{point}/answers/{POINT}.coordinator": "canary-coordinator",
        f"{point}/answers/{POINT}.bodies_names": "canary-names",
        f"{point}/answers/{POINT}.contact": "canary-contact",
        f"{team.home}/points/P01/answers/P01.together_text": "canary-together",
        f"{team.home}/about/answers/header.preparation": "canary-header",
    }
    sent = {
        **{url: {"value": text} for url, text in answers.items()},
        f"{point}/observations": {"key": CELL, **absent},
        **_records(team),
        f"{point}/ready": {"step": "ready", "note": "canary-ready"},
        f"{team.home}/points/P03/leave-out": {"left_out": "yes", "reason": "canary-leftout"},
        f"{team.home}/proposals/DK-001": {
            "decision": "correct",
            "value": "5",
            "source": "canary-decision",
        },
    }
    reader = country_scope(team.engine, Role.NATIONAL_READER).account_id
    asked = {"body": "canary-ministry", "account": str(reader), "point": [POINT]}
    assert team.lead.post(f"{team.home}/ministries", asked).status == 303
    planted = {"canary-ministry"}
    for url, fields in sent.items():
        answer = team.lead.post(url, {**base, **fields})
        assert answer.status == 303, (url, answer.words()[:400])
        planted |= set(CANARY.findall(repr(fields)))
    team.lead.post(f"{team.home}/measures/{GONE}/remove", {"revision": "1", "removed": "yes"})
    for url in (f"{point}/conversations", f"{team.home}/conversations/1/answers"):
        text = "canary-comment" if url.startswith(point) else "canary-answer"
        assert team.lead.post(url, {"text": f"{text} @{Role.SIGNATORY.value}"}).status == 303, url
        planted.add(text)
    return planted


@pytest.fixture
def dk(app) -> Team:
    """Denmark works on what it withdrew; Greece has reported, and its edition is published."""
    engine = app.state.engine
    open_reporting(engine, "DK", "GR", "EU")
    with open_session(engine, write=True) as session:
        cycle = session.execute(select(Cycle)).scalars().one()
        make_proposal(session, cycle, "DK-001", target="SD-02.2@2025-2027")
        assert cycle.status == CycleStatus.FROZEN
    report(engine, "DK")
    take_back(engine)
    start_again(engine)
    team = _team(app, "DK")
    _take_in(team)
    planted = _plant(team)
    assert len(planted) >= 20
    report(engine, "GR", points=("P03",), cells={"SD-03.1@2025-26": "20", "SD-03.1@2024-25": "18"})
    greek = _team(app, "GR")
    asked = greek.lead.post(f"{greek.home}/points/P03/conversations", {"text": "talk-greek"})
    assert asked.status == 303
    accepted(engine, "GR")
    consolidate(engine)
    code = frozen(engine)
    approved(engine, code)
    published(engine, code)
    return team


def _team(app, reporter: str) -> Team:
    """The people of a country, of whom some are there already."""
    team, roles = Team(app, reporter), (*NATIONAL_ROLES,)
    for role in roles:
        country_scope(app.state.engine, role, reporter)
    team.emails = {role: f"{role.value}.{reporter.lower()}@ministry.example" for role in roles}
    return team


def _take_in(team: Team) -> None:
    """Take the points in again that the first report left out."""
    for point in ("P01", POINT, "P03"):
        page = team.lead.get(f"{team.home}/points/{point}")
        url = f"{team.home}/points/{point}/leave-out"
        fields = {**page.fields(url), "left_out": "no"}
        assert team.lead.post(url, fields).status == 303, point


def _browser(app, who) -> PageClient:
    if who == "nobody":
        return PageClient(app)
    if who == "foreign lead":
        return _team(app, "GR").lead
    if who is Role.ADMINISTRATOR:
        return PageClient(app).sign_in(make_administrator(app.state.engine))
    return browser_of(app, who, "first" if who is Role.REPORT_EDITOR else "")


VALUES = {
    "cycle": (CYCLE,),
    "reporter": ("DK", "EL"),
    "point": (POINT, "2"),
    "code": (f"{POINT}.justification",),
    "indicator": ("SD-02.1", "SD-03.1"),
    "uid": (MEASURE, GONE, LINK),
    "record": ("measure", "evidence"),
    "ref": ("DK-001",),
    "rule": ("QC-013",),
    "version": ("1", "2"),
    "number": ("1",),
    "country": ("DK", "EL"),
    "report": ("1", "2"),
    "build": ("1",),
    "printed": ("DK", "EL"),
    "reply": ("1",),
    "account_id": ("1", "2"),
    "name": ("portal.css",),
    "fact": ("AAAAAAAAAA",),
    "chart": ("chart-coverage", "chart-milestones"),
    "form": ("csv", "svg", "xlsx", "png"),
    "rest": ("none",),
    "token": ("none",),
    "whom": ("member-states", "commission"),
    "grant_id": ("1", "2"),
    "mail_id": ("1", "2"),
    "key_id": ("1",),
    "key": (CELL,),
    "upload": ("1",),
    "thread_id": ("1",),
    "ask_id": ("1",),
    "clarification_id": ("1",),
    "message_id": ("1",),
    "proposal_id": ("1",),
    "proof": ("none",),
    "section": (POINT, "key-messages"),
    "slice_id": ("1", "2"),
}


def _addresses(path: str) -> list[str]:
    """Every address of a route, with all that is known filled in."""
    found = [path]
    while any("{" in address for address in found):
        first = re.search(r"\{(\w+)[^}]*\}", next(a for a in found if "{" in a))
        found = [a.replace(first[0], value) for a in found for value in VALUES[first[1]]]
    return found


def _crawl(app, browser: PageClient) -> dict[str, Answer]:
    """Every GET address, and every address of the portal that one of those pages leads to."""
    wanted = [
        address
        for context in iter_route_contexts(app.routes)
        if "GET" in (context.methods or ())
        for address in _addresses(context.path)
    ]
    answers: dict[str, Answer] = {}
    figures = 0
    while wanted:
        address = wanted.pop()
        figures += "/facts/" in address
        if address in answers or ("/facts/" in address and figures > FIGURES):
            continue
        answer = answers[address] = browser.get(address)
        if answer.is_page and answer.status == 200:  # parsed only where it is new to the checks
            links = map(html.unescape, HREF.findall(answer.text))
            wanted += [link for link in links if link not in answers]
    return answers


def _everything(answer: Answer) -> str:
    """Headers and body; the parts of a packed file unpacked."""
    body = answer.response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            inside = [archive.read(name) for name in archive.namelist()]
        body = b"\n".join([*map(str.encode, archive.namelist()), *inside])
    return repr(answer.headers.multi_items()) + body.decode("utf-8", "replace")


def test_own_people_meet_every_word(app, dk):
    """The words are there to be found, or nobody's missing them would prove anything."""
    seen = set()
    for answer in _crawl(app, dk.lead).values():
        seen |= set(CANARY.findall(_everything(answer)))
    wanted = set()
    for fields in _records(dk).values():
        wanted |= {word for word in CANARY.findall(repr(fields)) if "gone" not in word}
    assert wanted | {"canary-gonetitle"} <= seen
    assert {"canary-justification", "canary-contact", "canary-header", "canary-decision"} <= seen
    assert {"canary-cellnote", "canary-cellmissingreason", "canary-leftout"} <= seen
    assert {"canary-comment", "canary-answer"} <= seen


def test_leave_shows_the_draft_and_ending_it_hides_every_word(app, dk):
    """The desk officer meets it where the country shows it and nowhere else, and then nowhere."""
    officer = _browser(app, Role.DESK_OFFICER)
    url = f"{dk.home}/looks"
    dk.lead.get(url)
    day = (today_brussels() + timedelta(days=3)).isoformat()
    chosen = dk.lead.get(url).all("option")[-1].get("value")
    given = {"officer": chosen, "reason": "canary-reason", "last_day": day}
    assert dk.lead.post(url, given).status == 303
    seen = {
        address: words
        for address, answer in _crawl(app, officer).items()
        if (words := set(CANARY.findall(_everything(answer))))
    }
    assert {address.split("/")[1] for address in seen} == {"looks"}
    found = set().union(*seen.values())
    assert {"canary-justification", "canary-cellnote", "canary-header", "canary-reason"} <= found
    assert not any("gone" in word for word in found)
    assert dk.lead.post(f"{url}/1/revoke").status == 303
    after = _crawl(app, officer)
    assert not any(CANARY.search(_everything(answer)) for answer in after.values())


@pytest.mark.parametrize("who", OUTSIDERS, ids=str)
def test_nobody_else_meets_a_word_of_a_draft(app, dk, who):
    """All addresses and all downloads, for everybody who is not of the country."""
    if who is Role.REPORT_EDITOR:
        editor = _browser(app, who)
        for kind in ("docx", "xlsx"):
            assert editor.post(f"/reports/{CYCLE}/1/build", {"format": kind}).status == 303
    answers = _crawl(app, _browser(app, who))
    assert sum(answer.status == 200 for answer in answers.values()) >= 30
    assert [url for url, answer in answers.items() if answer.status >= 500] == []
    hidden = CANARY if who == "foreign lead" else TALK  # the foreign lead is the one who asked
    found = {
        url: words
        for url, answer in answers.items()
        if (words := set(hidden.findall(_everything(answer))))
    }
    assert found == {}


def _same(one: Answer, other: Answer) -> bool:
    """Tell whether two answers are one: status, body and headers, without what names a request."""
    return (one.status, one.text, one.headers.multi_items()) == (
        other.status,
        other.text,
        other.headers.multi_items(),
    )


@pytest.mark.parametrize("role", [Role.REPORTING_LEAD, Role.CONTRIBUTOR, Role.NATIONAL_READER])
def test_foreign_and_missing_look_the_same(app, dk, role):
    """The country of others and none; the records of others under the own address and none."""
    browser = _team(app, "GR").browser(role)
    for context in iter_route_contexts(app.routes):
        is_page = context.path.startswith("/contributions/{cycle}/")
        if "GET" not in (context.methods or ()) or not is_page:
            continue
        for address in _addresses(context.path.replace("{reporter}", "DK")):
            foreign, missing = browser.get(address), browser.get(address.replace("DK", "XX", 1))
            assert foreign.status == 404, address
            assert _same(foreign, missing), address
    own = f"/contributions/{CYCLE}/EL"
    pairs = {
        f"{own}/measures/{MEASURE}": f"{own}/measures/5ecre7m9",
        f"{own}/measures/{GONE}": f"{own}/measures/5ecre7m9",
        f"{own}/points/{POINT}/evidence/{LINK}": f"{own}/points/{POINT}/evidence/5ecre7e9",
        f"{own}/proposals/DK-001": f"{own}/proposals/DK-009",
    }
    for foreign, missing in pairs.items():
        assert browser.get(foreign).status == 404, foreign
        assert _same(browser.get(foreign), browser.get(missing)), foreign


def test_acts_on_foreign_records_reach_nothing(app, dk):
    """Posting with the names of foreign records, under the foreign address and under the own."""
    browser = _team(app, "GR").lead
    before = _kept(app)
    measure = {"title": "Taken", "type": "law", "stage": "running", "points": [POINT]}
    own, foreign = f"/contributions/{CYCLE}/EL", f"/contributions/{CYCLE}/DK"
    tried = {
        f"/measures/{MEASURE}": {**measure, "revision": "1"},
        f"/measures/{MEASURE}/remove": {"revision": "1"},
        f"/measures/{GONE}/remove": {"revision": "2", "removed": "no"},
        f"/points/{POINT}/measures": {"uid": MEASURE},
        f"/points/{POINT}/evidence/{LINK}": {"title": "T", "url": "https://a.example/"},
        f"/points/{POINT}/evidence/{LINK}/remove": {"revision": "1"},
        f"/points/{POINT}/answers/{POINT}.justification": {"value": "Taken", "revision": "1"},
        "/proposals/DK-001": {"decision": "confirm", "revision": "1"},
        f"/points/{POINT}/conversations": {"text": "Taken"},
        "/conversations/1/answers": {"text": "Taken"},
        "/conversations/1/resolve": {},
        "/conversations/1/read": {"up_to": "9"},
        "/sign-off/send": {},
        "/sign-off/withdraw": {"reason": "Taken"},
        "/assignments": {},
    }
    headers = {"Origin": browser.base_url}
    for path, fields in tried.items():
        data = {**fields, "csrf": browser.csrf}
        answer = browser.request("POST", foreign + path, data=data, headers=headers)
        assert answer.status == 404, path
        answer = browser.request("POST", own + path, data=data, headers=headers)
        assert answer.status < 500, path
    assert _kept(app) == before


def _kept(app) -> list[str]:
    """The records of Denmark as they stand in the tables."""
    found = []
    with open_session(app.state.engine) as session:
        for table in (Measure, Evidence, CommentThread):
            query = select(table).where(table.contribution_id == 1).order_by(table.id)
            rows = session.execute(query).scalars().all()
            found += [
                canonical_json({k: str(v) for k, v in row.model_dump().items()}) for row in rows
            ]
    return found

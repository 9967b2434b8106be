"""Measures, links and files of last time that still go on are entered anew, once."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Role
from app.domain.workflow import Status
from app.reporting.models import Evidence, Measure
from tests.builders import link, make_data, measure
from tests.client import PageClient
from tests.earlier import report_before
from tests.factories import (
    assign_points,
    history,
    make_person,
    open_reporting,
    set_status,
    stored_answer,
)

THEN = date(2025, 6, 30)
HOME = "/contributions/2027/DK"
POINT = f"{HOME}/points/P04"
PAGE = f"{POINT}/carry-over"
REGISTER = f"{HOME}/measures"
ALL = f"{HOME}/carry-over"
PROGRAMME = replace(
    measure("programme", "P02", "P04", "P99"),
    title="Programme for posts",
    type="law",
    description="Since the autumn.",
    budget="2 million",
    partners="Two agencies",
    sdgs=("13", "99"),
    link="https://ministry.example/programme",
    language="da",
    visibility="commission",
)
OVER = replace(measure("over", "P04"), title="An old act", stage="completed")
ELSEWHERE = replace(measure("elsewhere", "P01"), title="A strategy")
SOURCE = replace(
    link("source", "P04"), title="The decree", published_on="2024", description="Art. 3"
)
SCAN = replace(
    link("scan", "P04"),
    title="The plan",
    url="",
    file_name="plan.pdf",
    file_sha256="ab" * 32,
    file_type="application/pdf",
    withheld=True,
    withheld_reason="Names of people.",
)
OF_ANOTHER = link("other", "P02")


@pytest.fixture
def lead(app, engine):
    """The browser of a lead whose country reported before."""
    open_reporting(engine, "DK", "SE")
    browser = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))
    data = make_data(
        answers={"P04.contact": "Office"},
        measures=(PROGRAMME, OVER, ELSEWHERE),
        evidence=(SOURCE, SCAN, OF_ANOTHER),
        cutoff=THEN,
    )
    report_before(engine, data)
    return browser


def boxes(page):
    """Return the boxes of the page by what they are called: what they send, if they are ticked."""
    found = [box for box in page.all("input") if box.get("name") == "take"]
    labels = {label.get("for"): " ".join(label.itertext()).strip() for label in page.all("label")}
    return {
        labels[box.get("id")]: (box.get("value"), box.get("checked") is not None) for box in found
    }


def take(browser, page, *titles, url=PAGE):
    """Tick these and send the form."""
    shown = boxes(page)
    return browser.post(url, {**page.fields(url), "take": [shown[one][0] for one in titles]})


def send_quietly(browser, url, sent):
    """Send a form that changes nothing, and so leaves no audit event."""
    headers = {"Origin": browser.base_url, "Sec-Fetch-Site": "same-origin"}
    return browser.request("POST", url, data={"csrf": browser.csrf, **sent}, headers=headers)


def stored(engine, table):
    """Return the rows of a table by title."""
    with open_session(engine) as session:
        return {row.title: row for row in session.execute(select(table)).scalars()}


def test_a_point_lists_what_would_be_taken_over_with_all_that_was_said(lead):
    """What goes on is ticked, what was over is not; of other points there is nothing."""
    page = lead.get(PAGE)
    ticked = {title: checked for title, (_value, checked) in boxes(page).items()}
    assert ticked.pop("Who answers questions about this?", True)
    assert {t: c for t, c in ticked.items() if t in ("Programme for posts", "An old act")} == {
        "Programme for posts": True,
        "An old act": False,
    }
    assert ticked["The decree"]
    assert ticked["The plan"]
    assert "A strategy" not in ticked
    assert "A source" not in ticked
    words = page.words()
    for said in (
        "Since the autumn.",
        "Budget: 2 million",
        "Two agencies",
        "Climate action",
        "https://ministry.example/programme",
        "Points 2, 4",
        "plan.pdf",
        "Names of people.",
        "Art. 3",
    ):
        assert said in words, said


def test_what_is_taken_over_stands_here_once_under_its_origin(lead, engine):
    """A measure with all its fields, in the words of the present catalogue; answers beside it."""
    answer = take(lead, lead.get(PAGE), "Programme for posts", "The decree", "The plan")
    assert (answer.status, answer.location) == (303, POINT)
    row = stored(engine, Measure)["Programme for posts"]
    assert row.origin == "carried:2025/1:programme"
    assert row.uid.startswith("carried-")
    assert (row.points, row.sdgs) == ('["P02","P04"]', '["13"]')
    assert (row.description, row.budget, row.partners) == (
        "Since the autumn.",
        "2 million",
        "Two agencies",
    )
    assert (row.link, row.language, row.visibility) == (PROGRAMME.link, "da", "commission")
    links = stored(engine, Evidence)
    assert set(links) == {"The decree", "The plan"}
    decree = links["The decree"]
    assert (decree.url, decree.point) == (SOURCE.url, "P04")
    assert decree.origin.startswith("carried:2025/1:")
    plan = links["The plan"]
    assert (plan.file_sha256, plan.file_name, plan.withheld) == ("ab" * 32, "plan.pdf", True)
    assert stored_answer(engine, "P04.contact") is None
    assert not {"Programme for posts", "The decree", "The plan"} & set(boxes(lead.get(PAGE)))
    assert "Programme for posts" in lead.get(REGISTER).words()
    words = lead.get(f"{HOME}/history?of=measure:{row.uid}").words()
    assert "Carried over from cycle 2025, version 1" in words


def test_the_register_leads_to_all_measures_that_still_go_on(lead, engine):
    """Of every point; once all are taken over, nothing leads there."""
    assert "Take over measures of cycle 2025" in lead.get(REGISTER).words()
    page = lead.get(ALL)
    assert {HOME, REGISTER} <= {a.get("href") for a in page.all("a")}
    assert {title: checked for title, (_v, checked) in boxes(page).items()} == {
        "Programme for posts": True,
        "A strategy": True,
        "An old act": False,
    }
    titles = ("Programme for posts", "A strategy", "An old act")
    answer = take(lead, page, *titles, url=ALL)
    assert (answer.status, answer.location) == (303, REGISTER)
    assert set(stored(engine, Measure)) == set(titles)
    assert "Take over" not in lead.get(REGISTER).words()
    assert "There is nothing to copy" in lead.get(ALL).words()


def test_nothing_is_taken_over_twice(lead, engine):
    """Not by the same form, not by another page, not after somebody removed it."""
    page, everywhere = lead.get(PAGE), lead.get(ALL)
    assert take(lead, page, "Programme for posts").status == 303
    again = {**page.fields(PAGE), "take": [boxes(page)["Programme for posts"][0]]}
    assert send_quietly(lead, PAGE, again).status == 303
    second = take(lead, everywhere, "Programme for posts", "A strategy", url=ALL)
    assert second.status == 409
    assert "Somebody saved here meanwhile" in second.words()
    assert "Programme for posts" in second.words()
    (row,) = stored(engine, Measure).values()
    assert len(history(engine, f"measure:{row.uid}")) == 1
    lead.post(f"{REGISTER}/{row.uid}/remove", {"removed": "yes", "revision": "1"})
    assert "Programme for posts" not in boxes(lead.get(ALL))
    lead.post(f"{REGISTER}/{row.uid}/remove", {"removed": "no", "revision": "2"})
    assert "Programme for posts" in lead.get(REGISTER).words()


def test_what_stands_here_already_is_not_proposed(lead, engine):
    """The same title, or the same address at the point: somebody entered it before."""
    lead.get(POINT)
    entered = {
        "title": " programme  FOR posts",
        "type": "law",
        "stage": "running",
        "points": ["P04"],
        "revision": "0",
    }
    assert lead.post(f"{REGISTER}/by-hand-1", entered).status == 303
    same = {"title": "Decree", "url": SOURCE.url, "revision": "0"}
    assert lead.post(f"{POINT}/evidence/by-hand-2", same).status == 303
    shown = boxes(lead.get(PAGE))
    assert not shown["Programme for posts"][1]
    assert not shown["The decree"][1]
    assert "stand here under the same title" in lead.get(PAGE).words()


def test_nothing_ticked_copies_nothing(lead, engine):
    """And says so."""
    answer = take(lead, lead.get(ALL), url=ALL)
    assert answer.status == 422
    assert "Nothing was copied, because nothing is ticked" in answer.words()
    assert stored(engine, Measure) == {}


def test_only_what_is_offered_can_be_taken(lead, engine):
    """Whatever a form names."""
    page = lead.get(ALL)
    sent = {**page.fields(ALL), "take": ["0:measure:invented", "0:evidence:carried-0"]}
    assert send_quietly(lead, ALL, sent).status == 303
    assert stored(engine, Measure) == {}
    assert lead.post(ALL, {**sent, "take": ["measure"]}).status == 404


def test_a_contributor_takes_over_what_serves_an_own_point(app, engine, lead):
    """And is not shown the rest; who only reads is not led there."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P01")
    colleague = PageClient(app).sign_in(email)
    page = colleague.get(ALL)
    assert set(boxes(page)) == {"A strategy"}
    forged = next(value for title, (value, _c) in boxes(lead.get(ALL)).items() if "old" in title)
    refused = colleague.post(ALL, {**page.fields(ALL), "take": [forged]})
    assert refused.status == 403
    assert stored(engine, Measure) == {}
    assert take(colleague, page, "A strategy", url=ALL).status == 303
    reader = PageClient(app).sign_in(make_person(engine, Role.NATIONAL_READER))
    assert "Take over" not in reader.get(REGISTER).words()
    assert reader.get(ALL).status == 403


def test_a_locked_contribution_takes_nothing_over(lead, engine):
    """Neither shown nor by a form that was open."""
    page = lead.get(ALL)
    set_status(engine, Status.AWAITING_SIGN_OFF)
    assert "Take over" not in lead.get(REGISTER).words()
    assert lead.get(ALL).status == 409
    assert take(lead, page, "A strategy", url=ALL).status == 409
    assert stored(engine, Measure) == {}


def test_nobody_is_offered_what_others_submitted(app, engine, lead):
    """A country without a last submission has no such page."""
    swede = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, "SE"))
    assert "Take over" not in swede.get("/contributions/2027/SE/measures").words()
    assert swede.get("/contributions/2027/SE/carry-over").status == 404

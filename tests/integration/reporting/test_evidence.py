"""Links behind what is said at a point: added, mended, removed and brought back."""

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Role
from app.reporting.models import Evidence
from tests.client import PageClient
from tests.factories import assign_points, make_person, open_reporting
from tests.sent_forms import sent_again

POINT = "/contributions/2027/DK/points/P01"
GIVEN = {
    "title": "The strategy",
    "url": "https://example.org/strategy.pdf",
    "description": "Chapter two is about it.",
    "published_on": "2026-05-29",
    "language": "da",
    "visibility": "public",
}


@pytest.fixture
def lead(app, engine):
    """The browser of Denmark's reporting lead."""
    open_reporting(engine, "DK", "GR")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


def stored(engine):
    """Return every link of the database."""
    with open_session(engine) as session:
        rows = list(session.execute(select(Evidence).order_by(Evidence.id)).scalars())
        session.expunge_all()
        return rows


def add(client, **changes):
    """Add a link and return its name."""
    page = client.get(f"{POINT}/evidence/new")
    action = next(f.get("action") for f in page.all("form") if "/evidence/" in f.get("action"))
    answer = client.post(action, {**GIVEN, "revision": "0", **changes})
    assert answer.status == 303, answer.words()[:500]
    uid = action.rpartition("/")[2]
    assert answer.location == f"{POINT}#evidence-{uid}"
    return uid


def test_link_is_kept_and_shown_at_its_point(lead, engine):
    """Everything typed is stored; the point page leads to it."""
    uid = add(lead)
    (row,) = stored(engine)
    assert {name: getattr(row, name) for name in GIVEN} == GIVEN
    page = lead.get(POINT)
    links = {a.get("href"): a.get("rel") for a in page.all("a")}
    assert "noopener" in links["https://example.org/strategy.pdf"]
    assert f"evidence-{uid}" in {e.get("id") for e in page.tree.iter()}
    assert "example.org" in page.words()
    assert lead.post(f"{POINT}/evidence/{uid}", {**GIVEN, "title": "New", "revision": "1"}).status
    assert stored(engine)[0].title == "New"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "javascript:alert(1)", "is not a link"),
        ("url", "https://", "is not a link"),
        ("url", "https://exa mple.org", "is not a link"),
        ("url", "", "Give a link, or choose a file"),
        ("title", "x" * 301, "This text has 301 characters; no more than 300"),
        ("title", "", "Give it a title"),
        ("published_on", "soon", "neither a year nor a date"),
        ("visibility", "nobody", "is not among the choices"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_texts_stay(lead, engine, field, value, words):
    """422, the sentence beside the field, the texts kept."""
    answer = lead.post(f"{POINT}/evidence/new", {**GIVEN, field: value})
    assert answer.status == 422
    assert words in answer.words()
    texts = [e.get("value") for e in answer.all("input")]
    expected = {**GIVEN, field: value}
    assert {expected["title"], expected["url"], expected["published_on"]} <= set(texts)
    assert stored(engine) == []


def test_removed_link_can_be_brought_back(lead, engine):
    """Removing shows the way back."""
    uid = add(lead)
    url = f"{POINT}/evidence/{uid}"
    page = lead.post(f"{url}/remove", {"revision": "1"}, follow=True)
    assert "no longer part of the report" in page.words()
    assert "The strategy" not in lead.get(POINT).words()
    assert lead.post(f"{url}/remove", page.fields(f"{url}/remove")).status == 303
    assert stored(engine)[0].removed is False
    assert "The strategy" in lead.get(POINT).words()


def test_link_belongs_to_one_point(lead, engine):
    """Under another point it does not exist, and it cannot be taken there."""
    uid = add(lead)
    elsewhere = POINT.replace("P01", "P02")
    assert lead.get(f"{elsewhere}/evidence/{uid}").status == 404
    assert lead.post(f"{elsewhere}/evidence/{uid}", {**GIVEN, "revision": "1"}).status == 404
    assert stored(engine)[0].point == "P01"


def test_foreign_unknown_and_not_assigned(app, lead, engine):
    """404 for what is not ours or not there, 403 for a point that is not mine, 422 for a field."""
    uid = add(lead)
    assert lead.get(f"{POINT.replace('DK', 'EL')}/evidence/{uid}").status == 404
    assert lead.get(f"{POINT}/evidence/unknown").status == 404
    assert lead.post(f"{POINT}/evidence/unknown/remove", {"revision": "1"}).status == 404
    assert lead.post(f"{POINT}/evidence/new", {**GIVEN, "file": "x"}).status == 422
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P02")
    ben = PageClient(app).sign_in(email)
    assert ben.post(f"{POINT}/evidence/new", GIVEN).status == 403
    assert ben.post(f"{POINT}/evidence/{uid}/remove", {"revision": "1"}).status == 403
    page = ben.get(f"{POINT}/evidence/{uid}")
    assert "https://example.org/strategy.pdf" in page.words()
    assert len(stored(engine)) == 1


def test_two_changes_of_a_link_come_together_and_the_title_is_chosen(app, lead, engine):
    """What only one changed is in the form and named; what nobody changed is not mentioned."""
    url = f"{POINT}/evidence/{add(lead)}"
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P01")
    ben = PageClient(app).sign_in(email)
    theirs = {**GIVEN, "title": "By Ben", "published_on": "2026-06", "revision": "1"}
    assert ben.post(url, theirs).status == 303
    mine = {**GIVEN, "title": "By Anna", "withheld_reason": "Names in it", "revision": "1"}
    answer = lead.post(url, mine)
    assert answer.status == 409
    assert [answer.words(e) for e in answer.all("dt")] == [
        "Published Changed by Ben Dahl",
        "Why it is not for publication Changed by you",
    ]
    assert "Which version of “Title” stays?" in answer.words()
    assert stored(engine)[0].title == "By Ben"
    assert lead.post(url, sent_again(answer, url, take_title="mine")).status == 303
    row = stored(engine)[0]
    assert (row.title, row.published_on, row.withheld_reason) == (
        "By Anna",
        "2026-06",
        "Names in it",
    )

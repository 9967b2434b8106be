"""Measures: one entry for several points, edited where any of its points is open, never lost."""

import csv
import io
import json

import openpyxl
import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.contribution import MEASURE_LISTS
from app.domain.roles import Role
from app.domain.workflow import Status
from app.reporting import words
from app.reporting.models import Measure
from tests.client import PageClient
from tests.factories import assign_points, history, make_person, open_reporting, set_status
from tests.sent_forms import sent_again

PLACE = "/contributions/2027/DK"
GIVEN = {
    "title": "Act on science diplomacy",
    "type": "law",
    "stage": "running",
    "points": ["P01", "P02"],
    "description": "It sets up\na fund.",
    "start": "2026-05",
    "end": "2028",
    "lead_body": "Ministry",
    "budget": "2 million a year",
    "partners": "Ocean institute\nof a partner",
    "regions": ["CHINA", "USA"],
    "sdgs": ["13", "14"],
    "sectors": ["ocean"],
    "link": "https://example.org/act",
    "language": "da",
    "visibility": "subgroup",
}


@pytest.fixture
def lead(app, engine):
    """The browser of Denmark's reporting lead."""
    open_reporting(engine, "DK", "GR")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


@pytest.fixture
def ben(app, engine, lead):
    """The browser of a contributor who holds one point."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P02")
    return PageClient(app).sign_in(email)


def stored(engine):
    """Return every measure of the database."""
    with open_session(engine) as session:
        rows = list(session.execute(select(Measure).order_by(Measure.id)).scalars())
        session.expunge_all()
        return rows


def add(client, **changes):
    """Add a measure through the form of a new one and return its name."""
    page = client.get(f"{PLACE}/measures/new")
    action = next(f.get("action") for f in page.all("form") if "/measures/" in f.get("action"))
    answer = client.post(action, {**GIVEN, "revision": "0", **changes})
    assert answer.status == 303, answer.words()[:500]
    return action.rpartition("/")[2]


def test_every_field_is_kept_and_shown(lead, engine):
    """What the form sends stands in the table, in the register and in the form again."""
    uid = add(lead)
    (row,) = stored(engine)
    lists = {name: json.loads(getattr(row, name)) for name in MEASURE_LISTS}
    assert {name: getattr(row, name) for name in GIVEN} | lists == GIVEN
    page = lead.get(f"{PLACE}/measures")
    for text in ("Act on science diplomacy", "Law", "Running", "2026-05 – 2028", "Points 1, 2"):
        assert text in page.words()
    for text in ("China, United States", "13. Climate action, 14. Life below water", "Ocean diplo"):
        assert text in page.words()
        assert text in lead.get(f"{PLACE}/points/P02").words()
    form = lead.get(f"{PLACE}/measures/{uid}")
    shown = form.fields(f"{PLACE}/measures/{uid}")
    assert {name: shown[name] for name in ("title", "start", "link")} == {
        name: GIVEN[name] for name in ("title", "start", "link")
    }
    ticked = {e.get("value") for e in form.all("input") if e.get("checked") is not None}
    assert ticked == {"P01", "P02", "CHINA", "USA", "13", "14", "ocean"}


def test_form_of_a_point_starts_with_that_point(lead):
    """ "Add a measure" at a point ticks it."""
    page = lead.get(f"{PLACE}/measures/new?point=P03")
    assert [e.get("value") for e in page.all("input") if e.get("checked") is not None] == ["P03"]


def test_double_click_makes_one_measure(lead, engine):
    """The form of a new measure brings its name along."""
    page = lead.get(f"{PLACE}/measures/new")
    action = next(f.get("action") for f in page.all("form") if "/measures/" in f.get("action"))
    for _ in range(2):
        lead.request(
            "POST",
            action,
            data={**GIVEN, "csrf": lead.csrf, "revision": "0"},
            headers={"Origin": lead.base_url},
        )
    assert len(stored(engine)) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "x" * 301, "This text has 301 characters; no more than 300"),
        ("title", "  ", "Give it a title"),
        ("link", "javascript:alert(1)", "is not a link"),
        ("link", "www.example.org", "is not a link"),
        ("start", "spring", "neither a year nor a date"),
        ("end", "2020", "The end lies before the beginning"),
        ("points", [], "Choose at least one point"),
        ("points", ["P77"], "Choose at least one point"),
        ("type", "wish", "is not among the choices"),
        ("stage", "", "is not among the choices"),
        ("description", "x" * 4001, "no more than 4000"),
        ("lead_body", "x" * 301, "no more than 300"),
        ("partners", "x" * 4001, "no more than 4000"),
        ("regions", ["MARS"], "“MARS” is not among the choices"),
        ("sdgs", ["13", "18"], "“18” is not among the choices"),
        ("sectors", ["sdg"], "“sdg” is not among the choices"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_texts_stay(lead, engine, field, value, words):
    """422 with the sentence, and everything that was typed still in the form."""
    answer = lead.post(f"{PLACE}/measures/new", {**GIVEN, field: value})
    assert answer.status == 422
    assert words in answer.words()
    texts = [e.get("value") for e in answer.all("input")]
    texts += [(e.text or "").removeprefix("\n") for e in answer.all("textarea")]
    if isinstance(value, str) and field not in ("type", "stage"):
        assert value in texts
    assert (GIVEN["budget"] if field != "budget" else value) in texts
    assert stored(engine) == []


def test_unknown_field_is_refused(lead, engine):
    """A form has the fields it has."""
    assert lead.post(f"{PLACE}/measures/new", {**GIVEN, "origin": "me"}).status == 422
    assert stored(engine) == []


def test_removed_measure_can_be_brought_back(lead, engine):
    """Removing leads to a page with the way back; nothing of it is lost."""
    uid = add(lead)
    url = f"{PLACE}/measures/{uid}"
    answer = lead.post(f"{url}/remove", {"revision": "1"}, follow=True)
    assert "no longer part of the report" in answer.words()
    assert "Act on science diplomacy" not in lead.get(f"{PLACE}/measures").words()
    assert "Act on science diplomacy" not in lead.get(f"{PLACE}/points/P01").words()
    back = answer.fields(f"{url}/remove")
    answer = lead.post(f"{url}/remove", back, follow=True)
    assert "Act on science diplomacy" in answer.words()
    (row,) = stored(engine)
    assert (row.removed, row.budget, row.language) == (False, "2 million a year", "da")
    assert len(history(engine, f"measure:{uid}")) == 3


def test_point_page_lists_links_and_adds(lead, engine):
    """A measure of another point can serve this one too."""
    uid = add(lead, points=["P01"])
    page = lead.get(f"{PLACE}/points/P03")
    assert "No measure named yet" in page.words()
    assert (uid, "Act on science diplomacy") in [
        (o.get("value"), page.words(o)) for o in page.all("option")
    ]
    answer = lead.post(f"{PLACE}/points/P03/measures", {"uid": uid})
    assert answer.location == f"{PLACE}/points/P03#measures"
    assert json.loads(stored(engine)[0].points) == ["P01", "P03"]
    page = lead.get(f"{PLACE}/points/P03")
    assert f"measure-{uid}" in {e.get("id") for e in page.tree.iter()}
    assert lead.post(f"{PLACE}/points/P03/measures", {"uid": "nothing"}).status == 404


def test_register_is_filtered_by_point_type_and_stage(lead):
    """Filters stand in the address; what does not fit is not shown."""
    add(lead, title="First", points=["P01"])
    add(lead, title="Second", points=["P02"])
    page = lead.get(f"{PLACE}/measures?point=P02&type=law&stage=running")
    titles = [page.words(e) for e in page.all("strong")]
    assert "Second" in titles
    assert "First" not in titles
    assert "No measure fits" in lead.get(f"{PLACE}/measures?type=other").words()


def test_register_is_filtered_by_goal_and_region(lead):
    """What it is about and who takes part find a measure again; the count says how many fit."""
    add(lead, title="First", sdgs=["2"], regions=["CHINA"])
    add(lead, title="Second", sdgs=["13", "14"], regions=["USA"])
    for query, there, away in (
        ("sdg=14", "Second", "First"),
        ("region=CHINA", "First", "Second"),
        ("sdg=2&region=CHINA", "First", "Second"),
        ("sector=ocean&sdg=13", "Second", "First"),
    ):
        page = lead.get(f"{PLACE}/measures?{query}")
        titles = [page.words(e) for e in page.all("strong")]
        assert there in titles
        assert away not in titles
        assert "1 measure fits" in page.words()
        assert "2 measures in the report" in page.words()
    assert "No measure fits" in lead.get(f"{PLACE}/measures?sdg=2&region=USA").words()


def test_register_is_taken_away_as_it_is_filtered(lead, app, engine):
    """Workbook and CSV hold the measures the page shows, in words; nothing in them is run."""
    add(lead, title="=HYPERLINK(1)", sdgs=["2"])
    add(lead, title="Second", sdgs=["14"], visibility="commission")
    page = lead.get(f"{PLACE}/measures?sdg=2")
    links = {page.words(a): a.get("href") for a in page.all("a")}
    assert links["CSV"] == f"{PLACE}/measures.csv?sdg=2"
    told = lead.get(links["CSV"])
    heads, row = csv.reader(io.StringIO(told.response.content.decode()))
    said = dict(zip(heads, row, strict=True))
    assert said["Title"] == "'=HYPERLINK(1)"
    assert (said["Type"], said["Stage"], said["Points it serves"]) == ("Law", "Running", "1, 2")
    assert said["Sustainable Development Goals"] == "2. Zero hunger"
    assert said["Visibility"] == words.visibility_word("subgroup")
    book = openpyxl.load_workbook(io.BytesIO(lead.get(links["Excel workbook"]).response.content))
    cells = [cell for line in book.active.iter_rows() for cell in line if cell.value is not None]
    assert {"=HYPERLINK(1)", "Zero hunger"} <= {str(c.value).removeprefix("2. ") for c in cells}
    assert "Second" not in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"} == {"s"}
    whole = lead.get(f"{PLACE}/measures.csv").response.content.decode()
    assert len(list(csv.reader(io.StringIO(whole)))) == 3
    greek = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, reporter="GR"))
    for ending in ("csv", "xlsx"):
        assert greek.get(f"{PLACE}/measures.{ending}").status == 404


def test_measure_is_edited_where_any_of_its_points_is_open(lead, ben, engine):
    """A contributor edits what serves an assigned point, and takes nothing else over."""
    shared, other = add(lead), add(lead, title="Other", points=["P01"])
    assert ben.post(f"{PLACE}/measures/{shared}", {**GIVEN, "revision": "1", "budget": "3"}).status
    assert stored(engine)[0].budget == "3"
    taken = {**GIVEN, "title": "Mine", "points": ["P02"], "revision": "1"}
    assert ben.post(f"{PLACE}/measures/{other}", taken).status == 403
    assert ben.post(f"{PLACE}/measures/{other}/remove", {"revision": "1"}).status == 403
    assert stored(engine)[1].title == "Other"
    page = ben.get(f"{PLACE}/measures/{other}")
    assert "not assigned to you" in page.words()
    assert not [f for f in page.all("form") if "measures" in f.get("action", "")]
    assert ben.post(f"{PLACE}/measures/new", {**GIVEN, "points": ["P01"]}).status == 403


def changed_by_both(lead, ben, mine, theirs):
    """Let two people change one measure; returns its address and what the second one gets."""
    url = f"{PLACE}/measures/{add(lead)}"
    assert ben.post(url, {**GIVEN, **theirs, "revision": "1"}).status == 303
    answer = lead.post(url, {**GIVEN, **mine, "revision": "1"})
    assert answer.status == 409
    assert "Ben Dahl changed this meanwhile" in answer.words()
    return url, answer


def test_fields_only_one_changed_come_together_and_say_so(lead, ben, engine):
    """The form holds both changes, names who made them, and saves nothing by itself."""
    mine = {"sdgs": ["2", "13", "14"], "partners": "Nobody"}
    theirs = {"regions": ["USA"], "budget": "3 million a year"}
    url, answer = changed_by_both(lead, ben, mine, theirs)
    told = [answer.words(e) for e in answer.all("dt")]
    assert {
        "Budget Changed by Ben Dahl",
        "Partner countries and regions Changed by Ben Dahl",
        "Sustainable Development Goals Changed by you",
        "Partners Changed by you",
    } == set(told)
    assert not [e for e in answer.all("input") if e.get("type") == "radio"]
    row = stored(engine)[0]
    assert (row.budget, row.partners) == ("3 million a year", "Ocean institute\nof a partner")
    assert lead.post(url, sent_again(answer, url)).status == 303
    row = stored(engine)[0]
    assert (row.budget, row.partners, row.regions) == ("3 million a year", "Nobody", '["USA"]')
    assert json.loads(row.sdgs) == ["13", "14", "2"]
    assert len(history(engine, url.rpartition("/")[2].join(["measure:", ""]))) == 3


@pytest.mark.parametrize(("take", "kept"), [("mine", "By Anna"), ("theirs", "By Ben")])
def test_a_field_both_changed_is_chosen(lead, ben, engine, take, kept):
    """Without a choice nothing is saved; both versions and what both began from stand there."""
    mine = {"budget": "By Anna", "lead_body": "Anna's office"}
    url, answer = changed_by_both(lead, ben, mine, {"budget": "By Ben", "end": "2029"})
    words = answer.words()
    assert "You both began from: 2 million a year" in words
    assert "Which version of “Budget” stays?" in words
    assert "End Changed by Ben Dahl" in words
    again = lead.post(url, sent_again(answer, url))
    assert again.status == 409
    assert "Choose which version stays." in again.words()
    assert stored(engine)[0].budget == "By Ben"
    assert lead.post(url, sent_again(again, url, take_budget=take)).status == 303
    row = stored(engine)[0]
    assert (row.budget, row.lead_body, row.end) == (kept, "Anna's office", "2029")


def test_long_texts_both_changed_are_put_together(lead, ben, engine):
    """Redlines of both, an editor with both changes; marks left in it are never saved."""
    mine = {"description": "It sets up\na trust."}
    url, answer = changed_by_both(lead, ben, mine, {"description": "It sets up\na bank."})
    merged = sent_again(answer, url)["merged_description"]
    assert merged == "It sets up\na ⟦Yours: trust⟧ ⟦Ben Dahl: bank⟧."
    again = lead.post(url, sent_again(answer, url, take_description="merged"))
    assert again.status == 409
    assert "Decide at each marked place" in again.words()
    assert sent_again(again, url)["merged_description"] == merged
    decided = {"take_description": "merged", "merged_description": "It sets up two funds."}
    assert lead.post(url, sent_again(again, url, **decided)).status == 303
    assert stored(engine)[0].description == "It sets up two funds."


def test_a_third_save_while_choosing_is_shown_before_anything_is_kept(lead, ben, engine):
    """What was put together becomes mine, what came since theirs."""
    url, answer = changed_by_both(lead, ben, {"budget": "By Anna"}, {"budget": "By Ben"})
    later = {**GIVEN, "budget": "By Ben", "end": "2030", "title": "New", "revision": "2"}
    assert ben.post(url, later).status == 303
    again = lead.post(url, sent_again(answer, url, take_budget="mine"))
    assert again.status == 409
    assert {"Budget Changed by you", "Title Changed by Ben Dahl"} <= {
        again.words(e) for e in again.all("dt")
    }
    assert lead.post(url, sent_again(again, url)).status == 303
    row = stored(engine)[0]
    assert (row.title, row.end, row.budget) == ("New", "2030", "By Anna")


def test_what_cannot_be_taken_keeps_the_choices(lead, ben, engine):
    """A refusal on the form that was put together leaves every choice where it was."""
    url, answer = changed_by_both(lead, ben, {"budget": "By Anna"}, {"budget": "By Ben"})
    wrong = sent_again(answer, url, take_budget="theirs", title="")
    again = lead.post(url, wrong)
    assert again.status == 422
    assert "Give it a title" in again.words()
    assert sent_again(again, url)["take_budget"] == ["theirs"]
    assert lead.post(url, sent_again(again, url, title="Act")).status == 303
    assert (stored(engine)[0].title, stored(engine)[0].budget) == ("Act", "By Ben")


def test_saving_again_after_a_clash_keeps_mine(lead, ben, engine):
    """A form that leaves nothing to choose saves over what it showed."""
    url, _answer = changed_by_both(lead, ben, {"budget": "By Anna"}, {"budget": "By Ben"})
    assert lead.post(url, {**GIVEN, "budget": "By Anna", "revision": "2"}).status == 303
    assert stored(engine)[0].budget == "By Anna"


def test_foreign_and_locked(lead, engine):
    """Another country's register does not exist; a locked contribution is only read."""
    uid = add(lead)
    foreign = PLACE.replace("DK", "EL")
    assert lead.get(f"{foreign}/measures").status == 404
    assert lead.get(f"{foreign}/measures/{uid}").status == 404
    assert lead.get(f"{PLACE}/measures/unknown").status == 404
    set_status(engine, Status.AWAITING_SIGN_OFF)
    assert lead.post(f"{PLACE}/measures/{uid}", {**GIVEN, "revision": "1"}).status == 409
    page = lead.get(f"{PLACE}/measures")
    assert "Act on science diplomacy" in page.words()
    assert not [f for f in page.all("form") if f.get("action", "").endswith("/remove")]
    assert "waiting for sign-off" in lead.get(f"{PLACE}/measures/{uid}").words()

"""Translations of measures and links: apart from the originals, marked, kept by other saves."""

import json

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.domain.submission import check_receipt
from app.reporting.models import Evidence, Measure, Receipt, Submission
from tests.client import PageClient
from tests.factories import make_person
from tests.people import make_account
from tests.sent_forms import sent_again
from tests.team import ready_team

MEASURE = {
    "title": "Lov om forskning",
    "description": "Den opretter en fond.",
    "partners": "Havinstitut",
    "type": "law",
    "stage": "running",
    "points": ["P05"],
    "language": "da",
}
LINK = {"title": "Strategien", "url": "https://example.org/a", "language": "da"}
ENGLISH = {"language": "en", "title": "Act on research", "description": "It sets up a fund."}


@pytest.fixture
def team(app):
    """A team with a measure and a link in Danish at point 5."""
    team = ready_team(app)
    for url, sent in ((f"{team.home}/measures/act", MEASURE), (evidence(team), LINK)):
        assert team.lead.post(url, {**sent, "revision": "0"}).status == 303
    return team


def evidence(team):
    """Return the address of the link."""
    return f"{team.home}/points/P05/evidence/strategy"


def place(team, kind="measure", uid="act"):
    """Return the address of the translations of a record."""
    return f"{team.home}/translations/{kind}/{uid}"


def add(team, url="", browser=None, **more):
    """Send the texts of one language as their form does."""
    url, browser = url or place(team), browser or team.lead
    revision = browser.get(url).fields(url)["revision"]
    sent = {**ENGLISH, "made_by": "machine", "instead_of": "", "revision": revision, **more}
    return browser.post(url, sent)


def kept(team, table=Measure):
    """Return the stored translations, field by field."""
    with open_session(team.engine) as session:
        told = json.loads(session.execute(select(table.translations)).scalar_one())
    return {(one["language"], one["field"]): (one["text"], one["made_by"]) for one in told}


def test_texts_are_kept_beside_their_originals(team):
    assert add(team).status == 303
    assert kept(team) == {
        ("en", "title"): ("Act on research", "machine"),
        ("en", "description"): ("It sets up a fund.", "machine"),
    }
    page = team.lead.get(f"{team.home}/measures/act")
    assert "English · Description · Translated by a machine" in page.words()
    assert [e.get("value") for e in page.all("input") if e.get("name") == "title"] == [
        "Lov om forskning"
    ]
    sent = {"title": "The strategy", "description": "", "made_by": "human"}
    assert add(team, place(team, "evidence", "strategy"), **sent).status == 303
    assert kept(team, Evidence) == {("en", "title"): ("The strategy", "human")}
    assert "Translated by a person" in team.lead.get(evidence(team)).words()


def test_other_saves_leave_them_and_a_changed_original_is_said(team):
    add(team)
    url = f"{team.home}/measures/act"
    page = team.lead.get(url)
    outdated = "original was changed after this translation"
    assert outdated not in team.lead.get(place(team)).words()
    changed = sent_again(page, url, description="Den opretter to fonde.")
    assert team.lead.post(url, changed).status == 303
    assert len(kept(team)) == 2
    page = team.lead.get(place(team))
    assert page.words().count(outdated) == 1
    told = f"English · Description · Translated by a machine · the {outdated}"
    assert told in team.lead.get(url).words()
    assert f"English · Title · Translated by a machine · the {outdated}" not in page.words()
    revision = team.lead.get(url).fields(url)["revision"]
    for removed in ("yes", "no"):
        sent = {"revision": revision, "removed": removed}
        assert team.lead.post(f"{url}/remove", sent).status == 303
        revision = str(int(revision) + 1)
    assert len(kept(team)) == 2


def test_a_language_is_changed_moved_and_taken_out(team):
    add(team)
    again = {"instead_of": "en", "title": "Research act", "made_by": "human"}
    assert add(team, **again).status == 303
    assert kept(team)["en", "title"] == ("Research act", "human")
    assert add(team, language="fr", instead_of="en", title="Loi").status == 303
    assert {language for language, _field in kept(team)} == {"fr"}
    assert add(team, language="fr", instead_of="fr", remove="yes").status == 303
    assert kept(team) == {}
    assert team.lead.get(f"{team.home}/measures/act").status == 200


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"language": "da"}, "This is the language of the original"),
        ({"language": ""}, "is not among the choices"),
        ({"made_by": "nobody"}, "is not among the choices"),
    ],
)
def test_what_cannot_be_taken_is_said_and_stays_typed(team, more, words):
    answer = add(team, partners="Ocean institute", **more)
    assert answer.status == 422
    assert words in answer.words()
    assert "Ocean institute" in [(e.text or "").strip() for e in answer.all("textarea")]
    assert kept(team) == {}


def test_a_language_without_a_text_is_no_translation(team):
    answer = add(team, title="", description=" ")
    assert answer.status == 422
    assert "at least one of the texts" in answer.words()


def test_it_meets_another_persons_save_and_nothing_is_lost(team):
    revision = team.lead.get(place(team)).fields(place(team))["revision"]
    other = make_person(team.engine, Role.REPORTING_LEAD, name="Anna Berg")
    browser = PageClient(team.app).sign_in(other)
    url = f"{team.home}/measures/act"
    assert browser.post(url, {**MEASURE, "title": "Ny lov", "revision": revision}).status == 303
    answer = add(team, revision=revision)
    assert answer.status == 409
    assert "Anna Berg saved this meanwhile" in answer.words()
    assert "Ny lov" in answer.words()
    assert "It sets up a fund." in [(e.text or "").strip() for e in answer.all("textarea")]
    assert kept(team) == {}
    assert team.lead.post(place(team), sent_of_new(answer, team)).status == 303
    assert kept(team)["en", "title"] == ("Act on research", "machine")


def test_a_colleague_who_edits_keeps_them_and_is_told(team):
    url = f"{team.home}/measures/act"
    stale = sent_again(team.lead.get(url), url, budget="2 million")
    other = make_person(team.engine, Role.REPORTING_LEAD, name="Anna Berg")
    browser = PageClient(team.app).sign_in(other)
    assert add(team, browser=browser).status == 303
    answer = team.lead.post(url, stale)
    assert answer.status == 409
    told = [answer.words(e) for e in answer.all("dt")]
    assert told == ["Budget Changed by you", "Translations Changed by Anna Berg"]
    assert team.lead.post(url, sent_again(answer, url)).status == 303
    assert len(kept(team)) == 2


def sent_of_new(answer, team):
    """Return what the form of a new language sends as it stands."""
    form = next(f for f in answer.all("form") if f.get("id") == "translation-new")
    hidden = {f.get("name"): f.get("value", "") for f in form.iter("input") if f.get("name")}
    return {**hidden, **ENGLISH, "made_by": "machine"}


def test_submission_holds_both_and_the_desk_chooses(team):
    add(team, partners="Ocean institute")
    team.report()
    with open_session(team.engine) as session:
        document = json.loads(session.execute(select(Submission.document)).scalar_one())
        receipt = json.loads(session.execute(select(Receipt.document)).scalar_one())
    assert check_receipt(document, receipt) == ()
    (measure,) = document["content"]["measures"]
    assert measure["title"] == "Lov om forskning"
    assert {one["field"] for one in measure["translations"]} == {
        "title",
        "description",
        "partners",
    }
    assert "translations" not in document["content"]["evidence"][0]
    own = team.lead.get(f"{team.home}/submissions/1")
    assert "English · Title · Translated by a machine" in own.words()
    make_account(team.engine, "desk@commission.example", Grant(Role.DESK_OFFICER, None))
    desk = PageClient(team.app).sign_in("desk@commission.example")
    english = desk.get("/desk/2027/DK?texts=en")
    titles = {english.words(e): e.get("lang") for e in english.all("strong") if e.get("lang")}
    assert titles["Act on research"] == "en"
    assert titles["Strategien"] == "da"
    assert "Partners: Ocean institute" in english.words()
    assert "Danish · Title · Original" in english.words()


def test_reader_reads_and_nobody_else_comes_near(team):
    add(team)
    page = team.browser(Role.NATIONAL_READER).get(place(team))
    assert "It sets up a fund." in page.words()
    assert [f for f in page.all("form") if f.get("action") == place(team)] == []
    make_account(team.engine, "desk@commission.example", Grant(Role.DESK_OFFICER, None))
    desk = PageClient(team.app).sign_in("desk@commission.example")
    assert desk.get(place(team)).status in (403, 404)
    for kind, uid in (("measure", "nothing"), ("evidence", "act"), ("answer", "act")):
        assert team.lead.get(place(team, kind, uid)).status in (404, 422)

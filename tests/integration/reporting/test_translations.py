"""A text in any language of the Union, its translations apart from it and always marked."""

import json

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.reporting.models import Submission
from tests.builders import LONG_TEXT
from tests.client import PageClient
from tests.factories import history, make_person, stored_answer
from tests.people import make_account
from tests.team import ready_team

CODE = "P05.justification"
SUBJECT = f"answer:{CODE}"
DANISH = LONG_TEXT.replace("joint", "fælles").strip()


@pytest.fixture
def team(app):
    """A team whose justification of point 5 is in Danish."""
    team = ready_team(app)
    save(team, DANISH)
    return team


def url(team):
    """Return the address of the translations of the text."""
    return f"{team.home}/translations/{CODE}"


def save(team, text, **more):
    """Save the text through its own form."""
    point = f"{team.home}/points/P05"
    action = f"{point}/answers/{CODE}"
    revision = team.lead.get(point).fields(action)["revision"]
    sent = {"value": text, "language": "da", "visibility": "public", "revision": revision, **more}
    assert team.lead.post(action, sent).status == 303


def add(team, language="en", text="In English.", made_by="machine", **more):
    """Send one translation as its form does."""
    page = team.lead.get(url(team))
    sent = {"language": language, "text": text, "made_by": made_by, "instead_of": ""}
    revision = page.fields(url(team))["revision"]
    return team.lead.post(url(team), {**sent, "revision": revision, **more})


def kept(team):
    """Return the stored translations."""
    return json.loads(stored_answer(team.engine, CODE).translations)


def test_translation_is_kept_beside_the_original(team):
    assert add(team).status == 303
    (one,) = kept(team)
    assert (one["language"], one["text"], one["made_by"]) == ("en", "In English.", "machine")
    assert set(one) == {"language", "text", "made_by", "original"}
    row = stored_answer(team.engine, CODE)
    assert (row.value, row.language) == (DANISH, "da")
    page = team.lead.get(f"{team.home}/points/P05")
    shown = [e for e in page.all("div") if e.get("lang") == "en"]
    assert "In English." in [page.words(e) for e in shown]
    assert "English · Translated by a machine" in page.words()
    assert [e.get("lang") for e in page.all("textarea") if (e.text or "").strip() == DANISH] == [
        "da"
    ]


def test_all_official_languages_are_offered_but_that_of_the_original(team):
    page = team.lead.get(url(team))
    (menu,) = [e for e in page.all("select") if e.get("name") == "language"]
    codes = {option.get("value") for option in menu.iter("option")} - {""}
    assert len(codes) == 23
    assert "da" not in codes


def test_saving_the_original_leaves_translations_and_the_history_holds_both(team):
    add(team)
    save(team, DANISH + " Mere.")
    (one,) = kept(team)
    assert (one["language"], one["text"], one["made_by"]) == ("en", "In English.", "machine")
    assert set(one) == {"language", "text", "made_by", "original"}
    contents = history(team.engine, SUBJECT)
    assert [len(content.get("translations", ())) for content in contents[-3:]] == [0, 1, 1]
    outdated = "original was changed after this translation"
    assert outdated in team.lead.get(f"{team.home}/points/P05").words()
    assert outdated in team.lead.get(url(team)).words()
    save(team, DANISH)
    assert outdated not in team.lead.get(url(team)).words()
    told = team.lead.get(f"{team.home}/history?of={SUBJECT}&each=yes").words()
    assert "English, made by a machine: In English." in told


def test_translation_is_changed_moved_and_removed(team):
    add(team)
    changed = {"instead_of": "en", "text": "Better English.", "made_by": "human"}
    assert add(team, **changed).status == 303
    (one,) = kept(team)
    assert (one["language"], one["text"], one["made_by"]) == ("en", "Better English.", "human")
    moved = {"language": "fr", "instead_of": "en", "text": "En français.", "made_by": "human"}
    assert add(team, **moved).status == 303
    assert [one["language"] for one in kept(team)] == ["fr"]
    assert add(team, language="fr", instead_of="fr", remove="yes").status == 303
    assert kept(team) == []
    assert stored_answer(team.engine, CODE).value == DANISH


def test_what_cannot_be_taken_is_said_at_the_form_and_stays_typed(team):
    refused = add(team, language="da", text="Også dansk.")
    assert refused.status == 422
    assert "This is the language of the original" in refused.words()
    assert "Også dansk." in [(e.text or "").strip() for e in refused.all("textarea")]
    add(team)
    again = add(team, text="A second one.")
    assert again.status == 422
    assert "There is a translation into this language already" in again.words()
    assert add(team, made_by="nobody").status == 422
    assert len(kept(team)) == 1


def test_translation_meets_another_persons_save_and_nothing_is_lost(team):
    page = team.lead.get(url(team))
    revision = page.fields(url(team))["revision"]
    other = make_person(team.engine, Role.REPORTING_LEAD, name="Anna Berg")
    browser = PageClient(team.app).sign_in(other)
    browser.get(f"{team.home}/points/P05")
    sent = {"value": "Ny tekst.", "language": "da", "revision": revision}
    browser.post(f"{team.home}/points/P05/answers/{CODE}", sent)
    answer = add(team, revision=revision)
    assert answer.status == 409
    assert "Anna Berg saved this answer meanwhile" in answer.words()
    assert "In English." in [(e.text or "").strip() for e in answer.all("textarea")]
    assert "Ny tekst." in answer.words()
    assert kept(team) == []


def test_submission_holds_both_and_the_desk_chooses(team):
    add(team)
    add(team, language="fr", text="En français.", made_by="human")
    team.report()
    with open_session(team.engine) as session:
        document = json.loads(session.execute(select(Submission.document)).scalar_one())
    answer = document["content"]["answers"][CODE]
    assert (answer["value"], answer["language"]) == (DANISH, "da")
    assert [(one["language"], one["made_by"]) for one in answer["translations"]] == [
        ("en", "machine"),
        ("fr", "human"),
    ]
    own = team.lead.get(f"{team.home}/submissions/1")
    assert "English · Translated by a machine" in own.words()
    make_account(team.engine, "desk@commission.example", Grant(Role.DESK_OFFICER, None))
    desk = PageClient(team.app).sign_in("desk@commission.example")
    page = desk.get("/desk/2027/DK")
    assert _shown(page) == ("da", DANISH)
    (menu,) = [e for e in page.all("select") if e.get("name") == "texts"]
    assert [option.get("value") for option in menu.iter("option")] == ["", "en", "fr"]
    english = desk.get("/desk/2027/DK?texts=en")
    assert _shown(english) == ("en", "In English.")
    assert "English · Translated by a machine" in english.words()
    assert "Danish · Original" in english.words()
    assert DANISH in english.words()
    assert _shown(desk.get("/desk/2027/DK?texts=mt")) == ("da", DANISH)
    assert _shown(desk.get("/desk/2027/DK/versions/1?texts=fr")) == ("fr", "En français.")


def _shown(page):
    """Return language and text of the justification as the page shows it first."""
    for line in page.all("div"):
        if line.get("class") == "reading__answer" and DANISH in page.words(line):
            text = next(e for e in line.iter("div") if e.get("class") == "reading__text")
            return text.get("lang"), page.words(text)
    raise AssertionError("the justification is not there")


def test_reader_reads_and_nobody_else_comes_near(team):
    add(team)
    reader = team.browser(Role.NATIONAL_READER)
    page = reader.get(url(team))
    assert "In English." in page.words()
    assert [f for f in page.all("form") if f.get("action") == url(team)] == []
    sent = {"language": "fr", "text": "Non.", "made_by": "human", "revision": "2"}
    assert reader.post(url(team), sent).status == 403
    make_account(team.engine, "desk@commission.example", Grant(Role.DESK_OFFICER, None))
    desk = PageClient(team.app).sign_in("desk@commission.example")
    assert desk.get(url(team)).status in (403, 404)
    assert len(kept(team)) == 1


@pytest.mark.parametrize("code", ["P05.none", "P99.x", "header.nothing", "P04.justification"])
def test_only_a_text_that_is_there_can_be_translated(team, code):
    assert team.lead.get(f"{team.home}/translations/{code}").status == 404

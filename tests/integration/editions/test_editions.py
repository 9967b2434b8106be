"""Editions: freeze, four eyes, verification, publication, and what stops each of them."""

import json
import threading

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app.cli import portal
from app.core.db import open_session
from app.core.errors import Conflict, Refused
from app.domain.roles import Role
from app.domain.workflow import (
    EDITION_TRANSITIONS,
    PUBLICATION_MOVES,
    EditionStatus,
    Status,
)
from app.editions.acts import EDITION_ACTS
from app.editions.acts import PUBLICATION_ACTS as _ACTS
from app.editions.publication import publish
from app.editions.queries import get_edition
from app.editions.routes import router
from app.editions.service import (
    approve,
    freeze_edition,
    start_fact_check,
    verify_edition,
)
from app.reporting.queries import get_head
from app.web.routing import policies_of
from tests.client import PageClient
from tests.factories import CYCLE, open_reporting
from tests.people import make_lead
from tests.publishing import come_out, propose, seen
from tests.reported import (
    OPERATOR,
    accepted,
    approved,
    browser_of,
    country_scope,
    cycle_of,
    frozen,
    published,
    report,
    send_in,
    staff,
    start_again,
    take_back,
)

FIRST = f"/editions/{CYCLE}/1"


@pytest.fixture
def reporting(engine):
    """An open cycle in which Denmark has submitted."""
    open_reporting(engine, "DK", "GR", "EU")
    report(engine)


@pytest.fixture
def edition(engine, reporting):
    """An edition frozen by the first editor."""
    accepted(engine)
    return frozen(engine)


def _status(engine, code=f"{CYCLE}/1"):
    with open_session(engine) as session:
        return get_edition(session, staff(engine, Role.REPORT_EDITOR)[1], code).status


def _verify(engine, code=f"{CYCLE}/1"):
    scope = staff(engine, Role.REPORT_EDITOR)[1]
    with open_session(engine) as session:
        return [(d.what, d.name) for d in verify_edition(session, scope, code)]


def _tamper(engine, table, statement):
    """Change frozen rows the way somebody with the database in hand would."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            query = text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=:t")
            for (name,) in connection.execute(query, {"t": table}).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        assert connection.exec_driver_sql(statement).rowcount >= 1


def test_nothing_accepted_is_refused(app, engine, reporting):
    """What was only submitted is not frozen; the page says so and keeps the choice."""
    editor = browser_of(app, Role.REPORT_EDITOR, "first")
    editor.get("/editions")
    answer = editor.post("/editions", {"cycle": CYCLE})
    assert answer.status == 422
    assert "no accepted submission yet" in answer.words()
    assert "No edition has been published yet" in editor.get("/editions").words()


def test_freezing_twice_without_a_change_is_refused(engine, edition):
    """There is one edition for one set of submissions."""
    with pytest.raises(Refused) as refusal:
        frozen(engine)
    assert refusal.value.code == "nothing_changed"


def test_two_editors_freeze_at_once(engine, reporting):
    """One edition comes out; the other editor is told that nothing changed."""
    accepted(engine)
    scopes = [staff(engine, Role.REPORT_EDITOR, name)[1] for name in ("first", "second")]
    cycle, start, outcomes = cycle_of(engine), threading.Barrier(2), []

    def press(scope):
        start.wait()
        try:
            with open_session(engine, write=True) as session:
                outcomes.append(freeze_edition(session, scope, cycle))
        except Refused as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=press, args=(scope,)) for scope in scopes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [f"{CYCLE}/1", "nothing_changed"]


def test_approval_needs_two_editors(app, engine, edition):
    """Who froze does not approve; the page says why."""
    first = browser_of(app, Role.REPORT_EDITOR, "first")
    second = browser_of(app, Role.REPORT_EDITOR, "second")
    assert "Start the fact check" in first.get(FIRST).words()
    assert first.post(f"{FIRST}/start-fact-check", follow=True).status == 200
    page = first.get(FIRST)
    assert "Another report editor approves it." in page.words()
    assert not [f for f in page.all("form") if f.get("action") == f"{FIRST}/approve"]
    assert first.post(f"{FIRST}/approve").status == 403
    assert second.post(f"{FIRST}/publication/propose").status == 409
    second.get(FIRST)
    assert second.post(f"{FIRST}/approve").status == 303
    assert _status(engine) is EditionStatus.APPROVED
    come_out(first, second, FIRST)
    assert _status(engine) is EditionStatus.PUBLISHED
    page = first.get(FIRST)
    assert "Restricted" not in page.words()
    assert not [f for f in page.all("form") if f.get("action", "").startswith(FIRST)]


def test_only_report_editors_act(app, engine, edition):
    """Desk officers and cycle managers look, everybody else does not even find it."""
    for role in (Role.DESK_OFFICER, Role.SUBGROUP_READER, Role.CYCLE_MANAGER):
        browser = browser_of(app, role)
        for act in ("start-fact-check", "approve", *(f"publication/{a.name}" for a in _ACTS)):
            assert browser.post(f"{FIRST}/{act}").status == 403
        assert browser.get(f"{FIRST}/publication").status == 403
        assert browser.post("/editions", {"cycle": CYCLE}).status == 403
    assert _status(engine) is EditionStatus.FROZEN


def test_every_step_of_the_workflow_is_one_line_of_the_table():
    """What is possible, what is offered and what the routes ask for is said once."""
    done_by_two = [act for _status, act in EDITION_TRANSITIONS if act != "publish"]
    assert [act.name for act in EDITION_ACTS] == done_by_two
    assert {act.name for act in _ACTS} == {act for _state, act in PUBLICATION_MOVES}
    offered = {r.path: policies_of(r.dependant) for r in router.routes}
    for act in EDITION_ACTS:
        (policy,) = offered[f"/editions/{{cycle}}/{{number}}/{act.address}"]
        assert policy.label == act.permission.value


def test_publication_marks_the_contributions(engine, edition):
    """Denmark is published; Greece, which did not report, is what it was."""
    approved(engine, edition)
    published(engine, edition)
    states = {}
    for reporter in ("DK", "GR"):
        scope = country_scope(engine, Role.REPORTING_LEAD, reporter)
        with open_session(engine) as session:
            states[reporter] = get_head(session, scope, CYCLE).row.status
    assert states == {"DK": Status.PUBLISHED, "GR": Status.NOT_STARTED}


def test_what_was_withdrawn_is_not_published(app, engine, edition):
    """A country may take back until publication; the editor is told to freeze again."""
    approved(engine, edition)
    take_back(engine)
    first = browser_of(app, Role.REPORT_EDITOR, "first")
    second = browser_of(app, Role.REPORT_EDITOR, "second")
    propose(second, FIRST)
    answer = first.post(f"{FIRST}/publication/confirm", seen(first, FIRST))
    assert answer.status == 422
    assert "Denmark" in answer.words()
    assert "withdrawn" in answer.words()
    assert _status(engine) is EditionStatus.APPROVED


def test_taking_up_work_again_after_withdrawing_changes_nothing(engine, edition):
    """The withdrawal holds while a new version is written."""
    approved(engine, edition)
    take_back(engine)
    start_again(engine)
    with pytest.raises(Refused) as refusal:
        published(engine, edition)
    assert refusal.value.code == "submission_withdrawn"


def test_a_superseded_edition_goes_no_further(engine, edition):
    """Once edition 2 is published, edition 1 cannot follow it."""
    approved(engine, edition)
    report(engine, "GR")
    accepted(engine, "GR")
    second = frozen(engine)
    approved(engine, second)
    published(engine, second)
    with pytest.raises(Conflict) as refusal:
        published(engine, edition)
    assert refusal.value.code == "edition_superseded"
    assert _status(engine, edition) is EditionStatus.APPROVED


def test_changes_since_the_edition_before(app, engine, edition):
    """In plain words, with names for the Commission."""
    report(engine, "GR")
    accepted(engine, "GR")
    frozen(engine)
    page = browser_of(app, Role.REPORT_EDITOR, "first").get(f"/editions/{CYCLE}/2")
    assert f"Since edition {CYCLE}/1" in page.words()
    assert "Newly included: Greece" in page.words()
    assert "2 of 27 Member States are included." in page.words()
    assert "Not included: European Union" in page.words().replace("Commission", "Union")


def test_a_new_version_is_a_change(engine, edition):
    """The same country with another version makes another edition."""
    take_back(engine)
    start_again(engine)
    send_in(engine)
    accepted(engine, version=2)
    code = frozen(engine)
    assert code == f"{CYCLE}/2"
    assert _verify(engine, edition) == []
    assert _verify(engine, code) == []


def test_verification_recomputes_everything(app, engine, edition):
    """An untouched edition holds, and the page says so."""
    assert _verify(engine) == []
    page = browser_of(app, Role.DESK_OFFICER).get(f"{FIRST}/verification")
    assert "Everything holds" in page.words()


@pytest.mark.parametrize(
    ("table", "statement", "expected"),
    [
        (
            "edition_fact",
            'UPDATE edition_fact SET content = replace(content, \'"number":"26"\', '
            "'\"number\":\"25\"') WHERE fact = 'P05.coverage/EU27/missing@2027-06-30'",
            ("fact", "P05.coverage/EU27/missing@2027-06-30"),
        ),
        (
            "edition_fact",
            "DELETE FROM edition_fact WHERE fact = 'P05.coverage/EU27/n@2027-06-30'",
            ("fact", "P05.coverage/EU27/n@2027-06-30"),
        ),
        (
            "submission",
            "UPDATE submission SET document = replace(document, 'in spring', 'in autumn')",
            ("submission", "DK"),
        ),
        (
            "edition",
            "UPDATE edition SET manifest = replace(manifest, '\"rules\":3', '\"rules\":1')",
            ("manifest", "2027/1"),
        ),
        (
            "catalogue_version",
            "UPDATE catalogue_version SET content = replace(content, 'Indicator 03.1', 'Another')",
            ("catalogue", "TINY/1"),
        ),
    ],
)
def test_verification_finds_what_was_tampered_with(
    app, engine, edition, table, statement, expected
):
    """A figure, a missing figure, a submission, the manifest, the questions."""
    _tamper(engine, table, statement)
    assert expected in _verify(engine)
    page = browser_of(app, Role.DESK_OFFICER).get(f"{FIRST}/verification")
    assert "The edition does not verify" in page.words()
    assert expected[1] in page.words()


def test_unpublished_editions_do_not_exist_for_others(app, engine, edition):
    """Anonymous and national visitors find neither the edition nor its parts nor its acts."""
    visitors = [PageClient(app), PageClient(app).sign_in(make_lead(engine, "NL"))]
    for visitor in visitors:
        for path in (FIRST, f"{FIRST}/facts", f"/editions/{CYCLE}/2"):
            assert visitor.get(path).status == 404
        assert edition not in visitor.get("/editions").words()
    assert visitors[0].get(f"{FIRST}/verification").status == 303
    assert visitors[1].get(f"{FIRST}/verification").status == 403


def test_public_page_names_nobody(app, engine, edition):
    """Who is missing is a number in public and a list for the Commission."""
    approved(engine, edition)
    published(engine, edition)
    page = PageClient(app).get(FIRST)
    assert "1 of 27 Member States is included." in page.words()
    assert "Greece" not in page.words()
    assert "Denmark" not in page.words()
    inside = browser_of(app, Role.DESK_OFFICER).get(FIRST)
    assert "Greece" in inside.words()


def test_operator_freezes_verifies_and_publishes(engine, reporting, database_url, monkeypatch):
    """The operator publishes only what an editor has approved."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)

    def run(*arguments):
        return CliRunner().invoke(portal, ["edition", *arguments])

    assert run("freeze", "--cycle", CYCLE).exit_code == 1
    assert "no accepted submission" in run("freeze", "--cycle", CYCLE).stderr
    assert run("freeze", "--cycle", "1999").exit_code == 1
    accepted(engine)
    made = run("freeze", "--cycle", CYCLE)
    assert (made.exit_code, made.output.strip()) == (0, f"{CYCLE}/1")
    assert run("freeze", "--cycle", CYCLE).exit_code == 1
    assert "Frozen" in run("list").output
    assert run("verify", f"{CYCLE}/1").exit_code == 0
    refused = run("publish", f"{CYCLE}/1")
    assert refused.exit_code == 1
    assert "not possible" in refused.stderr
    assert _status(engine) is EditionStatus.FROZEN
    approved(engine, f"{CYCLE}/1")
    assert run("publish", f"{CYCLE}/1").exit_code == 0
    assert _status(engine) is EditionStatus.PUBLISHED
    assert run("publish", f"{CYCLE}/9").exit_code == 1
    _tamper(
        engine,
        "edition_fact",
        "DELETE FROM edition_fact WHERE fact = 'P05.coverage/EU27/n@2027-06-30'",
    )
    differs = run("verify", f"{CYCLE}/1")
    assert differs.exit_code == 1
    assert "P05.coverage/EU27/n@2027-06-30" in differs.stderr


def test_training_is_never_published(engine, reporting):
    """An exercise stays inside."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE cycle SET kind = 'training'"))
    accepted(engine)
    code = frozen(engine)
    approved(engine, code)
    with pytest.raises(Refused) as refusal:
        published(engine, code)
    assert refusal.value.code == "training_is_never_published"


def test_the_operator_skips_no_step(engine, edition):
    """Without a person behind it the order of the steps is the same."""
    with open_session(engine, write=True) as session:
        for act in (approve, publish):
            with pytest.raises(Conflict):
                act(session, OPERATOR, edition)
        start_fact_check(session, OPERATOR, edition)
        with pytest.raises(Conflict):
            publish(session, OPERATOR, edition)


def test_manifest_says_who_is_not_included(engine, edition):
    """As stored codes, and the hash is that of the manifest."""
    with open_session(engine) as session:
        found = get_edition(session, staff(engine, Role.REPORT_EDITOR)[1], edition)
    assert found.manifest["not_included"] == ["GR", "EU"]
    assert [e["reporter"] for e in found.manifest["submissions"]] == ["DK"]
    assert json.dumps(found.manifest["submissions"]).count("true") == 1

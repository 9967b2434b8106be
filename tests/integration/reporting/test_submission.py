"""Submissions and receipts: made once, never changed, and provable without the portal."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEvent
from app.core.clock import now
from app.core.db import open_session
from app.core.errors import Conflict
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import Role
from app.domain.submission import check_receipt
from app.reporting.models import Receipt, Submission
from app.reporting.service.submitting import submit
from tests.builders import LONG_TEXT
from tests.client import PageClient
from tests.factories import CYCLE, make_contribution, make_person
from tests.team import Team, make_ready, ready_team, team_of

THREADS = 8


def _events(team, act):
    with open_session(team.engine) as session:
        query = select(func.count()).where(AuditEvent.act == act)
        return session.execute(query).scalar_one()


def test_submission_holds_exactly_what_was_signed(app):
    """Its hash is that of the stored text, and the signed content is in it unchanged."""
    team = ready_team(app)
    team.act("send")
    page = team.signatory.get(f"{team.home}/sign-off")
    shown = page.fields(f"{team.home}/sign-off/sign")["shown_sha256"]
    team.sign()
    team.submit()
    document = team.document()
    signed = {name: document[name] for name in ("content", "findings", "rules")}
    assert sha256_hex(canonical_json(signed)) == shown == document["sign_off"]["content_sha256"]
    with open_session(team.engine) as session:
        stored = session.execute(select(Submission)).scalar_one()
        assert sha256_hex(stored.document) == stored.sha256
        receipt = json.loads(session.execute(select(Receipt.document)).scalar_one())
    assert check_receipt(document, receipt) == ()


def test_two_presses_make_one_submission_and_show_one_receipt(app):
    """The second press leads to the receipt of the first."""
    team = ready_team(app)
    first = team.report()
    second = team.lead.request(
        "POST",
        f"{team.home}/sign-off/submit",
        data={"csrf": team.lead.csrf, "version": "1"},
        headers={"Origin": team.lead.base_url},
    )
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location == f"{team.home}/submissions/1/receipt"
    assert team.counts() == (1, 1)
    assert _events(team, "submit") == _events(team, "receipt_issued") == 1


def test_submissions_at_the_same_moment_make_one(app):
    """Of many who press at once one submits; the others are told that it is done."""
    team = ready_team(app)
    team.act("send")
    team.sign()
    scope, barrier = team.scope, threading.Barrier(THREADS)
    outcomes = []

    def press():
        barrier.wait()
        try:
            with open_session(team.engine, write=True) as session:
                outcomes.append(submit(session, scope, CYCLE).number)
        except Conflict as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=press) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == [f"{CYCLE}-DK-1-000001", *["act_not_possible"] * (THREADS - 1)]
    assert team.counts() == (1, 1)
    assert _events(team, "receipt_issued") == 1


def test_two_countries_at_once_get_numbers_of_their_own(app):
    """The register counts without gaps and without doubles."""
    first = ready_team(app)
    with open_session(first.engine, write=True) as session:
        make_contribution(session, "GR")
    second = Team(app, "GR")
    second.emails  # noqa: B018 - makes the accounts
    make_ready(second)
    for team in (first, second):
        assert team.lead.post(f"{team.home}/sign-off/send").status == 303
        assert team.sign().status == 303
    scopes, barrier, numbers = (first.scope, second.scope), threading.Barrier(2), []

    def press(scope):
        barrier.wait()
        with open_session(first.engine, write=True) as session:
            numbers.append(submit(session, scope, CYCLE).sequence)

    threads = [threading.Thread(target=press, args=(scope,)) for scope in scopes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(numbers) == [1, 2]
    receipt = second.lead.get("/contributions/2027/EL/submissions/1/receipt")
    assert receipt.heading.startswith("Receipt 2027-EL-1-00000")
    assert "Greece (EL)" in receipt.words()


def test_a_late_submission_says_so_on_the_receipt(app):
    """Late is not refused, and it is printed."""
    at = now()
    late = {"due_at": at - timedelta(hours=2), "closes_at": at + timedelta(days=3)}
    team = ready_team(app, **late)
    page = team.lead.get(f"{team.home}/sign-off")
    assert "late, 3 days until the cycle closes" in team.lead.get(team.home).words()
    team.act("send")
    team.sign()
    page = team.lead.get(f"{team.home}/sign-off")
    assert "the receipt will say that it came late" in page.words()
    receipt = team.lead.get(team.submit().location)
    assert "Late: it was due on" in receipt.words()
    assert team.document()["late"] is True


def test_the_receipt_says_everything_that_is_to_be_filed(app):
    """Number, fingerprints, who signed and when, in time or not, four eyes, how to check it."""
    team = ready_team(app)
    page = team.lead.get(team.report().location)
    said, document = page.words(), team.document()
    assert page.heading == f"Receipt {CYCLE}-DK-1-000001"
    with open_session(team.engine) as session:
        sha256 = session.execute(select(Submission.sha256)).scalar_one()
    for expected in (
        sha256,
        document["catalogue_sha256"],
        document["sign_off"]["name"],
        document["sign_off"]["signed_at"],
        document["submitted_by"],
        "In time: it was due on",
        "Kept: the signatory had edited nothing",
        "Points left out1, 2, 3, 4",
        "portal receipt verify submission-v1.json receipt-v1.json",
    ):
        assert expected in said, expected


def test_the_files_are_the_stored_bytes(app):
    """What is downloaded proves itself."""
    team = ready_team(app)
    team.report()
    files = {
        name: team.lead.get(f"{team.home}/submissions/1/{name}.json")
        for name in ("submission", "receipt")
    }
    with open_session(team.engine) as session:
        stored = session.execute(select(Submission.document)).scalar_one()
    body = files["submission"].response.content
    assert body == stored.encode()
    receipt = json.loads(files["receipt"].response.content)
    assert sha256_hex(body.decode()) == receipt["submission_sha256"]
    for name, answer in files.items():
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}-v1.json"'
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "application/json"


def test_the_read_view_shows_what_was_submitted_and_not_what_is_written_now(app):
    """The draft goes on; the submission stays."""
    team = ready_team(app)
    team.report()
    team.act("withdraw", reason="To be mended.")
    team.act("reopen")
    url = f"{team.home}/points/P05/answers/P05.justification"
    assert team.lead.post(url, {"value": "Changed. " * 12, "revision": "1"}).status == 303
    page = team.lead.get(f"{team.home}/submissions/1")
    assert LONG_TEXT.strip() in page.words()
    assert "Changed." not in page.words()
    assert "Some progress" in page.words()
    assert "What some means here." in page.words()
    rows = team.lead.get(f"{team.home}/submissions")
    assert f"{CYCLE}-DK-1-000001" in rows.words()


def test_submissions_of_other_countries_and_unknown_versions_look_the_same(app):
    """Foreign and missing are one answer."""
    team = ready_team(app)
    team.report()
    stranger = Team(app, "GR")
    stranger.emails  # noqa: B018 - makes the accounts
    missing = team.lead.get(f"{team.home}/submissions/2")
    for path in ("", "/receipt", "/receipt.json", "/submission.json"):
        foreign = stranger.lead.get(f"{team.home}/submissions/1{path}")
        assert foreign.status == missing.status == 404
        assert foreign.heading == missing.heading


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.SIGNATORY, Role.NATIONAL_READER])
def test_everybody_of_the_country_reads_submissions_and_only_the_lead_submits(app, role):
    """Reading is for the team, submitting for the lead."""
    team = ready_team(app)
    team.act("send")
    team.sign()
    assert team.browser(role).post(f"{team.home}/sign-off/submit", {"version": "1"}).status == 403
    team.submit()
    assert team.browser(role).get(f"{team.home}/submissions/1").status == 200
    assert team.browser(role).get(f"{team.home}/submissions/1/receipt").status == 200


def test_the_commission_reports_by_the_same_rules(app):
    """EU on its own points: same signature, same receipt."""
    team = ready_team(app, "EU")
    page = team.lead.get(team.report().location)
    assert page.heading == f"Receipt {CYCLE}-EU-1-000001"
    assert "European Commission" in page.words()
    read = team.lead.get(f"{team.home}/submissions/1").words()
    assert "Point number 25" in read
    assert "Point number 5" not in read


def _writing(team):
    return open_session(team.engine, write=True)


def _statements(table, kind):
    where = {"submission": "reporter = 'DK'", "receipt": "number LIKE '2027-%'"}[table]
    column = {"submission": "late = NOT late", "receipt": "number = 'x'"}[table]
    columns = ", ".join(c.name for c in {"submission": Submission, "receipt": Receipt}[
        table
    ].__table__.columns)  # fmt: skip
    copy = f"({columns}) SELECT {columns} FROM {table} WHERE {where}"
    name = column.partition(" ")[0]
    change = f"DO UPDATE SET {name} = excluded.{name}"
    statements = {
        "update": f"UPDATE {table} SET {column} WHERE {where}",
        "update of the key": f"UPDATE {table} SET id = id + 100 WHERE {where}",
        "delete": f"DELETE FROM {table} WHERE {where}",
        "delete of all": f"DELETE FROM {table}",
        "on conflict update": f"INSERT INTO {table} {copy} ON CONFLICT (id) {change}",
    }
    if kind == "sqlite":
        statements["insert or replace"] = f"INSERT OR REPLACE INTO {table} {copy}"
        statements["replace"] = f"REPLACE INTO {table} {copy}"
        statements["update or replace"] = f"UPDATE OR REPLACE {table} SET {column}"
    else:
        statements["truncate"] = f"TRUNCATE {table} CASCADE"
        statements["merge"] = (
            f"MERGE INTO {table} AS t USING {table} AS s ON t.id = s.id "
            f"WHEN MATCHED THEN UPDATE SET {name} = s.{name}"
        )
    return statements


@pytest.mark.parametrize("table", ["submission", "receipt"])
def test_the_database_refuses_every_change(app, table):
    """Whatever statement is tried: the row stays as it was."""
    team = ready_team(app)
    team.report()
    kind = team.engine.dialect.name

    def rows():
        with open_session(team.engine) as session:
            return session.execute(text(f"SELECT * FROM {table}")).all()

    before = rows()
    assert len(before) == 1
    for what, statement in _statements(table, kind).items():
        with pytest.raises(DBAPIError, match="immutable"), _writing(team) as session:
            session.execute(text(statement))
        assert rows() == before, what


def test_a_second_submission_of_the_same_version_is_refused_by_the_database(app):
    """Not even an insert beside the verb can make a version twice."""
    team = ready_team(app)
    team.report()
    with open_session(team.engine) as session:
        row = dict(session.execute(select(Submission.__table__)).mappings().one())
    row |= {"id": None, "sequence": 99}
    row.pop("id")
    with pytest.raises(DBAPIError), open_session(team.engine, write=True) as session:
        session.execute(insert(Submission).values(**row))
    assert team.counts() == (1, 1)


def test_a_reader_without_the_country_finds_nothing(app):
    """The list of contributions needs a country too."""
    team = team_of(app)
    desk = make_person(team.engine, Role.NATIONAL_READER, "NL")
    browser = PageClient(app).sign_in(desk)
    assert browser.get(team.home).status == 404
    assert "There is no reporting cycle for you yet" in browser.get("/contributions").words()

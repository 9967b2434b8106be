"""The queue of the desk: who looks after what, until when, what was looked at, and who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import Account
from app.jobs.models import Notice, OutboxMail
from app.review.checklist import CHECKLIST
from app.review.models import DeskCase
from tests.asking import ask, in_days
from tests.client import PageClient
from tests.database import one_database
from tests.factories import CYCLE, open_reporting
from tests.people import make_lead
from tests.reported import accepted, browser_of, report, send_in, staff, start_again, take_back

QUEUE = f"/desk/{CYCLE}/queue"
CASE = f"/desk/{CYCLE}/DK/case"


@pytest.fixture
def anna(app, engine):
    """The browser of a desk officer; Denmark and Greece have submitted, Malta has not."""
    open_reporting(engine, "DK", "GR", "MT")
    report(engine)
    report(engine, "GR")
    return browser_of(app, Role.DESK_OFFICER, "anna")


@pytest.fixture
def bruno(app, anna):
    """The browser of another desk officer."""
    return browser_of(app, Role.DESK_OFFICER, "bruno")


def id_of(engine, name):
    """The account of a desk officer."""
    return str(staff(engine, Role.DESK_OFFICER, name)[1].account_id)


def listed(page):
    """The countries in the queue, in order."""
    return [page.words(cell) for cell in page.all("th") if cell.get("scope") == "row"]


def line(page, code="DK"):
    """What the line of a country says."""
    return page.words(next(tr for tr in page.all("tr") if tr.get("id") == f"row-{code}"))


def case(engine):
    """The only case there is."""
    with open_session(engine) as session:
        row = session.execute(select(DeskCase)).scalar_one()
        session.expunge(row)
        return row


def change(browser, officer, target="", revision="0", **options):
    """Send the form of officer and date."""
    fields = {"officer": officer, "target_on": target, "revision": revision}
    return browser.post(CASE, fields, **options)


def test_taking_giving_and_the_filters_of_the_queue(engine, anna, bruno):
    """Each act shows in the queue, by address; the one who is given it is told, nobody else."""
    page = anna.get(QUEUE)
    assert listed(page) == ["Denmark", "Greece"]
    assert "nobody yet" in line(page)
    assert "Version 1" in line(page)
    assert f"0 of {len(CHECKLIST)}" in line(page)
    assert CASE in {a.get("href") for a in page.all("a")}
    fields = page.fields(f"{CASE}/take")
    assert anna.post(f"{CASE}/take", fields).location == f"{QUEUE}#row-DK"
    assert "anna (you)" in line(anna.get(QUEUE))
    assert case(engine).target_on > today_brussels() + timedelta(days=14)
    assert listed(anna.get(f"{QUEUE}?officer=me")) == ["Denmark"]
    assert listed(bruno.get(f"{QUEUE}?officer=nobody")) == ["Greece"]
    assert listed(bruno.get(f"{QUEUE}?officer={id_of(engine, 'anna')}")) == ["Denmark"]

    given = change(anna, id_of(engine, "bruno"), in_days(3), "1")
    assert given.location == f"/desk/{CYCLE}/DK#case"
    assert listed(bruno.get(f"{QUEUE}?officer=me")) == ["Denmark"]
    with open_session(engine) as session:
        told = session.execute(
            select(Notice.account_id, Notice.path, OutboxMail.subject)
            .join(OutboxMail, OutboxMail.notice_id == Notice.id)
            .where(Notice.kind == "case_given")
        ).one()
    assert tuple(told)[:2] == (int(id_of(engine, "bruno")), f"/desk/{CYCLE}/DK")
    assert "anna gave you the submission of Denmark" in told.subject
    accepted(engine, "GR")
    assert listed(anna.get(QUEUE)) == ["Denmark"]
    assert listed(anna.get(f"{QUEUE}?state=accepted")) == ["Greece"]
    assert listed(anna.get(f"{QUEUE}?state=all")) == ["Denmark", "Greece"]
    assert "No submission fits this choice" in anna.get(f"{QUEUE}?overdue=yes").words()
    with open_session(engine, write=True) as session:
        row = session.execute(select(DeskCase)).scalar_one()
        row.target_on = today_brussels() - timedelta(days=1)
    assert "Overdue" in line(anna.get(f"{QUEUE}?overdue=yes"))
    assert ask(anna, "P05/").status == 303  # now the country is waited for, not the desk
    page = anna.get(f"{QUEUE}?state=clarification_requested")
    assert "Overdue" not in line(page)
    assert "1 open" in line(page)


def test_a_stale_save_is_refused_with_who_changed_it(engine, anna, bruno):
    """Nothing of it is kept; the answer shows what stands now, to htmx and to a plain form."""
    seen = bruno.get(QUEUE).fields(f"{CASE}/take")
    assert change(anna, id_of(engine, "anna"), in_days(5)).status == 303
    refused = bruno.post(f"{CASE}/take", seen)
    assert refused.status == 409
    assert "anna changed this meanwhile" in refused.words()
    late = change(bruno, id_of(engine, "bruno"), in_days(5), htmx=True)
    assert late.status == 409
    assert "anna changed this meanwhile" in late.words()
    assert not late.is_page
    box = {"revision": "0", "version": "1", "done": ["points"]}
    assert bruno.post(f"{CASE}/checklist", box).status == 409
    row = bruno.post(f"{CASE}/take", {**seen, "revision": "1"}, htmx=True)
    assert row.text.lstrip().startswith("<tr")
    assert "bruno (you)" in row.words()
    assert case(engine).revision == 2
    for target, said in (
        (in_days(-1), "over already"),
        (in_days(400), "more than a year"),
        ("x", "as a day"),
    ):
        wrong = change(anna, "", target, "2")
        assert wrong.status == 422
        assert said in wrong.words()
    lead = make_lead(engine, "MT")
    with open_session(engine) as session:
        nobody = session.execute(select(Account.id).where(Account.email == lead)).scalar_one()
    assert "desk officer" in change(anna, str(nobody), "", "2").words()
    assert change(anna, "", "", "2").status == 303  # to nobody, without a date
    assert case(engine).officer is None


@one_database
def test_the_checklist_is_of_a_version(engine, anna):
    """What was ticked at version 1 is looked at anew at version 2."""
    page = anna.get(f"/desk/{CYCLE}/DK")
    fields = page.fields(f"{CASE}/checklist")
    assert [i.label in page.words() for i in CHECKLIST.values()] == [True] * len(CHECKLIST)
    ticked = {"revision": fields["revision"], "version": "1", "done": ["points", "core"]}
    answer = anna.post(f"{CASE}/checklist", ticked, htmx=True)
    assert f"2 of {len(CHECKLIST)}" in answer.words()
    boxes = [
        b for b in answer.all("input") if b.get("name") == "done" and b.get("checked") is not None
    ]
    assert [b.get("value") for b in boxes] == ["points", "core"]
    fewer = {"revision": "1", "version": "1", "done": ["core"]}
    assert anna.post(f"{CASE}/checklist", fewer).status == 303
    assert f"1 of {len(CHECKLIST)}" in line(anna.get(QUEUE))
    take_back(engine)
    assert anna.post(f"{CASE}/checklist", {**fewer, "revision": "2"}).status == 404
    assert listed(anna.get(QUEUE)) == ["Greece"]
    start_again(engine)
    send_in(engine)
    assert f"0 of {len(CHECKLIST)}" in line(anna.get(QUEUE))
    assert anna.post(f"{CASE}/checklist", {**fewer, "revision": "2"}).status == 409


@one_database
def test_only_desk_officers_act_and_the_country_sees_nothing_of_it(app, engine, anna):
    """Report editors read; the country's pages and record name no officer."""
    assert anna.post(f"{CASE}/take", {"revision": "0"}).status == 303
    lead = PageClient(app).sign_in("reporting_lead.dk@ministry.example")
    for path in (
        "/admin/audit",
        f"/contributions/{CYCLE}/DK",
        f"/contributions/{CYCLE}/DK/submissions",
    ):
        assert "anna" not in lead.get(path).words()
    assert lead.get(QUEUE).status == lead.get(CASE).status == 403
    editor = browser_of(app, Role.REPORT_EDITOR)
    page = editor.get(QUEUE)
    assert "anna" in line(page)
    assert "Take" not in line(page)
    assert editor.get(CASE).status == 200
    assert editor.post(f"{CASE}/take", {"revision": "1"}).status == 403
    manager = browser_of(app, Role.CYCLE_MANAGER)
    assert "Submission given to a desk officer" in manager.get("/admin/audit/cycles").words()

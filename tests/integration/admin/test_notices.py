"""The cycle manager tells the leads of all countries, or of a chosen few, something."""

import json

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import Account
from app.jobs.models import Notice, OutboxMail
from tests.factories import CYCLE, make_person, open_reporting
from tests.reported import browser_of

URL = f"/cycles/{CYCLE}/notices"
SAID = {"subject": "A <workshop>", "text": "On 3 March.\n\nAsk before.", "whom": "all"}


@pytest.fixture
def manager(app):
    """The cycle manager's browser, in a cycle of two countries with leads and a third without."""
    open_reporting(app.state.engine, "DK", "GR", "EU")
    for reporter in ("DK", "GR"):
        make_person(app.state.engine, Role.REPORTING_LEAD, reporter, f"Lead {reporter}")
    make_person(app.state.engine, Role.CONTRIBUTOR, "DK")
    return browser_of(app, Role.CYCLE_MANAGER)


def _told(app):
    with open_session(app.state.engine) as session:
        notices = session.execute(select(Notice.reporter, Notice.facts).order_by(Notice.reporter))
        return [(reporter, json.loads(facts)["subject"]) for reporter, facts in notices]


def test_a_notice_is_looked_at_before_it_goes_to_every_lead(app, manager):
    """The preview names who gets it and who gets no mail; nothing goes before the second press."""
    with open_session(app.state.engine, write=True) as session:
        of_greece = Account.email.contains(".gr@")
        session.execute(update(Account).where(of_greece).values(mail_off='["notice"]'))
    page = manager.get(f"/cycles/{CYCLE}")
    assert URL in {a.get("href") for a in page.all("a")}
    manager.get(URL)
    preview = manager.post(URL, SAID)
    words = preview.words()
    assert ("2 people get it" in words, "A <workshop>" in words) == (True, True)
    rows = [[preview.words(cell) for cell in row] for row in preview.all("tr")[1:]]
    assert rows == [["Denmark", "Lead DK", "–"], ["Greece", "Lead GR", "Lead GR"]]
    assert "European Commission" in words.partition("Nobody is told")[2]
    assert _told(app) == []
    fields = preview.fields(f"{URL}/send")
    done = manager.post(f"{URL}/send", fields)
    assert done.location == f"{URL}?sent=2"
    assert "Sent to 2 people." in manager.get(done.location).words()
    assert manager.post(f"{URL}/send", fields).location == f"{URL}?sent=0"
    assert _told(app) == [("DK", "A <workshop>"), ("GR", "A <workshop>")]
    with open_session(app.state.engine) as session:
        (mail,) = session.scalars(select(OutboxMail))
        event = session.scalars(select(AuditEvent).where(AuditEvent.act == "notice.sent")).first()
    assert (mail.subject, "On 3 March." in mail.text) == ("Reporting 2027: A <workshop>", True)
    assert "A &lt;workshop&gt;" in mail.html
    assert "workshop" not in repr(event.data)


def test_a_notice_to_a_chosen_few(app, manager):
    """Only the countries that were ticked; what was typed comes back to be changed."""
    manager.get(URL)
    preview = manager.post(URL, {**SAID, "whom": "chosen", "reporters": ["GR"]})
    fields = preview.fields(f"{URL}/change")
    form = manager.post(f"{URL}/change", fields)
    assert (form.status, "Ask before." in form.words()) == (200, True)
    ticked = {f.get("value") for f in form.all("input") if f.get("checked") is not None}
    assert ticked == {"chosen", "GR"}
    assert manager.post(f"{URL}/send", preview.fields(f"{URL}/send")).status == 303
    assert _told(app) == [("GR", "A <workshop>")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subject": " \n "}, "Write a subject."),
        ({"text": ""}, "Write what you want to tell."),
        ({"subject": "x" * 121}, "At most 120 characters; these are 121."),
        ({"whom": "chosen"}, "Tick at least one country"),
        ({"whom": "chosen", "reporters": ["XX"]}, "Tick at least one country"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_kept(app, manager, change, said):
    """Nothing is shown to send."""
    manager.get(URL)
    page = manager.post(URL, {**SAID, **change})
    assert (page.status, said in page.words()) == (422, True)
    assert _told(app) == []


def test_only_the_cycle_manager_writes_notices(app, manager):
    """Neither a lead nor the desk."""
    for role in (Role.DESK_OFFICER, Role.ADMINISTRATOR):
        browser = browser_of(app, role)
        assert (browser.get(URL).status, browser.post(URL, SAID).status) == (403, 403)

"""Feedback without signing in: kept, told, settled; limits, and the trap for programs."""

import re

from sqlalchemy import select

from app.core.db import open_session
from app.dashboards import feedback
from app.dashboards.models import Feedback
from app.domain.roles import Grant, Role
from app.jobs.models import Notice, OutboxMail
from tests.client import PageClient
from tests.database import one_database
from tests.people import make_account
from tests.reported import browser_of

SENT = {"about": "figure", "text": "Point 12 counts one roadmap too few.", "page": "/points/P12"}


def _kept(engine):
    with open_session(engine) as session:
        return session.execute(select(Feedback)).scalars().all()


def test_a_message_is_kept_told_and_settled(app, client, engine):
    """From the form to the reader's number, the notice, the settling; the address goes."""
    make_account(engine, "manager@example.eu", Grant(Role.CYCLE_MANAGER))
    form = client.get("/about/feedback?page=/points/P12")
    assert "/points/P12" in form.words()
    answer = client.post("/about/feedback", {**SENT, "address": "reader@example.eu"})
    assert answer.status == 303
    thanks = client.get(answer.headers["location"])
    reference = re.search(r"number is ([0-9A-F]{8})", thanks.words())[1]
    client.post("/about/feedback", {"text": "A second one."})
    [first, _second] = _kept(engine)
    assert (first.reference, first.about, first.page) == (reference, "figure", "/points/P12")
    with open_session(engine) as session:
        told = session.execute(select(Notice.kind, Notice.path)).all()
        mails = session.execute(select(OutboxMail.text)).scalars().all()
    assert told == [("feedback", "/feedback")]  # once a day
    assert not [mail for mail in mails if "roadmap" in mail or "reader@" in mail]
    desk = browser_of(app, Role.DESK_OFFICER)
    assert desk.get("/feedback").status == 403
    assert client.get("/feedback").status in (303, 401)
    manager = browser_of(app, Role.CYCLE_MANAGER)
    inbox = manager.get("/feedback")
    assert "Point 12 counts one roadmap too few." in inbox.words()
    assert "reader@example.eu" in inbox.text
    empty = manager.post(f"/feedback/{reference}/settle", {"outcome": " "})
    assert empty.status == 422
    done = manager.post(f"/feedback/{reference}/settle", {"outcome": "Corrected in 2027/2."})
    assert done.status == 303
    after = manager.get("/feedback")
    assert "reader@example.eu" not in after.text
    assert "Corrected in 2027/2." in after.words()
    assert manager.post(f"/feedback/{reference}/settle", {"outcome": "Again"}).status == 404
    first = next(row for row in _kept(engine) if row.reference == reference)
    assert (first.address, first.sender) == ("", "")


@one_database
def test_what_is_not_taken_stays_on_the_page(client, engine):
    """No text, too much text, a wrong address: said beside the field, nothing kept."""
    cases = (
        ({"text": " "}, "Write what you want to tell us."),
        ({"text": "x" * (feedback.TEXT_LIMIT + 1)}, "At most 4000 characters"),
        ({"text": "Stays here", "address": "nobody"}, "That is no e-mail address."),
    )
    for posted, said in cases:
        answer = client.post("/about/feedback", posted)
        assert answer.status == 422
        assert said in answer.words()
    assert "Stays here" in answer.text
    assert "/evil" not in client.get("/about/feedback?page=//evil.example/x").text
    assert client.post("/about/feedback", {"text": "x", "page": "javascript:1"}).status == 303
    [kept] = _kept(engine)
    assert kept.page == ""


@one_database
def test_limits_and_the_trap_for_programs(client, engine):
    """A program fills the hidden field and is thanked for nothing; the sixth message waits."""
    trapped = client.post("/about/feedback", {"text": "Buy this", "website": "spam.example"})
    assert trapped.status == 303
    assert "has arrived" in client.get(trapped.headers["location"]).words()
    assert _kept(engine) == []
    for number in range(feedback.PER_SENDER):
        assert client.post("/about/feedback", {"text": f"Message {number}"}).status == 303
    answer = client.post("/about/feedback", {"text": "One more"})
    assert answer.status == 429
    assert "One more" in answer.text
    assert len(_kept(engine)) == feedback.PER_SENDER


@one_database
def test_other_sites_cannot_send(app, client, engine):
    """A forged form is refused, and the pages of the portal set no cookie for it."""
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = PageClient(app).request("POST", "/about/feedback", data={"text": "x"}, headers=foreign)
    assert answer.status == 403
    assert "set-cookie" not in client.get("/about/feedback").headers
    assert _kept(engine) == []

"""What people were told waits on a page of theirs until they read it; they choose their mails."""

import json
import re

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.identity.models import Account
from app.identity.recipients import recipients_of
from app.jobs.models import Notice, OutboxMail
from app.jobs.smtp import signed
from app.jobs.telling import Telling, tell
from tests.client import PageClient
from tests.database import one_database
from tests.people import make_account

EMAIL = "eli@ministry.example"


@pytest.fixture
def eli(app):
    """A reporting lead of Denmark."""
    return make_account(app.state.engine, EMAIL, Grant(Role.REPORTING_LEAD, "DK"), name="Eli")


@pytest.fixture
def browser(app, eli):
    """Eli's browser."""
    return PageClient(app).sign_in(EMAIL)


def told(app, *people, kind="mention", number=1, reporter="DK", **facts):
    """Tell these people something."""
    words = {"who": "Ana", **facts}
    path = "/account"
    with open_session(app.state.engine, write=True) as session:
        what = Telling(kind, f"{kind}:{number}:{reporter}", "2027", reporter, "P04", words, path)
        tell(session, recipients_of(session, people), what)


def unread(app):
    """Return how many notices nobody has read."""
    with open_session(app.state.engine) as session:
        return len(list(session.scalars(select(Notice.id).where(Notice.seen_at.is_(None)))))


def test_nothing_waits_at_first(browser):
    """The page says so, and leads to the work."""
    page = browser.get("/waiting")
    assert "Nothing is waiting for you" in page.words()
    assert "/home" in {a.get("href") for a in page.all("a")}
    assert "Waiting for you" not in page.words()


def test_what_was_told_is_read_by_opening_it_or_by_saying_so(app, eli, browser):
    """The number in the head goes down; what was read stands below; loading changes nothing."""
    for number in range(3):
        told(app, eli, kind="assignment", number=number, who=f"Ana {number}")
    page = browser.get("/waiting")
    assert re.search(r"Waiting for you 3", page.words())
    assert page.words().index("Ana 2 handed you point 4") < page.words().index("Ana 0")
    assert unread(app) == 3
    assert browser.post("/waiting/3/open").location == "/account"
    assert browser.post("/waiting/2/read").location == "/waiting"
    page = browser.get("/waiting")
    assert ("1 unread" in page.words(), "2 read earlier" in page.words()) == (True, True)
    assert browser.post("/waiting/2/read").status == 303


def test_all_is_what_the_page_showed(app, eli, browser):
    """What came meanwhile stays unread."""
    for number in range(2):
        told(app, eli, number=number)
    fields = browser.get("/waiting").fields("/waiting/read")
    told(app, eli, number=7)
    assert browser.post("/waiting/read", fields).location == "/waiting?saved=all"
    assert unread(app) == 1


def test_what_others_were_told_is_not_there(app, eli, browser):
    """Not to see, not to open, not to mark; nor what was told of a country one has left."""
    other = make_account(app.state.engine, "b@ministry.example", Grant(Role.CONTRIBUTOR, "DK"))
    told(app, other)
    told(app, eli, reporter="SE", who="Sven")
    assert "Nothing is waiting" in browser.get("/waiting").words()
    assert [
        browser.post(f"/waiting/{n}/{act}").status for n in (1, 2, 99) for act in ("open", "read")
    ] == [404] * 6
    browser.post("/waiting/read", {"up_to": "99"})
    assert unread(app) == 2


def test_a_desk_officer_has_the_page_too(app):
    """The number stands in the head of the pages of the desk."""
    desk = make_account(app.state.engine, "desk@union.example", Grant(Role.DESK_OFFICER))
    told(app, desk, kind="submitted")
    browser = PageClient(app).sign_in("desk@union.example")
    assert re.search(r"Waiting for you 1", browser.get("/desk", follow=True).words())
    assert "Denmark has submitted" in browser.get("/waiting").words()


def test_mails_are_chosen_on_the_account(app, eli, browser):
    """Kinds that are not duty, and the language; the notice comes all the same."""
    page = browser.get("/account/mails")
    assert "A country submits" not in page.words().partition("Mails that always come")[0]
    names = {f.get("value") for f in page.all("input") if f.get("name") == "wanted"}
    assert {"mention", "reminder"} <= names
    assert not names & {"assignment", "deadline", "submitted"}
    done = browser.post("/account/mails", {"language": "en", "wanted": ["reminder"]})
    assert done.location == "/account/mails?saved=yes"
    told(app, eli)
    told(app, eli, kind="assignment")
    with open_session(app.state.engine) as session:
        account = session.get(Account, eli)
        assert (account.language, "mention" in json.loads(account.mail_off)) == ("en", True)
        assert [m.subject for m in session.scalars(select(OutboxMail))] == [
            "Reporting 2027: Ana handed you point 4"
        ]
    assert "Ana mentioned you" in browser.get("/waiting").words()
    assert browser.post("/account/mails", {"language": "xx"}).status == 422


def test_the_link_of_a_mail_stops_its_kind_without_signing_in(app, eli, settings):
    """Loading it asks, a press does it; a link that is not the portal's leads nowhere."""
    told(app, eli)
    with open_session(app.state.engine) as session:
        path = session.scalars(select(OutboxMail.unsubscribe_path)).one()
    link = signed(app.state.settings.secret_key, path)
    stranger = PageClient(app)
    page = stranger.get(link)
    assert (page.status, page.heading) == (200, "Stop mails")
    assert _off(app, eli) == []
    done = stranger.post(link, {})
    assert done.location == f"{link}?done=yes"
    assert "no more mails of this kind" in stranger.get(done.location).words()
    assert _off(app, eli) == ["mention"]
    assert stranger.post(link, {}).status == 303
    wrong = link[:-1] + ("0" if link[-1] != "0" else "1")
    duty = signed(app.state.settings.secret_key, f"/mails/stop/{eli}.assignment")
    for address in (wrong, duty, path, "/mails/stop/none"):
        assert (stranger.get(address).status, stranger.post(address, {}).status) == (404, 404)
    assert _off(app, eli) == ["mention"]


def _off(app, account_id):
    with open_session(app.state.engine) as session:
        return json.loads(session.get(Account, account_id).mail_off)


@one_database
def test_what_somebody_wrote_is_shown_as_text(app, eli, browser):
    """A notice of the cycle manager is no markup."""
    told(app, eli, kind="notice", subject="<b>New</b> dates", text="First.\n\n<script>x</script>")
    page = browser.get("/waiting")
    assert "<b>New</b> dates" in page.words()
    assert "<script>x</script>" in page.words()

"""Who is told of a comment and how they learn it; the list of conversations; answers to htmx."""

import re

import pytest
from sqlalchemy import select, update

from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import Account
from app.reporting.team_models import CommentMention
from tests.talking import ASKED, POINT, account, at_point, started, waiting
from tests.team import team_of


@pytest.fixture
def team(app):
    """Denmark's people in an open cycle."""
    return team_of(app)


def test_who_is_told_sees_a_number_until_they_say_that_they_read_it(team):
    """By box and by name; a page that is only loaded changes nothing; an answer counts as read."""
    with open_session(team.engine, write=True) as session:
        named = Account.email == team.emails[Role.SIGNATORY]
        session.execute(update(Account).where(named).values(name="Astrid Krogh"))
    tell = [str(account(team, Role.CONTRIBUTOR)), str(account(team, Role.NATIONAL_READER))]
    thread = started(team, text="@Astrid please look", tell=tell)
    people = [team.browser(r) for r in (Role.CONTRIBUTOR, Role.NATIONAL_READER, Role.SIGNATORY)]
    assert [waiting(browser, team) for browser in (*people, team.lead)] == [1, 1, 1, 0]
    contributor, reader, signatory = people
    page = reader.get(thread)
    assert "Mentions you" in page.words()
    assert "you" in page.words().partition("Told:")[2]
    assert waiting(reader, team) == 1
    fields = page.fields(f"{thread}/read")
    assert reader.post(f"{thread}/read", fields).location == f"{thread}#thread-1"
    assert contributor.post(f"{thread}/answers", {"text": "Done."}).status == 303
    assert signatory.post(f"{thread}/resolve").status == 303
    assert [waiting(browser, team) for browser in people] == [0, 0, 0]
    assert "Mentions you" not in reader.get(thread).words()
    assert "Mentioning me 1" in reader.get(f"{team.home}/conversations").words()


def test_what_was_said_after_the_page_was_shown_stays_unread(team):
    """The button speaks for what the reader had before them."""
    tell = [str(account(team, Role.CONTRIBUTOR))]
    thread = started(team, tell=tell)
    contributor = team.browser(Role.CONTRIBUTOR)
    fields = contributor.get(thread).fields(f"{thread}/read")
    assert (
        team.lead.post(f"{thread}/answers", {"text": "And also this.", "tell": tell}).status == 303
    )
    contributor.post(f"{thread}/read", fields)
    assert waiting(contributor, team) == 1


def test_the_head_leads_to_the_mentions(team):
    """The number is a link to the list of conversations in which one is mentioned."""
    started(team, tell=[str(account(team, Role.CONTRIBUTOR))])
    started(team, text="Something else")
    contributor = team.browser(Role.CONTRIBUTOR)
    page = contributor.get(f"{team.home}/points/{POINT}")
    links = [a.get("href") for a in page.all("a") if "Waiting for you" in page.words(a)]
    assert links == [f"{team.home}/conversations?show=mentions"]
    words = contributor.get(links[0]).words()
    assert ASKED in words
    assert "Something else" not in words


def test_the_list_is_filtered_by_its_address(team):
    """Open, resolved, mentioning me, all; and it says what it is for when it is empty."""
    url = f"{team.home}/conversations"
    assert "No conversation yet" in team.lead.get(url).words()
    first = started(team, text="Settled matter")
    team.lead.post(f"{first}/resolve")
    started(team, text="Open matter", subject="indicator:SD-01.1")
    expected = {
        "": ("Open matter", "Settled matter"),
        "?show=open": ("Open matter",),
        "?show=resolved": ("Settled matter",),
        "?show=mentions": (),
        "?show=nonsense": ("Open matter", "Settled matter"),
    }
    for query, texts in expected.items():
        words = team.lead.get(url + query).words()
        assert [t for t in ("Open matter", "Settled matter") if t in words] == list(texts), query
    assert "No conversation fits this choice" in team.lead.get(f"{url}?show=mentions").words()


def test_htmx_gets_the_conversation_and_a_word_for_the_screen_reader(team):
    """The part that changes, where the focus goes, the count, and what is announced."""
    team.lead.get(at_point(team))
    sent = team.lead.post(at_point(team), {"text": ASKED, "back": "point"}, htmx=True)
    assert sent.status == 200
    assert not sent.is_page
    by_id = {e.get("id"): e for e in sent.tree.iter() if e.get("id")}
    assert by_id["comment-1"].get("autofocus") is not None
    assert sent.words(by_id["live"]) == "Your conversation has started."
    assert sent.words(by_id["conversation-count"]) == "1 open conversation"
    assert not by_id["talk-new-text"].text
    thread = f"{team.home}/conversations/1"
    again = team.lead.post(f"{thread}/answers", {"text": " ", "back": "point"}, htmx=True)
    assert again.status == 422
    by_id = {e.get("id"): e for e in again.tree.iter() if e.get("id")}
    assert by_id["talk-1-text"].get("autofocus") is not None
    assert by_id["talk-1-text"].get("aria-invalid") == "true"
    done = team.lead.post(f"{thread}/resolve", {"back": "point"}, htmx=True)
    assert "0 open conversations, 1 resolved" in done.words()


def test_the_part_stands_in_the_page(team):
    """What htmx gets is what the page shows."""
    thread = started(team)
    sent = team.lead.post(f"{thread}/answers", {"text": "More.", "back": "page"}, htmx=True)
    page = team.lead.get(thread)

    def plain(html):
        html = re.sub(r'name="idempotency_key" value="[^"]*"| autofocus', "", html)
        return re.sub(r"\s+", " ", html)

    part = plain(sent.text)
    assert part[part.index("<article") : part.index("</article>")] in plain(page.text)


def test_words_are_shown_as_words(team):
    """Markup that somebody types is text."""
    started(team, text="<b>bold</b> <script>alert(1)</script>")
    page = team.lead.get(f"{team.home}/points/{POINT}")
    assert "<b>bold</b>" in page.words()
    assert [s for s in page.all("script") if "alert" in (s.text or "")] == []


def test_who_left_the_team_is_named_and_cannot_be_told(team):
    """Their words stay under their name; the form does not offer them."""
    other = account(team, Role.CONTRIBUTOR)
    thread = started(team, role=Role.CONTRIBUTOR)
    with open_session(team.engine, write=True) as session:
        at = select(Account.created_at).where(Account.id == other).scalar_subquery()
        session.execute(update(Account).where(Account.id == other).values(disabled_at=at))
    page = team.lead.get(thread)
    assert ASKED in page.words()
    boxes = [e.get("value") for e in page.all("input") if e.get("name") == "tell"]
    assert str(other) not in boxes
    assert len(boxes) == 2
    sent = team.lead.post(f"{thread}/answers", {"text": "Hello?", "tell": [str(other)]})
    assert sent.status == 422
    assert "no longer of your team" in sent.words()


def test_mentions_are_kept_once_for_each_person(team):
    """Picked and named in one comment is told once."""
    with open_session(team.engine, write=True) as session:
        named = Account.email == team.emails[Role.CONTRIBUTOR]
        session.execute(update(Account).where(named).values(name="Mikkel Lund"))
    other = account(team, Role.CONTRIBUTOR)
    started(team, text="@Mikkel, @Mikkel Lund!", tell=[str(other)])
    with open_session(team.engine) as session:
        found = session.execute(select(CommentMention.account_id)).scalars().all()
    assert found == [other]

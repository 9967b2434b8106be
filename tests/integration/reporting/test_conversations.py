"""Conversations about points: who says what, who is told, and that nobody outside ever sees it."""

import json

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from app.core.db import open_session
from app.domain.conversations import MAX_CHARS
from app.domain.roles import Grant, Role
from app.domain.workflow import Status
from app.reporting.models import ContributionEditor
from app.reporting.team_models import Comment
from tests.builders import LONG_TEXT
from tests.client import PageClient
from tests.factories import fill, make_contribution, make_person, set_status
from tests.people import make_account
from tests.talking import ASKED, POINT, account, acts, at_point, said, start, started
from tests.team import Team, ready_team, team_of


@pytest.fixture
def team(app):
    """Denmark's people in an open cycle."""
    return team_of(app)


def test_a_conversation_goes_from_question_to_resolved_and_back(team):
    """Start, answer, resolve, reopen; each leads back to its place and stands on the point."""
    sent = start(team, subject="answer:P01.justification")
    assert sent.location == f"{team.home}/points/{POINT}#comment-1"
    contributor = team.browser(Role.CONTRIBUTOR)
    page = contributor.get(f"{team.home}/points/{POINT}")
    assert "1 open conversation." in page.words()
    assert ASKED in page.words()
    thread = f"{team.home}/conversations/1"
    answered = contributor.post(f"{thread}/answers", {"text": "All EU partners.", "back": "point"})
    assert answered.location.endswith(f"/points/{POINT}#comment-2")
    resolved = team.signatory.post(f"{thread}/resolve", {"back": "list"})
    assert resolved.location == f"{at_point(team)}#thread-1"
    words = team.lead.get(at_point(team)).words()
    assert "0 open conversations, 1 resolved" in words
    assert "Resolved by" in words
    reopened = team.lead.post(f"{thread}/reopen", {"back": "page"})
    assert reopened.location == f"{thread}#thread-1"
    words = team.lead.get(thread).words()
    assert "Resolved by" not in words
    assert words.index(ASKED) < words.index("All EU partners.")
    assert said(team) == [(1, ASKED), (1, "All EU partners.")]
    assert [act for act, _subject, _data in acts(team)] == [
        "conversation.started",
        "conversation.answered",
        "conversation.resolved",
        "conversation.reopened",
    ]


def test_an_answer_to_a_resolved_conversation_opens_it_again(team):
    """Whoever was writing when it was resolved is still heard."""
    thread = started(team)
    team.lead.post(f"{thread}/resolve")
    assert "Answer and open again" in team.lead.get(thread).words()
    team.browser(Role.CONTRIBUTOR).get(thread)
    team.browser(Role.CONTRIBUTOR).post(f"{thread}/answers", {"text": "One more thing."})
    assert "Resolved by" not in team.lead.get(thread).words()


def test_resolving_twice_is_done_once(team):
    """The second press changes nothing and is no fault."""
    thread = started(team)
    team.lead.get(thread)
    headers = {"Origin": team.lead.base_url}
    for _press in range(2):
        data = {"csrf": team.lead.csrf}
        sent = team.lead.request("POST", f"{thread}/resolve", data=data, headers=headers)
        assert sent.status == 303
    assert [act for act, _s, _d in acts(team)].count("conversation.resolved") == 1


def test_the_same_attempt_sent_again_says_it_once(team):
    """A repeated request of a form finds its comment; another text is another comment."""
    browser, url = team.lead, at_point(team)
    fields = {**browser.get(url).fields(url), "text": ASKED}
    headers = {"Origin": browser.base_url}
    sent = [browser.request("POST", url, data=fields, headers=headers) for _try in range(3)]
    assert {answer.location for answer in sent} == {f"{url}#comment-1"}
    thread = f"{team.home}/conversations/1"
    answer = {**browser.get(thread).fields(f"{thread}/answers"), "text": "Yes."}
    for text in ("Yes.", "Yes.", "No."):
        data = {**answer, "text": text}
        browser.request("POST", f"{thread}/answers", data=data, headers=headers)
    assert said(team) == [(1, ASKED), (1, "Yes."), (1, "No.")]
    assert len(acts(team)) == 3


def test_two_of_the_same_words_by_two_people_are_two_comments(team):
    """A key is its author's own."""
    for role in (Role.REPORTING_LEAD, Role.SIGNATORY):
        assert start(team, role, idempotency_key="k" * 32).status == 303
    assert said(team) == [(1, ASKED), (2, ASKED)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("  ", "Write what you want to say."), ("x" * (MAX_CHARS + 1), "4001 characters; 4000 are")],
)
def test_what_cannot_be_taken_comes_back(team, text, sentence):
    """Nothing is kept; the form shows why, with everything that was typed and chosen."""
    thread, other = started(team), str(account(team, Role.CONTRIBUTOR))
    for url, form_id in ((at_point(team), "talk-new"), (f"{thread}/answers", "talk-1")):
        sent = team.lead.post(url, {"text": text, "tell": [other], "back": "point"})
        assert sent.status == 422
        assert sentence in sent.words()
        box = next(e for e in sent.all("textarea") if e.get("id") == f"{form_id}-text")
        assert box.text.removeprefix("\n") == text
        ticked = [e for e in sent.all("input") if e.get("checked") is not None]
        assert [e.get("value") for e in ticked] == [other]
    assert len(said(team)) == 1


@pytest.mark.parametrize(
    ("point", "fields", "status"),
    [
        ("P25", {}, 404),  # the Commission's
        (POINT, {"subject": "answer:P02.justification"}, 404),
        (POINT, {"subject": "answer:P01.nothing"}, 404),
        (POINT, {"subject": "x" * 221}, 422),
        (POINT, {"tell": ["999999"]}, 422),
        (POINT, {"tell": ["x"]}, 422),
        (POINT, {"back": "https://example.org"}, 422),
    ],
)
def test_a_conversation_is_about_what_is_asked_and_tells_colleagues(team, point, fields, status):
    """Foreign points, unknown fields and strangers are refused."""
    team.lead.get(at_point(team))
    assert team.lead.post(at_point(team, point), {"text": ASKED, **fields}).status == status
    assert said(team) == []


def test_everybody_of_the_country_reads_and_readers_write_nothing(team):
    """A contributor without the point talks too; a reader sees no form and is refused."""
    thread = started(team)
    contributor, reader = team.browser(Role.CONTRIBUTOR), team.browser(Role.NATIONAL_READER)
    assert contributor.get(thread).status == 200
    assert contributor.post(f"{thread}/answers", {"text": "Not my point, but…"}).status == 303
    for url in (f"{team.home}/points/{POINT}", at_point(team), thread):
        page = reader.get(url)
        assert ASKED in page.words()
        assert [f for f in page.all("form") if "conversations" in f.get("action", "")] == []
    for path in ("answers", "resolve", "reopen"):
        assert (
            reader.post(f"{thread}/{path}", {"text": "No"} if path == "answers" else {}).status
            == 403
        )
    assert reader.post(at_point(team), {"text": "No"}).status == 403
    assert len(said(team)) == 2


def test_others_find_nothing(team, app):
    """Another country's lead and everybody of the Commission: 404, and no list of any kind."""
    thread = started(team, text="canary-comment")
    foreign = make_person(team.engine, Role.REPORTING_LEAD, "NL", "Foreign Lead")
    outside = [PageClient(app).sign_in(foreign)]
    union = (Role.DESK_OFFICER, Role.CYCLE_MANAGER, Role.ADMINISTRATOR, Role.REPORT_EDITOR)
    for role in (*union, Role.SUBGROUP_READER):
        make_account(team.engine, f"{role.value}@eu.example", Grant(role))
        outside.append(PageClient(app).sign_in(f"{role.value}@eu.example"))
    for browser in outside:
        for url in (thread, at_point(team), f"{team.home}/conversations"):
            assert browser.get(url).status == 404
        for path in ("answers", "resolve", "reopen", "read"):
            form = {"text": "Mine now"} if path == "answers" else {}
            assert browser.post(f"{thread}/{path}", form).status == 404
        assert browser.post(at_point(team), {"text": "Mine now"}).status == 404
    assert said(team) == [(1, "canary-comment")]
    assert acts(team)[1:] == []


def test_a_conversation_of_another_contribution_is_not_there(team):
    """The number of a foreign conversation under the own address leads nowhere."""
    started(team)
    with open_session(team.engine, write=True) as session:
        make_contribution(session, "NL")
    other = Team(team.app, "NL")
    own = f"{other.home}/conversations/1"
    assert other.lead.get(f"{other.home}/conversations").status == 200
    assert other.lead.get(own).status == 404
    assert other.lead.post(f"{own}/answers", {"text": "Hello"}).status == 404
    assert other.lead.post(f"{own}/resolve").status == 404
    assert len(said(team)) == 1


def test_comments_are_no_part_of_what_is_signed(app):
    """The hash shown for signing does not move, and the document and receipt hold no word."""
    team = ready_team(app)
    assert team.act("send").status == 303
    shown = f"{team.home}/sign-off/sign"
    before = team.signatory.get(f"{team.home}/sign-off").fields(shown)["shown_sha256"]
    started(team, role=Role.SIGNATORY, text="canary-signed @Nobody")
    after = team.signatory.get(f"{team.home}/sign-off").fields(shown)["shown_sha256"]
    assert before == after
    assert team.sign().status == 303  # who talked has edited nothing
    assert team.submit().status == 303
    assert "canary-signed" not in json.dumps(team.document())
    for part in ("", "/receipt", "/receipt.json", "/submission.json"):
        page = team.lead.get(f"{team.home}/submissions/1{part}")
        assert "canary-signed" not in page.text


def test_talking_makes_nobody_an_editor_and_starts_no_preparation(team):
    """Four eyes look at content only."""
    started(team)
    with open_session(team.engine) as session:
        assert session.execute(select(func.count(ContributionEditor.id))).scalar_one() == 0
    assert team.status is Status.NOT_STARTED


@pytest.mark.parametrize("status", [Status.AWAITING_SIGN_OFF, Status.SUBMITTED, Status.DECLINED])
def test_people_talk_while_the_contribution_is_locked(team, status):
    """A signatory has questions just then."""
    set_status(team.engine, status)
    assert start(team, Role.SIGNATORY).status == 303


def test_after_publication_conversations_are_read_only(team):
    """The page says why; the door is shut too."""
    thread = started(team)
    set_status(team.engine, Status.PUBLISHED)
    page = team.lead.get(at_point(team))
    assert "conversations of this contribution are closed" in page.words()
    assert team.lead.post(f"{thread}/answers", {"text": "Late"}).status == 409
    assert start(team).status == 409


def test_a_comment_is_never_changed_or_removed(team):
    """The database refuses, whoever asks."""
    started(team)
    for statement in (update(Comment).values(text="Other"), Comment.__table__.delete()):
        with pytest.raises(DatabaseError), open_session(team.engine, write=True) as session:
            session.execute(statement)
    assert said(team) == [(1, ASKED)]


def test_the_record_holds_numbers_and_hashes_only(team):
    """Who, where, whom, and the hash of the words."""
    other = account(team, Role.CONTRIBUTOR)
    started(team, tell=[str(other)])
    ((act, subject, data),) = acts(team)
    assert (act, subject) == ("conversation.started", POINT)
    assert data["accounts"] == [other]
    assert ASKED not in json.dumps(data)
    words = team.lead.get("/admin/audit/reporters/DK").words()
    assert "Conversation started" in words


def test_a_long_text_of_the_point_is_not_touched(team):
    """What was answered stays as it is while people talk about it."""
    fill(team.engine, team.scope, {"P01.justification": LONG_TEXT}, {})
    before = team.lead.get(f"{team.home}/points/{POINT}").fields(
        f"{team.home}/points/{POINT}/answers/P01.justification"
    )["revision"]
    started(team, subject="answer:P01.justification")
    after = team.lead.get(f"{team.home}/points/{POINT}").fields(
        f"{team.home}/points/{POINT}/answers/P01.justification"
    )["revision"]
    assert before == after == "1"


def test_a_page_that_gives_a_text_back_shows_the_conversations_too(team):
    """A save that cannot be read, sent without htmx, answers with the whole page."""
    started(team)
    url = f"{team.home}/points/{POINT}/answers/P01.since"
    page = team.lead.post(url, {"value": "some day", "revision": "0"})
    assert page.status == 422
    assert ASKED in page.words()

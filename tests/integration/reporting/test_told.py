"""Whoever an act concerns is told of it, in its transaction; nobody is told what they did."""

from sqlalchemy import select

from app.catalogue.queries import get_cycle
from app.core.db import open_session
from app.domain.roles import Grant, Role, UnionScope
from app.identity.models import Account
from app.jobs.models import Notice, OutboxMail
from app.reporting.service.assigning import reassign
from app.reporting.service.conversing import CommentInput, start_conversation
from app.reporting.service.tasks import TaskInput, give_task
from app.review.service import accept
from tests.factories import CYCLE, make_person
from tests.ministries import BODY, approve, ask, ministries
from tests.people import make_account
from tests.talking import waiting
from tests.team import ready_team, team_of

SECRET = "a sentence that only the country may read"


def _told(engine):
    """Return kind, person and subject of every mail, in the order in which they were written."""
    with open_session(engine) as session:
        rows = session.execute(
            select(Notice.kind, Account.email, OutboxMail.subject, Notice.path)
            .join(Account, Account.id == Notice.account_id)
            .join(OutboxMail, OutboxMail.notice_id == Notice.id)
            .order_by(Notice.id)
        )
        return [tuple(row) for row in rows]


def _id(engine, email):
    with open_session(engine) as session:
        return session.scalars(select(Account.id).where(Account.email == email)).one()


def test_from_the_signature_to_the_acceptance(app):
    """Signatory, lead, desk officer and lead again: each hears of the step that is theirs."""
    team = ready_team(app)
    engine = team.engine
    make_account(engine, "desk@union.example", Grant(Role.DESK_OFFICER))
    assert team.act("send").status == 303
    page = team.signatory.get(f"{team.home}/sign-off")
    done = team.signatory.post(f"{team.home}/sign-off/hand-back", {"reason": SECRET})
    assert (page.status, done.status) == (200, 303)
    assert team.report().status == 303
    with open_session(engine, write=True) as session:
        desk = UnionScope(None, "Desk", frozenset({Role.DESK_OFFICER}))
        accept(session, desk, get_cycle(session, CYCLE), "DK", 1, SECRET)
    found = _told(engine)
    assert [(kind, email.split(".")[0].split("@")[0]) for kind, email, _, _ in found] == [
        ("sign_off_wanted", "signatory"),
        ("handed_back", "reporting_lead"),
        ("sign_off_wanted", "signatory"),
        ("submitted", "desk"),
        ("accepted", "reporting_lead"),
        ("accepted", "signatory"),
    ]
    assert found[0][2] == (
        "Reporting 2027: Reporting_Lead Dk asks you to sign the contribution of Denmark"
    )
    assert found[3][3] == f"/desk/{CYCLE}/DK"
    assert team.signatory.get(found[0][3]).status == 200
    assert team.lead.get(found[4][3]).status == 200
    with open_session(engine) as session:
        bodies = [
            text
            for row in session.execute(select(OutboxMail.text, OutboxMail.html))
            for text in row
        ]
        facts = list(session.scalars(select(Notice.facts)))
    assert SECRET not in "".join([*bodies, *facts])


def test_many_points_handed_at_once_are_one_mail(app):
    """A whole list of points names each of them; a single question leads to its field."""
    team = team_of(app)
    person = _id(team.engine, team.emails[Role.CONTRIBUTOR])
    with open_session(team.engine, write=True) as session:
        ticked = [f"P0{number}:{person}" for number in (1, 3, 4)]
        reassign(session, team.scope, CYCLE, shown=(), ticked=ticked)
    with open_session(team.engine, write=True) as session:
        reassign(session, team.scope, CYCLE, shown=ticked, ticked=ticked)
        give_task(session, team.scope, CYCLE, TaskInput("P05.justification", person))
    (many, one) = _told(team.engine)
    assert many[2].endswith("handed you points 1, 3, 4")
    assert one[2].endswith("handed you point 5")
    contributor = team.browser(Role.CONTRIBUTOR)
    assert [contributor.get(path).status for path in (many[3], one[3])] == [200, 200]


def test_a_ministry_is_told_that_it_is_asked_and_the_lead_what_it_answers(app):
    """By notice and mail, once; answered or no longer asked, it does not wait any more."""
    team = ready_team(app)
    reader = team.browser(Role.NATIONAL_READER)
    assert ask(team).status == 303
    ((kind, email, subject, path),) = _told(team.engine)
    assert (kind, email) == ("ministry_asked", team.emails[Role.NATIONAL_READER])
    assert subject.endswith("asks you to approve point 5 for your ministry")
    assert BODY not in subject
    assert waiting(reader, team) == 1
    assert reader.get(path).status == 200
    assert approve(team, reader).status == 303
    assert waiting(reader, team) == 0
    (_, (kind, email, _, path)) = _told(team.engine)
    assert (kind, email) == ("ministry_answered", team.emails[Role.REPORTING_LEAD])
    assert team.lead.get(path).status == 200
    ask(team, body="Ministry of Research")
    assert team.lead.post(f"{ministries(team)}/2/withdraw", {}).status == 303
    with open_session(team.engine) as session:
        rows = session.scalars(select(Notice).where(Notice.kind == "ministry_asked"))
        assert [notice.seen_at is not None for notice in rows] == [True, True]


def test_a_mention_waits_until_it_was_read_where_it_stands(app):
    """The notice is not unread any more once the conversation was; the text is in no mail."""
    team = team_of(app)
    lead, other = (
        _id(team.engine, team.emails[r]) for r in (Role.REPORTING_LEAD, Role.CONTRIBUTOR)
    )
    make_person(team.engine, Role.CONTRIBUTOR, "SE")
    with open_session(team.engine, write=True) as session:
        given = CommentInput(SECRET, tell=(other, lead))
        said = start_conversation(session, team.scope, CYCLE, "P04", "", given)
    ((kind, email, _, path),) = _told(team.engine)
    assert (kind, email) == ("mention", team.emails[Role.CONTRIBUTOR])
    contributor = team.browser(Role.CONTRIBUTOR)
    assert SECRET in contributor.get(path).text
    answer = contributor.post(f"{path}/answers", {"text": "Seen."})
    assert answer.status == 303, (said, answer.text)
    with open_session(team.engine) as session:
        (notice,) = session.scalars(select(Notice).where(Notice.account_id == other))
        assert notice.seen_at is not None

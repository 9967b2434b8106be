"""Where people begin: after signing in each arrives at what is theirs to do."""

from datetime import timedelta

import pytest

from app.core.clock import now, today_brussels
from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.domain.workflow import Status
from tests.client import PageClient
from tests.factories import make_contribution, make_cycle, make_person, set_status
from tests.people import PASSWORD, make_account
from tests.talking import ASKED, account, at_point, start, started
from tests.team import Team, team_of


@pytest.fixture
def team(app):
    """Denmark's people in an open cycle."""
    return team_of(app)


def arrive(app, email):
    """Sign in without asking for a page; return the last address and the page there."""
    browser = PageClient(app)
    form = browser.get("/sign-in").fields("/sign-in")
    answer = browser.post("/sign-in", form | {"email": email, "password": PASSWORD})
    where = ""
    while answer.status == 303:
        where = answer.location
        answer = browser.get(where)
    assert answer.status == 200
    return where, answer


def test_each_role_arrives_at_its_own_page(app, team):
    """Lead and reader at the overview, contributor at the list, signatory at what waits."""
    expected = {
        Role.REPORTING_LEAD: team.home,
        Role.CONTRIBUTOR: f"{team.home}/assignments/tasks",
        Role.SIGNATORY: team.home,
        Role.NATIONAL_READER: team.home,
    }
    arrived = {role: arrive(app, team.emails[role]) for role in expected}
    assert {role: where for role, (where, _page) in arrived.items()} == expected
    assert "Nothing waits for your signature yet" in arrived[Role.SIGNATORY][1].words()
    assert "your signature" not in arrived[Role.REPORTING_LEAD][1].words()
    set_status(team.engine, Status.AWAITING_SIGN_OFF)
    signatory = team.emails[Role.SIGNATORY]
    assert arrive(app, signatory)[0] == f"{team.home}/sign-off"


@pytest.mark.parametrize(
    ("role", "where"),
    [
        (Role.DESK_OFFICER, "/desk"),
        (Role.REPORT_EDITOR, "/editions"),
        (Role.CYCLE_MANAGER, "/cycles"),
        (Role.ADMINISTRATOR, "/admin/accounts"),
        (Role.SUBGROUP_READER, "/"),
    ],
)
def test_people_of_the_commission_arrive_at_their_work(app, engine, role, where):
    """The desk at the desk, editors at the editions, and who has no desk at the public pages."""
    email = f"{role.value}@eu.example"
    make_account(engine, email, Grant(role))
    assert arrive(app, email)[0].partition("/20")[0] == where


def test_who_signs_and_contributes_begins_with_the_signature(app, team):
    """Their own points come first until something waits to be signed."""
    email = "both.dk@ministry.example"
    make_account(team.engine, email, Grant(Role.SIGNATORY, "DK"), Grant(Role.CONTRIBUTOR, "DK"))
    assert arrive(app, email)[0] == f"{team.home}/assignments/tasks"
    set_status(team.engine, Status.AWAITING_SIGN_OFF)
    assert arrive(app, email)[0] == f"{team.home}/sign-off"


def test_the_cycle_that_is_open_comes_before_a_later_one(app, team):
    """The next cycle is planned, the compilation is over: people work on the present one."""
    at = now()
    with open_session(team.engine, write=True) as session:
        version = make_contribution(session, "NL")  # another country changes nothing
        assert version
        present = session.connection().exec_driver_sql("SELECT catalogue_version_id FROM cycle")
        later = make_cycle(
            session,
            "2029",
            catalogue_version_id=present.scalar_one(),
            opens_at=at + timedelta(days=700),
            due_at=at + timedelta(days=730),
            closes_at=at + timedelta(days=760),
        )
        make_contribution(session, "DK", later)
    assert arrive(app, team.emails[Role.REPORTING_LEAD])[0] == team.home


def test_without_a_contribution_the_list_says_so(app, engine):
    """A country whose cycle was not opened yet arrives at the list of contributions."""
    assert arrive(app, make_person(engine, Role.CONTRIBUTOR))[0] == "/contributions"


def test_where_somebody_wanted_to_go_comes_first(app, team):
    """A link from a mail leads to its page."""
    browser = PageClient(app)
    asked = browser.get(f"{team.home}/points/P01")
    form = browser.get(asked.location).fields("/sign-in")
    login = {"email": team.emails[Role.CONTRIBUTOR], "password": PASSWORD}
    assert browser.post("/sign-in", form | login).location == f"{team.home}/points/P01"
    assert browser.get("/sign-in").location == "/home"


def test_a_contributors_list_holds_tasks_mentions_and_conversations(team):
    """What was handed over with day and message, unread mentions, and where it is their turn."""
    contributor, home = team.browser(Role.CONTRIBUTOR), f"{team.home}/assignments/tasks"
    empty = contributor.get(home).words()
    assert "You have no task at present" in empty
    assert "You are mentioned" not in empty
    person = str(account(team, Role.CONTRIBUTOR))
    late = (today_brussels() - timedelta(days=2)).isoformat()
    team.lead.get(home)
    given = {"place": "P02.justification", "account": person, "due": late, "message": "Two lines."}
    assert team.lead.post(home, given).status == 303
    start(team, text="Look here please", tell=[person])
    team.lead.post(at_point(team, "P02"), {"text": "About the whole point"})
    subject = "answer:P02.justification"
    team.lead.post(at_point(team, "P02"), {"text": "About your question", "subject": subject})
    team.lead.post(at_point(team, "P03"), {"text": "Not theirs"})
    page = contributor.get(home)
    words = page.words()
    assert [page.words(h) for h in page.all("main")[0].iter("h2")] == [
        "You are mentioned",
        "Points and questions",
        "Conversations that wait for you",
    ]
    assert words.index("Look here please") < words.index("2 days overdue")
    assert "Two lines." in words
    assert words.index("2 days overdue") < words.index("About your question")
    assert "Not theirs" not in words
    assert "About the whole point" not in words
    contributor.post(f"{team.home}/conversations/1/read", {"up_to": "1"})
    words = contributor.get(home).words()
    assert words.index("2 days overdue") < words.index("Look here please")
    contributor.post(f"{team.home}/conversations/1/answers", {"text": "Seen and done."})
    assert "Seen and done." not in contributor.get(home).words()


def test_mine_counts_single_questions_too(team):
    """A point is mine when one question of it is; the lead keeps what nobody holds as a whole."""
    contributor, person = team.browser(Role.CONTRIBUTOR), str(account(team, Role.CONTRIBUTOR))
    mine = f"{team.home}?show=mine"
    total = _mine(team.lead.get(team.home))
    assert "Mine" not in contributor.get(team.home).words()
    home = f"{team.home}/assignments/tasks"
    team.lead.get(home)
    for place in ("P01.justification", "P01.since", "P02"):
        assert team.lead.post(home, {"place": place, "account": person}).status == 303
    assert _mine(contributor.get(team.home)) == 2
    page = contributor.get(mine)
    points = {a.get("href") for a in page.all("a") if "task__title" in (a.get("class") or "")}
    assert points == {f"{team.home}/points/P01", f"{team.home}/points/P02"}
    assert "(2 questions)" in page.words()
    assert _mine(team.lead.get(team.home)) == total - 1


def _mine(page):
    """Return the number beside the filter."""
    link = next(a for a in page.all("a") if page.words(a).startswith("Mine"))
    return int(page.words(link).split()[1])


def test_switching_the_country_leads_home(app, team):
    """Whoever works for two countries arrives at the work of the chosen one."""
    with open_session(team.engine, write=True) as session:
        make_contribution(session, "NL")
    roles = (Grant(Role.REPORTING_LEAD, "DK"), Grant(Role.CONTRIBUTOR, "NL"))
    make_account(team.engine, "two@ministry.example", *roles)
    browser = PageClient(app).sign_in("two@ministry.example")
    answer = browser.post("/account/reporter", {"reporter": "NL"})
    while answer.status == 303:
        where, answer = answer.location, browser.get(answer.location)
    assert where == f"{Team(app, 'NL').home}/assignments/tasks"


def test_a_conversation_does_not_wait_for_who_spoke_last(team):
    """The list of the one who asked is empty until somebody answers."""
    started(team, role=Role.CONTRIBUTOR)
    contributor, home = team.browser(Role.CONTRIBUTOR), f"{team.home}/assignments/tasks"
    assert ASKED not in contributor.get(home).words()
    team.lead.post(f"{team.home}/conversations/1/answers", {"text": "Everybody in the EU."})
    assert "Everybody in the EU." in contributor.get(home).words()

"""Whatever somebody with power does to a country stands in the log that the country reads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import Account, RoleGrant
from tests.asking import ANSWER, DESK, ask
from tests.client import PageClient
from tests.database import one_database
from tests.factories import CYCLE
from tests.people import make_administrator
from tests.reported import browser_of
from tests.team import Team, make_ready, team_of

MOVE = f"/cycles/{CYCLE}/move"
LOG = "/admin/audit/reporters/DK"


def _day(number: int) -> str:
    return (today_brussels() + timedelta(days=number)).isoformat()


class Powers:
    """The people who can do something to Denmark, in their browsers, and somebody it is done to."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.desk = browser_of(team.app, Role.DESK_OFFICER)
        self.manager = browser_of(team.app, Role.CYCLE_MANAGER)
        self.administrator = PageClient(team.app).sign_in(make_administrator(team.engine))

    @property
    def account(self) -> int:
        """The contributor of Denmark."""
        with open_session(self.team.engine) as session:
            email = self.team.emails[Role.CONTRIBUTOR]
            query = select(Account.id).where(Account.email == email)
            return int(session.execute(query).scalar_one())

    def on_account(self, act: str, **fields: str) -> Any:
        """Do something to the account of the contributor."""
        url = f"/admin/accounts/{self.account}"
        self.administrator.get(url)
        return self.administrator.post(f"{url}/{act}", fields)

    def confirm(self) -> Any:
        """Confirm the role of the contributor, as after the making of another cycle."""
        with open_session(self.team.engine, write=True) as session:
            ours = RoleGrant.account_id == self.account
            session.execute(update(RoleGrant).where(ours).values(confirmed_at=None))
            grant = session.execute(select(RoleGrant.id).where(ours).limit(1)).scalar_one()
        return self.on_account(f"roles/{grant}/confirm")

    def show_draft(self) -> Any:
        """Let a desk officer look at the draft."""
        url = f"{self.team.home}/looks"
        page = self.team.lead.get(url)
        officers = [o.get("value") for o in page.all("option") if o.get("value")]
        given = {"officer": officers[0], "reason": "Advice", "last_day": _day(7)}
        return self.team.lead.post(url, given)

    def extend(self) -> Any:
        """Give more time."""
        self.manager.get(f"/cycles/{CYCLE}")
        given = {"reporter": "DK", "until": _day(90), "reason": "Elections."}
        return self.manager.post(f"/cycles/{CYCLE}/extensions", given)

    def move(self, to: str, shown: str, back: str = "") -> Any:
        """Move the cycle on, or back."""
        self.manager.get(MOVE)
        given = {"to": to, "shown": shown, "confirmed": "yes"}
        return self.manager.post(f"{MOVE}{back}", given)

    def remark(self) -> Any:
        """Put another figure beside what was submitted."""
        given = {"version": "1", "about": [ANSWER], "text": ["Eleven."], "adjusted": [""]}
        return self.desk.post(f"{DESK}/remarks", given)


# What is done, in an order in which all of it can be done, and what the log calls it.
ACTS: tuple[tuple[Callable[[Powers], Any], str], ...] = (
    (Powers.show_draft, "Draft shown to a desk officer"),
    (lambda p: p.on_account("grant", role="signatory", reporter="DK"), "Role granted"),
    (lambda p: p.on_account("revoke", role="signatory", reporter="DK"), "Role revoked"),
    (Powers.confirm, "Role confirmed for the cycle"),
    (lambda p: p.on_account("invite"), "Link for a password made"),
    (lambda p: p.on_account("disable"), "Account disabled"),
    (lambda p: p.on_account("enable"), "Account enabled"),
    (Powers.extend, "More time given"),
    (lambda p: p.move("consolidation", "frozen"), "Cycle moved on"),
    (lambda p: p.move("frozen", "consolidation", "/back"), "Cycle moved back"),
    (lambda p: p.team.report(), "Submitted"),
    (Powers.remark, "Remark of the Commission made"),
    (lambda p: ask(p.desk, ANSWER), "Asked for clarification"),
)


@one_database
def test_the_country_reads_of_every_privileged_act(app):
    """Each adds a line to the log, with what was done and who did it; a neighbour reads nothing."""
    team = team_of(app)
    make_ready(team)
    powers = Powers(team)
    for act, words in ACTS:
        before = team.lead.get(LOG).words().count(words)
        answer = act(powers)
        assert answer.status in (200, 303), (words, answer.words())
        assert team.lead.get(LOG).words().count(words) == before + 1, words
    said = team.lead.get(LOG).words()
    assert "Administrator" in said
    assert "Elections" not in said


@one_database
def test_a_deactivated_person_is_out_at_the_next_request(app):
    """Reading and writing, in a browser that was signed in before; sessions are gone for good."""
    team = team_of(app)
    powers = Powers(team)
    person = team.browser(Role.CONTRIBUTOR)
    assert person.get(team.home).status == 200
    account = powers.account
    powers.administrator.get(f"/admin/accounts/{account}")
    for act in ("disable", "enable"):
        assert powers.administrator.post(f"/admin/accounts/{account}/{act}", {}).status == 303
        answer = person.get(team.home)
        assert (answer.status, answer.location.split("?")[0]) == (303, "/sign-in")
        assert person.post("/account/mails", {"language": ""}).status in (303, 401, 403)

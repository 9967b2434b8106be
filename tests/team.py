"""A country's team at work: people with their browsers, and a contribution ready to be sent."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine, func, select

from app.core.db import open_session
from app.core.i18n import printed_code
from app.domain.roles import CountryScope, Role
from app.domain.workflow import Status
from app.reporting.models import Contribution, Receipt, Submission
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.records import leave_out
from tests.builders import LONG_TEXT, NOW
from tests.client import Answer, PageClient
from tests.factories import CYCLE, fill, lead_scope, make_person, open_reporting
from tests.people import PASSWORD


@dataclass
class Team:
    """The people of one reporter; a browser signs in when it is first used."""

    app: FastAPI
    reporter: str = "DK"
    browsers: dict[Role, PageClient] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        """The database of the portal."""
        engine: Engine = self.app.state.engine
        return engine

    @property
    def home(self) -> str:
        """Address of the contribution."""
        return f"/contributions/{CYCLE}/{printed_code(self.reporter)}"

    @cached_property
    def emails(self) -> dict[Role, str]:
        """The addresses of lead, contributor, signatory and reader."""
        roles = (
            Role.REPORTING_LEAD,
            Role.CONTRIBUTOR,
            Role.SIGNATORY,
            Role.NATIONAL_READER,
        )
        return {role: make_person(self.engine, role, self.reporter) for role in roles}

    def browser(self, role: Role) -> PageClient:
        """Return the browser of the person with this role, signed in."""
        if role not in self.browsers:
            self.browsers[role] = PageClient(self.app).sign_in(self.emails[role])
        return self.browsers[role]

    @property
    def lead(self) -> PageClient:
        """The browser of the reporting lead."""
        return self.browser(Role.REPORTING_LEAD)

    @property
    def signatory(self) -> PageClient:
        """The browser of the signatory."""
        return self.browser(Role.SIGNATORY)

    @property
    def scope(self) -> CountryScope:
        """The scope of the lead, for setting things up by the verbs."""
        return lead_scope(self.engine, self.emails[Role.REPORTING_LEAD], self.reporter)

    def signing_scope(self) -> CountryScope:
        """The scope of the signatory."""
        made = lead_scope(self.engine, self.emails[Role.SIGNATORY], self.reporter)
        roles = frozenset({Role.SIGNATORY})
        return CountryScope(self.reporter, made.account_id, made.account_name, roles)

    def act(self, name: str, **fields: str) -> Answer:
        """Press a button of the sign-off page as the lead."""
        return self.lead.post(f"{self.home}/sign-off/{name}", fields)

    def sign(self, password: str = PASSWORD, **fields: str) -> Answer:
        """Read the sign-off page as the signatory and sign what it shows."""
        page = self.signatory.get(f"{self.home}/sign-off")
        shown = page.fields(f"{self.home}/sign-off/sign")["shown_sha256"]
        given = {"shown_sha256": shown, "declaration": "yes", "password": password, **fields}
        return self.signatory.post(f"{self.home}/sign-off/sign", given)

    def submit(self, version: int = 1) -> Answer:
        """Submit as the lead."""
        return self.act("submit", version=str(version))

    def report(self) -> Answer:
        """Send, sign and submit; the answer leads to the receipt."""
        assert self.act("send", reason="A figure was corrected.").status == 303
        assert self.sign().status == 303
        return self.submit()

    @property
    def status(self) -> Status:
        """The state of the contribution."""
        return self.row().status

    def row(self) -> Contribution:
        """The stored contribution."""
        with open_session(self.engine) as session:
            query = select(Contribution).where(Contribution.reporter == self.reporter)
            found = session.execute(query).scalar_one()
            session.expunge(found)
            return found

    def counts(self) -> tuple[int, int]:
        """How many submissions and receipts there are in the portal."""
        with open_session(self.engine) as session:
            return tuple(  # type: ignore[return-value]
                session.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (Submission, Receipt)
            )

    def document(self) -> dict[str, Any]:
        """The newest submission as stored."""
        with open_session(self.engine) as session:
            query = select(Submission.document).order_by(Submission.id.desc()).limit(1)
            document: dict[str, Any] = json.loads(session.execute(query).scalar_one())
            return document


# In the tiny catalogue: the point that is filled in, values it needs besides, points left out.
_NATIONAL: tuple[str, dict[str, str], tuple[str, ...]] = ("P05", {}, ("P01", "P02", "P03", "P04"))
_COMMISSION = ("P25", {f"SD-25.1@{NOW}": "3"}, ("P04",))


def team_of(app: FastAPI, reporter: str = "DK", **cycle: Any) -> Team:
    """Open a cycle for one reporter with its team."""
    open_reporting(app.state.engine, reporter, **cycle)
    team = Team(app, reporter)
    assert team.emails
    return team


def ready_team(app: FastAPI, reporter: str = "DK", **cycle: Any) -> Team:
    """Return a team whose contribution can be sent: one point filled in, the others left out."""
    team = team_of(app, reporter, **cycle)
    make_ready(team)
    return team


def make_ready(team: Team) -> None:
    """Fill one point in and leave the others out; two warnings stand."""
    point, values, elsewhere = _COMMISSION if team.reporter == "EU" else _NATIONAL
    scope, cells = team.scope, {f"SD-X.1/{point}@{NOW}": "some", **values}
    fill(team.engine, scope, {f"{point}.justification": LONG_TEXT}, cells)
    with open_session(team.engine, write=True) as session:
        for other in elsewhere:
            kept = leave_out(
                session, scope, CYCLE, other, left_out=True, reason="Not yet.", base=Base()
            )
            assert isinstance(kept, Stored)

"""Ministries that are asked to approve points: the acts of the lead and of whoever is asked."""

from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import Account
from app.reporting.team_models import MinistryApproval
from tests.builders import LONG_TEXT
from tests.factories import fill

POINT = "P05"
BODY = "Ministry of <b>Foreign</b> Affairs"


def ministries(team):
    """Address of the page of the lead."""
    return f"{team.home}/ministries"


def account(team, email):
    """Return the id of an account."""
    with open_session(team.engine) as session:
        return session.execute(select(Account.id).where(Account.email == email)).scalar_one()


def ask(team, *points, role=Role.NATIONAL_READER, body=BODY):
    """Ask somebody as the lead and return the answer."""
    person = account(team, team.emails[role])
    given = {"body": body, "account": str(person), "point": list(points) or [POINT]}
    return team.lead.post(ministries(team), given)


def one(team, number=1):
    """Address of what a ministry was asked."""
    return f"{ministries(team)}/{number}"


def approve(team, browser, number=1, **fields):
    """Read the page and approve what it shows."""
    page = browser.get(one(team, number))
    shown = page.fields(f"{one(team, number)}/approve")["shown_sha256"]
    given = {"shown_sha256": shown, "declaration": "yes", **fields}
    return browser.post(f"{one(team, number)}/approve", given)


def stored(team):
    """Return every ask: decision, note, hash, whether it is withdrawn."""
    with open_session(team.engine) as session:
        rows = session.execute(select(MinistryApproval).order_by(MinistryApproval.id)).scalars()
        return [(r.decision, r.note, len(r.content_sha256), bool(r.withdrawn_at)) for r in rows]


def events(team):
    """Return what the record says of ministries."""
    with open_session(team.engine) as session:
        query = select(AuditEvent.act, AuditEvent.data).where(AuditEvent.act.like("ministry.%"))
        return [tuple(row) for row in session.execute(query.order_by(AuditEvent.id))]


def change(team, text="Another text. "):
    """Save another answer at the point as the lead."""
    fill(team.engine, team.scope, {f"{POINT}.justification": text + LONG_TEXT}, {})

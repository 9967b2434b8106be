"""Conversations of a team, started and looked at as its people would."""

import re

from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import Account
from app.reporting.team_models import Comment, CommentThread

POINT = "P01"
ASKED = "Who counts as a partner here?"


def at_point(team, point=POINT):
    """Address where conversations of a point are started and listed."""
    return f"{team.home}/points/{point}/conversations"


def account(team, role):
    """Return the id of one of the people."""
    with open_session(team.engine) as session:
        query = select(Account.id).where(Account.email == team.emails[role])
        return session.execute(query).scalar_one()


def start(team, role=Role.REPORTING_LEAD, text=ASKED, **fields):
    """Start a conversation and return the answer."""
    browser = team.browser(role)
    browser.get(at_point(team))
    return browser.post(at_point(team), {"text": text, "back": "point", **fields})


def started(team, **fields):
    """Start a conversation and return its address."""
    assert start(team, **fields).status == 303
    with open_session(team.engine) as session:
        number = session.execute(select(func.max(CommentThread.id))).scalar_one()
    return f"{team.home}/conversations/{number}"


def said(team):
    """Return every comment: conversation and text."""
    with open_session(team.engine) as session:
        query = select(Comment.thread_id, Comment.text).order_by(Comment.id)
        return [tuple(row) for row in session.execute(query)]


def acts(team):
    """Return what the record says of conversations."""
    with open_session(team.engine) as session:
        query = select(AuditEvent).where(AuditEvent.act.startswith("conversation."))
        return [(e.act, e.subject, e.data) for e in session.scalars(query.order_by(AuditEvent.id))]


def waiting(browser, team):
    """Return the number in the head of a page of the contribution, 0 when there is none."""
    page = browser.get(team.home)
    found = re.search(r"Waiting for you (\d+)", page.words())
    return int(found[1]) if found else 0

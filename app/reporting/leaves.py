"""When a country's leave to look at its draft holds, as conditions of queries."""

from sqlalchemy import ColumnElement, exists
from sqlmodel import col

from app.core.db import moment
from app.reporting.models import Contribution
from app.reporting.team_models import LookGrant


def leave_holds() -> ColumnElement[bool]:
    """Return the condition that a leave was neither ended nor is over."""
    return col(LookGrant.revoked_at).is_(None) & (col(LookGrant.ends_at) > moment())


def has_leave() -> ColumnElement[bool]:
    """Return whether somebody may look, as a column of the row of a contribution."""
    ours = col(LookGrant.contribution_id) == col(Contribution.id)
    return exists().where(ours, leave_holds()).correlate(Contribution)

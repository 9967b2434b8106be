"""Deadlines in words: what the dates of a cycle mean today, counted in Brussels."""

from datetime import datetime

from app.catalogue.queries import CycleInfo
from app.core.clock import BRUSSELS
from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.domain.workflow import Window
from app.reporting.answer_dates import AskedCycle


def days_between(start: datetime, end: datetime) -> int:
    """Return how many midnights of Brussels lie between two moments."""
    return (end.astimezone(BRUSSELS).date() - start.astimezone(BRUSSELS).date()).days


def time_left(cycle: CycleInfo, at: datetime) -> str:
    """Return how long there is left, in a few words."""
    window = cycle.window(at)
    if window is Window.BEFORE_OPENING:
        return _("opens on %(day)s") % {"day": format_date(cycle.opens_at)}
    if window is Window.CLOSED:
        return _("closed")
    if window is Window.LATE and isinstance(cycle, AskedCycle):
        return _("late; you can still answer")
    days = days_between(at, cycle.due_at if window is Window.OPEN else cycle.closes_at)
    if window is Window.LATE:
        return ngettext(
            "late, %(num)s day until the cycle closes",
            "late, %(num)s days until the cycle closes",
            days,
        ) % {"num": days}
    if days == 0:
        return _("today is the last day")
    return ngettext("%(num)s day left", "%(num)s days left", days) % {"num": days}


def due_text(cycle: CycleInfo) -> str:
    """Return the due date as a sentence part."""
    return _("due on %(day)s") % {"day": format_date(cycle.due_at)}

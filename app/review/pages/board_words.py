"""State and time of a reporter in words, as the Commission may know them."""

from app.core.clock import now
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.domain.workflow import Status, Window
from app.reporting import words
from app.reporting.pages.deadlines import time_left
from app.review.standing import Standing


def state_word(status: Status) -> str:
    """Return the state of a contribution as it looks from outside."""
    if status is Status.NOT_STARTED:
        return _("Nothing submitted")
    return words.status_word(status)


def time_word(standing: Standing) -> str:
    """Return how long there is left for a report that may still come, or how late it was."""
    if standing.cycle.is_baseline or standing.head.status is Status.DECLINED:
        return ""
    if standing.digest is not None:
        if not standing.is_late:
            return _("in time")
        days = standing.days_late
        late = ngettext("%(num)d day late", "%(num)d days late", days) % {"num": days}
        return late if days else _("late")
    if standing.is_late and standing.window is Window.LATE:
        days = standing.days_late
        past = ngettext("%(num)d day past the due date", "%(num)d days past the due date", days) % {
            "num": days
        }
        return past if days else _("past the due date")
    return time_left(standing.cycle, now())

"""A moment in words, with the clock it is read on."""

from datetime import datetime, timedelta

from app.core.clock import BRUSSELS
from app.core.i18n import format_date, format_time
from app.core.i18n import gettext as _


def moment_word(at: datetime) -> str:
    """Return a moment in Brussels: in autumn two hours of one night look alike without it."""
    local = at.astimezone(BRUSSELS)
    offset = local.utcoffset() or timedelta()
    return _("%(day)s, %(time)s in Brussels (UTC+%(hours)d)") % {
        "day": format_date(local.date()),
        "time": format_time(at),
        "hours": int(offset.total_seconds() // 3600),
    }

"""Where a person of a country begins: lead, signatory and contributor each on a page of theirs."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.conversations import may_converse
from app.domain.roles import CountryScope, Role
from app.domain.workflow import Status, Window
from app.reporting import addresses
from app.reporting.queries import Head

LIST = "/contributions"


def home_of(scope: CountryScope, heads: Sequence[Head], at: datetime) -> str:
    """Return the page a person sees first; `heads` are the contributions, the newest first.

    A lead sees how far everything is, a contributor what is in their hands, a signatory what waits
    to be signed. A signature that waits comes before one's own points.
    """
    head = _present(heads, at)
    if head is None:
        return LIST
    place = (head.cycle.code, scope.reporter)
    if scope.has(Role.SIGNATORY) and head.row.status is Status.AWAITING_SIGN_OFF:
        return addresses.sign_off_url(*place)
    if scope.has(Role.CONTRIBUTOR) and not scope.has(Role.REPORTING_LEAD):
        return addresses.tasks_url(*place)
    return addresses.contribution_url(*place)


def _present(heads: Sequence[Head], at: datetime) -> Head | None:
    """Return the contribution people work on now: in an open cycle, else the newest reported."""
    running = [h for h in heads if h.cycle.window(at) in (Window.OPEN, Window.LATE)]
    reported = [h for h in heads if may_converse(h.row.status)]
    both = [h for h in running if h in reported]
    return next(iter([*both, *reported, *heads]), None)

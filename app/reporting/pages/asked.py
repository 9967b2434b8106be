"""What a person is asked to approve for a ministry, as the lists of their work show it."""

from collections.abc import Sequence

from app.core.i18n import ngettext
from app.domain.ministry import ASKED_WHILE
from app.reporting.addresses import ministry_url
from app.reporting.work import Work
from app.web.pages import Link


def point_numbers(points: Sequence[str]) -> str:
    """Return points in words, for example `Points 4, 12`."""
    listed = ", ".join(str(int(point[1:])) for point in points)
    label = ngettext("Point %(numbers)s", "Points %(numbers)s", len(points))
    return label % {"numbers": listed}


def asked_of_me(work: Work) -> tuple[Link, ...]:
    """Return what this person was asked to approve and has not answered yet."""
    if work.draft.status not in ASKED_WHILE:
        return ()
    place = (work.cycle, work.reporter)
    return tuple(
        (
            f"{ask.body}: {point_numbers(ask.points)}",
            ministry_url(*place, ask.id),
        )
        for ask in work.draft.asks
        if ask.waits_for_me
    )

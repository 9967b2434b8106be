"""When somebody is reminded, by days in Brussels: a month before a date, weeks before, a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.completeness import Completeness

STAGES = (30, 14, 7, 1)  # days before the due date
TASK_STAGES = (2,)  # days before the day a colleague was given
LAST_STAGES = (7, 1)  # also told to whoever only has to send what is complete
OVERDUE_FOR = timedelta(days=14)  # a task that is older is not spoken of again


def stage(today: date, since: date, due: date, stages: Iterable[int] = STAGES) -> int | None:
    """Return the stage that a day is in: the shortest whose day has come; None before and after.

    A worker that slept over a stage tells it late, and only the last of those it slept over. A
    stage whose day lies before the beginning is left out: who has just been told of the date is
    not reminded of it.
    """
    left = (due - today).days
    if left < 0:
        return None
    reached = (s for s in stages if left <= s and due - timedelta(days=s) >= since)
    return min(reached, default=None)


@dataclass(frozen=True)
class Held:
    """A point, or one question of it, in the hands of somebody."""

    account_id: int
    point: str
    question: str = ""


def is_missing(judged: Completeness, held: Held) -> bool:
    """Tell whether anything is still missing at what somebody holds."""
    found = judged.at(held.point)
    if found is None:
        return False
    if not held.question:
        return bool(found.missing)
    return any(item.subject == held.question for item in found.missing)


def lacks_anything(judged: Completeness) -> bool:
    """Tell whether anything is missing at the included points."""
    return any(point.missing for point in judged.included)

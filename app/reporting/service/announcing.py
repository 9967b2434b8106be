"""Whom an act of a country or the desk concerns, told in the transaction of the act."""

from collections.abc import Iterable

from sqlmodel import Session

from app.catalogue.models import CycleKind
from app.catalogue.queries import CycleInfo
from app.core.clock import now
from app.domain.roles import CountryScope, Role, UnionScope
from app.identity.recipients import recipients, recipients_of
from app.jobs.telling import Telling, mark_seen, tell
from app.reporting.addresses import (
    contribution_url,
    conversations_url,
    desk_url,
    point_url,
    sign_off_url,
    submission_url,
    tasks_url,
)
from app.reporting.queries import Head

_Actor = CountryScope | UnionScope


def _telling(
    scope: _Actor,
    cycle: CycleInfo,
    reporter: str,
    kind: str,
    occasion: object,
    path: str,
    point: str = "",
    **facts: str,
) -> Telling:
    training = {"training": "yes"} if cycle.kind is CycleKind.TRAINING else {}
    who = scope.account_name if scope.account_id is not None else ""  # the operator, the seed
    said = {"who": who, "cycle_title": cycle.title, **training, **facts}
    key = f"{kind}:{cycle.code}:{reporter}:{occasion}"
    return Telling(kind, key, cycle.code, reporter, point, said, path)


def announce_points(
    session: Session,
    scope: CountryScope,
    head: Head,
    account_id: int,
    given: Iterable[str],
    question: str = "",
) -> None:
    """Tell a colleague what was handed to them: one mail, however many points it is."""
    if account_id == scope.account_id:
        return
    handed = sorted(given)
    place = (head.cycle.code, scope.reporter)
    only = handed[0] if len(handed) == 1 else ""
    subject = f"answer:{question}" if question else ""
    path = point_url(*place, only, subject) if only else tasks_url(*place)
    occasion = f"{now().isoformat()}:{question or handed[0]}"
    points = " ".join(handed)
    told = _telling(
        scope, head.cycle, scope.reporter, "assignment", occasion, path, only, points=points
    )
    tell(session, recipients_of(session, [account_id]), told)


def announce_mention(
    session: Session,
    scope: CountryScope,
    head: Head,
    told: Iterable[int],
    comment_id: int,
    thread_id: int,
    point: str,
) -> None:
    """Tell the colleagues who are mentioned in a comment."""
    path = conversations_url(head.cycle.code, scope.reporter, thread_id)
    people = [account_id for account_id in told if account_id != scope.account_id]
    if people:
        what = _telling(scope, head.cycle, scope.reporter, "mention", comment_id, path, point)
        tell(session, recipients_of(session, people), what)


def mention_read(
    session: Session, scope: CountryScope, head: Head, comment_ids: Iterable[int]
) -> None:
    """Note that a mention was read where it stands: it waits nowhere else any more."""
    if scope.account_id is not None:
        place = f"mention:{head.cycle.code}:{scope.reporter}"
        mark_seen(session, scope.account_id, [f"{place}:{number}" for number in comment_ids])


def announce_sign_off(session: Session, scope: CountryScope, head: Head) -> None:
    """Ask the signatories to read and sign."""
    path = sign_off_url(head.cycle.code, scope.reporter)
    what = _telling(scope, head.cycle, scope.reporter, "sign_off_wanted", now().isoformat(), path)
    people = recipients(session, Role.SIGNATORY, reporter=scope.reporter, without=scope.account_id)
    tell(session, people, what)


def announce_hand_back(session: Session, scope: CountryScope, head: Head) -> None:
    """Tell the leads that the contribution is theirs again, and where the reason stands."""
    path = contribution_url(head.cycle.code, scope.reporter)
    what = _telling(scope, head.cycle, scope.reporter, "handed_back", now().isoformat(), path)
    people = recipients(
        session, Role.REPORTING_LEAD, reporter=scope.reporter, without=scope.account_id
    )
    tell(session, people, what)


def announce_submission(session: Session, scope: CountryScope, head: Head, version: int) -> None:
    """Tell the desk officers that there is something to read."""
    path = desk_url(head.cycle.code, scope.reporter)
    what = _telling(scope, head.cycle, scope.reporter, "submitted", version, path)
    tell(session, recipients(session, Role.DESK_OFFICER), what)


def announce_acceptance(
    session: Session, scope: UnionScope, cycle: CycleInfo, reporter: str, version: int
) -> None:
    """Tell the leads and the signatories that the Commission has accepted the submission."""
    path = submission_url(cycle.code, reporter, version)
    what = _telling(scope, cycle, reporter, "accepted", version, path)
    people = recipients(session, Role.REPORTING_LEAD, Role.SIGNATORY, reporter=reporter)
    tell(session, people, what)

"""Whom an act of a country or the desk concerns, told in the transaction of the act."""

from collections.abc import Iterable

from sqlmodel import Session

from app.catalogue.models import CycleKind
from app.catalogue.queries import CycleInfo
from app.catalogue.told import those_who_practise
from app.core.clock import now
from app.domain.roles import CountryScope, Role, UnionScope
from app.identity.recipients import recipients, recipients_of
from app.jobs.telling import Telling, mark_seen, tell
from app.reporting.addresses import (
    contribution_url,
    conversations_url,
    desk_url,
    ministries_url,
    ministry_url,
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


def announce_ministry_asked(
    session: Session,
    scope: CountryScope,
    head: Head,
    account_id: int,
    ask_id: int,
    points: Iterable[str],
) -> None:
    """Ask the colleague of a ministry to read and approve."""
    path = ministry_url(head.cycle.code, scope.reporter, ask_id)
    said = " ".join(sorted(points))
    what = _telling(scope, head.cycle, scope.reporter, "ministry_asked", ask_id, path, points=said)
    if account_id != scope.account_id:
        tell(session, recipients_of(session, [account_id]), what)


def announce_ministry_answered(
    session: Session,
    scope: CountryScope,
    head: Head,
    asked_by: int | None,
    ask_id: int,
    points: Iterable[str],
) -> None:
    """Tell the lead who asked that the ministry approved or returned its points."""
    path = ministries_url(head.cycle.code, scope.reporter)
    occasion = f"{ask_id}:{now().isoformat()}"
    said = " ".join(sorted(points))
    what = _telling(
        scope, head.cycle, scope.reporter, "ministry_answered", occasion, path, points=said
    )
    people = recipients(
        session, Role.REPORTING_LEAD, reporter=scope.reporter, without=scope.account_id
    )
    tell(session, (p for p in people if p.account_id == asked_by), what)


def ministry_done(
    session: Session, scope: CountryScope, head: Head, account_id: int, ask_id: int
) -> None:
    """Note that nobody waits for this colleague's ministry any more."""
    place = f"ministry_asked:{head.cycle.code}:{scope.reporter}"
    mark_seen(session, account_id, [f"{place}:{ask_id}"])


def announce_submission(session: Session, scope: CountryScope, head: Head, version: int) -> None:
    """Tell the desk officers that there is something to read; of practice those who practise."""
    path = desk_url(head.cycle.code, scope.reporter)
    what = _telling(scope, head.cycle, scope.reporter, "submitted", version, path)
    desk = recipients(session, Role.DESK_OFFICER)
    tell(session, those_who_practise(session, head.cycle, scope.reporter, desk), what)


def announce_acceptance(
    session: Session, scope: UnionScope, cycle: CycleInfo, reporter: str, version: int
) -> None:
    """Tell the leads and the signatories that the Commission has accepted the submission."""
    path = submission_url(cycle.code, reporter, version)
    what = _telling(scope, cycle, reporter, "accepted", version, path)
    people = recipients(session, Role.REPORTING_LEAD, Role.SIGNATORY, reporter=reporter)
    tell(session, people, what)

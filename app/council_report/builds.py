"""Builds: wishes for a document that wait, are worked on by builders, and come to an end.

All of it stands in the database, so that it is right with several server processes: at most two
are worked on at once, and only the builder that holds a build writes to it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Select, func, insert, select, text, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.council_report.models import ReportBuild
from app.council_report.service import check_language
from app.domain.roles import UnionScope
from app.editions.models import Edition
from app.editions.queries import EditionInfo

Wish = Literal["docx", "pdf", "xlsx", "parts"]
AT_ONCE = 2  # they are heavy
ATTEMPTS = 2  # a build that broke off is begun once more
GOING = ("waiting", "running")
_LOCK = 7_302_011  # of PostgreSQL, while somebody takes a build


@dataclass(frozen=True)
class BuildInfo:
    """One build as it stands."""

    id: int
    format: str
    language: str
    state: str
    stage: str
    done: int
    of: int
    attempt: int
    error: str
    report_id: int | None
    requested_at: datetime
    finished_at: datetime | None
    ahead: int = 0  # builds that come first, of a waiting one

    @property
    def is_going(self) -> bool:
        """Tell whether it still comes to something."""
        return self.state in GOING


@dataclass(frozen=True)
class Claimed:
    """A build that a builder holds."""

    id: int
    builder: str
    edition: str
    format: str
    language: str
    requested_by: int | None


_COLUMNS = tuple(
    col(getattr(ReportBuild, name)) for name in BuildInfo.__dataclass_fields__ if name != "ahead"
)


def ask_for(
    session: Session, scope: UnionScope, edition: EditionInfo, wish: Wish, language: str
) -> int:
    """Ask for a document and return the number of its build; one that is going is joined."""
    check_language(language)
    same = select(col(ReportBuild.id)).where(
        col(ReportBuild.edition_id) == edition.id,
        col(ReportBuild.format) == wish,
        col(ReportBuild.language) == language,
        col(ReportBuild.state).in_(GOING),
    )
    number = session.execute(same).scalar()
    if number is None:
        added = insert(ReportBuild).values(
            edition_id=edition.id,
            format=wish,
            language=language,
            state="waiting",
            requested_at=now(),
            requested_by=scope.account_id,
        )
        number = session.execute(added.returning(col(ReportBuild.id))).scalar_one()
    _note(session, scope, edition, "report_build_asked", number, wish, language)
    return int(number)


def cancel(session: Session, scope: UnionScope, edition: EditionInfo, number: int) -> None:
    """End a build that is going; its builder notices at its next sign of life."""
    found = find_build(session, scope, edition, number)
    if found is None:
        raise NotFound
    if not _change(session, number, GOING, state="cancelled", cancelled_by=scope.account_id):
        raise Conflict("build_is_over")
    _note(session, scope, edition, "report_build_cancelled", number, found.format, found.language)


def _note(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    act: str,
    number: int,
    wish: str,
    language: str,
) -> None:
    record(
        session,
        f"cycle:{edition.cycle_code}",
        act,
        account_id=scope.account_id,
        subject=edition.code,
        build=number,
        format=wish,
        language=language,
    )


def find_build(
    session: Session, scope: UnionScope, edition: EditionInfo, number: int
) -> BuildInfo | None:
    """Return a build of an edition, None when there is none of this number."""
    row = session.execute(_of(edition).where(col(ReportBuild.id) == number)).first()
    if row is None:
        return None
    return replace(BuildInfo(*row), ahead=_ahead(session, number) if row.state == "waiting" else 0)


def list_going(session: Session, scope: UnionScope, edition: EditionInfo) -> list[BuildInfo]:
    """Return the builds of an edition that are going, the oldest first."""
    query = _of(edition).where(col(ReportBuild.state).in_(GOING)).order_by(col(ReportBuild.id))
    return [BuildInfo(*row) for row in session.execute(query)]


def _of(edition: EditionInfo) -> Select[Any]:
    query: Select[Any] = select(*_COLUMNS).where(col(ReportBuild.edition_id) == edition.id)
    return query


def _ahead(session: Session, number: int) -> int:
    query = select(func.count()).where(
        col(ReportBuild.state).in_(GOING), col(ReportBuild.id) < number
    )
    return int(session.execute(query).scalar_one())


def is_something_going(session: Session) -> bool:
    """Tell whether any build, of whichever edition, waits or is worked on."""
    query = select(col(ReportBuild.id)).where(col(ReportBuild.state).in_(GOING)).limit(1)
    return session.execute(query).scalar() is not None


def is_something_to_take(session: Session, lease: timedelta) -> bool:
    """Tell whether a builder is missing: a build waits, or its builder is silent."""
    silent = (col(ReportBuild.state) == "running") & (col(ReportBuild.heartbeat_at) < now() - lease)
    query = select(col(ReportBuild.id)).where((col(ReportBuild.state) == "waiting") | silent)
    return session.execute(query.limit(1)).scalar() is not None


def claim(session: Session, builder: str, lease: timedelta) -> Claimed | None:
    """Take the build that waits longest, None while none waits or two are worked on.

    A running build without a sign of life for as long as `lease` has lost its builder.
    """
    _one_at_a_time(session)
    silent = col(ReportBuild.heartbeat_at) < now() - lease
    running = col(ReportBuild.state) == "running"
    for number in session.execute(select(col(ReportBuild.id)).where(running, silent)).scalars():
        _put_back(session, number)
    at_work = session.execute(select(func.count()).select_from(ReportBuild).where(running))
    if at_work.scalar_one() >= AT_ONCE:
        return None
    first = session.execute(
        select(ReportBuild, col(Edition.code))
        .join(Edition, col(Edition.id) == col(ReportBuild.edition_id))
        .where(col(ReportBuild.state) == "waiting")
        .order_by(col(ReportBuild.id))
        .limit(1)
    ).first()
    if first is None:
        return None
    build, edition = first
    held = Claimed(build.id, builder, edition, build.format, build.language, build.requested_by)
    _change(
        session, held.id, ("waiting",), state="running", builder=builder, stage="", done=0, of=0,
        attempt=build.attempt + 1, started_at=now(), heartbeat_at=now(),
    )  # fmt: skip
    return held


def _one_at_a_time(session: Session) -> None:
    """Let those who take builds queue until the end of the transaction; SQLite's writers do."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def beat(session: Session, held: Claimed, stage: str, done: int, of: int) -> bool:
    """Give a sign of life and say how far it is; False when the build is not ours any more."""
    told = {"stage": stage, "done": done, "of": of, "heartbeat_at": now()}
    return _change(session, held.id, ("running",), held.builder, **told)


def is_alive(session: Session, held: Claimed) -> bool:
    """Give a sign of life for a builder that is still starting; False as `beat`."""
    return _change(session, held.id, ("running",), held.builder, heartbeat_at=now())


def end(session: Session, held: Claimed, state: str, error: str = "") -> bool:
    """End a build; False, and nothing may be kept, when it is not ours any more.

    What comes of it is written after this in the same transaction, never before: whoever cancels
    locks the build first and the record second, too.
    """
    _one_at_a_time(session)
    return _change(session, held.id, ("running",), held.builder, state=state, error=error)


def lead_to(session: Session, held: Claimed, report_id: int) -> None:
    """Say which document came of a build."""
    _change(session, held.id, ("done",), held.builder, report_id=report_id)


def give_up(session: Session, held: Claimed) -> None:
    """Take note that the builder of a build died: it is begun once more, or has broken off."""
    query = select(col(ReportBuild.id)).where(
        col(ReportBuild.id) == held.id, col(ReportBuild.builder) == held.builder
    )
    if session.execute(query).scalar() is not None:
        _put_back(session, held.id)


def _put_back(session: Session, number: int) -> None:
    tries = select(col(ReportBuild.attempt)).where(col(ReportBuild.id) == number)
    again = session.execute(tries).scalar_one() < ATTEMPTS
    _change(session, number, ("running",), state="waiting" if again else "broken")


def _change(
    session: Session, number: int, states: tuple[str, ...], held_by: str = "", **told: Any
) -> bool:
    """Write to a build if it is in one of these states, and held by whoever is named."""
    ends = "state" in told and told["state"] not in GOING
    values = {**told, **({"finished_at": now()} if ends else {})}
    query = update(ReportBuild).where(
        col(ReportBuild.id) == number, col(ReportBuild.state).in_(states)
    )
    if held_by:
        query = query.where(col(ReportBuild.builder) == held_by)
    done = session.execute(
        query.values(values).returning(col(ReportBuild.id)),
        execution_options={"synchronize_session": False},
    )
    return done.scalar() is not None

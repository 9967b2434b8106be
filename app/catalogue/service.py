"""Acts on the catalogue and on cycles: store, freeze, create, move."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue import messages  # noqa: F401 - registers the sentences
from app.catalogue.dates import CycleDates, check_change, check_order
from app.catalogue.models import CatalogueVersion, Cycle, CycleKind, Extension
from app.catalogue.queries import CycleInfo, cycle_info, get_cycle, get_index, list_extensions
from app.catalogue.told import tell_of_cycle, tell_of_extension
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.indicators import Catalogue
from app.domain.roles import UnionScope
from app.domain.workflow import CycleStatus


def store_version(session: Session, scope: UnionScope, catalogue: Catalogue) -> int:
    """Store a catalogue as a draft version, or replace the draft of the same code; returns its id.

    Storing the same content as a frozen version returns that version; other content under a
    frozen code is refused, because a frozen version never changes.
    """
    content = canonical_json(catalogue)
    sha256 = sha256_hex(content)
    found = (
        session.execute(
            select(CatalogueVersion).where(col(CatalogueVersion.code) == catalogue.code)
        )
        .scalars()
        .first()
    )
    if found is None:
        found = CatalogueVersion(
            code=catalogue.code, content=content, sha256=sha256, created_at=now()
        )
        session.add(found)
    elif found.frozen_at is None:
        found.content, found.sha256 = content, sha256
    elif found.sha256 != sha256:
        raise Conflict("catalogue_frozen", code=catalogue.code)
    session.flush()
    if found.id is None:
        raise RuntimeError("the database gave no id")
    return found.id


def freeze_catalogue(session: Session, scope: UnionScope, cycle: CycleInfo) -> str:
    """Freeze the catalogue of a cycle for good and return its hash; twice is the same as once."""
    version = session.get_one(CatalogueVersion, cycle.catalogue_version_id)
    if version.frozen_at is None:
        version.frozen_at = now()
        session.flush()
        record(
            session,
            f"cycle:{cycle.code}",
            "catalogue_frozen",
            account_id=scope.account_id,
            subject=version.code,
            sha256=version.sha256,
        )
    return version.sha256


def use_version(
    session: Session, scope: UnionScope, cycle: CycleInfo, version_id: int
) -> CycleInfo:
    """Let a cycle in design ask by another catalogue version."""
    if cycle.status is not CycleStatus.DESIGN:
        raise Conflict("cycle_not_in_design", code=cycle.code)
    if version_id != cycle.catalogue_version_id:
        session.execute(
            update(Cycle).where(col(Cycle.id) == cycle.id).values(catalogue_version_id=version_id)
        )
        record(
            session,
            f"cycle:{cycle.code}",
            "catalogue_chosen",
            account_id=scope.account_id,
            subject=str(version_id),
        )
        session.expire_all()
    return get_cycle(session, cycle.code)


def create_cycle(
    session: Session,
    scope: UnionScope,
    code: str,
    title: str,
    kind: CycleKind,
    catalogue_version_id: int,
    dates: CycleDates,
    *,
    previous_id: int | None = None,
) -> CycleInfo:
    """Create a cycle in design."""
    check_order(dates)
    taken = session.execute(select(col(Cycle.id)).where(col(Cycle.code) == code)).first()
    if taken is not None:
        raise Conflict("cycle_exists", code=code)
    row = Cycle(
        code=code,
        kind=kind,
        status=CycleStatus.DESIGN,
        title=title,
        catalogue_version_id=catalogue_version_id,
        cutoff=dates.cutoff,
        opens_at=dates.opens_at,
        due_at=dates.due_at,
        closes_at=dates.closes_at,
        embargo_until=dates.embargo_until,
        previous_id=previous_id,
        created_at=now(),
    )
    session.add(row)
    session.flush()
    record(
        session,
        f"cycle:{code}",
        "cycle_created",
        account_id=scope.account_id,
        subject=code,
        kind=str(kind),
        catalogue=catalogue_version_id,
    )
    return cycle_info(row)


def change_dates(
    session: Session, scope: UnionScope, code: str, dates: CycleDates
) -> tuple[str, ...]:
    """Change the dates of a cycle and return the names of those that changed; countries read it."""
    cycle = locked(session, get_cycle(session, code))
    if cycle.is_baseline:
        raise Conflict("cycle_dates_are_over")
    changed = check_change(cycle.status, cycle.dates, dates)
    if not changed:
        return ()
    values = {name: getattr(dates, name) for name in changed}
    session.execute(update(Cycle).where(col(Cycle.id) == cycle.id).values(**values))
    said = {name: [_iso(getattr(cycle, name)), _iso(values[name])] for name in changed}
    record_everywhere(session, scope, cycle, "cycle_dates_changed", code, dates=said)
    tell_of_cycle(session, scope, cycle, "dates_changed", {"day": dates.due_at.isoformat()})
    session.expire_all()
    return changed


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def record_everywhere(
    session: Session, scope: UnionScope, cycle: CycleInfo, act: str, subject: str, **data: object
) -> None:
    """Note an act in the record of the cycle and, where countries report, in that of each."""
    record(
        session,
        f"cycle:{cycle.code}",
        act,
        account_id=scope.account_id,
        reporter=None,
        subject=subject,
        **data,
    )
    if cycle.is_baseline:
        return
    catalogue = get_index(session, cycle.catalogue_version_id).catalogue
    for reporter in sorted(entry.code for entry in catalogue.reporters):
        stream = f"contribution:{cycle.code}:{reporter}"
        who = {"account_id": scope.account_id, "reporter": reporter}
        record(session, stream, act, subject=subject, **who, **data)  # type: ignore[arg-type]


def extend(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    reporter: str,
    until: datetime,
    reason: str,
) -> None:
    """Give one reporter more time; it is not late before that moment and can save and submit.

    Whoever gives more time in a cycle queues on its row: the second sees what the first has given.
    """
    cycle = locked(session, cycle)
    known = {r.code for r in get_index(session, cycle.catalogue_version_id).catalogue.reporters}
    if reporter not in known:
        raise Refused("reporter_not_found", code=reporter)
    if cycle.is_baseline or cycle.status not in (CycleStatus.DESIGN, CycleStatus.FROZEN):
        raise Conflict("cycle_not_extendable")
    if not reason.strip():
        raise Refused("extension_without_reason")
    given = list_extensions(session, cycle.id).get(reporter)
    if until <= now() or until <= max(cycle.due_at, given.until if given else cycle.due_at):
        raise Refused("extension_too_early")
    session.add(
        Extension(
            cycle_id=cycle.id,
            reporter=reporter,
            until=until,
            reason=reason.strip(),
            granted_at=now(),
            granted_by=scope.account_id,
        )
    )
    session.flush()
    # Once in the record of the cycle and once in that of the country, where its people read it.
    for stream, whose in (
        (f"cycle:{cycle.code}", None),
        (f"contribution:{cycle.code}:{reporter}", reporter),
    ):
        record(
            session,
            stream,
            "extension_granted",
            account_id=scope.account_id,
            reporter=whose,
            subject=reporter,
            until=until.isoformat(),
        )
    tell_of_extension(session, scope, cycle, reporter, until.isoformat())


def locked(session: Session, cycle: CycleInfo) -> CycleInfo:
    """Lock the row of a cycle and return the cycle as it is now."""
    query = select(Cycle).where(col(Cycle.id) == cycle.id).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return cycle_info(session.execute(fresh).scalar_one())

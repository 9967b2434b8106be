"""A cycle in which countries have reported and the Commission acts, by the portal's own verbs."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Engine, select, update

from app.catalogue.moving import move_cycle
from app.catalogue.queries import CycleInfo, get_cycle
from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.observations import parse_key
from app.domain.roles import CountryScope, Grant, Role, UnionScope
from app.domain.workflow import CycleStatus
from app.editions.publication import publish
from app.editions.service import approve, freeze_edition, start_fact_check
from app.identity.models import Account
from app.reporting.clarification_models import Clarification
from app.reporting.queries import draft_of, get_head
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.records import MeasureInput, leave_out, save_measure
from app.reporting.service.saving import ObservationInput, save_observation
from app.reporting.service.signing import reopen, send_for_sign_off, sign_off, to_sign, withdraw
from app.reporting.service.submitting import Submitted, submit
from app.review.asking import Asked, Terms, ask
from app.review.service import accept
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.factories import CYCLE, fill
from tests.people import make_account

WHY = "A figure was corrected."  # a second version says why there is one
OPERATOR = UnionScope(None, "operator", frozenset({Role.CYCLE_MANAGER}))
POINTS = {"EU": ("P25",)}  # reported on; the others are left out
ALL_POINTS = {"EU": ("P04", "P25")}
NATIONAL = ("P01", "P02", "P03", "P04", "P05")


def country_scope(engine: Engine, role: Role, reporter: str = "DK") -> CountryScope:
    """Return the scope of a person of a country, who is made when first asked for."""
    email = f"{role.value}.{reporter.lower()}@ministry.example"
    account = _account(engine, email) or make_account(engine, email, Grant(role, reporter))
    return CountryScope(reporter, account, f"{role.value} of {reporter}", frozenset({role}))


def staff(engine: Engine, role: Role, name: str = "") -> tuple[str, UnionScope]:
    """Return address and scope of a person of the Union, who is made when first asked for."""
    email = f"{name or role.value}@commission.example"
    account = _account(engine, email) or make_account(engine, email, Grant(role), name=name)
    return email, UnionScope(account, name or role.value, frozenset({role}))


def browser_of(app, role: Role, name: str = "") -> PageClient:
    """Return the signed-in browser of a person of the Union."""
    email, _ = staff(app.state.engine, role, name)
    return PageClient(app).sign_in(email)


def _account(engine: Engine, email: str) -> int | None:
    with open_session(engine) as session:
        return session.execute(select(Account.id).where(Account.email == email)).scalar()


def write(
    engine: Engine,
    reporter: str = "DK",
    *,
    status: str = "some",
    text: str = LONG_TEXT,
    answers: dict[str, str] | None = None,
    cells: dict[str, str] | None = None,
    closed: dict[str, tuple[str, str]] | None = None,
    measures: Iterable[MeasureInput] = (),
    points: tuple[str, ...] = (),
) -> None:
    """Write a contribution that can be sent; `closed` are cells with their own visibility."""
    scope = country_scope(engine, Role.REPORTING_LEAD, reporter)
    included = points or POINTS.get(reporter, ("P05",))
    own = {f"SD-25.1@{NOW}": "3"} if reporter == "EU" else {}
    said = {f"{included[0]}.justification": text, **(answers or {})}
    fill(engine, scope, said, {f"SD-X.1/{included[0]}@{NOW}": status, **own, **(cells or {})})
    with open_session(engine, write=True) as session:
        for written, (value, visibility) in (closed or {}).items():
            key = parse_key(written)
            assert key is not None
            given = ObservationInput((value,), visibility=visibility)
            assert isinstance(save_observation(session, scope, CYCLE, key, given, Base()), Stored)
        for number, given in enumerate(measures):
            kept = save_measure(session, scope, CYCLE, f"m{number}", given, Base())
            assert isinstance(kept, Stored), kept
        for other in set(ALL_POINTS.get(reporter, NATIONAL)) - set(included):
            kept = leave_out(session, scope, CYCLE, other, left_out=True, reason="", base=Base())
            assert isinstance(kept, Stored)


def send_in(engine: Engine, reporter: str = "DK") -> Submitted:
    """Send, sign and submit what is written."""
    lead = country_scope(engine, Role.REPORTING_LEAD, reporter)
    signatory = country_scope(engine, Role.SIGNATORY, reporter)
    with open_session(engine, write=True) as session:
        send_for_sign_off(session, lead, CYCLE, WHY)
        ready = to_sign(draft_of(session, lead, get_head(session, lead, CYCLE)))
        sign_off(session, signatory, CYCLE, ready.sha256)
        return submit(session, lead, CYCLE)


def report(engine: Engine, reporter: str = "DK", **content) -> Submitted:
    """Write a contribution and submit it."""
    write(engine, reporter, **content)
    return send_in(engine, reporter)


def take_back(engine: Engine, reporter: str = "DK") -> None:
    """Withdraw a submission."""
    lead = country_scope(engine, Role.REPORTING_LEAD, reporter)
    with open_session(engine, write=True) as session:
        withdraw(session, lead, CYCLE, "A mistake.")


def start_again(engine: Engine, reporter: str = "DK") -> None:
    """Open a withdrawn contribution for work."""
    lead = country_scope(engine, Role.REPORTING_LEAD, reporter)
    with open_session(engine, write=True) as session:
        reopen(session, lead, CYCLE)


def accepted(engine: Engine, *reporters: str, version: int = 1) -> None:
    """Accept the submissions of these reporters."""
    _, scope = staff(engine, Role.DESK_OFFICER)
    with open_session(engine, write=True) as session:
        for reporter in reporters or ("DK",):
            accept(session, scope, get_cycle(session, CYCLE), reporter, version)


def overdue_question(engine: Engine, reporter: str = "DK") -> None:
    """Ask about the justification of point 5, and let the day of the answer pass."""
    _, scope = staff(engine, Role.DESK_OFFICER)
    with open_session(engine, write=True) as session:
        about = [Asked("P05", "answer:P05.justification", "Since when?")]
        cycle = get_cycle(session, CYCLE)
        ask(session, scope, cycle, reporter, 1, about, Terms("Consistency", today_brussels()))
        past = today_brussels() - timedelta(days=3)
        session.execute(update(Clarification).values(due_on=past))


def cycle_of(engine: Engine, code: str = CYCLE) -> CycleInfo:
    """Return a cycle."""
    with open_session(engine) as session:
        return get_cycle(session, code)


def frozen(engine: Engine, editor: str = "first", reason: str = "") -> str:
    """Freeze an edition as a report editor and return its code."""
    _, scope = staff(engine, Role.REPORT_EDITOR, editor)
    with open_session(engine, write=True) as session:
        return freeze_edition(session, scope, get_cycle(session, CYCLE), reason)


def approved(engine: Engine, code: str, editor: str = "second") -> None:
    """Check and approve an edition as another report editor."""
    _, scope = staff(engine, Role.REPORT_EDITOR, editor)
    with open_session(engine, write=True) as session:
        start_fact_check(session, scope, code)
        approve(session, scope, code)


def published(engine: Engine, code: str, editor: str = "first") -> None:
    """Publish an approved edition."""
    _, scope = staff(engine, Role.REPORT_EDITOR, editor)
    with open_session(engine, write=True) as session:
        publish(session, scope, code)


def consolidate(engine: Engine) -> None:
    """Move the cycle on to consolidation."""
    with open_session(engine, write=True) as session:
        move_cycle(session, OPERATOR, CYCLE, CycleStatus.CONSOLIDATION)

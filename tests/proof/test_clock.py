"""A served portal whose clock jumps: embargoes, deadlines, sessions, order of the record."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from app.audit.models import AuditEvent
from app.audit.queries import verify
from app.catalogue.models import Cycle
from app.core import clock
from app.core.db import open_session
from tests.counts import count
from tests.database import one_database
from tests.factories import CYCLE
from tests.portal_process import environment, fetch, free_port, running, wait_for
from tests.proof.writers import Writer
from tests.reported import accepted, approved, consolidate, frozen, published, report
from tests.team import team_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# In Brussels the hour from two to three is missing on the one night and comes twice on the other.
NIGHTS = (
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
)


class Clock:
    """The clock of a process: it stands still until it is set."""

    def __init__(self, file: Path) -> None:
        self.file = file
        (self.library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")

    @property
    def variables(self) -> dict[str, str]:
        """What makes a process live by this clock; its own zone is not the one that counts."""
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_FMT": "%s",
            "FAKETIME_CACHE_DURATION": "0",  # its file is looked at once a second
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "Pacific/Auckland",
        }

    def set(self, at: datetime) -> None:
        """Let it be this moment for the process, once it has looked again."""
        self.file.write_text(f"{at.timestamp():.0f}\n", "ascii")
        time.sleep(1.1)


@contextmanager
def _served(database_url: str, directory: Path, at: datetime) -> Iterator[tuple[int, Clock]]:
    """Serve the portal by a clock of its own, without a worker; give its port and the clock."""
    made, port = Clock(directory / "clock"), free_port()
    made.set(at)
    variables = environment(database_url, directory) | made.variables
    with running(("-m", "app", "serve", "--port", str(port)), variables, port) as served:
        wait_for(served)
        yield port, made


@one_database
@pytest.mark.parametrize("start", NIGHTS[-count(1, 3) :])
def test_a_clock_that_jumps_breaks_no_order_and_loosens_nothing(
    start, app, engine, database_url, new_writer, tmp_path
):
    """An hour, a day, forth and back, on a night of a clock change; and an embargo ends then."""
    dates = {"opens_at": start - 9 * DAY, "due_at": start, "closes_at": start + 12 * HOUR}
    team_of(app, **dates)
    with _served(database_url, tmp_path, start) as (port, server_clock):
        texts = _jump(start, server_clock, lambda: new_writer(port))
        with clock.fixed(start):
            code = _publish(engine, embargo_until=start)
        for second in (-1, 0, 1):
            server_clock.set(start + timedelta(seconds=second))
            status, _ = fetch(port, f"/editions/{code}")
            assert (status == 200) is (second >= 0), second
    _check_record(engine, len(texts))


def _jump(start: datetime, server_clock: Clock, new_writer: Callable[[], Writer]) -> list[str]:
    """Save after each jump: deadlines go by the server's clock, and no session lives on."""
    texts: list[str] = []
    before: Writer | None = None
    for jump in (0 * HOUR, HOUR, -HOUR, DAY, -DAY):
        server_clock.set(start + jump)
        if before is not None:
            assert before.save("P01.justification", "No.", len(texts)) in (401, 403)
        with clock.fixed(start + jump):
            before = new_writer()
        text = f"Written {jump} after the start"
        is_open = jump < 12 * HOUR
        assert before.save("P01.justification", text, len(texts)) == (200 if is_open else 409)
        texts += [text] * is_open
    return texts


def _publish(engine: Engine, **dates: datetime) -> str:
    """Bring the cycle to a published edition, and return its code."""
    report(engine)
    accepted(engine)
    code = frozen(engine)
    consolidate(engine)
    approved(engine, code)
    with open_session(engine, write=True) as session:
        session.execute(update(Cycle).where(Cycle.code == CYCLE).values(**dates))
    published(engine, code)
    return code


def _check_record(engine: Engine, saves: int) -> None:
    """The record is whole and in the order in which things happened, whatever the clock said."""
    with open_session(engine) as session:
        rows = session.execute(
            select(AuditEvent.sequence, AuditEvent.act, AuditEvent.at)
            .where(AuditEvent.stream == f"contribution:{CYCLE}:DK")
            .order_by(AuditEvent.id)
        ).all()
        assert verify(session) == []
    assert [sequence for sequence, _, _ in rows] == list(range(1, len(rows) + 1))
    assert [act for _, act, _ in rows[:saves]] == ["saved"] * saves
    assert [at for _, _, at in rows] != sorted(at for _, _, at in rows)

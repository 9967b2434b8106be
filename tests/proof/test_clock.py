"""A served portal whose clock jumps: embargoes, deadlines, sessions, order of the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.audit.queries import verify
from app.catalogue.models import Cycle
from app.core import clock
from app.core.db import open_session
from tests.counts import count
from tests.database import one_database
from tests.factories import CYCLE, open_reporting
from tests.portal_process import environment, fetch, free_port, running, wait_for
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
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "Pacific/Auckland",
        }

    def set(self, at: datetime) -> None:
        """Let it be this moment for the process."""
        self.file.write_text(f"{at.timestamp():.0f}\n", "ascii")


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
def test_an_embargo_ends_at_its_second_and_never_before(app, engine, database_url, tmp_path):
    """On both nights of a clock change, decided when somebody reads; nothing runs beside."""
    team_of(app, embargo_until=NIGHTS[0])
    report(engine)
    accepted(engine)
    code = frozen(engine)
    consolidate(engine)
    approved(engine, code)
    published(engine, code)
    seconds = [timedelta(seconds=number) for number in (-1, 0, 1, -1)]
    with _served(database_url, tmp_path, NIGHTS[0] - DAY) as (port, server_clock):
        for ends in NIGHTS:
            with open_session(engine, write=True) as session:
                session.execute(update(Cycle).values(embargo_until=ends))
            for after in seconds:
                server_clock.set(ends + after)
                is_public = after >= timedelta(0)
                for path in (f"/editions/{code}", f"/editions/{code}/data.json"):
                    assert (fetch(port, path)[0] == 200) is is_public, (path, ends, after)


@one_database
@pytest.mark.parametrize("start", NIGHTS[: count(1, 3)])
def test_a_clock_that_jumps_breaks_no_order_and_loosens_nothing(
    start, engine, database_url, new_writer, tmp_path
):
    """An hour, a day, forth and back: the record stays whole, deadlines go by the server's clock,
    and no session lives on."""
    open_reporting(
        engine, "DK", opens_at=start - 9 * DAY, due_at=start, closes_at=start + 12 * HOUR
    )
    texts, over = [], []
    with _served(database_url, tmp_path, start) as (port, server_clock):
        for jump in (0 * HOUR, HOUR, -HOUR, 2 * HOUR, DAY, -DAY, 3 * HOUR):
            at = start + jump
            server_clock.set(at)
            for earlier in over:
                assert earlier.save("P01.justification", "No.", len(texts)) in (401, 403)
            with clock.fixed(at):
                writer = new_writer(port)
            text = f"Written {jump} after the start"
            is_open = jump < 12 * HOUR
            done = writer.save("P01.justification", text, len(texts))
            assert done == (200 if is_open else 409), jump
            texts += [text] * is_open
            over.append(writer)
    stream = f"contribution:{CYCLE}:DK"
    with open_session(engine) as session:
        rows = session.execute(
            select(AuditEvent.sequence, AuditEvent.act, AuditEvent.at)
            .where(AuditEvent.stream == stream)
            .order_by(AuditEvent.id)
        ).all()
        assert verify(session) == []
    assert [sequence for sequence, _, _ in rows] == list(range(1, len(rows) + 1))
    assert [act for _, act, _ in rows].count("saved") == len(texts)
    assert [at for _, _, at in rows] != sorted(at for _, _, at in rows)

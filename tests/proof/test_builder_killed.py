"""Builders and their server are killed again and again: no file is ever half there, no row claims
one, and in the end the document is the one that is built in peace."""

import multiprocessing
import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.core import files
from app.core.db import make_engine, open_session
from app.core.settings import Settings
from app.council_report.builders import Builders
from app.council_report.builds import GOING, ask_for
from app.council_report.keeping import room_of
from app.council_report.models import CouncilReport, ReportBuild
from app.council_report.service import report_contents, write_report
from app.domain.workflow import EditionStatus
from app.editions.models import EditionProgress
from app.editions.queries import get_edition
from tests.counts import count
from tests.seeded import BASELINE_EDITION, OPERATOR

KILLS = count(3, 100)
WAIT_SECONDS = 60
LONGEST = 3.0  # seconds from the start of a builder to its end, about

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["app.tables", "app.council_report.builders"])


@pytest.fixture
def settings(demo_url, demo_engine, tmp_path):
    """Settings on the demo, whose edition is a draft: its files may be taken away."""
    with open_session(demo_engine, write=True) as session:
        draft = {"status": EditionStatus.APPROVED, "published_at": None}
        session.execute(update(EditionProgress).values(**draft))
    data = tmp_path / "data"
    return Settings(demo=True, database_url=demo_url, data_dir=data, build_lease_seconds=4)


def _serve(values):
    """Be what a server is to builds, until killed."""
    settings = Settings(**values)
    builders = Builders(settings, make_engine(settings))
    while True:  # as pages do that somebody looks at
        builders.wake()
        time.sleep(0.2)


def _served(settings):
    process = PROCESSES.Process(target=_serve, args=(settings.model_dump(mode="json"),))
    process.start()
    return process


def _builder_of(server):
    """Return the process that the server has started for a build, 0 while there is none."""
    for found in Path(f"/proc/{server.pid}/task").glob("*/children"):
        for pid in found.read_text("ascii").split():
            if b"council_report.builder" in _command(int(pid)):
                return int(pid)
    return 0


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _wait(is_so, what):
    deadline = time.monotonic() + WAIT_SECONDS
    while not (found := is_so()):
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
    return found


def _is_going(engine):
    with open_session(engine) as session:
        going = select(ReportBuild.id).where(ReportBuild.state.in_(GOING))
        return session.execute(going).first() is not None


def _ask(engine, settings):
    """Ask for a document that is not kept, unless one is on its way."""
    if _is_going(engine):
        return
    with open_session(engine, write=True) as session:
        for sha256 in session.scalars(select(CouncilReport.file_sha256)):
            files.remove(room_of(settings, final=False), sha256)
        edition = get_edition(session, OPERATOR, BASELINE_EDITION)
        ask_for(session, OPERATOR, edition, "docx", "en")


def _asked(engine, settings, server):
    """Return the builder of what is asked for."""
    _ask(engine, settings)
    return _builder_of(server)


def _check_nothing_half(settings):
    """Every file has its name by its contents: nothing else is there, not even for a moment."""
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            files.read(path.parents[2], f"{path.parent.name}{path.name}")


def _peacefully(engine, settings):
    with open_session(engine) as session:
        edition = get_edition(session, OPERATOR, BASELINE_EDITION)
        contents = report_contents(session, OPERATOR, edition)
    return write_report(contents, "docx", "en", settings.public_url)


def test_a_kill_at_any_moment_leaves_nothing_half(demo_engine, settings):
    """SIGKILL to a builder, and every third time to its server, whose builders end with it."""
    chance = random.Random(7)  # noqa: S311 - any moment will do
    server = _served(settings)
    try:
        for number in range(1, KILLS + 1):
            pid = _wait(lambda: _asked(demo_engine, settings, server), "no builder")  # noqa: B023
            time.sleep(chance.uniform(0.0, LONGEST))
            if number % 3 == 0:
                server.kill()
                server.join()
                _wait(lambda: not _command(pid), "a builder outlived its server")  # noqa: B023
            else:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                _wait(lambda: _builder_of(server) != pid, "it lives")  # noqa: B023
            _check_nothing_half(settings)
            server = server if server.is_alive() else _served(settings)
        _wait(lambda: not _is_going(demo_engine), "the last one is not over")
        _ask(demo_engine, settings)  # the last one may have broken off twice
        _wait(lambda: not _is_going(demo_engine), "the one in peace is not over")
    finally:
        server.kill()
        server.join()
    _check_nothing_half(settings)
    with open_session(demo_engine) as session:
        last = session.scalars(select(ReportBuild).order_by(ReportBuild.id.desc())).first()
        rows = session.scalars(select(CouncilReport)).all()
    assert last.state == "done"
    assert [row.id for row in rows] == [last.report_id]  # one manifest, one row
    kept = files.read(room_of(settings, final=False), rows[0].file_sha256)
    assert kept == _peacefully(demo_engine, settings)

"""A builder: a process that makes the documents of one build and ends.

It is told on standard input what to do; when that input ends, its server has, and so does it.
"""

import json
import os
import resource
import sys
import threading
from datetime import timedelta
from typing import BinaryIO

from sqlalchemy import Engine

from app.core.db import make_engine, open_session
from app.core.errors import AppError
from app.core.logging import configure_logging, describe, logger
from app.core.settings import Settings
from app.council_report.builds import Claimed, beat, end, lead_to
from app.council_report.keeping import Made, clear_old_drafts, find_bytes, keep
from app.council_report.service import make_parts, make_report, report_contents
from app.council_report.stages import Stage, Watch, nobody
from app.domain.roles import NATIONAL_ROLES, Role, UnionScope
from app.editions.queries import EditionInfo, get_edition

MOST_CPU_SECONDS = 300
NOT_OURS = 3  # exit code of a builder whose build is somebody else's, or cancelled
_GENTLY = 5  # saves by people come first
_BEATS = 3  # signs of life within a lease


def build(engine: Engine, settings: Settings, held: Claimed, watch: Watch = nobody) -> bool:
    """Make the documents of a build and keep them; False when it was cancelled meanwhile."""
    scope = UnionScope(held.requested_by, "builder", frozenset(Role) - NATIONAL_ROLES)
    try:
        edition, made = _make(engine, settings, scope, held, watch)
    except AppError as refusal:
        return _end(engine, held, refusal.code)
    except Exception as error:
        logger().error("build_failed", build=held.id, **describe(error))
        return _end(engine, held, "build_failed")
    watch("keeping", 0, 0)
    stored = [(one, one.store(settings)) for one in made]
    with open_session(engine, write=True) as session:
        if not end(session, held, "done"):
            return False
        numbers = [keep(session, held.requested_by, edition, *one) for one in stored]
        if len(numbers) == 1:
            lead_to(session, held, numbers[0])
    with open_session(engine) as session:
        clear_old_drafts(session, settings, edition, spared=numbers)
    return True


def _make(
    engine: Engine, settings: Settings, scope: UnionScope, held: Claimed, watch: Watch
) -> tuple[EditionInfo, tuple[Made, ...]]:
    watch("facts", 0, 0)
    with open_session(engine) as session:
        edition = get_edition(session, scope, held.edition)
        contents = report_contents(session, scope, edition)

    def find(manifest_sha256: str, kind: str) -> bytes | None:
        with open_session(engine) as session:  # a short one: writing takes long
            return find_bytes(session, settings, edition, manifest_sha256, kind)

    given = (contents, settings.public_url, find)
    match held.format:
        case "parts":
            return edition, make_parts(*given, held.language, watch)
        case "docx" | "pdf" | "xlsx" as kind:
            return edition, (make_report(*given, kind, held.language, watch=watch),)
    raise ValueError(held.format)


def _end(engine: Engine, held: Claimed, code: str) -> bool:
    with open_session(engine, write=True) as session:
        return end(session, held, "failed", error=code)


class Pulse:
    """Tells the database how far a build is, and that its builder lives."""

    def __init__(self, engine: Engine, held: Claimed, lease: timedelta) -> None:
        self._engine, self._held = engine, held
        self._pause = lease.total_seconds() / _BEATS
        self._at: tuple[str, int, int] = ("", 0, 0)
        self._new_stage = threading.Event()

    def watch(self, stage: Stage, done: int, of: int) -> None:
        """Take note; a new stage is told at once, a number at the next beat."""
        is_new = stage != self._at[0]
        self._at = (stage, done, of)
        if is_new:
            self._new_stage.set()

    def run(self) -> None:
        """Beat until the build is not ours any more; then nothing that is being made is wanted."""
        while True:
            self._new_stage.wait(min(self._pause, 1.0))
            self._new_stage.clear()
            try:
                with open_session(self._engine, write=True) as session:
                    is_ours = beat(session, self._held, *self._at)
            except Exception as error:
                logger().warning("beat_missed", **describe(error))
                continue
            if not is_ours:
                os._exit(NOT_OURS)


def _end_with_server(source: BinaryIO) -> None:
    source.read()
    os._exit(NOT_OURS)


def main() -> None:
    """Build what standard input says."""
    os.nice(_GENTLY)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS + 10))
    source = sys.stdin.buffer
    told = json.loads(source.readline())
    threading.Thread(target=_end_with_server, args=(source,), daemon=True).start()
    settings = Settings(**told["settings"])
    configure_logging(settings.log_level)
    held = Claimed(**told["build"])
    engine = make_engine(settings)
    pulse = Pulse(engine, held, timedelta(seconds=settings.build_lease_seconds))
    threading.Thread(target=pulse.run, daemon=True).start()
    done = build(engine, settings, held, pulse.watch)
    sys.stdout.flush()
    os._exit(0 if done else NOT_OURS)  # not waiting for a thread that waits for the server


if __name__ == "__main__":
    main()

"""The builders of one server: processes of their own, because setting a report takes a processor.

A thread takes builds out of the database while some are going, and ends when none is.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Lock, Thread
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import open_session
from app.core.logging import describe, logger
from app.core.settings import Settings
from app.council_report.builds import (
    AT_ONCE,
    Claimed,
    claim,
    give_up,
    is_alive,
    is_something_going,
    is_something_to_take,
)

MOST_SECONDS = 900  # of one build, with everything else the machine does
_LOOK_SECONDS = 0.3
_SECRETS = {"secret_key", "smtp_user", "smtp_password"}  # nothing a builder needs


@dataclass
class _Child:
    """A builder at work."""

    held: Claimed
    process: subprocess.Popen[bytes]
    until: float  # of the monotonic clock
    sign_due: float


class Builders:
    """Starts builders for what waits; `wake` after asking for a build, `close` at the end."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine
        self._lease = timedelta(seconds=settings.build_lease_seconds)
        self._lock, self._stop, self._woken = Lock(), Event(), False
        self._thread: Thread | None = None
        self._children: list[_Child] = []

    def wake(self) -> None:
        """See to what waits; returns at once."""
        with self._lock:
            self._woken = True
            if self._thread is None and not self._stop.is_set():
                self._thread = Thread(target=self._run, name="builders", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End every builder; what they were at is begun once more by whoever serves next."""
        with self._lock:
            self._stop.set()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._lock:
                self._woken = False
            try:
                self._look_after()
                is_idle = not self._children and not self._is_something_going()
            except SQLAlchemyError as error:
                logger().warning("builds_not_reached", **describe(error))
                is_idle = False
            with self._lock:
                if is_idle and not self._woken:
                    self._thread = None
                    return
            self._stop.wait(_LOOK_SECONDS)
        for child in self._children:
            child.process.kill()
            child.process.wait()
            try:
                self._given_up(child)
            except SQLAlchemyError as error:  # its lease ends
                logger().warning("builds_not_reached", **describe(error))

    def _is_something_going(self) -> bool:
        with open_session(self._engine) as session:
            return is_something_going(session)

    def _look_after(self) -> None:
        for child in list(self._children):
            if time.monotonic() > child.until:
                child.process.kill()
            if child.process.poll() is not None:
                self._children.remove(child)
                self._given_up(child)
            elif time.monotonic() > child.sign_due:
                self._give_sign(child)
        while len(self._children) < AT_ONCE:
            with open_session(self._engine) as session:
                if not is_something_to_take(session, self._lease):
                    return
            with open_session(self._engine, write=True) as session:
                held = claim(session, uuid4().hex, self._lease)
            if held is None:
                return
            self._children.append(self._started(held))

    def _give_sign(self, child: _Child) -> None:
        """Say that a builder lives: on a busy machine it takes long to start."""
        child.sign_due = time.monotonic() + self._lease.total_seconds() / 4
        with open_session(self._engine, write=True) as session:
            is_ours = is_alive(session, child.held)
        if not is_ours:
            child.process.kill()

    def _started(self, held: Claimed) -> _Child:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.council_report.builder"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        settings = self._settings.model_dump(mode="json", exclude=_SECRETS)
        told = {"settings": settings, "build": asdict(held)}
        if process.stdin is None:
            raise RuntimeError("a builder has an input")
        try:
            # It stays open: when it closes, the builder knows that its server has ended.
            process.stdin.write(json.dumps(told).encode() + b"\n")
            process.stdin.flush()
        except OSError as error:  # it ended at once: found by the next look
            logger().warning("builder_not_told", **describe(error))
        began = time.monotonic()
        sign_due = began + self._lease.total_seconds() / 4
        return _Child(held, process, began + MOST_SECONDS, sign_due)

    def _given_up(self, child: _Child) -> None:
        """Close the books of a builder that has ended; nothing happens where it did that itself."""
        if child.process.stdin is not None:
            child.process.stdin.close()
        if child.process.returncode != 0:
            logger().warning("builder_ended", build=child.held.id, code=child.process.returncode)
            with open_session(self._engine, write=True) as session:
                give_up(session, child.held)

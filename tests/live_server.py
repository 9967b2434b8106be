"""The portal itself, served on a free loopback port for one test."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from app.core.settings import Settings
from app.web.protocol import LOOP, LimitedProtocol
from tests.application import make_app

START_SECONDS = 30


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Give the settings of a portal on the test's own database and data directory."""
    return Settings(demo=True, database_url=database_url, data_dir=tmp_path / "data")


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """Serve an application from a thread and yield its address."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, http=LimitedProtocol, loop=LOOP, log_config=None, timeout_graceful_shutdown=5
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            deadline = time.monotonic() + START_SECONDS
            while not server.started:
                if not thread.is_alive() or time.monotonic() > deadline:
                    raise RuntimeError("The portal did not start.")
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(START_SECONDS)


@pytest.fixture
def live_server(settings: Settings) -> Iterator[str]:
    """Serve the portal for one test; the value is its address without a closing slash."""
    with serve(make_app(settings)) as address:
        yield address

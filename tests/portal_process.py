"""The portal as operators run it: `portal serve` in a process of its own, on a loopback port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.database import ROOT

START_SECONDS = 120  # a machine that does much besides
HOST = "127.0.0.1"


@dataclass
class Served:
    """A running server process."""

    process: subprocess.Popen[bytes]
    port: int
    started: float  # of perf_counter, just before the process was made

    @property
    def address(self) -> str:
        """The address without a closing slash."""
        return f"http://{HOST}:{self.port}"

    def kill(self) -> None:
        """End the process the hard way: nothing of it runs after this returns."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(START_SECONDS)

    def stop(self) -> None:
        """End the process the way operators do."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def memory(self) -> int:
        """Return the resident memory in bytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) << 10
        raise RuntimeError("the process has no resident memory")


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def fetch(port: int, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Send one GET over a new connection and return status and body."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{port}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    with socket.create_connection((HOST, port), timeout=START_SECONDS) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


def wait_for(served: Served, path: str = "/health/live") -> float:
    """Wait for the first 200 and return the seconds since the process was made."""
    while True:
        if served.process.poll() is not None:
            raise RuntimeError(f"the server ended with {served.process.returncode}")
        try:
            status, _ = fetch(served.port, path)
        except OSError:
            status = 0
        seconds = time.perf_counter() - served.started
        if status == 200:
            return seconds
        if seconds > START_SECONDS:
            raise RuntimeError("the server does not answer")
        time.sleep(0.005)


def environment(database_url: str, directory: Path, **settings: Any) -> dict[str, str]:
    """Return the variables of a demo portal on this database."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own = {"demo": "1", "database_url": database_url, "data_dir": str(directory), **settings}
    return plain | {f"PORTAL_{name.upper()}": str(value) for name, value in own.items()}


@contextmanager
def running(arguments: Sequence[str], variables: Mapping[str, str], port: int) -> Iterator[Served]:
    """Run Python with these arguments as a server until the block ends."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    served = Served(process, port, started)
    try:
        yield served
    finally:
        served.stop()


@contextmanager
def portal(database_url: str, directory: Path, **settings: Any) -> Iterator[Served]:
    """Serve the portal on a database until the block ends; it answers when the block starts."""
    port = free_port()
    variables = environment(database_url, directory, **settings)
    with running(("-m", "app", "serve", "--port", str(port)), variables, port) as served:
        wait_for(served)
        yield served

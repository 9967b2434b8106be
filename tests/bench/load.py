"""A load generator of its own process: raw HTTP/1.1 over kept connections, a plan on stdin, the
times on stdout."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import inf
from statistics import median, quantiles
from typing import Any

WARM_UP = 15  # requests of each client that are not counted
LEAST = 20  # answers that are counted, however long they take


@dataclass(frozen=True)
class Call:
    """One request repeated by one client; `{n}` in path and body counts its repetitions."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    first: int = 1  # value of {n} the first time

    def encode(self, host: str, turn: int) -> bytes:
        """Return the bytes of one repetition."""
        number = str(self.first + turn)
        body = self.body.replace("{n}", number).encode()
        lines = [f"{self.method} {self.path.replace('{n}', number)} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.method == "POST":
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass(frozen=True)
class Measured:
    """What the clients saw: milliseconds and answers a second."""

    p50: float
    p95: float
    rate: float
    count: int
    turns: tuple[int, ...] = ()  # repetitions of each client, warm-up included


def measure(port: int, calls: Sequence[Call], seconds: float) -> Measured:
    """Let each call be repeated by a client of its own, all at once; any answer but 200 fails."""
    plan = {"port": port, "seconds": seconds, "calls": [asdict(call) for call in calls]}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        timeout=seconds * 3 + 300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout)
    times = found["times"]
    return Measured(
        p50=median(times),
        p95=quantiles(times, n=20)[-1],
        rate=len(times) / found["seconds"],
        count=len(times),
        turns=tuple(found["turns"]),
    )


@dataclass
class _Window:
    """The time in which answers count: from when every client is warm until enough is known.

    Nobody waits: a client that is warm goes on asking, because a server closes connections on
    which nothing comes.
    """

    clients: int
    seconds: float
    warm: int = 0
    started: float = inf
    ended: float = inf
    times: list[float] = field(default_factory=list)

    def note(self, turn: int, asked: float, answered: float) -> None:
        """Count one answer."""
        if turn == WARM_UP:
            self.warm += 1
            if self.warm == self.clients:
                self.started = answered
        if asked < self.started or self.ended < inf:
            return
        self.times.append((answered - asked) * 1000)
        if answered >= self.started + self.seconds and len(self.times) >= LEAST:
            self.ended = answered


async def _client(port: int, call: Call, window: _Window) -> int:
    """Repeat a call until the window is over; return how often."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    host, turn = f"127.0.0.1:{port}", 0
    try:
        while window.ended == inf:
            asked = time.perf_counter()
            writer.write(call.encode(host, turn))
            await _read_answer(reader, call)
            turn += 1
            window.note(turn, asked, time.perf_counter())
    finally:
        writer.close()
    return turn


async def _read_answer(reader: asyncio.StreamReader, call: Call) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    if b"transfer-encoding: chunked" in head:
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(length)
    if status != 200:
        raise RuntimeError(f"{call.method} {call.path}: {status} {body[:1000]!r}")


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    """Read a body that says its length piece by piece, as others send it."""
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body


async def _run(plan: dict[str, Any]) -> dict[str, Any]:
    calls = [Call(**call) for call in plan["calls"]]
    window = _Window(len(calls), plan["seconds"])
    turns = await asyncio.gather(*(_client(plan["port"], call, window) for call in calls))
    return {
        "times": window.times,
        "turns": turns,
        "seconds": window.ended - window.started,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run(json.load(sys.stdin)))))

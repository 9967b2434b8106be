"""A load generator of its own process: raw HTTP/1.1 over kept connections, a plan on stdin, the
times on stdout."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from typing import Any

WARM_UP = 15  # requests of each client that are not counted


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
        timeout=seconds * 3 + 60,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout)
    times = [t for client in found["times"] for t in client]
    return Measured(
        p50=median(times),
        p95=quantiles(times, n=20)[-1],
        rate=len(times) / found["seconds"],
        count=len(times),
        turns=tuple(found["turns"]),
    )


async def _client(
    port: int, call: Call, ready: asyncio.Barrier, window: dict[str, float]
) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    host, times, turn = f"127.0.0.1:{port}", [], 0
    try:
        while True:
            if turn == WARM_UP:
                await ready.wait()
                window.setdefault("start", time.perf_counter())
            started = time.perf_counter()
            writer.write(call.encode(host, turn))
            await _read_answer(reader, call)
            ended = time.perf_counter()
            turn += 1
            if turn <= WARM_UP:
                continue
            if ended > window["start"] + window["seconds"]:
                return times, turn
            times.append((ended - started) * 1000)
    finally:
        writer.close()


async def _read_answer(reader: asyncio.StreamReader, call: Call) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    body = await reader.readexactly(length)
    if status != 200:
        raise RuntimeError(f"{call.method} {call.path}: {status} {body[:1000]!r}")


async def _run(plan: dict[str, Any]) -> dict[str, Any]:
    calls = [Call(**call) for call in plan["calls"]]
    ready = asyncio.Barrier(len(calls))
    window: dict[str, float] = {"seconds": plan["seconds"]}
    found = await asyncio.gather(*(_client(plan["port"], c, ready, window) for c in calls))
    times = [client for client, _ in found]
    return {"times": times, "turns": [turn for _, turn in found], "seconds": plan["seconds"]}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run(json.load(sys.stdin)))))

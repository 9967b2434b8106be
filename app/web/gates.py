"""Waiting lines in front of threads and locks, so that waiting requests never hold what a running
one needs.

A request holds a database connection over several steps, each in a thread. If more requests were
let in than
there are threads and connections, the waiting ones would occupy all of them and the running ones
would starve.
"""

import asyncio
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import anyio
import anyio.to_thread

FILES_AT_ONCE = 2


@dataclass(frozen=True)
class Gates:
    """The waiting lines of one event loop: all requests, the writers of the embedded database,
    whoever looks what is published, and files that take long to read."""

    requests: asyncio.Semaphore
    writers: asyncio.Lock
    looks: asyncio.Lock
    files: anyio.CapacityLimiter
    most_files: int  # that wait; more would leave no room for requests without a file

    @property
    def has_room_for_a_file(self) -> bool:
        """Tell whether one more file may wait to be read."""
        return self.files.statistics().tasks_waiting < self.most_files


@dataclass
class GateKeeper:
    """Keeps the gates of each event loop, because locks belong to the loop they are waited in."""

    threads: int
    _gates: WeakKeyDictionary[asyncio.AbstractEventLoop, Gates] = field(
        default_factory=WeakKeyDictionary
    )

    def gates(self) -> Gates:
        """Return the gates of the running loop."""
        loop = asyncio.get_running_loop()
        found = self._gates.get(loop)
        if found is None:
            files = anyio.CapacityLimiter(FILES_AT_ONCE)
            waiting = max(1, self.threads // 4)
            requests = asyncio.Semaphore(self.threads)
            found = Gates(requests, asyncio.Lock(), asyncio.Lock(), files, waiting)
            self._gates[loop] = found
            anyio.to_thread.current_default_thread_limiter().total_tokens = self.threads
        return found

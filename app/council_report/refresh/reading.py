"""The process that refreshes a file, with little memory and time of its own.

Run as `python -m app.council_report.refresh.reading`: standard input holds a line of JSON (what is
wanted, or nothing) and the file; standard output a line of JSON (what became of it) and the file.
"""

import json
import os
import resource
import sys
from dataclasses import dataclass
from typing import Any

from app.council_report.refresh import outcome, wanted
from app.council_report.refresh.engine import made_from, refresh
from app.council_report.refresh.package import Unreadable

MEMORY, SECONDS = 1 << 30, 60
_BEHIND = 10  # steps behind whoever saves meanwhile


@dataclass(frozen=True)
class Asked:
    """What the process is asked: to refresh, or without anything wanted to say what a file is."""

    wanted: wanted.Wanted | None
    take_edited: bool = False
    take: tuple[str, ...] = ()

    def line(self) -> bytes:
        """Return it as the first line of the input."""
        told = None if self.wanted is None else wanted.to_json(self.wanted)
        asked = {"wanted": told, "take_edited": self.take_edited, "take": self.take}
        return json.dumps(asked).encode() + b"\n"


def main() -> None:
    """Do what standard input asks."""
    os.nice(_BEHIND)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    contents = b""
    try:
        asked = json.loads(sys.stdin.buffer.readline())
        said, contents = answer(asked, sys.stdin.buffer.read())
    except Unreadable as reason:
        said = {"problem": str(reason)}
    except MemoryError:
        said = {"problem": "refresh_too_much"}
    except Exception:
        said = {"problem": "refresh_unreadable"}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + contents)


def answer(asked: dict[str, Any], contents: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what is to be said of a file, and the refreshed file."""
    if asked["wanted"] is None:
        edition, language = made_from(contents)
        return {"edition": edition, "language": language}, b""
    held = wanted.from_json(asked["wanted"])
    done = refresh(contents, held, bool(asked["take_edited"]), asked.get("take", ()))
    said = {
        "outcomes": outcome.to_json(done.outcomes),
        "before": done.before,
        "same": done.same,
    }
    return said, done.contents


if __name__ == "__main__":
    main()

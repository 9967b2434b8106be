"""The last run of the automatic accessibility tests, as they wrote it down themselves."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_RECORD = Path(__file__).with_name("accessibility_run.json")


@dataclass(frozen=True)
class LighthouseRun:
    """On how many of the pages Lighthouse gave which score, at least, for accessibility."""

    version: str
    pages: int
    lowest: int


@dataclass(frozen=True)
class AxeRun:
    """What was looked at, with what, and how many problems were found."""

    day: date
    axe: str
    browser: str
    pages: tuple[str, ...]
    widths: tuple[int, ...]
    rules: int
    violations: int
    lighthouse: LighthouseRun


@cache
def last_run() -> AxeRun:
    """Return the run that is packaged with this version; `bin/accessibility` makes it."""
    said = json.loads(_RECORD.read_text(encoding="utf-8"))
    return AxeRun(
        day=date.fromisoformat(said["day"]),
        axe=said["axe"],
        browser=said["browser"],
        pages=tuple(said["pages"]),
        widths=tuple(said["widths"]),
        rules=said["rules"],
        violations=said["violations"],
        lighthouse=LighthouseRun(**said["lighthouse"]),
    )

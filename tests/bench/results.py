"""The figures of one run: kept by database and case, printed as one Markdown table, stored as
JSON."""

import json
import os
from dataclasses import dataclass, field
from typing import Any

from tests.bench.load import Measured
from tests.database import ROOT

FILE = ROOT / "var" / "bench.json"


@dataclass
class Results:
    """Every figure by database (`sqlite`, `postgresql`) and name."""

    figures: dict[str, dict[str, float]] = field(default_factory=dict)

    def put(self, database: str, name: str, value: float) -> None:
        """Keep a figure."""
        self.figures.setdefault(database, {})[name] = value

    def put_load(self, database: str, name: str, one: list[Measured], many: list[Measured]) -> None:
        """Keep the medians of repeated runs with one client and with sixteen."""
        self.put(database, f"{name} p50 ms", middle([m.p50 for m in one]))
        self.put(database, f"{name} p95 ms", middle([m.p95 for m in one]))
        self.put(database, f"{name} req/s at 16", middle([m.rate for m in many]))

    def table(self) -> str:
        """Return all figures as a Markdown table, a column for each database."""
        databases = list(self.figures)
        names = list(dict.fromkeys(name for found in self.figures.values() for name in found))
        lines = [f"| | {' | '.join(databases)} |", "|---|" + "---:|" * len(databases)]
        for name in names:
            cells = (self.figures[d].get(name) for d in databases)
            lines.append(f"| {name} | {' | '.join(map(_cell, cells))} |")
        return "\n".join(lines)

    def store(self) -> None:
        """Write the figures beside the portal's other files that no revision holds."""
        FILE.parent.mkdir(exist_ok=True)
        document: dict[str, Any] = {"load": os.getloadavg(), "figures": self.figures}
        FILE.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def middle(values: list[float]) -> float:
    """Return the median."""
    return sorted(values)[len(values) // 2]

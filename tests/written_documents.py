"""Prints the hash of every document of a generated round: run in a process of its own, because
hash seed, time zone and language of a process are set when it starts."""

import hashlib
import json
import sys
from collections.abc import Iterable

from app.council_report.compose import council_report
from app.council_report.parts import parts_of
from app.council_report.service import write_part, write_report
from tests.counts import count
from tests.editions import live_contents

HOME = "https://portal.example"
REPORTERS = count(3, 27)


def two_of(parts: Iterable[str]) -> tuple[str, str]:
    """Return a fiche and an annex of a report."""
    return next(name for name in parts if name.startswith("fiche-")), "annex-C"


def main() -> None:
    """Write each document once."""
    contents = live_contents(submitted=REPORTERS)
    written = {kind: write_report(contents, kind, "en", HOME) for kind in ("docx", "xlsx", "pdf")}
    document = council_report(contents)
    parts = parts_of(document)
    written |= {name: write_part(document, parts[name], HOME) for name in two_of(parts)}
    hashes = {name: hashlib.sha256(made).hexdigest() for name, made in written.items()}
    sys.stdout.write(json.dumps(hashes))


if __name__ == "__main__":
    main()

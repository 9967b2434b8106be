"""Two checkers of PDF/UA-1 that know nothing of each other look at a file."""

from pathlib import Path

import outloud
import pdfua
from outloud.findings import ERROR


def assert_accessible(contents: bytes, path: Path) -> None:
    """Fail with what either of them calls an error; `path` is where the file may lie meanwhile."""
    path.write_bytes(contents)
    said = outloud.check(str(path), layers=["conformance"])
    errors = [finding for finding in said.findings if finding.severity == ERROR]
    assert [(error.rule, error.message) for error in errors] == []
    found = pdfua.validate(str(path)).findings
    assert [(finding.rule_id, finding.message) for finding in found] == []

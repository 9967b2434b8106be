"""The bill of materials names what is installed, each with version and address, always alike."""

import json
import re
import subprocess
import sys
from importlib.metadata import version

from tests.database import ROOT


def _written() -> str:
    command = [sys.executable, str(ROOT / "bin/sbom.py")]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def test_bill_names_every_locked_package_and_is_the_same_twice():
    """What the lock file pins for this machine stands in it with that version."""
    text = _written()
    assert text == _written()
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    listed = {c["name"]: c["version"] for c in bill["components"]}
    assert [c["purl"] for c in bill["components"]] == [
        f"pkg:pypi/{name}@{number}" for name, number in sorted(listed.items())
    ]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+) \\$", lock, re.MULTILINE))
    assert len(pinned) > 30
    assert {name: listed.get(name) for name in pinned} == {n: version(n) for n in pinned}

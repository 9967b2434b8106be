"""Packages depend downwards only; the contracts stand in pyproject.toml and are kept."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.tree import APP, ROOT, python_files

CONTRACTS = {
    "layers", "pure-domain", "pure-features", "no-http-below-routes", "routes-do-not-query",
}  # fmt: skip


def _settings():
    text = ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["importlinter"]


def test_every_import_contract_is_kept():
    """The message names the contract and the chain of imports that breaks it."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    analysed = re.search(r"Analyzed (\d+) files", done.stdout)
    assert int(analysed[1]) >= len(python_files("app"))
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in done.stdout


def test_the_contracts_are_the_agreed_ones():
    """Nobody drops a contract quietly."""
    contracts = _settings()["contracts"]
    assert {contract["id"] for contract in contracts} == CONTRACTS
    ignored = {c["id"]: c["ignore_imports"] for c in contracts if "ignore_imports" in c}
    assert ignored == {"no-http-below-routes": ["app.jobs.letters -> jinja2"]}  # mails


def test_every_package_has_its_place_in_the_layers():
    """A new package is placed before it can be merged."""
    layers = next(c for c in _settings()["contracts"] if c["id"] == "layers")
    assert layers["exhaustive"] is True
    placed = {part.strip(" ()") for layer in layers["layers"] for part in re.split("[|:]", layer)}
    packages = {path.name for path in APP.iterdir() if (path / "__init__.py").is_file()}
    assert len(packages) >= 3
    assert packages <= placed

"""Lock files pin by hash and name no address; settings of installers name none either."""

import re
import tomllib

import pytest

from tests.architecture.tree import ROOT, name, project_files

LOCKS = ("requirements.lock", "requirements-dev.lock")
COMPARED = "requirements-bench.lock"  # what the portal is measured beside, in a place of its own
INSTALLER_FILES = (
    "Makefile", ".npmrc", "Dockerfile", "pip.conf", "pyproject.toml", "package.json",
    "package-lock.json",
)  # fmt: skip
ADDRESS = re.compile(r"[a-z]+://(?!127\.0\.0\.1)|--(extra-)?index-url|--find-links|--trusted-host")


def _pins(lock):
    """Map each requirement line of a lock file to its hashes."""
    text = ROOT.joinpath(lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {line.split(" --hash")[0].strip(): re.findall(r"--hash=(\S+)", line) for line in lines}


@pytest.mark.parametrize(("lock", "least"), [*((lock, 40) for lock in LOCKS), (COMPARED, 20)])
def test_every_package_is_pinned_by_hash(lock, least):
    """Each line names one exact version and at least one SHA-256."""
    pins = _pins(lock)
    assert len(pins) >= least
    for requirement, hashes in pins.items():
        assert re.match(r"[a-z0-9._-]+==[^ ]+( ; .+)?$", requirement), requirement
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", found) for found in hashes), requirement


def test_both_locks_agree():
    """What is tested is what runs."""
    run, dev = (
        {(pin.split(" ;")[0], found) for pin, hashes in _pins(lock).items() for found in hashes}
        for lock in LOCKS
    )
    assert run - dev == set()


def test_every_dependency_is_locked():
    """A dependency added to pyproject.toml without `make lock` is noticed here."""
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {
        LOCKS[0]: project["dependencies"],
        LOCKS[1]: project["dependencies"] + project["optional-dependencies"]["dev"],
    }
    for lock, wanted in direct.items():
        locked = {requirement.split("==")[0] for requirement in _pins(lock)}
        names = {re.match("[a-z0-9-]+", requirement)[0] for requirement in wanted}
        assert len(names) >= 20
        assert names <= locked, lock


def test_no_lock_or_installer_file_names_an_address():
    """Addresses belong to the machine that installs."""
    named = (ROOT / found for found in (*LOCKS, COMPARED, *INSTALLER_FILES))
    files = [path for path in named if path.is_file()]
    assert len(files) >= 4
    found = {
        f"{name(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ADDRESS.search(line)
    }
    assert found == set()


def test_uv_keeps_no_lock_file_of_its_own():
    """It would record addresses."""
    assert [name(path) for path in project_files() if path.name == "uv.lock"] == []

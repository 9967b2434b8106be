"""Vendored browser files are exactly the recorded ones, and nothing of ours asks another origin."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "web" / "static"
VENDOR = STATIC / "vendor"
PACKAGES = ("ecl", "htmx", "inter", "plotly-cartesian", "plotly-css")
TWO_MEGABYTES = 2 * 1024 * 1024

OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.IGNORECASE)
NAMESPACE = "http://www.w3.org/"  # names of XML vocabularies are never fetched
FETCHING = re.compile(
    r"url\(\s*['\"]?\s*(?:https?:)?//|@import\s+['\"]?\s*(?:https?:)?//", re.IGNORECASE
)


def own_files() -> list[Path]:
    """Return our own styles, scripts and pictures for the browser."""
    kinds = {".css", ".js", ".svg", ".html"}
    found = [p for p in STATIC.rglob("*") if p.suffix in kinds and VENDOR not in p.parents]
    return sorted(found)


def recorded(package: str) -> dict[str, str]:
    """Return path and hash of every line of the list of sums."""
    lines = (VENDOR / package / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def test_every_vendored_package_is_known() -> None:
    assert sorted(p.name for p in VENDOR.iterdir() if p.is_dir()) == sorted(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_files_are_the_recorded_ones(package: str) -> None:
    folder = VENDOR / package
    present = {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file() and p.name != "SHA256SUMS"
    }
    assert present == recorded(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_licence_and_version_are_there(package: str) -> None:
    names = recorded(package)
    assert "LICENSE" in names
    version = (VENDOR / package / "VERSION").read_text(encoding="utf-8")
    assert re.search(r"^version: \d+\.\d+\.\d+$", version, re.MULTILINE)


def test_files_are_small_enough_to_send() -> None:
    too_large = [
        p.name for p in STATIC.rglob("*") if p.is_file() and p.stat().st_size > TWO_MEGABYTES
    ]
    assert too_large == []


@pytest.mark.parametrize("path", sorted(VENDOR.rglob("*.css")), ids=lambda p: p.name)
def test_vendored_styles_fetch_nothing_from_outside(path: Path) -> None:
    assert FETCHING.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", own_files(), ids=lambda p: p.name)
def test_our_files_name_no_outside_origin(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace(NAMESPACE, "")
    assert OUTSIDE.findall(text) == []


def test_our_files_are_found() -> None:
    names = {p.name for p in own_files()}
    assert {"portal.css", "portal.js", "icon.svg"} <= names

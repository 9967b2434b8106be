"""A copy of the catalogue files that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

Break = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the directory that holds `indicators/` and `seed/reference/`."""
    return ROOT


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a directory with a copy of all catalogue files."""
    for folder in ("indicators", "seed/reference"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def broken(copied: Path) -> Break:
    """Return a function that replaces one text in one file of the copy."""

    def replace(name: str, old: str, new: str) -> Path:
        path = copied / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copied

    return replace

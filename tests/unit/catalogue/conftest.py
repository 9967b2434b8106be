"""A copy of the catalogue files that a test may break."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.catalogue import files
from app.catalogue.yaml_reader import read_yaml

ROOT = Path(__file__).resolve().parents[3]

Break = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the directory that holds `indicators/` and `seed/reference/`."""
    return ROOT


@pytest.fixture(scope="module")
def each_text_is_read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a file says by its bytes: a test changes one file and reads some eighty again."""
    place = tmp_path_factory.mktemp("read") / "file.yaml"

    @cache
    def kept(content: bytes, name: str) -> Any:
        place.write_bytes(content)
        return read_yaml(place, name)

    def read(path: Path, name: str) -> Any:
        return kept(path.read_bytes(), name) if path.is_file() else read_yaml(path, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "read_yaml", read)
        yield


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

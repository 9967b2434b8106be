"""Whatever is done to a catalogue file, the check names that file and never breaks down."""

import functools
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.files import check_catalogue
from tests.counts import count

pytestmark = pytest.mark.usefixtures("each_text_is_read_once")

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(f"indicators/{path.name}" for path in ROOT.glob("indicators/*.yaml"))
REFERENCE = sorted(f"seed/reference/{path.name}" for path in ROOT.glob("seed/reference/*.yaml"))
ROUNDS = settings(max_examples=count(25, 500))
WRONG = {"not": ["of", "this", "kind"]}


@functools.cache
def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """Return a copy of all files; each round changes one file and puts it back."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("indicators", "seed/reference"):
            shutil.copytree(ROOT / part, Path(folder) / part)
        yield Path(folder)


def _files_blamed(scratch: Path, name: str, content: bytes) -> set[str]:
    path = scratch / name
    path.write_bytes(content)
    try:
        return {problem.file for problem in check_catalogue(scratch)}
    finally:
        path.write_text(_text(name), encoding="utf-8")


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        inner = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    for key, part in inner:
        yield from _places(part, (*path, key))


@ROUNDS
@given(data=st.data())
def test_a_dropped_key_is_seen(scratch: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    content = yaml.safe_load(_text(name))
    content.pop(data.draw(st.sampled_from(sorted(content))))
    written = json.dumps(content).encode()
    assert _files_blamed(scratch, name, written) == {name}


@ROUNDS
@given(data=st.data())
def test_a_value_of_the_wrong_kind_is_seen(scratch: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    content = yaml.safe_load(_text(name))
    *way, last = data.draw(st.sampled_from(list(_places(content))))
    spot = functools.reduce(lambda part, key: part[key], way, content)
    spot[last] = WRONG
    written = json.dumps(content).encode()
    assert _files_blamed(scratch, name, written) == {name}


@ROUNDS
@given(data=st.data())
def test_damaged_bytes_never_raise(scratch: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(REFERENCE) | st.sampled_from(NAMES))
    whole = _text(name).encode()
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    damaged = whole[:start] + data.draw(st.binary(max_size=20)) + whole[start + length :]
    # Damage inside a sentence may leave a file that is still right: only breaking down is wrong.
    _files_blamed(scratch, name, damaged)

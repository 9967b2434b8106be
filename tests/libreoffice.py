"""LibreOffice as a person uses it: one program, opened once, that types, saves and shows cells.

It runs beside the tests with a profile of its own; `libreoffice_hand.py` sits at its keyboard.
"""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

_HAND = Path(__file__).with_name("libreoffice_hand.py")
_PYTHON = "/usr/bin/python3"  # of the distribution: its office bridge is built for no other


class Office:
    """LibreOffice Calc, one request after the other."""

    def __init__(self, hand: subprocess.Popen[str], directory: Path) -> None:
        self._hand = hand
        self._directory = directory
        self._number = 0

    def typed(
        self, contents: bytes, locale: str, typing: Mapping[tuple[str, str], str]
    ) -> tuple[bytes, dict[tuple[str, str], str]]:
        """Type texts into cells (sheet and place) and return the saved file and what cells show."""
        source, target = self._paths(contents)
        said = [[sheet, cell, text] for (sheet, cell), text in typing.items()]
        shown = self._ask(act="type", source=source, target=target, locale=locale, typed=said)
        return Path(target).read_bytes(), dict(zip(typing, shown, strict=True))

    def cells(self, contents: bytes) -> dict[str, list[list[list[str]]]]:
        """Return the rows of every sheet: each cell as its kind and the text it holds."""
        source, _target = self._paths(contents)
        found: dict[str, list[list[list[str]]]] = self._ask(act="read", source=source)
        return found

    def _paths(self, contents: bytes) -> tuple[str, str]:
        self._number += 1
        source = self._directory / f"{self._number}-sent.xlsx"
        source.write_bytes(contents)
        return str(source), str(self._directory / f"{self._number}-back.xlsx")

    def _ask(self, **request: Any) -> Any:
        assert self._hand.stdin is not None
        assert self._hand.stdout is not None
        print(json.dumps(request), file=self._hand.stdin, flush=True)  # to the hand
        answer = self._hand.stdout.readline()
        assert answer, "LibreOffice ended"
        return json.loads(answer)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Start LibreOffice once for all tests of a worker."""
    directory = tmp_path_factory.mktemp("office")
    pipe = f"portal{os.getpid()}"
    program = subprocess.Popen(
        [
            "soffice", f"-env:UserInstallation=file://{directory}/profile", "--headless",
            "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    hand = subprocess.Popen(
        [_PYTHON, str(_HAND), pipe],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    try:
        with hand:
            yield Office(hand, directory)
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        program.wait(30)

"""Every call a writer makes of XlsxWriter, to be made again without the writer around it."""

import io
from typing import Any

import xlsxwriter

Call = tuple[int, str, tuple[Any, ...], dict[str, Any]]


class Taped:
    """A book, a sheet or a format whose calls are noted and made."""

    def __init__(self, tape: list[Call], number: int, real: Any) -> None:
        self._tape, self._number, self._real = tape, number, real

    def __getattr__(self, name: str) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            self._tape.append((self._number, name, given, named))
            number = len(self._tape)
            result = getattr(self._real, name)(*_real(given), **_real(named))
            return Taped(self._tape, number, result) if name.startswith("add_") else result

        return call


def _real(given: Any) -> Any:
    """Return what was given with the things themselves in the place of what notes their calls."""
    if isinstance(given, Taped):
        return given._real
    if isinstance(given, dict):
        return {name: _real(value) for name, value in given.items()}
    return type(given)(map(_real, given)) if isinstance(given, list | tuple) else given


def prepared(tape: list[Call]) -> list[Call]:
    """Return a tape in which things stand by the number of the call that made them."""
    return [(on, name, _numbered(given), _numbered(named)) for on, name, given, named in tape]


class _Made(int):
    """The number of the call that made something."""


def _numbered(given: Any) -> Any:
    if isinstance(given, Taped):
        return _Made(given._number)
    if isinstance(given, dict):
        return {name: _numbered(value) for name, value in given.items()}
    return type(given)(map(_numbered, given)) if isinstance(given, list | tuple) else given


def played(tape: list[Call]) -> bytes:
    """Make the calls of a prepared tape again, in a book of their own."""
    out = io.BytesIO()
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    made: dict[int, Any] = {0: xlsxwriter.Workbook(out, options | {"in_memory": True})}

    def found(given: Any) -> Any:
        if type(given) is _Made:
            return made[given]
        if type(given) is dict:
            return {name: found(value) for name, value in given.items()}
        return [found(one) for one in given] if type(given) in (list, tuple) else given

    for number, (on, name, given, named) in enumerate(tape, start=1):
        result = getattr(made[on], name)(*found(given), **found(named))
        if name.startswith("add_"):
            made[number] = result
    return out.getvalue()

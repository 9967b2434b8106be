"""The choices of a menu as HTML: the same few menus stand on every page many times, so each is made
once."""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

Choices = Iterable[tuple[str, "str | Iterable[tuple[str, str]]"]]
_Frozen = tuple[tuple[str, "str | tuple[tuple[str, str], ...]"], ...]


def menu_options(choices: Choices, chosen: object) -> Markup:
    """Return the options of a menu; a choice may be a group: its label and its own choices."""
    frozen = tuple(
        (value, label if isinstance(label, str) else tuple((v, text) for v, text in label))
        for value, label in choices
    )
    return _options(frozen, str(chosen))


@lru_cache(maxsize=1024)
def _options(choices: _Frozen, chosen: str) -> Markup:
    return Markup("").join(
        _option(value, label, chosen)
        if isinstance(label, str)
        else Markup('<optgroup label="{}">{}</optgroup>').format(value, _options(label, chosen))
        for value, label in choices
    )


def _option(value: str, label: str, chosen: str) -> Markup:
    selected = Markup(" selected") if str(value) == chosen else ""
    return Markup('<option value="{}"{}>{}</option>').format(value, selected, escape(label))

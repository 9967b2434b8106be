"""Canonical JSON: one text for one value, so that a hash proves that nothing changed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def canonical_json(value: object) -> str:
    """Return the value as JSON with sorted keys and no spaces; floats and the like are refused."""
    # What is plain already, as nearly everything, is not copied; what is not is named by its place.
    plain = value if _is_plain(value) else _plain(value, "value")
    return json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha256_hex(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


_ATOMS = frozenset((str, int, bool, type(None)))


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind in _ATOMS:
        return True
    if kind is dict:
        return all(type(key) is str for key in value) and all(map(_is_plain, value.values()))
    return kind in (list, tuple) and all(map(_is_plain, value))


def _plain(value: object, where: str) -> object:
    if isinstance(value, BaseModel):
        # Fields as they are: a dump to JSON would write what ought to be refused.
        return _plain(dict(value), where)
    if isinstance(value, Mapping):
        return {_key(key, where): _plain(inner, f"{where}.{key}") for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, f"{where}[{index}]") for index, inner in enumerate(value)]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(
        f"{where} is a {type(value).__name__}; canonical JSON holds texts, whole numbers, "
        "true, false, null, lists and mappings only"
    )


def _key(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{where} has the key {key!r}, which is not a text")
    return key

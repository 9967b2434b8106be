"""One text for one value: canonical JSON, canonical decimals and their SHA-256, alike on every machine."""

import hashlib
import json
from decimal import Decimal
from typing import Any


def canonical_decimal(value: Decimal) -> str:
    """Write a finite decimal without exponent, trailing zeros or negative zero."""
    if not isinstance(value, Decimal):
        raise TypeError("only Decimal has a canonical text; floats are never stored")
    if not value.is_finite():
        raise ValueError("only finite decimals are stored")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canonical_json(value: Any) -> str:
    """Write JSON with sorted keys and no spaces; floats are refused because they differ by machine."""
    _refuse_floats(value)
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha256_hex(text: str | bytes) -> str:
    """Return the SHA-256 of a text (as UTF-8) or of bytes, in hexadecimal."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON holds no floats; write decimals as strings")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError("canonical JSON has only text keys")
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)

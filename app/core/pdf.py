"""Typesetting: data and a layout in, the bytes of an accessible PDF out."""

import json
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LAYOUTS = HERE / "typst"
TYPEFACES = HERE / "typefaces"
UNKNOWN = "\ufffd"
KEPT = frozenset("\n\t")
NEVER = frozenset({"Cc", "Co", "Cs"})  # control characters, private use, halves of a pair
# Joiners and marks of direction: no shape of their own, and not in every typeface.
SHAPELESS = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff")


def typeset(
    template: str, data: Mapping[str, Any], *, title: str, language: str, made: datetime | None
) -> bytes:
    """Return a PDF; the same arguments give the same bytes.

    `template` names a layout in `typst/`, which reads the rest as data: nothing in a text is ever
    a command. `made` is the date in the file's own properties.
    """
    import typst  # it takes a moment and much memory: only processes that print pay for it

    moment = made.astimezone(UTC) if made else None
    known = {
        "title": title,
        "language": language,
        "made": moment and [moment.year, moment.month, moment.day, moment.hour, moment.minute],
        **data,
    }
    shown = replace_unknown(known)
    return bytes(
        typst.compile(
            LAYOUTS / f"{template}.typ",
            root=LAYOUTS,
            font_paths=[TYPEFACES],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
            format="pdf",
            pdf_standards="ua-1",  # tagged, with language and title, or refused
        )
    )


def has_unknown(data: Any) -> bool:
    """Tell whether some text has a character that the typeface cannot draw."""
    return any(
        not _is_drawn(char) for text in _texts(data) for line in text.splitlines() for char in line
    )


def replace_unknown(data: Any) -> Any:
    """Return the data with a sign of its own for every character that cannot be drawn."""
    if isinstance(data, str):
        text = "\n".join(data.splitlines())
        kept = (char for char in text if char not in SHAPELESS)
        return "".join(char if _is_drawn(char) else UNKNOWN for char in kept)
    if isinstance(data, Mapping):
        return {key: replace_unknown(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [replace_unknown(value) for value in data]
    return data


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _is_drawn(char: str) -> bool:
    if char in KEPT or char in SHAPELESS:
        return True
    return unicodedata.category(char) not in NEVER and ord(char) in _drawn()


@cache
def _drawn() -> frozenset[int]:
    """Return the characters that every typeface of the portal can draw."""
    files = sorted(TYPEFACES.glob("*.ttf"))
    return frozenset.intersection(*(frozenset(_characters(f.read_bytes())) for f in files))


def _characters(font: bytes) -> Iterator[int]:
    """Yield the characters of a font file, from its table `cmap` in the formats 4 and 12."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for at in range(12, 12 + 16 * tables, 16):
        tag, _sum, cmap, _length = struct.unpack_from(">4sLLL", font, at)
        if tag == b"cmap":
            break
    else:
        raise ValueError("a font without a table of characters")
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * number)[0]
        match struct.unpack_from(">H", font, start)[0]:
            case 4:
                yield from _segments(font, start)
            case 12:
                yield from _groups(font, start)


def _segments(font: bytes, start: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    starts = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            yield from range(first, last + 1)


def _groups(font: bytes, start: int) -> Iterator[int]:
    count = struct.unpack_from(">L", font, start + 12)[0]
    for number in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * number)
        yield from range(first, last + 1)


def picture(template: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """Return what a layout makes of some data as one PNG; the same arguments, the same bytes."""
    import typst

    shown = replace_unknown({"language": language, **data})
    return bytes(
        typst.compile(
            LAYOUTS / f"{template}.typ",
            root=LAYOUTS,
            font_paths=[TYPEFACES],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
            format="png",
            ppi=144.0,
        )
    )

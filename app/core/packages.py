"""What is inside a zip package that somebody sent: counted while unpacking, searched for what
acts."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape

PARTS_LIMIT = 2000
UNPACKED_LIMIT = 100 << 20
RATIO_LIMIT = 100

_SMALL = 1 << 20  # below this the ratio says nothing: a short document of blanks packs very well
_CHUNK = 256 << 10
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCKED = 0x1

_ACTIVE_NAMES = re.compile(
    r"vbaproject|activex|macrosheets|/embeddings/|/externallinks/|/ddelinks?/|^basic/|^scripts/",
    re.I,
)
# No pattern looks past the end of its own tag: a long unclosed one must not cost minutes.
_TAG = re.compile(rb"<[^<>]*>")
_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.I)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.I)
_INSTRUCTION = re.compile(rb"<(?:\w+:)?instrText\b[^<>]*>([^<]*)|\binstr\s*=\s*[\"']([^\"']*)[\"']")
_EXCHANGE = re.compile(r"(?<![\w./-])DDE(AUTO)?\s", re.I)
_ACTIVE_MARKUP = re.compile(rb"<[\w-]+:(dde-|script\b|event-listener)|<(?:\w+:)?ddeLink\b", re.I)
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)
_SECRET = re.compile(rb"<(?:\w+:)?encryption-data\b")


class Unusable(Exception):
    """A package that is not taken; the message is the code of its sentence."""


def searched(
    package: zipfile.ZipFile, contents: bytes, allowed_inside: re.Pattern[str] | None = None
) -> None:
    """Unpack every part, counting, and raise Unusable for what is too much or would act.

    What the directory says of sizes counts for nothing: it is written by whoever made the package.
    Parts named in `allowed_inside` may be files of their own; the caller judges them.
    """
    parts = package.infolist()
    if len(parts) > PARTS_LIMIT:
        raise Unusable("file_unpacks_too_large")
    for part in parts:
        is_allowed = allowed_inside is not None and allowed_inside.fullmatch(part.filename)
        if _ACTIVE_NAMES.search(part.filename) and not is_allowed:
            raise Unusable("file_active")
    allowed = min(UNPACKED_LIMIT, max(_SMALL, RATIO_LIMIT * len(contents)))
    for part in parts:
        held = _unpacked(part, contents, allowed)
        allowed -= len(held)
        if part.filename.lower().endswith((".xml", ".rels")):
            _search(held)


def _unpacked(part: zipfile.ZipInfo, contents: bytes, allowed: int) -> bytes:
    """Return a part, or raise Unusable as soon as it is more than allowed."""
    if part.flag_bits & _LOCKED:
        raise Unusable("file_damaged_package")
    start = part.header_offset
    signature, name, extra = _LOCAL_HEADER.unpack_from(contents, start)
    if signature != b"PK\x03\x04":
        raise Unusable("file_damaged_package")
    start += _LOCAL_HEADER.size + name + extra
    packed = memoryview(contents)[start : start + part.compress_size]
    held = io.BytesIO()
    for piece in _pieces(part, packed):
        held.write(piece)
        if held.tell() > allowed:
            raise Unusable("file_unpacks_too_large")
    if held.tell() != part.file_size or len(packed) != part.compress_size:
        raise Unusable("file_has_more_inside")
    return held.getvalue()


def _pieces(part: zipfile.ZipInfo, packed: memoryview) -> Iterator[bytes]:
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise Unusable("file_damaged_package")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    while rest and not stream.eof:
        yield stream.decompress(rest, _CHUNK)
        rest = stream.unconsumed_tail
    yield stream.flush()
    if stream.unused_data or not stream.eof:
        raise Unusable("file_has_more_inside")


def _search(markup: bytes) -> None:
    """Look for what reaches outside or runs: templates, pictures and data fetched from elsewhere,
    data exchange with programs, scripts, and entities."""
    if b"\0" in markup:
        raise Unusable("file_damaged_package")  # in an encoding in which nothing would be found
    if _SECRET.search(markup):
        raise Unusable("file_damaged_package")
    if _DECLARED.search(markup) or _ACTIVE_MARKUP.search(markup):
        raise Unusable("file_active")
    if _OUTSIDE.search(markup) and any(map(_reaches_outside, _TAG.findall(markup))):
        raise Unusable("file_reaches_outside")
    # Programs cut a field into runs; what it does is read from all of them together.
    told = b"".join(found[1] or found[2] or b"" for found in _INSTRUCTION.finditer(markup))
    if _EXCHANGE.search(unescape(told.decode("utf-8", "replace"))):
        raise Unusable("file_active")


def _reaches_outside(tag: bytes) -> bool:
    """Tell whether something outside is fetched; a link waits until somebody follows it."""
    return bool(_OUTSIDE.search(tag)) and not _HYPERLINK.search(tag)

"""How large a picture is, read from its first bytes: a small file can paint a wall."""

import struct

PIXEL_LIMIT = 50_000_000

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the markers that carry a size
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def pixels_of_png(contents: bytes) -> int | None:
    """Return the number of pixels of a PNG; None when its first part is not the one it must be."""
    if contents[12:16] != b"IHDR" or len(contents) < 24:
        return None
    width, height = struct.unpack_from(">II", contents, 16)
    return int(width * height) or None


def pixels_of_jpeg(contents: bytes) -> int | None:
    """Return the number of pixels of a JPEG; None when it has no frame."""
    at = 2
    while at + 9 <= len(contents) and contents[at] == 0xFF:
        marker = contents[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", contents, at + 5)
            return int(width * height) or None
        if marker == 0xFF:
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + int(struct.unpack_from(">H", contents, at + 2)[0])
    return None

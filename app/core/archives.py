"""Zip packages that are the same bytes whenever the same parts go in."""

import io
import zipfile
from collections.abc import Mapping

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can hold
LEVEL = 6
CONTENT_TYPES = "[Content_Types].xml"  # readers of Office files expect it first


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip file: parts in a fixed order, without times or traces of the machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as package:
        for name in sorted(parts, key=lambda part: (part != CONTENT_TYPES, part)):
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            package.writestr(entry, parts[name], compresslevel=LEVEL)
    return out.getvalue()


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the parts of a zip file that the portal itself has made."""
    with zipfile.ZipFile(io.BytesIO(archive)) as package:
        return {name: package.read(name) for name in package.namelist()}


def repacked(archive: bytes) -> bytes:
    """Return the same parts as `packed` writes them."""
    return packed(unpacked(archive))

"""What a file really is, judged by its contents alone, and why one is not taken."""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from app.core.packages import Unusable, searched
from app.core.pictures import PIXEL_LIMIT, pixels_of_jpeg, pixels_of_png

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
TEXT = "text/plain"

PICTURES = frozenset({PNG, JPEG})
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg", DOCX: "docx", XLSX: "xlsx", ODT: "odt", TEXT: "txt"}

_TYPES_LIMIT = 1 << 20
_TORN = (zlib.error, struct.error)
_MAIN_PARTS = {
    f"{DOCX}.main+xml": DOCX,
    f"{XLSX}.main+xml": XLSX,
}
_CHART_BOOK = re.compile(r"word/embeddings/[\w .-]+\.xlsx", re.I)
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)(?![A-Za-z])")
_PDF_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_MARKUP = re.compile(
    r"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|meta|\?xml)\b|<\?(xml|php)", re.I
)
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


@dataclass(frozen=True)
class Unfit:
    """Why a file is not taken; the code of its sentence."""

    code: str


def judge(contents: bytes, with_charts: bool = False) -> str | Unfit:
    """Return the media type of contents, or why they are not taken; a name counts for nothing.

    Charts in a Word document have their figures in workbooks inside it: such a document is taken
    where that is said, and each of these workbooks is judged like any other.
    """
    if not contents:
        return Unfit("file_empty")
    if contents.startswith(b"%PDF-"):
        return _pdf(contents)
    if contents.startswith(_PNG_START):
        whole = _ends_once(contents, _PNG_END)
        return _picture(PNG, pixels_of_png(contents), whole=whole)
    if contents.startswith(b"\xff\xd8\xff"):
        whole = contents.endswith(b"\xff\xd9")
        return _picture(JPEG, pixels_of_jpeg(contents), whole=whole)
    if contents.startswith(b"PK\x03\x04"):
        return _package(contents, with_charts)
    if contents.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Unfit("file_old_office")
    if contents.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        return Unfit("file_program")
    return _text(contents)


def _picture(kind: str, pixels: int | None, *, whole: bool) -> str | Unfit:
    if not whole or pixels is None:
        return Unfit("file_has_more_inside")
    return Unfit("picture_too_large") if pixels > PIXEL_LIMIT else kind


def _ends_once(contents: bytes, end: bytes) -> bool:
    """Tell whether nothing follows the end, where another file could be hidden."""
    return contents.endswith(end) and contents.count(end) == 1


def _pdf(contents: bytes) -> str | Unfit:
    end = contents.rfind(b"%%EOF")
    if end < 0 or contents[end + 5 :].strip(b"\r\n\t \x00"):
        return Unfit("file_has_more_inside")
    if zipfile.is_zipfile(io.BytesIO(contents)):
        return Unfit("file_has_more_inside")
    plain = _PDF_NAME_ESCAPE.sub(lambda m: bytes((int(m[1], 16),)), contents)
    return Unfit("file_active") if _ACTIVE_PDF.search(plain) else PDF


def _package(contents: bytes, with_charts: bool) -> str | Unfit:
    """Judge a package of parts: Office Open XML or OpenDocument, never a plain archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as package:
            return _packed(package, contents, with_charts)
    except Unusable as reason:
        return Unfit(str(reason))
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, EOFError, *_TORN):
        return Unfit("file_damaged_package")


def _packed(package: zipfile.ZipFile, contents: bytes, with_charts: bool) -> str | Unfit:
    names = [part.filename for part in package.infolist()]
    if len(set(names)) != len(names) or not _is_whole(package, contents):
        return Unfit("file_has_more_inside")
    searched(package, contents, _CHART_BOOK if with_charts else None)
    if with_charts and not all(judge(package.read(n)) == XLSX for n in names if _is_book(n)):
        return Unfit("file_active")
    if "[Content_Types].xml" in names:
        return _office_kind(_read(package, "[Content_Types].xml"))
    if names and names[0] == "mimetype" and _read(package, "mimetype") == ODT.encode():
        return ODT
    return Unfit("file_kind_unknown")


def _is_book(name: str) -> bool:
    return bool(_CHART_BOOK.fullmatch(name))


def _is_whole(package: zipfile.ZipFile, contents: bytes) -> bool:
    """Tell whether the package is all there is: no file before it, none after it."""
    first = min((part.header_offset for part in package.infolist()), default=-1)
    end = contents.rfind(b"PK\x05\x06")
    return first == 0 and end >= 0 and len(contents) == end + 22 + len(package.comment)


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(_TYPES_LIMIT)


def _office_kind(types: bytes) -> str | Unfit:
    """Return the kind that the list of parts declares; one with macros declares another one."""
    declared: set[str] = set()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, given: declared.add(given.get("ContentType", ""))
    # Entities are no part of such a list: whoever declares some is up to something.
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(types, True)
    except expat.ExpatError:
        return Unfit("file_damaged_package")
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in declared):
        return Unfit("file_active")
    kinds = {_MAIN_PARTS[kind] for kind in declared if kind in _MAIN_PARTS}
    return kinds.pop() if len(kinds) == 1 else Unfit("file_kind_unknown")


def _refuse_entity(*_given: object) -> None:
    raise ValueError("a list of parts declares no entities")


def _text(contents: bytes) -> str | Unfit:
    try:
        text = contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Unfit("file_kind_unknown")
    if _NOT_IN_TEXT.search(text):
        return Unfit("file_kind_unknown")
    return Unfit("file_markup") if _MARKUP.search(text) else TEXT

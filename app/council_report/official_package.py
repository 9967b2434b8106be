"""What an official document must not carry into public: names of people in places nobody looks at.

Comments and tracked changes are their authors' to settle; properties are taken off here.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from app.core.archives import packed

# No pattern looks past the end of its own tag.
_AUTHOR = re.compile(rb"<[^<>]*\s(?:[\w.-]+:)?author\s*=\s*[\"']")
_TEXT_PARTS = re.compile(r"word/[\w.-]+\.xml", re.I)
_BOOKS = re.compile(r"word/embeddings/[\w .-]+\.xlsx", re.I)
_PEOPLE = re.compile(r"word/people\d*\.xml", re.I)
_PERSON = re.compile(rb"<((?:[\w.-]+:)?person)\b[^<>]*?(?:/>|>.*?</\1\s*>)", re.S)
_TITLE = re.compile(rb"<(?:\w+:)?title\b[^<>]*>([^<]*)</")
_LANGUAGE = re.compile(rb"<(?:\w+:)?language\b[^<>]*>([^<]*)</")
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http:'
    b'//schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org'
    b'/dc/elements/1.1/"><dc:title>%s</dc:title><dc:language>%s</dc:language></cp:coreProperties>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.op'
    b'enxmlformats.org/officeDocument/2006/extended-properties"></Properties>'
)
_CUSTOM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.op'
    b'enxmlformats.org/officeDocument/2006/custom-properties"></Properties>'
)

_STREAM = re.compile(rb"(?:/ObjStm|/Metadata)(?![A-Za-z])[^\x00]{0,600}?stream\r?\n", re.S)
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_LOCKED_PDF = re.compile(rb"/Encrypt(?![A-Za-z])")
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)(?![A-Za-z])")
_PDF_AUTHOR = re.compile(rb"/Author\s*(?:\(\s*[^\s)]|<\s*(?!>)(?!(?:FEFF\s*)?>)[0-9A-Fa-f])")
_CREATOR = re.compile(rb"<dc:creator\b(?:(?!</dc:creator).){0,300}?<rdf:li[^<>]*>\s*[^<\s]", re.S)
_MOST_UNPACKED = 8 << 20  # of one stream of a PDF; objects that name things are small


def names_people(contents: bytes) -> bool:
    """Tell whether a Word document holds comments or tracked changes, each under a name."""
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        for name in package.namelist():
            is_text = _TEXT_PARTS.fullmatch(name) and not _PEOPLE.fullmatch(name)
            if is_text and _AUTHOR.search(package.read(name)):
                return True
    return False


def without_properties(contents: bytes) -> bytes:
    """Return an Office file without author, last editor, company and other properties.

    The title and the language stay; charts bring workbooks along, which are treated alike.
    """
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return packed({name: _cleaned(name, held) for name, held in parts.items()})


def _cleaned(name: str, held: bytes) -> bytes:
    if name == "docProps/core.xml":
        return _CORE % (_first(_TITLE, held), _first(_LANGUAGE, held))
    if name == "docProps/app.xml":
        return _APP
    if name == "docProps/custom.xml":
        return _CUSTOM
    if _PEOPLE.fullmatch(name):
        return _PERSON.sub(b"", held)
    return without_properties(held) if _BOOKS.fullmatch(name) else held


def _first(pattern: re.Pattern[bytes], held: bytes) -> bytes:
    found = pattern.search(held)
    return found[1] if found else b""


def pdf_problem(contents: bytes, portal: str) -> str:
    """Return the code of what keeps a PDF from being published as it is, empty for nothing.

    `portal` is the author that the portal's own documents name. Objects may be packed; those that
    hold names and properties are unpacked and looked at.
    """
    for held in _looked_at(contents):
        if _LOCKED_PDF.search(held):
            return "official_pdf_locked"
        if _ACTIVE_PDF.search(held):
            return "official_pdf_active"
        own = held.replace(portal.encode(), b"") if portal else held
        if _PDF_AUTHOR.search(own) or _CREATOR.search(own):
            return "official_pdf_names_author"
    return ""


def _looked_at(contents: bytes) -> Iterator[bytes]:
    yield _plain(contents)
    for found in _STREAM.finditer(contents):
        unpacking = zlib.decompressobj()
        try:
            yield _plain(unpacking.decompress(contents[found.end() :], _MOST_UNPACKED))
        except zlib.error:
            continue  # not packed: it was looked at with the whole file


def _plain(held: bytes) -> bytes:
    """Return PDF objects with the letters of names that are written as numbers."""
    return _NAME_ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), held)

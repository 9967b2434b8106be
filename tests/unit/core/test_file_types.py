"""Files are judged by what is inside: sizes counted, whatever reaches out or runs refused."""

import io
import struct
import zipfile

import pytest

from app.core.file_types import DOCX, JPEG, ODT, PNG, XLSX, Unfit, judge
from app.core.packages import PARTS_LIMIT

SMALL_PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03.."
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
SMALL_JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x11\x08\x00\x03\x00\x02......\xff\xd9"
LINK = b'<Relationship Type="http://x/%s" Target="http://127.0.0.1:9/x" TargetMode="%s"/>'


def package(kind=f"{DOCX}.main+xml", **parts):
    """Return an Office package with XML parts of these contents."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
        for name, contents in parts.items():
            made.writestr(f"{name}/x.xml", contents)
    return held.getvalue()


def odt(**parts):
    """Return an OpenDocument text with XML parts of these contents."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("mimetype", ODT)
        for name, contents in parts.items():
            made.writestr(f"{name}.xml", contents)
    return held.getvalue()


def directory_says(contents, offset, change):
    """Return a package whose directory says something else of its last part than is there."""
    at = contents.rindex(b"PK\x01\x02") + offset
    told = struct.unpack_from("<I", contents, at)[0] + change
    return contents[:at] + struct.pack("<I", told) + contents[at + 4 :]


@pytest.mark.parametrize(
    ("contents", "kind"),
    [
        (SMALL_PNG, PNG),
        (SMALL_JPEG, JPEG),
        (package(word=b"<a/>"), DOCX),
        (package(f"{XLSX}.main+xml", xl=b"<a/>"), XLSX),
        (package(word=LINK % (b"hyperlink", b"External")), DOCX),
        (package(word=LINK % (b"image", b"Internal")), DOCX),
        (package(word=b'<w:instrText>HYPERLINK "https://x.eu/dde"</w:instrText>'), DOCX),
        (package(word=b"<w:t>What DDE is and was</w:t>"), DOCX),
        (package(word=b" " * 900_000), DOCX),
        (odt(content=b"<office:scripts/><text:p>Text</text:p>"), ODT),
    ],
    ids=range(10),
)
def test_taken(contents, kind):
    """What is harmless keeps its kind: links that wait for a reader, words that only look odd."""
    assert judge(contents) == kind


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (SMALL_PNG.replace(b"\x00\x02\x00\x00\x00\x03", b"\xff" * 6), "picture_too_large"),
        (SMALL_PNG.replace(b"IHDR", b"IDAT"), "file_has_more_inside"),
        (SMALL_JPEG.replace(b"\x00\x03\x00\x02", b"\xff" * 4), "picture_too_large"),
        (SMALL_JPEG.replace(b"\xff\xc0", b"\xff\xda"), "file_has_more_inside"),
        (package(word=LINK % (b"image", b"External")), "file_reaches_outside"),
        (package(word=LINK % (b"attachedTemplate", b"External")), "file_reaches_outside"),
        (
            package(word=b"<w:instrText> DD</w:instrText><w:instrText>EAUTO c:\\x "),
            "file_active",
        ),
        (package(word=b'<w:fldSimple w:instr="&#68;DE cmd x">'), "file_active"),
        (package(f"{XLSX}.main+xml", xl=b'<ddeLink ddeService="cmd">'), "file_active"),
        (package(word=b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///x">]>'), "file_active"),
        (package(word="<!DOCTYPE x>".encode("utf-16")), "file_damaged_package"),
        (package(word=b"\x20" * 3_000_000), "file_unpacks_too_large"),
        (package(**{f"part{n}": b"" for n in range(PARTS_LIMIT)}), "file_unpacks_too_large"),
        (directory_says(package(word=b"<a/>" * 9), 24, -4), "file_has_more_inside"),
        (directory_says(package(word=b"<a/>" * 9), 20, -2), "file_has_more_inside"),
        (directory_says(package(word=b"<a/>" * 9), 42, 1), "file_damaged_package"),
        (odt(content=b"<table:dde-link/>"), "file_active"),
        (odt(content=b'<script:event-listener xlink:href="x"/>'), "file_active"),
        (odt(manifest=b"<manifest:encryption-data/>"), "file_damaged_package"),
    ],
    ids=range(19),
)
def test_refused(contents, code):
    """Each with the sentence that says what to do; nothing is believed of what a package claims."""
    assert judge(contents) == Unfit(code)


@pytest.mark.parametrize(
    "told",
    [b"<" + b'TargetMode="External" ' * 40_000, b"<instrText" * 90_000, b'instr="' * 90_000],
    ids=range(3),
)
def test_searching_takes_no_longer_for_nonsense(told):
    """Long unclosed tags are read once; at the square of their length this would take an hour."""
    assert judge(package(word=told)) == DOCX

"""A report in the hands of a drafter, and reading the file back without the portal's own code."""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

import docx as python_docx
from docx.oxml import parse_xml
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WHO = 'w:author="Drafter" w:date="2027-09-01T10:00:00Z"'
_SHORT = re.compile(r"[A-Z2-7]{10}")


def element(markup: str) -> Any:
    """Return an element written without its namespace."""
    name = re.match(r"<(w:\w+)", markup)
    assert name
    return parse_xml(markup.replace(f"<{name[1]}", f"<{name[1]} {_NS}", 1))


def run(text: str) -> Any:
    """Return a run of words."""
    return element(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>')


def short_of(control: Any) -> str:
    """Return the short id a control carries, empty where it has none."""
    for kind in ("tag", "alias"):
        found = control.find(f"{W}sdtPr/{W}{kind}")
        if found is not None and _SHORT.fullmatch(found.get(f"{W}val", "")):
            return str(found.get(f"{W}val"))
    return ""


def letters(where: Any) -> str:
    """Return all the letters in an element, those of pending deletions too."""
    return "".join(t.text or "" for t in where.iter(f"{W}t", f"{W}delText"))


@dataclass
class Draft:
    """A report in the hands of a drafter; `fates` says what is to become of the figures touched."""

    document: Any
    figures: list[Any]
    fates: dict[str, list[str]] = field(default_factory=dict)  # fate -> short ids
    number: int = 9000

    @classmethod
    def of(cls, contents: bytes) -> "Draft":
        """Open a report."""
        document = python_docx.Document(io.BytesIO(contents))
        body = document.element.body
        found = [s for s in body.iter(f"{W}sdt") if s.getparent().tag == f"{W}p"]
        counts: dict[str, int] = {}
        for control in found:
            counts[short_of(control)] = counts.get(short_of(control), 0) + 1
        cover = 7  # the lines of the title page
        once = [s for s in found[cover:] if counts[short_of(s)] == 1]
        return cls(document, once)

    @property
    def body(self) -> Any:
        """The body of the document."""
        return self.document.element.body

    def figure(self, fate: str = "fresh") -> Any:
        """Return a figure that nothing was done to yet, and note what is to become of it."""
        control = self.figures.pop(0)
        self.fates.setdefault(fate, []).append(short_of(control))
        return control

    def next(self) -> int:
        """Return a number for a new element."""
        self.number += 1
        return self.number

    def saved(self) -> bytes:
        """Return the file."""
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def parts_of(contents: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(contents)) as package:
        return {name: package.read(name) for name in package.namelist()}


def own_words(markup: bytes) -> list[str]:
    """Return every text of a part that stands outside tags, paragraph by paragraph.

    Tagged are: what a control with a short id holds, what stands between the marks of a figure's
    bookmark, and tables with a tag, alias or bookmark.
    """
    root = etree.fromstring(markup)
    for table in list(root.iter(f"{W}tbl")):
        marks = (m.get(f"{W}name", "") for m in table.iter(f"{W}bookmarkStart"))
        if any(mark.startswith("b_") for mark in marks):
            table.getparent().replace(table, element("<w:p/>"))
    tagged = set()
    open_marks: set[str] = set()
    for one in root.iter():
        name = one.get(f"{W}name", "")
        if one.tag == f"{W}bookmarkStart" and name.startswith("f_"):
            open_marks.add(one.get(f"{W}id"))
        elif one.tag == f"{W}bookmarkEnd":
            open_marks.discard(one.get(f"{W}id"))
        elif one.tag in (f"{W}t", f"{W}delText"):
            held = any(short_of(s) for s in one.iterancestors(f"{W}sdt"))
            if open_marks or held:
                tagged.add(one)
    return [
        "".join(t.text or "" for t in p.iter(f"{W}t", f"{W}delText") if t not in tagged)
        for p in root.iter(f"{W}p")
    ]


def around_tags(markup: bytes) -> bytes:
    """Return a part with everything that a refresh may write taken out, ready to be compared.

    What stays is every element and attribute around it: paragraphs, formats, marks of changes and
    comments, pictures, controls of one's own, and all words outside tags.
    """
    root = etree.fromstring(markup)
    for table in list(root.iter(f"{W}tbl")):
        marks = (m.get(f"{W}name", "") for m in table.iter(f"{W}bookmarkStart"))
        if any(mark.startswith("b_") for mark in marks):
            table.getparent().replace(table, element("<w:p/>"))
    for control in root.iter(f"{W}sdt"):
        content = control.find(f"{W}sdtContent")
        if short_of(control) and content is not None:
            for child in list(content):
                content.remove(child)
    open_marks: set[str] = set()
    for one in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}t"):
        if one.get(f"{W}name", "").startswith("f_"):
            open_marks.add(one.get(f"{W}id"))
        elif one.tag == f"{W}bookmarkEnd":
            open_marks.discard(one.get(f"{W}id"))
        elif one.tag == f"{W}t" and open_marks:
            one.text = ""
    return etree.tostring(root, method="c14n")


def tagged_words(markup: bytes) -> list[tuple[str, str]]:
    """Return short id and text of every figure: in its control, else in its bookmark."""
    root = etree.fromstring(markup)
    found = [
        (short_of(s), letters(s))
        for s in root.iter(f"{W}sdt")
        if short_of(s) and s.find(f".//{W}tbl") is None and not any(
            short_of(inner) for inner in s.iter(f"{W}sdt") if inner is not s
        )
    ]  # fmt: skip
    for mark in root.iter(f"{W}bookmarkStart"):
        name, number = mark.get(f"{W}name", ""), mark.get(f"{W}id")
        if not name.startswith("f_"):
            continue
        text, is_open = "", False
        for one in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}t", f"{W}delText"):
            if one is mark:
                is_open = True
            elif one.tag == f"{W}bookmarkEnd" and one.get(f"{W}id") == number:
                is_open = False
            elif is_open and one.tag in (f"{W}t", f"{W}delText"):
                text += one.text or ""
        found.append((name.split("_")[1], text))
    return found


def picture() -> bytes:
    """Return a picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + sum_

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    dots = zlib.compress(b"\0\x10\x20\x30")
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")

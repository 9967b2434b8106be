"""Files made to break a reader of workbooks: crafted ones by name, and mutants without end."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping

Part = File = Callable[[bytes], bytes]  # from what it was to what it is made
SHEET, STRINGS, BOOK = r"xl/worksheets/sheet2\.xml", r"xl/sharedStrings\.xml", r"xl/workbook\.xml"
STYLES, RELATIONS = r"xl/styles\.xml", r"xl/_rels/workbook\.xml\.rels"
ANY_SHEET = r"xl/worksheets/sheet\d+\.xml"
TYPES = r"\[Content_Types\]\.xml"
_ELSEWHERE = b"http://127.0.0.1:9/x"


def repacked(
    contents: bytes,
    changes: Mapping[str, Part],
    more: tuple[tuple[str, bytes], ...] = (),
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return the package with parts changed by functions, and with more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contents)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            part = old.read(name)
            for pattern, change in changes.items():
                part = change(part) if re.fullmatch(pattern, name) else part
            new.writestr(name, part)
        for name, part in more:
            new.writestr(name, part)
    return out.getvalue()


def _swap(old: bytes, new: bytes, pattern: str = SHEET) -> File:
    """Return what puts some bytes for others into the parts of this pattern."""
    return lambda good: repacked(good, {pattern: lambda part: part.replace(old, new)})


def _end(text: bytes, end: bytes = b"</sheetData>", pattern: str = SHEET) -> File:
    """Return what puts something before the end of an element."""
    return lambda good: repacked(good, {pattern: lambda part: part.replace(end, text + end, 1)})


def _after(text: bytes) -> File:
    """Return what puts something behind the rows of a sheet."""
    return lambda good: repacked(
        good, {SHEET: lambda part: part.replace(b"</sheetData>", b"</sheetData>" + text, 1)}
    )


def _with(name: str, contents: bytes) -> File:
    return lambda good: repacked(good, {}, ((name, contents),))


def _declared(pattern: str, root: bytes, told: bytes) -> File:
    """Return what declares entities before the root of a part."""
    return lambda good: repacked(
        good, {pattern: lambda part: part.replace(b"<" + root, told + b"<" + root, 1)}
    )


def _cell(row: int, letters: str, inside: bytes = b"<v>1</v>", said: bytes = b"") -> bytes:
    at = f"{letters}{row}".encode()
    return b'<row r="%d"><c r="%s"%s>%s</c></row>' % (row, at, said, inside)


def _merges(count: int) -> bytes:
    ranges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, count))
    return b"<mergeCells>" + ranges + b"</mergeCells>"


def _hidden_directory_size(good: bytes) -> bytes:
    """Return a package whose directory says that its largest part is small."""
    bomb = repacked(good, {}, (("xl/media/a.bin", b"\0" * (120 << 20)),))
    return bomb.replace(struct.pack("<L", 120 << 20), struct.pack("<L", 4096))


def _as_entity_under_another_name(good: bytes) -> bytes:
    """Return a book whose sheet lies under a name that does not say what it is."""
    told = {
        RELATIONS: lambda part: part.replace(b"sheet2.xml", b"sheet2.dat"),
        TYPES: lambda part: part.replace(b"sheet2.xml", b"sheet2.dat"),
    }
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        sheet = package.read("xl/worksheets/sheet2.xml")
    return repacked(good, told, (("xl/worksheets/sheet2.dat", _ENTITIES + sheet[55:]),))


_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_FETCHED = b'<!DOCTYPE x [<!ENTITY a SYSTEM "' + _ELSEWHERE + b'">]>'
_PARAMETER = b'<!DOCTYPE x [<!ENTITY % a SYSTEM "' + _ELSEWHERE + b'"> %a;]>'
_CONNECTION = (
    b'<Relationship Id="rX" Type="http://x/connections" Target="%s" TargetMode="External"/>'
)
_ROWS = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(999, 300_000))

# Refused, each with a sentence; the reader never gets further than its limits.
CRAFTED: dict[str, File] = {
    "the last cell of a sheet": _end(_cell(1048576, "XFD")),
    "a column far away": _end(_cell(9, "ZZZ")),
    "a row far away": _end(_cell(30_000, "A")),
    "fifty thousand merged ranges": _after(_merges(50_000)),
    "a merge of the whole sheet": _after(
        b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "three hundred thousand cells": _end(_ROWS),
    "a cell without a place": _end(b"<row><c><v>1</v></c></row>"),
    "a cell at no place": _end(_cell(1, "A").replace(b"A1", b"#REF!")),
    "sixty sheets": lambda good: repacked(
        good,
        {
            BOOK: lambda part: part.replace(
                b"</sheets>",
                b"".join(
                    b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n + 90) for n in range(60)
                )
                + b"</sheets>",
            )
        },
    ),
    "not a sheet": lambda good: repacked(good, {SHEET: lambda _part: b"<worksheet>"}),
    "a sheet cut off": lambda good: repacked(good, {SHEET: lambda part: part[: len(part) // 2]}),
    "a text that is not in the list": _end(_cell(300, "A", b"<v>99999999</v>", b' t="s"')),
    "a look that is not in the list": _end(_cell(300, "A", said=b' s="99999999"')),
    "strings that are numbers": lambda good: repacked(
        good, {STRINGS: lambda part: re.sub(rb"<t[^>]*>[^<]*</t>", b"<t>1</t>", part)}
    ),
    "entities": _declared(SHEET, b"worksheet", _ENTITIES),
    "entities in texts": _declared(STRINGS, b"sst", _ENTITIES),
    "entities in looks": _declared(STYLES, b"styleSheet", _ENTITIES),
    "entities in the list of sheets": _declared(BOOK, b"workbook", _ENTITIES),
    "entities under another name": _as_entity_under_another_name,
    "an entity from elsewhere": _declared(STRINGS, b"sst", _FETCHED),
    "a parameter from elsewhere": _declared(STRINGS, b"sst", _PARAMETER),
    "sixteen bits a letter": lambda good: repacked(
        good, {STRINGS: lambda part: part.decode().replace("UTF-8", "UTF-16").encode("utf-16")}
    ),
    "a bomb": _with("xl/media/a.bin", b"\0" * (120 << 20)),
    "a bomb of texts": _end(b"<si><t>" + b"a" * (90 << 20) + b"</t></si>", b"</sst>", STRINGS),
    "a bomb that says it is small": _hidden_directory_size,
    "three thousand parts": lambda good: repacked(
        good, {}, tuple((f"xl/media/{n}.txt", b"x") for n in range(3000))
    ),
    "packed in another way": lambda good: repacked(good, {}, method=zipfile.ZIP_LZMA),
    "macros": _with("xl/vbaProject.bin", b"x"),
    "macros by their kind": _swap(
        b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml", TYPES
    ),
    "macros of the old kind": _with("xl/macrosheets/sheet1.xml", b"<x/>"),
    "something embedded": _with("xl/embeddings/a.bin", b"x"),
    "a control": _with("xl/activeX/activeX1.xml", b"<x/>"),
    "a link to another workbook": _with("xl/externalLinks/externalLink1.xml", b"<x/>"),
    "an exchange of data": _with("xl/x.xml", b"<x:ddeLink xmlns:x='x'/>"),
    "data fetched from outside": _end(_CONNECTION % _ELSEWHERE, b"</Relationships>", RELATIONS),
    "a page before the package": lambda good: b"<html></html>" + good,
    "the first half": lambda good: good[: len(good) // 2],
    "the second half": lambda good: good[len(good) // 2 :],
    "without its directory": lambda good: good[: good.rfind(b"PK\x05\x06")],
    "a part twice": _with("xl/workbook.xml", b"<x/>"),
    "no hidden sheet": _swap(b"_portal", b"_other", BOOK),
    "a hidden sheet of rubbish": _swap(b"template", b"tem\\plate", STRINGS),
    "a hidden sheet of brackets": lambda good: repacked(
        good, {STRINGS: lambda part: re.sub(rb"\{&quot;.*?\}|\{\".*?\}", b"[" * 30_000, part)}
    ),
    "too large": lambda good: good + b"\0" * (11 << 20),
    "nothing": lambda _good: b"",
    "only the beginning of a package": lambda _good: b"PK\x03\x04rubbish",
    "a table as text": lambda _good: b"a;b;c\n1;2;3\n",
    "a page": lambda _good: b"<!DOCTYPE html><html><body><table></table></body></html>",
    "a document": _swap(b"spreadsheetml.sheet", b"wordprocessingml.document", TYPES),
    "a workbook of 1997": lambda _good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096,
    "a PDF file": lambda _good: b"%PDF-1.7\n%%EOF\n",
    "a program": lambda _good: b"MZ" + b"\0" * 4096,
}

# Odd, and without harm: read like the good one.
READ: dict[str, File] = {
    "a sheet that is not there": _swap(b"sheet2.xml", b"sheet99.xml", RELATIONS),
    "a sheet outside the package": _swap(
        b"worksheets/sheet2.xml", b"../../../../etc/passwd", RELATIONS
    ),
    "elements in elements": _end(b"<a>" * 300_000 + b"</a>" * 300_000),
    "a size that is not so": lambda good: repacked(
        good,
        {
            SHEET: lambda part: re.sub(
                rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD99999"', part
            )
        },
    ),
    "an address of a hundred thousand letters": _after(
        b'<hyperlinks><hyperlink ref="A1" location="' + b"x" * 100_000 + b'"/></hyperlinks>'
    ),
}

# What a text of a workbook is replaced by: subjects, columns, marks and notes are texts too.
_NASTY = (
    "", " ", "=1+1", "-1", "1.234", "1e999", "NaN", "0" * 500, "x" * 40_000, "_x0000_", "_x000D_",
    "measure:", "measure:" + "u" * 400, "measure:new-1", "measure:row-7", "add:", "add:SD-04.1",
    "add:SD-04.1@2027-06-30:9", "add:SD-04.1@2027-06-30:country:1:2", "add:::::", "answer:",
    "answer:P01.justification", "answer:P99.justification", "observation:", "observation:SD-02.1",
    "observation:SD-02.1@2025-2027", "observation:SD-02.1/gender=men@2025-2027",
    "observation:SD-99.9@2025-2027", "value", "missing", "language", "title", "points", "asked",
    "portal:", "portal:measures", "{}", "[]", "null", "{\"value\": 1}", "{\"template\": \"1\"}",
    "P01", "Confidential", "yes", "2026-13-45", "9999-12-31", "Q9 2028", "\U0001f469",
    "⟦a⟧", "‮txt", "http://127.0.0.1:9/x", "'; DROP TABLE answer; --", "<script>", "&lt;",
)  # fmt: skip
_TEXT = re.compile(rb"<t[^>]*>[^<]*</t>")
_EMPTY = re.compile(rb'<c (r="[A-Z]+[0-9]+" s="[0-9]+")/>')
_WAYS = (
    (b"inlineStr", b"<is><t>TEXT</t></is>"),
    (b"inlineStr", b"<is><r><t>TEXT</t></r><r><t>TEXT</t></r></is>"),
    (b"str", b"<f>1+1</f><v>TEXT</v>"),
    (b"str", b"<f>1+1</f>"),
    (b"e", b"<v>#REF!</v>"),
    (b"b", b"<v>1</v>"),
    (b"n", b"<v>NUMBER</v>"),
    (b"n", b"<v>NUMBER.5</v>"),
    (b"n", b"<v>1E+300</v>"),
    (b"d", b"<v>2026-05-29T00:00:00</v>"),
)
_BROKEN = (
    (b"n", b"<v>NaN</v>"),
    (b"n", b"<v>x</v>"),
    (b"d", b"<v>2026-02-30T00:00:00</v>"),
    (b"s", b"<v>NUMBER</v>"),
)
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def mutants(good: bytes, seed: int, rounds: int) -> Iterator[bytes]:
    """Yield files changed in the package, in bytes of its parts, in its texts or its answers."""
    chance = random.Random(seed)  # noqa: S311 - the same files in every run
    names = [re.escape(name) for name in zipfile.ZipFile(io.BytesIO(good)).namelist()]
    for _round in range(rounds):
        way = chance.random()
        if way < 0.15:
            yield _torn(good, chance)
        elif way < 0.4:
            yield repacked(good, {chance.choice(names): lambda part: _mutated(part, chance)})
        elif way < 0.7:
            yield repacked(good, {STRINGS: lambda part: _said_otherwise(part, chance)})
        else:
            yield repacked(good, {ANY_SHEET: lambda part: _answered(part, chance)})


def _torn(good: bytes, chance: random.Random) -> bytes:
    held = bytearray(good)
    for _ in range(chance.randint(1, 20)):
        held[chance.randrange(len(held))] = chance.randrange(256)
    return bytes(held)


def _mutated(part: bytes, chance: random.Random) -> bytes:
    held = bytearray(part)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(max(len(held), 1))
        act = chance.randrange(3)
        if act == 0:
            held[at : at + 1] = bytes([chance.randrange(256)])
        elif act == 1:
            del held[at : at + chance.randint(1, 40)]
        else:
            held[at:at] = held[at : at + chance.randint(1, 40)] * chance.randint(1, 5)
    return bytes(held)


def _said_otherwise(part: bytes, chance: random.Random) -> bytes:
    """Replace some texts by nasty ones, or by other texts of the same workbook."""
    texts = _TEXT.findall(part)
    often = chance.choice((5, 50, 300))

    def other(found: re.Match[bytes]) -> bytes:
        if chance.randrange(often if b"{" not in found[0] else 2000):
            return found[0]
        return b"<t>%s</t>" % _nasty(chance) if chance.randrange(3) else chance.choice(texts)

    return _TEXT.sub(other, part)


def _answered(part: bytes, chance: random.Random) -> bytes:
    """Put texts, numbers, errors or formulas into some of the empty cells."""
    often = chance.choice((3, 10, 30))
    ways = chance.sample(_BROKEN if chance.random() < 0.2 else _WAYS, 2)

    def filled(found: re.Match[bytes]) -> bytes:
        if chance.randrange(often):
            return found[0]
        kind, inside = chance.choice(ways)
        number = b"%d" % chance.randint(-10, 3000)
        inside = inside.replace(b"TEXT", _nasty(chance)).replace(b"NUMBER", number)
        return b'<c %s t="%s">%s</c>' % (found[1], kind, inside)

    return _EMPTY.sub(filled, part)


def _nasty(chance: random.Random) -> bytes:
    return "".join(_ESCAPED.get(c, c) for c in chance.choice(_NASTY)).encode()

"""Every workbook the portal makes: texts stay texts, nothing runs or leaks, programs open it."""

import getpass
import re
import socket
import zipfile
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from app.core.archives import FIXED_TIME, unpacked
from app.core.clock import fixed, now
from app.core.db import open_session
from app.core.file_types import XLSX, judge
from app.domain.roles import PublicScope, Role
from app.editions.contents import load_contents
from app.editions.queries import get_edition
from app.reporting.work import open_work
from tests.all_workbooks import MADE_BY, TEXTS, Given
from tests.database import one_database
from tests.factories import CYCLE, fill, lead_scope, make_person, open_reporting
from tests.seeded import BASELINE_EDITION

# What a workbook is like does not hang on the database.
pytestmark = one_database

_PATHS = tuple(f"/{top}/".encode() for top in ("tmp", "root", "home"))
_LEAKS = (
    *_PATHS,
    rb"[A-Z]:\\\\",
    rb"file://",
    rb"<Company>[^<]",
    rb"lastModifiedBy>[^<]",
    rb"<dc:creator>[^<]",
    rb"<Manager>[^<]",
)
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode=\"External\"[^>]*>")


@pytest.fixture
def made(engine, demo_engine):
    """Every workbook, made twice."""
    with open_session(demo_engine, write=False) as session:
        scope = PublicScope()
        edition = load_contents(session, scope, get_edition(session, scope, BASELINE_EDITION))
    open_reporting(engine, "DK")
    scope = lead_scope(engine, make_person(engine, Role.REPORTING_LEAD))
    cells = {"SD-02.1@2025-2027": "7", "SD-04.1@2027-06-30": "12.5"}
    fill(engine, scope, {"P01.since": "2024-05-01", "P01.staff": "12"}, cells)
    with open_session(engine, write=False) as session:
        given = Given(session, open_work(session, scope, CYCLE), edition)
        with fixed(now()):  # some print the minute in which they were made
            return {name: (make(given), make(given)) for name, (_by, make) in MADE_BY.items()}


def test_packages_are_whole_valid_and_say_nothing_of_their_making(made, tmp_path):
    """The same bytes again; no macro, link or address of this machine; no program repairs them."""
    faults = []
    for name, (contents, again) in made.items():
        faults += [f"{name}: other bytes"] if contents != again else []
        faults += [f"{name}: not clean"] if judge(contents) != XLSX else []
        with zipfile.ZipFile(BytesIO(contents)) as package:
            assert {part.date_time for part in package.infolist()} == {FIXED_TIME}
        faults += [f"{name}: {fault}" for fault in _leaks(unpacked(contents))]
        path = tmp_path / "book.xlsx"
        path.write_bytes(contents)
        faults += [f"{name}: {error}" for error in OpenXmlValidator().validate(str(path)).errors]
    assert faults == []


def _leaks(parts):
    """Yield what in the parts tells of people, machines or times, or reaches elsewhere."""
    here = (socket.gethostname(), getpass.getuser())
    words = [*_LEAKS, *(re.escape(name).encode() for name in here if len(name) > 4)]
    for name, part in parts.items():
        yield from (f"{name}: {word!r}" for word in words if re.search(word, part))
        for relation in _OUTSIDE.findall(part):
            if b"/hyperlink" not in relation:
                yield f"{name}: {relation!r}"
    times = re.findall(rb"W3CDTF\">([^<]*)<", parts["docProps/core.xml"])
    yield from (f"time {time!r}" for time in times if not time.startswith(b"2000-01-01T00:00:00"))


def test_cells_hold_what_they_are(made):
    """No formula; numbers and dates as such; texts that look like formulas letter by letter."""
    seen = {}
    for name, (contents, _again) in made.items():
        texts = seen[name] = set()
        for sheet in openpyxl.load_workbook(BytesIO(contents)):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type in "nsdb", (name, cell.coordinate)
                if isinstance(cell.value, str):
                    texts.add(cell.value)
                elif isinstance(cell.value, datetime):
                    assert cell.number_format == "yyyy-mm-dd", (name, cell.coordinate)
    for name in ("contribution", "register of measures", "subgroup export", "annex",
                 "questions of the desk"):  # fmt: skip
        assert set(TEXTS) - seen[name] == set(), name
    assert {"=1+1", "-1", "@SUM(1;1)"} <= seen["figures of a chart"]
    assert "@SUM(1;1)" in seen["sent back with marks"]
    assert not set(TEXTS) & seen["empty questionnaire"] - {"TRUE"}


def test_libreoffice_reads_the_same(made, office):
    """Every sheet opens; each text is the text that was written, each number the number."""
    for name, (contents, _again) in made.items():
        book, shown = openpyxl.load_workbook(BytesIO(contents)), office.cells(contents)
        assert list(shown) == book.sheetnames, name
        for sheet in book:
            there = [
                (cell.row, cell.column, *_kind_and_text(shown[sheet.title], cell))
                for row in sheet.iter_rows()
                for cell in row
                if isinstance(cell.value, str | int | float) and cell.value != ""
            ]
            wrong = [one for one in there if one[2] != one[3]]
            assert wrong == [], (name, sheet.title)


def _kind_and_text(rows, cell):
    """Return what a cell holds, for one program and for the other."""
    kind, text = rows[cell.row - 1][cell.column - 1]
    if isinstance(cell.value, str):
        return ("text", cell.value), (kind, text)
    return ("number", float(cell.value)), (kind, float(text))

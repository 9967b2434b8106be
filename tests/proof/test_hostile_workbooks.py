"""Files made to break the reader: each is refused in a sentence, soon, and nothing changes."""

import io
import random
import re
import resource
import zipfile

import pytest
from sqlalchemy import func, select

from app.core.db import open_session
from app.domain.answers import Problem
from app.domain.roles import Role
from app.reporting.models import AnswerRevision
from app.workbook import opening, reading
from app.workbook.models import WorkbookUpload
from tests.client import PageClient
from tests.counts import FULL, count
from tests.database import one_database
from tests.factories import make_person, open_reporting

HOME = "/contributions/2027/DK/workbook"
# What refuses is the reader; the full proof looks at the rows of both databases.
pytestmark = [] if FULL else [one_database]
_MOST_CPU = opening.SECONDS + 2  # with starting the process


@pytest.fixture
def lead(app, engine, tmp_path):
    """The browser of Denmark's reporting lead."""
    app.state.settings = app.state.settings.model_copy(update={"data_dir": tmp_path / "kept"})
    open_reporting(engine, "DK")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD))


@pytest.fixture
def good(lead):
    """A workbook as the portal sends it."""
    return lead.get(f"{HOME}/contribution.xlsx").response.content


def repacked(contents, changes, more=()):
    """Return the package with parts changed by functions, and with more parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contents)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            for pattern, change in changes.items():
                part = change(part) if re.fullmatch(pattern, name) else part
            new.writestr(name, part)
        for name, part in more:
            new.writestr(name, part)
    return out.getvalue()


SHEET = r"xl/worksheets/sheet2\.xml"
_ROW = b'<row r="%d"><c r="%s%d"><v>1</v></c></row></sheetData>'


def _into_sheet(text):
    return lambda part: part.replace(b"</sheetData>", text)


def _merges(part):
    cells = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, 50_000))
    return part.replace(b"</sheetData>", b"</sheetData><mergeCells>" + cells + b"</mergeCells>")


def _cells(part):
    row = b'<row r="%d">' + b'<c r="A%d"><v>1</v></c>' * 1 + b"</row>"
    rows = b"".join(row % (n, n) for n in range(100, 300_000))
    return part.replace(b"</sheetData>", rows + b"</sheetData>")


_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_LINK = b"http://127.0.0.1:9/x"
CRAFTED = {
    "the last cell of a sheet": lambda g: repacked(
        g, {SHEET: _into_sheet(_ROW % (1048576, b"XFD", 1048576))}
    ),
    "a column far away": lambda g: repacked(g, {SHEET: _into_sheet(_ROW % (9, b"ZZZ", 9))}),
    "fifty thousand merged ranges": lambda g: repacked(g, {SHEET: _merges}),
    "a merge of the whole sheet": lambda g: repacked(
        g,
        {
            SHEET: lambda p: p.replace(
                b"</sheetData>",
                b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            )
        },
    ),
    "three hundred thousand cells": lambda g: repacked(g, {SHEET: _cells}),
    "entities": lambda g: repacked(
        g, {SHEET: lambda p: p.replace(b"<worksheet", _ENTITIES + b"<worksheet", 1)}
    ),
    "a bomb": lambda g: repacked(g, {}, [("xl/media/a.bin", b"\0" * (120 << 20))]),
    "macros": lambda g: repacked(g, {}, [("xl/vbaProject.bin", b"x")]),
    "something embedded": lambda g: repacked(g, {}, [("xl/embeddings/a.bin", b"x")]),
    "a link to another workbook": lambda g: repacked(
        g, {}, [("xl/externalLinks/externalLink1.xml", b"<x/>")]
    ),
    "data fetched from outside": lambda g: repacked(
        g,
        {
            r"xl/_rels/workbook\.xml\.rels": lambda p: p.replace(
                b"</Relationships>",
                b'<Relationship Id="rX" Type="http://x/connections" Target="'
                + _LINK
                + b'" TargetMode="External"/></Relationships>',
            )
        },
    ),
    "a page before the package": lambda g: b"<html></html>" + g,
    "the first half": lambda g: g[: len(g) // 2],
    "a part twice": lambda g: repacked(g, {}, [("xl/workbook.xml", b"<x/>")]),
    "no hidden sheet": lambda g: repacked(
        g, {r"xl/workbook\.xml": lambda p: p.replace(b"_portal", b"_other")}
    ),
    "a hidden sheet of rubbish": lambda g: repacked(
        g, {r"xl/sharedStrings\.xml": lambda p: p.replace(b"template", b"tem\\plate")}
    ),
    "not a sheet": lambda g: repacked(g, {SHEET: lambda _p: b"<worksheet>"}),
    "too large": lambda g: g + b"\0" * (11 << 20),
}


def rows(engine):
    """Return how many states were saved and files kept."""
    with open_session(engine) as session:
        counts = [select(func.count()).select_from(t) for t in (AnswerRevision, WorkbookUpload)]
        return [session.execute(query).scalar_one() for query in counts]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_file_is_refused(lead, good, engine, name):
    """With a sentence and the form, by the limits of the reader, and no row changes."""
    hostile = CRAFTED[name](good)
    before = rows(engine)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    answer = lead.post(HOME, {}, files={"file": ("x.xlsx", hostile, "text/plain")})
    assert answer.status in (413, 422), name
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used < _MOST_CPU
    assert rows(engine) == before


def _mutants(good, rounds):
    """Yield files with bytes changed inside their parts, or in the package around them."""
    chance = random.Random(4711)  # noqa: S311 - the same files in every run
    names = zipfile.ZipFile(io.BytesIO(good)).namelist()
    for _round in range(rounds):
        if chance.random() < 0.3:
            held = bytearray(good)
            for _ in range(chance.randint(1, 20)):
                held[chance.randrange(len(held))] = chance.randrange(256)
            yield bytes(held)
            continue
        name = chance.choice(names)
        yield repacked(good, {re.escape(name): lambda part: _mutated(part, chance)})


def _mutated(part, chance):
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


def test_mutated_files_never_break_the_reader(good):
    """Each is read or refused; the process that reads ends by itself."""
    outcomes = set()
    for mutant in _mutants(good, count(40, 2000)):
        found = reading.read_workbook(mutant)
        assert isinstance(found, Problem | reading.ReadBook)
        outcomes.add(getattr(found, "code", "read"))
    assert len(outcomes) >= 3  # the files differ enough to meet several refusals

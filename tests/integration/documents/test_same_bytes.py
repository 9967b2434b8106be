"""The same contents give the same bytes, whatever process writes them; every PDF is accessible."""

import io
import json
import os
import re
import subprocess
import sys

import pikepdf
import pytest

from app.council_report.compose import council_report
from app.council_report.document import Heading
from app.council_report.parts import parts_of
from app.council_report.service import write_part
from tests.accessible import assert_accessible
from tests.counts import count
from tests.database import ROOT
from tests.editions import live_contents
from tests.written_documents import HOME, two_of

ZONES = ("UTC", "Pacific/Auckland", "America/St_Johns")
LANGUAGES = ("C.UTF-8", "de_DE.UTF-8", "POSIX")


def _written(number):
    """Return the hashes of the documents that a process of its own has written."""
    own = {
        "PYTHONHASHSEED": str(number * 7919),
        "TZ": ZONES[number % len(ZONES)],
        "LANG": LANGUAGES[number % len(LANGUAGES)],
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.written_documents"],
        cwd=ROOT,
        env={**os.environ, **own},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_every_process_writes_the_same_bytes():
    """Two, or ten in the proof: report, annex and parts, with the workbooks inside their charts."""
    first, *others = [_written(number) for number in range(count(2, 10))]
    assert len(first) == 5
    assert {"annex-C", "docx", "pdf", "xlsx"} < set(first)
    for other in others:
        assert other == first


@pytest.mark.parametrize("which", [0, 1], ids=["fiche", "annex"])
def test_a_part_is_an_accessible_pdf_of_its_own(which, tmp_path):
    """Title, language, headings in order from 1, header cells with a scope, and its mark on every
    page: what a reader of the whole report has."""
    document = council_report(live_contents(submitted=3))
    parts = parts_of(document)
    part = parts[two_of(parts)[which]]
    made = write_part(document, part, HOME)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en"
        assert str(opened.docinfo.Title) == part.title
        found = list(_elements(opened.Root.StructTreeRoot))
        kinds = [str(element.S) for element in found]
        levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
        assert levels == [b.level for b in part.section.blocks if isinstance(b, Heading)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
        heads = [e for e in found if e.S == "/TH"]
        assert heads
        assert all("/Scope" in _attributes(element) for element in heads)
        pages = len(opened.pages)
    assert_accessible(made, tmp_path / "part.pdf")
    done = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True)
    for page in done.stdout.decode().split("\f")[:pages]:
        assert "Draft, not for publication" in page


def _elements(element):
    waiting = [element]
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary):
            continue
        if "/S" in element:
            yield element
        inside = element.get("/K", [])
        waiting += reversed(list(inside) if isinstance(inside, pikepdf.Array) else [inside])


def _attributes(element):
    given = element.get("/A", [])
    given = list(given) if isinstance(given, pikepdf.Array) else [given]
    return {key for one in given for key in one}

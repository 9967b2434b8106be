"""A report comes whole in any language whose catalogue is complete."""

import io

import openpyxl
import pikepdf
import pytest
from docx import Document as read_docx
from docx.oxml.ns import qn

from app.core import i18n
from app.council_report.compose import council_report
from app.council_report.document import ChartBlock, Heading, Table
from app.council_report.service import write_report
from tests.another_language import OPEN, Marked
from tests.editions import live_contents


@pytest.fixture
def swedish(monkeypatch):
    """Swedish is offered, with the marked catalogue."""
    monkeypatch.setattr(i18n, "_catalogue", lambda _locale: Marked())
    return "sv"


def test_every_word_of_the_portal_is_translated(swedish):
    """Headings, captions, heads of tables and sentences; only data stays as it was given."""
    contents = live_contents(submitted=2)
    given = contents.index.catalogue.model_dump_json()
    with i18n.use_locale(swedish):
        countries = {i18n.country_name(entry.code) for entry in contents.index.catalogue.reporters}
    document = council_report(contents, swedish)
    assert document.language == swedish
    left = set()
    for block in document.blocks():
        if isinstance(block, Heading):
            words = [block.text]
        elif isinstance(block, Table):
            words = [block.caption, *(column.title for column in block.columns)]
        else:
            words = [block.chart.title] if isinstance(block, ChartBlock) else []
        left |= {w for w in words if OPEN not in w and w not in given}
    assert {words.partition(" (")[0] for words in left} <= countries


def test_documents_name_their_language(swedish):
    """Word, PDF and workbook."""
    contents = live_contents(submitted=1)
    word = read_docx(io.BytesIO(write_report(contents, "docx", swedish, "https://portal.example")))
    languages = {e.get(qn("w:val")) for e in word.styles.element.iter(qn("w:lang"))}
    assert {language.partition("-")[0] for language in languages} == {"sv"}
    made = write_report(contents, "pdf", swedish, "https://portal.example")
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.Root.Lang) == "sv"
    book = openpyxl.load_workbook(io.BytesIO(write_report(contents, "xlsx", swedish, "")))
    assert OPEN in str(book.worksheets[0]["A1"].value)

"""Documents on paper: accessible, the same bytes twice, and every text printed as it was typed."""

import io
import subprocess
import unicodedata
from datetime import UTC, datetime

import pikepdf
import pytest

from app.core.i18n import use_locale
from app.core.paper import Bullets, Heading, Notice, Paper, Paragraph, Table, Terms, print_paper
from app.core.pdf import has_unknown, replace_unknown

MADE = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
HOSTILE = (
    r"#let x = 1 $a^2$ *bold* _it_ @ref \u{41} `code` <label> = no // gone /* gone */ #panic()"
)


def _paper(*blocks, **given):
    return Paper("Contribution", "Denmark (DK)", "First cycle", blocks, **given)


def _print(*blocks, made=MADE, **given):
    return print_paper(_paper(*blocks, **given), made)


def _words(contents, *options):
    done = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=contents, capture_output=True, check=True
    )
    return done.stdout.decode()


def _flat(contents):
    return " ".join(_words(contents).split())


def _tags(node, found):
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append(str(node.S))
        _tags(node.get("/K"), found)
    elif isinstance(node, pikepdf.Array):
        for child in node:
            _tags(child, found)
    return found


def _tags_of(contents):
    with pikepdf.open(io.BytesIO(contents)) as pdf:
        return _tags(pdf.Root.StructTreeRoot, [])


def test_paper_is_tagged_and_says_language_and_title():
    """A screen reader finds headings, header cells, lists, and the language of every text."""
    contents = _print(
        Heading("Group"),
        Heading("Point", 2),
        Paragraph("Η επιστημονική διπλωματία", "el"),
        Table(("Name", "Value"), (("Total", "12"),), "A table", (1,)),
        Bullets(("one", "two")),
        Notice("Mind this."),
        Terms((("Number", "1"),)),
    )
    tags = _tags_of(contents)
    assert {"/H1", "/H2", "/TH", "/TD", "/L", "/LI", "/P"} <= set(tags)
    assert tags.count("/TH") == 2
    with pikepdf.open(io.BytesIO(contents)) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as known:
            assert known["dc:title"] == "Contribution, Denmark (DK), First cycle"
            assert known["pdfuaid:part"] == "1"
        spoken = {str(o.get("/Lang")) for o in pdf.objects if isinstance(o, pikepdf.Dictionary)}
        assert "el" in spoken


def test_headers_of_columns_stand_on_every_page():
    """A table that goes on tells again what its columns are."""
    rows = tuple((f"row {n}", str(n)) for n in range(120))
    contents = _print(Table(("Ministry", "Staff"), rows, numeric=(1,)))
    pages = _words(contents).split("\f")[:-1]
    assert len(pages) > 1
    assert all("Ministry" in page for page in pages)
    assert [f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1)] == [True] * len(
        pages
    )


def test_same_document_has_the_same_bytes():
    """Nothing of the machine or the moment gets into a file; a change of the text does."""
    assert _print(Paragraph("a")) == _print(Paragraph("a")) != _print(Paragraph("b"))
    assert _print(Paragraph("a"), made=None) == _print(Paragraph("a"), made=None)


def test_what_people_write_is_never_a_command():
    """Signs that mean something to the typesetter print as they are, wherever they stand."""
    places = (
        Heading(HOSTILE),
        Paragraph(HOSTILE, "de"),
        Paragraph(HOSTILE, tone="code"),
        Terms(((HOSTILE, HOSTILE),)),
        Bullets((HOSTILE,), boxes=True),
        Notice(HOSTILE),
    )
    for place in places:
        assert HOSTILE in _flat(_print(place)), place
    in_a_cell = _flat(_print(Table((HOSTILE, "b"), ((HOSTILE, "c"),))))
    assert "".join(HOSTILE.split()) in "".join(in_a_cell.split())


def test_every_word_of_a_long_text_is_printed():
    """Twelve thousand characters, a word longer than a line, Greek and Bulgarian."""
    long = ("Наука и διπλωματία meet. " * 500)[:12_000]
    unbroken = "Wissenschaft" * 40
    contents = _print(Paragraph(long), Paragraph(unbroken), Table(("A", "B"), ((unbroken, "1"),)))
    every = "".join(_words(contents).split())
    assert every.count("Наука") == long.count("Наука")
    assert every.count("διπλωματία") == long.count("διπλωματία")
    assert "".join(_words(_print(Paragraph(unbroken))).split()).count(unbroken) == 1
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=contents, capture_output=True, check=True
    ).stdout.decode()
    edges = [float(part.split('"')[0]) for part in boxes.split('xMax="')[1:]]
    assert max(edges) < 595 - 40  # within the margin of an A4 page


@pytest.mark.parametrize("text", ["a 😀 b", "中文", "\x00", "\ue000", "العربية", "\ud800"])
def test_characters_without_a_shape_are_marked_and_explained(text):
    """The document is made all the same, and says what happened."""
    assert has_unknown({"deep": [text]})
    words = _flat(_print(Paragraph(text)))
    assert "\ufffd" in words
    assert "not in the typeface" in words


def test_every_letter_of_the_union_can_be_printed():
    """The alphabets of all 24 languages are there, and nothing is said about missing ones."""
    letters = (
        "ąćęłńóśźżčďěňřšťůžőűăâîșțđħġżñßœŷĄĆĘŁŐŰŠŽȘȚ ЖЩЪЮЯ ΆΈΉΊΌΎΏΐΰ „“”‘’«»–—…€§°²µ ṁḃċḋḟġṗṡṫ"
    )
    text = unicodedata.normalize("NFC", letters) + " e\u0301 soft\u00adhyphen zero\u200bwidth"
    assert not has_unknown(text)
    assert "not in the typeface" not in _flat(_print(Paragraph(text)))
    assert replace_unknown("zero\u200bwidth\r\nline") == "zerowidth\nline"


def test_draft_is_marked_on_every_page():
    """Whoever finds one sheet knows that nobody has signed it."""
    pages = _words(_print(Paragraph("word " * 3000), is_draft=True)).split("\f")[:-1]
    assert len(pages) > 1
    assert all("DRAFT" in page for page in pages)
    assert "DRAFT" not in _words(_print(Paragraph("word")))


def test_document_speaks_the_readers_language():
    """The language of the frame is that of the reader."""
    with use_locale("fr"), pikepdf.open(io.BytesIO(_print(Paragraph("mot")))) as pdf:
        assert str(pdf.Root.Lang) == "fr"

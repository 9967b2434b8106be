"""Labels in the reader's language, end to end: slices, files, SDMX and pages; codes stay."""

import csv
import io
import json
import zipfile

import pytest

from app.domain.spoken import texts_asked
from app.open_data.tables import SHEETS
from app.web.reading import LOCALE_COOKIE
from tests.another_language import OPEN, offered
from tests.client import PageClient
from tests.reported import approved, published
from tests.slicing import book_of, rows_of, save, take
from tests.tiny_catalogue import tiny_catalogue

LEFT = "Indicator 02.2"  # the name of SD-02.2 is not translated, its definition is
_WORDS = {"name", "definition", "title", "country", "what_is_asked", "indicator_name"}
_WORDS |= {"strength_in_words", "language_of_the_words", "kind_in_words"}


@pytest.fixture
def swedish(monkeypatch, tmp_path):
    """Swedish, whole but for one name."""
    asked = [text for _entry, text in texts_asked(tiny_catalogue()) if text != LEFT]
    with offered(monkeypatch, tmp_path / "locale", asked) as language:
        yield language


def _is_words(code: str) -> bool:
    return code in _WORDS or code.endswith("_in_words")


def test_labels_come_in_the_readers_language_and_codes_stay(reader, reported, app, swedish):
    """The same slice twice: every code and value equal, every label translated or left whole."""
    english = take(reader, save(reader, "In English"), kind="json").response.json()["tables"]
    url = save(reader, "På svenska", language=swedish)
    said = take(reader, url, kind="json").response.json()["tables"]
    assert list(said) == list(english)
    for name, table in said.items():
        assert table["columns"] == english[name]["columns"]
        named = zip(table["labels"], table["columns"], strict=True)
        assert all(label.startswith(OPEN) or label == code for label, code in named), name
        pairs = zip(table["rows"], english[name]["rows"], strict=True)
        for own, other in pairs:
            for code, now, was in zip(table["columns"], own, other, strict=True):
                assert now == was or _is_words(code), (name, code, now, was)
    _indicators_are_whole(said["Indicators"])
    values = said["Data_long"]
    names = {row[values["columns"].index("indicator_name")] for row in values["rows"]}
    assert LEFT in names
    assert all(name.startswith("sv:") for name in names - {LEFT})
    book = book_of(take(reader, url).response.content)
    assert book.sheetnames[1:-2] == list(SHEETS)[:-1]
    readme = {row[0].value: row[1].value for row in book["README"].iter_rows(min_row=3)}
    assert "Svenska" in readme["«Language of the labels»"]
    assert rows_of(book, "Points")[0]["«Title»"] == "sv:Point number 1"
    approved(reported, "2027/1")
    published(reported, "2027/1")
    _files_and_pages(app, swedish)


def _indicators_are_whole(table) -> None:
    """An indicator of which one text is not translated stands in English, and says so."""
    at = {code: n for n, code in enumerate(table["columns"])}
    for row in table["rows"]:
        language = row[at["language_of_the_words"]]
        is_left = row[at["name"]] == LEFT
        assert language == ("en" if is_left else "sv")
        for text in (row[at["name"]], row[at["definition"]]):
            assert text.startswith("sv:") != is_left


def _files_and_pages(app, language: str) -> None:
    """What everybody reads: the dictionary, the tables, the page of an indicator."""
    client = PageClient(app)
    client.cookies.set(LOCALE_COOKIE, language)
    page = client.get("/indicators/SD-02.1?edition=2027/1")
    assert "sv:Indicator 02.1" in page.words()
    assert 'lang="en">Indicator 02.1' not in page.text
    left = client.get("/indicators/SD-02.2?edition=2027/1")
    assert f'<h1 lang="en">{LEFT}</h1>' in left.text
    packed = client.get("/editions/2027/1/data.csv.zip").response.content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        text = archive.read("Indicators.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["name"][:3] for row in rows} == {"sv:", LEFT[:3]}
    structure = client.get("/editions/2027/1/structure.xml").text
    assert '<com:Name xml:lang="en">Indicator 02.1</com:Name>' in structure
    assert '<com:Name xml:lang="sv">sv:Indicator 02.1</com:Name>' in structure
    assert f'<com:Name xml:lang="en">{LEFT}</com:Name>' in structure
    assert '<com:Name xml:lang="sv">«Total»</com:Name>' in structure
    told = json.loads(client.get("/editions/2027/1/data.json").text)
    assert told["tables"]["Points"]["labels"][0] == "«Point»"

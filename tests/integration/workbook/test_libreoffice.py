"""The round trip through LibreOffice, set to German and to French: what was typed is what changes.

A person opens the workbook, types as in their country, saves it as .xlsx and uploads it.
"""

import pytest

from app.domain.roles import Role
from tests.client import PageClient
from tests.database import one_database
from tests.factories import (
    fill,
    lead_scope,
    make_person,
    open_reporting,
    stored_answer,
    stored_cell,
)
from tests.integration.workbook.test_round_trip import choices, download, take_all, upload
from tests.workbooks import cells_of, opened

# What is read from a file does not hang on the database.
pytestmark = one_database

ANSWERS = {
    "P01.justification": "=SUM(A1) stays a text.\nSo does the second line: 1.234,5 – ½ × 3.",
    "P01.bodies": "research",
    "P01.since": "2024-05-01",
    "P01.staff": "12",
    "P01.together": "yes",
    "P02.coordinator": "007",
    "header.preparation": "Kommunernes bidrag – Σ.",
}
CELLS = {
    "SD-02.1@2025-2027": "7",
    "SD-04.1@2027-06-30": "12.5",
    "SD-X.1/P01@2027-06-30": "limited",
}


@pytest.fixture
def lead(app, engine, tmp_path):
    """The browser of Denmark's reporting lead, with an answer of each kind that stands already."""
    app.state.settings = app.state.settings.model_copy(update={"data_dir": tmp_path / "kept"})
    open_reporting(engine, "DK")
    email = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    fill(engine, lead_scope(engine, email), ANSWERS, CELLS)
    return PageClient(app).sign_in(email)


def _by_hand(office, contents, locale, typing):
    """Type into the cells of subjects, and return what the program saved."""
    cells = cells_of(opened(contents))
    places = {}
    for subject, text in typing.items():
        cell = cells[subject, "value"]
        places[cell.parent.title, cell.coordinate] = text
    back, _shown = office.typed(contents, locale, places)
    return back


# Locale, and for each cell what is typed there and what the portal says afterwards.
TYPED = {
    "de-DE": {
        "observation:SD-02.1@2025-2027": ("1.234", 1234),
        "observation:SD-04.1@2027-06-30": ("34,5", 34.5),
        "observation:SD-X.1/P01@2027-06-30": ("Some progress", "some"),
        "answer:P01.since": ("31.01.2025", {"date": "2025-01-31"}),
        "answer:P01.together": ("No", False),
        "answer:P01.justification": ("=1+1 in München: „schön“", "=1+1 in München: „schön“"),
        "answer:P02.coordinator": ("", None),
    },
    "fr-FR": {
        "observation:SD-02.1@2025-2027": ("198", 198),
        "observation:SD-02.1/gender=women@2025-2027": ("3", 3),
        "observation:SD-04.1@2027-06-30": ("0,5", 0.5),
        "answer:P01.since": ("28/02/2026", {"date": "2026-02-28"}),
        "answer:P01.bodies": ("Other; Research", ["research", "other"]),
        "answer:P01.when": ("Q1 2028", "2028-Q1"),
        "answer:P02.coordinator": ("1,5", "1,5"),
    },
}


def test_opened_and_saved_changes_nothing(office, lead):
    """The program writes every part of the file anew; no answer is another."""
    sent = download(lead)
    for locale in TYPED:
        back = _by_hand(office, sent, locale, {})
        assert back != sent
        page = upload(lead, back)
        assert "This workbook changes nothing" in page.words()
        assert "What was not read" not in page.words()


@pytest.mark.parametrize("locale", TYPED)
def test_what_was_typed_in_a_country_is_what_changes(office, lead, engine, locale):
    """Numbers with a decimal comma, dates as written there, entries of lists, texts, nothing."""
    typing = {subject: text for subject, (text, _said) in TYPED[locale].items()}
    page = upload(lead, _by_hand(office, download(lead), locale, typing))
    assert {name.partition("|")[0] for name in choices(page)} == set(typing)
    assert take_all(lead, page).location
    for subject, (_text, said) in TYPED[locale].items():
        assert _stored(engine, subject) == said, subject


def _stored(engine, subject):
    what, _colon, name = subject.partition(":")
    if what == "answer":
        return stored_answer(engine, name).value
    cell = stored_cell(engine, name)
    return cell.code or float(cell.number)

"""What tests do with slices: save one, take its file away, read the file."""

import io

import openpyxl

from tests.client import PageClient
from tests.reported import accepted, frozen, report, start_again, take_back

URL = "/slices"
CELL, OTHER = "SD-02.1@2025-2027", "SD-02.2@2025-2027"
SMALL = {"SD-03.1@2025-26": "3", "SD-03.1@2024-25": "2"}
WHO = {"P02.coordinator": "The ministry"}
MARK = "Restricted: not published yet, not to be passed on"


def save(browser: PageClient, name="Ours", **choice) -> str:
    """Save a slice and return its address."""
    done = browser.post(URL, {"name": name, "language": "en", **choice})
    assert done.status == 303, done.words()
    return done.location.partition("?")[0]


def take(browser: PageClient, url: str, edition="2027/1", kind="xlsx"):
    """Take a file away and return the answer."""
    return browser.post(f"{url}/deliveries", {"edition": edition, "format": kind})


def book_of(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(book, sheet: str) -> list[dict]:
    """Return the rows of a sheet by their headings."""
    heads, *rows = book[sheet].iter_rows(min_row=4, values_only=True)
    named = (dict(zip(heads, row, strict=True)) for row in rows)
    return [row for row in named if any(value is not None for value in row.values())]


def again(engine, value: str) -> str:
    """Denmark says something else, and a second edition is frozen."""
    take_back(engine)
    start_again(engine)
    report(engine, "DK", points=("P02",), answers=WHO, cells={OTHER: value})
    accepted(engine, "DK", version=2)
    return frozen(engine)

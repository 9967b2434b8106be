"""Whatever people do to a workbook: taken as meant, or refused with the cell and the reason."""

from datetime import date, datetime, timedelta

import pytest
from openpyxl.styles import Alignment

from app.catalogue.queries import get_cycle
from app.catalogue.service import extend
from app.core.db import open_session
from app.domain.roles import Role
from tests.client import PageClient
from tests.database import one_database
from tests.factories import (
    CYCLE,
    fill,
    lead_scope,
    make_person,
    open_reporting,
    stored_answer,
    stored_cell,
)
from tests.integration.workbook.test_round_trip import (
    COUNT,
    HOME,
    WHY,
    WOMEN,
    choices,
    download,
    take_all,
    upload,
)
from tests.proof.hostile_files import repacked
from tests.reported import OPERATOR
from tests.workbooks import cells_of, edited, opened, saved, sheets_of

# What is read from a cell does not hang on the database; the round trip runs on both.
pytestmark = one_database

SINCE = "answer:P01.since"


@pytest.fixture
def lead(app, engine, tmp_path):
    """The browser of Denmark's reporting lead, with two answers that stand already."""
    app.state.settings = app.state.settings.model_copy(update={"data_dir": tmp_path / "kept"})
    open_reporting(engine, "DK", "GR")
    email = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    texts = {"P01.justification": "As it stands.", "P02.coordinator": "Office"}
    fill(engine, lead_scope(engine, email), texts, {"SD-02.1@2025-2027": "7"})
    return PageClient(app).sign_in(email)


@pytest.mark.parametrize(
    ("subject", "value", "stored"),
    [
        (COUNT, " 12 ", 12),
        (COUNT, 12.0, 12),
        (COUNT, "1 200", 1200),
        ("observation:SD-04.1@2027-06-30", "1.5", 1.5),
        ("observation:SD-04.1@2027-06-30", "1.234,5", 1234.5),
        ("observation:SD-04.1@2027-06-30", "1,234.5", 1234.5),
    ],
)
def test_numbers_as_people_write_them(lead, engine, subject, value, stored):
    """Typed as a number or as a text, with blanks."""
    take_all(lead, upload(lead, edited(download(lead), {subject: {"value": value}})))
    assert float(stored_cell(engine, subject.removeprefix("observation:")).number) == stored


@pytest.mark.parametrize("value", [date(2026, 5, 29), datetime(2026, 5, 29), "29.05.2026"])  # noqa: DTZ001
def test_dates_as_people_write_them(lead, engine, value):
    """A date, a date with midnight, a text."""
    take_all(lead, upload(lead, edited(download(lead), {SINCE: {"value": value}})))
    assert stored_answer(engine, "P01.since").value == {"date": "2026-05-29"}


@pytest.mark.parametrize(
    ("subject", "fields", "words"),
    [
        (COUNT, {"value": "about ten"}, "about ten"),
        (COUNT, {"value": "1.234"}, "1.234"),
        (COUNT, {"value": 1.5}, "whole number"),
        (COUNT, {"value": "#REF!"}, "error"),
        (COUNT, {"value": "=7+1"}, "formula without a result"),
        (COUNT, {"missing": "Because"}, "Because"),
        (WOMEN, {"value": 3, "missing": "Confidential"}, ""),
        (SINCE, {"value": "soon"}, "soon"),
        ("answer:P01.bodies", {"value": "Research; the moon"}, "the moon"),
        ("measure:new-1", {"type": "Law"}, "title"),
        ("measure:new-1", {"title": "T", "type": "Law", "stage": "Running"}, "point"),
    ],
)
def test_what_cannot_be_taken_names_its_cell(lead, engine, subject, fields, words):
    """One sentence, the sheet and the cell; nothing of it can be ticked, nothing changes."""
    sent = edited(download(lead), {subject: fields})
    name = next(iter(fields))
    at = cells_of(opened(sent))[subject, name].coordinate
    page = upload(lead, sent)
    shown = page.words()
    assert "Cannot be taken" in shown
    assert words.casefold() in shown.casefold()
    assert at[-1] in shown
    assert not choices(page)
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 7


def test_a_merged_cell_is_refused(lead):
    """Whose answer it is cannot be told."""

    def merge(book):
        cell = cells_of(book)[COUNT, "value"]
        cell.parent.merge_cells(start_row=cell.row, end_row=cell.row + 1,
                                start_column=cell.column, end_column=cell.column)  # fmt: skip

    page = upload(lead, edited(download(lead), {COUNT: {"value": 9}}, merge))
    assert "merged with others" in page.words()
    assert [name.partition("|")[0] for name in choices(page)] == [COUNT]


def test_renamed_hidden_sorted_and_widened_sheets_are_understood(lead, engine):
    """Sheets are known by their mark, lines by their subject, columns by their name."""

    def rearrange(book):
        for number, sheet in enumerate(sheets_of(book)):
            sheet.title = f"Ark {number}"
            sheet.column_dimensions["C"].hidden = True
            sheet.insert_cols(2)
        book.move_sheet(sheets_of(book)[-1], -3)

    page = upload(lead, edited(download(lead), {WHY: {"value": "Moved."}}, rearrange))
    take_all(lead, page)
    assert stored_answer(engine, "P01.justification").value == "Moved."


def test_columns_in_another_order_are_understood(lead, engine):
    """The name in the first row goes along with its column."""

    def swap(book):
        sheet = cells_of(book)[COUNT, "value"].parent
        at = {c.value: c.column for c in sheet[1] if c.value}
        for row in sheet.iter_rows(min_row=1):
            one, other = row[at["value"] - 1], row[at["note"] - 1]
            one.value, other.value = other.value, one.value

    page = upload(lead, edited(download(lead), {COUNT: {"value": 9, "note": "Said."}}, swap))
    take_all(lead, page)
    cell = stored_cell(engine, "SD-02.1@2025-2027")
    assert (cell.number, cell.note) == (9, "Said.")


def test_a_percentage_is_read_as_it_is_shown(lead, engine):
    """25 % is 25, not a quarter."""

    def percent(book):
        cells_of(book)["observation:SD-04.1@2027-06-30", "value"].number_format = "0%"

    edits = {"observation:SD-04.1@2027-06-30": {"value": 0.25}}
    take_all(lead, upload(lead, edited(download(lead), edits, percent)))
    assert stored_cell(engine, "SD-04.1@2027-06-30").number == 25


def test_a_long_text_comes_through_and_a_longer_one_stays_on_the_portal(lead, engine):
    """A cell holds 32,767 characters; nobody's text is cut without a word."""
    long = "ø" * 32_000
    take_all(lead, upload(lead, edited(download(lead), {WHY: {"value": long}})))
    assert stored_answer(engine, "P01.justification").value == long
    email = make_person(engine, Role.REPORTING_LEAD, name="Bo Dal")
    from tests.integration.workbook.test_round_trip import change

    change(engine, lead_scope(engine, email), "P01.justification", "å" * 40_000)
    sent = download(lead)
    cell = cells_of(opened(sent))[WHY, "value"]
    assert "too long for a cell" in cell.value
    assert cell.protection.locked
    page = upload(lead, saved(opened(sent)))
    assert not choices(page)
    assert stored_answer(engine, "P01.justification").value == "å" * 40_000


def test_a_formula_counts_by_its_result_and_a_long_text_is_kept_whole(lead, engine):
    """What other programs write: the result stands beside the formula; cells have no limit."""
    sent = edited(download(lead), {COUNT: {"value": 4711}, WHY: {"value": "a long text"}})
    at = cells_of(opened(sent))[COUNT, "value"].coordinate

    def otherwise(part):
        part = part.replace(b"<v>4711</v>", b"<f>4700+11</f><v>4711</v>")
        return part.replace(b">a long text<", b">" + b"x" * 40_000 + b"<")

    sent = repacked(sent, {"xl/worksheets/sheet.*": otherwise})
    page = upload(lead, sent)
    shown = page.words()
    assert f"{at}, The result of a formula" in shown
    assert page.words().count("The result of a formula") == 1
    take_all(lead, page)
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 4711
    assert stored_answer(engine, "P01.justification").value == "x" * 40_000


def test_the_start_says_what_holds_for_this_country(lead, engine):
    """An extension, and how to return the file."""
    with open_session(engine, write=True) as session:
        cycle = get_cycle(session, CYCLE)
        extend(session, OPERATOR, cycle, "DK", cycle.due_at + timedelta(days=9), "Elections.")
    start = opened(download(lead))["Start"]
    told = {row[0].value: str(row[1].value) for row in start.iter_rows(max_col=2)}
    assert told["To be sent by"].endswith("Brussels time (extended for you)")
    assert "upload it on the portal" in told["How to return it"]


def test_trailing_blanks_are_no_change(lead):
    """Neither are other line ends or another alignment."""

    def align(book):
        cells_of(book)[WHY, "value"].alignment = Alignment(horizontal="right")

    page = upload(lead, edited(download(lead), {WHY: {"value": "As it stands.   "}}, align))
    assert "This workbook changes nothing" in page.words()


def test_what_stands_outside_is_named(lead):
    """A sheet of one's own, a remark beside the table, a line written under it."""

    def scribble(book):
        book.create_sheet("Noter")["A1"] = "mine"
        sheet = sheets_of(book)[0]
        sheet.cell(7, 30).value = "a remark"
        answers = {c.value: c.column for c in sheet[1]}
        sheet.cell(sheet.max_row + 3, answers["value"]).value = "lost?"

    shown = upload(lead, edited(download(lead), {}, scribble)).words()
    assert "Noter: This sheet is not from the portal" in shown
    assert "stands outside the columns" in shown
    assert "added where the portal expects none" in shown


def test_a_line_written_twice_counts_once(lead, engine):
    """The second is named."""

    def copy(book):
        cell = cells_of(book)[WHY, "value"]
        sheet = cell.parent
        last = sheet.max_row + 1
        for column in range(1, sheet.max_column + 1):
            sheet.cell(last, column).value = sheet.cell(cell.row, column).value
        sheet.cell(last, cell.column).value = "Second."

    page = upload(lead, edited(download(lead), {WHY: {"value": "First."}}, copy))
    assert "This line is there twice" in page.words()
    take_all(lead, page)
    assert stored_answer(engine, "P01.justification").value == "First."


def test_a_measure_on_a_line_of_its_own_is_taken(lead):
    """Under the last empty line, where there is no hidden word."""

    def below(book):
        cell = cells_of(book)["measure:new-1", "title"]
        sheet = cell.parent
        names = {c.value: c.column for c in sheet[1] if c.value}
        row = sheet.max_row + 2
        given = {"title": "Below", "type": "Law", "stage": "Running", "points": "1"}
        for name, value in given.items():
            sheet.cell(row, names[name]).value = value

    page = upload(lead, edited(download(lead), {}, below))
    assert "Measure: Below" in page.words()
    assert all(choices(page).values())


def test_a_code_of_a_long_list_is_chosen_on_an_added_line(lead, engine):
    """The line names what it is about; without a name it is refused."""
    total = "SD-04.1@2027-06-30"
    subject, nameless = (f"add:{total}:country:{n}" for n in (1, 2))
    edits = {subject: {"asked": "Country 7", "value": 2}, nameless: {"value": 3}}
    page = upload(lead, edited(download(lead), edits))
    assert "Choose what this value is for." in page.words()
    take_all(lead, page)
    assert stored_cell(engine, "SD-04.1/country=C7@2027-06-30").number == 2


def test_deleted_lines_and_sheets_change_nothing(lead, engine):
    """What is not in the file is left alone."""

    def cut(book):
        sheet = cells_of(book)[WHY, "value"].parent
        sheet.delete_rows(6, 8)
        del book["Measures"]

    page = upload(lead, edited(download(lead), {}, cut))
    assert "This workbook changes nothing" in page.words()
    assert stored_answer(engine, "P01.justification").value == "As it stands."


def _with_meta(lead, **changes):
    import json

    def change(book):
        cell = book["_portal"]["A1"]
        cell.value = json.dumps({**json.loads(cell.value), **changes})

    return edited(download(lead), {}, change)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reporter": "GR"}, "another reporter (EL)"),
        ({"cycle": "2029"}, "another reporting round (2029)"),
        ({"template": "0"}, "older form"),
        ({"catalogue": "0" * 64}, "questions have changed"),
    ],
)
def test_a_file_of_elsewhere_stops_with_one_sentence(lead, changes, words):
    """Which says what is wrong; nothing is kept of it."""
    answer = upload(lead, _with_meta(lead, **changes))
    assert answer.status == 422
    assert words in answer.words()
    assert "No workbook has come back yet" in answer.words()


@pytest.mark.parametrize("contents", [b"", b"%PDF-1.7\n%%EOF\n", b"PK\x03\x04rubbish", b"a;b;c\n"])
def test_no_workbook_is_refused_kindly(lead, contents):
    """With a sentence that says what to do; the form stands there again."""
    answer = lead.post(HOME, {}, files={"file": ("x.xlsx", contents, "text/plain")})
    assert answer.status == 422
    assert answer.all("form")


def test_another_workbook_is_refused(lead):
    """One that the portal did not make."""
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "hello"
    answer = lead.post(HOME, {}, files={"file": ("x.xlsx", saved(book), "text/plain")})
    assert (answer.status, "not made by the portal" in answer.words()) == (422, True)

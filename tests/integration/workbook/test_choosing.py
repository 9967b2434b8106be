"""What is taken of a workbook: one cell, a point, everything, or a text put together of both."""

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
from tests.integration.workbook.test_round_trip import (
    COUNT,
    HOME,
    WHY,
    WOMEN,
    change,
    choices,
    conflicts,
    download,
    take,
    upload,
)
from tests.workbooks import cells_of, edited, opened, saved

pytestmark = (
    one_database  # what is chosen does not hang on the database; the round trip runs on both
)

SINCE = "answer:P01.since"
BEGUN = "The plan was adopted in May. It runs for three years."


@pytest.fixture
def lead(app, engine, tmp_path):
    """The browser of Denmark's reporting lead, with answers that stand already."""
    app.state.settings = app.state.settings.model_copy(update={"data_dir": tmp_path / "kept"})
    open_reporting(engine, "DK")
    email = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    fill(
        engine, lead_scope(engine, email), {"P01.justification": BEGUN}, {"SD-02.1@2025-2027": "7"}
    )
    return PageClient(app).sign_in(email)


def colleague_says(engine, text):
    """Save another text over the justification, as somebody else."""
    bo = lead_scope(engine, make_person(engine, Role.REPORTING_LEAD, name="Bo Dal"))
    change(engine, bo, "P01.justification", text)


def shown(page):
    """Return what the form says that it lists."""
    return next(f.get("value") for f in page.all("input") if f.get("name") == "shown")


def button(page, value):
    """Return the label of a button that takes a group."""
    return next(page.words(b) for b in page.all("button") if b.get("value") == value)


def test_one_cell_of_a_line_is_taken_and_the_others_stay(lead, engine):
    """The note without the value; afterwards the value still differs."""
    page = upload(lead, edited(download(lead), {COUNT: {"value": 8, "note": "Counted anew."}}))
    assert choices(page) == {f"{COUNT}|1|value": True, f"{COUNT}|1|note": True}
    assert take(lead, page, f"{COUNT}|1|note").location
    cell = stored_cell(engine, "SD-02.1@2025-2027")
    assert (cell.number, cell.note) == (7, "Counted anew.")
    assert choices(lead.get(f"{HOME}/1")) == {f"{COUNT}|2|value": True}


def test_one_button_takes_a_point_and_another_everything_but_conflicts(lead, engine):
    """Without a script; what the page did not list is not taken."""
    edits = {WHY: {"value": "Mine."}, SINCE: {"value": "2025-01-31"}, COUNT: {"value": 8}}
    edits[WOMEN] = {"value": 3}
    page = upload(lead, edited(download(lead), edits))
    assert button(page, "P02") == "Take over all 2 changes of this point"
    stale = shown(page)
    assert take(lead, page, group="P02", shown=stale).location
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 8
    assert stored_answer(engine, "P01.since") is None
    colleague_says(engine, "Theirs.")
    answer = take(lead, page, group="all", shown=stale)
    assert (answer.status, "look at the differences again" in answer.words()) == (409, True)
    assert take(lead, answer, group="all", shown=shown(answer)).location
    assert stored_answer(engine, "P01.since").value == {"date": "2025-01-31"}
    assert stored_answer(engine, "P01.justification").value == "Theirs."


def test_two_changes_of_a_text_are_put_together(lead, engine):
    """In different places: proposed ready to take; the file is not in conflict with it again."""
    sent = edited(download(lead), {WHY: {"value": BEGUN.replace("three", "four")}})
    colleague_says(engine, BEGUN.replace("May", "June"))
    page = upload(lead, sent)
    ((tick, _decision),) = conflicts(page).items()
    both = BEGUN.replace("three", "four").replace("May", "June")
    (text,) = [page.words(t) for t in page.all("textarea")]
    assert text == both
    assert take(lead, page, **{f"decide:{tick}": "merged", f"merged:{tick}": both}).location
    kept = stored_answer(engine, "P01.justification")
    assert kept.value == both
    assert ":x.xlsx" not in kept.origin
    assert kept.origin.startswith("workbook:1:")
    assert "This workbook changes nothing" in lead.get(f"{HOME}/1").words()
    change(engine, lead_scope(engine, "bo.dal.dk@ministry.example"), "P01.justification", "Later.")
    assert conflicts(lead.get(f"{HOME}/1"))


def test_a_text_with_marked_places_is_not_saved_and_nothing_is_lost(lead, engine):
    """The same words changed: both stand marked; what was typed and ticked comes back."""
    sent = edited(
        download(lead),
        {WHY: {"value": BEGUN.replace("three", "four")}, COUNT: {"value": 8, "note": "N"}},
    )
    colleague_says(engine, BEGUN.replace("three", "five"))
    page = upload(lead, sent)
    ((tick, _decision),) = conflicts(page).items()
    (text,) = [page.words(t) for t in page.all("textarea")]
    assert "⟦The file: four⟧ ⟦The portal: five⟧" in text
    ticks = [f"{COUNT}|1|note"]
    answer = take(
        lead, page, *ticks, **{f"decide:{tick}": "merged", f"merged:{tick}": "My own ⟦ x"}
    )
    assert answer.status == 422
    assert "Decide at each" in answer.words()
    assert [answer.words(t) for t in answer.all("textarea")] == ["My own ⟦ x"]
    assert choices(answer) == {f"{COUNT}|1|value": False, f"{COUNT}|1|note": True}
    assert conflicts(answer) == {tick: "merged"}
    assert stored_cell(engine, "SD-02.1@2025-2027").note == ""
    done = take(lead, answer, *ticks, **{f"decide:{tick}": "merged", f"merged:{tick}": "My own."})
    assert done.location
    assert stored_answer(engine, "P01.justification").value == "My own."


def findings(page):
    """Return what the checks say."""
    return [page.words(part) for part in page.all("li") if "finding" in part.get("class", "")]


def test_the_checks_look_at_what_is_ticked(lead, engine):
    """Women are more than the new total and fewer than the old one. Nothing is saved."""
    page = upload(lead, edited(download(lead), {COUNT: {"value": 2}, WOMEN: {"value": 3}}))
    both, url = list(choices(page)), f"{HOME}/1/findings"
    women = next(tick for tick in both if "women" in tick)
    (blocking,) = findings(page)
    assert "add up to 3, but the total is 2" in blocking
    fewer = lead.post(url, {"take": [women], "shown": shown(page)})
    (warning,) = findings(fewer)
    assert "add up to 3, but the total is 7" in warning
    assert choices(fewer) == {tick: tick == women for tick in both}
    part = lead.post(url, {"take": both, "shown": shown(page)}, htmx=True)
    assert "<form" not in part.response.text
    assert "add up to 3, but the total is 2" in part.response.text
    assert part.response.text.strip().startswith('<section id="findings"')
    gone = lead.post(url, {"take": ["answer:P99.x|1|value"]})
    assert (gone.status, "Nothing new, once what is ticked" in gone.words()) == (200, True)
    assert lead.post(url, {"anything": "else"}).status == 422
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 7


def test_nothing_ticked_and_nothing_decided_is_said(lead):
    """With the reason; keeping what the portal says takes nothing either."""
    page = upload(lead, edited(download(lead), {COUNT: {"value": 8}}))
    answer = take(lead, page)
    assert (answer.status, "Tick what you want to take over" in answer.words()) == (422, True)


def test_the_marked_copy_says_what_is_wrong_where_and_comes_back(lead, engine):
    """Fill, border and note on the cell, a sheet with links; unmended refused, mended taken."""
    added = {"title": "Below", "type": "The moon"}

    def more(book):
        sheet = cells_of(book)["measure:new-1", "title"].parent
        names = {c.value: c.column for c in sheet[1] if c.value}
        for name, value in added.items():
            sheet.cell(sheet.max_row + (name == "title"), names[name]).value = value
        book.create_sheet("Noter")["A1"] = "mine"

    sent = edited(download(lead), {COUNT: {"value": "about ten"}, WHY: {"value": "Mine."}}, more)
    page = upload(lead, sent)
    assert "Write a whole number without a unit" in page.words()
    answer = lead.get(f"{HOME}/1/problems.xlsx")
    copy = opened(answer.response.content)
    cell = cells_of(copy)[COUNT, "value"]
    assert (cell.value, cell.fill.fgColor.rgb, cell.border.left.style) == (
        "about ten", "FFFBD5D0", "thick",
    )  # fmt: skip
    assert "about ten" in cell.comment.text
    assert "whole number" in cell.comment.text
    listed = {row[0].value: row for row in copy["Problems"].iter_rows(min_row=5)}
    link = listed[f"Indicators, {cell.coordinate}"][0].hyperlink
    assert link.location == f"'Indicators'!{cell.coordinate}"
    assert any("The moon" in str(row[3].value) for row in listed.values())
    assert "was not read" in listed["Noter"][3].value
    again = upload(lead, saved(copy))
    assert [n.partition("|")[0] for n in choices(again)] == [WHY]
    assert "about ten" in again.words()
    assert "Noter" not in again.words()
    assert "Measure: Below" in again.words()
    mended = cells_of(copy)
    mended[COUNT, "value"].value = 10
    row = next(s for (s, n), c in mended.items() if n == "title" and c.value == "Below")
    for name, value in {"type": "Law", "stage": "Running", "points": "1"}.items():
        mended[row, name].value = value
    last = upload(lead, saved(copy))
    assert take(lead, last, group="all", shown=shown(last)).location
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 10
    assert stored_answer(engine, "P01.justification").value == "Mine."

"""A workbook goes out, is filled in elsewhere and comes back: what changes is what was ticked."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Role
from app.reporting.models import Evidence, Measure
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.saving import AnswerInput, save_answer
from tests.client import PageClient
from tests.factories import (
    CYCLE,
    assign_points,
    fill,
    history,
    lead_scope,
    make_person,
    open_reporting,
    stored_answer,
    stored_cell,
)
from tests.workbooks import cells_of, edited, opened, saved, sheets_of

HOME = "/contributions/2027/DK/workbook"
STATUS = "observation:SD-X.1/P01@2027-06-30"
COUNT = "observation:SD-02.1@2025-2027"
WOMEN = "observation:SD-02.1/gender=women@2025-2027"
WHY = "answer:P01.justification"


@pytest.fixture
def lead(app, engine, tmp_path):
    """The browser of Denmark's reporting lead, with answers that stand already."""
    app.state.settings = app.state.settings.model_copy(update={"data_dir": tmp_path / "kept"})
    open_reporting(engine, "DK", "GR")
    email = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    fill(
        engine,
        lead_scope(engine, email),
        {
            "P01.justification": "=SUM(A1) is how the note begins, and it stays a text.",
            "P01.bodies": "research",
            "P01.since": "2024-05-01",
            "P01.together": "yes",
            "P02.coordinator": "Office for Σ",
        },
        {"SD-02.1@2025-2027": "7", "SD-X.1/P01@2027-06-30": "limited"},
    )
    return PageClient(app).sign_in(email)


def download(client, of=""):
    """Return the workbook as it goes out."""
    answer = client.get(f"{HOME}/contribution.xlsx{of}")
    assert answer.status == 200
    return answer.response.content


def upload(client, contents, name="Σχέδιο.xlsx"):
    """Send a workbook and return the page it leads to, or the refusal."""
    answer = client.post(HOME, {}, files={"file": (name, contents, "application/octet-stream")})
    return client.get(answer.location) if answer.location else answer


def choices(page):
    """Return what can be ticked, and what is."""
    boxes = [box for box in page.all("input") if box.get("name") == "take"]
    return {box.get("value"): box.get("checked") is not None for box in boxes}


def take(client, page, *wanted, **fields):
    """Tick these, fill in what else is given and press the button."""
    url = next(f.get("action") for f in page.all("form") if "/workbook/" in f.get("action", ""))
    return client.post(url, {"take": list(wanted), **fields})


def conflicts(page):
    """Return what waits for a decision, and the decision that is proposed."""
    radios = [r for r in page.all("input") if (r.get("name") or "").startswith("decide:")]
    names = {r.get("name").removeprefix("decide:") for r in radios}
    chosen = {
        r.get("name").removeprefix("decide:"): r.get("value")
        for r in radios
        if r.get("checked") is not None
    }
    return {name: chosen.get(name) for name in names}


def take_all(client, page):
    """Take over what is ticked."""
    return take(client, page, *(name for name, ticked in choices(page).items() if ticked))


def test_nothing_changed_changes_nothing(lead):
    """Every cell comes back as it went out, whichever program saved the file in between."""
    page = upload(lead, saved(opened(download(lead))))
    assert "This workbook changes nothing" in page.words()
    assert not choices(page)
    assert "What was not read" not in page.words()


def test_exactly_the_changed_cells_change(lead, engine):
    """Text, choice, several choices, date, yes and no, number, reason, a new cell, a language."""
    before = history(engine, "answer:P02.coordinator")
    sent = edited(
        download(lead),
        {
            WHY: {"value": "  Adopted in May, with a plan.  ", "language": "Danish"},
            "answer:P01.bodies": {"value": "Research; other"},
            "answer:P01.since": {"value": date(2025, 1, 31)},
            "answer:P01.together": {"value": "No"},
            "answer:P01.when": {"value": "Q1 2028"},
            STATUS: {"value": "Some progress"},
            COUNT: {"value": None, "missing": "No data", "reason": "The register is new."},
            WOMEN: {"value": 3, "flags": "b; e: Estimate"},
        },
    )
    page = upload(lead, sent)
    assert all(choices(page).values())
    assert take_all(lead, page).location
    assert stored_answer(engine, "P01.justification").value == "Adopted in May, with a plan."
    assert stored_answer(engine, "P01.justification").language == "da"
    assert stored_answer(engine, "P01.bodies").value == ["research", "other"]
    assert stored_answer(engine, "P01.since").value == {"date": "2025-01-31"}
    assert stored_answer(engine, "P01.together").value is False
    assert stored_answer(engine, "P01.when").value == "2028-Q1"
    assert stored_cell(engine, "SD-X.1/P01@2027-06-30").code == "some"
    gone = stored_cell(engine, "SD-02.1@2025-2027")
    assert (gone.number, gone.missing_code) == (None, "NAV")
    assert gone.missing_reason == "The register is new."
    women = stored_cell(engine, "SD-02.1/gender=women@2025-2027")
    assert (women.number, women.flags) == (3, "be")
    assert history(engine, "answer:P02.coordinator") == before


def test_an_answer_remembers_its_cell(lead, engine):
    """The file, the sheet and the address; the point and the history say so until it is retyped."""
    sent = edited(download(lead), {WHY: {"value": "From Excel."}, COUNT: {"value": 8}})
    take_all(lead, upload(lead, sent, "denmark: last.xlsx"))
    at = {name: cell.coordinate for name, cell in cells_of(opened(sent)).items()}
    kept = stored_answer(engine, "P01.justification")
    assert kept.origin == f"workbook:1:Points 1-5!{at[WHY, 'value']}:denmark: last.xlsx"
    told = f"From cell {at[WHY, 'value']} of denmark: last.xlsx, sheet Points 1-5"
    assert told in lead.get("/contributions/2027/DK/points/P01").words()
    assert told in lead.get(f"/contributions/2027/DK/history?of={WHY}").words()
    told = f"From cell {at[COUNT, 'value']} of denmark: last.xlsx, sheet Indicators"
    assert told in lead.get("/contributions/2027/DK/points/P02").words()
    anna = lead_scope(engine, "anna.berg.dk@ministry.example")
    change(engine, anna, "P01.justification", "Typed.")
    assert "denmark" not in lead.get("/contributions/2027/DK/points/P01").words()


def test_a_second_apply_of_the_same_file_does_nothing(lead, engine):
    """The file is known by its content, and what it says stands already."""
    sent = edited(download(lead), {WHY: {"value": "Once."}, "measure:new-1": NEW_MEASURE})
    take_all(lead, upload(lead, sent))
    states = history(engine, WHY)
    again = upload(lead, sent, "another name.xlsx")
    assert not choices(again)
    assert history(engine, WHY) == states
    assert len(measures(engine)) == 1


NEW_MEASURE = {
    "title": "Science attaché programme",
    "type": "Law",
    "stage": "Running",
    "points": "1; 2",
    "start": 2026,
    "regions": "United States; China",
}


def measures(engine):
    """Return the stored measures."""
    with open_session(engine) as session:
        return list(session.execute(select(Measure).order_by(Measure.id)).scalars())


def test_measures_are_added_changed_and_taken_out(lead, engine):
    """A new line adds one, a changed line changes it, an emptied line takes it out."""
    take_all(lead, upload(lead, edited(download(lead), {"measure:new-3": NEW_MEASURE})))
    (measure,) = measures(engine)
    assert (measure.title, measure.points, measure.start) == (
        "Science attaché programme", '["P01","P02"]', "2026",
    )  # fmt: skip
    assert measure.regions == '["CHINA","USA"]'
    assert ", sheet Measures" in lead.get("/contributions/2027/DK/points/P02").words()
    subject = f"measure:{measure.uid}"
    take_all(lead, upload(lead, edited(download(lead), {subject: {"title": "Renamed"}})))
    assert measures(engine)[0].title == "Renamed"
    names = [name for (of, name) in cells_of(opened(download(lead))) if of == subject]
    empty = edited(download(lead), {subject: dict.fromkeys(names)})
    page = upload(lead, empty)
    assert "Emptied" in page.words()
    take_all(lead, page)
    assert measures(engine)[0].removed


NEW_LINK = {"point": 1, "title": "The strategy", "url": "https://example.org/strategy"}


def links(engine):
    """Return the stored links."""
    with open_session(engine) as session:
        return list(session.execute(select(Evidence).order_by(Evidence.id)).scalars())


def test_links_are_added_changed_and_taken_out(lead, engine):
    """Like measures; a link without a point is refused, and an existing one stays at its point."""
    edits = {"evidence:new-2": NEW_LINK, "evidence:new-3": {"title": "Nowhere"}}
    page = upload(lead, edited(download(lead), edits))
    assert "Say which point this link stands behind." in page.words()
    take_all(lead, page)
    (link,) = links(engine)
    assert (link.point, link.title, link.url) == ("P01", *list(NEW_LINK.values())[1:])
    told = "of Σχέδιο.xlsx, sheet Evidence"
    assert told in lead.get("/contributions/2027/DK/points/P01").words()
    assert told in lead.get(f"/contributions/2027/DK/history?of=evidence:{link.uid}").words()
    subject = f"evidence:{link.uid}"
    sent = download(lead)
    cells = cells_of(opened(sent))
    assert cells[subject, "point"].protection.locked
    edits = {subject: {"title": "Renamed", "visibility": "Commission only"}}
    take_all(lead, upload(lead, edited(sent, edits)))
    assert (links(engine)[0].title, links(engine)[0].visibility) == ("Renamed", "commission")
    names = [name for (of, name) in cells_of(opened(sent)) if of == subject]
    empty = dict.fromkeys(name for name in names if name not in ("point", "file"))
    page = upload(lead, edited(download(lead), {subject: empty}))
    assert "Emptied" in page.words()
    take_all(lead, page)
    assert links(engine)[0].removed


def test_a_line_whose_name_stands_for_something_else_is_refused_in_a_sentence(lead, engine):
    """A link keeps its point, also once it was taken out; a file that names it elsewhere does
    nothing."""

    def file_with(point):
        book = opened(download(lead))
        cells = cells_of(book)
        for name, value in {**NEW_LINK, "point": point}.items():
            cells["evidence:new-1", name].value = value
        cell = cells["evidence:new-1", "title"]
        cell.parent.cell(cell.row, 1).value = "evidence:mine"
        return saved(book)

    first, second = file_with(1), file_with(2)
    take_all(lead, upload(lead, first))
    assert [(link.uid, link.point) for link in links(engine)] == [("mine", "P01")]
    sent = download(lead)
    names = [name for (of, name) in cells_of(opened(sent)) if of == "evidence:mine"]
    empty = dict.fromkeys(name for name in names if name not in ("point", "file"))
    take_all(lead, upload(lead, edited(sent, {"evidence:mine": empty})))
    refused = take_all(lead, upload(lead, second))
    assert refused.status == 422
    assert "What this line stands for is at another place" in refused.words()
    assert [(link.point, link.removed) for link in links(engine)] == [("P01", True)]


def test_who_may_see_an_answer_is_chosen_from_a_list(lead, engine):
    """Of an answer, a value and a measure; left alone it stays as it is."""
    edits = {
        WHY: {"visibility": "Commission only"},
        COUNT: {"visibility": "Commission only"},
        "measure:new-1": {**NEW_MEASURE, "visibility": "Commission only"},
    }
    take_all(lead, upload(lead, edited(download(lead), edits)))
    assert stored_answer(engine, "P01.justification").visibility == "commission"
    assert stored_cell(engine, "SD-02.1@2025-2027").visibility == "commission"
    assert measures(engine)[0].visibility == "commission"
    take_all(lead, upload(lead, edited(download(lead), {WHY: {"value": "Changed."}})))
    assert stored_answer(engine, "P01.justification").visibility == "commission"


def test_both_sides_changed_shows_three_texts_and_takes_nothing_by_itself(lead, engine):
    """Base, theirs and mine stand there; taking mine is a tick of its own."""
    sent = edited(download(lead), {WHY: {"value": "Mine, from the file."}})
    email = make_person(engine, Role.REPORTING_LEAD, name="Bo Dal")
    other = PageClient(lead.app).sign_in(email)
    scope = lead_scope(engine, email)
    change(engine, scope, "P01.justification", "Theirs, from the portal.")
    page = upload(other, sent)
    shown = page.words()
    assert "Changed on both sides" in shown
    assert "=SUM(A1) is how the note begins" in shown
    added = " ".join(page.words(part) for part in page.all("ins"))
    assert "Theirs" in added
    assert "Mine" in added
    assert not choices(page)
    ((tick, decision),) = conflicts(page).items()
    assert decision == "theirs"
    take(other, page, **{f"decide:{tick}": "mine"})
    assert stored_answer(engine, "P01.justification").value == "Mine, from the file."


def change(engine, scope, code, text):
    """Save an answer over the one that stands."""
    revision = stored_answer(engine, code).revision
    with open_session(engine, write=True) as session:
        kept = save_answer(session, scope, CYCLE, code, AnswerInput((text,)), Base(revision))
    assert isinstance(kept, Stored)


def test_a_stale_file_merges_what_does_not_touch(lead, engine):
    """The portal's note stays beside the file's value."""
    sent = edited(download(lead), {COUNT: {"value": 9}, WHY: {"value": "From the file."}})
    email = make_person(engine, Role.REPORTING_LEAD, name="Bo Dal")
    change(engine, lead_scope(engine, email), "P02.coordinator", "Somebody else")
    take_all(lead, upload(lead, sent))
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 9
    assert stored_answer(engine, "P02.coordinator").value == "Somebody else"


def test_what_changed_since_it_was_shown_is_not_taken(lead, engine):
    """All or nothing: the page comes again, with the reason."""
    page = upload(lead, edited(download(lead), {WHY: {"value": "Mine."}, COUNT: {"value": 8}}))
    email = make_person(engine, Role.REPORTING_LEAD, name="Bo Dal")
    change(engine, lead_scope(engine, email), "P01.justification", "Theirs.")
    answer = take_all(lead, page)
    assert answer.status == 409
    assert "Nothing was taken over" in answer.words()
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 7
    assert stored_answer(engine, "P01.justification").value == "Theirs."


def test_a_contributor_gets_and_gives_only_what_is_theirs(lead, engine):
    """Other points stand in the whole workbook, locked; a changed locked cell is refused."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Cem Ak")
    assign_points(engine, email, "P02")
    contributor = PageClient(lead.app).sign_in(email)
    mine = cells_of(opened(download(contributor, "?of=me")))
    assert ("answer:P02.coordinator", "value") in mine
    assert (WHY, "value") not in mine
    whole = download(contributor)
    assert cells_of(opened(whole))[WHY, "value"].protection.locked
    edits = {WHY: {"value": "Not mine."}, "answer:P02.coordinator": {"value": "Me"}}
    page = upload(contributor, edited(whole, edits))
    assert "This cell is locked" in page.words()
    assert [name.partition("|")[0] for name in choices(page)] == ["answer:P02.coordinator"]
    forged = [f"{WHY}|1|value", *choices(page)]
    assert take(contributor, page, *forged).status == 409
    assert stored_answer(engine, "P02.coordinator").value == "Office for Σ"
    take_all(contributor, page)
    assert stored_answer(engine, "P02.coordinator").value == "Me"


def test_only_the_own_country_meets_the_files(lead, engine):
    """Another country sees neither list nor file, nor that there is one."""
    upload(lead, download(lead))
    greek = PageClient(lead.app).sign_in(make_person(engine, Role.REPORTING_LEAD, "GR"))
    for url in (HOME, f"{HOME}/contribution.xlsx", f"{HOME}/1", f"{HOME}/1/file.xlsx"):
        assert greek.get(url).status == 404
    assert greek.get("/contributions/2027/EL/workbook/1").status == 404


def test_the_empty_questionnaire_holds_no_answer(lead):
    """Every question, no value."""
    answer = lead.get(f"{HOME}/empty.xlsx")
    cells = cells_of(opened(answer.response.content))
    assert (WHY, "value") in cells
    words = {"place", "code", "asked", "unit"}
    assert not [n for n, c in cells.items() if n[1] not in words and c.value not in (None, "")]


def test_text_stays_text_in_the_file(lead):
    """A text that begins like a formula is none."""
    book = opened(download(lead))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert cells_of(book)[WHY, "value"].value.startswith("=SUM(A1)")


def test_sheets_say_what_they_are(lead):
    """A start, sheets by group, indicators, measures, lists; nothing hidden but the own notes."""
    book = opened(download(lead))
    assert book.sheetnames[0] == "Start"
    assert book.sheetnames[-1] == "_portal"
    assert book["_portal"].sheet_state == "veryHidden"
    assert book["Measures"].page_setup.fitToWidth == 2  # sixteen columns; the others on one page
    assert book["Indicators"].page_setup.fitToWidth is None
    for sheet in sheets_of(book):
        assert sheet.protection.sheet
        assert sheet.freeze_panes
        assert sheet.tables

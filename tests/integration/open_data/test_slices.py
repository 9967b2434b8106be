"""Slices of a reader: saving, taking away, what changed, and who sees what."""

import csv
import io
import json
import re
import zipfile

from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Role
from app.open_data.changes import CHANGES
from app.open_data.models import Delivery, Slice
from app.open_data.tables import SHEETS
from tests.client import PageClient
from tests.reported import approved, browser_of, consolidate, frozen, published
from tests.slicing import MARK, URL, again, book_of, rows_of, save, take

SHEET_NAMES = ["README", *list(SHEETS)[:-1], CHANGES, "Facts"]
KINDS = ("xlsx", "csv", "json")


def test_a_slice_is_saved_counted_changed_and_deleted(reader, reported, app):
    """The whole life of a slice on its pages; what belongs to somebody else is not there."""
    assert "You have no slice yet" in reader.get(URL).words()
    form = reader.get(f"{URL}/new")
    assert {"Points", "Indicators", "Countries", "Sheets", "Kinds of text"} <= {
        summary.split(" all")[0]
        for summary in (form.words(one).strip() for one in form.all("summary"))
    }
    sent = {"name": "Two countries", "language": "en", "points": ["P02"], "countries": ["GR"]}
    counted = reader.post(f"{URL}/count", sent)
    assert counted.status == 200
    assert "Nothing is saved yet." in counted.words()
    counts = {cells[0]: cells[2] for cells in _table(counted)}
    assert counts["Points"] == "1"
    assert counts["Matrix_progress"] == "1"
    with open_session(reported) as session:
        assert session.scalars(select(Slice)).all() == []
    for wrong, why in (
        ({"name": " "}, "Give the slice a name."),
        ({"points": ["P77"]}, "not in the questions any more"),
        ({"language": "xx"}, "not in the questions any more"),
        ({"sheets": ["README"]}, "not in the questions any more"),
    ):
        refused = reader.post(URL, {**sent, **wrong})
        assert refused.status == 422
        assert why in refused.words()
    url = save(reader, "Two countries", points=["P02"], countries=["GR", "DK"], notify="yes")
    assert "already" in reader.post(URL, {**sent, "name": "two  countries"}).words()
    page = reader.get(url)
    assert "Denmark, Greece" in page.words() or "Greece, Denmark" in page.words()
    changed = {"name": "Greece", "language": "en", "countries": ["GR"]}
    assert reader.post(url, changed).status == 303
    assert "all" in reader.get(f"{url}/edit").words()
    assert "Greece" in reader.get(URL).words()
    other = browser_of(app, Role.DESK_OFFICER)
    number = url.rpartition("/")[2]
    for address in (url, f"{url}/edit"):
        assert other.get(address).status == 404
    for address, fields in (
        (url, changed),
        (f"{url}/deliveries", {"edition": "2027/1", "format": "xlsx"}),
        (f"{url}/notify", {"notify": "yes"}),
        (f"{url}/delete", {}),
    ):
        assert other.post(address, fields).status == 404, address
    assert f"/slices/{number}" not in other.get(URL).text
    assert PageClient(app).get(URL).status in (303, 401)
    assert reader.post(f"{url}/delete").status == 303
    assert reader.get(url).status == 404
    assert "You have no slice yet" in reader.get(URL).words()


def test_files_say_they_are_restricted_until_the_edition_is_published(app, reader, reported):
    """On every sheet and in print; in CSV and JSON by name, README and field."""
    url = save(reader, countries=["DK"], sheets=["Data_long", "Narratives"])
    file = take(reader, url)
    assert file.status == 200
    assert "RESTRICTED_science-diplomacy_2027_1_" in file.headers["content-disposition"]
    assert file.headers["cache-control"] == "no-store"
    assert file.response.content == take(reader, url).response.content
    book = book_of(file.response.content)
    assert book.sheetnames == SHEET_NAMES
    for sheet in book:
        assert MARK in str(sheet["A2"].value), sheet.title
        assert MARK in sheet.oddHeader.center.text, sheet.title
    assert {row["Country code"] for row in rows_of(book, "Data_long")} == {"DK"}
    assert "This sheet is not part of the slice." in book["Points"]["A2"].value
    assert rows_of(book, "Points") == []
    value = next(r for r in rows_of(book, "Data_long") if r["Fact"] == "SD-02.2/DK/value@2025-2027")
    assert value["Value (number)"] == 20
    assert value["ISO code"] == "DK"
    packed = take(reader, url, kind="csv").response.content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        readme = archive.read("RESTRICTED_README.csv").decode("utf-8-sig")
    assert all(name.startswith("RESTRICTED_") for name in names)
    assert MARK in readme
    told = json.loads(take(reader, url, kind="json").text)
    assert (told["restricted"], told["mark"]) == (True, MARK)
    approved(reported, "2027/1")
    published(reported, "2027/1")
    after = take(reader, url)
    assert "RESTRICTED" not in after.headers["content-disposition"]
    assert MARK not in str([sheet["A2"].value for sheet in book_of(after.response.content)])
    with open_session(reported) as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert [row.restricted for row in rows] == [True] * 4 + [False]
    assert [row.format for row in rows] == ["xlsx", "xlsx", "csv", "json", "xlsx"]
    assert rows[0].sha256 == rows[1].sha256
    assert {row.door for row in rows} == {"page"}
    assert "Restricted" in reader.get(url).words()
    _marked_where_it_holds_more(app)


def _marked_where_it_holds_more(app):
    """What the Commission reads beyond the public of a published edition has another name."""
    address = "/editions/2027/1/data."
    public, inside = PageClient(app), browser_of(app, Role.DESK_OFFICER)
    for kind in ("xlsx", "csv.zip", "json", "sdmx.zip"):
        assert '="science' in public.get(address + kind).headers["content-disposition"]
        assert '="INTERNAL_' in inside.get(address + kind).headers["content-disposition"]
    told, mark = json.loads(inside.get(f"{address}json").text), "holds more than is public"
    assert mark in told["mark"]
    book = book_of(inside.get(f"{address}xlsx").response.content)
    assert all(mark in str(sheet["A2"].value) for sheet in book)
    assert mark in inside.get("/editions/2027/1/structure.xml").text
    assert mark not in public.get("/editions/2027/1/structure.xml").text
    packed = inside.get(f"{address}csv.zip").response.content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert all(name.startswith("INTERNAL_") for name in archive.namelist())


def test_the_sheet_of_changes_says_what_is_new_gone_and_different_and_why(app, reported):
    """Two editions, then a changed slice: each line with old and new, and its reason."""
    assert frozen(reported) == "2027/1"
    assert again(reported, "40") == "2027/2"
    consolidate(reported)
    reader = browser_of(app, Role.SUBGROUP_READER)
    url = save(reader, countries=["DK", "EU"])
    first = book_of(take(reader, url).response.content)
    assert rows_of(first, CHANGES) == []
    assert "First delivery" in first[CHANGES]["A2"].value
    book = book_of(take(reader, url, "2027/2").response.content)
    assert "Compared with edition 2027/1" in book[CHANGES]["A2"].value
    lines = rows_of(book, CHANGES)
    assert {line["Reason"] for line in lines} == {"edition"}
    own = next(x for x in lines if x["Row"] == "DK, SD-02.2, P02, 2025-2027")
    assert (own["Change"], own["Column"]) == ("changed", "value_number")
    assert (own["Old"], own["New"]) == (20, 40)
    gone = next(x for x in lines if x["Row"] == "DK, P03, justification")
    assert (gone["Sheet"], gone["Change"], gone["New"]) == ("Narratives", "gone", None)
    left = [x for x in lines if x["Sheet"] == "Matrix_progress"]
    assert [(x["Point"], x["Old"], x["New"]) for x in left] == [("P03", "some", "LEFT_OUT")]
    same = take(reader, url, "2027/2").response.content
    assert rows_of(book_of(same), CHANGES) == lines
    csv_file = take(reader, url, "2027/2", "csv").response.content
    with zipfile.ZipFile(io.BytesIO(csv_file)) as archive:
        text = archive.read("RESTRICTED_Changes_since_last_export.csv").decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == len(lines) + 1
    wider = {"name": "Ours", "language": "en", "countries": ["DK", "GR"]}
    assert reader.post(url, wider).status == 303
    lines = rows_of(book_of(take(reader, url, "2027/2").response.content), CHANGES)
    assert {line["Reason"] for line in lines} == {"selection"}
    assert {(line["Change"], line["Country code"]) for line in lines} == {
        ("new", "EL"),
        ("gone", "EU"),
    }
    with open_session(reported) as session:
        since = [row.since_id for row in session.scalars(select(Delivery).order_by(Delivery.id))]
    assert since == [None, 1, 1, 1, 4]


def test_nobody_meets_what_is_above_them_in_any_door(reader, reported, app):
    """A word and a figure of each level: the subgroup meets its own, the Commission all."""
    url = save(reader)
    text = "".join(_whole(take(reader, url, kind=kind).response.content) for kind in KINDS)
    assert "canary" not in text
    assert "word-of-the-subgroup" in text
    assert "said in public" in text
    values = _values(take(reader, url, kind="json"))
    assert "20" in values["DK"]
    assert not values["DK"] & {"137", "119", "3", "2"}
    desk = browser_of(app, Role.DESK_OFFICER)
    file = take(desk, save(desk), kind="json")
    assert {"canary-commission", "word-of-the-subgroup"} <= set(re.findall(r"[\w-]+", file.text))
    assert {"137", "119", "3", "2"} <= _values(file)["DK"]
    assert "canary-draft" not in file.text
    # Who is missing by name: all for the Commission, for others who says so in what they may see.
    assert _missing_at(file, "SD-03.1/EU27/n@2025-26") == ["EL", "Greece"]
    assert _missing_at(take(reader, url, kind="json"), "SD-03.1/EU27/n@2025-26") in (None, ["", ""])


def _missing_at(answer, fact: str) -> list[str] | None:
    """Return who has no value behind a European figure, as its table says."""
    table = json.loads(answer.text)["tables"]["EU_aggregates"]
    named = (dict(zip(table["columns"], row, strict=True)) for row in table["rows"])
    found = next((row for row in named if row["fact"] == fact), None)
    return found and [found["countries_missing"], found["countries_missing_in_words"]]


def _values(answer) -> dict[str, set[str]]:
    """Return the numbers among all values, by country."""
    table = json.loads(answer.text)["tables"]["Data_long"]
    at = {code: place for place, code in enumerate(table["columns"])}
    found: dict[str, set[str]] = {}
    for row in table["rows"]:
        found.setdefault(row[at["country_code"]], set()).add(row[at["value_number"]])
    return found


def _whole(content: bytes) -> str:
    if content[:2] != b"PK":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def _table(answer) -> list[list[str]]:
    rows = answer.all("tr")
    return [
        [answer.words(cell).strip() for cell in row if cell.tag in ("td", "th")] for row in rows
    ]

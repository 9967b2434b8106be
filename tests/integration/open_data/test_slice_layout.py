"""The layout of a slice when the questions of the next cycle are others."""

import json

from app.catalogue.queries import get_cycle
from app.core.db import open_session
from app.domain.points import ReporterEntry
from app.domain.roles import Role
from app.editions.service import freeze_edition
from app.open_data.changes import CHANGES
from tests.builders import make_data
from tests.earlier import report_before
from tests.factories import make_version
from tests.reported import staff
from tests.slicing import book_of, rows_of, save, take
from tests.tiny_catalogue import tiny_catalogue

GONE, ADDED = "SD-03.1", "SD-02.9"


def _next_catalogue():
    """A core indicator and a point are gone, others came in the middle; a country is new and
    another one takes the first place."""
    was = tiny_catalogue()
    at = next(n for n, i in enumerate(was.indicators) if i.id == "SD-02.1")
    added = was.indicators[at].model_copy(
        update={"id": ADDED, "breakdowns": (), "name": "Schools of diplomacy"}
    )
    indicators = (*was.indicators[: at + 1], added, *was.indicators[at + 1 :])
    points = was.instrument.points
    third = points[2].model_copy(update={"id": "P06", "number": 6})
    others = [p for p in points if p.id != "P05"]
    groups = tuple(
        g.model_copy(update={"points": tuple({5: 6}.get(n, n) for n in g.points)})
        for g in was.instrument.groups
    )
    instrument = was.instrument.model_copy(
        update={"points": (*others[:2], third, *others[2:]), "groups": groups}
    )
    new = ReporterEntry(code="MT", printed="MT", kind="member_state", protocol_order=0)
    reporters = tuple(r for r in was.reporters if r.code != "MT")
    return was.model_copy(
        update={
            "code": "SD-2026/next",
            "indicators": tuple(i for i in indicators if i.id != GONE),
            "instrument": instrument,
            "reporters": (new, *reporters),
        }
    )


def _next_edition(engine) -> str:
    with open_session(engine, write=True) as session:
        version = make_version(session, _next_catalogue())
    data = make_data("DK", cells={f"{ADDED}@2025-2027": 7, "SD-02.1@2025-2027": 150})
    report_before(engine, data, "2029", catalogue_version_id=version)
    _, scope = staff(engine, Role.REPORT_EDITOR, "first")
    with open_session(engine, write=True) as session:
        return freeze_edition(session, scope, get_cycle(session, "2029"))


def _heads(book, sheet: str) -> list[str]:
    return [cell.value for cell in book[sheet][4]]


def _column(book, sheet: str, name: str) -> list[str]:
    return [row[name] for row in rows_of(book, sheet)]


def test_what_was_delivered_keeps_its_place_and_what_is_new_comes_last(reader, reported):
    """Columns of matrices, rows of points, indicators and countries; the changes name them."""
    url, sheets = save(reader), ("Matrix_core", "Matrix_progress")
    before = book_of(take(reader, url).response.content)
    first = take(reader, url, kind="json").response.json()["tables"]
    assert _next_edition(reported) == "2029/1"
    book = book_of(take(reader, url, "2029/1").response.content)
    for sheet in sheets:
        assert _heads(book, sheet)[: len(_heads(before, sheet))] == _heads(before, sheet)
    assert _heads(book, "Matrix_core")[-2:] == [ADDED, f"{ADDED} missing"]
    assert _heads(book, "Matrix_progress")[-1] == "P06"
    for sheet, name in (
        ("Points", "Point"),
        ("Indicators", "Indicator"),
        ("Matrix_core", "Country code"),
        ("Matrix_progress", "Country code"),
    ):
        was, now = _column(before, sheet, name), _column(book, sheet, name)
        assert now[: len(was)] == was
    assert _column(book, "Indicators", "Indicator")[-1] == ADDED
    asked = dict(zip(
        _column(book, "Indicators", "Indicator"),
        _column(book, "Indicators", "Asked in this cycle"),
        strict=True,
    ))  # fmt: skip
    assert {code for code, said in asked.items() if said == "no"} == {GONE}
    denmark = next(row for row in rows_of(book, "Matrix_core") if row["Country code"] == "DK")
    assert (denmark[ADDED], denmark["SD-02.1"]) == (7, 150)
    assert (denmark[GONE], denmark[f"{GONE} missing"]) == (None, "NOT_IN_CYCLE")
    assert set(_column(book, "Matrix_progress", "P05")) == {"NOT_IN_CYCLE"}
    lines = rows_of(book, CHANGES)
    columns = {
        (line["Sheet"], line["Change"], line["Column"])
        for line in lines
        if line["Reason"] == "questions"
    }
    assert columns == {
        ("Matrix_progress", "new_column", "P06"),
        ("Matrix_progress", "gone_column", "P05"),
        ("Matrix_core", "new_column", ADDED),
        ("Matrix_core", "new_column", f"{ADDED} missing"),
        ("Matrix_core", "gone_column", GONE),
        ("Matrix_core", "gone_column", f"{GONE} missing"),
    }
    again = take(reader, url, kind="json").response.json()["tables"]
    for name, table in first.items():
        width, height = len(table["columns"]), len(table["rows"])
        assert again[name]["columns"][:width] == table["columns"]
        assert [row[:width] for row in again[name]["rows"][:height]] == table["rows"]
    narrow = save(reader, "Without", countries=["DK"], points=["P02"], sheets=["Matrix_progress"])
    take(reader, narrow)
    told = json.loads(take(reader, narrow, "2029/1", "json").text)["tables"]["Matrix_progress"]
    (row,) = told["rows"]
    assert row[told["columns"].index("P05")] is None  # not part of the slice
    assert told["columns"][-1] == "P06"

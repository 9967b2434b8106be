"""Who may see the tables of an indicator: chosen on its page, for cells now and later."""

import pytest

from app.domain.roles import Role
from app.domain.workflow import Status
from tests.client import PageClient
from tests.factories import (
    assign_points,
    history,
    make_person,
    open_reporting,
    set_status,
    stored_cell,
)
from tests.tables import page_url, send, values

PAGE = page_url("SD-02.1", "P02")
TOTAL = "SD-02.1@2025-2027"
ASIA, AFRICA = "SD-02.1/region=ASIA@2025-2027", "SD-02.1/region=AFRICA@2025-2027"
WOMEN = "SD-02.1/gender=women@2025-2027"


@pytest.fixture
def lead(app, engine):
    """The browser of Denmark's reporting lead."""
    open_reporting(engine, "DK", "GR")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


def choose(client, level, page=PAGE):
    """Say who may see the tables."""
    return client.post(f"{page}/visibility", {"visibility": level})


def levels(engine, *keys):
    """Return who may see these cells."""
    return [stored_cell(engine, key).visibility for key in keys]


def total_field(client, level):
    """Save the total with a level of its own."""
    fields = {"key": TOTAL, "value": "9", "visibility": level, "revision": "0"}
    return client.post("/contributions/2027/DK/points/P02/observations", fields)


def test_all_cells_follow_the_choice_and_later_ones_too(lead, engine):
    """The page says who sees them; each change is in the history, and values stay."""
    assert "Who may see the tables" not in lead.get(PAGE).words()
    send(lead, "SD-02.1", "P02", values({ASIA: "5", WOMEN: "4"}))
    assert levels(engine, ASIA, WOMEN) == ["public", "public"]
    assert choose(lead, "subgroup").location == f"{PAGE}#level"
    assert levels(engine, ASIA, WOMEN) == ["subgroup", "subgroup"]
    assert stored_cell(engine, ASIA).number == 5
    assert [c["visibility"] for c in history(engine, f"observation:{ASIA}")] == [
        "public",
        "subgroup",
    ]
    send(lead, "SD-02.1", "P02", values({AFRICA: "1"}))
    assert levels(engine, AFRICA) == ["subgroup"]
    send(lead, "SD-02.1", "P02", values({AFRICA: "2"}, revision=1))
    assert levels(engine, AFRICA) == ["subgroup"]
    page = lead.get(PAGE)
    chosen = [o for o in page.all("option") if o.get("selected") is not None]
    assert "ERA Forum subgroup and Commission" in [page.words(o) for o in chosen]


def test_tables_of_a_closed_total_begin_closed(lead, engine):
    """Parts that add up to a closed total would tell it."""
    assert total_field(lead, "commission").status == 303
    send(lead, "SD-02.1", "P02", values({ASIA: "5"}))
    assert levels(engine, ASIA) == ["commission"]
    assert choose(lead, "public").status == 303  # it is the country's choice all the same
    assert levels(engine, TOTAL, ASIA) == ["commission", "public"]


def test_who_may_not_write_may_not_choose(app, lead, engine):
    """Readers read it; others' tables, locked ones and tables without cells cannot be chosen."""
    assert choose(lead, "subgroup").status == 404
    send(lead, "SD-02.1", "P02", values({ASIA: "5"}))
    assert choose(lead, "everybody").status == 422
    assert choose(lead, "subgroup", PAGE.replace("DK", "EL")).status == 404
    ben = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, ben, "P01")
    assert choose(PageClient(app).sign_in(ben), "subgroup").status == 403
    reader = PageClient(app).sign_in(make_person(engine, Role.NATIONAL_READER, name="Eva"))
    assert "Public, after publication" in reader.get(PAGE).words()
    assert choose(reader, "subgroup").status == 403
    set_status(engine, Status.AWAITING_SIGN_OFF)
    assert choose(lead, "subgroup").status == 409
    assert levels(engine, ASIA) == ["public"]

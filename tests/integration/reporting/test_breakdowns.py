"""The tables of an indicator: cells are read, checked, counted, and never overwritten."""

from decimal import Decimal

import pytest

from app.domain.observations import parse_key
from app.domain.qc import run_checks
from app.domain.roles import Role
from tests.builders import NOW
from tests.client import PageClient
from tests.factories import (
    assign_points,
    fill,
    history,
    lead_scope,
    make_person,
    open_reporting,
    stored_cell,
)
from tests.tables import POINTS, draft, page_url, send, statements, values


@pytest.fixture
def lead(app, engine):
    """The browser of Denmark's reporting lead."""
    open_reporting(engine, "DK", "GR", "EU")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


@pytest.fixture
def scope(engine, lead):
    """The scope of the reporting lead."""
    return lead_scope(engine, "anna.berg.dk@ministry.example")


@pytest.fixture
def ben(app, engine, lead):
    """The browser of a contributor who holds three points."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P01", "P02", "P03")
    return PageClient(app).sign_in(email)


TOTAL = "SD-02.1@2025-2027"
ASIA, AFRICA = "SD-02.1/region=ASIA@2025-2027", "SD-02.1/region=AFRICA@2025-2027"
WOMEN, MEN = "SD-02.1/gender=women@2025-2027", "SD-02.1/gender=men@2025-2027"
SEA, SPACE, OTHER = (f"SD-01.3/topic={code}@{NOW}" for code in ("sea", "space", "other"))
COUNTED = f"SD-01.3@{NOW}"


def test_row_comes_back_with_its_next_revision(lead, engine):
    """With htmx the answer is the row alone, and the findings beside the page."""
    answer = send(lead, "SD-02.1", "P02", values({ASIA: "1 200"}), "row-region-ASIA", htmx=True)
    assert answer.status == 200
    rows = answer.all("tr")
    assert [row.get("id") for row in rows] == ["row-region-ASIA"]
    assert boxes(answer)[f"revision:{ASIA}"] == "1"
    assert boxes(answer)[f"value:{ASIA}"] == "1200"
    assert "Saved " in answer.words(rows[0])
    assert [s.get("id") for s in answer.all("section")] == ["findings"]
    assert stored_cell(engine, ASIA).number == Decimal(1200)


def test_a_saved_row_comes_with_the_sums_of_its_table(lead, engine, scope):
    """The page adds up while somebody types; what is stored then takes its place."""
    fill(engine, scope, {}, {TOTAL: "10", MEN: "3"})
    answer = send(lead, "SD-02.1", "P02", values({WOMEN: "4"}), "row-gender-women", htmx=True)
    sums = [s for s in answer.all("span") if s.get("data-sum")]
    assert [s.get("data-hx-swap-oob") for s in sums] == ["outerMorph"]
    assert answer.words(sums[0]) == "7 3 less than the total of 10"


def boxes(page):
    """Return the value of every input by name."""
    return {e.get("name"): e.get("value") for e in page.all("input")}


def test_whole_table_is_one_form(lead, engine):
    """Without script one button saves the table; what was left empty leaves no trace."""
    page = lead.get(page_url("SD-02.1", "P02"))
    form = next(f for f in page.all("form") if f.get("id") == "form-breakdown-region")
    names = [e.get("name") for e in page.tree.iter() if e.get("form") == form.get("id")]
    assert {f"value:{ASIA}", f"revision:{AFRICA}", f"missing:{AFRICA}"} <= set(names)
    fields = dict.fromkeys(names, "") | {n: "0" for n in names if n.startswith("revision:")}
    answer = send(lead, "SD-02.1", "P02", fields | {f"value:{ASIA}": "3"})
    assert answer.status == 303
    assert answer.location.endswith("/indicators/SD-02.1#breakdown-region")
    assert stored_cell(engine, ASIA).number == Decimal(3)
    assert stored_cell(engine, AFRICA) is None


def test_many_cells_cost_few_statements(lead, engine):
    """45 rows at once: the number of statements does not grow with the rows."""
    cells = {f"SD-04.1/country=C{n}@{NOW}": "1" for n in range(45)}
    with statements(lead.app.state.engine) as one:
        first = {key: "1" for key in list(cells)[:1]}
        assert send(lead, "SD-04.1", "P04", values(first)).status == 303
    rest = {key: "2" for key in list(cells)[1:]}
    with statements(lead.app.state.engine) as many:
        assert send(lead, "SD-04.1", "P04", values(rest)).status == 303
    assert len(many) <= len(one) + 1
    again = values(dict.fromkeys(cells, "7"), revision=1)
    with statements(lead.app.state.engine) as changed:
        assert send(lead, "SD-04.1", "P04", again).status == 303
    assert len(changed) <= len(one) + 1
    assert {stored_cell(engine, key).number for key in cells} == {Decimal(7)}
    assert len(history(engine, f"observation:{list(cells)[7]}")) == 2


def test_good_cells_are_kept_and_a_bad_one_comes_back_with_its_text(lead, engine):
    """422; the sentence stands beside the cell and what was typed is still in it."""
    answer = send(lead, "SD-02.1", "P02", values({ASIA: "many", AFRICA: "4"}))
    assert answer.status == 422
    assert answer.is_page
    assert "“many” is not a number" in answer.words()
    assert boxes(answer)[f"value:{ASIA}"] == "many"
    assert stored_cell(engine, ASIA) is None
    assert stored_cell(engine, AFRICA).number == Decimal(4)


def test_second_person_sees_both_values(lead, ben, engine):
    """409 at the cell; the other cells of the table are saved."""
    assert send(lead, "SD-02.1", "P02", values({ASIA: "5"})).status == 303
    mine = values({ASIA: "6", AFRICA: "1"})
    answer = send(ben, "SD-02.1", "P02", mine, "row-region-ASIA", htmx=True)
    assert answer.status == 409
    assert "Anna Berg saved “5” here meanwhile" in answer.words()
    assert "Yours, “6”, is not saved." in answer.words()
    assert boxes(answer)[f"value:{ASIA}"] == "6"
    assert boxes(answer)[f"revision:{ASIA}"] == "1"
    assert stored_cell(engine, ASIA).number == Decimal(5)
    assert stored_cell(engine, AFRICA).number == Decimal(1)
    kept = values({ASIA: "6"}, revision=1) | {f"resolve:{ASIA}": "mine"}
    assert send(ben, "SD-02.1", "P02", kept).status == 303
    assert stored_cell(engine, ASIA).number == Decimal(6)


def test_saved_value_can_be_taken_instead_of_mine(lead, ben, engine):
    """The cell that is given up stays as the other person saved it."""
    send(lead, "SD-02.1", "P02", values({ASIA: "5"}))
    fields = values({ASIA: "6", AFRICA: "2"}) | {f"resolve:{ASIA}": "theirs"}
    assert send(ben, "SD-02.1", "P02", fields).status == 303
    assert stored_cell(engine, ASIA).number == Decimal(5)
    assert stored_cell(engine, AFRICA).number == Decimal(2)


def test_a_value_and_a_note_of_two_people_come_together(lead, ben, engine):
    """The table shows no notes: a colleague's note stays beside my new value, and is no clash."""
    send(lead, "SD-02.1", "P02", values({ASIA: "5"}))
    noted = {"key": ASIA, "value": "5", "note": "Estimated", "flags": ["e"], "revision": "1"}
    ben.get(page_url("SD-02.1", "P02"))
    assert ben.post("/contributions/2027/DK/points/P02/observations", noted).status == 303
    assert send(lead, "SD-02.1", "P02", values({ASIA: "6"}, revision=1)).status == 303
    row = stored_cell(engine, ASIA)
    assert (row.number, row.note, row.flags) == (Decimal(6), "Estimated", "e")
    answer = send(ben, "SD-02.1", "P02", values({ASIA: "7"}, revision=2))
    assert answer.status == 409
    assert "You both began from “5" in answer.words()
    assert stored_cell(engine, ASIA).number == Decimal(6)


def test_cell_i_did_not_touch_is_not_a_clash(lead, ben, engine):
    """A whole table sent for one new cell does not undo what a colleague changed elsewhere."""
    send(lead, "SD-02.1", "P02", values({ASIA: "5"}))
    send(ben, "SD-02.1", "P02", values({ASIA: "9"}, revision=1))
    stale = values({ASIA: "5"}, revision=1) | values({AFRICA: "3"})
    assert send(lead, "SD-02.1", "P02", stale).status == 303
    assert stored_cell(engine, ASIA).number == Decimal(9)
    assert stored_cell(engine, AFRICA).number == Decimal(3)


def test_same_attempt_twice_is_one_change(lead, engine):
    """A retry with the same key is answered as saved."""
    fields = values({ASIA: "5"}) | {"idempotency_key": "k1"}
    for _ in range(2):
        lead.request(
            "POST",
            page_url("SD-02.1", "P02") + "/cells?part=row-region-ASIA",
            data={"csrf": lead.csrf, **fields},
            headers={"Origin": lead.base_url, "HX-Request": "true"},
        )
    assert len(history(engine, f"observation:{ASIA}")) == 1


def test_what_the_table_does_not_say_stays(lead, engine, scope):
    """Source and flags given elsewhere survive a new value in the table."""
    fields = {"key": ASIA, "value": "5", "source": "Register", "flags": "e", "note": "May"}
    assert lead.post(f"{POINTS.format(reporter='DK')}/P02/observations", fields).status == 303
    assert send(lead, "SD-02.1", "P02", values({ASIA: "6"}, revision=1)).status == 303
    cell = stored_cell(engine, ASIA)
    assert (cell.number, cell.source, cell.flags, cell.note) == (6, "Register", "e", "May")


def test_missing_value_is_said_with_its_reason(lead, engine, scope):
    """A code and a reason instead of a value; both together with a value are refused."""
    fields = values({ASIA: ""}) | {f"missing:{ASIA}": "NAV", f"reason:{ASIA}": "No register"}
    assert send(lead, "SD-02.1", "P02", fields).status == 303
    cell = stored_cell(engine, ASIA)
    assert (cell.number, cell.missing_code, cell.missing_reason) == (None, "NAV", "No register")
    both = values({AFRICA: "1"}) | {f"missing:{AFRICA}": "NAV", f"reason:{AFRICA}": "x"}
    answer = send(lead, "SD-02.1", "P02", both)
    assert answer.status == 422
    assert "There is a value and also a reason" in answer.words()
    alone = values({AFRICA: ""}) | {f"missing:{AFRICA}": "", f"reason:{AFRICA}": "x"}
    assert send(lead, "SD-02.1", "P02", alone).status == 422


@pytest.mark.parametrize(
    ("cells", "rule", "said"),
    [
        ({WOMEN: "6", MEN: "6"}, "QC-007", "2 more than the total of 10"),  # exact
        ({WOMEN: "3", MEN: "3"}, "QC-010", "4 less than the total of 10"),
        ({WOMEN: "3", MEN: "7"}, None, "Adds up to the total"),
        ({"SD-02.1/level=national@2025-2027": "11"}, "QC-007", "1 more than the total of 10"),
        ({"SD-02.1/level=national@2025-2027": "3"}, None, ""),  # at most
        ({ASIA: "9", AFRICA: "9"}, None, ""),  # overlapping: nothing to compare
    ],
)
def test_sums_raise_findings_and_are_shown(lead, engine, scope, cells, rule, said):
    """The same numbers the page adds up are judged by the rules."""
    fill(engine, scope, {}, {TOTAL: "10"})
    assert send(lead, "SD-02.1", "P02", values(cells)).status == 303
    now = draft(engine, scope)
    rules = {f.rule for f in run_checks(now.index, now.data, "P02")} & {"QC-007", "QC-010"}
    assert rules == ({rule} if rule else set())
    page = lead.get(page_url("SD-02.1", "P02"))
    sums = [o for o in page.all("span") if o.get("data-sum")]
    assert {o.get("data-sum-rule") for o in sums} == {"exact", "at_most"}
    inputs = {e.get("id") for e in page.all("input")}
    assert {o.get("data-sum-total") for o in sums} <= inputs
    assert any("is-off" in o.get("class").split() for o in sums) is (rule is not None)
    words = [page.words(o) for o in page.all("span") if o.get("data-sum-said") is not None]
    assert [one for one in words if one] == ([said] if said else [])
    assert (rule or "QC-007") in page.words() or rule is None


def test_ticks_are_counted_and_cleared(lead, engine, scope):
    """Ticked boxes store yes, others nothing; the portal counts, `other` not included."""
    shown = {f"revision:{key}": "0" for key in (SEA, SPACE, OTHER, COUNTED)}
    ticked = {f"value:{SEA}": "yes", f"value:{OTHER}": "yes"}
    assert send(lead, "SD-01.3", "P01", shown | ticked).status == 303
    now = draft(engine, scope).data.observations
    assert now[parse_key(SEA)].value is True
    assert parse_key(SPACE) not in now
    assert now[parse_key(COUNTED)].value == Decimal(1)
    shown |= {f"revision:{SEA}": "1", f"revision:{OTHER}": "1"}
    ticked = {f"value:{SPACE}": "yes"}
    answer = send(lead, "SD-01.3", "P01", shown | ticked, "breakdown-topic", htmx=True)
    assert answer.status == 200
    assert "Counted: 1" in answer.words()
    now = draft(engine, scope).data.observations
    assert parse_key(SEA) not in now
    assert now[parse_key(SPACE)].value is True


def test_none_of_these_is_a_zero(lead, engine, scope):
    """An explicit nothing is 0, not silence; it excludes ticks, and can be taken back."""
    shown = {f"revision:{key}": "0" for key in (SEA, SPACE, OTHER, COUNTED)}
    none = {f"none:{COUNTED}": "yes"}
    both = send(lead, "SD-01.3", "P01", shown | none | {f"value:{SEA}": "yes"})
    assert both.status == 422
    assert "nothing to tick" in both.words()
    assert send(lead, "SD-01.3", "P01", {**shown, f"revision:{SEA}": "1", **none}).status == 303
    assert draft(engine, scope).data.observations[parse_key(COUNTED)].value == Decimal(0)
    page = lead.get(page_url("SD-01.3", "P01"))
    ticked = [e.get("name") for e in page.all("input") if e.get("checked") is not None]
    assert f"none:{COUNTED}" in ticked
    back = {f"revision:{COUNTED}": "1", f"revision:{SEA}": "2"}
    assert send(lead, "SD-01.3", "P01", back).status == 303
    assert parse_key(COUNTED) not in draft(engine, scope).data.observations


def test_row_of_a_long_list_is_added(lead, engine):
    """Only filled rows are shown; a new one comes back with the row to add the next."""
    url = page_url("SD-04.1", "P04")
    assert "row-country-C7" not in {e.get("id") for e in lead.get(url).all("tr")}
    fields = {"add:country": "C7", f"new:country@{NOW}": "2.5"}
    answer = send(lead, "SD-04.1", "P04", fields, "add-country", htmx=True)
    assert answer.status == 200
    assert [row.get("id") for row in answer.all("tr")] == ["row-country-C7", "add-country"]
    assert stored_cell(engine, f"SD-04.1/country=C7@{NOW}").number == Decimal("2.5")
    assert "row-country-C7" in {e.get("id") for e in lead.get(url).all("tr")}
    for fields, words in (
        ({"add:country": "C7", f"new:country@{NOW}": "3"}, "in the table already"),
        ({"add:country": "C8", f"new:country@{NOW}": ""}, "Write a value"),
        ({"add:country": "", f"new:country@{NOW}": "3"}, "Choose what this value is for"),
        ({"add:country": "C8", f"new:country@{NOW}": "x"}, "“x” is not a number"),
    ):
        refused = send(lead, "SD-04.1", "P04", fields)
        assert refused.status == 422, fields
        assert words in refused.words()
    assert stored_cell(engine, f"SD-04.1/country=C8@{NOW}") is None


def test_two_years_stand_side_by_side(lead, engine):
    """One row, one cell for each year, saved together."""
    cells = {f"SD-03.1/gender=women@{year}": n for year, n in (("2024-25", "4"), ("2025-26", "5"))}
    names = boxes(lead.get(page_url("SD-03.1", "P03")))
    periods = {parse_key(n[6:]).period for n in names if n.startswith("value:SD-03.1/gender=women")}
    keys = [f"SD-03.1/gender=women@{period}" for period in sorted(periods)]
    assert len(keys) == 2
    sent = dict(zip(keys, cells.values(), strict=True))
    answer = send(lead, "SD-03.1", "P03", values(sent), "row-gender-women", htmx=True)
    assert answer.status == 200
    assert [stored_cell(engine, key).number for key in keys] == [4, 5]


def test_elements_of_a_point_have_their_own_status(lead, engine):
    """One select for each lettered element, without the exit that the wording closes."""
    key = f"SD-X.1/P04/sub_item=a@{NOW}"
    page = lead.get(page_url("SD-X.1", "P04"))
    assert "(a) One." in page.words()
    chosen = next(e for e in page.all("select") if e.get("name") == f"value:{key}")
    offered = {o.get("value") for o in chosen.iter("option")}
    assert "full" in offered
    assert "not_pursued" not in offered
    assert send(lead, "SD-X.1", "P04", values({key: "some"})).status == 303
    assert stored_cell(engine, key).code == "some"
    elsewhere = f"SD-X.1/P01/sub_item=a@{NOW}"
    assert send(lead, "SD-X.1", "P04", values({elsewhere: "some"})).status == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"value:SD-02.1/region=MARS@2025-2027": "1"}, 404),
        ({"value:SD-02.1/planet=ASIA@2025-2027": "1"}, 404),
        ({"value:SD-02.1/region=ASIA@1999-2001": "1"}, 404),
        ({"value:SD-03.1/gender=women@2025-26": "1"}, 404),
        ({"value:nonsense": "1"}, 404),
        ({"add:region": "ASIA", "new:region@2025-2027": "1"}, 404),
        ({f"value:{TOTAL}": "1"}, 422),
        ({f"none:{TOTAL}": "yes"}, 422),
        ({f"secret:{ASIA}": "1"}, 422),
        ({"visibility": "public"}, 422),
        ({f"value:{ASIA}": "1", f"revision:{ASIA}": "-1"}, 422),
        ({f"value:{ASIA}": ["1", "2"]}, 422),
        ({f"value:{ASIA}": "1", f"revision:{ASIA}": "9"}, 422),
    ],
)
def test_what_is_not_asked_is_refused(lead, engine, fields, status):
    """Unknown cells do not exist, unknown fields are refused, and nothing is stored."""
    assert send(lead, "SD-02.1", "P02", fields).status == status
    assert stored_cell(engine, ASIA) is None


def test_foreign_and_unknown_pages_look_the_same(lead, engine):
    """404 for another country, another point, an indicator that is not there."""
    foreign = page_url("SD-02.1", "P02", "EL")
    assert lead.get(foreign).status == 404
    assert send(lead, "SD-02.1", "P02", values({ASIA: "1"}), reporter="EL").status == 404
    for url in (page_url("SD-02.1", "P03"), page_url("SD-99.9", "P02"), page_url("SD-25.1", "P25")):
        assert lead.get(url).status == 404


def test_indicator_is_read_only_away_from_home(lead, engine, scope):
    """Shown at its second point with a link to the first; posting there finds nothing."""
    key = f"SD-01.1/level=national@{NOW}"
    fill(engine, scope, {}, {key: "adopted"})
    page = lead.get(page_url("SD-01.1", "P02"))
    assert page.status == 200
    assert "Adopted" in page.words()
    assert "Entered at point 1" in page.words()
    assert not [n for n in boxes(page) if n and n.startswith("value:")]
    assert send(lead, "SD-01.1", "P02", values({key: "preparing"})).status == 404


def test_only_who_holds_the_point_writes(lead, ben, engine):
    """A contributor reads every table and writes those of assigned points."""
    assert send(ben, "SD-02.1", "P02", values({ASIA: "1"})).status == 303
    page = ben.get(page_url("SD-04.1", "P04"))
    assert page.status == 200
    assert not [n for n in boxes(page) if n and n.startswith(("value:", "new:"))]
    assert send(ben, "SD-04.1", "P04", values({f"SD-04.1/country=C1@{NOW}": "1"})).status == 403

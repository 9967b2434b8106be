"""Every kind of answer and cell is saved through its form and read back as it was meant."""

from decimal import Decimal

import pytest

from app.domain.roles import Role
from tests.builders import LONG_TEXT, NOW
from tests.factories import (
    history,
    make_person,
    open_reporting,
    stored_answer,
    stored_cell,
    texts_in,
)

POINTS = "/contributions/2027/DK/points"
STATUS = f"SD-X.1/P01@{NOW}"


@pytest.fixture
def lead(client, engine):
    """A browser in which Denmark's reporting lead is signed in."""
    open_reporting(engine, "DK", "GR", "EU")
    return client.sign_in(make_person(engine, Role.REPORTING_LEAD))


def answer_url(code):
    """Return where an answer is posted."""
    return f"{POINTS}/{code.partition('.')[0]}/answers/{code}"


def cell_url(point):
    """Return where a cell is posted."""
    return f"{POINTS}/{point}/observations"


ANSWERS = [
    ("P01.justification", LONG_TEXT, LONG_TEXT.strip(), LONG_TEXT.strip()),
    ("P02.coordinator", "  The\nministry ", "The ministry", "The ministry"),
    ("P01.together", "yes", True, "yes"),
    ("P01.together", "no", False, "no"),
    ("P01.lead", "research", "research", "research"),
    ("P01.when", "q2 2028", "2028-Q2", "2028-Q2"),
    ("P01.since", "30.06.2026", {"date": "2026-06-30"}, "2026-06-30"),
    ("P01.staff", "1 234.50", {"number": "1234.5"}, "1234.5"),
]


@pytest.mark.parametrize(("code", "typed", "kept", "shown"), ANSWERS)
def test_each_kind_of_answer_is_stored_and_shown_again(lead, engine, code, typed, kept, shown):
    """With htmx the field itself comes back, with the next revision and what was stored."""
    page = lead.get(f"{POINTS}/{code[:3]}")
    before = page.fields(answer_url(code))
    answer = lead.post(
        answer_url(code), {"value": typed, "revision": before["revision"]}, htmx=True
    )
    assert answer.status == 200, answer.text
    assert not answer.is_page
    assert answer.fields(answer_url(code))["revision"] == "1"
    assert stored_answer(engine, code).value == kept
    again = lead.get(f"{POINTS}/{code[:3]}")
    assert shown in form_values(again, answer_url(code))
    assert "Saved " in again.words()


def form_values(page, url, hidden=""):
    """Return what the controls of a form show: texts typed, and choices made."""
    form = next(
        f
        for f in page.all("form")
        if f.get("action") == url and (not hidden or hidden in [i.get("value") for i in f.iter()])
    )
    shown = [(box.text or "").removeprefix("\n") for box in form.iter("textarea")]
    for box in form.iter("input"):
        chosen = box.get("type") not in ("radio", "checkbox") or box.get("checked") is not None
        if chosen and box.get("type") != "hidden":
            shown.append(box.get("value"))
    return shown + [o.get("value") for o in form.iter("option") if o.get("selected") is not None]


def test_boxes_are_stored_in_the_order_of_the_list_and_can_all_be_cleared(lead, engine):
    """No box ticked sends no value at all, and that takes the answer back."""
    url = answer_url("P01.bodies")
    lead.post(url, {"value": ["other", "research"]}, htmx=True)
    assert stored_answer(engine, "P01.bodies").value == ["research", "other"]
    page = lead.get(f"{POINTS}/P01")
    assert form_values(page, url)[:2] == ["research", "other"]
    lead.post(url, {"revision": "1"}, htmx=True)
    assert stored_answer(engine, "P01.bodies").value is None
    assert texts_in(history(engine, "answer:P01.bodies")) == [["research", "other"], None]


CELLS = [
    ("P01", STATUS, "some", "code", "some"),
    ("P01", f"SD-01.1@{NOW}", "adopted", "code", "adopted"),
    ("P01", f"SD-01.1/level=local@{NOW}", "preparing", "code", "preparing"),
    ("P01", f"SD-01.2@{NOW}", "2026-05-01", "day", None),
    ("P01", f"SD-01.3/topic=sea@{NOW}", "yes", "code", "yes"),
    ("P02", "SD-02.1@2025-2027", "1,234", "number", Decimal(1234)),
    ("P02", "SD-02.1/region=ASIA@2025-2027", "12", "number", Decimal(12)),
    ("P02", "SD-02.1/gender=women,level=local@2025-2027", "3", "number", Decimal(3)),
    ("P03", "SD-03.1@2024-25", "40", "number", Decimal(40)),
    ("P03", "SD-03.2@2026", "1500000", "number", Decimal(1500000)),
    ("P03", "SD-03.3@2025-2027", "no", "code", "no"),
    ("P03", "SD-03.4@latest", "0.125", "number", Decimal("0.125")),
    ("P04", f"SD-04.1@{NOW}", "12.5", "number", Decimal("12.5")),
    ("P04", f"SD-04.3/option=adopted@{NOW}", "4", "number", Decimal(4)),
    ("P04", f"SD-04.4@{NOW}", "A short text.", "text", "A short text."),
    ("P04", f"SD-X.1/P04/sub_item=a@{NOW}", "limited", "code", "limited"),
]


@pytest.mark.parametrize(("point", "key", "typed", "column", "kept"), CELLS)
def test_each_kind_of_cell_is_stored_in_its_own_column(
    lead, engine, point, key, typed, column, kept
):
    """The other columns stay empty, and the field comes back with what was stored."""
    lead.get(f"{POINTS}/{point}")
    answer = lead.post(cell_url(point), {"key": key, "value": typed}, htmx=True)
    assert answer.status == 200, answer.text
    row = stored_cell(engine, key)
    columns = {name: getattr(row, name) for name in ("number", "code", "day", "text")}
    value = columns.pop(column)
    assert (value.isoformat() if column == "day" else value) == (kept or typed)
    assert set(columns.values()) == {None}
    assert row.missing_code is None
    shown = form_values(answer, cell_url(point), key)
    assert (str(kept) if column == "number" else typed) in shown


def test_missing_code_is_kept_with_its_reason_and_qualifiers(lead, engine):
    """A lawful absence is a value of its own, never an empty number."""
    key = "SD-02.1@2025-2027"
    lead.get(f"{POINTS}/P02")
    sent = {
        "key": key,
        "missing_code": "NAV",
        "missing_reason": "The register starts in 2028.",
        "flags": ["b", "e"],
        "source": "Register",
        "note": "Asked twice",
        "visibility": "commission",
    }
    assert lead.post(cell_url("P02"), sent, htmx=True).status == 200
    row = stored_cell(engine, key)
    assert (row.number, row.missing_code) == (None, "NAV")
    assert row.missing_reason == "The register starts in 2028."
    assert (row.flags, row.source, row.note) == ("be", "Register", "Asked twice")
    assert row.visibility == "commission"
    shown = form_values(lead.get(f"{POINTS}/P02"), cell_url("P02"), key)
    assert {"NAV", "The register starts in 2028.", "b", "e", "Register", "commission"} <= set(shown)


def test_value_and_missing_code_together_are_refused_at_the_code(lead, engine):
    """Both texts stay in the form and the sentence says what to do."""
    lead.get(f"{POINTS}/P02")
    sent = {"key": "SD-02.1@2025-2027", "value": "5", "missing_code": "C"}
    answer = lead.post(cell_url("P02"), sent, htmx=True)
    assert answer.status == 422
    assert "Keep one of the two." in answer.words()
    assert {"5", "C"} <= set(form_values(answer, cell_url("P02"), "SD-02.1@2025-2027"))
    assert stored_cell(engine, "SD-02.1@2025-2027") is None


def test_year_of_a_source_is_kept_and_checked(lead, engine):
    """Only where the value is from the latest year there is."""
    lead.get(f"{POINTS}/P03")
    sent = {"key": "SD-03.4@latest", "value": "0.5", "reference_year": "last"}
    answer = lead.post(cell_url("P03"), sent, htmx=True)
    assert answer.status == 422
    assert "“last” is not a year" in answer.words()
    lead.post(cell_url("P03"), {**sent, "reference_year": "2025"}, htmx=True)
    assert stored_cell(engine, "SD-03.4@latest").reference_year == 2025


WRONG = [
    ("P01.when", "soon", "“soon” is not a quarter"),
    ("P01.since", "31.02.2026", "“31.02.2026” is not a date"),
    ("P01.staff", "a dozen", "“a dozen” is not a number"),
    ("P01.together", "perhaps", "“perhaps” is neither yes nor no"),
    ("P01.lead", "nobody", "“nobody” is not among the choices"),
]


@pytest.mark.parametrize(("code", "typed", "sentence"), WRONG)
@pytest.mark.parametrize("htmx", [True, False])
def test_wrong_kind_comes_back_beside_its_field(lead, engine, code, typed, sentence, htmx):
    """422, nothing stored, old revision; without JavaScript the whole page with a summary."""
    lead.get(f"{POINTS}/P01")
    answer = lead.post(answer_url(code), {"value": typed}, htmx=htmx)
    assert answer.status == 422
    assert answer.is_page is not htmx
    assert sentence in answer.words()
    assert answer.fields(answer_url(code))["revision"] == "0"
    field = f"answer-{code}"
    assert f'id="{field}-error"' in answer.text
    if code not in ("P01.together", "P01.lead"):
        assert typed in form_values(answer, answer_url(code))
        assert 'aria-invalid="true"' in answer.text
    if not htmx:
        assert answer.words(answer.all("title")[0]).startswith("Error:")
        assert f"#{field}" in [a.get("href") for a in answer.all("a")]
    assert stored_answer(engine, code) is None


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("SD-02.1@2025-2027", "many", "“many” is not a number"),
        ("SD-02.1@2025-2027", "2.5", "“2.5” is not a whole number"),
        ("SD-02.1@2025-2027", "1.234", "can be read in two ways"),
    ],
)
def test_unreadable_number_keeps_the_typed_text(lead, engine, key, typed, sentence):
    """A number is never guessed."""
    lead.get(f"{POINTS}/P02")
    answer = lead.post(cell_url("P02"), {"key": key, "value": typed}, htmx=True)
    assert answer.status == 422
    assert sentence in answer.words()
    assert typed in form_values(answer, cell_url("P02"), key)
    assert stored_cell(engine, key) is None


def test_unknown_field_and_unknown_choice_of_level_are_refused(lead, engine):
    """A form may send what its model names and nothing else."""
    lead.get(f"{POINTS}/P01")
    url = answer_url("P01.justification")
    for extra in ({"origin": "prefill:1"}, {"visibility": "nobody"}, {"language": "tlh"}):
        assert lead.post(url, {"value": "A", **extra}).status == 422
    assert lead.post(url, {"value": "A", "revision": "-1"}).status == 422
    assert stored_answer(engine, "P01.justification") is None


@pytest.mark.parametrize(
    "key",
    [
        "SD-99.1@2027-06-30",  # no such indicator
        "SD-02.1@2026",  # not its period
        "SD-02.1/region=MOON@2025-2027",  # no such code
        "SD-02.3@2025-2027",  # worked out, never typed
        "SD-04.5@2027-06-30",  # asked of the Commission
        "SD-X.1/P25@2027-06-30",  # a point of the Commission
        "not a key",
        "SD-01.1@2027-06-30",  # entered at another point
    ],
)
@pytest.mark.parametrize("resolve", ["", "theirs"])
def test_cell_that_is_not_entered_here_does_not_exist(lead, engine, key, resolve):
    """The same 404 for all of them, and nothing is stored."""
    lead.get(f"{POINTS}/P02")
    answer = lead.post(cell_url("P02"), {"key": key, "value": "1", "resolve": resolve})
    assert answer.status == 404
    assert stored_cell(engine, key) is None


@pytest.mark.parametrize("code", ["P02.justification", "P01.nothing", "P25.justification"])
def test_answer_that_is_not_asked_here_does_not_exist(lead, engine, code):
    """Not asked at all, asked at another point, or asked of another reporter."""
    lead.get(f"{POINTS}/P01")
    assert lead.post(f"{POINTS}/P01/answers/{code}", {"value": "A"}).status == 404
    assert stored_answer(engine, code) is None


def test_ticks_are_counted_and_the_total_cannot_be_typed(lead, engine):
    """The portal counts; the point page shows the number and no control for it."""
    lead.get(f"{POINTS}/P01")
    for code, said in (("sea", "yes"), ("space", "no")):
        sent = {"key": f"SD-01.3/topic={code}@{NOW}", "value": said}
        assert lead.post(cell_url("P01"), sent, htmx=True).status == 200
    total = f"SD-01.3@{NOW}"
    page = lead.get(f"{POINTS}/P01")
    shown = next(e for e in page.tree.iter() if e.get("id") == f"observation-SD-01.3-{NOW}")
    assert shown.tag == "div"
    assert "1 units" in page.words(shown)
    answer = lead.post(cell_url("P01"), {"key": total, "value": "3"}, htmx=True)
    assert answer.status == 422
    assert "works this value out itself" in answer.words()


def test_level_is_never_more_open_than_the_catalogue_allows(lead, engine):
    """What is sensitive stays so whatever a form sends; the choices offered end there too."""
    lead.get(f"{POINTS}/P03")
    sent = {"key": "SD-03.2@2026", "value": "10", "visibility": "public"}
    answer = lead.post(cell_url("P03"), sent, htmx=True)
    assert stored_cell(engine, "SD-03.2@2026").visibility == "commission"
    offered = {o.get("value") for o in answer.all("option")}
    assert {"commission", "aggregate_only"} <= offered
    assert not {"public", "subgroup"} & offered
    lead.post(answer_url("P01.contact"), {"value": "Desk", "visibility": "public"}, htmx=True)
    assert stored_answer(engine, "P01.contact").visibility == "aggregate_only"


def test_language_of_a_text_is_kept_and_marked_in_the_page(lead, engine):
    """The reader's language is the default; another one can be chosen."""
    lead.get(f"{POINTS}/P01")
    url = answer_url("P01.justification")
    sent = {"value": "Begründung", "language": "de"}
    answer = lead.post(url, sent, htmx=True)
    assert stored_answer(engine, "P01.justification").language == "de"
    assert answer.all("textarea")[0].get("lang") == "de"
    assert "en" in form_values(lead.get(f"{POINTS}/P02"), f"{POINTS}/P02/answers/P02.justification")


def test_without_javascript_a_save_leads_back_to_the_field(lead, engine):
    """303 to the point page at the field that was saved."""
    lead.get(f"{POINTS}/P01")
    answer = lead.post(answer_url("P01.staff"), {"value": "7"})
    assert answer.status == 303
    assert answer.location == f"{POINTS}/P01#answer-P01.staff"


def test_same_attempt_sent_again_is_answered_as_saved(lead, engine):
    """A lost answer is asked for again with the same key; nothing is written twice."""
    lead.get(f"{POINTS}/P01")
    url, sent = answer_url("P01.staff"), {"value": "7", "revision": "0", "idempotency_key": "k1"}
    assert lead.post(url, sent, htmx=True).status == 200
    count = lead.audit_count()
    again = lead.request(
        "POST",
        url,
        data={"csrf": lead.csrf, **sent},
        headers={"Origin": lead.base_url, "HX-Request": "true"},
    )
    assert again.status == 200
    assert again.fields(url)["revision"] == "1"
    assert lead.audit_count() == count
    assert len(history(engine, "answer:P01.staff")) == 1


def test_page_from_the_back_button_loses_nothing(lead, engine):
    """The key of an old page with a new text is a new attempt of the same person."""
    lead.get(f"{POINTS}/P01")
    url = answer_url("P01.justification")
    for text in ("First.", "Second."):
        sent = {"value": text, "revision": "0", "idempotency_key": "used"}
        assert lead.post(url, sent).status == 303
    assert texts_in(history(engine, "answer:P01.justification")) == ["First.", "Second."]


def test_explanation_of_a_warning_is_kept_beside_the_finding(lead, engine):
    """Saved by its own form; what blocks cannot be explained away."""
    lead.get(f"{POINTS}/P01")
    lead.post(cell_url("P01"), {"key": STATUS, "value": "some"}, htmx=True)
    page = lead.get(f"{POINTS}/P01")
    url = f"{POINTS}/P01/justifications"
    key = f"QC-011:{STATUS}"
    assert key in page.text
    answer = lead.post(url, {"finding_key": key, "text": "It follows in May."}, htmx=True)
    assert answer.status == 200, answer.text
    assert "It follows in May." in lead.get(f"{POINTS}/P01").words()
    missing = lead.post(url, {"finding_key": "QC-002:P01.justification", "text": "No."}, htmx=True)
    assert missing.status == 422
    assert lead.post(url, {"finding_key": "QC-011:nothing", "text": "No."}).status == 404

"""Two people on one answer: the second is shown both texts; one person never clashes."""

import pytest

from app.domain.roles import Role
from tests.client import PageClient
from tests.factories import (
    assign_points,
    history,
    make_person,
    open_reporting,
    stored_answer,
    stored_cell,
    texts_in,
)

POINT = "/contributions/2027/DK/points/P02"
ANSWER = f"{POINT}/answers/P02.justification"
CELLS = f"{POINT}/observations"
KEY = "SD-02.1@2025-2027"


@pytest.fixture
def anna(app, engine):
    """The browser of the reporting lead."""
    open_reporting(engine, "DK")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


@pytest.fixture
def ben(app, engine, anna):
    """The browser of a contributor who holds the same point."""
    email = make_person(engine, Role.CONTRIBUTOR, name="Ben Dahl")
    assign_points(engine, email, "P02")
    return PageClient(app).sign_in(email)


@pytest.mark.parametrize("htmx", [True, False])
def test_second_person_is_shown_both_texts(anna, ben, engine, htmx):
    """409 with both texts, the name, and one's own text still in the field."""
    anna.get(POINT)
    ben.get(POINT)
    assert anna.post(ANSWER, {"value": "Text of Anna.", "revision": "0"}, htmx=htmx).status < 400
    answer = ben.post(ANSWER, {"value": "Text of Ben.", "revision": "0"}, htmx=htmx)
    assert answer.status == 409
    assert answer.is_page is not htmx
    words = answer.words()
    assert "Text of Anna." in words
    assert "Text of Ben." in words
    assert "Saved by Anna Berg" in words
    assert "Text of Ben." in [(box.text or "").strip() for box in answer.all("textarea")]
    assert {b.get("value") for b in answer.all("button") if b.get("name") == "resolve"} == {
        "mine",
        "theirs",
        "merged",
    }
    assert answer.fields(ANSWER)["revision"] == "1"
    assert stored_answer(engine, "P02.justification").value == "Text of Anna."


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(("choice", "kept"), [("mine", "Of Ben."), ("theirs", "Of Anna.")])
def test_choice_decides_and_the_other_text_stays_in_the_history(
    anna, ben, engine, choice, kept, htmx
):
    """The buttons work with htmx and as plain form buttons."""
    anna.get(POINT)
    ben.get(POINT)
    anna.post(ANSWER, {"value": "Of Anna.", "revision": "0"})
    clash = ben.post(ANSWER, {"value": "Of Ben.", "revision": "0"}, htmx=htmx)
    sent = {
        "value": "Of Ben.",
        "revision": clash.fields(ANSWER)["revision"],
        "idempotency_key": clash.fields(ANSWER)["idempotency_key"],
        "resolve": choice,
    }
    if choice == "mine":
        answer = ben.post(ANSWER, sent, htmx=htmx)
    else:  # writes nothing, so it leaves no audit event either
        headers = {"Origin": ben.base_url, **({"HX-Request": "true"} if htmx else {})}
        answer = ben.request("POST", ANSWER, data={"csrf": ben.csrf, **sent}, headers=headers)
    assert answer.status == (200 if htmx else 303)
    if htmx:
        assert kept in answer.words()
        assert "Keep mine" not in answer.words()
    assert stored_answer(engine, "P02.justification").value == kept
    assert texts_in(history(engine, "answer:P02.justification"))[0] == "Of Anna."


def test_text_saved_between_clash_and_choice_is_shown_again(anna, ben, engine):
    """Keeping one's own text counts against the text that was shown, not against a newer one."""
    anna.get(POINT)
    ben.get(POINT)
    anna.post(ANSWER, {"value": "One.", "revision": "0"})
    clash = ben.post(ANSWER, {"value": "Mine.", "revision": "0"})
    anna.post(ANSWER, {"value": "Two.", "revision": "1"})
    sent = {"value": "Mine.", "revision": clash.fields(ANSWER)["revision"], "resolve": "mine"}
    again = ben.post(ANSWER, sent)
    assert again.status == 409
    assert "Two." in again.words()
    assert again.fields(ANSWER)["revision"] == "2"
    assert stored_answer(engine, "P02.justification").value == "Two."


def test_same_text_from_two_people_is_no_conflict(anna, ben, engine):
    """They agree already."""
    anna.get(POINT)
    ben.get(POINT)
    anna.post(ANSWER, {"value": "Agreed.", "revision": "0"})
    headers = {"Origin": ben.base_url, "HX-Request": "true"}
    sent = {"csrf": ben.csrf, "value": "Agreed.", "revision": "0"}
    assert ben.request("POST", ANSWER, data=sent, headers=headers).status == 200
    assert len(history(engine, "answer:P02.justification")) == 1


def test_fast_typing_of_one_person_never_conflicts_with_itself(anna, engine):
    """Saves that left with the same revision follow each other; the last text stands."""
    anna.get(POINT)
    texts = [f"Written so far: {n}" for n in range(8)]
    for text in texts:
        sent = {"value": text, "revision": "0", "idempotency_key": text}
        assert anna.post(ANSWER, sent, htmx=True).status == 200
    assert stored_answer(engine, "P02.justification").value == texts[-1]
    assert stored_answer(engine, "P02.justification").revision == len(texts)


def test_own_save_over_somebody_elses_in_between_still_clashes(anna, ben, engine):
    """Rebasing over one's own saves must not carry away what another person wrote."""
    anna.get(POINT)
    ben.get(POINT)
    anna.post(ANSWER, {"value": "A1", "revision": "0"}, htmx=True)
    ben.post(ANSWER, {"value": "B1", "revision": "1"}, htmx=True)
    assert anna.post(ANSWER, {"value": "A2", "revision": "1"}, htmx=True).status == 409
    assert stored_answer(engine, "P02.justification").value == "B1"


def test_every_acknowledged_text_is_in_the_field_or_in_its_history(anna, ben, engine):
    """Two people save in turn and resolve each clash; no acknowledged text disappears."""
    acknowledged = []
    for turn in range(6):
        person = (anna, ben)[turn % 2]
        person.get(POINT)
        text = f"Token {turn}"
        answer = person.post(ANSWER, {"value": text, "revision": "0"})
        if answer.status == 409:
            revision = answer.fields(ANSWER)["revision"]
            answer = person.post(ANSWER, {"value": text, "revision": revision, "resolve": "mine"})
        assert answer.status == 303
        acknowledged.append(text)
    assert texts_in(history(engine, "answer:P02.justification")) == acknowledged


def test_clash_on_a_number_shows_value_source_and_reason(anna, ben, engine):
    """Everything that would be lost is shown, not only the number."""
    anna.get(POINT)
    ben.get(POINT)
    theirs = {"key": KEY, "missing_code": "NAV", "missing_reason": "No register", "source": "S"}
    anna.post(CELLS, {**theirs, "revision": "0"}, htmx=True)
    answer = ben.post(CELLS, {"key": KEY, "value": "1234", "revision": "0"}, htmx=True)
    assert answer.status == 409
    words = answer.words()
    assert "No data: No register" in words
    assert "Source: S" in words
    assert "1,234" in words
    kept = ben.post(CELLS, {"key": KEY, "value": "1234", "revision": "1", "resolve": "mine"})
    assert kept.status == 303
    assert stored_cell(engine, KEY).number == 1234


def test_clash_on_what_nobody_can_read_keeps_both(anna, ben, engine):
    """A text that is no number clashes with nothing: it is refused beside the field first."""
    anna.get(POINT)
    ben.get(POINT)
    anna.post(CELLS, {"key": KEY, "value": "7", "revision": "0"}, htmx=True)
    answer = ben.post(CELLS, {"key": KEY, "value": "some", "revision": "0"}, htmx=True)
    assert answer.status == 422
    assert stored_cell(engine, KEY).number == 7
    again = {"key": KEY, "value": "8", "revision": answer.fields(CELLS)["revision"]}
    assert ben.post(CELLS, again, htmx=True).status == 409
    assert stored_cell(engine, KEY).number == 7


BASE = "We run one school. It has ten students and no budget."


def _begin(anna, ben, text=BASE):
    """Let both people open the page on the same text."""
    anna.get(POINT)
    anna.post(ANSWER, {"value": text, "revision": "0"})
    anna.get(POINT)
    ben.get(POINT)


def _box(answer, name):
    """Return what stands in a text box of the answer."""
    (form,) = [form for form in answer.all("form") if form.get("action") == ANSWER]
    (box,) = [box for box in form.iter("textarea") if box.get("name") == name]
    return (box.text or "").strip()


def _chosen(answer, resolve, **texts):
    """Return what the form of an answer with both texts sends when a button is pressed."""
    fields = answer.fields(ANSWER)
    kept = {k: fields[k] for k in ("revision", "idempotency_key", "base_revision") if k in fields}
    boxes = {name: _box(answer, name) for name in ("value", "merged")}
    return {**kept, **boxes, **texts, "resolve": resolve}


@pytest.mark.parametrize("htmx", [True, False])
def test_changes_in_different_places_are_put_together(anna, ben, engine, htmx):
    """The base, both redlines and an editor that holds both changes; saving it keeps both."""
    _begin(anna, ben)
    anna.post(ANSWER, {"value": BASE.replace("one school", "two schools"), "revision": "1"})
    mine = {"value": BASE.replace("no budget", "a small budget"), "revision": "1"}
    answer = ben.post(ANSWER, mine, htmx=htmx)
    assert answer.status == 409
    quoted = [answer.words(e) for e in answer.all("div") if e.get("class") == "quoted"]
    assert quoted == [BASE]
    added = [answer.words(e).partition(":")[2].strip() for e in answer.all("ins")]
    assert added == ["a small", "two schools"]
    both = BASE.replace("one school", "two schools").replace("no budget", "a small budget")
    assert _box(answer, "merged") == both
    kept = ben.post(ANSWER, _chosen(answer, "merged"), htmx=htmx)
    assert kept.status == (200 if htmx else 303)
    assert stored_answer(engine, "P02.justification").value == both
    assert len(history(engine, "answer:P02.justification")) == 3


@pytest.mark.parametrize("htmx", [True, False])
def test_overlapping_changes_are_marked_and_must_be_decided(anna, ben, engine, htmx):
    """Both versions stand in the editor; with the marks left in, nothing is written or lost."""
    _begin(anna, ben)
    anna.post(ANSWER, {"value": BASE.replace("ten", "eleven"), "revision": "1"})
    mine = {"value": BASE.replace("ten", "twelve"), "revision": "1"}
    answer = ben.post(ANSWER, mine, htmx=htmx)
    merged = _box(answer, "merged")
    assert "⟦Yours: twelve⟧ ⟦Anna Berg: eleven⟧" in merged
    edited = merged + " And a garden."
    again = ben.post(ANSWER, _chosen(answer, "merged", merged=edited), htmx=htmx)
    assert again.status == 409
    assert "Decide at each marked place" in again.words()
    assert _box(again, "merged") == edited
    assert _box(again, "value") == mine["value"]
    assert BASE in again.words()
    assert stored_answer(engine, "P02.justification").value == BASE.replace("ten", "eleven")
    decided = BASE.replace("ten", "eleven or twelve")
    sent = _chosen(again, "merged", merged=decided)
    assert ben.post(ANSWER, sent, htmx=htmx).status < 400
    assert stored_answer(engine, "P02.justification").value == decided


def test_second_clash_while_merging_is_shown_again(anna, ben, engine):
    """The text put together becomes mine, what was seen the base, what came since theirs."""
    _begin(anna, ben)
    first = BASE.replace("one school", "two schools")
    anna.post(ANSWER, {"value": first, "revision": "1"})
    answer = ben.post(ANSWER, {"value": BASE + " From Ben.", "revision": "1"})
    second = first.replace("ten", "forty")
    anna.post(ANSWER, {"value": second, "revision": "2"})
    again = ben.post(ANSWER, _chosen(answer, "merged"))
    assert again.status == 409
    assert _box(again, "value") == first + " From Ben."
    assert _box(again, "merged") == second + " From Ben."
    assert ben.post(ANSWER, _chosen(again, "merged")).status == 303
    assert stored_answer(engine, "P02.justification").value == second + " From Ben."


def test_own_saves_since_the_page_was_loaded_belong_to_the_base(anna, ben, engine):
    """What I saved and the other one then changed is their change, not mine."""
    _begin(anna, ben, "One.")
    sent = {"value": "One. Two.", "revision": "1", "idempotency_key": "a"}
    anna.post(ANSWER, sent, htmx=True)
    ben.post(ANSWER, {"value": "Zero. One. Two.", "revision": "2"}, htmx=True)
    answer = anna.post(ANSWER, {"value": "One. Two. Three.", "revision": "1"}, htmx=True)
    assert answer.status == 409
    assert _box(answer, "merged") == "Zero. One. Two. Three."


def test_numbers_are_chosen_not_merged(anna, ben):
    """Of two values one stays."""
    anna.get(POINT)
    ben.get(POINT)
    anna.post(CELLS, {"key": KEY, "value": "7", "revision": "0"}, htmx=True)
    answer = ben.post(CELLS, {"key": KEY, "value": "8", "revision": "0"}, htmx=True)
    assert answer.status == 409
    assert [b.get("value") for b in answer.all("button") if b.get("name")] == ["mine", "theirs"]
    assert not [b for b in answer.all("textarea") if b.get("name") == "merged"]


def _cell(**parts):
    """Return what the form of a cell sends."""
    return {"key": KEY, **parts}


def _clash_of_cells(anna, ben, began, theirs, mine, htmx=True):
    """Let two people change one cell; returns what the second one gets."""
    anna.get(POINT)
    anna.post(CELLS, _cell(**began, revision="0"), htmx=True)
    ben.get(POINT)
    anna.post(CELLS, _cell(**theirs, revision="1"), htmx=True)
    answer = ben.post(CELLS, _cell(**mine, revision="1"), htmx=htmx)
    assert answer.status == 409
    return answer


def _seen(answer):
    """Return the revisions that the cell with both versions sends back."""
    for form in answer.all("form"):
        sent = {box.get("name"): box.get("value", "") for box in form.iter("input")}
        if sent.get("key") == KEY:
            return {name: sent[name] for name in ("revision", "base_revision")}
    raise AssertionError("the field is not there")


@pytest.mark.parametrize("htmx", [True, False])
def test_parts_of_a_cell_only_one_changed_come_together(anna, ben, engine, htmx):
    """Anna changed the number, Ben the note and a flag: one button keeps all of it."""
    mine = {"value": "7", "note": "Without interns", "flags": ["e"]}
    answer = _clash_of_cells(anna, ben, {"value": "7"}, {"value": "8", "source": "S"}, mine, htmx)
    told = {answer.words(e) for e in answer.all("dt") if "Changed by" in answer.words(e)}
    assert told == {
        "Value Changed by Anna Berg",
        "Source Changed by Anna Berg",
        "Note Changed by you",
        "Flags Changed by you",
    }
    assert stored_cell(engine, KEY).note == ""
    kept = ben.post(CELLS, _cell(**mine, **_seen(answer), resolve="merged"), htmx=htmx)
    assert kept.status == (200 if htmx else 303)
    row = stored_cell(engine, KEY)
    assert (row.number, row.source, row.note, row.flags) == (8, "S", "Without interns", "e")


@pytest.mark.parametrize(("take", "number"), [("mine", 9), ("theirs", 8)])
def test_a_part_both_changed_is_chosen_and_the_rest_comes_together(anna, ben, engine, take, number):
    """Without a choice nothing is saved; the note and the source stay whatever is chosen."""
    mine = {"value": "9", "note": "N"}
    answer = _clash_of_cells(anna, ben, {"value": "7"}, {"value": "8", "source": "S"}, mine)
    assert "Which version of “Value” stays?" in answer.words()
    again = ben.post(CELLS, _cell(**mine, **_seen(answer), resolve="merged"), htmx=True)
    assert again.status == 409
    assert "Choose which version stays." in again.words()
    assert stored_cell(engine, KEY).number == 8
    chosen = _cell(**mine, **_seen(again), resolve="merged", take_said=take)
    assert ben.post(CELLS, chosen, htmx=True).status == 200
    row = stored_cell(engine, KEY)
    assert (row.number, row.source, row.note) == (number, "S", "N")


def test_a_save_between_clash_and_choice_of_parts_is_shown_again(anna, ben, engine):
    """What was put together counts against what was shown, not against a newer value."""
    mine = {"value": "7", "note": "N"}
    answer = _clash_of_cells(anna, ben, {"value": "7"}, {"value": "8"}, mine)
    anna.post(CELLS, _cell(value="10", revision="2"), htmx=True)
    again = ben.post(CELLS, _cell(**mine, **_seen(answer), resolve="merged"), htmx=True)
    assert again.status == 409
    assert "10" in again.words()
    assert stored_cell(engine, KEY).number == 10
    shown = {**_cell(value="8", note="N"), **_seen(again), "resolve": "merged"}
    assert ben.post(CELLS, shown, htmx=True).status == 200
    assert (stored_cell(engine, KEY).number, stored_cell(engine, KEY).note) == (10, "N")


def test_what_cannot_be_read_is_never_put_together(anna, ben, engine):
    """A number that is none is refused, and the other person's value is asked about again."""
    mine = {"value": "7", "note": "N"}
    answer = _clash_of_cells(anna, ben, {"value": "7"}, {"value": "8"}, mine)
    wrong = _cell(value="many", note="N", **_seen(answer), resolve="merged")
    refused = ben.post(CELLS, wrong, htmx=True)
    assert refused.status == 422
    sent = _cell(value="9", note="N", revision=refused.fields(CELLS)["revision"])
    assert ben.post(CELLS, sent, htmx=True).status == 409
    assert stored_cell(engine, KEY).number == 8

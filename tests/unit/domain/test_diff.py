"""Redlines of texts, and differences between two states of a contribution."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Missing
from app.domain.contribution import (
    Answer,
    Evidence,
    Measure,
    PrefillDecision,
    Translation,
    to_payload,
)
from app.domain.diff import (
    Change,
    Explanation,
    LeftOut,
    Told,
    by_point,
    differences,
    new_side,
    old_side,
    redline,
    replaced,
    told,
)
from app.domain.observations import Observation, parse_key
from app.domain.qc.findings import Finding, Severity
from app.domain.submission import content_of
from tests.builders import LONG_TEXT, NOW, link, make_data, measure, status, tiny_index
from tests.strategies import report_data, texts, words

sentences = st.lists(words | st.sampled_from((" ", ". ", "\n", ", ")), max_size=40).map("".join)
explanations = st.dictionaries(
    words,
    st.builds(Explanation, st.just("QC-001"), st.just("P05"), words, words),
    max_size=2,
)
states = st.builds(Told, report_data, explanations)


@given(sentences | texts, sentences | texts)
def test_a_redline_holds_both_texts(old, new):
    for compare in (redline, replaced):
        segments = compare(old, new)
        assert old_side(segments) == old
        assert new_side(segments) == new
        assert all(segment.text for segment in segments)


@given(sentences)
def test_a_text_does_not_differ_from_itself(text):
    assert {segment.kind for segment in redline(text, text)} <= {"same"}


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("We opened two calls.", "We opened three calls.", ["two"], ["three"]),
        ("We opened calls.", "We opened calls. Two more follow.", [], [" Two more follow."]),
        ("It cost 1,250 euro.", "It cost 1,260 euro.", ["1,250"], ["1,260"]),
        ("Yes, it was.", "Yes it was.", [","], []),
        ("Το υπουργείο ξεκίνησε.", "Το υπουργείο τελείωσε.", ["ξεκίνησε"], ["τελείωσε"]),
    ],
)
def test_a_redline_marks_whole_words(old, new, gone, come):
    segments = redline(old, new)
    assert [text for kind, text in segments if kind == "removed"] == gone
    assert [text for kind, text in segments if kind == "added"] == come


LONG = "".join(f"Sentence {n} of many says a little. " for n in range(1000))


def test_one_change_in_a_very_long_text_is_found_by_word():
    segments = redline(LONG, LONG.replace("Sentence 500 of many", "Sentence 500 of them"))
    assert [s.text for s in segments if s.kind != "same"] == ["many", "them"]


def test_many_changes_in_a_very_long_text_are_compared_by_sentence():
    segments = redline(LONG, LONG.replace("00 of many", "00 of them"))
    changed = [s.text.strip() for s in segments if s.kind == "removed"]
    assert changed == [f"Sentence {n}00 of many says a little." for n in range(1, 10)]


@pytest.mark.parametrize("sign", ["a ", "a. ", "[12-34] ", "é"])
def test_texts_that_repeat_themselves_do_not_keep_the_portal_busy(sign):
    """Each a text of 40,000 signs; compared word for word they would take minutes."""
    old = sign * (40_000 // len(sign))
    new = f"First {old[: len(old) // 2]} between {old[len(old) // 2 :]} last"
    segments = redline(old, new)
    assert (old_side(segments), new_side(segments)) == (old, new)


@given(states)
def test_a_contribution_does_not_differ_from_itself(state):
    assert differences(tiny_index(), state, state) == ()


@given(report_data, report_data)
def test_nothing_differs_only_where_the_same_would_be_submitted(old, new):
    new = replace(new, reporter=old.reporter)
    equal = to_payload(old) == to_payload(new)
    assert (differences(tiny_index(), Told(old), Told(new)) == ()) is equal


def _parts(state):
    """Return everything that can be changed one by one, under its kind and subject."""
    data = state.data
    return {
        **{("answer", code): a for code, a in data.answers.items()},
        **{("observation", str(key)): seen for key, seen in data.observations.items()},
        **{("measure", m.uid): m for m in data.measures},
        **{("evidence", e.uid): e for e in data.evidence},
        **{("decision", f"{d.prefill} {d.target}"): d for d in data.decisions},
        **{("left_out", point): reason for point, reason in data.left_out.items()},
        **{("explanation", key): text for key, text in state.explanations.items()},
    }


def _put_together(state, parts):
    def of(kind):
        return {subject: part for (what, subject), part in parts.items() if what == kind}

    cells = {parse_key(subject): seen for subject, seen in of("observation").items()}
    data = replace(
        state.data,
        answers=of("answer"),
        observations=cells,
        measures=tuple(of("measure").values()),
        evidence=tuple(of("evidence").values()),
        decisions=tuple(of("decision").values()),
        left_out=of("left_out"),
    )
    return Told(data, of("explanation"))


def _otherwise(part):
    """Return the same thing saying something else."""
    match part:
        case Answer() | Observation():
            return replace(
                part, visibility="commission" if part.visibility == "public" else "public"
            )
        case Measure() | Evidence():
            return replace(part, title=f"{part.title}, amended")
        case PrefillDecision():
            return replace(part, source=f"{part.source}, second edition")
        case Explanation():
            return replace(part, text=f"{part.text} as before")
        case _:
            return f"{part}, for now"


@given(states, states, st.data())
def test_exactly_what_was_changed_is_found(old, other, draw):
    """Some things change, some go, some come; each is found once and nothing else is."""
    before, after, expected = _parts(old), {}, set()
    for name, part in before.items():
        act = draw.draw(st.sampled_from(("kept", "changed", "removed")))
        if act != "removed":
            after[name] = _otherwise(part) if act == "changed" else part
        if act != "kept":
            expected.add((*name, act))
    for name, part in _parts(other).items():
        if name not in before and draw.draw(st.booleans()):
            after[name] = part
            expected.add((*name, "added"))
    found = differences(tiny_index(), old, _put_together(old, after))
    assert len(found) == len(expected)
    assert {(c.what, c.subject, c.kind) for c in found} == expected
    assert sum(len(changes) for _, changes in by_point(found)) == len(found)


OTHER_VALUES = {
    str: "something else",
    tuple: ("something else",),
    bool: True,
    int: 99,
    type(None): Decimal(7),
}


@pytest.mark.parametrize("record", [measure(), link(), Answer("Yes"), Observation(Decimal(3))])
def test_every_field_of_a_record_counts(record):
    """Fields that are added later are compared as well; the number of savings is not."""
    for name in (field.name for field in fields(record)):
        now = replace(record, **{name: OTHER_VALUES.get(type(getattr(record, name)), "other")})
        found = Change("measure", "m1", ("P01",), record, now).fields
        assert [change.name for change in found] == ([] if name == "revision" else [name])


def test_yes_is_not_one():
    old, new = (Told(make_data(answers={"P01.together": v})) for v in (True, Decimal(1)))
    (found,) = differences(tiny_index(), old, new)
    assert [(f.name, f.old, f.new) for f in found.fields] == [("value", True, Decimal(1))]


def test_what_nobody_said_is_no_difference():
    empty = make_data(
        answers={"P05.justification": Answer()}, cells={f"SD-X.1/P05@{NOW}": Observation()}
    )
    assert differences(tiny_index(), Told(make_data()), Told(empty)) == ()


def test_differences_come_in_the_order_of_the_questionnaire():
    """The report as a whole, then point by point; the status before other values."""
    new = make_data(
        answers={
            "header.preparation": "Together.",
            "P02.coordinator": "We",
            "P02.justification": "So",
        },
        cells={
            **status("P02", "some"),
            "SD-02.1@2025-2027": 7,
            "SD-X.1/P02/sub_item=a@2027-06-30": "full",
        },
        measures=(measure("m1", "P05", "P02"),),
        evidence=(link("e1", "P05"),),
        left_out={"P01": "Not yet."},
        decisions=(PrefillDecision("DK-1", "SD-02.1@2025-2027", "confirm", point="P02"),),
    )
    found = differences(tiny_index(), Told(make_data()), Told(new))
    assert [point for point, _ in by_point(found)] == ["", "P01", "P02", "P05"]
    listed = [(c.what, c.subject) for c in found if c.point == "P02"]
    assert [what for what, _ in listed] == ["answer"] * 2 + ["observation"] * 3 + [
        "measure",
        "decision",
    ]
    assert [s for w, s in listed if w == "observation"] == [
        "SD-X.1/P02@2027-06-30",
        "SD-X.1/P02/sub_item=a@2027-06-30",
        "SD-02.1@2025-2027",
    ]
    assert next(c for c in found if c.what == "measure").points == ("P02", "P05")
    assert next(c for c in found if c.what == "left_out").record == LeftOut("Not yet.")


def test_a_measure_that_moves_concerns_where_it_was_and_where_it_is():
    old, new = (
        Told(make_data(measures=(measure("m1", *points),))) for points in (["P05"], ["P02"])
    )
    (found,) = differences(tiny_index(), old, new)
    assert (found.kind, found.points) == ("changed", ("P02", "P05"))


def test_explanations_are_read_from_what_is_signed():
    """With the text, its translation and the reason for no value; findings alone are no change."""
    finding = Finding("QC-004", Severity.WARNING, "P05", "P05.measures")
    data = make_data(
        answers={
            "P05.justification": Answer(
                LONG_TEXT, "da", translations=(Translation("en", "So", "human"),)
            )
        },
        cells={f"SD-X.1/P05@{NOW}": Missing("ND", "Not counted")},
    )
    silent = told(content_of(data, [finding], {}, []))
    explained = told(content_of(data, [finding], {finding.key: "It began in May."}, []))
    assert differences(tiny_index(), Told(data), silent) == ()
    (found,) = differences(tiny_index(), silent, explained)
    assert (found.what, found.kind, found.point) == ("explanation", "added", "P05")
    assert found.record == Explanation("QC-004", "P05", "P05.measures", "It began in May.")

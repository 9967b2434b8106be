"""For any answers: a workbook that was not changed changes nothing; k changed cells change k."""

import itertools
from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from app.core.db import open_session
from app.domain.answers import HARD_TEXT_LIMIT
from app.domain.observations import parse_key
from app.domain.roles import Role
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    save_answer,
    save_observation,
)
from app.reporting.work import open_work
from app.workbook.applying import Source, apply
from app.workbook.incoming import differences
from app.workbook.opening import read_book
from app.workbook.service import layout_for, make_workbook
from tests.counts import count
from tests.factories import CYCLE, lead_scope, make_person, open_reporting
from tests.workbooks import edited

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60)
NUMBERS = st.integers(0, 10**9).map(str)
ANSWERS = {
    "P01.justification": TEXT | st.just("=1+1") | st.just("x" * (HARD_TEXT_LIMIT - 1)),
    "P02.coordinator": TEXT,
    "P01.bodies": st.sampled_from(["", "research", "other"]),
    "P01.together": st.sampled_from(["", "yes", "no"]),
    "P01.since": st.dates(min_value=date(1990, 1, 1)).map(str),
    "P01.when": st.sampled_from(["", "2028-Q1", "2027-Q4"]),
    "P01.staff": NUMBERS,
}
CELLS = {
    "SD-02.1@2025-2027": NUMBERS,
    "SD-02.1/gender=women@2025-2027": NUMBERS,
    "SD-04.1@2027-06-30": st.decimals(0, 400, places=1).map(str),
    "SD-X.1/P01@2027-06-30": st.sampled_from(["none", "some", "full"]),
}
CHANGED = (
    "answer:P02.coordinator",
    "answer:P01.staff",
    "observation:SD-02.1@2025-2027",
    "observation:SD-02.1/gender=men@2025-2027",
)
_fresh = itertools.count(10**9 + 1)  # never said before: the draft grows from example to example


@pytest.fixture
def scope(engine):
    """Denmark's reporting lead."""
    open_reporting(engine, "DK")
    return lead_scope(engine, make_person(engine, Role.REPORTING_LEAD))


def _say(session, scope, answers, cells):
    work = open_work(session, scope, CYCLE)
    for code, text in answers.items():
        base = Base(work.draft.saved_at(f"answer:{code}").revision)
        assert isinstance(
            save_answer(session, scope, CYCLE, code, AnswerInput((text,)), base), Stored
        )
    for name, text in cells.items():
        base = Base(work.draft.saved_at(f"observation:{name}").revision)
        key, given = parse_key(name), ObservationInput((text,))
        assert isinstance(save_observation(session, scope, CYCLE, key, given, base), Stored)


def _compared(session, scope, contents):
    work = open_work(session, scope, CYCLE)
    book = read_book(contents)  # in this process: the child's limits have a test of their own
    layout = layout_for(session, work, None)
    return work, differences(session, work, layout, book, "0" * 64)


@settings(max_examples=count(12, 400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries({}, optional=ANSWERS),
    st.fixed_dictionaries({}, optional=CELLS),
    st.sets(st.sampled_from(CHANGED)),
)
def test_exactly_what_was_changed_changes(engine, scope, answers, cells, changed):
    """Unchanged: nothing. Changed: those subjects, to those values; afterwards nothing again."""
    changes = {name: next(_fresh) for name in changed}
    with open_session(engine, write=True) as session:
        _say(session, scope, answers, cells)
        work = open_work(session, scope, CYCLE)
        sent = make_workbook(session, work, None)
        _work, found = _compared(session, scope, edited(sent, {}))
        assert found.differences == ()
        assert found.unread == ()
        back = edited(sent, {name: {"value": value} for name, value in changes.items()})
        work, found = _compared(session, scope, back)
        assert {one.subject for one in found.differences} == set(changes)
        apply(session, work, found.differences, Source(1, "a.xlsx"))
        work, found = _compared(session, scope, back)
        assert all(one.kind == "same" for one in found.differences)
        for name, value in changes.items():
            what, _colon, key = name.partition(":")
            data = work.draft.data
            said = (
                data.answers[key].value
                if what == "answer"
                else data.observations[parse_key(key)].value
            )
            assert str(said) == str(value)

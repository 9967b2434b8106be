"""For any answers: a workbook that was not changed changes nothing; k changed cells change k.

And one bad cell among a thousand good ones: one message, and nothing is changed.
"""

import itertools
from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select

from app.core.db import open_session
from app.core.errors import Conflict
from app.domain.answers import HARD_TEXT_LIMIT
from app.domain.observations import parse_key
from app.domain.roles import Role
from app.reporting.models import AnswerRevision
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    save_answer,
    save_observation,
)
from app.reporting.work import open_work
from app.workbook.applying import Source, apply
from app.workbook.choosing import Choice, without_conflicts
from app.workbook.incoming import differences
from app.workbook.opening import read_book
from app.workbook.reading import ArrivedFile
from app.workbook.service import layout_for, make_workbook
from app.workbook.uploads import preview, receive, take_over
from tests.counts import count
from tests.database import one_database
from tests.factories import CYCLE, lead_scope, make_person, open_reporting
from tests.workbooks import cells_of, edited, opened

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


# On both databases together: 2,000 sets of answers at full counts.
@settings(max_examples=count(8, 1000), suppress_health_check=[HealthCheck.function_scoped_fixture])
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


MEASURE = {
    "title": "A programme", "type": "Law", "stage": "Running", "points": "1", "description": "Why.",
    "start": "2026", "end": "2027", "lead_body": "The ministry", "budget": "2 million",
    "partners": "Two agencies", "regions": "China", "link": "https://example.org/a",
    "language": "Danish", "visibility": "Commission only",
}  # fmt: skip
LINK = {
    "point": "1", "title": "A text", "url": "https://example.org/b", "description": "What it shows",
    "published_on": "2026-05", "language": "Danish", "visibility": "Commission only",
}  # fmt: skip
BAD = ("measure:new-30", "start")


def _filled(good):
    """Return a workbook with a thousand good cells and a bad one, how many, and where it is."""
    edits = {f"measure:new-{n}": {**MEASURE, "title": f"Programme {n}"} for n in range(1, 61)}
    edits |= {f"evidence:new-{n}": {**LINK, "title": f"Text {n}"} for n in range(1, 31)}
    edits[BAD[0]]["start"] = "soon"
    sent = edited(good, edits)
    return sent, sum(map(len, edits.values())), cells_of(opened(sent))[BAD].coordinate


@one_database  # what is refused is refused before anything is written
def test_one_bad_cell_of_a_thousand_changes_nothing(engine, scope, tmp_path):
    """One message, with the cell; a choice that names it is refused as a whole."""
    with open_session(engine, write=True) as session:
        work = open_work(session, scope, CYCLE)
        sent, cells, at = _filled(make_workbook(session, work, None))
        assert cells > 1000
        upload = receive(session, work, ArrivedFile("a.xlsx", sent, read_book(sent)), tmp_path)
        found = preview(session, work, upload).incoming
        refused = [one for one in found.differences if one.kind == "refused"]
        assert [(fault.name, fault.at) for one in refused for fault in one.faults] == [
            ("start", at)
        ]
        assert len(found.differences) == 90
        assert found.unread == ()
        ticks = without_conflicts(found.differences).ticks
        assert len(ticks) == 89
        with pytest.raises(Conflict):
            take_over(session, work, upload, Choice(ticks | {f"{refused[0].subject}|0|"}))
        assert session.execute(select(func.count()).select_from(AnswerRevision)).scalar_one() == 0

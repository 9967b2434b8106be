"""What a country submitted in an earlier cycle is found beside its contribution."""

from datetime import date

import pytest

from app.catalogue.models import CycleKind
from app.core.db import open_session
from app.domain.roles import Role
from app.domain.workflow import Status
from app.reporting.queries import load_draft
from tests.builders import make_data
from tests.earlier import report_before
from tests.factories import CYCLE, lead_scope, make_person, open_reporting

THEN = date(2025, 6, 30)


@pytest.fixture
def read(engine):
    """Return what the lead of a country finds beside the present contribution."""
    open_reporting(engine, "DK", "SE")
    people = {code: make_person(engine, Role.REPORTING_LEAD, code) for code in ("DK", "SE")}

    def found(reporter="DK", cycle=CYCLE):
        with open_session(engine) as session:
            scope = lead_scope(engine, people[reporter], reporter)
            return load_draft(session, scope, cycle).last_time

    return found


def said(who, reporter="DK", cutoff=THEN):
    return make_data(reporter, answers={"P02.coordinator": who}, cutoff=cutoff)


def test_nothing_was_said_before_the_first_cycle(read):
    assert read() is None


def test_a_country_finds_its_own_last_submission(engine, read):
    report_before(engine, said("Ministry A"))
    report_before(engine, said("Ministry B"))
    report_before(engine, said("Another country", "SE"))
    found = read()
    assert (found.cycle, found.version) == ("2025", 2)
    assert found.answer("P02.coordinator").value == "Ministry B"
    assert found.data.cutoff == THEN
    assert read("SE").answer("P02.coordinator").value == "Another country"
    assert read() is found  # read once for all pages


def test_the_latest_of_several_earlier_cycles_counts(engine, read):
    report_before(engine, said("Two rounds ago", cutoff=date(2023, 6, 30)), "2023")
    report_before(engine, said("Last round"))
    assert read().cycle == "2025"
    assert read(cycle="2025").cycle == "2023"
    assert read(cycle="2023") is None


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.IN_PREPARATION])
def test_what_was_taken_back_is_not_what_was_said(engine, read, status):
    report_before(engine, said("Two rounds ago", cutoff=date(2023, 6, 30)), "2023")
    report_before(engine, said("Taken back"), status=status)
    assert read().cycle == "2023"


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.CLARIFICATION_REQUESTED, Status.PUBLISHED]
)
def test_what_stands_counts_whether_or_not_it_was_accepted(engine, read, status):
    report_before(engine, said("Standing"), status=status)
    assert read().cycle == "2025"


@pytest.mark.parametrize("kind", [CycleKind.BASELINE, CycleKind.TRAINING])
def test_a_compilation_or_an_exercise_is_not_what_a_country_said(engine, read, kind):
    report_before(engine, said("Not said"), kind=kind)
    assert read() is None


def test_a_baseline_compares_with_nothing(engine, read):
    report_before(engine, said("Compiled", cutoff=date(2024, 6, 30)), "b1", kind=CycleKind.BASELINE)
    report_before(engine, said("Compiled"), "b2", kind=CycleKind.BASELINE)
    assert read(cycle="b2") is None

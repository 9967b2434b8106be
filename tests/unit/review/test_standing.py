"""Where a reporter stands: what is kept of a submission, days, filters and orders of the board."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.catalogue.models import CycleKind
from app.catalogue.queries import CycleInfo
from app.core.clock import fixed
from app.core.i18n import use_locale
from app.domain.answers import Missing
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.completeness import completeness
from app.domain.qc.findings import HEADER, WHOLE, Finding, Severity
from app.domain.submission import content_of
from app.domain.workflow import ClarificationStatus, CycleStatus, Status
from app.reporting.clarifications import OpenQuestion
from app.reporting.submissions import SubmissionHead
from app.review.cases import Case
from app.review.digests import FindingCount, PointDigest, digest_of
from app.review.pages.board_words import time_word
from app.review.standing import BoardChoice, Standing, asked_of, chosen_of, with_more_time
from tests.builders import CUTOFF, LONG_TEXT, link, make_data, status, tiny_index

DUE = datetime(2027, 10, 30, 21, 59, 59, tzinfo=UTC)  # the day before the clocks go back
CYCLE = CycleInfo(
    id=1,
    code="2027",
    kind=CycleKind.LIVE,
    status=CycleStatus.FROZEN,
    title="Cycle 2027",
    catalogue_version_id=1,
    cutoff=CUTOFF,
    opens_at=datetime(2027, 5, 1, tzinfo=UTC),
    due_at=DUE,
    closes_at=datetime(2027, 11, 30, 22, 59, 59, tzinfo=UTC),
    four_eyes=True,
)
FOUND = (
    Finding("QC-011", Severity.WARNING, "P05", "P05.evidence"),
    Finding("QC-014", Severity.WARNING, "P05", "P05.justification"),
    Finding("QC-030", Severity.WARNING, HEADER, WHOLE),
    Finding("QC-002", Severity.BLOCKING, "P04", "P04.justification"),
    Finding("QC-031", Severity.INFORMATION, "P04", "P04.justification"),
)
EXPLAINED = {"QC-011:P05.evidence": "It is not public.", "QC-014:P05.justification": "  "}


def _data(reporter="DK"):
    said = {**status("P05", "some"), **status("P04", Missing("NAV", ""))}
    answers = {"P05.justification": LONG_TEXT}
    left_out = {"P01": "", "P02": "Not ours"}
    return make_data(reporter, answers, said, left_out=left_out, evidence=(link("e1", "P05"),))


def _digest(due=DUE):
    content = content_of(_data(), FOUND, EXPLAINED, ())
    document = {**content, "due_at": due.isoformat()}
    return digest_of(tiny_index(), sha256_hex(canonical_json(document)), document)


def _standing(reporter="DK", state=Status.NOT_STARTED, digest=None, *, late=False, **more):
    at = datetime(2027, 10, 31, 22, 30, tzinfo=UTC) if digest else None
    head = SubmissionHead(reporter, state, 1 if digest else 0, late, at)
    return Standing(head, more.pop("cycle", CYCLE), digest, **more)


def test_a_digest_says_what_the_document_says():
    """Judged by the one function; status and reasons, entries, findings by point and in all."""
    digest = _digest()
    judged, whole = digest.judged, completeness(tiny_index(), _data())
    assert (judged.complete, judged.left_out) == (whole.complete, whole.left_out)
    assert (judged.given, judged.expected) == (whole.given, whole.expected)
    assert digest.points["P05"] == PointDigest("some", "", 2)
    assert digest.points["P04"] == PointDigest("", "NAV", 1)
    assert digest.points["P03"] == PointDigest()
    assert digest.found == FindingCount(blocking=1, warnings=3, explained=1)
    assert digest.found.unexplained == 2
    assert digest.found_at({"P05"}) == FindingCount(0, 2, 1)
    assert digest.found_at({"P04"}) == FindingCount(1, 0, 0)


@pytest.mark.parametrize(
    ("moment", "late", "days", "said"),
    [
        (datetime(2027, 10, 29, 22, 0, tzinfo=UTC), False, 0, "today is the last day"),
        (DUE, False, 0, "today is the last day"),
        (datetime(2027, 10, 30, 22, 0, tzinfo=UTC), True, 1, "1 day past the due date"),
        # Sunday has 25 hours: half past eleven in the evening is still Sunday.
        (datetime(2027, 10, 31, 22, 30, tzinfo=UTC), True, 1, "1 day past the due date"),
        (datetime(2027, 10, 31, 23, 0, tzinfo=UTC), True, 2, "2 days past the due date"),
        (datetime(2027, 12, 1, 12, 0, tzinfo=UTC), True, 32, "closed"),
    ],
)
def test_days_are_counted_in_brussels_over_the_change_of_clocks(moment, late, days, said):
    """What has not come is late after the due date of that country, by midnights of Brussels."""
    with fixed(moment), use_locale("en"):
        waited_for = _standing()
        assert (waited_for.is_late, waited_for.days_late) == (late, days)
        assert time_word(waited_for) == said
        declined = _standing(state=Status.DECLINED)
        assert (declined.is_late, time_word(declined)) == (False, "")
        more = _standing(cycle=with_more_time(CYCLE, datetime(2028, 1, 31, tzinfo=UTC)))
        assert not more.is_late
        assert time_word(more).endswith(("days left", "day left"))


def test_a_submission_is_late_by_what_it_was_signed_with():
    """Not by the dates of today, and in time however late somebody looks."""
    with fixed(datetime(2029, 1, 1, tzinfo=UTC)), use_locale("en"):
        late = _standing(state=Status.SUBMITTED, digest=_digest(), late=True)
        assert (late.days_late, time_word(late)) == (1, "1 day late")
        in_time = _standing(state=Status.ACCEPTED, digest=_digest())
        assert (in_time.is_late, in_time.days_late, time_word(in_time)) == (False, 0, "in time")
        compiled = _standing(
            state=Status.COMPILED, digest=_digest(), cycle=replace(CYCLE, kind=CycleKind.BASELINE)
        )
        assert time_word(compiled) == ""


def _asked(*days):
    asked = ClarificationStatus.ASKED
    return tuple(OpenQuestion("P05", asked, date(2027, 11, day)) for day in days)


@pytest.fixture
def standings():
    """One reporter of each kind, on the eleventh of November."""
    with fixed(datetime(2027, 11, 11, 12, tzinfo=UTC)):
        answered = OpenQuestion("P05", ClarificationStatus.ANSWERED, date(2027, 11, 1))
        clarify = Status.CLARIFICATION_REQUESTED
        until = datetime(2027, 12, 24, tzinfo=UTC)
        yield (
            _standing("BE", case=Case(7)),
            _standing("DK", clarify, _digest(), questions=(*_asked(1, 20), answered)),
            _standing("DE", Status.SUBMITTED, _digest(), late=True, case=Case(8)),
            _standing("GR", cycle=with_more_time(CYCLE, until)),
            _standing("SE", Status.DECLINED),
            _standing("EU", Status.SUBMITTED, replace(_digest(), found=FindingCount())),
        )


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ({}, "BE DK DE GR SE EU"),
        ({"state": "submitted"}, "DE EU"),
        ({"state": "nothing"}, ""),
        ({"reporters": "commission"}, "EU"),
        ({"reporters": "member_states", "state": "submitted"}, "DE"),
        ({"questions": "open"}, "DK"),
        ({"questions": "overdue"}, "DK"),
        ({"time": "late"}, "BE DE"),
        ({"time": "extended"}, "GR"),
        ({"findings": "any"}, "DK DE"),
        ({"findings": "unexplained"}, "DK DE"),
        ({"findings": "blocking"}, "DK DE"),
        ({"mine": "yes"}, "BE"),
        ({"questions": "?"}, ""),
        ({"time": "?"}, ""),
        ({"findings": "?"}, ""),
        ({"sort": "waiting"}, "DE EU BE DK GR SE"),
        ({"sort": "questions"}, "DK BE DE GR SE EU"),
        ({"sort": "due"}, "BE GR DK DE SE EU"),
    ],
)
def test_filters_and_orders(standings, choice, left):
    """Each alone and together; a filter nobody knows leaves nobody; equals keep their order."""
    chosen = chosen_of(BoardChoice(**choice), standings, 7)
    assert " ".join(standing.reporter for standing in chosen) == left
    assert BoardChoice(**choice).narrows is bool(set(choice) - {"sort"})


def test_overdue_is_what_the_country_still_owes(standings):
    """Not what it has answered; and nobody's mine is not mine."""
    asked = standings[1]
    assert (len(asked.questions), asked.overdue) == (3, 1)
    assert chosen_of(BoardChoice(mine="yes"), standings, None) == []


def test_points_follow_group_and_set():
    """The Commission's points are not shown for the Member States, nor theirs for it."""
    points = tiny_index().catalogue.instrument.points
    asked = asked_of(points)
    ours = BoardChoice(reporters="commission").points(points)
    theirs = BoardChoice(reporters="member_states").points(points)
    assert {p.id for p in ours} == asked["commission"] == {"P25"}
    assert {p.id for p in theirs} == asked["member_states"]
    assert BoardChoice(group="commission").points(points) == ours
    assert BoardChoice(group="commission", reporters="member_states").points(points) == []

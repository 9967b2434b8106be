"""One completeness: bar, gate, findings, board, PDF and keys cannot disagree."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings

from app.catalogue.models import CycleKind
from app.catalogue.queries import CycleInfo
from app.core.paper import Paragraph, Table
from app.domain.answers import Missing
from app.domain.completeness import Completeness, PointState, completeness
from app.domain.contribution import ReportData
from app.domain.included import only_included
from app.domain.observations import Observation
from app.domain.roles import CountryScope, Role, UnionScope
from app.domain.submission import SignOff, SubmissionHead, content_of, submission_document
from app.domain.workflow import CycleStatus, Status
from app.reporting.checking import check
from app.reporting.json_door.reading import draft_document
from app.reporting.pages.overview import overview_page
from app.reporting.pages.papers import draft_paper
from app.reporting.pages.point import parts_of
from app.reporting.pages.sign_off import sign_off_page
from app.reporting.queries import Draft
from app.reporting.service.signing import to_sign
from app.reporting.submissions import SubmissionHead as Head
from app.reporting.work import Work
from app.review.digests import digest_of
from app.review.pages.board import board_page
from app.review.queries import Board
from app.review.standing import BoardChoice, Standing
from tests.builders import CUTOFF, LONG_TEXT, make_data, status, tiny_index
from tests.strategies import tiny_contributions

AT = datetime(2027, 7, 1, tzinfo=UTC)
CYCLE = CycleInfo(
    id=1,
    code="2027",
    kind=CycleKind.LIVE,
    status=CycleStatus.FROZEN,
    title="Cycle 2027",
    catalogue_version_id=1,
    cutoff=CUTOFF,
    opens_at=AT - timedelta(days=30),
    due_at=AT + timedelta(days=30),
    closes_at=AT + timedelta(days=60),
    four_eyes=True,
)
SCOPE = CountryScope("DK", 1, "A lead", frozenset({Role.REPORTING_LEAD}))


def _draft(data: ReportData) -> Draft:
    return Draft(
        id=1,
        reporter="DK",
        cycle=CYCLE,
        status=Status.IN_PREPARATION,
        came_from="",
        version=0,
        reason="",
        resubmission_reason="",
        four_eyes=True,
        index=tiny_index(),
        data=data,
    )


def _work(data: ReportData) -> Work:
    return Work(_draft(data), SCOPE, frozenset(), AT)


def _board_row(data: ReportData):
    """The row of the reporter, had it been submitted like this."""
    head = SubmissionHead("2027", "DK", 1, 1, "TINY/1", "", "", "A lead", False, "")
    signed = SignOff("A signatory", 2, "", "")
    reported = content_of(only_included(tiny_index(), data), (), {}, ())
    document = submission_document(head, signed, reported)
    standing = Standing(
        Head("DK", Status.SUBMITTED, 1, False, AT),
        CYCLE,
        digest_of(tiny_index(), "", document),
    )
    desk = UnionScope(1, "An officer", frozenset({Role.DESK_OFFICER}))
    return board_page(Board(CYCLE, tiny_index(), (standing,)), (), desk, BoardChoice()).rows[0]


def _blocks_of_kind(work: Work, kind: type):
    return [b for b in draft_paper(work, to_sign(work.draft)).blocks if isinstance(b, kind)]


def _check(data: ReportData) -> Completeness:
    """Hold every place against the one function."""
    judged, work = completeness(tiny_index(), data), _work(data)
    missing = [(p.point, item.subject) for p in judged.points for item in p.missing]
    ready = to_sign(work.draft)
    still = [f for f in ready.blocking if f.rule == "QC-002"]

    # Findings, and the gate: it waits for exactly what the bar says is missing.
    found = [f for f in check(work.draft) if f.rule == "QC-002"]
    assert sorted((f.point, f.subject) for f in found) == sorted(missing)
    assert sorted((f.point, f.subject) for f in still) == sorted(missing)
    assert (judged.complete == len(judged.included)) is (not missing)

    # The bar of the overview, and of each point.
    bar = overview_page(work, (), "").complete
    assert bar == f"{judged.complete} of {len(judged.included)} points complete"
    for point in judged.points:
        parts = parts_of(work, point.point)
        assert parts.share == (point.given, point.expected)
        expected = [row for row in parts.findings if row.is_expected]
        assert len(expected) == len(point.missing) == point.expected - point.given

    # The page on which it is sent.
    page = sign_off_page(work, ready, (), None)
    facts = dict(page.facts)
    assert facts["Points reported"] == f"{len(judged.included)} of {len(judged.points)}"
    assert len([row for row in page.blocking if row.is_expected]) == len(missing)

    # The board, once it lies before the Commission.
    row = _board_row(data)
    assert row.total == f"{judged.complete} of {len(judged.points)}"
    left_out = len(judged.left_out)
    assert row.left_out == (f"{left_out} left out" if left_out else "")

    # The PDF, and the door for other systems.
    rows = [row for table in _blocks_of_kind(work, Table) for row in table.rows]
    assert sum(str(row[0]).endswith("\nQC-002") for row in rows) == len(missing)
    left_out = [p for p in _blocks_of_kind(work, Paragraph) if p.text.startswith("Left out")]
    assert len(left_out) == len(judged.left_out)
    said = draft_document(work.draft)["completeness"]
    assert (said["given"], said["expected"]) == (judged.given, judged.expected)
    assert (said["points_complete"], said["points_included"]) == (
        judged.complete,
        len(judged.included),
    )
    return judged


@settings(max_examples=60)
@given(tiny_contributions)
def test_every_place_says_what_the_one_function_says(data):
    """Whatever a contribution holds, half way or whole."""
    _check(data)


def test_a_status_given_as_a_reason_counts_everywhere():
    """The board once counted letters of statuses, and a reason code has none."""
    key = next(iter(make_data(cells=status("P05", "none")).observations))
    left_out = dict.fromkeys(("P01", "P02", "P03", "P04"), "")
    bare = make_data(left_out=left_out)
    data = replace(bare, observations={key: Observation(missing=Missing("ND"))})
    judged = _check(data)
    assert judged.complete == 1
    assert _board_row(data).total == "1 of 5"
    assert _board_row(bare).total == "0 of 5"


def test_a_status_without_its_text_is_complete_nowhere():
    """It has a letter on the board, and something is still missing."""
    left_out = dict.fromkeys(("P01", "P02", "P03", "P04"), "")
    data = make_data(cells=status("P05", "some"), left_out=left_out)
    judged = _check(data)
    assert judged.at("P05").state is PointState.IN_PROGRESS
    assert _board_row(data).total == "0 of 5"
    whole = make_data(
        cells=status("P05", "some"), answers={"P05.justification": LONG_TEXT}, left_out=left_out
    )
    assert _check(whole).complete == 1

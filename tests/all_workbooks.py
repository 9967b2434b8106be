"""Every workbook the portal makes, with texts in it that a spreadsheet would like to run."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session

from app.core.clock import fixed
from app.council_report.annex_workbook import annex_workbook
from app.council_report.refresh.charts import workbook_of
from app.council_report.refresh.mapping import chart_rows
from app.council_report.writers.docx_chart import chart_workbook
from app.dashboards.addresses import REGISTER
from app.dashboards.chart_files import as_xlsx as chart_as_xlsx
from app.dashboards.drawn import drawn
from app.dashboards.pages.around import around
from app.dashboards.register import entries_of
from app.dashboards.register_files import as_xlsx
from app.dashboards.view import Figure, View
from app.domain.contribution import Answer, Measure, ReportData
from app.domain.roles import UnionScope
from app.domain.submission import content_of
from app.domain.workflow import ClarificationStatus, Status
from app.editions.charts import Chart, Datum, Series
from app.editions.contents import EditionContents
from app.open_data.changes import Side, changes_table
from app.open_data.service import xlsx_export
from app.open_data.tables import content_tables
from app.reporting.clarifications import Question
from app.reporting.pages.measures import Wanted
from app.reporting.pages.register_files import register_workbook
from app.reporting.pages.rules import rules_workbook
from app.reporting.submissions import SubmissionHead
from app.reporting.work import Work
from app.review.cases import Case
from app.review.digests import digest_of
from app.review.pages.board_file import board_workbook
from app.review.pages.clarifications import asked_workbook
from app.review.queries import Board
from app.review.standing import BoardChoice, Standing
from app.workbook.marked import make_marked_workbook
from app.workbook.opening import read_book
from app.workbook.reading import book_to_json
from app.workbook.service import make_workbook
from app.workbook.uploads import UploadInfo
from tests.editions import live_contents
from tests.payloads import FORMULAS
from tests.workbooks import edited

TEXTS = (*FORMULAS, "007", "1e5", "2026-05-29", "https://evil.example/x", "TRUE", "mailto:a@b.eu")
AT = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Given:
    """What the workbooks are made from: a contribution with answers in it, and an edition."""

    session: Session
    work: Work
    edition: EditionContents


def _said(given: Given) -> Work:
    """Return the contribution with measures and an answer that look like formulas."""
    data = given.work.draft.data
    answers = {**data.answers, "P01.justification": Answer("=1+1"), "P02.coordinator": Answer("-1")}
    said = replace(data, measures=_measures(), answers=answers)
    return replace(given.work, draft=replace(given.work.draft, data=said))


def _reported(data: ReportData) -> ReportData:
    """Return what a country reported, with an answer and measures that look like formulas."""
    answers = {**data.answers, "P01.justification": Answer("=1+1", language="en")}
    return replace(data, answers=answers, measures=_measures())


def _measures() -> tuple[Measure, ...]:
    return tuple(
        Measure(f"m{n}", text, "law", "running", ("P01",), description=text, lead_body=text)
        for n, text in enumerate(TEXTS)
    )


def _annex(_given: Given) -> bytes:
    contents = live_contents(submitted=3)
    parts = (
        replace(part, data=_reported(part.data)) if part.data is not None else part
        for part in contents.reporters
    )
    return annex_workbook(replace(contents, reporters=tuple(parts)))


def _subgroup(given: Given) -> bytes:
    reports = {code: _reported(data) for code, data in given.edition.reports.items()}
    said = replace(given.edition, reports=reports)
    tables = content_tables(said)
    changes = changes_table(Side(content_tables(given.edition)), Side(tables), "", matrices=True)
    return xlsx_export(said, (*tables, replace(changes, rows=changes.rows[:60])))


def _register_of_all(given: Given) -> bytes:
    reports = {code: _reported(data) for code, data in given.edition.reports.items()}
    contents = replace(given.edition, reports=reports)
    entries = entries_of(contents.index, reports)
    view = View(contents, (contents.info,), True, entries=lambda: entries)
    return as_xlsx(view, entries, around(view, REGISTER))


def _marked(given: Given) -> bytes:
    sent = make_workbook(given.session, given.work, None)
    edits = {"observation:SD-02.1@2025-2027": {"value": "@SUM(1;1)"}}
    book = json.dumps(book_to_json(read_book(edited(sent, edits))))
    upload = UploadInfo(1, "x.xlsx", "0" * 64, book, AT, 1, None, (), ())
    return make_marked_workbook(given.session, given.work, upload)


def _questions(given: Given) -> bytes:
    questions = [
        Question(
            n, 1, 1, "P01", "answer:P01.justification", ClarificationStatus.ASKED, text,
            date(2027, 1, 31), "", AT, 1, None, None, 1, "GR", text,
        )
        for n, text in enumerate(TEXTS, start=1)
    ]  # fmt: skip
    return asked_workbook(given.work.index, given.work.draft.cycle, questions)


def _board(given: Given) -> bytes:
    cycle = replace(given.work.draft.cycle, title=TEXTS[0])
    data = _reported(replace(given.work.draft.data, left_out={"P02": TEXTS[1]}))
    digest = digest_of(given.work.index, "", content_of(data, (), {}, ()))
    standings = tuple(
        Standing(SubmissionHead("GR", Status.SUBMITTED, 1, True, AT), cycle, digest, (), Case(1, t))
        for t in TEXTS
    )
    desk = UnionScope(1, "=1+1", frozenset())
    with fixed(AT):
        return board_workbook(Board(cycle, given.work.index, standings), desk, BoardChoice())


def _drawn() -> Chart:
    data = tuple(Datum("fact", None if n is None else Decimal(n)) for n in (1, None, 3))
    series = Series("one", "=1+1", "1F4E8C", "solid", data)
    return Chart("c", "Title", "", "", ("-1", "@SUM(1;1)", "c"), (series,))


def _chart(_given: Given) -> bytes:
    return chart_workbook(_drawn())


def _refreshed_chart(_given: Given) -> bytes:
    made = workbook_of(chart_rows(_drawn()))
    assert made == chart_workbook(_drawn())  # a refresh writes what a new report would hold
    return made


def _public_chart(given: Given) -> bytes:
    contents = given.edition
    view = View(contents, (contents.info,), True)
    known = next(fact.id for fact in contents.facts.values() if fact.number is not None)
    series = tuple(
        replace(one, data=tuple(replace(datum, fact=known) for datum in one.data))
        for one in _drawn().series
    )
    shown = drawn(view, replace(_drawn(), series=series), (Figure("=1+1"),), "-1", "@SUM(1)")
    assert shown
    return chart_as_xlsx(shown, around(view, REGISTER))


def _empty(given: Given) -> bytes:
    draft = given.work.draft
    data = ReportData(given.work.cycle, given.work.reporter, draft.data.cutoff)
    blank = replace(given.work, draft=replace(draft, data=data, last_time=None))
    return make_workbook(given.session, blank, None)


MADE_BY: dict[str, tuple[str, Callable[[Given], bytes]]] = {
    "contribution": (
        "app.workbook.service", lambda given: make_workbook(given.session, _said(given), None)
    ),
    "empty questionnaire": ("app.workbook.service", _empty),
    "points of one person": (
        "app.workbook.service",
        lambda given: make_workbook(given.session, _said(given), frozenset({"P01"})),
    ),
    "sent back with marks": ("app.workbook.marked", _marked),
    "register of measures": (
        "app.reporting.pages.register_files",
        lambda given: register_workbook(_said(given), Wanted()),
    ),
    "quality rules": ("app.reporting.pages.rules", lambda _given: rules_workbook()),
    "questions of the desk": ("app.review.pages.clarifications", _questions),
    "board": ("app.review.pages.board_file", _board),
    "subgroup export": ("app.open_data.workbook", _subgroup),
    "register across countries": ("app.dashboards.register_files", _register_of_all),
    "annex": ("app.council_report.annex_workbook", _annex),
    "chart of a public page": ("app.dashboards.chart_files", _public_chart),
    "figures of a chart": ("app.council_report.writers.docx_chart", _chart),
    "figures of a refreshed chart": ("app.council_report.refresh.charts", _refreshed_chart),
}  # fmt: skip

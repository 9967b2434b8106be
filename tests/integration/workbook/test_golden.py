"""Every problem a workbook can meet has a golden file that meets it, and only it, at its cell."""

import ast
import inspect

import pytest

import app.main  # noqa: F401 - registers the sentences of every feature
from app.core import file_types, packages
from app.core.db import open_session
from app.core.messages import MESSAGES
from app.domain import answers
from app.domain.answers import Problem
from app.domain.roles import Role
from app.reporting.service import records, saving
from app.reporting.work import open_work
from app.workbook import (
    applying,
    cell_values,
    difference,
    incoming,
    opening,
    parts,
    reading,
    states,
    uploads,
)
from app.workbook.reading import ArrivedFile, read_workbook
from app.workbook.service import make_workbook
from app.workbook.uploads import preview, receive
from tests.database import one_database
from tests.factories import CYCLE, fill, lead_scope, make_person, open_reporting
from tests.golden.workbooks import GOLDEN, OTHERWISE
from tests.workbooks import cells_of, opened

_READING = (
    file_types, packages, answers, applying, cell_values, difference, incoming, opening, parts,
    reading, states, uploads, saving.parse_observation, saving._missing, saving._year,
    saving._qualifiers, records.check_measure, records._not_in_list, records._check_dates,
    records._too_long,
)  # fmt: skip
_KINDS = {"refused", "conflict"}  # of differences, and codes of pages by the same name


@pytest.fixture
def scope(engine):
    """Denmark's reporting lead, with answers of which one is too long for a cell."""
    open_reporting(engine, "DK")
    scope = lead_scope(engine, make_person(engine, Role.REPORTING_LEAD))
    texts = {"P01.justification": "As it stands.", "P02.justification": "å" * 40_000}
    fill(engine, scope, texts, {"SD-02.1@2025-2027": "7"})
    return scope


@one_database
def test_each_golden_workbook_raises_what_it_is_named_after(engine, scope, tmp_path):
    """The code, the sheet and the cell; nothing else."""
    expected, raised = {}, {}
    with open_session(engine, write=True) as session:
        good = make_workbook(session, open_work(session, scope, CYCLE), None)
        cells = cells_of(opened(good))  # no file moves them
        for code, golden in GOLDEN.items():
            contents = golden.make(good)
            expected[code] = {(code, *_place(golden, cells))}
            raised[code] = _problems(session, scope, f"{code}.xlsx", contents, tmp_path)
    assert raised == expected


def _place(golden, cells):
    if not golden.answer[0]:
        return golden.place
    cell = cells[golden.answer]
    return cell.parent.title, cell.coordinate


def _problems(session, scope, name, contents, directory):
    """Return every problem with its sheet and cell; those of a whole file have neither."""
    work = open_work(session, scope, CYCLE)
    file = ArrivedFile(name, contents, read_workbook(contents))
    found = receive(session, work, file, directory)
    if isinstance(found, Problem):
        return {(found.params.get("why", found.code), "", "")}
    shown = preview(session, work, found).incoming
    cells = {(f.problem.code, one.sheet, f.at) for one in shown.differences for f in one.faults}
    return cells | {(why, sheet, cell) for sheet, cell, why in shown.unread}


def test_no_problem_is_without_a_golden_workbook():
    """Every code that stands in what reads and compares has a file, or a reason why not."""
    trees = [ast.parse(inspect.getsource(what)) for what in _READING]
    texts = {n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    codes = {text for text in texts if isinstance(text, str) and text in MESSAGES}
    assert codes - _KINDS == set(GOLDEN) | set(OTHERWISE)

"""Exports of an edition: the same tables in every format, and no more than the reader may see."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from app.cli import portal
from app.core.csv_files import csv_text
from app.core.db import open_session
from app.domain.roles import PublicScope
from app.editions.contents import load_contents
from app.editions.queries import get_edition
from app.open_data.service import csv_exports, json_export, xlsx_export
from app.open_data.tables import all_tables
from tests.seeded import BASELINE_EDITION, OPERATOR

SHEETS = [
    "README",
    "Points",
    "Indicators",
    "Data_long",
    "Matrix_progress",
    "Commission_progress",
    "Matrix_core",
    "EU_aggregates",
    "Narratives",
    "Good_practice",
    "Quality_log",
    "Changes_since_last_export",
]

# What subgroups build upon: a column is added at the end of a sheet or not at all.
LAYOUT = Path(__file__).parents[2] / "golden" / "subgroup_layout.json"


def _contents(engine, scope):
    with open_session(engine, write=False) as session:
        return load_contents(session, scope, get_edition(session, scope, BASELINE_EDITION))


def test_workbook_has_the_same_layout_in_every_edition(demo_engine):
    """Sheets and columns, real tables, frozen headers, 27 countries, the Commission apart."""
    contents = _contents(demo_engine, PublicScope())
    written = xlsx_export(contents)
    assert written == xlsx_export(contents)
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert book.sheetnames == SHEETS
    for name in SHEETS[1:]:
        sheet = book[name]
        assert list(sheet.tables) == [f"tbl_{name}"]
        assert sheet.freeze_panes
        assert not sheet.merged_cells.ranges
    layout = {
        table.name: [[field.code, field.title, field.kind] for field in table.columns]
        for table in all_tables(contents)
    }
    for name, columns in layout.items():
        heads = [cell.value for cell in book[name][4]]
        assert heads == [title for _code, title, _kind in columns]
    assert layout == json.loads(LAYOUT.read_text(encoding="utf-8"))
    codes = [row[0].value for row in book["Matrix_progress"].iter_rows(min_row=5)]
    assert len(codes) == 27
    assert "EL" in codes
    assert "GR" not in codes
    assert "EU" not in codes
    assert [row[0].value for row in book["Commission_progress"].iter_rows(min_row=5)] == ["EU"]


def test_every_figure_of_the_workbook_is_a_fact(demo_engine):
    """European figures are numbers and stand under the id of their fact."""
    contents = _contents(demo_engine, PublicScope())
    book = openpyxl.load_workbook(io.BytesIO(xlsx_export(contents)))
    rows = list(book["EU_aggregates"].iter_rows(min_row=5, values_only=True))
    assert len(rows) > 100
    for row in rows:
        fact = contents.facts[row[0]]
        number, day, text = row[10:13]
        assert number == (None if fact.number is None else float(fact.number))
        assert (text or (day and f"{day:%Y-%m-%d}")) == fact.text


def test_baseline_shows_no_status_and_no_zero_for_silence(demo_engine):
    """Nothing was reported: the matrix of statuses is empty, not zero."""
    contents = _contents(demo_engine, PublicScope())
    matrix = next(t for t in all_tables(contents) if t.name == "Matrix_progress")
    assert {value for row in matrix.rows for value in row[3:]} == {None}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d"])
def test_csv_guards_texts_that_a_spreadsheet_would_run(start):
    """The text stays readable and is no formula."""
    told = io.StringIO(csv_text(["x"], [[f"{start}1+1"]]), newline="")
    assert list(csv.reader(told)) == [["x"], [f"'{start}1+1"]]


def test_csv_and_json_hold_the_same_rows(demo_engine):
    """Three formats, one set of tables."""
    contents = _contents(demo_engine, PublicScope())
    tables = {table.name: table for table in all_tables(contents)}
    data = json.loads(json_export(contents))
    files = csv_exports(contents)
    named = {n.removesuffix(".csv") for n in files}
    assert set(data["tables"]) == set(tables) == named - {"README"}
    for name, table in tables.items():
        assert len(data["tables"][name]["rows"]) == len(table.rows)
        read = list(csv.reader(io.StringIO(files[f"{name}.csv"], newline="")))
        assert len(read) == len(table.rows) + 1


def test_public_and_commission_read_the_same_published_baseline(demo_engine):
    """Everything of the baseline comes from public sources, so nothing of it is held back."""
    public, inside = _contents(demo_engine, PublicScope()), _contents(demo_engine, OPERATOR)
    assert set(public.facts) == set(inside.facts)


def test_export_command_writes_each_format(demo_url, monkeypatch, tmp_path):
    """`portal export` from the shell."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", demo_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    command = ("export", "--edition", BASELINE_EDITION, "--format")
    runner = CliRunner()
    for kind, name in (("xlsx", "a.xlsx"), ("json", "a.json"), ("csv", "tables")):
        done = runner.invoke(portal, (*command, kind, "--out", str(tmp_path / name)))
        assert done.exit_code == 0, done.output
    assert (tmp_path / "a.xlsx").read_bytes()[:2] == b"PK"
    assert (
        len(list((tmp_path / "tables").glob("*.csv"))) == len(SHEETS) + 3
    )  # all figures, dictionary, code lists
    refused = runner.invoke(
        portal, ("export", "--edition", "2027/9", "--format", "json", "--out", str(tmp_path / "b"))
    )
    assert refused.exit_code == 1
    assert "no edition" in refused.output

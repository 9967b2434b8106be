"""The workbook by command: as a person of the country, never as the operator."""

import pytest
from click.testing import CliRunner

from app.cli import portal
from app.domain.roles import Role
from tests.factories import (
    fill,
    lead_scope,
    make_person,
    open_reporting,
    stored_answer,
    stored_cell,
)
from tests.people import PASSWORD
from tests.workbooks import edited

WHERE = ("--cycle", "2027", "--reporter", "DK")
COUNT = "observation:SD-02.1@2025-2027"


@pytest.fixture
def lead(engine):
    """Denmark's reporting lead, with an answer that stands."""
    open_reporting(engine, "DK", "GR")
    email = make_person(engine, Role.REPORTING_LEAD, name="Anna Berg")
    fill(engine, lead_scope(engine, email), {"P01.justification": "As it stands."}, {})
    return email


@pytest.fixture
def run(monkeypatch, settings):
    """Run the command line against the test's database."""
    monkeypatch.setenv("PORTAL_DEMO", "1")
    monkeypatch.setenv("PORTAL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PORTAL_ACCOUNT_PASSWORD", PASSWORD)
    return lambda *arguments: CliRunner().invoke(portal, [str(a) for a in arguments])


def test_out_and_back(engine, lead, run, tmp_path):
    """Export, change, look, apply; refused cells make the exit code 1 and change nothing."""
    out, back = tmp_path / "out.xlsx", tmp_path / "back.xlsx"
    assert run("workbook", "export", *WHERE, "--as", lead, "--out", out).exit_code == 0
    edits = {"answer:P01.justification": {"value": "By command."}, COUNT: {"value": "many"}}
    back.write_bytes(edited(out.read_bytes(), edits))
    seen = run("workbook", "import", back, *WHERE, "--as", lead)
    assert seen.exit_code == 1
    rows = [line.split("\t") for line in seen.stdout.splitlines()]
    changed = next(row for row in rows if row[0] == "changed")
    assert (changed[1], *changed[-2:]) == ("Points 1-5", "As it stands.", "By command.")
    refused = next(row for row in rows if row[0] == "refused")
    assert refused[1] == "Indicators"
    assert "“many” is not a number" in refused[-2]
    assert "Write a whole number" in refused[-1]
    assert stored_answer(engine, "P01.justification").value == "As it stands."
    done = run("workbook", "import", back, *WHERE, "--as", lead, "--apply")
    assert "1 taken over." in done.stdout
    assert stored_answer(engine, "P01.justification").value == "By command."
    assert stored_cell(engine, "SD-02.1@2025-2027") is None
    edits[COUNT] = {"value": 5}
    back.write_bytes(edited(out.read_bytes(), edits))
    assert run("workbook", "import", back, *WHERE, "--as", lead, "--apply").exit_code == 0
    assert stored_cell(engine, "SD-02.1@2025-2027").number == 5
    again = run("workbook", "import", back, *WHERE, "--as", lead, "--apply")
    assert (again.exit_code, again.stdout.strip()) == (0, "Nothing to take over.")


def test_a_draft_needs_a_person_of_the_country(engine, lead, run, tmp_path, monkeypatch):
    """Not another country's, not the Commission's, not with a wrong password."""
    out = tmp_path / "out.xlsx"
    others = (
        make_person(engine, Role.REPORTING_LEAD, "GR"),
        make_person(engine, Role.ADMINISTRATOR, ""),
    )
    for email in others:
        done = run("workbook", "export", *WHERE, "--as", email, "--out", out)
        assert (done.exit_code, "no role at this reporter" in done.stderr) == (1, True)
    monkeypatch.setenv("PORTAL_ACCOUNT_PASSWORD", "a wrong pass phrase")
    assert run("workbook", "export", *WHERE, "--as", lead, "--out", out).exit_code == 1
    assert not out.exists()


def test_who_only_reads_cannot_import(engine, lead, run, tmp_path):
    """Reading is allowed."""
    reader = make_person(engine, Role.NATIONAL_READER, name="Rie Lund")
    out = tmp_path / "out.xlsx"
    assert run("workbook", "export", *WHERE, "--as", reader, "--out", out).exit_code == 0
    done = run("workbook", "import", out, *WHERE, "--as", reader, "--apply")
    assert (done.exit_code, "can read" in done.stderr) == (1, True)

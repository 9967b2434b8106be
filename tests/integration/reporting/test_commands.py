"""The commands of reporting: list, export, and verify without the portal."""

import json
import socket
import sqlite3

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli import portal
from app.core.db import open_session
from app.reporting.models import Receipt, Submission
from tests.database import one_database
from tests.team import ready_team


@pytest.fixture
def run(monkeypatch, settings):
    """Run the command line against the test's database, as an operator does."""
    monkeypatch.setenv("PORTAL_DEMO", "1")
    monkeypatch.setenv("PORTAL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(settings.data_dir))
    return lambda *arguments: CliRunner().invoke(portal, [str(a) for a in arguments])


@pytest.fixture
def files(app, run, tmp_path):
    """Export one submission and its receipt and return the two paths."""
    team = ready_team(app)
    team.report()
    out = tmp_path / "out"
    done = run("submission", "export", "--cycle", "2027", "--reporter", "DK", "--out", out)
    assert done.exit_code == 0
    return out / "submission-v1.json", out / "receipt-v1.json"


def test_list_prints_one_line_for_each_submission(app, run):
    """Country, version, receipt number, time, lateness and fingerprint."""
    nothing = run("submission", "list", "--cycle", "2027")
    assert (nothing.exit_code, nothing.stdout) == (1, "")  # there is no such cycle yet
    team = ready_team(app)
    empty = run("submission", "list", "--cycle", "2027")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "Nothing has been submitted" in empty.stderr
    team.report()
    done = run("submission", "list", "--cycle", "2027")
    with open_session(team.engine) as session:
        stored = session.execute(select(Submission)).scalar_one()
        at = stored.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        line = ["DK", "v1", "2027-DK-1-000001", at, "in time", stored.sha256]
    assert done.stdout == "\t".join(line) + "\n"


def test_export_writes_the_stored_bytes(app, files):
    """Not a byte is different from what the database holds."""
    with open_session(app.state.engine) as session:
        stored = (
            session.execute(select(Submission.document)).scalar_one(),
            session.execute(select(Receipt.document)).scalar_one(),
        )
    assert tuple(path.read_bytes().decode() for path in files) == stored


def test_export_refuses_what_is_not_there(app, run, tmp_path):
    """Unknown cycle, unknown country, and a country that has submitted nothing."""
    ready_team(app)
    for cycle, reporter, said in (
        ("1999", "DK", "There is no page"),
        ("2027", "XX", "Choose a Member State"),
        ("2027", "DK", "has submitted nothing"),
        ("2027", "EL", "has submitted nothing"),
    ):
        out = tmp_path / f"{cycle}-{reporter}"
        done = run("submission", "export", "--cycle", cycle, "--reporter", reporter, "--out", out)
        assert done.exit_code == 1
        assert said in done.stderr
        assert not out.exists()
    assert run("submission", "export", "--cycle", "2027").exit_code == 2


@one_database
def test_verify_needs_neither_database_nor_network(files, run, monkeypatch):
    """Two files are enough."""

    def refuse(*args, **options):
        raise AssertionError("something was opened")

    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql+psycopg://nobody@nowhere.example/x")
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(sqlite3, "connect", refuse)
    done = run("receipt", "verify", *files)
    assert done.exit_code == 0
    assert done.stdout.startswith("Receipt 2027-DK-1-000001 proves this submission: signed by ")


def _leaves(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    else:
        yield path, value


def _other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return "x" if value is None else f"{value}x"


def _with(document, path, value):
    changed = json.loads(json.dumps(document))
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


@one_database
@pytest.mark.parametrize("which", [0, 1], ids=["submission", "receipt"])
def test_every_changed_value_is_found(files, run, which):
    """Each single value of both files, one after the other."""
    text = files[which].read_text()
    document = json.loads(text)
    leaves = list(_leaves(document))
    assert len(leaves) >= 15
    for path, value in leaves:
        changed = _with(document, path, _other(value))
        files[which].write_text(
            json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        )
        done = run("receipt", "verify", *files)
        assert done.exit_code == 1, path
        assert done.stderr.strip().endswith("."), path
        assert "Traceback" not in done.stderr
    files[which].write_text(text)
    assert run("receipt", "verify", *files).exit_code == 0


EDITS = (
    lambda b: b + b"\n",
    lambda b: b" " + b,
    lambda b: b.replace(b":", b": ", 1),
    lambda b: b[:-1] + b',"late":false}',
    lambda b: b[:-1] + b',"zz":1.5}',
    lambda b: b[:-1] + b',"zz":NaN}',
    lambda b: b[:-1] + b',"zz":"\\ud800"}',
    lambda b: b"\xef\xbb\xbf" + b,
    lambda b: b[: len(b) // 2],
    lambda b: b"",
    lambda b: b"[]",
    lambda b: b"{}",
    lambda b: b"[" * 100_000,
    lambda b: b"\xff\xfe" + b,
)


@one_database
@pytest.mark.parametrize("which", [0, 1], ids=["submission", "receipt"])
def test_every_edit_of_a_file_is_found(files, run, which):
    """Blanks, doubled keys, fractions, halves of files: a sentence each, never a trace."""
    as_exported = files[which].read_bytes()
    for number, change in enumerate(EDITS):
        files[which].write_bytes(change(as_exported))
        done = run("receipt", "verify", *files)
        assert done.exit_code == 1, number
        assert isinstance(done.exception, SystemExit), number
        lines = done.stderr.strip().splitlines()
        assert lines, number
        assert all(line.endswith(".") for line in lines), number
        assert done.stdout == "", number


@one_database
def test_files_in_the_wrong_order_and_missing_files_are_told_apart(files, run):
    """A refusal names what is wrong; a wrong call is misuse."""
    done = run("receipt", "verify", files[1], files[0])
    assert done.exit_code == 1
    assert "is not a submission" in done.stderr
    assert "is not a receipt" in done.stderr
    assert run("receipt", "verify", files[0], files[0].with_name("none.json")).exit_code == 2

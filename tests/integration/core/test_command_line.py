"""The command line: exit codes, one sentence on standard error, no unsafe start."""

import subprocess
import sys

import click
import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app.cli import portal
from app.core.db import assert_schema, make_engine
from tests.database import one_database

GOOD = "Wk3vRzQ9xLmT7bNcY2hJdF5gKpA8sEuX"


@pytest.fixture
def run(monkeypatch, database_url, tmp_path):
    """Run a command on the test's database."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("PORTAL_DEMO", raising=False)
    return lambda *arguments: CliRunner().invoke(portal, arguments)


def _commands(group, path=()):
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


@one_database
def test_every_command_and_option_explains_itself(run):
    """Help needs neither settings nor database."""
    commands = list(_commands(portal))
    assert len(commands) >= 8
    for path, command in commands:
        assert command.help, path
        shown = run(*path, "--help")
        assert shown.exit_code == 0, path
    assert run("--help").exit_code == 0


@one_database
def test_misuse_is_exit_code_two(run):
    """Unknown commands and options."""
    assert run("conquer").exit_code == 2
    assert run("serve", "--port", "many").exit_code == 2
    assert run("migrate", "--backwards").exit_code == 2


@one_database
def test_serve_refuses_what_is_not_safe(run, monkeypatch, engine):
    """No secret, too many workers, a database not migrated: one sentence and exit code 1."""

    def refusal(*arguments):
        done = run("serve", *arguments)
        assert done.exit_code == 1
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        return done.stderr

    monkeypatch.setenv("PORTAL_SECRET_KEY", "")
    assert "PORTAL_SECRET_KEY" in refusal()
    monkeypatch.setenv("PORTAL_SECRET_KEY", GOOD)
    assert "need PostgreSQL" in refusal("--workers", "2")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    assert "run portal migrate" in refusal()


def test_migrate_can_be_repeated(monkeypatch, empty_database_url, tmp_path):
    """From nothing to the newest tables, and nothing the second time."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    for _ in range(2):
        done = CliRunner().invoke(portal, ["migrate"])
        assert (done.exit_code, done.stderr) == (0, "")
    engine = make_engine(empty_database_url)
    assert_schema(engine)
    engine.dispose()


@one_database
def test_unreachable_database_is_one_sentence(run, monkeypatch):
    """No stack trace for an operator."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3")
    done = run("audit", "verify")
    assert done.exit_code == 1
    assert "PORTAL_DATABASE_URL" in done.stderr


def test_module_is_the_same_as_the_command():
    """`python -m app` works before the package is installed."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "serve" in done.stdout


def test_served_portal_keeps_its_headers_on_the_wire(live_server):
    """A real server adds nothing that tells about itself."""
    answer = httpx.get(f"{live_server}/sign-in")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<h1" in answer.text

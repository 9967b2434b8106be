"""The README names every command and every setting, and no decision a missing test."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from app.cli import portal
from app.core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _commands(group: click.Group, path: tuple[str, ...] = ("portal",)) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield " ".join((*path, name))


def test_every_command_is_documented():
    """A command that is not described does not exist for an operator."""
    commands = list(_commands(portal))
    assert len(commands) >= 20
    assert [name for name in commands if f"`{name}" not in README] == []


def test_every_setting_is_documented():
    """Each field of the settings class is a variable the README explains."""
    names = [f"PORTAL_{name.upper()}" for name in Settings.model_fields]
    assert len(names) >= 20
    assert [name for name in names if f"`{name}`" not in README] == []


def test_tests_named_by_decisions_exist():
    """Every decision names what enforces it."""
    decisions = README.partition("## Decisions")[2]
    named = set(re.findall(r"`(tests/[\w./]+)`", decisions))
    assert len(named) >= 6
    assert sorted(path for path in named if not (ROOT / path).exists()) == []

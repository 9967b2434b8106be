"""Upgrading a filled database: every row of the earlier version is there afterwards, unharmed."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text

from app.core.triggers import missing_triggers
from tests.database import alembic_config

MOMENT = "2026-11-01 10:00:00+00:00"

# One row of every table that a later revision changes, and of those these rows point to.
ROWS_AT_0001: dict[str, dict[str, Any]] = {
    "account": {
        "id": 1,
        "email": "lead@example.eu",
        "name": "Lead",
        "created_at": MOMENT,
    },
    "role_grant": {
        "id": 1,
        "account_id": 1,
        "role": "reporting_lead",
        "reporter": "DK",
        "granted_at": MOMENT,
    },
    "catalogue_version": {
        "id": 1,
        "code": "2027",
        "content": "{}",
        "sha256": "0" * 64,
        "created_at": MOMENT,
    },
    "cycle": {
        "id": 1,
        "code": "2027",
        "kind": "live",
        "status": "frozen",
        "title": "Reporting 2027",
        "catalogue_version_id": 1,
        "cutoff": "2027-06-30",
        "opens_at": MOMENT,
        "due_at": MOMENT,
        "closes_at": MOMENT,
        "four_eyes": True,
        "created_at": MOMENT,
    },
    "contribution": {
        "id": 1,
        "cycle_id": 1,
        "reporter": "DK",
        "status": "in_preparation",
        "came_from": "",
        "version": 0,
        "reason": "sent back: ø, ß, Ω",
        "four_eyes": True,
        "updated_at": MOMENT,
    },
    "assignment": {
        "id": 1,
        "contribution_id": 1,
        "point": "P04",
        "account_id": 1,
        "assigned_at": MOMENT,
    },
    "measure": {
        "id": 1,
        "contribution_id": 1,
        "uid": "aa",
        "title": "Strategi for forskning",
        "type": "strategy",
        "stage": "adopted",
        "points": '["P04"]',
        "description": "Længere tekst",
        "start": "2024",
        "end": "",
        "lead_body": "",
        "budget": "",
        "link": "",
        "source": "",
        "confidence": "",
        "language": "da",
        "visibility": "public",
        "origin": "entered",
        "removed": False,
        "revision": 3,
        "saved_at": MOMENT,
    },
    "evidence": {
        "id": 1,
        "contribution_id": 1,
        "uid": "bb",
        "point": "P04",
        "title": "Aktstykke",
        "description": "",
        "url": "https://example.eu/a",
        "source": "",
        "confidence": "",
        "file_name": "",
        "file_sha256": "",
        "published_on": "",
        "language": "da",
        "visibility": "public",
        "removed": False,
        "revision": 1,
        "saved_at": MOMENT,
    },
    "edition": {
        "id": 1,
        "code": "2027/1",
        "cycle_id": 1,
        "number": 1,
        "manifest": "{}",
        "sha256": "1" * 64,
        "frozen_at": MOMENT,
    },
    "council_report": {
        "id": 1,
        "edition_id": 1,
        "format": "docx",
        "language": "en",
        "manifest": "{}",
        "manifest_sha256": "2" * 64,
        "file_sha256": "3" * 64,
        "size": 1024,
        "final": True,
        "built_at": MOMENT,
    },
    "answer_revision": {
        "id": 1,
        "contribution_id": 1,
        "subject": "measure:aa",
        "revision": 3,
        "version": 1,
        "content": "{}",
        "saved_at": MOMENT,
        "idempotency_key": "",
    },
}


@pytest.fixture
def filled(empty_database_url: str) -> Iterator[Engine]:
    """Return a database of revision 0001 with a row in each of these tables."""
    command.upgrade(alembic_config(empty_database_url), "0001")
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        for table, row in ROWS_AT_0001.items():
            names, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{n}" for n in row)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    yield engine
    engine.dispose()


def _rows(engine: Engine) -> dict[str, dict[str, Any]]:
    with engine.connect() as connection:
        return {
            table: dict(connection.execute(text(f"SELECT * FROM {table}")).mappings().one())
            for table in ROWS_AT_0001
        }


def test_an_upgrade_keeps_every_row(filled: Engine, empty_database_url: str) -> None:
    """No value of the earlier version changes, and the new columns say nothing."""
    before = _rows(filled)
    command.upgrade(alembic_config(empty_database_url), "head")
    after = _rows(filled)

    assert {t: {n: row[n] for n in before[t]} for t, row in after.items()} == before
    added = {t: {n: v for n, v in row.items() if n not in before[t]} for t, row in after.items()}
    assert added["assignment"] == {"question": "", "due_on": None, "message": ""}
    lists = dict.fromkeys(("regions", "sdgs", "sectors", "translations"), "[]")
    assert added["measure"] == {"partners": "", **lists}
    assert added["evidence"].pop("translations") == "[]"
    assert not any(added["evidence"].values())
    assert not any(added["role_grant"].values())
    assert added["account"].pop("mail_off") == "[]"
    assert not any(added["account"].values())
    assert added["cycle"] == {"previous_id": None, "mapping": "{}", "rules": "{}"}
    assert added["contribution"] == {"resubmission_reason": ""}
    assert added["council_report"] == {"part": ""}
    command.check(alembic_config(empty_database_url))


def test_an_upgrade_leaves_the_locks_in_place(filled: Engine, empty_database_url: str) -> None:
    """Rebuilding a table drops its triggers: they stand again, the new ones too."""
    command.upgrade(alembic_config(empty_database_url), "head")
    with filled.connect() as connection:
        assert not missing_triggers(connection)

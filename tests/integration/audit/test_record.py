"""The audit record: chained, complete, without contents; every manipulation is found."""

import json
import threading
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import event, select, text, update

from app.audit.models import AuditEvent, AuditStream
from app.audit.queries import (
    list_events_of_account,
    list_events_of_area,
    list_events_of_reporter,
    verify,
)
from app.audit.service import event_hash, record, seal
from app.cli import portal
from app.core import clock
from app.core.db import open_session
from app.domain.roles import CountryScope, Role, UnionScope

DK = CountryScope("DK", 1, "Lead", frozenset({Role.REPORTING_LEAD}))
MANAGER = UnionScope(2, "Manager", frozenset({Role.CYCLE_MANAGER}))


@pytest.fixture
def chain(engine):
    """Two streams of six events each, in turn."""
    with open_session(engine, write=True) as session:
        for number in range(6):
            record(session, "contribution:2027:DK", "answer.saved", account_id=1, hash=str(number))
            record(session, "contribution:2027:SE", "answer.saved", account_id=3, hash=str(number))
    return engine


def _tamper(engine, *statements):
    """Do what a database administrator could do: switch the protection off and change rows."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(
                text(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' "
                    "AND tbl_name IN ('audit_event', 'audit_seal')"
                )
            ).scalars()
            for name in list(names):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            done = connection.execute(text(statement))
            assert done.rowcount >= 1, statement


def _codes(engine, **options):
    with open_session(engine) as session:
        return {problem.code for problem in verify(session, **options)}


STREAM = "stream = 'contribution:2027:DK'"


def test_untouched_record_proves_itself(chain):
    """Nothing is reported where nothing happened."""
    assert _codes(chain) == set()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (f"UPDATE audit_event SET act = 'x' WHERE {STREAM} AND sequence = 3", "changed"),
        (f"UPDATE audit_event SET data = '{{}}' WHERE {STREAM} AND sequence = 3", "changed"),
        (f"UPDATE audit_event SET account_id = 9 WHERE {STREAM} AND sequence = 3", "changed"),
        (f"UPDATE audit_event SET account_id = NULL WHERE {STREAM} AND sequence = 3", "changed"),
        (f"UPDATE audit_event SET reporter = 'SE' WHERE {STREAM} AND sequence = 3", "changed"),
        (f"UPDATE audit_event SET at = '2020-01-01' WHERE {STREAM} AND sequence = 3", "changed"),
        (f"UPDATE audit_event SET hash = previous_hash WHERE {STREAM} AND sequence = 3", "changed"),
        (f"DELETE FROM audit_event WHERE {STREAM} AND sequence = 3", "missing"),
        (f"DELETE FROM audit_event WHERE {STREAM} AND sequence = 1", "missing"),
        (f"DELETE FROM audit_event WHERE {STREAM} AND sequence = 6", "head"),
        (f"DELETE FROM audit_event WHERE {STREAM} AND sequence >= 4", "head"),
        (f"DELETE FROM audit_event WHERE {STREAM}", "head"),
        (f"DELETE FROM audit_stream WHERE {STREAM}", "head"),
        (
            "INSERT INTO audit_event"
            " (stream, sequence, at, act, subject, data, previous_hash, hash)"
            " SELECT stream, 7, at, act, subject, data, hash, hash FROM audit_event"
            f" WHERE {STREAM} AND sequence = 6",
            "changed",
        ),
    ],
)
def test_single_manipulation_is_found(chain, statement, code):
    """Edited, removed, added or cut off."""
    _tamper(chain, statement)
    assert any(code in found for found in _codes(chain))


def test_reordered_events_are_found(chain):
    """Swapping two events breaks both."""
    _tamper(
        chain,
        f"UPDATE audit_event SET sequence = 99 WHERE {STREAM} AND sequence = 2",
        f"UPDATE audit_event SET sequence = 2 WHERE {STREAM} AND sequence = 3",
        f"UPDATE audit_event SET sequence = 3 WHERE {STREAM} AND sequence = 99",
    )
    assert {"audit_chain_broken", "audit_event_changed"} <= _codes(chain)


def _rebuild(engine, keep):
    """Rewrite the whole stream consistently, as somebody who knows the code could."""
    with open_session(engine) as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.stream == "contribution:2027:DK")
        ).all()
    _tamper(engine, f"DELETE FROM audit_event WHERE {STREAM}")
    previous, sequence = "0" * 64, 0
    with open_session(engine, write=True) as session:
        for row in rows[:keep]:
            sequence += 1
            values = row.model_dump(exclude={"id", "hash"}) | {
                "act": "answer.removed",
                "sequence": sequence,
                "previous_hash": previous,
            }
            previous = event_hash(values)
            session.add(AuditEvent(**values, hash=previous))
        session.execute(
            update(AuditStream)
            .where(AuditStream.stream == "contribution:2027:DK")
            .values(sequence=sequence, hash=previous)
        )


@pytest.mark.parametrize("kept", [6, 4])
def test_rebuilt_or_cut_chain_is_found_by_the_seal(chain, kept):
    """Consistent in itself, but not with the seal taken before."""
    with open_session(chain, write=True) as session:
        known = seal(session)
    _rebuild(chain, kept)
    assert _codes(chain) == {"audit_sealed_event_differs"}
    _tamper(chain, "DELETE FROM audit_seal")
    assert _codes(chain) == set()
    assert _codes(chain, known_seal=known) == {"audit_seal_missing"}


def test_changed_seal_is_found(chain):
    """Seals are chained like events."""
    with open_session(chain, write=True) as session:
        seal(session)
        record(session, "cycle:2027", "cycle.moved", account_id=2)
        seal(session)
    assert _codes(chain) == set()
    _tamper(chain, "DELETE FROM audit_seal WHERE id = (SELECT MIN(id) FROM audit_seal)")
    assert "audit_seal_broken" in _codes(chain)


def test_one_record_costs_one_locked_read_and_two_writes(chain):
    """Saving an answer records it; the record must stay cheap."""
    statements = []

    @event.listens_for(chain, "before_cursor_execute")
    def note(connection, cursor, statement, *rest) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(statement.split()[0])

    with open_session(chain, write=True) as session:
        record(session, "contribution:2027:DK", "answer.saved", account_id=1)
    assert statements == ["SELECT", "INSERT", "UPDATE"]


def test_concurrent_events_of_a_stream_are_chained(engine):
    """Eight writers, one stream that does not exist yet: no gap, no fork."""
    failures = []

    def write() -> None:
        try:
            for _ in range(5):
                with open_session(engine, write=True) as session:
                    record(session, "cycle:2027", "tried", account_id=None)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert _codes(engine) == set()
    with open_session(engine) as session:
        assert len(list_events_of_area(session, MANAGER, "cycle")) == 40


def test_an_undone_act_leaves_no_event(engine):
    """The event is part of the transaction of the act."""

    def act() -> None:
        with open_session(engine, write=True) as session:
            record(session, "cycle:2027", "tried", account_id=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    with open_session(engine) as session:
        assert list_events_of_area(session, MANAGER, "cycle") == []


def test_each_reader_sees_their_own_streams(chain):
    """A lead the own country, whoever acted; the manager the cycles; nobody the rest."""
    with open_session(chain, write=True) as session:
        record(session, "cycle:2027", "cycle.moved", account_id=2)
        record(session, "account:7", "role.granted", account_id=5, reporter="DK", role="signatory")
        record(session, "account:8", "role.granted", account_id=5, reporter="SE", role="signatory")
    with open_session(chain) as session:
        own = list_events_of_reporter(session, DK)
        assert {e.reporter for e in own} == {"DK"}
        assert {e.stream for e in own} == {"contribution:2027:DK", "account:7"}
        assert [e.stream for e in list_events_of_area(session, MANAGER, "cycle")] == ["cycle:2027"]
        assert len(list_events_of_area(session, MANAGER, "account")) == 2
        assert [e.act for e in list_events_of_account(session, 7)] == ["role.granted"]
        first, second = list_events_of_reporter(session, DK, limit=2)
        older = list_events_of_reporter(session, DK, before=second.id, limit=2)
        assert first.id > second.id > older[0].id


def test_record_refuses_what_is_no_hash_or_id(engine):
    """Floats and objects have no place in an event."""
    with pytest.raises(TypeError), open_session(engine, write=True) as session:
        record(session, "cycle:2027", "tried", account_id=None, number=0.5)


def test_commands_verify_seal_and_export(chain, database_url, monkeypatch):
    """Exit code 0 and 1, one JSON object a line, the newest seal last."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    run = CliRunner().invoke
    with clock.fixed(datetime(2027, 3, 2, 23, 59, tzinfo=UTC)):
        with open_session(chain, write=True) as session:
            record(session, "cycle:2027", "cycle.moved", account_id=None)
        sealed = run(portal, ["audit", "seal"])
    assert sealed.exit_code == 0
    good = run(portal, ["audit", "verify", "--seal", sealed.output.strip()])
    assert (good.exit_code, "13 events in 3 streams" in good.output) == (0, True)
    export = run(portal, ["audit", "export", "--from", "2027-03-02", "--to", "2027-03-02"])
    lines = [json.loads(line) for line in export.output.splitlines()]
    assert [line.get("act") for line in lines] == ["cycle.moved", None]
    assert lines[-1] == {"seal": sealed.output.strip()}
    empty = run(portal, ["audit", "export", "--from", "2027-03-01", "--to", "2027-03-01"])
    assert len(empty.output.splitlines()) == 1
    _tamper(chain, f"DELETE FROM audit_event WHERE {STREAM} AND sequence = 3")
    bad = run(portal, ["audit", "verify"])
    assert bad.exit_code == 1
    assert "An event before this one is missing." in bad.stderr
    assert run(portal, ["audit", "export", "--from", "yesterday"]).exit_code == 2

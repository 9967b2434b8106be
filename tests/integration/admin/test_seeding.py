"""Filling a database: what is there afterwards, and that doing it again changes nothing."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.catalogue.queries import get_cycle, get_index
from app.cli import portal
from app.core.clock import now
from app.core.db import open_session
from app.domain.workflow import Status, Window
from app.editions.queries import get_edition
from app.editions.service import verify_edition
from app.reporting.models import Contribution, Prefill, Receipt, Submission
from app.seeding import seed
from tests.seeded import BASELINE_EDITION, OPERATOR


def _count(session, table, *where):
    return session.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def test_live_cycle_is_open_with_every_public_fact_offered(demo_engine):
    """The cycle 2027 is open today and offers all 383 facts to 28 reporters."""
    with open_session(demo_engine, write=False) as session:
        cycle = get_cycle(session, "2027")
        index = get_index(session, cycle.catalogue_version_id)
        assert cycle.window(now()) is Window.OPEN
        assert len(index.catalogue.reporters) == 28
        here = Contribution.cycle_id == cycle.id
        assert _count(session, Contribution, here, Contribution.status == Status.NOT_STARTED) == 28
        assert _count(session, Prefill, Prefill.cycle_id == cycle.id) == 383


def test_baseline_is_published_without_signature_or_receipt(demo_engine):
    """28 compilations from public sources; nobody reported, nobody signed."""
    with open_session(demo_engine, write=False) as session:
        cycle = get_cycle(session, "baseline-2026")
        here = Submission.cycle_id == cycle.id
        documents = [
            json.loads(text)
            for text in session.execute(select(Submission.document).where(here)).scalars()
        ]
        assert len(documents) == 28
        assert {d["sign_off"] for d in documents} == {None}
        assert all(d["compiled_from"].startswith("compiled from public") for d in documents)
        assert not any("SD-X.1" in key for d in documents for key in d["content"]["observations"])
        assert _count(session, Receipt) == 0
        edition = get_edition(session, OPERATOR, BASELINE_EDITION)
        assert edition.is_published
        assert verify_edition(session, OPERATOR, BASELINE_EDITION) == []


def test_seeding_again_changes_nothing(demo_engine):
    """The second run adds no row and no event."""
    with open_session(demo_engine, write=True) as session:
        before = [_count(session, t) for t in (AuditEvent, Prefill, Contribution, Submission)]
        seed(session, OPERATOR, demo=True)
        after = [_count(session, t) for t in (AuditEvent, Prefill, Contribution, Submission)]
    assert after == before


@pytest.fixture
def run(monkeypatch, demo_url, tmp_path):
    """Run a command on the seeded database."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", demo_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(portal, arguments)


def test_seed_prints_accounts_and_cycles_as_json(run):
    """Scripts read the accounts of two countries, the Commission and its staff."""
    done = run("seed", "--demo", "--json")
    assert done.exit_code == 0, done.output
    printed = json.loads(done.output)
    assert printed["cycles"] == ["baseline-2026", "2027"]
    held = [(r["role"], r["reporter"]) for a in printed["accounts"] for r in a["roles"]]
    for reporter in ("DK", "NL", "EU"):
        for role in ("reporting_lead", "contributor", "signatory", "national_reader"):
            assert (role, reporter) in held
    assert held.count(("report_editor", None)) == 2
    for role in ("desk_officer", "cycle_manager", "subgroup_reader", "administrator"):
        assert (role, None) in held


def test_cycle_commands_move_one_step_at_a_time(run):
    """The next cycle is made from the last one and cannot skip a state."""
    assert run("cycle", "create", "2029", "--from", "2027").exit_code == 0
    again = run("cycle", "create", "2029", "--from", "2027")
    assert again.exit_code == 1
    assert "exists already" in again.output
    skipped = run("cycle", "move", "2029", "published")
    assert skipped.exit_code == 1
    assert "cannot move" in skipped.output
    assert run("cycle", "move", "2029", "frozen").exit_code == 0
    assert run("catalogue", "freeze", "--cycle", "2029").exit_code == 0
    assert run("cycle", "create", "2031", "--from", "1999").exit_code == 1


def test_catalogue_check_names_file_key_and_reason(run, tmp_path):
    """A folder without a catalogue is refused on standard error."""
    refused = run("catalogue", "check", str(tmp_path))
    assert refused.exit_code == 1
    assert "instrument.yaml: (file): The file is missing" in refused.output
    assert run("catalogue", "check").exit_code == 0

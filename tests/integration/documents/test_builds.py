"""Building documents: the same bytes everywhere, kept, and shown to whom they may be."""

import io
import zipfile

import pytest
from sqlalchemy import func, select

from app.core.db import make_engine, open_session
from app.core.settings import Settings
from app.council_report.models import CouncilReport
from app.council_report.service import build_report, report_contents, write_report
from app.domain.roles import PublicScope
from app.editions.queries import get_edition
from tests.seeded import BASELINE_EDITION, OPERATOR


def _written(url, kind):
    engine = make_engine(url)
    with open_session(engine, write=False) as session:
        edition = get_edition(session, OPERATOR, BASELINE_EDITION)
        contents = report_contents(session, OPERATOR, edition)
    engine.dispose()
    return write_report(contents, kind, "en", "http://127.0.0.1:8000")


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_both_databases_give_the_same_bytes(kind, sqlite_demo, postgresql_server, postgresql_demo):
    """Two seedings on two databases: one report manifest, one file."""
    first = _written(f"sqlite:///{sqlite_demo}", kind)
    second = _written(postgresql_server.url(postgresql_demo), kind)
    assert first == second
    assert kind == "pdf" or zipfile.ZipFile(io.BytesIO(first)).testzip() is None


@pytest.fixture
def settings(demo_url, tmp_path):
    """Settings on the seeded database."""
    return Settings(demo=True, database_url=demo_url, data_dir=tmp_path / "data")


def test_building_again_returns_the_kept_file(demo_engine, settings):
    """The second build makes no new row and gives the same file."""
    with open_session(demo_engine, write=True) as session:
        edition = get_edition(session, OPERATOR, BASELINE_EDITION)
        first = build_report(session, OPERATOR, settings, edition, "docx")
        second = build_report(session, OPERATOR, settings, edition, "docx")
        rows = session.execute(select(func.count()).select_from(CouncilReport)).scalar_one()
    assert first == second
    assert rows == 1


def test_report_holds_no_more_than_the_public_will_see(demo_engine):
    """Contents for the Commission's build and for the public are the same."""
    with open_session(demo_engine, write=False) as session:
        edition = get_edition(session, OPERATOR, BASELINE_EDITION)
        inside = report_contents(session, OPERATOR, edition)
        public = report_contents(session, PublicScope(), edition)
    assert inside == public
    assert all(fact.visibility == "public" for fact in inside.facts.values())

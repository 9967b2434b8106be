"""A database with the demo in it, filled once per worker and kind, copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.core.db import make_engine, open_session
from app.domain.roles import NATIONAL_ROLES, Role, UnionScope
from app.seeding import seed
from tests.application import share_statements
from tests.database import PostgresqlServer, copied

OPERATOR = UnionScope(None, "operator", frozenset(Role) - NATIONAL_ROLES)
BASELINE_EDITION = "baseline-2026/1"


def fill(url: str) -> None:
    """Seed a migrated database as `portal seed --demo` does."""
    engine = make_engine(url)
    with open_session(engine, write=True) as session:
        seed(session, OPERATOR, demo=True)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill one SQLite file per worker."""
    path = tmp_path_factory.mktemp("demo") / "portal.sqlite3"
    shutil.copy(sqlite_template, path)
    fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_demo(postgresql_server: PostgresqlServer, postgresql_template: str) -> str:
    """Fill one PostgreSQL database per worker."""
    name = postgresql_server.create(postgresql_template)
    fill(postgresql_server.url(name))
    return name


@pytest.fixture
def demo_url(
    database_kind: str, request: pytest.FixtureRequest, quick_directory: Path
) -> Iterator[str]:
    """Give the test a seeded database of its own."""
    if database_kind == "sqlite":
        with copied(request.getfixturevalue("sqlite_demo"), quick_directory) as url:
            yield url
        return
    server = request.getfixturevalue("postgresql_server")
    database = server.create(request.getfixturevalue("postgresql_demo"))
    yield server.url(database)
    server.drop(database)


@pytest.fixture
def demo_engine(demo_url: str) -> Iterator[Engine]:
    """Connect to the seeded database."""
    engine = make_engine(demo_url)
    share_statements(engine)
    yield engine
    engine.dispose()

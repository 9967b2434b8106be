"""A database with the demo in it, filled once per worker and kind, copied for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.core.db import make_engine, open_session
from app.domain.roles import NATIONAL_ROLES, Role, UnionScope
from app.seeding import seed
from tests.application import share_statements
from tests.database import Steps, fresh_copy

OPERATOR = UnionScope(None, "operator", frozenset(Role) - NATIONAL_ROLES)
BASELINE_EDITION = "baseline-2026/1"


def fill(engine: Engine) -> None:
    """Seed a migrated database as `portal seed --demo` does."""
    with open_session(engine, write=True) as session:
        seed(session, OPERATOR, demo=True)


@pytest.fixture(scope="session")
def sqlite_demo(template_after: Callable[[str, Steps], str]) -> Path:
    """Fill one SQLite file per worker."""
    return Path(template_after("sqlite", (fill,)))


@pytest.fixture(scope="session")
def postgresql_demo(template_after: Callable[[str, Steps], str]) -> str:
    """Fill one PostgreSQL database per worker."""
    return template_after("postgresql", (fill,))


@pytest.fixture
def demo_url(
    database_kind: str,
    template_after: Callable[[str, Steps], str],
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    """Give the test a seeded database of its own."""
    with fresh_copy(database_kind, template_after(database_kind, (fill,)), request) as url:
        yield url


@pytest.fixture
def demo_engine(demo_url: str) -> Iterator[Engine]:
    """Connect to the seeded database."""
    engine = make_engine(demo_url)
    share_statements(engine)
    yield engine
    engine.dispose()

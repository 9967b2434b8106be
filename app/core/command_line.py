"""What every command is given: settings, database, and the scopes of whoever runs it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine
from sqlmodel import Session

from app.core.db import assert_schema, make_engine, open_session
from app.core.settings import Settings, read_settings
from app.domain.roles import CountryScope, UnionScope


@dataclass
class CommandLine:
    """The object of the click context: `@click.pass_obj def show(portal: CommandLine) -> None`."""

    country_scope: Callable[[str], CountryScope]
    union_scope: Callable[[], UnionScope]
    # Drafts are sealed, from the operator too: what reads or writes one asks for a person.
    person_scope: Callable[["CommandLine", str, str, str], CountryScope]
    # Names and hashes of the documents of an edition that everybody may have.
    compiled_documents: Callable[..., Sequence[tuple[str, str]]]

    @cached_property
    def settings(self) -> Settings:
        """The settings; read when a command needs them, so that --help always works."""
        return read_settings()

    @cached_property
    def engine(self) -> Engine:
        """The database, once it is known to have the tables of this version."""
        engine = make_engine(self.settings)
        assert_schema(engine)
        return engine

    def close(self) -> None:
        """Give the connections back at the end of the command."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    @contextmanager
    def session(self, write: bool = False) -> Iterator[Session]:
        """Open one transaction, committed at the end when writing."""
        with open_session(self.engine, write) as session:
            yield session

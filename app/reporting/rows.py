"""Plain rows of a contribution: read by queries that are composed once, made into records."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from sqlalchemy import Insert, Row, Select, Table, bindparam, insert, select
from sqlmodel import Session, SQLModel

_T = TypeVar("_T")


def rows(session: Session, query: Select[Any], **values: object) -> list[Row[Any]]:
    """Run a query with these values."""
    return list(session.connection().execute(query, values))


def table(model: type[SQLModel]) -> Table:
    """Return the table behind a model."""
    # Plain rows, not objects: a page reads a few hundred of them and changes none.
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


@cache
def of_contribution(model: type[Any]) -> Select[Any]:
    """Return the query of all rows of a contribution, in the order they were made."""
    # Composed once: every page reads seven tables this way.
    found = table(model)
    ours = found.c.contribution_id == bindparam("contribution_id")
    return select(found).where(ours).order_by(found.c.id)


@cache
def adding(model: type[SQLModel]) -> Insert:
    """Return what adds a row; its values are given when it is run."""
    return insert(table(model))


def record(kind: type[_T], row: Any, **given: object) -> _T:
    """Build a dataclass from the columns of the same names, with some fields given."""
    names, read = _columns(cast(Any, kind), frozenset(given))
    return kind(**dict(zip(names, read(row), strict=True)), **given)


@cache
def _columns(
    kind: type, given: frozenset[str]
) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the fields of a dataclass that a row fills, and what reads them from it."""
    names = tuple(f.name for f in fields(kind) if f.name not in given)
    return names, attrgetter(*names)

"""What differs between the figures of two editions, as far as the reader may see both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.facts import Fact
from app.editions.models import EditionReason
from app.editions.queries import AnyScope, EditionInfo, load_facts

Kind = Literal["changed", "new", "gone"]


@dataclass(frozen=True)
class FactChange:
    """One figure that is not what it was; one side is missing where it came or went."""

    kind: Kind
    old: Fact | None
    new: Fact | None

    @property
    def fact(self) -> Fact:
        """The figure as it is now, or as it was last."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a change has at least one side")
        return found


@dataclass(frozen=True)
class FactChanges:
    """How the figures of two editions differ."""

    rows: tuple[FactChange, ...]

    def count(self, kind: Kind) -> int:
        """Return how many figures changed, came or went."""
        return sum(row.kind == kind for row in self.rows)


def correction_reason(session: Session, edition: EditionInfo) -> str:
    """Return why an edition follows one that was out, empty where nobody had to say."""
    query = select(col(EditionReason.reason)).where(col(EditionReason.edition_id) == edition.id)
    return session.execute(query).scalars().first() or ""


def changes_between(
    session: Session, scope: AnyScope, older: EditionInfo, newer: EditionInfo
) -> FactChanges:
    """Return every figure that is read differently; one that may not be shown any more is gone.

    Compared is what a reader reads: the value, how many stand behind it and what qualifies it.
    """
    before = load_facts(session, scope, older)
    after = load_facts(session, scope, newer)
    return FactChanges(tuple(_changes(before, after)))


def _changes(before: dict[str, Fact], after: dict[str, Fact]) -> Iterable[FactChange]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None:
            yield FactChange("new", None, new)
        elif new is None:
            yield FactChange("gone", old, None)
        elif _read(old) != _read(new):
            yield FactChange("changed", old, new)


def _read(fact: Fact) -> tuple[object, ...]:
    missing = tuple(sorted(fact.missing.items()))
    return fact.number, fact.text, fact.unit, fact.n, fact.of, missing, fact.flags

"""Figures of an edition a page at a time, in an order that never changes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.facts import Fact, FactKey, fact_from_canonical, parse_fact_key
from app.editions.models import EditionFact
from app.editions.queries import AnyScope, EditionInfo, shows

_CHUNK = 400


@dataclass(frozen=True)
class Wanted:
    """Which figures a reader asks for; an empty text asks for all."""

    subject: str = ""
    set: str = ""
    measure: str = ""  # `count` stands for every `count/…`
    period: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()  # with an empty code: any code of the dimension

    def takes(self, key: FactKey) -> bool:
        """Tell whether a figure is one of those."""
        plain = (
            (self.subject, key.subject),
            (self.set, key.set),
            (self.period, key.period),
        )
        if any(asked and asked != found for asked, found in plain):
            return False
        if self.measure and key.measure != self.measure:
            return key.measure.startswith(f"{self.measure}/")
        codes = dict(key.codes)
        return all(d in codes and code in ("", codes[d]) for d, code in self.dimensions)


@dataclass(frozen=True)
class FactPage:
    """Some figures, and the short id to go on after; empty at the end."""

    facts: tuple[Fact, ...]
    after: str


def page_of_facts(
    session: Session,
    scope: AnyScope,
    edition: EditionInfo,
    wanted: Wanted,
    after: str,
    most: int,
) -> FactPage | None:
    """Return up to `most` figures this reader may see; None when there is no figure to go on after.

    The order is that of the frozen edition, so that nothing moves between two pages.
    """
    start = 0
    if after:
        found = select(col(EditionFact.id)).where(
            col(EditionFact.edition_id) == edition.id, col(EditionFact.short) == after
        )
        row = session.execute(found).scalars().first()
        if row is None:
            return None
        start = row
    facts: list[Fact] = []
    for fact in _from(session, edition, wanted, start, most):
        if not shows(scope, edition, fact):
            continue
        if len(facts) == most:
            return FactPage(tuple(facts), facts[-1].short)
        facts.append(fact)
    return FactPage(tuple(facts), "")


def _from(
    session: Session, edition: EditionInfo, wanted: Wanted, start: int, most: int
) -> Iterator[Fact]:
    """Yield what is asked for after a row, in chunks: few for a first page, all for a rare set."""
    size = most + 1
    while True:
        query = (
            select(col(EditionFact.id), col(EditionFact.fact), col(EditionFact.content))
            .where(col(EditionFact.edition_id) == edition.id, col(EditionFact.id) > start)
            .order_by(col(EditionFact.id))
            .limit(size)
        )
        if wanted.subject:
            query = query.where(col(EditionFact.subject) == wanted.subject)
        rows = session.execute(query).all()
        for row in rows:
            key = parse_fact_key(row.fact)
            if key is not None and wanted.takes(key):
                yield fact_from_canonical(json.loads(row.content))
        if len(rows) < size:
            return
        start, size = rows[-1].id, max(size, _CHUNK)

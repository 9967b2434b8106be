"""Figures of an edition a page at a time, in an order that never changes."""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.facts import Fact, FactKey, fact_from_canonical
from app.editions.models import EditionFact
from app.editions.queries import AnyScope, EditionInfo, shows, stage_of, viewer_of

MOST_EDITIONS = 4  # held in the process


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
class Form:
    """How figures are written down; `name` tells all it depends on beside edition and figure."""

    name: Hashable
    write: Callable[[Fact], bytes]


@dataclass(frozen=True)
class FactPage:
    """Some figures as they are written, and the short id to go on after; empty at the end."""

    written: tuple[bytes, ...]
    after: str


@dataclass(frozen=True)
class _Held:
    """The figures of an edition that one kind of reader may see, in the order they were frozen."""

    facts: tuple[Fact, ...]
    places: Mapping[str, int]  # of what comes after each, by its short id
    written: list[bytes]  # each figure once somebody asked for it, empty before

    def piece(self, place: int, form: Form) -> bytes:
        """Return a figure as it is written; what this reader does not see has no place here."""
        if not self.written[place]:
            self.written[place] = form.write(self.facts[place])
        return self.written[place]


# What a reader sees of an edition never changes; the key names edition, reader, stage and form.
_held: WeakKeyDictionary[object, OrderedDict[Hashable, _Held]] = WeakKeyDictionary()
_lock = Lock()


def page_of_facts(
    session: Session,
    scope: AnyScope,
    edition: EditionInfo,
    wanted: Wanted,
    after: str,
    most: int,
    form: Form,
) -> FactPage | None:
    """Return up to `most` figures this reader may see; None when there is no figure to go on after.

    The order is that of the frozen edition, so that nothing moves between two pages.
    """
    held = _facts(session, scope, edition, form)
    start = held.places.get(after) if after else 0
    if start is None:
        return None
    rest: Iterator[int] = iter(range(start, len(held.facts)))
    if wanted != Wanted():
        rest = (place for place in rest if wanted.takes(held.facts[place].key))
    places = tuple(islice(rest, most + 1))
    written = tuple(held.piece(place, form) for place in places[:most])
    return FactPage(written, held.facts[places[most - 1]].short if len(places) > most else "")


def _facts(session: Session, scope: AnyScope, edition: EditionInfo, form: Form) -> _Held:
    key = (edition.id, edition.sha256, viewer_of(scope), stage_of(edition), form.name)
    with _lock:
        shelf = _held.setdefault(session.get_bind(), OrderedDict())
        if key in shelf:
            shelf.move_to_end(key)
            return shelf[key]
    facts = tuple(_read(session, scope, edition))
    places = {fact.short: place for place, fact in enumerate(facts, 1)}
    made = _Held(facts, places, [b""] * len(facts))
    with _lock:
        shelf[key] = made
        while len(shelf) > MOST_EDITIONS:
            shelf.popitem(last=False)
    return made


def _read(session: Session, scope: AnyScope, edition: EditionInfo) -> Iterator[Fact]:
    query = (
        select(col(EditionFact.content))
        .where(col(EditionFact.edition_id) == edition.id)
        .order_by(col(EditionFact.id))
    )
    for text in session.execute(query).scalars():
        fact = fact_from_canonical(json.loads(text))
        if shows(scope, edition, fact):
            yield fact

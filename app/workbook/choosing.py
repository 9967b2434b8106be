"""What somebody takes of the differences: cell by cell, a point, all, or a text of their own.

A tick is written `subject|revision|field`, so that nobody takes over what they were not shown;
without a field it means the whole subject.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.core.errors import Conflict
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.merge import is_undecided
from app.workbook.difference import Difference, FieldChange
from app.workbook.layout import fingerprint

EVERYTHING = "all"
MERGED, MINE, THEIRS = "merged", "mine", "theirs"
_AS_A_WHOLE = ("new", "cleared")
# Said together or not at all: a value, and why there is none.
_SAID_WITH = {"missing": "value", "reason": "value"}


@dataclass(frozen=True)
class Unit:
    """What is taken or left together: one cell, or a whole subject."""

    tick: str
    changes: tuple[FieldChange, ...]

    @property
    def is_conflict(self) -> bool:
        """Tell whether both sides changed it."""
        return any(change.is_conflict for change in self.changes)


@dataclass(frozen=True)
class Choice:
    """What a form says is to be taken."""

    ticks: frozenset[str] = frozenset()
    group: str = ""  # a point, or everything, that is taken whatever is ticked
    shown: str = ""  # what the page listed when it was loaded
    decisions: Mapping[str, str] = field(default_factory=dict)  # of conflicts, by tick
    texts: Mapping[str, str] = field(default_factory=dict)  # put together, by tick


class Undecided(Exception):
    """A text put together still has places to decide on."""


def units(one: Difference) -> tuple[Unit, ...]:
    """Return what can be taken of a difference."""
    if one.kind in ("refused", "same"):
        return ()
    start = f"{one.subject}|{one.revision}|"
    if one.kind in _AS_A_WHOLE:
        return (Unit(start, one.changes),)
    found: dict[str, list[FieldChange]] = {}
    for change in one.changes:
        found.setdefault(_SAID_WITH.get(change.name, change.name), []).append(change)
    return tuple(Unit(start + name, tuple(changes)) for name, changes in found.items())


def listing(found: Sequence[Difference]) -> str:
    """Return what tells whether a page that was loaded before still lists the same."""
    said = [[unit.tick, [[c.theirs, c.mine] for c in unit.changes]] for unit in _all_units(found)]
    return sha256_hex(canonical_json(said))[:32]


def chosen(
    found: Sequence[Difference], choice: Choice, group_of: Mapping[str, str]
) -> tuple[Difference, ...]:
    """Return the differences limited to what is taken.

    `group_of` is the point of each subject. Raises Conflict when something chosen is not there (any
    more), and Undecided when a text still holds marked places.
    """
    known = {unit.tick: unit for unit in _all_units(found)}
    if choice.group and choice.shown != listing(found):
        raise Conflict("workbook_choice_gone")
    wanted = set(choice.ticks)
    wanted |= {tick for tick, decided in choice.decisions.items() if decided in (MINE, MERGED)}
    if choice.group:
        wanted = {
            tick
            for one in found
            if choice.group in (EVERYTHING, group_of[one.subject])
            for tick in (unit.tick for unit in units(one) if not unit.is_conflict)
        }
    if not wanted <= known.keys():
        raise Conflict("workbook_choice_gone")
    limited = (_limited(one, wanted, choice) for one in found)
    return tuple(one for one in limited if one is not None)


def as_it_stands(found: Sequence[Difference], choice: Choice) -> tuple[Difference, ...]:
    """Return what a choice would take now: nothing that is gone, no text still to be decided."""
    known = {unit.tick for unit in _all_units(found)}
    decided = {tick for tick, of in choice.decisions.items() if of in (MINE, MERGED)}
    undecided = {
        tick
        for tick, of in choice.decisions.items()
        if of == MERGED and is_undecided(choice.texts.get(tick, ""))
    }
    wanted = set(((choice.ticks | decided) & known) - undecided)
    limited = (_limited(one, wanted, choice) for one in found)
    return tuple(one for one in limited if one is not None)


def without_conflicts(found: Sequence[Difference]) -> Choice:
    """Return the choice of everything that changes on one side only."""
    return Choice(frozenset(unit.tick for unit in _all_units(found) if not unit.is_conflict))


def settled_by(taken: Sequence[Difference], choice: Choice) -> Iterator[str]:
    """Yield a note of each text put together, so that the file is not in conflict with it again."""
    for one in taken:
        for unit in units(one):
            if choice.decisions.get(unit.tick) == MERGED:
                name = unit.changes[0].name
                yield _note(one.subject, name, one.result[name])


def without_settled(one: Difference, notes: Sequence[str]) -> Difference:
    """Leave out what somebody put together from this file, while it stands as they left it."""
    left = tuple(c for c in one.changes if _note(one.subject, c.name, c.theirs) not in notes)
    if left == one.changes or one.kind == "refused":
        return one
    kind = one.kind if any(c.is_conflict for c in left) else "changed" if left else "same"
    gone = {c.name: c.theirs for c in one.changes if c not in left}
    return replace(one, changes=left, kind=kind, result={**one.result, **gone})


def _note(subject: str, name: str, text: str) -> str:
    return f"{subject}|{name}|{fingerprint(text)}"


def _all_units(found: Sequence[Difference]) -> Iterator[Unit]:
    for one in found:
        yield from units(one)


def _limited(one: Difference, wanted: set[str], choice: Choice) -> Difference | None:
    """Return a difference with what is taken of it, None when that is nothing."""
    taken = [unit for unit in units(one) if unit.tick in wanted]
    if not taken:
        return None
    changes = tuple(_decided(unit, change, choice) for unit in taken for change in unit.changes)
    left = {change.name: change.theirs for change in one.changes}
    result = {**one.result, **left, **{change.name: change.mine for change in changes}}
    return replace(one, changes=changes, result=result)


def _decided(unit: Unit, change: FieldChange, choice: Choice) -> FieldChange:
    if choice.decisions.get(unit.tick) != MERGED or len(unit.changes) > 1:
        return change
    text = choice.texts.get(unit.tick, "").strip()
    if is_undecided(text):
        raise Undecided(unit.tick)
    return replace(change, mine=text)

"""Two changes of one text put together word by word; where they meet, a person decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.diff import matches, pieces_of

# Around a place where both changed the text. Nobody types these, so a text that holds one has
# places that nobody has decided on.
OPENS, CLOSES = "⟦", "⟧"


class Stretch(NamedTuple):
    """A part of a merged text; where `mine` and `theirs` differ, it is for a person to decide."""

    mine: str
    theirs: str

    @property
    def is_settled(self) -> bool:
        """Tell whether there is only one text here."""
        return self.mine == self.theirs


@dataclass(frozen=True)
class Merge:
    """What becomes of two changes of one text, in reading order."""

    stretches: tuple[Stretch, ...]

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is left to decide."""
        return all(stretch.is_settled for stretch in self.stretches)

    @property
    def undecided(self) -> int:
        """In how many places both changed the text differently."""
        return sum(not stretch.is_settled for stretch in self.stretches)

    def text(self, my_name: str, their_name: str) -> str:
        """Return the merged text; where both changed it, both stand, marked with names."""
        return "".join(
            stretch.mine
            if stretch.is_settled
            else f"{_marked(my_name, stretch.mine)} {_marked(their_name, stretch.theirs)}"
            for stretch in self.stretches
        )


def _marked(name: str, text: str) -> str:
    return f"{OPENS}{name}: {text}{CLOSES}"


def is_undecided(text: str) -> bool:
    """Tell whether a text still holds places where somebody has to decide."""
    return OPENS in text or CLOSES in text


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Put together what two people made of one text.

    What only one of them changed is taken over, what both kept stays, and what both changed in
    the same way is there once.
    """
    old, ours, others = pieces_of(base, mine, theirs)
    settled: list[Stretch] = []
    for part in _parts(old, ours, others):
        stretch = _judged(part)
        if settled and settled[-1].is_settled and stretch.is_settled:
            text = settled[-1].mine + stretch.mine
            settled[-1] = Stretch(text, text)
        elif stretch != ("", ""):
            settled.append(stretch)
    return Merge(tuple(settled))


class _Part(NamedTuple):
    base: str
    mine: str
    theirs: str


def _judged(part: _Part) -> Stretch:
    if part.mine == part.base:
        return Stretch(part.theirs, part.theirs)
    if part.theirs == part.base:
        return Stretch(part.mine, part.mine)
    return Stretch(part.mine, part.theirs)


def _parts(old: list[str], ours: list[str], others: list[str]) -> Iterator[_Part]:
    """Cut all three texts at the stretches that nobody touched."""
    at_old = at_ours = at_others = 0
    for kept in _kept_by_both(old, ours, others):
        yield _Part(
            "".join(old[at_old : kept.old]),
            "".join(ours[at_ours : kept.ours]),
            "".join(others[at_others : kept.others]),
        )
        at_old, at_ours, at_others = (place + kept.size for place in kept[:3])
        text = "".join(old[kept.old : at_old])
        yield _Part(text, text, text)
    yield _Part("".join(old[at_old:]), "".join(ours[at_ours:]), "".join(others[at_others:]))


class _Kept(NamedTuple):
    old: int
    ours: int
    others: int
    size: int


def _kept_by_both(old: list[str], ours: list[str], others: list[str]) -> Iterator[_Kept]:
    """Yield the stretches of the old text that stand in both new ones, in order.

    A space alone holds nothing apart: two people who changed words next to each other meet.
    """
    mine, theirs = list(matches(old, ours)), list(matches(old, others))
    i = j = 0
    while i < len(mine) and j < len(theirs):
        (a, b, length), (c, d, size) = mine[i], theirs[j]
        start, end = max(a, c), min(a + length, c + size)
        if start < end and any(not piece.isspace() for piece in old[start:end]):
            yield _Kept(start, b + start - a, d + start - c, end - start)
        if a + length < c + size:
            i += 1
        else:
            j += 1

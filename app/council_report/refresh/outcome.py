"""What a refresh did, figure by figure, so that a drafter can read it as a list."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal[
    "changed",  # written anew
    "taken",  # edited by hand, and written anew because that was asked for
    "edited",  # edited by hand, and left as it is
    "deleted",  # in a deletion that nobody has accepted yet
    "removed",  # no longer in the file
    "unplaced",  # in the edition's report, never in the file
    "gone",  # in the file, no longer in the edition
    "unshaped",  # a table or chart with other columns or cells than the portal can match
]
KINDS: tuple[Kind, ...] = (
    "changed", "taken", "edited", "deleted", "removed", "unplaced", "gone", "unshaped",
)  # fmt: skip
MOST = 50_000  # lines: far more than a report has figures
_MOST_LETTERS = 500  # of one text in the list
OF_CONCERN = frozenset({"edited", "gone", "unshaped"})  # figures that are not the edition's


@dataclass(frozen=True)
class Outcome:
    """One line of the list: which figure or block, where in the file, the old and the new text."""

    kind: Kind
    name: str  # full name of a figure, or of a table or chart
    place: str = ""  # the heading above it, or row and column
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Refreshed:
    """A refreshed file with the list of what became of it."""

    contents: bytes
    outcomes: tuple[Outcome, ...]
    before: str  # edition the file was made from
    same: int  # figures and cells that already were as the edition has them

    def of(self, kind: Kind) -> tuple[Outcome, ...]:
        """Return the lines of one kind, in the order of the file."""
        return tuple(one for one in self.outcomes if one.kind == kind)


def shortened(text: str) -> str:
    """Return a text as the list shows it."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MOST_LETTERS else f"{flat[: _MOST_LETTERS - 1]}…"


def to_json(outcomes: Iterable[Outcome]) -> list[dict[str, str]]:
    """Return the list as JSON."""
    return [asdict(one) for one in outcomes]


def from_json(said: Iterable[dict[str, Any]]) -> tuple[Outcome, ...]:
    """Reverse `to_json`."""
    return tuple(Outcome(**one) for one in said)

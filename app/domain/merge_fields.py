"""Two changes of one record put together field by field; where they meet, a person decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldMerge:
    """One field as both people began it, as each left it, and what it becomes."""

    name: str
    base: Any
    mine: Any
    theirs: Any
    becomes: Any
    is_settled: bool

    @property
    def is_changed(self) -> bool:
        """Tell whether anybody changed it."""
        return bool(self.mine != self.base or self.theirs != self.base)

    @property
    def is_only_mine(self) -> bool:
        """Tell whether it becomes something the other person did not save."""
        return bool(self.becomes != self.theirs)

    @property
    def is_only_theirs(self) -> bool:
        """Tell whether it becomes something this person did not write."""
        return bool(self.becomes != self.mine)


def merge_fields(
    base: Mapping[str, Any] | None,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    names: Iterable[str],
) -> tuple[FieldMerge, ...]:
    """Put two changes of a record together.

    A field that one side changed is that side's, lists take over what either added or took out,
    and of what both changed differently nothing is chosen: mine stands there, not settled.
    """
    return tuple(
        _merged(name, *(_plain((side or {}).get(name)) for side in (base, mine, theirs)))
        for name in names
    )


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, tuple | list) else value


def _merged(name: str, base: Any, mine: Any, theirs: Any) -> FieldMerge:
    sides = (base, mine, theirs)
    if mine in (base, theirs):
        return FieldMerge(name, *sides, theirs, True)
    if theirs == base:
        return FieldMerge(name, *sides, mine, True)
    if isinstance(mine, list) and isinstance(theirs, list):
        return FieldMerge(name, *sides, _both_lists(base or [], mine, theirs), True)
    return FieldMerge(name, *sides, mine, False)


def _both_lists(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Of one element there is no third state, so two lists never contradict each other."""
    kept = [one for one in base if one in mine and one in theirs]
    return sorted({*kept, *(one for one in (*mine, *theirs) if one not in base)})

"""Which row of a table is which, after a person worked on it and the figures changed."""

from collections.abc import Sequence
from difflib import SequenceMatcher

Row = Sequence[str]
Pairs = list[tuple[int | None, int | None]]
_MOST = 40_000  # pairs of rows that are compared cell by cell
_FIRST = 3  # the first cell says what a row is about


def paired(old: Sequence[Row], new: Sequence[Row]) -> Pairs:
    """Return rows of both sides that belong together, in order; None where one stands alone."""
    start, end = 0, 0
    most = min(len(old), len(new))
    while start < most and tuple(old[start]) == tuple(new[start]):
        start += 1
    while end < most - start and tuple(old[-1 - end]) == tuple(new[-1 - end]):
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    compare = _by_likeness if len(left) * len(right) <= _MOST else _by_equality
    found: Pairs = [(i, i) for i in range(start)]
    found += [
        (None if a is None else a + start, None if b is None else b + start)
        for a, b in compare(left, right)
    ]
    found += [(len(old) - end + i, len(new) - end + i) for i in range(end)]
    return found


def _by_equality(old: Sequence[Row], new: Sequence[Row]) -> Pairs:
    matcher = SequenceMatcher(None, [tuple(r) for r in old], [tuple(r) for r in new], False)
    found: Pairs = []
    for _tag, a, a_end, b, b_end in matcher.get_opcodes():
        together = min(a_end - a, b_end - b)
        found += [(a + i, b + i) for i in range(together)]
        found += [(i, None) for i in range(a + together, a_end)]
        found += [(None, i) for i in range(b + together, b_end)]
    return found


def _by_likeness(old: Sequence[Row], new: Sequence[Row]) -> Pairs:
    """Return the pairs with most equal cells together; rows never cross."""
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = _likeness(old[i], new[j])
            together = both + best[i + 1][j + 1] if both else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    found: Pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        both = _likeness(old[i], new[j])
        if both and best[i][j] == both + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            found.append((i, None))
            i += 1
        else:
            found.append((None, j))
            j += 1
    found += [(k, None) for k in range(i, len(old))]
    found += [(None, k) for k in range(j, len(new))]
    return found


def _likeness(old: Row, new: Row) -> int:
    """Return how much speaks for one row; nothing where less than half of it is the same."""
    if not old or not new:
        return 0
    first = _FIRST if old[0] == new[0] else 0
    rest = sum(a == b for a, b in zip(old[1:], new[1:], strict=False))
    most = _FIRST + max(len(old), len(new)) - 1
    return first + rest if first or 2 * (first + rest) >= most else 0


def columns(there: Row, written: Row) -> list[int | None]:
    """Return for each column of a file which written one it is; None for one added by hand."""
    if len(there) == len(written):
        return list(range(len(there)))
    found: list[int | None] = [None] * len(there)
    matcher = SequenceMatcher(None, list(there), list(written), False)
    for block in matcher.get_matching_blocks():
        for i in range(block.size):
            found[block.a + i] = block.b + i
    return found

"""Links between the pages of a long list."""

from collections.abc import Callable
from dataclasses import dataclass

Number = tuple[int | None, str, bool]  # page, address, is it this one; None is a gap


@dataclass(frozen=True)
class Paging:
    """Where in a list a page stands, and how to go on."""

    number: int
    first: int  # place of its first row, from 1
    last: int
    numbers: tuple[Number, ...]
    previous: str
    next: str


def paging(count: int, size: int, wanted: int, url: Callable[[int], str]) -> Paging:
    """Return the page that is wanted, or the nearest there is."""
    end = max(1, -(-count // size))
    number = min(max(wanted, 1), end)
    near = sorted({n for n in (1, number - 1, number, number + 1, end) if 1 <= n <= end})
    numbers: list[Number] = []
    for place, one in enumerate(near):
        if place and one - near[place - 1] > 1:
            numbers.append((None, "", False))
        numbers.append((one, url(one), one == number))
    return Paging(
        number=number,
        first=min((number - 1) * size + 1, count),
        last=min(number * size, count),
        numbers=tuple(numbers),
        previous=url(number - 1) if number > 1 else "",
        next=url(number + 1) if number < end else "",
    )

"""The stages of a build, and telling somebody how far it is."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from app.council_report.document import Block, Heading

Stage = Literal["facts", "chapters", "fiches", "writing", "parts", "keeping"]
Watch = Callable[[Stage, int, int], None]  # stage, how many are done, of how many (0: not counted)


def nobody(_stage: Stage, _done: int, _of: int) -> None:
    """Watch a build without looking."""


def counted(
    blocks: Iterable[Block], watch: Watch, stage: Stage, level: int, of: int
) -> Iterator[Block]:
    """Pass blocks on, and tell at each heading of a level how many came before it."""
    watch(stage, 0, of)
    begun = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == level:
            watch(stage, begun, of)
            begun += 1
        yield block
    watch(stage, of, of)

"""Disclosure control of the first rules, for editions frozen under them; it never changes again.

Newer editions follow `app.domain.suppression`; what stands here twice stays twice on purpose.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from app.domain.facts import EU27, Fact, FactKey
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex
from app.domain.visibility import Stage, Viewer, may_see

FEWEST_BEHIND_AN_AGGREGATE = 3  # of values that may appear in aggregates only
_TELLS_ITS_PARTS = ("sum", "mean", "count_yes")
_TELLS_WHEN_FEW = ("median", "ratio_of_sums")


@dataclass(frozen=True)
class _Line:
    """Parts and the totals made from them: whoever sees all but one of these knows that one."""

    totals: tuple[str, ...]
    parts: tuple[str, ...]


def suppress(facts: Iterable[Fact], index: CatalogueIndex) -> list[Fact]:
    """Mark small cells, and beside each that could be told by subtraction one more.

    The second one is the smallest other part of the same total; the total itself goes when no
    other part holds anything. Values that only some readers may see are guarded alike.
    """
    found = {fact.id: fact for fact in facts}
    for name, fact in found.items():
        indicator = index.indicators.get(fact.key.subject)
        if indicator is not None and _is_small(indicator, fact):
            found[name] = replace(fact, suppressed=True)
    lines = [*_breakdown_lines(found, index), *_country_lines(found)]
    while any(_close(line, found, viewer) for viewer in _READERS for line in lines):
        pass
    return list(found.values())


_READERS = (Viewer.SUBGROUP, Viewer.PUBLIC)


def is_shown(fact: Fact, viewer: Viewer = Viewer.PUBLIC) -> bool:
    """Tell whether a reader may see this figure once its edition is published."""
    return viewer is Viewer.COMMISSION or (
        not fact.suppressed and may_see(viewer, fact.visibility, Stage.PUBLISHED)
    )


def _is_small(indicator: Indicator, fact: Fact) -> bool:
    threshold = indicator.min_cell_size
    counts = fact.key.measure in ("sum", "value", "median")
    if threshold and counts and fact.number is not None and 0 < fact.number < threshold:
        return True
    is_aggregate = fact.key.set == EU27 and fact.key.measure != "n"
    is_closed = indicator.sensitivity == "aggregate_only"
    return is_closed and is_aggregate and 0 < fact.n < FEWEST_BEHIND_AN_AGGREGATE


def _close(line: _Line, found: dict[str, Fact], viewer: Viewer) -> bool:
    """Hide one more figure of a line that has a single hidden one; tells whether it did."""
    hidden = [part for part in line.parts if not is_shown(found[part], viewer)]
    totals = [total for total in line.totals if is_shown(found[total], viewer)]
    if len(hidden) + (not totals) != 1:
        return False
    others = [part for part in line.parts if part not in hidden and _weight(found[part])]
    if not others and (not totals or not hidden or not _weight(found[hidden[0]])):
        return False
    smallest = min(others, key=lambda part: (_weight(found[part]), part)) if others else None
    for name in (smallest,) if smallest else totals:
        found[name] = replace(found[name], suppressed=True)
    return True


def _weight(fact: Fact) -> Decimal:
    return abs(fact.number) if fact.number is not None else Decimal(1)


def _breakdown_lines(facts: Mapping[str, Fact], index: CatalogueIndex) -> Iterator[_Line]:
    """Yield each total with the cells of one of its breakdowns, and one-way with crossed cells."""
    lines: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for name, fact in facts.items():
        key = fact.key
        indicator = index.indicators.get(key.subject)
        if indicator is None or key.measure not in ("sum", "value") or not _adds_up(indicator, key):
            continue
        dimensions = tuple(dimension for dimension, _ in key.codes)
        for size in range(len(key.codes)):
            for kept in combinations(key.codes, size):
                total = str(replace(key, codes=kept))
                if total in facts:
                    lines[total, dimensions].append(name)
    for (total, _), parts in lines.items():
        yield _Line((total,), tuple(parts))


def _adds_up(indicator: Indicator, key: FactKey) -> bool:
    breakdown = indicator.breakdown("+".join(dimension for dimension, _ in key.codes))
    return breakdown is not None and breakdown.adds_up in ("exact", "at_most")


def _country_lines(facts: Mapping[str, Fact]) -> Iterator[_Line]:
    """Yield each aggregate over the Member States with their own values."""
    totals: dict[FactKey, list[str]] = defaultdict(list)
    parts: dict[FactKey, list[str]] = defaultdict(list)
    for name, fact in facts.items():
        key = fact.key
        group = replace(key, set="", measure="")
        if key.set == EU27 and _tells_its_parts(fact):
            totals[group].append(name)
        elif key.set != EU27 and key.measure == "value":
            parts[group].append(name)
    for group, names in totals.items():
        if parts[group]:
            yield _Line(tuple(names), tuple(parts[group]))


def _tells_its_parts(fact: Fact) -> bool:
    measure = fact.key.measure
    if measure in _TELLS_WHEN_FEW:
        return fact.n < FEWEST_BEHIND_AN_AGGREGATE
    return measure in _TELLS_ITS_PARTS or measure.startswith("count/")

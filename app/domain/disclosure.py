"""What a reader can work out: the sums that tie figures together, solved for those not shown."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from app.domain.facts import EU27, Fact, FactKey
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex

Hidden = Callable[[str], bool]
Number = int | Fraction  # whole as long as it goes: nearly always
Row = dict[str, Number]


@dataclass(frozen=True)
class Line:
    """Figures that add up to another one, or to something that other figures tell (a mean)."""

    parts: tuple[str, ...]
    total: str
    is_sum: bool = True  # the total is a figure like its parts; else it tells their sum only


@dataclass(frozen=True)
class Tally:
    """How many countries chose each option, and what each of them chose."""

    parts: tuple[str, ...]
    totals: tuple[str, ...]


@dataclass(frozen=True)
class Middle:
    """A median, the values it is the middle of, and their sum where there is one."""

    parts: tuple[str, ...]
    median: str
    sum: str


@dataclass(frozen=True)
class Table:
    """All that ties the figures of one indicator in one period together."""

    lines: tuple[Line, ...]
    tallies: tuple[Tally, ...]
    middles: tuple[Middle, ...]


def tables_of(facts: Mapping[str, Fact], index: CatalogueIndex) -> list[Table]:
    """Return what ties the figures of an edition together, by subject and period."""
    lines: dict[tuple[str, str], list[Line]] = defaultdict(list)
    tallies: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    middles: dict[tuple[str, str], list[Middle]] = defaultdict(list)
    for line in _breakdown_lines(facts, index):
        key = facts[line.total].key
        lines[key.subject, key.period].append(line)
    for group, parts, totals in _by_cell(facts):
        place = group.subject, group.period
        by_measure = {facts[name].key.measure: name for name in totals}
        if "sum" in by_measure:
            lines[place].append(Line(parts, by_measure["sum"]))
        if "mean" in by_measure:
            lines[place].append(Line(parts, by_measure["mean"], is_sum=False))
        if "median" in by_measure:
            total = by_measure.get("sum", "")
            middles[place].append(Middle(parts, by_measure["median"], total))
        counts = tuple(name for measure, name in by_measure.items() if _counts(measure))
        if counts:
            tallies[place].append(Tally(parts, counts))
    places = sorted({*lines, *tallies, *middles})
    return [Table(*(tuple(held[p]) for held in (lines, tallies, middles))) for p in places]  # type: ignore[arg-type]


def _counts(measure: str) -> bool:
    return measure == "count_yes" or measure.startswith("count/")


def _by_cell(
    facts: Mapping[str, Fact],
) -> Iterator[tuple[FactKey, tuple[str, ...], tuple[str, ...]]]:
    """Yield each cell with the values of the countries and the figures made of them."""
    totals: dict[FactKey, list[str]] = defaultdict(list)
    parts: dict[FactKey, list[str]] = defaultdict(list)
    for name, fact in facts.items():
        group = replace(fact.key, set="", measure="")
        if fact.key.set == EU27:
            totals[group].append(name)
        elif fact.key.measure == "value":
            parts[group].append(name)
    for group, names in totals.items():
        if parts[group]:
            yield group, tuple(sorted(parts[group])), tuple(sorted(names))


def _breakdown_lines(facts: Mapping[str, Fact], index: CatalogueIndex) -> Iterator[Line]:
    """Yield each total with the cells of one of its breakdowns, and one-way with crossed cells."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
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
                    found[total, dimensions].append(name)
    for (total, _), parts in found.items():
        yield Line(tuple(sorted(parts)), total)


def _adds_up(indicator: Indicator, key: FactKey) -> bool:
    breakdown = indicator.breakdown("+".join(dimension for dimension, _ in key.codes))
    return breakdown is not None and breakdown.adds_up in ("exact", "at_most")


def told_by_sums(lines: Sequence[Line], facts: Mapping[str, Fact], is_hidden: Hidden) -> list[str]:
    """Return the hidden figures that follow from those shown, sorted.

    Whoever reads takes every line as an equation in what is hidden. Numbers are never negative,
    so a hidden zero moves upwards only: one that no equation lets move is told as well. Cells
    that may fall short of their total are taken as if they made it up.
    """
    pivots, rest = _reduced(list(_equations(lines, is_hidden)), facts)
    stuck = {name for row in rest for name in row}
    told = set(stuck)
    for pivot, row in pivots.items():
        others = set(row) - {pivot}
        if not any(weight(facts[name]) for name in others) and others <= stuck:
            told.add(pivot)
    return sorted(told)


def _equations(lines: Iterable[Line], is_hidden: Hidden) -> Iterator[Row]:
    for line in lines:
        row: Row = {name: 1 for name in line.parts if is_hidden(name)}
        if is_hidden(line.total):
            if not line.is_sum:
                continue
            row[line.total] = -1
        if row:
            yield row


def _reduced(rows: list[Row], facts: Mapping[str, Fact]) -> tuple[dict[str, Row], list[Row]]:
    """Solve for the figures above zero; return their rows, and rows that hold zeros only."""
    pivots: dict[str, Row] = {}
    rest = []
    for row in rows:
        for name in [n for n in row if n in pivots]:
            _subtract(row, pivots[name], row.get(name, 0))
        positive = min((name for name in row if weight(facts[name])), default="")
        if not positive:
            rest.append(row)
            continue
        scale = row[positive]
        if scale != 1:
            for name in row:
                row[name] = -row[name] if scale == -1 else Fraction(row[name]) / scale
        for other in pivots.values():
            _subtract(other, row, other.get(positive, 0))
        pivots[positive] = row
    return pivots, rest


def _subtract(row: Row, other: Row, times: Number) -> None:
    if not times:
        return
    for name, coefficient in other.items():
        left = row.get(name, 0) - times * coefficient
        if left:
            row[name] = left
        else:
            row.pop(name, None)


def weight(fact: Fact) -> Decimal:
    """Return how much a figure holds; one for what is no number."""
    return abs(fact.number) if fact.number is not None else Decimal(1)

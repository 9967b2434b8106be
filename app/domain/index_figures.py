"""Index series: what became of a number since the first period asked for, which counts as 100."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from app.domain.facts import EU27, Fact, FactKey
from app.domain.figures import SHARE_PLACES, Cell, Frame, collect, figure, flags_behind
from app.domain.indicators import Indicator, periods
from app.domain.observations import Observation, ObservationKey
from app.domain.visibility import effective

INDEX, CHANGE = "index", "change"
DRAWN_BY = "partner_region"  # the one dimension by which series are drawn, beside the total
NO_BASE = "no_base"  # nothing, or zero, in the base period: from nothing nothing is measured
BREAK = "break"  # the country says that its numbers cannot be compared
_INDEXED = ("count", "decimal", "money_eur")  # with a true zero: twice as many means something
_BREAKING = frozenset({"b", "d"})


@dataclass(frozen=True)
class _Pair:
    """One country's number in the base period and in a later one."""

    base: Observation
    later: Observation

    @property
    def flags(self) -> tuple[str, ...]:
        """Flags of both."""
        return tuple(sorted({*self.base.flags, *self.later.flags}))


def has_index(indicator: Indicator) -> bool:
    """Tell whether an indicator has several periods and numbers whose ratio means something."""
    return (
        indicator.value_type in _INDEXED
        and indicator.reference_period in ("calendar_year", "academic_year")
        and indicator.subject == "reporter"
        and not (indicator.per_point or indicator.is_counted_by_option)
    )


def span(base: str, later: str) -> str:
    """Return the period of a change: `2025_2026`, `2024-25_2025-26`."""
    return f"{base}_{later}"


def index_figures(frame: Frame, indicator: Indicator) -> Iterator[Fact]:
    """Yield index and change of each country, and of the Union where the catalogue adds up."""
    if not has_index(indicator):
        return
    base, *others = periods(indicator.reference_period, frame.cutoff)
    for codes in _codes(frame, indicator):
        for later in others:
            yield from _series(frame, indicator, codes, base, later)


def _codes(frame: Frame, indicator: Indicator) -> list[tuple[tuple[str, str], ...]]:
    found: set[tuple[tuple[str, str], ...]] = {()}
    for reported in frame.member_states:
        for key in reported.data.observations:
            if key.indicator == indicator.id and key.breakdown == DRAWN_BY:
                found.add(key.codes)
    return sorted(found)


def _series(
    frame: Frame, indicator: Indicator, codes: tuple[tuple[str, str], ...], base: str, later: str
) -> Iterator[Fact]:
    home = f"P{indicator.home_point:02d}"
    first, last = (
        collect(frame, ObservationKey(indicator.id, period, codes=codes), home)
        for period in (base, later)
    )
    pairs, reasons = _pairs(first, last)

    def both(where: str, share: Decimal, of: Fact) -> Iterator[Fact]:
        index = (share * 100).quantize(SHARE_PLACES, ROUND_HALF_EVEN)
        key = FactKey(indicator.id, where, INDEX, base, codes)
        unit = f"{base} = 100"
        yield replace(of, key=key, number=Decimal(100), unit=unit)
        yield replace(of, key=replace(key, period=later), number=index, unit=unit)
        change = replace(key, measure=CHANGE, period=span(base, later))
        yield replace(of, key=change, number=index - 100, unit="%")

    for reporter, pair in pairs.items():
        if not _number(pair.base):
            continue
        yield from both(frame.printed(reporter), _share([pair]), _own(indicator, reporter, pair))
    if indicator.aggregation == "sum" and any(_number(pair.base) for pair in pairs.values()):
        cell = Cell(tuple((r, pair.later) for r, pair in pairs.items()), reasons)
        every = Cell(tuple((r, s) for r, p in pairs.items() for s in (p.base, p.later)), {})
        flags = flags_behind(frame, every, len(pairs))
        of = figure(cell, FactKey(indicator.id, EU27, INDEX, base, codes), flags=flags)
        yield from both(EU27, _share(pairs.values()), of)


def _pairs(first: Cell, last: Cell) -> tuple[dict[str, _Pair], dict[str, str]]:
    """Return the countries with both periods, and why the others that submitted are not there.

    A country that has a number for one period only would move the line without a change anywhere.
    """
    bases, pairs = dict(first.values), {}
    reasons = dict(last.reasons)
    for reporter, seen in last.values:
        base = bases.get(reporter)
        if base is None:
            reasons[reporter] = NO_BASE
        elif _BREAKING & {*seen.flags}:
            reasons[reporter] = BREAK
        else:
            pairs[reporter] = _Pair(base, seen)
    return pairs, reasons


def _number(seen: Observation) -> Decimal:
    return seen.number or Decimal(0)


def _share(pairs: Iterable[_Pair]) -> Decimal:
    pairs = list(pairs)
    whole = sum((_number(pair.base) for pair in pairs), Decimal(0))
    return sum((_number(pair.later) for pair in pairs), Decimal(0)) / whole


def _own(indicator: Indicator, reporter: str, pair: _Pair) -> Fact:
    level = effective(pair.base.visibility, pair.later.visibility)
    return Fact(
        key=FactKey(indicator.id, reporter, INDEX, ""),
        n=1,
        of=1,
        inputs=(reporter,),
        flags=pair.flags,
        visibility=effective(level, indicator.sensitivity),
    )


def why_no_index(facts: Mapping[str, Fact], key: FactKey, base: str) -> str:
    """Return why a value of a later period has no index beside it; empty where it has one.

    `key` names the value or sum of the later period, `facts` what the reader may see.
    """
    if str(replace(key, measure=INDEX)) in facts:
        return ""
    first = facts.get(str(replace(key, period=base)))
    if first is None or not first.number:
        return NO_BASE
    later = facts.get(str(key))
    return BREAK if later is not None and _BREAKING & {*later.flags} else "not_shown"

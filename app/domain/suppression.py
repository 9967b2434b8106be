"""Disclosure control: figures too small to show, and those that would tell them by subtraction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from app.domain.asked import same_period_of
from app.domain.disclosure import (
    Hidden,
    Line,
    Middle,
    Table,
    Tally,
    tables_of,
    told_by_sums,
    weight,
)
from app.domain.facts import EU27, Fact, FactKey
from app.domain.figures import Frame
from app.domain.index_figures import CHANGE, INDEX
from app.domain.indicators import Indicator, periods
from app.domain.visibility import Stage, Viewer, may_see

FEWEST_BEHIND_AN_AGGREGATE = 3  # of values that may appear in aggregates only
_READERS = (Viewer.SUBGROUP, Viewer.PUBLIC)


def is_shown(fact: Fact, viewer: Viewer = Viewer.PUBLIC) -> bool:
    """Tell whether a reader may see this figure once its edition is published."""
    return viewer is Viewer.COMMISSION or (
        not fact.suppressed and may_see(viewer, fact.visibility, Stage.PUBLISHED)
    )


@dataclass(frozen=True)
class _Made:
    """A figure made of others: hidden with any of them."""

    name: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class _Share:
    """A ratio or index over other countries than the sums it is made of, and all their values."""

    name: str
    values: tuple[str, ...]


def suppress(facts: Iterable[Fact], frame: Frame) -> list[Fact]:
    """Mark small cells, and beside each that could be worked out as many more as it takes.

    Hidden next is the smallest other part of a sum that tells too much; the sum itself where no
    other part holds anything. Values that only some readers may see are guarded alike. What the
    edition before of the same cycle hid stays hidden: shown now, it would tell its neighbours
    there. What it told, and what is still the same, hides nothing.
    """
    found = {fact.id: fact for fact in facts}
    for name, fact in found.items():
        indicator = frame.index.indicators.get(fact.key.subject)
        small = indicator is not None and _is_small(indicator, fact)
        if small or name in frame.hidden_before:
            found[name] = replace(fact, suppressed=True)
    made = [*_made(found, frame)]
    tables = tables_of(found, frame.index)
    shares = [*_shares_of_sums(found, frame)]
    told = {viewer: _told_before(found, frame.before, viewer) for viewer in _READERS}
    changed = True
    while changed:  # what one reader must not see may tell another one something, and so on
        steps = [_follow(found, made), _tell_more(found, shares)]
        changed = any([*steps, *(_guard(table, found, told) for table in tables)])
    return list(found.values())


def _is_small(indicator: Indicator, fact: Fact) -> bool:
    threshold = indicator.min_cell_size
    counts = fact.key.measure in ("sum", "value", "median")
    if threshold and counts and fact.number is not None and 0 < fact.number < threshold:
        return True
    is_aggregate = fact.key.set == EU27 and fact.key.measure != "n"
    is_closed = indicator.sensitivity == "aggregate_only"
    return is_closed and is_aggregate and 0 < fact.n < FEWEST_BEHIND_AN_AGGREGATE


def _hide(found: dict[str, Fact], *names: str) -> None:
    for name in names:
        found[name] = replace(found[name], suppressed=True)


def _told_before(
    found: Mapping[str, Fact], before: Mapping[str, Fact], viewer: Viewer
) -> frozenset[str]:
    """Return the figures that a reader knows from the edition before: to hide them hides nothing.

    Whoever reads it takes for granted that they are the same where nothing says otherwise.
    """
    return frozenset(
        name
        for name, fact in found.items()
        if name in before
        and is_shown(before[name], viewer)
        and (before[name].number, before[name].text) == (fact.number, fact.text)
    )


def _guard(table: Table, found: dict[str, Fact], told: Mapping[Viewer, frozenset[str]]) -> bool:
    """Hide until no reader can work out a hidden figure of a table; tells whether any went."""
    changed = False
    for viewer in _READERS:
        known = told[viewer]

        def is_hidden(name: str, viewer: Viewer = viewer, known: frozenset[str] = known) -> bool:
            return name not in known and not is_shown(found[name], viewer)

        while any(
            [
                _guard_sums(table.lines, found, is_hidden, known),
                *(_guard_tally(tally, found, is_hidden, known) for tally in table.tallies),
                *(_guard_middle(middle, found, is_hidden, known) for middle in table.middles),
            ]
        ):
            changed = True
    return changed


def _guard_sums(
    lines: tuple[Line, ...], found: dict[str, Fact], is_hidden: Hidden, known: frozenset[str]
) -> bool:
    """Hide the neighbour of each figure that can be worked out; tells whether it did."""
    changed = False
    touched: set[Line] = set()
    for told in told_by_sums(lines, found, is_hidden):
        own = [line for line in lines if told == line.total or told in line.parts]
        if touched.isdisjoint(own):
            names = _neighbour(told, own, found, lambda n: n in known or is_hidden(n))
            _hide(found, *names)
            touched |= {line for line in lines if {*names} & {line.total, *line.parts}}
            changed = changed or bool(names)
    return changed


def _neighbour(
    told: str, own: list[Line], found: Mapping[str, Fact], is_hidden: Hidden
) -> tuple[str, ...]:
    """Return what to hide beside a figure: the smallest other part, the totals, else the zeros."""
    parts = {name for line in own for name in line.parts if name != told and not is_hidden(name)}
    others = [name for name in parts if weight(found[name])]
    if others:
        return (min(others, key=lambda name: (weight(found[name]), name)),)
    totals = {line.total for line in own if not is_hidden(line.total)}
    return tuple(sorted(totals or parts))


def _guard_tally(
    tally: Tally, found: dict[str, Fact], is_hidden: Hidden, known: frozenset[str]
) -> bool:
    """Hide one more choice, or the counts, where all hidden choices are the same one."""
    totals = [name for name in tally.totals if name not in known and not is_hidden(name)]
    counted = {found[name].key.measure.partition("/")[2] for name in tally.totals}

    def choice(name: str) -> str:
        text = found[name].text or ""
        return text if text in counted or text in ("yes", "no") else text[:4]  # dates by year

    chosen = {choice(name) for name in tally.parts if is_hidden(name)}
    if len(chosen) != 1 or not totals:
        return False
    open_parts = [n for n in tally.parts if n not in known and not is_hidden(n)]
    others = [name for name in open_parts if choice(name) not in chosen]
    _hide(found, *([min(others)] if others else totals))
    return True


def _guard_middle(
    middle: Middle, found: dict[str, Fact], is_hidden: Hidden, known: frozenset[str]
) -> bool:
    """Hide a second value, or the median, where the median tells a hidden value."""
    hidden = [name for name in middle.parts if is_hidden(name)]
    if is_hidden(middle.median) or middle.median in known or not hidden:
        return False
    shown = [name for name in middle.parts if name not in hidden]
    # Beside the sum the median tells two values, only not which is whose; of two it is the sum.
    if middle.sum and (len(hidden) < FEWEST_BEHIND_AN_AGGREGATE or is_hidden(middle.sum)):
        _hide(found, middle.median)
        return True
    if not _middle_tells([found[name] for name in hidden], [found[name] for name in shown]):
        return False
    free = [name for name in shown if name not in known]
    others = [name for name in free if weight(found[name])] if len(hidden) == 1 else []
    smallest = min(others, key=lambda name: (weight(found[name]), name), default=middle.median)
    _hide(found, smallest)
    return True


def _middle_tells(hidden: list[Fact], shown: list[Fact]) -> bool:
    """Tell whether one of the hidden values has to be what it is for the median to be the same.

    The other hidden ones may be anything: nothing, the median itself, or more than all.
    """
    known = [fact.number for fact in shown if fact.number is not None]
    own = [fact.number for fact in hidden if fact.number is not None]
    seen, beyond, rest = median([*known, *own]), max([*known, *own]) + 1, len(own) - 1
    others = [
        [Decimal(0)] * low + [beyond] * high + [seen] * (rest - low - high)
        for low in range(rest + 1)
        for high in range(rest + 1 - low)
    ]
    return any(
        all(
            median([*known, value, *more]) != seen
            for value in (Decimal(0), beyond)
            if value != number
            for more in others
        )
        for number in {*own}
    )


def _follow(found: dict[str, Fact], made: Iterable[_Made]) -> bool:
    """Hide what is made of a hidden figure; tells whether it did."""
    gone = [
        one.name
        for one in made
        if not found[one.name].suppressed
        and any(name in found and found[name].suppressed for name in one.sources)
    ]
    _hide(found, *gone)
    return bool(gone)


def _made(found: Mapping[str, Fact], frame: Frame) -> Iterator[_Made]:
    """Yield shares, indices and counts of a group with the figures they are made of."""
    groups = {g.id: g.points for g in frame.index.catalogue.instrument.groups}
    for name, fact in found.items():
        key = fact.key
        indicator = frame.index.indicators.get(key.subject)
        group = key.subject.removesuffix(".progress")
        if indicator is not None and (key.measure in (INDEX, CHANGE) or indicator.numerator):
            yield _Made(name, tuple(str(part) for part in _parts_of(key, indicator, frame)))
        elif group in groups and key.measure.startswith("count/"):
            subjects = [f"P{number:02d}.progress" for number in groups[group]]
            yield _Made(name, tuple(str(replace(key, subject=s)) for s in subjects))


def _parts_of(key: FactKey, indicator: Indicator, frame: Frame) -> Iterator[FactKey]:
    """Yield the values or sums a share, an index or a change was made of."""
    plain = "sum" if key.set == EU27 else "value"
    if key.measure in (INDEX, CHANGE):
        base = periods(indicator.reference_period, frame.cutoff)[0]
        for period in {base, *key.period.split("_")}:
            yield replace(key, measure=plain, period=period)
    elif key.measure in ("value", "ratio_of_sums"):
        for part in (indicator.numerator, indicator.denominator):
            other = frame.index.indicators.get(part or "")
            if other is not None:
                period = same_period_of(other, indicator, key.period, frame.cutoff)
                yield replace(key, subject=other.id, measure=plain, period=period)


def _shares_of_sums(found: Mapping[str, Fact], frame: Frame) -> Iterator[_Share]:
    """Yield ratios and indices of the Union with the sums and values behind them."""
    printed = {entry.code: entry.printed for entry in frame.index.catalogue.reporters}
    for name, fact in found.items():
        indicator = frame.index.indicators.get(fact.key.subject)
        if indicator is None or fact.key.set != EU27:
            continue
        if fact.key.measure not in ("ratio_of_sums", INDEX, CHANGE):
            continue
        for part in _parts_of(fact.key, indicator, frame):
            total = found.get(str(part))
            behind = {*fact.inputs, *(total.inputs if total else ())}
            if total is None or set(total.inputs) != set(fact.inputs):
                own = (replace(part, set=printed[r], measure="value") for r in sorted(behind))
                values = (str(key) for key in own)
                yield _Share(name, tuple(value for value in values if value in found))


def _tell_more(found: dict[str, Fact], shares: Iterable[_Share]) -> bool:
    """Hide such a ratio or index where a value behind it is hidden; tells whether it did.

    Over the same countries as the sums it tells nothing that the sums do not.
    """
    gone = {
        share.name
        for share in shares
        if not found[share.name].suppressed
        and not all(is_shown(found[value]) for value in share.values)
    }
    _hide(found, *gone)
    return bool(gone)

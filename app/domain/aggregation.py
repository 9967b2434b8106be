"""Aggregation rules: from accepted submissions to the facts of an edition, every figure once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median

from app.domain import first_suppression
from app.domain.asked import progress_key, same_period_of
from app.domain.contribution import Measure
from app.domain.facts import EU27, MEMBER_STATES, Fact, FactKey
from app.domain.figures import (
    CURRENT_RULES,
    LEFT_OUT,
    RULES,
    SHARE_PLACES,
    UNANSWERED,
    Cell,
    Frame,
    Reported,
    collect,
    figure,
    flags_behind,
    own_figure,
    reason_for,
    text_of,
    unit_of,
)
from app.domain.group_figures import group_progress, points_of_groups, progress_of_elements
from app.domain.index_figures import index_figures
from app.domain.indicators import PROGRESS, Indicator, periods
from app.domain.observations import Observation, ObservationKey
from app.domain.roles import COMMISSION
from app.domain.suppression import suppress
from app.domain.ticked import ticked_facts

__all__ = ["CURRENT_RULES", "RULES", "Frame", "Reported", "compute_facts"]


def compute_facts(frame: Frame) -> list[Fact]:
    """Return every fact of an edition, sorted by id, small cells already marked."""
    facts = [*_coverage(frame), *_measures(frame)]
    if not frame.baseline:
        facts += list(_progress(frame))
    for indicator in frame.index.catalogue.indicators:
        if indicator.id != PROGRESS:
            facts += list(_indicator(frame, indicator))
    if frame.rules == 1:
        guarded = first_suppression.suppress(facts, frame.index)
    else:
        facts += list(_later_rules(frame))
        guarded = suppress(facts, frame)
    return sorted(guarded, key=lambda fact: fact.id)


def _later_rules(frame: Frame) -> Iterator[Fact]:
    """Yield the facts that the first rules did not have."""
    for group, points in points_of_groups(frame):
        yield from _measures_serving(frame, f"{group}.measures", points)
    if not frame.baseline:
        yield from progress_of_elements(frame)
        yield from group_progress(frame)
        states = [reported.data for reported in frame.member_states]
        yield from ticked_facts(frame.index, states, frame.cutoff.isoformat())
    for indicator in frame.index.catalogue.indicators:
        yield from index_figures(frame, indicator)


def _coverage(frame: Frame) -> Iterator[Fact]:
    """Who reported at all, and who said something at each point."""
    period = frame.cutoff.isoformat()
    states = frame.member_states
    names = tuple(r.reporter for r in states)
    measure = "covered" if frame.baseline else "reported"
    key = FactKey("coverage", EU27, measure, period)
    yield Fact(key, Decimal(len(names)), unit="countries", n=len(names), inputs=names)
    if frame.baseline:
        yield Fact(FactKey("coverage", EU27, "reported", period), Decimal(0), unit="countries")
    spoken: Counter[str] = Counter()
    for point in _points_of(frame, "member_states"):
        there = Cell(
            tuple((r.reporter, Observation()) for r in states if _speaks_at(frame, r, point)),
            {r.reporter: _silence(r, point) for r in states if not _speaks_at(frame, r, point)},
        )
        spoken.update(there.inputs)
        yield from _with_rest(there, f"{point}.coverage", period)
    for name in names:
        key = FactKey("coverage", frame.printed(name), "points", period)
        yield Fact(key, Decimal(spoken[name]), unit="points", n=1, of=1, inputs=(name,))


def _points_of(frame: Frame, addressee: str) -> tuple[str, ...]:
    return tuple(p.id for p in frame.index.catalogue.instrument.points if p.addressee == addressee)


def _with_rest(cell: Cell, subject: str, period: str) -> Iterator[Fact]:
    """Say from how many Member States something came, and how many are missing."""
    n = len(cell.values)
    rest = MEMBER_STATES - n
    yield figure(cell, FactKey(subject, EU27, "n", period), "countries", number=Decimal(n))
    yield figure(cell, FactKey(subject, EU27, "missing", period), "countries", number=Decimal(rest))


def _silence(reported: Reported, point: str) -> str:
    return LEFT_OUT if point in reported.data.left_out else UNANSWERED


def _speaks_at(frame: Frame, reported: Reported, point: str) -> bool:
    data = reported.data
    if point in data.left_out:
        return False
    status = data.observations.get(progress_key(point, frame.cutoff))
    return bool(
        (status and status.is_given)
        or any(code.startswith(f"{point}.") for code in data.answers)
        or data.measures_at(point)
        or data.evidence_at(point)
        or any(
            seen.is_given and _is_home(frame, key, point) for key, seen in data.observations.items()
        )
    )


def _is_home(frame: Frame, key: ObservationKey, point: str) -> bool:
    indicator = frame.index.indicators.get(key.indicator)
    return indicator is not None and f"P{indicator.home_point:02d}" == point and not key.point


def _measures(frame: Frame) -> Iterator[Fact]:
    """How many measures there are and how many serve each point, by type and from how many."""
    period = frame.cutoff.isoformat()
    for reported in frame.reported:
        key = FactKey("measures", frame.printed(reported.reporter), "count", period)
        count = Decimal(len(_included(reported)))
        yield Fact(key, count, unit="measures", n=1, of=1, inputs=(reported.reporter,))
    everything = [(r.reporter, m) for r in frame.member_states for m in _included(r)]
    yield from _counted("measures", EU27, everything, period)
    for point in frame.index.catalogue.instrument.points:
        yield from _measures_serving(frame, f"{point.id}.measures", (point.id,))


def _measures_serving(frame: Frame, subject: str, points: tuple[str, ...]) -> Iterator[Fact]:
    """Yield how many measures serve one or more of these points, all of one addressee."""
    asked = {p.id: p.addressee for p in frame.index.catalogue.instrument.points}
    is_ours = asked[points[0]] == "commission"
    sources = tuple(r for r in (frame.commission,) if r) if is_ours else frame.member_states
    here = [
        (r.reporter, measure)
        for r in sources
        for measure in r.data.measures
        if set(points) & set(measure.points) - set(r.data.left_out)
    ]
    period = frame.cutoff.isoformat()
    yield from _counted(subject, COMMISSION if is_ours else EU27, here, period)


def _included(reported: Reported) -> list[Measure]:
    """Measures that serve at least one point that is not left out."""
    return [m for m in reported.data.measures if set(m.points) - set(reported.data.left_out)]


def _counted(
    subject: str, where: str, found: Sequence[tuple[str, Measure]], period: str
) -> Iterator[Fact]:
    who = tuple(dict.fromkeys(reporter for reporter, _ in found))
    is_eu = where == EU27

    def fact(measure: str, count: int, unit: str, *codes: tuple[str, str]) -> Fact:
        key = FactKey(subject, where, measure, period, codes)
        of = MEMBER_STATES if is_eu else 1
        return Fact(key, Decimal(count), unit=unit, n=len(who), of=of, inputs=who)

    yield fact("count", len(found), "measures")
    if is_eu:
        yield fact("countries", len(who), "countries")
    for kind, count in sorted(Counter(m.type for _, m in found).items()):
        inputs = tuple(dict.fromkeys(reporter for reporter, m in found if m.type == kind))
        by_type = fact("count", count, "measures", ("type", kind))
        yield replace(by_type, n=len(inputs), inputs=inputs)


def _progress(frame: Frame) -> Iterator[Fact]:
    """How many countries chose each step at each point; the status of each country."""
    period = frame.cutoff.isoformat()
    indicator = frame.index.indicators[PROGRESS]
    for point in frame.index.catalogue.instrument.points:
        subject, key = f"{point.id}.progress", progress_key(point.id, frame.cutoff)
        if point.addressee == "commission":
            if frame.commission and not reason_for(frame.commission, key, point.id):
                seen = frame.commission.data.observations[key]
                yield own_figure(
                    FactKey(subject, COMMISSION, "value", period), COMMISSION, seen, indicator
                )
            continue
        cell = collect(frame, key, point.id)
        counts = Counter(str(seen.value) for _, seen in cell.values)
        yield from _with_rest(cell, subject, period)
        for option in frame.index.catalogue.progress_scale if cell.values else ():
            count_key = FactKey(subject, EU27, f"count/{option.value}", period)
            yield figure(cell, count_key, "countries", number=Decimal(counts[option.value]))
        for reporter, seen in cell.values:
            own_key = FactKey(subject, frame.printed(reporter), "value", period)
            yield own_figure(own_key, reporter, seen, indicator)


def _indicator(frame: Frame, indicator: Indicator) -> Iterator[Fact]:
    home = f"P{indicator.home_point:02d}"
    if indicator.subject == "union":
        yield from _union_values(frame, indicator, home)
        return
    keys = {
        ObservationKey(indicator.id, p) for p in periods(indicator.reference_period, frame.cutoff)
    }
    for reported in frame.member_states:
        keys |= {key for key in reported.data.observations if key.indicator == indicator.id}
    for key in sorted(keys):
        cell = collect(frame, key, home)
        if key.is_total or cell.values:
            yield from _aggregate(frame, indicator, key, cell)
            for reporter, seen in cell.values:
                own = FactKey(indicator.id, frame.printed(reporter), "value", key.period, key.codes)
                yield own_figure(own, reporter, seen, indicator)
    # The first rules made a ratio also where the catalogue refuses one.
    if frame.rules == 1 or indicator.aggregation == "weighted_mean":
        yield from _ratio_of_sums(frame, indicator)


def _union_values(frame: Frame, indicator: Indicator, home: str) -> Iterator[Fact]:
    if frame.commission is None or home in frame.commission.data.left_out:
        return
    for key, seen in sorted(frame.commission.data.observations.items()):
        if key.indicator == indicator.id and seen.value is not None:
            fact_key = FactKey(indicator.id, COMMISSION, "value", key.period, key.codes)
            yield own_figure(fact_key, COMMISSION, seen, indicator)


_NUMERIC: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": lambda numbers: sum(numbers, Decimal(0)),
    "median": lambda numbers: Decimal(median(numbers)),
    "mean": lambda numbers: (sum(numbers, Decimal(0)) / len(numbers)).quantize(
        SHARE_PLACES, ROUND_HALF_EVEN
    ),
}


def _aggregate(
    frame: Frame, indicator: Indicator, key: ObservationKey, cell: Cell
) -> Iterator[Fact]:
    def fact_key(measure: str) -> FactKey:
        return FactKey(indicator.id, EU27, measure, key.period, key.codes)

    yield figure(cell, fact_key("n"), "countries", number=Decimal(len(cell.values)))
    if not cell.values:
        return  # nobody said anything: there is no figure, and none is shown as zero
    rule = "sum" if indicator.is_counted_by_option else indicator.aggregation
    if rule in _NUMERIC and cell.numbers:
        unit, flags = unit_of(indicator), flags_behind(frame, cell)
        number = _NUMERIC[rule](cell.numbers)
        yield figure(cell, fact_key(rule), unit, number=number, flags=flags)
        if key.is_total and rule == "sum":  # what a country's own value is read against
            middle = _NUMERIC["median"](cell.numbers)
            yield figure(cell, fact_key("median"), unit, number=middle, flags=flags)
    elif rule == "count_yes":
        count = sum(seen.value is True for _, seen in cell.values)
        yield figure(cell, fact_key("count_yes"), "countries", number=Decimal(count))
    elif rule == "distribution":
        yield from _distribution(indicator, cell, fact_key)
    elif key.codes and any(isinstance(seen.value, bool) for _, seen in cell.values):
        count = sum(seen.value is True for _, seen in cell.values)
        yield figure(cell, fact_key("count_yes"), "countries", number=Decimal(count))


def _distribution(
    indicator: Indicator, cell: Cell, fact_key: Callable[[str], FactKey]
) -> Iterator[Fact]:
    """Number of countries for each option, or for each year where the value is a date."""
    if indicator.bins == "year":
        years = Counter(str(seen.value)[:4] for _, seen in cell.values)
        bins: Iterable[tuple[str, int]] = sorted(years.items())
    else:
        counts = Counter(text_of(seen.value) or "" for _, seen in cell.values)
        bins = [(option.value, counts[option.value]) for option in indicator.options]
    for name, count in bins:
        yield figure(cell, fact_key(f"count/{name}"), "countries", number=Decimal(count))


def _ratio_of_sums(frame: Frame, indicator: Indicator) -> Iterator[Fact]:
    """100 * sum of numerators / sum of denominators over the countries that reported both."""
    if not (indicator.numerator and indicator.denominator):
        return
    for period in periods(indicator.reference_period, frame.cutoff):
        for codes in _codes_of_ratio(frame, indicator):
            over = _part(frame, indicator, indicator.numerator, period, codes)
            under = _part(frame, indicator, indicator.denominator, period, codes)
            wholes = dict(under.values)
            both = tuple((r, seen) for r, seen in over.values if r in wholes)
            part = sum((seen.number or Decimal(0) for _, seen in both), Decimal(0))
            whole = sum((wholes[r].number or Decimal(0) for r, _ in both), Decimal(0))
            if whole:
                share = (part * 100 / whole).quantize(SHARE_PLACES, ROUND_HALF_EVEN)
                cell = Cell(both, {**under.reasons, **over.reasons})
                key = FactKey(indicator.id, EU27, "ratio_of_sums", period, codes)
                counted = Cell((*both, *((r, wholes[r]) for r, _ in both)), {})
                flags = flags_behind(frame, counted, len(both))
                yield figure(cell, key, indicator.unit, number=share, flags=flags)


def _codes_of_ratio(frame: Frame, indicator: Indicator) -> list[tuple[tuple[str, str], ...]]:
    """Return the total, and each cell of a breakdown that both parts of the ratio have too."""
    found: set[tuple[tuple[str, str], ...]] = {()}
    if frame.rules == 1:
        return [()]
    parts = [frame.index.indicators[n or ""] for n in (indicator.numerator, indicator.denominator)]
    shared = {b.id for b in indicator.breakdowns if all(part.breakdown(b.id) for part in parts)}
    for reported in frame.member_states:
        for key in reported.data.observations:
            if key.indicator == parts[0].id and key.breakdown in shared:
                found.add(key.codes)
    return sorted(found)


def _part(
    frame: Frame,
    ratio: Indicator,
    name: str | None,
    period: str,
    codes: tuple[tuple[str, str], ...],
) -> Cell:
    """Collect numerator or denominator of a ratio: in its own period, at its own point."""
    part = frame.index.indicators[name or ""]
    key = ObservationKey(part.id, same_period_of(part, ratio, period, frame.cutoff), codes=codes)
    return collect(frame, key, f"P{part.home_point:02d}")

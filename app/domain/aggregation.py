"""Aggregation rules: from accepted submissions to the facts of an edition, every figure once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median

from app.domain.answers import Value
from app.domain.asked import progress_key
from app.domain.contribution import ReportData
from app.domain.facts import EU27, LIMITED_COVERAGE_BELOW, MEMBER_STATES, Fact, FactKey
from app.domain.indicators import PROGRESS, Indicator, periods
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.roles import COMMISSION
from app.domain.visibility import effective

NOT_REPORTED = "not_reported"  # no accepted submission
LEFT_OUT = "left_out"
UNANSWERED = "unanswered"
SHARE_PLACES = Decimal("0.1")


@dataclass(frozen=True)
class Reported:
    """One accepted submission as aggregation reads it."""

    reporter: str
    version: int
    sha256: str
    data: ReportData


@dataclass(frozen=True)
class Frame:
    """Everything a figure may be computed from."""

    index: CatalogueIndex
    cutoff: date
    reported: tuple[Reported, ...]
    baseline: bool = False  # compiled from public sources: coverage and measures, never a status

    @property
    def member_states(self) -> tuple[Reported, ...]:
        """Submissions of the Member States, in protocol order."""
        order = {r.code: r.protocol_order for r in self.index.catalogue.reporters}
        ours = [r for r in self.reported if r.reporter != COMMISSION]
        return tuple(sorted(ours, key=lambda r: order[r.reporter]))

    @property
    def commission(self) -> Reported | None:
        """The Commission's submission."""
        return next((r for r in self.reported if r.reporter == COMMISSION), None)

    def printed(self, reporter: str) -> str:
        """Return the code used in fact ids: EL for Greece."""
        return next(r.printed for r in self.index.catalogue.reporters if r.code == reporter)


def compute_facts(frame: Frame) -> list[Fact]:
    """Return every fact of an edition, sorted by id, small cells already marked."""
    facts = [*_coverage(frame), *_measures(frame)]
    if not frame.baseline:
        facts += list(_progress(frame))
    for indicator in frame.index.catalogue.indicators:
        if indicator.id != PROGRESS:
            facts += list(_indicator(frame, indicator))
    return sorted(suppress(facts, frame.index), key=lambda fact: fact.id)


def _missing_reason(reported: Reported, key: ObservationKey, home: str) -> str:
    if home in reported.data.left_out:
        return LEFT_OUT
    seen = reported.data.observations.get(key)
    return seen.missing.code if seen and seen.missing else UNANSWERED


@dataclass(frozen=True)
class _Cell:
    """The values of all Member States for one cell."""

    values: tuple[tuple[str, Observation], ...]  # reporter, observation with a value
    missing: dict[str, int]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Reporters that gave a value."""
        return tuple(reporter for reporter, _ in self.values)

    @property
    def numbers(self) -> list[Decimal]:
        """Values that are numbers."""
        return [seen.number for _, seen in self.values if seen.number is not None]


def _collect(frame: Frame, key: ObservationKey, home: str) -> _Cell:
    values, missing = [], Counter[str]()
    states = frame.member_states
    missing[NOT_REPORTED] = MEMBER_STATES - len(states)
    for reported in states:
        seen = reported.data.observations.get(key)
        if seen is not None and seen.value is not None and home not in reported.data.left_out:
            values.append((reported.reporter, seen))
        else:
            missing[_missing_reason(reported, key, home)] += 1
    return _Cell(tuple(values), {k: v for k, v in missing.items() if v})


def _fact(cell: _Cell, key: FactKey, unit: str = "", **values: object) -> Fact:
    flags = ("limited_coverage",) if len(cell.values) < LIMITED_COVERAGE_BELOW else ()
    fact = Fact(
        key=key,
        unit=unit,
        n=len(cell.values),
        missing=cell.missing,
        inputs=cell.inputs,
        flags=flags,
    )
    return replace(fact, **values)  # type: ignore[arg-type]


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
    for point in frame.index.catalogue.instrument.points:
        if point.addressee != "member_states":
            continue
        there = tuple(r.reporter for r in states if _speaks_at(frame, r, point.id))
        key = FactKey(f"{point.id}.coverage", EU27, "n", period)
        yield Fact(key, Decimal(len(there)), unit="countries", n=len(there), inputs=there)


def _speaks_at(frame: Frame, reported: Reported, point: str) -> bool:
    data = reported.data
    if point in data.left_out:
        return False
    status = data.observations.get(progress_key(point, frame.cutoff))
    has_answer = any(code.startswith(f"{point}.") for code in data.answers)
    return bool((status and status.is_given) or has_answer or data.measures_at(point))


def _measures(frame: Frame) -> Iterator[Fact]:
    """How many measures serve each point, by type, and from how many countries."""
    period = frame.cutoff.isoformat()
    for point in frame.index.catalogue.instrument.points:
        is_ours = point.addressee == "commission"
        sources = tuple(r for r in (frame.commission,) if r) if is_ours else frame.member_states
        here = [(r.reporter, m) for r in sources for m in r.data.measures_at(point.id)]
        who = tuple(dict.fromkeys(reporter for reporter, _ in here))
        where = COMMISSION if is_ours else EU27
        base = Fact(FactKey("", "", "", ""), n=len(who), of=1 if is_ours else 27, inputs=who)
        subject = f"{point.id}.measures"
        key = FactKey(subject, where, "count", period)
        yield replace(base, key=key, number=Decimal(len(here)), unit="measures")
        if not is_ours:
            key = FactKey(subject, where, "countries", period)
            yield replace(base, key=key, number=Decimal(len(who)), unit="countries")
        for kind, count in sorted(Counter(m.type for _, m in here).items()):
            key = FactKey(subject, where, "count", period, (("type", kind),))
            yield replace(base, key=key, number=Decimal(count), unit="measures")


def _progress(frame: Frame) -> Iterator[Fact]:
    """How many countries chose each step at each point; the status of each country."""
    period = frame.cutoff.isoformat()
    for point in frame.index.catalogue.instrument.points:
        subject, key = f"{point.id}.progress", progress_key(point.id, frame.cutoff)
        if point.addressee == "commission":
            seen = frame.commission and frame.commission.data.observations.get(key)
            if seen and seen.value is not None:
                yield _own(FactKey(subject, COMMISSION, "value", period), COMMISSION, seen, "", 1)
            continue
        cell = _collect(frame, key, point.id)
        counts = Counter(str(seen.value) for _, seen in cell.values)
        n_key = FactKey(subject, EU27, "n", period)
        yield _fact(cell, n_key, "countries", number=Decimal(len(cell.values)))
        for option in frame.index.catalogue.progress_scale:
            count_key = FactKey(subject, EU27, f"count/{option.value}", period)
            yield _fact(cell, count_key, "countries", number=Decimal(counts[option.value]))
        for reporter, seen in cell.values:
            own_key = FactKey(subject, frame.printed(reporter), "value", period)
            yield _own(own_key, reporter, seen, "", 1)


def _own(key: FactKey, reporter: str, seen: Observation, unit: str, of: int) -> Fact:
    """Return the fact of one reporter's own value."""
    return Fact(
        key=key,
        number=seen.number,
        text=None if seen.number is not None else text_of(seen.value),
        unit=unit,
        n=1,
        of=of,
        inputs=(reporter,),
        flags=seen.flags,
        visibility=seen.visibility,
    )


def text_of(value: Value | None) -> str | None:
    """Return a value that is not a number as the text facts carry."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def _indicator(frame: Frame, indicator: Indicator) -> Iterator[Fact]:
    home = f"P{indicator.home_point:02d}"
    if indicator.subject == "union":
        yield from _union_values(frame, indicator)
        return
    keys = {
        ObservationKey(indicator.id, p) for p in periods(indicator.reference_period, frame.cutoff)
    }
    for reported in frame.member_states:
        keys |= {key for key in reported.data.observations if key.indicator == indicator.id}
    for key in sorted(keys):
        cell = _collect(frame, key, home)
        if key.is_total or cell.values:
            yield from _aggregate(indicator, key, cell)
            for reporter, seen in cell.values:
                own = FactKey(indicator.id, frame.printed(reporter), "value", key.period, key.codes)
                visibility = effective(seen.visibility, indicator.sensitivity)
                yield _own(own, reporter, replace(seen, visibility=visibility), indicator.unit, 1)
    if indicator.numerator and indicator.denominator:
        yield from _ratio_of_sums(frame, indicator, home)


def _union_values(frame: Frame, indicator: Indicator) -> Iterator[Fact]:
    if frame.commission is None:
        return
    for key, seen in sorted(frame.commission.data.observations.items()):
        if key.indicator == indicator.id and seen.value is not None:
            fact_key = FactKey(indicator.id, COMMISSION, "value", key.period, key.codes)
            yield _own(fact_key, COMMISSION, seen, indicator.unit, 1)


_NUMERIC: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": lambda numbers: sum(numbers, Decimal(0)),
    "median": lambda numbers: Decimal(median(numbers)),
    "mean": lambda numbers: (sum(numbers, Decimal(0)) / len(numbers)).quantize(
        SHARE_PLACES, ROUND_HALF_EVEN
    ),
}


def _aggregate(indicator: Indicator, key: ObservationKey, cell: _Cell) -> Iterator[Fact]:
    def fact_key(measure: str) -> FactKey:
        return FactKey(indicator.id, EU27, measure, key.period, key.codes)

    yield _fact(cell, fact_key("n"), "countries", number=Decimal(len(cell.values)))
    rule = "sum" if indicator.is_counted_by_option else indicator.aggregation
    if rule in _NUMERIC and cell.numbers:
        yield _fact(cell, fact_key(rule), indicator.unit, number=_NUMERIC[rule](cell.numbers))
    elif rule == "count_yes":
        count = sum(seen.value is True for _, seen in cell.values)
        yield _fact(cell, fact_key("count_yes"), "countries", number=Decimal(count))
    elif rule == "distribution":
        yield from _distribution(indicator, cell, fact_key)
    elif key.codes and any(isinstance(seen.value, bool) for _, seen in cell.values):
        count = sum(seen.value is True for _, seen in cell.values)
        yield _fact(cell, fact_key("count_yes"), "countries", number=Decimal(count))


def _distribution(
    indicator: Indicator, cell: _Cell, fact_key: Callable[[str], FactKey]
) -> Iterator[Fact]:
    """Number of countries for each option, or for each year where the value is a date."""
    if indicator.bins == "year":
        years = Counter(str(seen.value)[:4] for _, seen in cell.values)
        bins: Iterable[tuple[str, int]] = sorted(years.items())
    else:
        counts = Counter(text_of(seen.value) or "" for _, seen in cell.values)
        bins = [(option.value, counts[option.value]) for option in indicator.options]
    for name, count in bins:
        yield _fact(cell, fact_key(f"count/{name}"), "countries", number=Decimal(count))


def _ratio_of_sums(frame: Frame, indicator: Indicator, home: str) -> Iterator[Fact]:
    """100 * sum of numerators / sum of denominators over the countries that reported both."""
    for period in periods(indicator.reference_period, frame.cutoff):
        over = _collect(frame, ObservationKey(indicator.numerator or "", period), home)
        under = dict(
            _collect(frame, ObservationKey(indicator.denominator or "", period), home).values
        )
        both = tuple((r, seen) for r, seen in over.values if r in under)
        parts = [seen.number or Decimal(0) for _, seen in both]
        whole = sum((under[r].number or Decimal(0) for r, _ in both), Decimal(0))
        if not whole:
            continue
        share = (sum(parts, Decimal(0)) * 100 / whole).quantize(SHARE_PLACES, ROUND_HALF_EVEN)
        cell = _Cell(both, over.missing)
        key = FactKey(indicator.id, EU27, "ratio_of_sums", period)
        yield _fact(cell, key, indicator.unit, number=share)


def suppress(facts: Iterable[Fact], index: CatalogueIndex) -> list[Fact]:
    """Mark figures too small to show: non-zero counts below the threshold and, beside a single one, the next.

    Hiding one cell of a breakdown whose total is shown would tell it by subtraction, so the smallest other cell
    of the same breakdown goes with it. Aggregates of values that may only appear in aggregates need three of them.
    """
    found = list(facts)
    groups: dict[tuple[str, str, str, str, tuple[str, ...]], list[int]] = defaultdict(list)
    for position, fact in enumerate(found):
        indicator = index.indicators.get(fact.key.subject)
        if indicator is None:
            continue
        if _is_small(indicator, fact):
            found[position] = replace(fact, suppressed=True)
        if fact.key.codes and fact.key.measure in ("sum", "value") and fact.number is not None:
            dimensions = tuple(dimension for dimension, _ in fact.key.codes)
            key = fact.key
            groups[key.subject, key.set, key.measure, key.period, dimensions].append(position)
    for positions in groups.values():
        hidden = [p for p in positions if found[p].suppressed]
        others = [p for p in positions if not found[p].suppressed and found[p].number]
        if len(hidden) == 1 and others:
            second = min(others, key=lambda p: (found[p].number or Decimal(0), found[p].id))
            found[second] = replace(found[second], suppressed=True)
    return found


def _is_small(indicator: Indicator, fact: Fact) -> bool:
    threshold = indicator.min_cell_size
    counts = fact.key.measure in ("sum", "value", "median")
    if threshold and counts and fact.number is not None and 0 < fact.number < threshold:
        return True
    is_eu = fact.key.set == EU27 and fact.key.measure != "n"
    return indicator.sensitivity == "aggregate_only" and is_eu and 0 < fact.n < 3

"""Aggregation rules: from accepted submissions to the facts of an edition, every figure once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median

from app.domain.answers import Value
from app.domain.asked import progress_key, same_period_of
from app.domain.contribution import Measure, ReportData
from app.domain.facts import EU27, LIMITED_COVERAGE_BELOW, MEMBER_STATES, Fact, FactKey
from app.domain.indicators import PROGRESS, Indicator, periods
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.roles import COMMISSION
from app.domain.suppression import suppress
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


def _reason(reported: Reported, key: ObservationKey, home: str) -> str:
    """Return why there is no value, empty where there is one."""
    if home in reported.data.left_out:
        return LEFT_OUT
    seen = reported.data.observations.get(key)
    if seen is None or not seen.is_given:
        return UNANSWERED
    return seen.missing.code if seen.missing else ""


@dataclass(frozen=True)
class _Cell:
    """The values of all Member States for one cell."""

    values: tuple[tuple[str, Observation], ...]  # reporter, observation with a value
    reasons: Mapping[str, str]  # why the others that submitted gave none

    @property
    def missing(self) -> dict[str, int]:
        """Number of Member States without a value, by reason: with n they make 27."""
        silent = MEMBER_STATES - len(self.values) - len(self.reasons)
        counts = Counter(self.reasons.values())
        counts[NOT_REPORTED] = silent
        return {reason: count for reason, count in sorted(counts.items()) if count}

    @property
    def inputs(self) -> tuple[str, ...]:
        """Reporters that gave a value."""
        return tuple(reporter for reporter, _ in self.values)

    @property
    def numbers(self) -> list[Decimal]:
        """Values that are numbers."""
        return [seen.number for _, seen in self.values if seen.number is not None]


def _collect(frame: Frame, key: ObservationKey, home: str) -> _Cell:
    values: list[tuple[str, Observation]] = []
    reasons: dict[str, str] = {}
    for reported in frame.member_states:
        reason = _reason(reported, key, home)
        if reason:
            reasons[reported.reporter] = reason
        else:
            values.append((reported.reporter, reported.data.observations[key]))
    return _Cell(tuple(values), reasons)


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
    spoken: Counter[str] = Counter()
    for point in _points_of(frame, "member_states"):
        there = _Cell(
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


def _with_rest(cell: _Cell, subject: str, period: str) -> Iterator[Fact]:
    """Say from how many Member States something came, and how many are missing."""
    n = len(cell.values)
    rest = MEMBER_STATES - n
    yield _fact(cell, FactKey(subject, EU27, "n", period), "countries", number=Decimal(n))
    yield _fact(cell, FactKey(subject, EU27, "missing", period), "countries", number=Decimal(rest))


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
        is_ours = point.addressee == "commission"
        sources = tuple(r for r in (frame.commission,) if r) if is_ours else frame.member_states
        here = [
            (r.reporter, m)
            for r in sources
            if point.id not in r.data.left_out
            for m in r.data.measures_at(point.id)
        ]
        yield from _counted(f"{point.id}.measures", COMMISSION if is_ours else EU27, here, period)


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
            if frame.commission and not _reason(frame.commission, key, point.id):
                seen = frame.commission.data.observations[key]
                yield _own(
                    FactKey(subject, COMMISSION, "value", period), COMMISSION, seen, indicator
                )
            continue
        cell = _collect(frame, key, point.id)
        counts = Counter(str(seen.value) for _, seen in cell.values)
        yield from _with_rest(cell, subject, period)
        for option in frame.index.catalogue.progress_scale if cell.values else ():
            count_key = FactKey(subject, EU27, f"count/{option.value}", period)
            yield _fact(cell, count_key, "countries", number=Decimal(counts[option.value]))
        for reporter, seen in cell.values:
            own_key = FactKey(subject, frame.printed(reporter), "value", period)
            yield _own(own_key, reporter, seen, indicator)


def _own(key: FactKey, reporter: str, seen: Observation, indicator: Indicator) -> Fact:
    """Return the fact of one reporter's own value."""
    return Fact(
        key=key,
        number=seen.number,
        text=None if seen.number is not None else text_of(seen.value),
        unit=_unit(indicator) if seen.number is not None else "",
        n=1,
        of=1,
        inputs=(reporter,),
        flags=seen.flags,
        visibility=effective(seen.visibility, indicator.sensitivity),
    )


def _unit(indicator: Indicator) -> str:
    return "organisations" if indicator.is_counted_by_option else indicator.unit


def text_of(value: Value | None) -> str | None:
    """Return a value that is not a number as the text facts carry."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


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
        cell = _collect(frame, key, home)
        if key.is_total or cell.values:
            yield from _aggregate(indicator, key, cell)
            for reporter, seen in cell.values:
                own = FactKey(indicator.id, frame.printed(reporter), "value", key.period, key.codes)
                yield _own(own, reporter, seen, indicator)
    if indicator.numerator and indicator.denominator:
        yield from _ratio_of_sums(frame, indicator)


def _union_values(frame: Frame, indicator: Indicator, home: str) -> Iterator[Fact]:
    if frame.commission is None or home in frame.commission.data.left_out:
        return
    for key, seen in sorted(frame.commission.data.observations.items()):
        if key.indicator == indicator.id and seen.value is not None:
            fact_key = FactKey(indicator.id, COMMISSION, "value", key.period, key.codes)
            yield _own(fact_key, COMMISSION, seen, indicator)


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
    if not cell.values:
        return  # nobody said anything: there is no figure, and none is shown as zero
    rule = "sum" if indicator.is_counted_by_option else indicator.aggregation
    if rule in _NUMERIC and cell.numbers:
        yield _fact(cell, fact_key(rule), _unit(indicator), number=_NUMERIC[rule](cell.numbers))
        if key.is_total and rule == "sum":  # what a country's own value is read against
            middle = _NUMERIC["median"](cell.numbers)
            yield _fact(cell, fact_key("median"), _unit(indicator), number=middle)
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


def _ratio_of_sums(frame: Frame, indicator: Indicator) -> Iterator[Fact]:
    """100 * sum of numerators / sum of denominators over the countries that reported both."""
    for period in periods(indicator.reference_period, frame.cutoff):
        over = _part(frame, indicator, indicator.numerator, period)
        under = _part(frame, indicator, indicator.denominator, period)
        wholes = dict(under.values)
        both = tuple((r, seen) for r, seen in over.values if r in wholes)
        part = sum((seen.number or Decimal(0) for _, seen in both), Decimal(0))
        whole = sum((wholes[r].number or Decimal(0) for r, _ in both), Decimal(0))
        if whole:
            share = (part * 100 / whole).quantize(SHARE_PLACES, ROUND_HALF_EVEN)
            cell = _Cell(both, {**under.reasons, **over.reasons})
            key = FactKey(indicator.id, EU27, "ratio_of_sums", period)
            yield _fact(cell, key, indicator.unit, number=share)


def _part(frame: Frame, ratio: Indicator, name: str | None, period: str) -> _Cell:
    """Collect numerator or denominator of a ratio: in its own period, at its own point."""
    part = frame.index.indicators[name or ""]
    key = ObservationKey(part.id, same_period_of(part, ratio, period, frame.cutoff))
    return _collect(frame, key, f"P{part.home_point:02d}")

"""Progress by group of points, and of the lettered elements of a point: counted, never averaged."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from app.domain.asked import progress_key
from app.domain.facts import EU27, MEMBER_STATES, Fact, FactKey
from app.domain.figures import Cell, Frame, collect, figure, own_figure, reason_for
from app.domain.indicators import PROGRESS
from app.domain.roles import COMMISSION
from app.domain.visibility import effective


def points_of_groups(frame: Frame) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each group of points with the ids of its points, where it has some."""
    known = {point.number: point.id for point in frame.index.catalogue.instrument.points}
    for group in frame.index.catalogue.instrument.groups:
        points = tuple(known[number] for number in group.points if number in known)
        if points:
            yield group.id, points


def group_progress(frame: Frame) -> Iterator[Fact]:
    """Yield how many statuses of each step were given at the points of each group.

    Several countries at several points: each status given is one, and none is weighed.
    """
    addressees = {p.id: p.addressee for p in frame.index.catalogue.instrument.points}
    for group, points in points_of_groups(frame):
        if addressees[points[0]] == "commission":
            yield from _of_commission(frame, group, points)
        else:
            yield from _of_states(frame, group, points)


def _of_states(frame: Frame, group: str, points: tuple[str, ...]) -> Iterator[Fact]:
    cells = [collect(frame, progress_key(point, frame.cutoff), point) for point in points]
    givers = {reporter for cell in cells for reporter in cell.inputs}
    order = [reported.reporter for reported in frame.member_states]
    who = tuple(reporter for reporter in order if reporter in givers)
    counts = Counter(str(seen.value) for cell in cells for _, seen in cell.values)
    yield from _steps(frame, group, EU27, who, counts)


def _of_commission(frame: Frame, group: str, points: tuple[str, ...]) -> Iterator[Fact]:
    reported = frame.commission
    if reported is None:
        return
    keys = {point: progress_key(point, frame.cutoff) for point in points}
    given = [key for point, key in keys.items() if not reason_for(reported, key, point)]
    seen = [reported.data.observations[key] for key in given]
    level: str = frame.index.indicators[PROGRESS].sensitivity
    for one in seen:  # a number of steps is as closed as the most closed of them
        level = effective(one.visibility, level)
    who = (COMMISSION,) if given else ()
    for fact in _steps(frame, group, COMMISSION, who, Counter(str(one.value) for one in seen)):
        yield replace(fact, visibility=level)


def _steps(
    frame: Frame, group: str, where: str, who: tuple[str, ...], counts: Counter[str]
) -> Iterator[Fact]:
    of = MEMBER_STATES if where == EU27 else 1

    def fact(measure: str, number: int) -> Fact:
        key = FactKey(f"{group}.progress", where, measure, frame.cutoff.isoformat())
        return Fact(key, Decimal(number), unit="statuses", n=len(who), of=of, inputs=who)

    yield fact("given", counts.total())
    for option in frame.index.catalogue.progress_scale if who else ():
        yield fact(f"count/{option.value}", counts[option.value])


def progress_of_elements(frame: Frame) -> Iterator[Fact]:
    """Yield how many countries chose each step for each lettered element of a point."""
    indicator = frame.index.indicators.get(PROGRESS)
    if indicator is None:
        return
    for point in frame.index.catalogue.instrument.points:
        if point.addressee == "commission":
            continue
        for element in point.sub_items:
            codes = (("sub_item", element.key),)
            key = progress_key(point.id, frame.cutoff).with_codes(*codes)
            cell = collect(frame, key, point.id)
            if cell.values:
                yield from _of_element(frame, f"{point.id}.progress", cell, codes)


def _of_element(
    frame: Frame, subject: str, cell: Cell, codes: tuple[tuple[str, str], ...]
) -> Iterator[Fact]:
    period = frame.cutoff.isoformat()
    counts = Counter(str(seen.value) for _, seen in cell.values)
    n = Decimal(len(cell.values))
    yield figure(cell, FactKey(subject, EU27, "n", period, codes), "countries", number=n)
    for option in frame.index.catalogue.progress_scale:
        key = FactKey(subject, EU27, f"count/{option.value}", period, codes)
        yield figure(cell, key, "countries", number=Decimal(counts[option.value]))
    for reporter, seen in cell.values:
        own = FactKey(subject, frame.printed(reporter), "value", period, codes)
        yield own_figure(own, reporter, seen, frame.index.indicators[PROGRESS])

"""What stands behind a figure: the values of its reporters, as far as a reader may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.asked import home_of, progress_key, same_period_of
from app.domain.contribution import Evidence as Link
from app.domain.contribution import Measure, PrefillDecision, ReportData
from app.domain.facts import EU27, Fact, FactKey, Facts
from app.domain.index_figures import CHANGE, INDEX
from app.domain.indicators import PROGRESS, periods
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.points import PointGroup
from app.domain.seen import seen_by
from app.domain.visibility import Stage, Viewer
from app.editions.words import group_of, point_of, topic_of
from app.reporting.submissions import StoredSubmission


@dataclass(frozen=True)
class Input:
    """What one reporter contributed to a figure."""

    stored: StoredSubmission
    values: tuple[Fact, ...] = ()  # its own values: one, or numerator and denominator
    observations: tuple[Observation, ...] = ()
    measures: tuple[Measure, ...] = ()
    decisions: tuple[PrefillDecision, ...] = ()  # on values proposed for these cells
    behind: tuple[Link, ...] = ()  # links and files at the point
    point: str = ""  # where it was said


@dataclass(frozen=True)
class Evidence:
    """The inputs a reader may see one by one, and the number of the others."""

    shown: tuple[Input, ...]
    hidden: int


@dataclass(frozen=True)
class Reader:
    """From where somebody looks, and how far the edition has come."""

    viewer: Viewer
    stage: Stage
    is_baseline: bool  # compiled from what is public anyway


def subjects_behind(index: CatalogueIndex, fact: Fact) -> tuple[str, ...]:
    """Return the subjects whose own values stand behind a figure."""
    group = group_of(index, fact.key.subject)
    if group is not None:
        return tuple(f"P{number:02d}.{group[1]}" for number in group[0].points)
    indicator = index.indicators.get(fact.key.subject)
    parts = (indicator.numerator, indicator.denominator) if indicator else ()
    return (fact.key.subject, *(part for part in parts if part))


def evidence_of(
    index: CatalogueIndex,
    fact: Fact,
    own: Facts,
    documents: Mapping[str, StoredSubmission],
    reader: Reader,
) -> Evidence:
    """Return what stands behind a figure; `own` holds the values that this reader may see."""
    found = []
    for reporter in fact.inputs:
        stored = documents.get(reporter)
        part = None if stored is None else _input(index, fact, own, stored, reader)
        if part is not None:
            found.append(part)
    return Evidence(tuple(found), len(fact.inputs) - len(found))


def _input(
    index: CatalogueIndex, fact: Fact, own: Facts, stored: StoredSubmission, reader: Reader
) -> Input | None:
    topic = topic_of(index, fact.key.subject)
    if topic == "coverage":
        is_open = reader.is_baseline or reader.viewer is Viewer.COMMISSION
        return Input(stored) if is_open or fact.key.set != EU27 else None
    if topic == "measures":
        data = seen_by(index, stored.data, reader.viewer, reader.stage)
        measures = tuple(_measures(index, fact, data))
        return Input(stored, measures=measures) if measures else None
    data = seen_by(index, stored.data, reader.viewer, reader.stage)
    keys = _own_keys(index, fact, stored.data)
    group = group_of(index, fact.key.subject)
    if group is not None:  # what is not counted tells something too: all of its statuses, or none
        every = _statuses("", fact.key, stored.data, group[0])
        if any(_cell_of(key) not in data.observations for key in every):
            return None
    values = tuple(own[str(key)] for key in keys if str(key) in own)
    if len(values) != len(keys):
        return None
    cells = [_cell_of(key) for key in keys]
    seen = (data.observations.get(cell) for cell in cells)
    points = tuple(dict.fromkeys(home_of(index, cell) for cell in cells))
    targets = {str(cell) for cell in cells}
    return Input(
        stored,
        values,
        tuple(one for one in seen if one is not None),
        decisions=tuple(one for one in data.decisions if one.target in targets),
        behind=tuple(link for point in points for link in data.evidence_at(point)),
        point=points[0] if points else "",
    )


def _measures(index: CatalogueIndex, fact: Fact, data: ReportData) -> list[Measure]:
    """Return the measures that a figure counts."""
    known, group = point_of(fact.key.subject), group_of(index, fact.key.subject)
    numbers = group[0].points if group else range(1, 100)
    wanted = {known[0]} if known else {f"P{number:02d}" for number in numbers}
    types = {code for dimension, code in fact.key.codes if dimension == "type"}
    return [
        measure
        for measure in data.measures
        if (set(measure.points) - set(data.left_out)) & wanted
        and (not types or measure.type in types)
    ]


def _own_keys(index: CatalogueIndex, fact: Fact, data: ReportData) -> tuple[FactKey, ...]:
    """Return the ids of the reporter's own values behind a figure."""
    entries = index.catalogue.reporters
    printed = next(entry.printed for entry in entries if entry.code == data.reporter)
    base = replace(fact.key, set=printed, measure="value")
    group = group_of(index, fact.key.subject)
    if group is not None:
        chosen = fact.key.measure.partition("/")[2]
        return _statuses(chosen, base, data, group[0])
    indicator = index.indicators.get(fact.key.subject)
    if indicator is not None and fact.key.measure in (INDEX, CHANGE):
        first = periods(indicator.reference_period, data.cutoff)[0]
        last = fact.key.period.rpartition("_")[2]
        return tuple(replace(base, period=period) for period in dict.fromkeys((first, last)))
    if fact.key.measure != "ratio_of_sums" or indicator is None:
        return (base,)
    parts = (index.indicators[name or ""] for name in (indicator.numerator, indicator.denominator))
    return tuple(
        replace(
            base,
            subject=part.id,
            period=same_period_of(part, indicator, fact.key.period, data.cutoff),
        )
        for part in parts
    )


def _statuses(
    chosen: str, base: FactKey, data: ReportData, group: PointGroup
) -> tuple[FactKey, ...]:
    """Return the statuses a reporter gave at the points of a group, all or those of one step."""
    found = []
    for point in (f"P{number:02d}" for number in group.points):
        seen = data.observations.get(progress_key(point, data.cutoff))
        if point in data.left_out or seen is None or seen.value is None:
            continue
        if chosen in ("", seen.value):
            found.append(replace(base, subject=f"{point}.progress"))
    return tuple(found)


def _cell_of(key: FactKey) -> ObservationKey:
    known = point_of(key.subject)
    if known is not None:
        return ObservationKey(PROGRESS, key.period, known[0], key.codes)
    return ObservationKey(key.subject, key.period, None, key.codes)

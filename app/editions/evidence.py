"""What stands behind a figure: the values of its reporters, as far as a reader may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.asked import same_period_of
from app.domain.contribution import Measure, ReportData
from app.domain.facts import EU27, Fact, FactKey, Facts
from app.domain.indicators import PROGRESS
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.seen import seen_by
from app.domain.visibility import Stage, Viewer
from app.editions.words import point_of
from app.reporting.submissions import StoredSubmission


@dataclass(frozen=True)
class Input:
    """What one reporter contributed to a figure."""

    stored: StoredSubmission
    values: tuple[Fact, ...] = ()  # its own values: one, or numerator and denominator
    observations: tuple[Observation, ...] = ()
    measures: tuple[Measure, ...] = ()


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
    known = point_of(fact.key.subject)
    topic = known[1] if known else fact.key.subject
    if topic == "coverage":
        is_open = reader.is_baseline or reader.viewer is Viewer.COMMISSION
        return Input(stored) if is_open or fact.key.set != EU27 else None
    if topic == "measures":
        measures = tuple(_measures(fact, seen_by(index, stored.data, reader.viewer, reader.stage)))
        return Input(stored, measures=measures) if measures else None
    data = seen_by(index, stored.data, reader.viewer, reader.stage)
    keys = _own_keys(index, fact, data)
    values = tuple(own[str(key)] for key in keys if str(key) in own)
    if len(values) != len(keys):
        return None
    seen = (data.observations.get(_cell_of(key)) for key in keys)
    return Input(stored, values, tuple(one for one in seen if one is not None))


def _measures(fact: Fact, data: ReportData) -> list[Measure]:
    """Return the measures that a figure counts."""
    known = point_of(fact.key.subject)
    wanted = {known[0]} if known else {f"P{number:02d}" for number in range(1, 100)}
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
    indicator = index.indicators.get(fact.key.subject)
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


def _cell_of(key: FactKey) -> ObservationKey:
    known = point_of(key.subject)
    if known is not None:
        return ObservationKey(PROGRESS, key.period, known[0])
    return ObservationKey(key.subject, key.period, None, key.codes)

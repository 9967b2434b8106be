"""Contents of editions for the tests of documents: the real baseline and a generated round."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from app.catalogue.files import load_catalogue
from app.council_report.contents import ReportContents, ReporterPart
from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.answers import Choice, Day, Missing, Number, Problem, Text, Value, YesNo
from app.domain.asked import total_keys
from app.domain.contribution import Evidence, Measure, ReportData
from app.domain.indicators import Catalogue, Indicator
from app.domain.observations import CatalogueIndex, Observation, ObservationKey, kind_of
from app.reporting.baseline import PublicFact, read_baseline, target_of

ROOT = Path(__file__).resolve().parents[1]
BASELINE_CUTOFF = date(2026, 11, 1)
LIVE_CUTOFF = date(2027, 6, 30)
HASH = "0123456789abcdef" * 4


@cache
def real_index() -> CatalogueIndex:
    """Return the look-ups over the project's own catalogue."""
    return CatalogueIndex.of(load_catalogue(ROOT))


def edition_of(
    kind: str, cutoff: date, data: Iterable[ReportData], named: tuple[str, str] = ("", "")
) -> ReportContents:
    """Return the edition of these contributions; code and title of the cycle where it has some."""
    return _contents(kind, cutoff, real_index().catalogue, data, named)


def _contents(
    kind: str,
    cutoff: date,
    catalogue: Catalogue,
    data: Iterable[ReportData],
    named: tuple[str, str] = ("", ""),
) -> ReportContents:
    reported = tuple(Reported(d.reporter, 1, HASH, d) for d in data)
    frame = Frame(CatalogueIndex.of(catalogue), cutoff, reported, baseline=kind == "baseline")
    held = {r.reporter: r for r in reported}
    fields: dict[str, Any] = {
        "code": "baseline-2026/1" if kind == "baseline" else "2027/1",
        "title": "Science diplomacy: what public sources say, autumn 2026"
        if kind == "baseline"
        else "Science diplomacy: national information for the biennial report 2027",
        "cycle": "baseline-2026" if kind == "baseline" else "2027",
        "kind": kind,
    }
    if named[0]:
        fields |= {"code": f"{named[0]}/1", "cycle": named[0], "title": named[1]}
    return ReportContents(
        **fields,
        cutoff=cutoff,
        frozen_at=f"{cutoff.isoformat()}T10:00:00+00:00",
        manifest_sha256=HASH,
        catalogue=catalogue,
        facts={fact.id: fact for fact in compute_facts(frame)},
        reporters=tuple(
            ReporterPart(
                entry.code,
                entry.printed,
                held[entry.code].data if entry.code in held else None,
                1 if entry.code in held else 0,
            )
            for entry in catalogue.reporters
        ),
    )


@cache
def baseline_contents() -> ReportContents:
    """Return the edition of the real public facts, mapped as the portal maps them."""
    index = real_index()
    facts = read_baseline(ROOT, index)
    codes = [entry.code for entry in index.catalogue.reporters]
    data = [_compiled(index, code, [f for f in facts if f.reporter == code]) for code in codes]
    return _contents("baseline", BASELINE_CUTOFF, index.catalogue, data)


def _compiled(index: CatalogueIndex, code: str, facts: list[PublicFact]) -> ReportData:
    measures, evidence, observations = [], [], {}
    for found in facts:
        fact, use = found.fact, found.use
        if use.measure:
            measures.append(
                Measure(
                    uid=fact.id.lower(),
                    title=fact.title,
                    type=use.measure.type,
                    stage=use.measure.stage,
                    points=tuple(f"P{n:02d}" for n in use.measure.points),
                    description=fact.summary,
                    start=use.measure.start or "",
                    end=use.measure.end or "",
                    lead_body=use.measure.lead_body or "",
                    link=fact.source.url,
                    source=fact.source.title,
                    confidence=fact.confidence,
                )
            )
        elif use.observation:
            key = target_of(index, use.observation, BASELINE_CUTOFF)
            value = kind_of(index, index.indicators[key.indicator], key).parse(
                use.observation.value
            )
            assert not isinstance(value, Problem)
            observations[key] = Observation(value=value, source=fact.source.title)
        else:
            evidence += [
                Evidence(
                    uid=f"{fact.id}-{n}".lower(),
                    point=f"P{n:02d}",
                    title=fact.title,
                    description=fact.summary,
                    url=fact.source.url,
                    source=fact.source.title,
                    confidence=fact.confidence,
                    published_on=fact.when[:10],
                )
                for n in fact.points
            ]
    return ReportData(
        "baseline-2026",
        code,
        BASELINE_CUTOFF,
        observations=observations,
        measures=tuple(measures),
        evidence=tuple(evidence),
    )


@cache
def live_contents(submitted: int = 24, seed: int = 7) -> ReportContents:
    """Return a generated live edition: some countries silent, some values missing or closed."""
    index = real_index()
    states = [e.code for e in index.catalogue.reporters if e.kind == "member_state"]
    chance = random.Random(seed)  # noqa: S311
    reporting = sorted(chance.sample(states, submitted), key=states.index)
    data = [_generated(index, code, chance) for code in [*reporting, "EU"]]
    return _contents("live", LIVE_CUTOFF, index.catalogue, data)


def _generated(index: CatalogueIndex, code: str, chance: random.Random) -> ReportData:
    is_union = code == "EU"
    observations: dict[ObservationKey, Observation] = {}
    for indicator in index.catalogue.indicators:
        if indicator.per_point or (indicator.subject == "union") != is_union:
            continue
        for key in total_keys(indicator, LIVE_CUTOFF):
            observations |= some_cells(index, indicator, key, chance)
    points = [
        p.id for p in index.catalogue.instrument.points if (p.addressee == "commission") == is_union
    ]
    left_out = {point: "" for point in points if not is_union and chance.random() < 0.05}
    for point in points:
        options = [o.value for o in index.catalogue.progress_scale]
        key = ObservationKey("SD-X.1", LIVE_CUTOFF.isoformat(), point)
        if chance.random() < 0.9:
            observations[key] = Observation(value=chance.choice(options))
    measures = tuple(
        Measure(
            uid=f"m{n}",
            title=f"Generated measure {n} of {code}",
            type=chance.choice(index.catalogue.measure_types).value,
            stage=chance.choice(index.catalogue.measure_stages).value,
            points=tuple(sorted(chance.sample(points, 2))),
            start=str(chance.randint(2018, 2027)),
        )
        for n in range(chance.randint(1, 6))
    )
    return ReportData("2027", code, LIVE_CUTOFF, {}, observations, measures, left_out=left_out)


def some_cells(
    index: CatalogueIndex, indicator: Indicator, key: ObservationKey, chance: random.Random
) -> dict[ObservationKey, Observation]:
    """Generate a total and, for numbers, the cells of its first one-way exact breakdown."""
    if chance.random() < 0.1:
        return {key: Observation(missing=Missing(chance.choice(("NAV", "C", "NA")), "Generated."))}
    total = _value(index, indicator, key, chance)
    seen = Observation(value=total, visibility=chance.choice(("public",) * 12 + ("commission",)))
    cells = {key: replace(seen, flags=("e",) if chance.random() < 0.1 else ())}
    for breakdown in indicator.breakdowns:
        if breakdown.adds_up != "exact" or len(breakdown.by) > 1 or breakdown.by == ("option",):
            continue
        codes = index.dimension_codes(indicator, breakdown.by[0])[:4]
        if isinstance(total, Decimal) and codes:
            cells |= _shares(key, breakdown.by[0], [c for c, _ in codes], total, chance)
    return cells


def _shares(
    key: ObservationKey, dimension: str, codes: list[str], total: Decimal, chance: random.Random
) -> dict[ObservationKey, Observation]:
    rest, cells = total, {}
    for place, code in enumerate(codes):
        part = rest if place == len(codes) - 1 else Decimal(chance.randint(0, int(rest)))
        rest -= part
        cells[key.with_codes((dimension, code))] = Observation(value=part)
    return cells


def _value(
    index: CatalogueIndex, indicator: Indicator, key: ObservationKey, chance: random.Random
) -> Value:
    kind = kind_of(index, indicator, key)
    if isinstance(kind, Number):
        top = int(min(kind.maximum or 60, 60))
        return Decimal(chance.randint(0, top))
    if isinstance(kind, YesNo):
        return chance.random() < 0.5
    if isinstance(kind, Choice):
        return chance.choice(kind.options)[0]
    if isinstance(kind, Day):
        return date(chance.randint(2020, 2026), chance.randint(1, 12), 15)
    assert isinstance(kind, Text)
    return "Generated text."

"""The public facts of `seed/baseline` and their reviewed mapping: reading and checking both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field

from app.catalogue.file_types import parse_file
from app.catalogue.yaml_reader import CatalogueProblem, read_yaml
from app.core.errors import Refused
from app.domain.answers import Problem
from app.domain.indicators import periods
from app.domain.observations import CatalogueIndex, ObservationKey, kind_of
from app.domain.points import Frozen
from app.domain.roles import COMMISSION

BASELINE = Path("seed") / "baseline"
FileType = TypeVar("FileType", bound=Frozen)


class Source(Frozen):
    """Where a fact can be read."""

    title: str
    url: str = ""


class Fact(Frozen):
    """One public fact about a reporter, in our own words."""

    id: str = Field(pattern=r"^[A-Z]{2}-\d{3}$")
    points: tuple[int, ...]
    title: str = Field(max_length=300)
    summary: str
    value: str = ""
    unit: str = ""
    when: str = ""
    source: Source
    confidence: Literal["high", "medium", "low"]


class FactsFile(Frozen):
    """`facts/XX.yaml`."""

    reporter: str
    facts: tuple[Fact, ...]


class MeasureUse(Frozen):
    """What a measure fact says of the measure."""

    type: str
    stage: str
    start: str | None = None
    end: str | None = None
    lead_body: str | None = None
    points: tuple[int, ...]


class ObservationUse(Frozen):
    """Which value a fact proposes for which indicator."""

    indicator: str
    value: str
    as_of: str = ""
    year: str = ""
    years: str = ""
    note: str = ""


class Use(Frozen):
    """How one fact is used, and why."""

    fact: str
    use: Literal["measure", "observation", "context"]
    measure: MeasureUse | None = None
    observation: ObservationUse | None = None
    reason: str = Field(min_length=10)


class MappingFile(Frozen):
    """`mapping.yaml`."""

    mapping: tuple[Use, ...]


@dataclass(frozen=True)
class PublicFact:
    """A fact with its use."""

    reporter: str
    fact: Fact
    use: Use


def read_baseline(directory: Path, index: CatalogueIndex) -> list[PublicFact]:
    """Return all facts by reporter and id; raises Refused naming file, key and reason."""
    problems: list[CatalogueProblem] = []
    facts: list[PublicFact] = []
    mapping = _read(directory / BASELINE / "mapping.yaml", "mapping.yaml", MappingFile, problems)
    uses = {use.fact: use for use in mapping.mapping} if mapping else {}
    if mapping and len(uses) != len(mapping.mapping):
        problems.append(CatalogueProblem("mapping.yaml", "mapping", "A fact is mapped twice."))
    for entry in index.catalogue.reporters:
        name = f"facts/{entry.code}.yaml"
        read = _read(directory / BASELINE / name, name, FactsFile, problems)
        for fact in read.facts if read else ():
            use = uses.pop(fact.id, None)
            if use is None:
                problems.append(CatalogueProblem(name, fact.id, "The fact has no mapping."))
                continue
            facts.append(PublicFact(entry.code, fact, use))
    for unknown in uses:
        problems.append(CatalogueProblem("mapping.yaml", unknown, "There is no such fact."))
    problems += [problem for fact in facts for problem in _use_problems(index, fact)]
    if problems:
        raise Refused("baseline_invalid", problem=str(problems[0]))
    return facts


def _read(
    path: Path, name: str, wanted: type[FileType], problems: list[CatalogueProblem]
) -> FileType | None:
    data = read_yaml(path, name)
    if isinstance(data, CatalogueProblem):
        problems.append(data)
        return None
    parsed = parse_file(data, name, wanted)
    if isinstance(parsed, list):
        problems.extend(parsed)
        return None
    return parsed


def _use_problems(index: CatalogueIndex, fact: PublicFact) -> Iterator[CatalogueProblem]:
    def problem(reason: str) -> CatalogueProblem:
        return CatalogueProblem("mapping.yaml", fact.fact.id, reason)

    use = fact.use
    if (use.measure is not None) != (use.use == "measure"):
        yield problem("A measure needs its description, and only a measure has one.")
    if (use.observation is not None) != (use.use == "observation"):
        yield problem("An observation needs its value, and only an observation has one.")
    if use.measure:
        catalogue = index.catalogue
        if use.measure.type not in {o.value for o in catalogue.measure_types}:
            yield problem(f"The measure type {use.measure.type} is not in the list.")
        if use.measure.stage not in {o.value for o in catalogue.measure_stages}:
            yield problem(f"The stage {use.measure.stage} is not in the list.")
    if use.observation:
        yield from _observation_problems(index, fact, use.observation, problem)


def _observation_problems(
    index: CatalogueIndex,
    fact: PublicFact,
    use: ObservationUse,
    problem: Callable[[str], CatalogueProblem],
) -> Iterator[CatalogueProblem]:
    indicator = index.indicators.get(use.indicator)
    if indicator is None:
        yield problem(f"There is no indicator {use.indicator}.")
        return
    wanted = "union" if fact.reporter == COMMISSION else "reporter"
    if indicator.subject != wanted:
        yield problem(f"{use.indicator} is not about this reporter.")
    kind = kind_of(index, indicator, ObservationKey(indicator.id, "any"))
    if isinstance(kind.parse(use.value), Problem):
        yield problem(f"{use.value} is not a value of {use.indicator}.")


def target_of(index: CatalogueIndex, use: ObservationUse, cutoff: date) -> ObservationKey:
    """Return the cell a proposed value is for: the last period asked in the cycle."""
    indicator = index.indicators[use.indicator]
    return ObservationKey(indicator.id, periods(indicator.reference_period, cutoff)[-1])

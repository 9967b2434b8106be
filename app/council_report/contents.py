"""What a report is made from: one frozen edition with its facts and what each reporter said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from app.council_report.written import Written
from app.domain.contribution import ReportData
from app.domain.facts import Fact, Facts
from app.domain.indicators import PROGRESS, Catalogue, Indicator
from app.domain.observations import CatalogueIndex
from app.domain.points import Point, PointGroup
from app.domain.suppression import is_shown

EditionKind = Literal["baseline", "live", "training"]


@dataclass(frozen=True)
class ReporterPart:
    """What one reporter has in an edition; without data where nothing of it was accepted."""

    code: str  # stored code
    printed: str  # EL for Greece
    data: ReportData | None = None
    version: int = 0
    sha256: str = ""
    submitted_on: str = ""  # day in ISO form


@dataclass(frozen=True)
class ReportContents:
    """Everything a report may print; `facts` holds every figure, by full id."""

    code: str
    title: str
    cycle: str
    kind: EditionKind
    cutoff: date
    frozen_at: str  # moment in ISO form
    manifest_sha256: str
    catalogue: Catalogue
    facts: Facts
    reporters: tuple[ReporterPart, ...]  # all of them, Member States in protocol order
    published: bool = False
    embargo: str = ""  # moment in ISO form at which a decided publication takes effect
    written: Written = Written()

    @property
    def is_baseline(self) -> bool:
        """Tell whether it was compiled from public sources: no status, nobody reported."""
        return self.kind == "baseline"

    @property
    def period(self) -> str:
        """Period key of the facts about the situation on the cut-off date."""
        return self.cutoff.isoformat()

    @cached_property
    def index(self) -> CatalogueIndex:
        """Look-ups over the catalogue."""
        return CatalogueIndex.of(self.catalogue)

    @cached_property
    def by_subject(self) -> dict[str, list[Fact]]:
        """Facts by subject, sorted by id."""
        found: dict[str, list[Fact]] = {}
        for name in sorted(self.facts):
            found.setdefault(self.facts[name].key.subject, []).append(self.facts[name])
        return found

    @cached_property
    def by_short(self) -> dict[str, str]:
        """Full ids of facts by their short ones."""
        return {fact.short: name for name, fact in self.facts.items()}

    @property
    def present(self) -> tuple[ReporterPart, ...]:
        """Reporters of which the edition holds something."""
        return tuple(part for part in self.reporters if part.data is not None)

    def points_of(self, group: PointGroup) -> Iterator[Point]:
        """Yield the points of a group in their order."""
        for point in self.catalogue.instrument.points:
            if point.number in group.points:
                yield point

    def indicators_at(self, point: Point) -> tuple[Indicator, ...]:
        """Return the indicators that are entered at this point, without the progress status."""
        return tuple(
            indicator
            for indicator in self.catalogue.indicators
            if indicator.home_point == point.number and indicator.id != PROGRESS
        )

    def shown(self, fact_id: str) -> Fact | None:
        """Return a fact that readers of a published report may see, None for any other."""
        fact = self.facts.get(fact_id)
        return fact if fact is not None and is_shown(fact) else None

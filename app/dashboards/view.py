"""An edition as the public pages read it: its figures with their addresses, and its sentences."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from app.catalogue.models import CycleKind
from app.core.i18n import gettext as _
from app.dashboards.register import Entry
from app.domain.contribution import ReportData
from app.domain.facts import EU27, Fact, Facts
from app.domain.indicators import Catalogue
from app.domain.observations import CatalogueIndex
from app.domain.roles import COMMISSION
from app.editions import words
from app.editions.addresses import fact_url
from app.editions.charts.shapes import MapShapes, shapes_at
from app.editions.contents import EditionContents
from app.editions.queries import EditionInfo

NOTHING = "–"
_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Figure:
    """A figure as it is printed, with the page of its fact; no address where there is no fact."""

    text: str
    url: str = ""
    number: Decimal | None = None

    @property
    def count(self) -> int:
        """The number that decides between singular and plural."""
        return int(self.number or 0)


Sentence = tuple[Figure, ...]  # plain words are figures without an address


def said(template: str, **parts: Figure | str) -> Sentence:
    """Return a translated sentence with its `%(name)s` places filled; figures keep their links."""
    pieces: list[Figure] = []
    for position, piece in enumerate(_PLACE.split(template)):
        if position % 2:
            part = parts[piece]
            pieces.append(Figure(part) if isinstance(part, str) else part)
        elif piece:
            pieces.append(Figure(piece))
    return tuple(pieces)


@dataclass(frozen=True)
class View:
    """One edition for one reader; `is_chosen` when the address names it."""

    contents: EditionContents
    editions: tuple[EditionInfo, ...]
    is_chosen: bool
    base_url: str = ""  # under which the portal is known
    knows_who: bool = False  # may read by name who is missing
    entries: Callable[[], tuple[Entry, ...]] = tuple  # of the register
    findings: Mapping[tuple[str, str], int] = field(default_factory=dict)  # rule and severity
    shapes: MapShapes = field(default_factory=shapes_at)  # of the Member States on maps

    @property
    def info(self) -> EditionInfo:
        """The edition."""
        return self.contents.info

    @property
    def index(self) -> CatalogueIndex:
        """The catalogue of the edition."""
        return self.contents.index

    @property
    def catalogue(self) -> Catalogue:
        """What was asked."""
        return self.contents.index.catalogue

    @property
    def facts(self) -> Facts:
        """The figures this reader may see."""
        return self.contents.facts

    @property
    def reports(self) -> Mapping[str, ReportData]:
        """What each reporter says, as far as this reader may see."""
        return self.contents.reports

    @property
    def is_baseline(self) -> bool:
        """Tell whether everything comes from public sources."""
        return self.info.kind is CycleKind.BASELINE

    @property
    def period(self) -> str:
        """The cut-off day, under which coverage, measures and status are counted."""
        return str(self.info.manifest["cycle"]["cutoff"])

    @property
    def member_states(self) -> tuple[str, ...]:
        """The Member States of this edition, in protocol order."""
        entries = sorted(self.catalogue.reporters, key=lambda entry: entry.protocol_order)
        return tuple(e.code for e in entries if e.code in self.reports and e.code != COMMISSION)

    def url(self, path: str, **asked: str) -> str:
        """Return an address that stays in the edition the reader chose."""
        query = {**asked, **({"edition": self.info.code} if self.is_chosen else {})}
        return f"{path}?{urlencode(query, safe='/')}" if query else path

    def fact(self, fact_id: str) -> Fact | None:
        """Return a fact by its full id, None when this reader has none."""
        return self.facts.get(fact_id)

    def at(self, subject: str, measure: str, where: str = EU27) -> Figure:
        """Return the figure of a subject at the cut-off day."""
        return self.figure(self.fact(f"{subject}/{where}/{measure}@{self.period}"))

    def figure(self, fact: Fact | None) -> Figure:
        """Return a fact as a figure; a dash where there is none."""
        if fact is None:
            return Figure(NOTHING)
        text = words.figure_text(self.index, fact)
        return Figure(text, fact_url(self.info.code, fact.id), fact.number)


def n_of_27(view: View, fact: Fact | None) -> Figure:
    """Return how many Member States stand behind a figure, as `n of 27`."""
    if fact is None:
        return Figure(NOTHING)
    return Figure(_("%(n)d of %(of)d") % {"n": fact.n, "of": fact.of}, number=Decimal(fact.n))

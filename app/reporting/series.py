"""What an official series would propose: each line judged by the catalogue and what is there."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.catalogue.queries import CycleInfo
from app.core.errors import Refused
from app.core.i18n import stored_code
from app.domain.answers import Kind, Problem, canonical_decimal
from app.domain.asked import asked_point, home_of
from app.domain.indicators import PROGRESS, Indicator, periods
from app.domain.observations import (
    CatalogueIndex,
    ObservationKey,
    check_key,
    is_computed,
    kind_of,
)
from app.domain.roles import UnionScope
from app.reporting import series_messages  # noqa: F401 - registers the sentences
from app.reporting.models import Prefill, PrefillSeries
from app.reporting.series_files import SeriesFile, SeriesLine, SeriesMeta

_NO_VALUE = frozenset({"M", "O", "L", "H", "Q"})  # statuses of SDMX: missing, for several reasons
_LIMITS = {"code": 60, "source": 300, "url": 500, "licence": 200, "version": 60}


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """One line with what becomes of it."""

    line: SeriesLine
    fate: Fate
    reporter: str = ""
    target: str = ""
    value: str = ""  # canonical
    year: str = ""  # where the period of the source is only told beside the value
    before: str = ""  # proposed by the version before
    replaces: int = 0  # the proposal of the version before
    why: str = ""  # code of a sentence
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What loading a file would do."""

    file: SeriesFile
    number: int  # of the version it would be
    lines: tuple[Judged, ...]

    @property
    def counts(self) -> Counter[Fate]:
        """How many lines have which fate."""
        return Counter(judged.fate for judged in self.lines)

    @property
    def proposes(self) -> bool:
        """Tell whether loading it proposes anything."""
        return any(judged.fate in (Fate.NEW, Fate.CHANGED) for judged in self.lines)


def preview_series(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    index: CatalogueIndex,
    file: SeriesFile,
    meta: SeriesMeta | None = None,
) -> Preview:
    """Judge every line of a file; `meta` fills what the file does not say of itself."""
    found = replace(file, meta=_complete(file.meta, meta or SeriesMeta()))
    offered, number = _offered(session, scope, cycle, found.meta.code)
    judge = _Judge(index, cycle.cutoff, offered)
    return Preview(found, number + 1, tuple(judge.line(line) for line in found.lines))


def _complete(said: SeriesMeta, given: SeriesMeta) -> SeriesMeta:
    """Return where the values come from, all of it, or refuse: an unsourced value is no offer."""
    names = ("code", "source", "url", "licence", "retrieved", "version")
    values = {n: (getattr(given, n) or getattr(said, n)).strip() for n in names}
    missing = [name for name in names if name != "url" and not values[name]]
    if missing:
        raise Refused("series_without_source", names=", ".join(missing))
    too_long = [name for name, most in _LIMITS.items() if len(values[name]) > most]
    if too_long:
        raise Refused("series_words_too_long", names=", ".join(too_long))
    if values["url"] and not values["url"].startswith(("https://", "http://")):
        raise Refused("series_url")
    try:
        date.fromisoformat(values["retrieved"][:10])
    except ValueError:
        raise Refused("series_date") from None
    return SeriesMeta(**{**values, "retrieved": values["retrieved"][:10]})


def _offered(
    session: Session, scope: UnionScope, cycle: CycleInfo, code: str
) -> tuple[dict[tuple[str, str], tuple[int, str]], int]:
    """Return what the series proposes now, by reporter and cell, and how many versions it has."""
    here = (col(PrefillSeries.cycle_id) == cycle.id, col(PrefillSeries.code) == code)
    query = (
        select(col(Prefill.reporter), col(Prefill.target), col(Prefill.id), col(Prefill.proposal))
        .join(PrefillSeries, col(PrefillSeries.id) == col(Prefill.series_id))
        .where(*here, col(Prefill.superseded).is_(False))
    )
    rows = {(r.reporter, r.target): (r.id, r.proposal) for r in session.execute(query)}
    last = session.execute(select(func.max(col(PrefillSeries.number))).where(*here)).scalar_one()
    return rows, last or 0


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of the catalogue, or why there is none; looked up once for all countries."""

    why: str = ""
    key: ObservationKey | None = None
    written: str = ""
    kind: Kind | None = None
    indicator: Indicator | None = None
    year: str = ""
    home: str = ""


class _Judge:
    """Judges line after line; what holds for many lines is found once."""

    def __init__(
        self,
        index: CatalogueIndex,
        cutoff: date,
        offered: Mapping[tuple[str, str], tuple[int, str]],
    ) -> None:
        self.index = index
        self.cutoff = cutoff
        self.offered = offered
        self.reporters = {entry.code for entry in index.catalogue.reporters}
        self.cells: dict[Any, _Cell] = {}
        self.asked: dict[tuple[str, str, str], bool] = {}
        self.values: dict[tuple[str, str], str | Problem] = {}
        self.seen: dict[tuple[str, str], int] = {}

    def line(self, line: SeriesLine) -> Judged:
        """Return what becomes of a line."""
        reporter = stored_code(line.reporter)
        if reporter not in self.reporters:
            return _refused(line, "series_reporter", text=line.reporter)
        place = (line.indicator, line.point, line.period, line.codes)
        cell = self.cells.get(place) or self.cells.setdefault(place, self._cell(line))
        if cell.why or cell.key is None or cell.indicator is None:
            return _refused(line, cell.why, text=line.indicator, period=line.period)
        if not self._is_asked(reporter, cell.home, cell.indicator):
            return _refused(line, "series_not_asked", text=line.indicator)
        value = self._value(cell, line)
        if isinstance(value, Problem):
            return _refused(line, value.code, **{k: str(v) for k, v in value.params.items()})
        first = self.seen.setdefault((reporter, cell.written), line.number)
        if first != line.number:
            return _refused(line, "series_line_twice", row=str(first))
        return self._compared(line, reporter, cell, value)

    def _compared(self, line: SeriesLine, reporter: str, cell: _Cell, value: str) -> Judged:
        known = self.offered.get((reporter, cell.written))
        plain = Judged(line, Fate.NEW, reporter, cell.written, value, cell.year)
        if known is None:
            return plain
        before = read_offer(known[1])
        same = (before.value, before.year, before.note) == (value, cell.year, line.note)
        fate = Fate.SAME if same else Fate.CHANGED
        return replace(plain, fate=fate, before=before.value, replaces=known[0])

    def _cell(self, line: SeriesLine) -> _Cell:
        indicator = self.index.indicators.get(line.indicator)
        if indicator is None:
            return _Cell("series_indicator")
        if indicator.id == PROGRESS:
            return _Cell("series_progress")
        year, period = "", line.period
        if indicator.reference_period == "latest_available" and period.isdecimal():
            year, period = period, "latest"
        allowed = periods(indicator.reference_period, self.cutoff)
        if period not in allowed:
            return _Cell("series_period")
        codes = self._in_order(indicator, line.codes)
        if codes is None:
            return _Cell("series_breakdown")
        key = ObservationKey(indicator.id, period, line.point or None, codes)
        if isinstance(check_key(self.index, key, allowed), Problem):
            return _Cell("series_breakdown")
        if is_computed(indicator, key):
            return _Cell("series_computed")
        kind = kind_of(self.index, indicator, key)
        return _Cell("", key, str(key), kind, indicator, year, home_of(self.index, key))

    def _in_order(
        self, indicator: Indicator, codes: tuple[tuple[str, str], ...]
    ) -> tuple[tuple[str, str], ...] | None:
        """Return codes in the order of their breakdown; None where the indicator has none."""
        if not codes:
            return ()
        given = dict(codes)
        for breakdown in indicator.breakdowns:
            if set(breakdown.by) == set(given):
                return tuple((dimension, given[dimension]) for dimension in breakdown.by)
        return None

    def _is_asked(self, reporter: str, home: str, indicator: Indicator) -> bool:
        place = (reporter, home, indicator.id)
        if place not in self.asked:
            asked = asked_point(self.index, reporter, home)
            self.asked[place] = asked is not None and indicator in asked.indicators
        return self.asked[place]

    def _value(self, cell: _Cell, line: SeriesLine) -> str | Problem:
        if cell.kind is None or line.status.upper() in _NO_VALUE:
            return Problem("series_no_value")
        place = (cell.written, line.value)
        if place not in self.values:
            self.values[place] = _canonical(cell.kind, line.value)
        return self.values[place]


def _canonical(kind: Kind, raw: str) -> str | Problem:
    value = kind.parse(raw, ".")
    if isinstance(value, Problem):
        return value
    if value is None:
        return Problem("series_no_value")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return canonical_decimal(value)
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a proposal offers, read from its text."""

    value: str
    note: str
    year: str


def read_offer(proposal: str) -> Offer:
    """Read the text of a proposal of a value."""
    said = json.loads(proposal)
    return Offer(*(str(said.get(name) or "") for name in ("value", "note", "reference_year")))


def _refused(line: SeriesLine, why: str, **params: str) -> Judged:
    return Judged(line, Fate.REFUSED, why=why, params=params)


def list_series(session: Session, scope: UnionScope, cycle_id: int) -> list[PrefillSeries]:
    """Return the versions of series that were loaded for a cycle, the newest first."""
    query = (
        select(PrefillSeries)
        .where(col(PrefillSeries.cycle_id) == cycle_id)
        .order_by(col(PrefillSeries.id).desc())
    )
    return list(session.execute(query).scalars())

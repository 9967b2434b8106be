"""The matrices: status by country and point, core indicators by country; and their empty frames."""

from app.core.i18n import N_, gettext
from app.core.spreadsheets import CellValue
from app.domain.asked import progress_key
from app.domain.contribution import ReportData
from app.domain.indicators import PROGRESS, Catalogue, Indicator
from app.domain.observations import CatalogueIndex, ObservationKey
from app.domain.points import Addressee, Point, ReporterEntry
from app.domain.roles import COMMISSION
from app.editions.contents import EditionContents
from app.open_data.table_parts import (
    COUNTRY,
    Field,
    Row,
    Table,
    country,
    own_fact_key,
    value_cells,
)

LEFT_OUT = "LEFT_OUT"
NOT_IN_CYCLE = "NOT_IN_CYCLE"  # a column or row of an earlier cycle, which keeps its place


def progress_matrix(contents: EditionContents, *, commission: bool) -> Table:
    """The status of each point by country; an empty cell means no report, never no progress."""
    catalogue = contents.index.catalogue
    points = _points(catalogue, commission=commission)
    rows = tuple(
        (*country(entry), *(_status(contents, entry, point) for point in points))
        for entry in _entries(catalogue, commission=commission)
    )
    return _progress_table(points, rows, commission=commission)


def _progress_table(points: list[Point], rows: tuple[Row, ...], *, commission: bool) -> Table:
    columns = (*COUNTRY, *(Field(p.id, 14, code=p.id) for p in points))
    name = "Commission_progress" if commission else "Matrix_progress"
    title = (
        N_("Progress status of points 25 to 31, the Commission")
        if commission
        else N_("Progress status of points 1 to 24 by country")
    )
    note = gettext(
        "Codes; README says what they mean. Empty: nothing to show. LEFT_OUT: left out by the "
        "country. Self-assessed."
    )
    return Table(name, title, columns, rows, note, key=("country_code",), across="point")


def _points(catalogue: Catalogue, *, commission: bool) -> list[Point]:
    wanted = Addressee.COMMISSION if commission else Addressee.MEMBER_STATES
    return [point for point in catalogue.instrument.points if point.addressee is wanted]


def _entries(catalogue: Catalogue, *, commission: bool) -> list[ReporterEntry]:
    """Return the Member States in protocol order, or the Commission alone."""
    entries = sorted(catalogue.reporters, key=lambda entry: entry.protocol_order)
    return [entry for entry in entries if (entry.code == COMMISSION) == commission]


def _status(contents: EditionContents, entry: ReporterEntry, point: Point) -> str | None:
    data = contents.reports.get(entry.code)
    if data is None:
        return None
    if point.id in data.left_out:
        return LEFT_OUT
    key = progress_key(point.id, data.cutoff)
    fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
    if fact is not None:
        return fact.text
    seen = data.observations.get(key)
    return seen.missing.code if seen and seen.missing else None


def core_matrix(contents: EditionContents) -> Table:
    """The totals of the core indicators by country, the latest period of each; beside each value
    the code of why there is none."""
    catalogue = contents.index.catalogue
    wanted = _core(catalogue)
    rows = tuple(
        (*country(entry), *(cell for i in wanted for cell in _latest(contents, entry, i)))
        for entry in _entries(catalogue, commission=False)
    )
    return _core_table(wanted, rows)


def _core(catalogue: Catalogue) -> list[Indicator]:
    return [
        i
        for i in catalogue.indicators
        if i.tier == "core" and i.subject == "reporter" and i.id != PROGRESS
    ]


def _core_table(wanted: list[Indicator], rows: tuple[Row, ...]) -> Table:
    columns = (*COUNTRY, *(field for i in wanted for field in _core_fields(i)))
    note = gettext("Numbers as numbers, dates as dates, choices as codes. Missing: its code.")
    title = N_("Core indicators by country")
    key = ("country_code",)
    return Table("Matrix_core", title, columns, rows, note, key=key, across="indicator")


def frames(index: CatalogueIndex) -> tuple[Table, ...]:
    """Return the matrices of a catalogue as they read where it is not asked any more."""
    catalogue = index.catalogue
    found = []
    for commission in (False, True):
        points = _points(catalogue, commission=commission)
        entries = _entries(catalogue, commission=commission)
        rows = tuple((*country(entry), *(NOT_IN_CYCLE,) * len(points)) for entry in entries)
        found.append(_progress_table(points, rows, commission=commission))
    wanted = _core(catalogue)
    cells: Row = (None, NOT_IN_CYCLE) * len(wanted)
    states = _entries(catalogue, commission=False)
    return (*found, _core_table(wanted, tuple((*country(entry), *cells) for entry in states)))


def _core_fields(indicator: Indicator) -> tuple[Field, Field]:
    missing = gettext("{indicator} missing").format(indicator=indicator.id)
    return (
        Field(
            indicator.id, 12, "day" if indicator.value_type == "date" else "number", indicator.id
        ),
        Field(missing, 9, code=f"{indicator.id} missing"),
    )


def _latest(
    contents: EditionContents, entry: ReporterEntry, indicator: Indicator
) -> tuple[CellValue, CellValue]:
    data = contents.reports.get(entry.code)
    key = _last_total(data, indicator) if data else None
    if data is None or key is None:
        return (None, None)
    fact = contents.facts.get(str(own_fact_key(contents, entry, key)))
    if fact is not None:
        return (next((cell for cell in value_cells(fact) if cell is not None), None), None)
    missing = data.observations[key].missing
    return (None, missing.code if missing else None)


def _last_total(data: ReportData, indicator: Indicator) -> ObservationKey | None:
    keys = [k for k in data.observations if k.indicator == indicator.id and k.is_total]
    return max(keys, key=lambda key: key.period, default=None)

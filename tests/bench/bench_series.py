"""An official series of 5,670 values: looked at within twice the time of its bare reader."""

import io
import os

from openpyxl import Workbook, load_workbook

from app.catalogue.files import load_catalogue
from app.catalogue.queries import get_cycle, get_index
from app.core.db import open_session
from app.core.settings import PROJECT_ROOT
from app.domain.asked import asked_points
from app.domain.indicators import OPTION_DIMENSION, periods
from app.domain.observations import CatalogueIndex, ObservationKey, is_computed, kind_of
from app.domain.roles import COMMISSION, NATIONAL_ROLES, Role, UnionScope
from app.reporting.series import Fate, preview_series
from app.reporting.series_files import read_series
from app.workbook.reading import read_rows
from tests.database import one_database

VALUES = 5_670  # 27 Member States, 210 cells each
SCOPE = UnionScope(None, "operator", frozenset(Role) - NATIONAL_ROLES)
TIMES = 2
ABOUT = (
    ("# series", "BENCH:ALL"),
    ("# source", "Generated"),
    ("# licence", "CC0"),
    ("# retrieved", "2027-04-30"),
    ("# version", "1"),
)


def _cells(index: CatalogueIndex, cutoff):
    """Yield cells that Member States fill in: totals first, then cells of plain breakdowns."""
    asked = [i for point in asked_points(index, "DK") for i in point.indicators]
    totals, parts = [], []
    for indicator in asked:
        for period in periods(indicator.reference_period, cutoff):
            key = ObservationKey(indicator.id, period)
            if not indicator.per_point and not is_computed(indicator, key):
                totals.append(key)
            for breakdown in indicator.breakdowns:
                if len(breakdown.by) > 1 or breakdown.by[0] in ("sub_item", OPTION_DIMENSION):
                    continue
                codes = index.dimension_codes(indicator, breakdown.by[0])
                parts += [key.with_codes((breakdown.by[0], code)) for code, _label in codes]
    return [*totals, *(k for k in parts if _is_plain(index.indicators[k.indicator]))]


def _is_plain(indicator):
    return not indicator.per_point and not indicator.validation.derived


def _value(index, key, number):
    kind = type(kind_of(index, index.indicators[key.indicator], key)).__name__
    if kind == "Number":
        return number
    if kind == "YesNo":
        return "yes"
    if kind == "Day":
        return "2027-01-31"
    if kind == "Choice":
        return index.options(index.indicators[key.indicator])[0].value
    return "Said by the source"


def _workbook(index, cutoff):
    countries = [r.code for r in index.catalogue.reporters if r.code != COMMISSION]
    cells = _cells(index, cutoff)[: VALUES // len(countries)]
    dimensions = sorted({d for key in cells for d, _code in key.codes})
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in ABOUT:
        sheet.append(line)
    sheet.append(["reporter", "indicator", "period", "value", "note", *dimensions])
    for place, country in enumerate(countries):
        for key in cells:
            codes = dict(key.codes)
            value = _value(index, key, place % 9 + 1)
            row = [country, key.indicator, key.period, value, "from the register"]
            sheet.append([*row, *(codes.get(d) for d in dimensions)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _worked():
    """Return the seconds that this process and those it started have worked."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _bare(contents):
    book = load_workbook(io.BytesIO(contents), read_only=True, data_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(values_only=True))


@one_database
def test_a_series_is_looked_at_within_twice_its_bare_reader(demo_engine):
    """Reading, judging and comparing all lines against reading the same workbook alone."""
    with open_session(demo_engine) as session:
        cycle = get_cycle(session, "2027")
        index = get_index(session, cycle.catalogue_version_id)
        contents = _workbook(CatalogueIndex.of(load_catalogue(PROJECT_ROOT)), cycle.cutoff)
        rows = _bare(contents)  # once, so that neither of the two pays for loading the library
        bare, ours, preview = [], [], None
        for _round in range(3):  # the quickest of three: other work on the machine is not ours
            began = _worked()
            _bare(contents)
            bare.append(_worked() - began)
            began = _worked()
            file = read_series("b.xlsx", contents, read_rows)
            preview = preview_series(session, SCOPE, cycle, index, file)
            ours.append(_worked() - began)
    took, alone = min(ours), min(bare)
    assert rows == VALUES + len(ABOUT) + 1
    print(f"\n{VALUES} values: bare {alone:.2f} s, all {took:.2f} s, {took / alone:.2f} times")
    assert preview.counts[Fate.NEW] == VALUES, [j for j in preview.lines if j.why][:3]
    assert took <= TIMES * alone

"""Refreshing a native chart: its figures and its embedded workbook; colours and sizes stay."""

from copy import deepcopy
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.spreadsheets import CellValue, grid_bytes
from app.council_report.axis import axis_unit
from app.council_report.refresh.fact_map import MappedBlock, Rows, print_of, prints_of
from app.council_report.refresh.finding import C
from app.council_report.refresh.outcome import Outcome
from app.council_report.refresh.package import Package, R, parsed
from app.council_report.refresh.tables import Tally
from app.council_report.refresh.texts import W, new_run
from app.council_report.refresh.wanted import WantedChart
from app.domain.answers import canonical_decimal

_FIGURES = (f"{C}cat", f"{C}val")


def refresh_chart(
    package: Package,
    story: str,
    place: Any,
    wanted: WantedChart,
    written: MappedBlock | None,
    take_edited: bool,
) -> Tally:
    """Bring a chart up to date; one whose figures were edited by hand stays as it is."""
    tally = Tally()
    part = package.related(story, place.get(f"{R}id", ""))
    if not part or not _series(package.tree(part)):
        tally.outcomes.append(Outcome("unshaped", wanted.name))
        return tally
    root = package.tree(part)
    there = rows_of(root)
    if _table_of(there) == _table_of(wanted.rows):
        tally.same += sum(len(row) - 1 for row in there[1:])
        if _write_end(root, parsed(wanted.part.encode("utf-8"))):
            package.changed.add(part)  # another chart on the same scale has grown
        return tally
    is_ours = written is not None and _printed(prints_of(there)) == _printed(written.prints)
    kind: Any = "changed" if is_ours else "taken" if take_edited else "edited"
    tally.outcomes += [Outcome(kind, wanted.name, *line) for line in _lines(there, wanted.rows)]
    if kind == "edited":
        return tally
    fresh = parsed(wanted.part.encode("utf-8"))
    _write_series(root, fresh)
    if not _write_end(root, fresh):
        _write_axis(root, there, wanted)
    package.changed.add(part)
    _write_workbook(package, part, root, wanted)
    if _write_legend(place, wanted, written):
        tally.is_changed = True
    return tally


def _series(root: Any) -> list[Any]:
    return [one for one in root.iter(f"{C}ser") if one.find(f"{C}val") is not None]


def rows_of(root: Any) -> Rows:
    """Return the figures of a chart as a table: categories down, series across."""
    series = _series(root)
    categories = _points(series[0].find(f"{C}cat"))
    values = [_points(one.find(f"{C}val")) for one in series]
    most = max((max(found, default=-1) for found in (categories, *values)), default=-1) + 1
    head = ("", *(_name(one) for one in series))
    return (
        head,
        *(
            (categories.get(i, ""), *(_number(found.get(i, "")) for found in values))
            for i in range(min(most, 1000))
        ),
    )


def _points(element: Any) -> dict[int, str]:
    found: dict[int, str] = {}
    if element is None:
        return found
    for point in element.iter(f"{C}pt"):
        at, value = point.get("idx", ""), point.find(f"{C}v")
        if at.isdecimal() and value is not None:
            found[int(at)] = value.text or ""
    return found


def _name(series: Any) -> str:
    return "".join(v.text or "" for v in series.findall(f"{C}tx//{C}v"))


def _number(text: str) -> str:
    try:
        return canonical_decimal(Decimal(text)) if text.strip() else ""
    except InvalidOperation:
        return text


def _table_of(rows: Rows) -> dict[tuple[str, str], str]:
    """Return figures by category and series; the order of either does not count."""
    head = rows[0]
    return {
        (row[0], head[column]): row[column] for row in rows[1:] for column in range(1, len(row))
    }


def _printed(prints: Rows) -> dict[tuple[str, str], str]:
    return _table_of(prints) if prints else {}


def _lines(there: Rows, wanted: Rows) -> list[tuple[str, str, str]]:
    """Return the figures that differ: where, old and new."""
    old, new = _table_of(there), _table_of(wanted)
    return [
        (" · ".join(key), old.get(key, ""), new.get(key, ""))
        for key in dict.fromkeys([*old, *new])
        if old.get(key, "") != new.get(key, "")
    ]


def _write_series(root: Any, fresh: Any) -> None:
    """Give every series its new figures; a new series comes as the portal draws it."""
    there, news = _series(root), _series(fresh)
    by_name = {_name(one): one for one in there}
    if {_name(one) for one in news} == set(by_name) and len(by_name) == len(there):
        for new in news:
            _take_figures(by_name[_name(new)], new)
        return
    parent = there[0].getparent()
    place = list(parent).index(there[0])
    for one in there:
        one.getparent().remove(one)
    for order, new in enumerate(news):
        kept = by_name.get(_name(new))
        if kept is None:
            kept = deepcopy(new)
        _take_figures(kept, new)
        for number in ("idx", "order"):
            kept.find(f"{C}{number}").set("val", str(order))
        parent.insert(place + order, kept)


def _take_figures(series: Any, new: Any) -> None:
    for tag in (f"{C}tx", *_FIGURES):
        old, fresh = series.find(tag), deepcopy(new.find(tag))
        if old is not None:
            series.replace(old, fresh)
        elif tag == f"{C}cat":
            series.find(f"{C}val").addprevious(fresh)


def _write_axis(root: Any, there: Rows, wanted: WantedChart) -> None:
    """Set the lines of the axis anew where they still are as the portal set them."""
    sums = [sum((_decimal(cell) for cell in row[1:]), Decimal(0)) for row in there[1:]]
    before = str(axis_unit(max([*sums, Decimal(1)])))
    for unit in root.iter(f"{C}majorUnit"):
        if unit.get("val") == before:
            unit.set("val", wanted.unit)


def _write_end(root: Any, fresh: Any) -> bool:
    """Set the end and the lines of an axis that several charts share; tell whether they moved."""
    is_new = False
    for tag in ("max", "majorUnit"):
        here, there = root.find(f".//{C}valAx//{C}{tag}"), fresh.find(f".//{C}valAx//{C}{tag}")
        if here is None or there is None:
            return False
        is_new = is_new or here.get("val") != there.get("val")
    for tag in ("max", "majorUnit"):
        value = fresh.find(f".//{C}valAx//{C}{tag}").get("val")
        root.find(f".//{C}valAx//{C}{tag}").set("val", value)
    return is_new


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)


def _write_workbook(package: Package, part: str, root: Any, wanted: WantedChart) -> None:
    """Write the workbook that Word opens for editing the chart, in the order of the report."""
    outside = root.find(f"{C}externalData")
    name = "" if outside is None else package.related(part, outside.get(f"{R}id", ""))
    if name.endswith(".xlsx"):
        package.put(name, workbook_of(wanted.rows))


def workbook_of(rows: Rows) -> bytes:
    """Return the figures of a chart as the workbook that Word opens for editing."""
    head, *rest = rows
    grid: list[list[CellValue]] = [list(head)]
    grid += [[row[0], *(Decimal(v) if v else None for v in row[1:])] for row in rest]
    return grid_bytes(grid)


def _write_legend(place: Any, wanted: WantedChart, written: MappedBlock | None) -> bool:
    """Write the legend below a chart anew where it still is as the portal wrote it."""
    paragraph = next(place.iterancestors(f"{W}p"), None)
    below = None if paragraph is None else paragraph.getnext()
    if below is None or below.tag != f"{W}p" or written is None or not wanted.legend:
        return False
    text = "".join(t.text or "" for t in below.iter(f"{W}t"))
    if not written.legend or print_of(text) != written.legend or text == wanted.legend_text:
        return False
    runs = below.findall(f"{W}r")
    if len(runs) < 2:
        return False
    square, plain = deepcopy(runs[0]), deepcopy(runs[1])
    for one in runs:
        below.remove(one)
    for order, (colour, words) in enumerate(wanted.legend):
        if order:
            below.append(new_run("   ", plain, below.makeelement))
        sign = new_run("\u25a0", square, below.makeelement)
        for tint in sign.iter(f"{W}color"):
            tint.set(f"{W}val", colour)
        below.append(sign)
        below.append(new_run("\u00a0" + words.replace(" ", "\u00a0"), plain, below.makeelement))
    return True

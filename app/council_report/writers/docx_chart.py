"""Native charts of the Word document: editable, with their figures in an embedded workbook."""

from decimal import Decimal
from html import escape

from app.core.spreadsheets import CellValue, grid_bytes, writable
from app.council_report.axis import axis_unit
from app.council_report.writers.docx_styles import HEADER
from app.domain.answers import canonical_decimal
from app.editions.charts import GREY, INK, RULE, Chart, Fill, Series, legend_of
from app.editions.charts.palette import MARK, edge_of
from app.editions.charts.svg_lines import name_of

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CATEGORY_AXIS, _VALUE_AXIS = "111111111", "111111112"
_UPRIGHT = ("lines", "dots")  # categories stand beside each other
_PATTERNS: dict[Fill, str] = {"hatch": "wdUpDiag", "dotted": "pct5"}
_DARK_BELOW = 140  # brightness under which labels are white


def chart_workbook(chart: Chart) -> bytes:
    """Return the figures of a chart as the workbook that Word opens for editing."""
    columns = columns_of(chart)
    rows: list[list[CellValue]] = [["", *map(name_of, columns)]]
    for place, category in enumerate(chart.categories):
        rows.append([category, *(series.data[place].value for series in columns)])
    return grid_bytes(rows)


def chart_xml(chart: Chart, language: str) -> str:
    """Return the chart part; its workbook is the part's first relation."""
    columns = columns_of(chart)
    series = "".join(_series(chart, place, one) for place, one in enumerate(columns))
    legend = (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(16, INK)}</c:legend>'
        if len(columns) > 1 and not has_shared_entries(chart)
        else ""
    )
    return (
        f'{HEADER}<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}">'
        f'<c:date1904 val="0"/><c:lang val="{language}"/><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f"{_plot(chart, series)}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'{_text(16, INK)}<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
        "</c:chartSpace>"
    )


def columns_of(chart: Chart) -> tuple[Series, ...]:
    """Return what the chart is drawn from: a mark across it has its value at each category."""
    across = (
        Series(
            f"mark{place}",
            f"{mark.name} ({mark.n})",
            MARK,
            "solid",
            (mark.datum,) * len(chart.categories),
        )
        for place, mark in enumerate(chart.marks)
    )
    return (*chart.series, *across)


def _plot(chart: Chart, series: str) -> str:
    """Return what is drawn, and the axes it is drawn on."""
    axes = f'<c:axId val="{_CATEGORY_AXIS}"/><c:axId val="{_VALUE_AXIS}"/>'
    if chart.kind in _UPRIGHT:
        return (
            f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
            f'<c:marker val="1"/>{axes}</c:lineChart>{_axes(chart)}'
        )
    return (
        '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="45"/><c:overlap val="100"/>{axes}</c:barChart>{_axes(chart)}'
    )


def has_shared_entries(chart: Chart) -> bool:
    """Tell whether series share an entry of the legend, which then stands as text below the chart.

    Office programs disagree from which end the entries to be taken out of a legend are counted.
    """
    return len(legend_of(chart)) < len(chart.series)


def _series(chart: Chart, place: int, series: Series) -> str:
    column, last = _column(place + 1), len(chart.categories) + 1
    categories = "".join(
        f'<c:pt idx="{i}"><c:v>{escape(writable(name))}</c:v></c:pt>'
        for i, name in enumerate(chart.categories)
    )
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{canonical_decimal(datum.value)}</c:v></c:pt>'
        for i, datum in enumerate(series.data)
        if datum.value is not None
    )
    count = len(chart.categories)
    smooth = '<c:smooth val="0"/>' if chart.kind in _UPRIGHT else ""
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f"<c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>"
        '<c:strCache><c:ptCount val="1"/><c:pt idx="0">'
        f"<c:v>{escape(writable(name_of(series)))}</c:v></c:pt></c:strCache></c:strRef></c:tx>"
        f"{_look(chart, series)}"
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>"
        f'<c:ptCount val="{count}"/>{categories}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache>"
        f'<c:formatCode>General</c:formatCode><c:ptCount val="{count}"/>{values}</c:numCache>'
        f"</c:numRef></c:val>{smooth}</c:ser>"
    )


def _look(chart: Chart, series: Series) -> str:
    if chart.kind not in _UPRIGHT:
        return f'{_fill(series)}<c:invertIfNegative val="0"/>{_labels(series)}'
    line = _colour(series.colour)
    if chart.kind == "dots":
        return _dot_look(line, is_mark=series not in chart.series)
    return (
        f'<c:spPr><a:ln w="22225">{line}</a:ln></c:spPr><c:marker><c:symbol val="circle"/>'
        f'<c:size val="5"/><c:spPr>{line}<a:ln w="6350">{line}</a:ln></c:spPr></c:marker>'
    )


def _dot_look(line: str, *, is_mark: bool) -> str:
    """Return dots without a line, or the dashed line of a mark without dots."""
    if is_mark:
        dashed = f'<a:ln w="15875">{line}<a:prstDash val="dash"/></a:ln>'
        return f'<c:spPr>{dashed}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'
    return (
        '<c:spPr><a:ln w="22225"><a:noFill/></a:ln></c:spPr><c:marker><c:symbol val="circle"/>'
        f'<c:size val="7"/><c:spPr>{line}<a:ln w="6350">{line}</a:ln></c:spPr></c:marker>'
    )


def _column(place: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]


def _colour(value: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{value}"/></a:solidFill>'


def _fill(series: Series) -> str:
    if series.fill in _PATTERNS:
        inside = (
            f'<a:pattFill prst="{_PATTERNS[series.fill]}"><a:fgClr>'
            f'<a:srgbClr val="{series.colour}"/></a:fgClr>'
            '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
        )
    else:
        inside = _colour("FFFFFF" if series.fill == "outline" else series.colour)
    edge = edge_of(series.colour, series.fill)
    return f'<c:spPr>{inside}<a:ln w="9525">{_colour(edge)}</a:ln></c:spPr>'


def _labels(series: Series) -> str:
    red, green, blue = (int(series.colour[i : i + 2], 16) for i in (0, 2, 4))
    is_dark = (
        series.fill == "solid" and (red * 299 + green * 587 + blue * 114) // 1000 < _DARK_BELOW
    )
    shown = "".join(
        f'<c:{name} val="{int(name == "showVal")}"/>'
        for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent",
                     "showBubbleSize")
    )  # fmt: skip
    return (
        '<c:dLbls><c:numFmt formatCode="0;;" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{_text(14, "FFFFFF" if is_dark else INK)}<c:dLblPos val="ctr"/>{shown}</c:dLbls>'
    )


def _axes(chart: Chart) -> str:
    line = f'<c:spPr><a:ln w="6350">{_colour(RULE)}</a:ln></c:spPr>'
    title = (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="800" b="0"/></a:pPr><a:r>'
        f'<a:rPr sz="800" b="0">{_colour(GREY)}</a:rPr><a:t>{escape(writable(chart.axis))}</a:t>'
        '</a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
    ticks = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
    is_lines = chart.kind in _UPRIGHT
    along, across = ("b", "l") if is_lines else ("l", "b")
    order, crosses = ("minMax", "autoZero") if is_lines else ("maxMin", "max")
    most = f'<c:max val="{canonical_decimal(_end(chart))}"/>' if chart.reach else ""
    least = most + ("" if chart.kind == "lines" else '<c:min val="0"/>')
    turned = _text(14, INK, ' rot="-5400000" vert="horz"') if chart.kind == "dots" else ""
    unit = "" if is_lines else f'<c:majorUnit val="{axis_unit(chart.longest)}"/>'
    return (
        f'<c:catAx><c:axId val="{_CATEGORY_AXIS}"/><c:scaling><c:orientation val="{order}"/>'
        f'</c:scaling><c:delete val="0"/><c:axPos val="{along}"/>'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{ticks}{line}{turned}'
        f'<c:crossAx val="{_VALUE_AXIS}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="1"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="{_VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/>'
        f'{least}</c:scaling><c:delete val="0"/><c:axPos val="{across}"/><c:majorGridlines>'
        f'{line}</c:majorGridlines>{title}<c:numFmt formatCode="0" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{line}<c:crossAx val="{_CATEGORY_AXIS}"/><c:crosses val="{crosses}"/>'
        f'<c:crossBetween val="between"/>{unit}</c:valAx>'
    )


def _end(chart: Chart) -> Decimal:
    """Return where the axis ends that several charts share: at its last line."""
    unit = axis_unit(chart.longest)
    return -(-chart.longest // unit) * unit


def _text(half_points: int, colour: str, turned: str = "") -> str:
    return (
        f'<c:txPr><a:bodyPr{turned}/><a:p><a:pPr><a:defRPr sz="{half_points * 50}">'
        f'{_colour(colour)}</a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )

"""Sheets of the annex workbook: the standard tables T2 and T4 to T7, and native charts of them."""

from collections.abc import Iterable
from decimal import Decimal

from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.core.spreadsheet_charts import BarChart, BarSeries, ChartSheet
from app.core.spreadsheets import CellValue, Column, TableSheet
from app.council_report.contents import ReportContents
from app.council_report.standard_tables import AGREEMENTS, ATTACHES
from app.council_report.union_lines import is_limited, union_facts
from app.domain.facts import EU27
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours
from app.editions.charts import status_by_point as chart_of_status
from app.editions.charts import title_of
from app.editions.words import figure_text, measure_word, option_word, standing, unit_word
from app.reporting.words import code_word

Row = tuple[CellValue, ...]
COVERAGE_SHEET, STATUS_SHEET = "T1_Coverage", "T2_Status_by_point"
_TITLE, _STATES = 2, 3  # columns of the coverage sheet
_BLUE = "1F4E8C"


def number_of(contents: ReportContents, fact_id: str) -> Decimal | None:
    """Return the number of a fact that may be shown."""
    fact = contents.shown(fact_id)
    return fact.number if fact else None


def reporter_cells(code: str, printed: str) -> Row:
    """Return how a reporter is named: printed code, ISO code, name."""
    return (printed, "" if code == COMMISSION else code, country_name(code))


def reporter_columns() -> tuple[Column, ...]:
    """Return the columns that name a reporter."""
    return (Column(_("Code"), 8), Column(_("ISO code"), 9), Column(_("Reporter"), 20))


def status_by_point(contents: ReportContents) -> TableSheet:
    """Return T2 as counts: how many Member States chose each step at each point."""
    scale = contents.catalogue.progress_scale
    measures = [*(f"count/{option.value}" for option in scale), "n", "missing"]
    rows: list[Row] = [
        (
            point.id,
            point.number,
            title_of(point),
            *(
                number_of(contents, f"{point.id}.progress/{EU27}/{measure}@{contents.period}")
                for measure in measures
            ),
        )
        for point in contents.catalogue.instrument.points
        if not is_ours(point) and not contents.is_baseline
    ]
    return TableSheet(
        STATUS_SHEET,
        _("T2: Progress status by point"),
        "tbl_status",
        (
            Column(_("Code"), 8),
            Column(_("Point"), 8, "whole"),
            Column(_("Title"), 60),
            *(Column(option.label, 13, "whole") for option in scale),
            Column(_("Status given"), 11, "whole"),
            Column(_("No status"), 11, "whole"),
        ),
        rows,
        _("Number of Member States, of 27. Progress is their own assessment."),
    )


def status_by_country(contents: ReportContents) -> TableSheet:
    """Return T2 by country, for the statuses that a country lets everybody read."""
    rows: list[Row] = []
    for part in contents.present:
        for point in contents.catalogue.instrument.points:
            fact = contents.shown(f"{point.id}.progress/{part.printed}/value@{contents.period}")
            if fact is not None:
                rows.append(
                    (
                        *reporter_cells(part.code, part.printed),
                        point.id,
                        point.number,
                        fact.text or "",
                        option_word(contents.catalogue.progress_scale, fact.text or ""),
                    )
                )
    return TableSheet(
        "T2_Status_by_country",
        _("T2: Progress status by country"),
        "tbl_status_by_country",
        (
            *reporter_columns(),
            Column(_("Point code"), 8),
            Column(_("Point"), 8, "whole"),
            Column(_("Status code"), 14),
            Column(_("Status"), 34),
        ),
        rows,
        _("Only what a reporter released to the public; a status that is not listed is not zero."),
    )


def union_figures(contents: ReportContents) -> TableSheet:
    """Return T4: the figures for the Union with n."""
    rows: list[Row] = [
        (
            indicator.id,
            indicator.name,
            standing(measure_word(contents.index, fact)),
            fact.key.period,
            fact.number,
            unit_word(fact),
            number_of(contents, f"{indicator.id}/{EU27}/n@{fact.key.period}"),
            fact.of,
            _("Yes") if is_limited(fact) else "",
            fact.short,
        )
        for indicator in contents.catalogue.indicators
        for fact in union_facts(contents, indicator)
        if fact.key.set == EU27
    ]
    return TableSheet(
        "T4_Union",
        _("T4: Figures for the Union"),
        "tbl_union",
        (
            Column(_("Indicator"), 11),
            Column(_("Name"), 50),
            Column(_("Rule"), 44),
            Column(_("Period"), 12),
            Column(_("Number"), 12, "number"),
            Column(_("Unit"), 16),
            Column("n", 6, "whole"),
            Column(_("Of"), 6, "whole"),
            Column(_("Limited coverage"), 12),
            Column(_("Short identifier"), 14),
        ),
        rows,
        _("Every figure says how many of the 27 Member States stand behind it."),
    )


def milestones(contents: ReportContents) -> TableSheet:
    """Return T5: status and indicators of the Commission's points."""
    rows: list[Row] = []
    for point in contents.catalogue.instrument.points:
        if not is_ours(point):
            continue
        status = contents.shown(f"{point.id}.progress/{COMMISSION}/value@{contents.period}")
        label = option_word(contents.catalogue.progress_scale, status.text or "") if status else ""
        rows.append((point.id, point.number, title_of(point), "", _("Status"), "", None, label, ""))
        for indicator in contents.indicators_at(point):
            for fact in union_facts(contents, indicator):
                if fact.key.set == COMMISSION:
                    said = figure_text(contents.index, fact) if fact.number is None else ""
                    rows.append(
                        (point.id, point.number, title_of(point), indicator.id, indicator.name,
                         fact.key.period, fact.number, said, unit_word(fact))
                    )  # fmt: skip
    return TableSheet(
        "T5_Commission",
        _("T5: Milestones of the Commission"),
        "tbl_milestones",
        (
            Column(_("Code"), 8),
            Column(_("Point"), 8, "whole"),
            Column(_("Title"), 56),
            Column(_("Indicator"), 11),
            Column(_("About"), 50),
            Column(_("Period"), 12),
            Column(_("Number"), 12, "number"),
            Column(_("Value"), 34),
            Column(_("Unit"), 16),
        ),
        rows,
    )


def agreements(contents: ReportContents) -> TableSheet:
    """Return T6: agreements by country and partner."""
    title = _("T6: Agreements by country and partner")
    return _by_partner(contents, "T6_Agreements", title, "tbl_agreements", AGREEMENTS)


def attaches(contents: ReportContents) -> TableSheet:
    """Return T7: attachés by country and region."""
    title = _("T7: Science and technology attachés by country and region")
    return _by_partner(contents, "T7_Attaches", title, "tbl_attaches", ATTACHES)


def _by_partner(
    contents: ReportContents, name: str, title: str, table: str, wanted: Iterable[str]
) -> TableSheet:
    rows: list[Row] = []
    for known in (contents.index.indicators[i] for i in wanted if i in contents.index.indicators):
        for fact in contents.by_subject.get(known.id, []):
            key = fact.key
            dimensions = [dimension for dimension, _code in key.codes]
            is_figure = key.measure in ("value", "sum", "ratio_of_sums")
            if not is_figure or dimensions not in ([], ["partner_region"]):
                continue
            if contents.shown(fact.id) is None:
                continue
            code = key.codes[0][1] if key.codes else ""
            label = code_word(contents.index, known, "partner_region", code) if code else _("All")
            rows.append(
                (known.id, known.name, key.set, key.period, code, label, fact.number,
                 unit_word(fact), fact.n if key.set == EU27 else None)
            )  # fmt: skip
    return TableSheet(
        name,
        title,
        table,
        (
            Column(_("Indicator"), 11),
            Column(_("Name"), 50),
            Column(_("Set"), 8),
            Column(_("Period"), 12),
            Column(_("Partner code"), 22),
            Column(_("Partner country or region"), 40),
            Column(_("Number"), 12, "number"),
            Column(_("Unit"), 16),
            Column("n", 6, "whole"),
        ),
        rows,
        _("Codes can overlap and need not add up to the total."),
    )


def charts(contents: ReportContents) -> tuple[ChartSheet, ...]:
    """Return the sheet of charts drawn from T1 and T2."""
    points = [p for p in contents.catalogue.instrument.points if not is_ours(p)]
    drawn = [
        BarChart(
            title=_("Member States with information, by point (of 27)"),
            description=_("Horizontal bars, one for each point, from the sheet T1."),
            sheet=COVERAGE_SHEET,
            rows=len(points),
            categories=_TITLE,
            series=(BarSeries(_STATES, _BLUE),),
        )
    ]
    if not contents.is_baseline:
        group = contents.catalogue.instrument.groups[0]
        colours = chart_of_status(contents.facts, contents.catalogue, group, contents.period).series
        steps = len(contents.catalogue.progress_scale)
        places = [*range(3, 3 + steps), 4 + steps]  # the steps, and no status
        drawn.append(
            BarChart(
                title=_("Progress status by point, number of Member States"),
                description=_("Horizontal stacked bars, one for each point, from the sheet T2."),
                sheet=STATUS_SHEET,
                rows=len(points),
                categories=_TITLE,
                series=tuple(
                    BarSeries(place, series.colour, series.fill == "outline")
                    for place, series in zip(places, colours, strict=True)
                ),
            )
        )
    note = _("Drawn from the cells of the sheets T1 and T2; each can be edited.")
    return (ChartSheet("Charts", _("Charts"), note, tuple(drawn)),)

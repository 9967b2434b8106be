"""The workbook that accompanies a report: every figure it may print, with codes and labels."""

from collections.abc import Iterator
from datetime import datetime

from app.core.i18n import gettext as _
from app.core.i18n import use_locale
from app.core.spreadsheets import CellValue, Column, NoteSheet, TableSheet, Workbook, workbook_bytes
from app.council_report.annex_notes import definitions, missing, quality_log
from app.council_report.annex_sheets import (
    agreements,
    attaches,
    charts,
    milestones,
    number_of,
    reporter_cells,
    reporter_columns,
    status_by_country,
    status_by_point,
    union_figures,
)
from app.council_report.contents import ReportContents
from app.council_report.opening import mark_of
from app.domain.contribution import Measure
from app.domain.facts import EU27, Fact, FactKey
from app.domain.indicators import PROGRESS, Indicator
from app.domain.suppression import is_shown
from app.editions.addressed import set_of
from app.editions.charts import title_of
from app.editions.words import (
    figure_text,
    measure_word,
    option_word,
    standing,
    unit_word,
)

Row = tuple[CellValue, ...]


def annex_workbook(contents: ReportContents, language: str = "en") -> bytes:
    """Return the annex of data as an .xlsx file, in one language."""
    with use_locale(language):
        return workbook_bytes(annex(contents))


def annex(contents: ReportContents) -> Workbook:
    """Return what the workbook holds, in the current language."""
    return Workbook(
        title=_("Annex of data, edition %(code)s") % {"code": contents.code},
        mark=mark_of(contents),
        sheets=(
            _readme(contents),
            _coverage(contents),
            status_by_point(contents),
            status_by_country(contents),
            _core_indicators(contents),
            union_figures(contents),
            milestones(contents),
            agreements(contents),
            attaches(contents),
            missing(contents),
            *charts(contents),
            _measures(contents),
            _facts(contents),
            definitions(contents),
            quality_log(contents),
        ),
        properties={"edition": contents.code, "manifest-sha256": contents.manifest_sha256},
    )


def _readme(contents: ReportContents) -> NoteSheet:
    frozen = datetime.fromisoformat(contents.frozen_at.replace("Z", "+00:00")).date()
    measure = "covered" if contents.is_baseline else "reported"
    coverage = contents.shown(f"coverage/EU27/{measure}@{contents.period}")
    label = _("Member States covered") if contents.is_baseline else _("Member States that reported")
    origin = (
        _("Compiled from public sources, not reported by the Member States. Progress is not "
          "assessed.")
        if contents.is_baseline
        else _("Accepted submissions of the Member States and of the Commission. Progress is "
               "their own assessment.")
    )  # fmt: skip
    lines: list[tuple[str, CellValue]] = [
        (_("Edition"), contents.code),
        (_("Cycle"), contents.title),
        (_("Situation on"), contents.cutoff),
        (_("Data frozen on"), frozen),
        (_("SHA-256 of the edition"), contents.manifest_sha256),
        (label, coverage.number if coverage else None),
        (_("Of Member States"), coverage.of if coverage else None),
        (_("Origin"), origin),
        (_("Missing values"), _("An empty cell is a missing value and never zero. The column of "
                                "reasons says why.")),
        (_("Country codes"), _("Greece is EL, as in the statistics of the Union; the ISO code "
                               "stands beside it.")),
        (_("Identifiers"), _("Each figure bears the identifier under which the edition keeps it; "
                             "the short one stands in the content controls of the report.")),
    ]  # fmt: skip
    return NoteSheet("README", _("Annex of data"), tuple(lines))


def _coverage(contents: ReportContents) -> TableSheet:
    rows: list[Row] = []
    for point in contents.catalogue.instrument.points:
        n = contents.shown(f"{point.id}.coverage/EU27/n@{contents.period}")
        base = f"{point.id}.measures/{set_of(point)}"
        rows.append(
            (
                point.id,
                point.number,
                title_of(point),
                number_of(contents, n.id if n else ""),
                n.of if n else None,
                number_of(contents, f"{point.id}.coverage/EU27/missing@{contents.period}"),
                number_of(contents, f"{base}/count@{contents.period}"),
                number_of(contents, f"{base}/countries@{contents.period}"),
            )
        )
    return TableSheet(
        "T1_Coverage",
        _("T1: Coverage by point"),
        "tbl_coverage",
        (
            Column(_("Code"), 8),
            Column(_("Point"), 8, "whole"),
            Column(_("Title"), 72),
            Column(_("Member States"), 14, "whole"),
            Column(_("Of"), 8, "whole"),
            Column(_("Missing"), 10, "whole"),
            Column(_("Measures"), 11, "whole"),
            Column(_("Countries with measures"), 16, "whole"),
        ),
        rows,
        _("The points of the Commission have no coverage by Member States."),
    )


def _measures(contents: ReportContents) -> TableSheet:
    rows: list[Row] = []
    for part in contents.present:
        for measure in part.data.measures if part.data else ():
            if measure.visibility == "public":
                who = reporter_cells(part.code, part.printed)
                rows += [
                    (*who, *_measure_row(contents, measure, point)) for point in measure.points
                ]
    return TableSheet(
        "Measures",
        _("Measures by reporter and point"),
        "tbl_measures",
        (
            *reporter_columns(),
            Column(_("Point"), 8),
            Column(_("Measure"), 50),
            Column(_("Description"), 60),
            Column(_("Type code"), 12),
            Column(_("Type"), 18),
            Column(_("Stage code"), 12),
            Column(_("Stage"), 18),
            Column(_("Start"), 12),
            Column(_("End"), 12),
            Column(_("Lead body"), 26),
            Column(_("Source"), 28),
            Column(_("Address"), 40, "link"),
            Column(_("Reliability"), 11),
            Column(_("Identifier"), 14),
        ),
        rows,
        _("A measure that serves several points has a row for each."),
    )


def _measure_row(contents: ReportContents, measure: Measure, point: str) -> Row:
    catalogue = contents.catalogue
    return (
        point,
        measure.title,
        measure.description,
        measure.type,
        option_word(catalogue.measure_types, measure.type),
        measure.stage,
        option_word(catalogue.measure_stages, measure.stage),
        measure.start,
        measure.end,
        measure.lead_body,
        measure.source,
        measure.link,
        measure.confidence,
        measure.uid,
    )


def _core_indicators(contents: ReportContents) -> TableSheet:
    rows: list[Row] = []
    for indicator in contents.catalogue.indicators:
        if indicator.tier != "core" or indicator.id == PROGRESS:
            continue
        for part in contents.present:
            rows += [
                (*reporter_cells(part.code, part.printed), *row)
                for row in _core_rows(contents, indicator, part.printed)
            ]
    return TableSheet(
        "T3_Core_indicators",
        _("T3: Core indicators by reporter"),
        "tbl_core",
        (
            *reporter_columns(),
            Column(_("Indicator"), 11),
            Column(_("Name"), 44),
            Column(_("Period"), 12),
            Column(_("Number"), 12, "number"),
            Column(_("Value code"), 14),
            Column(_("Value"), 26),
            Column(_("Unit"), 14),
            Column(_("Flags"), 8),
            Column(_("EU median"), 12, "number"),
            Column("n", 6, "whole"),
        ),
        rows,
        _("Only values that the reporter released to the public."),
    )


def _core_rows(contents: ReportContents, indicator: Indicator, printed: str) -> Iterator[Row]:
    for fact in contents.by_subject.get(indicator.id, []):
        key = fact.key
        if key.set != printed or key.measure != "value" or key.codes or not is_shown(fact):
            continue
        yield (
            indicator.id,
            indicator.name,
            key.period,
            fact.number,
            fact.text or "",
            figure_text(contents.index, fact) if fact.text else "",
            unit_word(fact),
            " ".join(fact.flags),
            number_of(contents, str(FactKey(indicator.id, EU27, "median", key.period))),
            number_of(contents, str(FactKey(indicator.id, EU27, "n", key.period))),
        )


def _facts(contents: ReportContents) -> TableSheet:
    rows = [
        _fact_row(contents, contents.facts[name])
        for name in sorted(contents.facts)
        if is_shown(contents.facts[name])
    ]
    return TableSheet(
        "Facts",
        _("All figures of the edition"),
        "tbl_facts",
        (
            Column(_("Identifier"), 48),
            Column(_("Short identifier"), 14),
            Column(_("Subject"), 18),
            Column(_("Set"), 8),
            Column(_("Rule code"), 16),
            Column(_("Rule"), 28),
            Column(_("Dimension codes"), 24),
            Column(_("Period"), 12),
            Column(_("Number"), 14, "number"),
            Column(_("Value code"), 16),
            Column(_("Value"), 24),
            Column(_("Unit"), 14),
            Column("n", 6, "whole"),
            Column(_("Of"), 6, "whole"),
            Column(_("Missing, by reason"), 40),
            Column(_("Flags"), 16),
        ),
        rows,
        _("Figures that are too small to be shown are left out."),
    )


def _fact_row(contents: ReportContents, fact: Fact) -> Row:
    key = fact.key
    word = standing(measure_word(contents.index, fact))
    if key.measure.startswith("count/") and key.subject.endswith(".progress"):
        word = option_word(contents.catalogue.progress_scale, key.measure.partition("/")[2])
    return (
        fact.id,
        fact.short,
        key.subject,
        key.set,
        key.measure,
        word,
        ",".join(f"{dimension}={code}" for dimension, code in key.codes),
        key.period,
        fact.number,
        fact.text or "",
        figure_text(contents.index, fact) if fact.text else "",
        unit_word(fact),
        fact.n,
        fact.of,
        "; ".join(f"{r}={count}" for r, count in sorted(fact.missing.items())),
        " ".join(fact.flags),
    )

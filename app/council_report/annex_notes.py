"""Sheets of the annex workbook on the data themselves: definitions, what is missing, remarks."""

from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue, Column, TableSheet
from app.council_report.contents import ReportContents
from app.council_report.prose import point_list
from app.council_report.union_lines import is_limited
from app.domain.facts import EU27
from app.domain.suppression import is_shown
from app.editions.charts import title_of
from app.editions.words import flag_words, reason_word, standing

Row = tuple[CellValue, ...]


def definitions(contents: ReportContents) -> TableSheet:
    """Return what each indicator measures, as frozen for this edition."""
    rows: list[Row] = [
        (
            i.id,
            i.name,
            i.definition,
            i.value_type,
            i.unit,
            i.measurement_level,
            i.tier,
            i.aggregation,
            i.reference_period,
            point_list(i.points),
            "; ".join(b.id for b in i.breakdowns),
            i.comparability_note or "",
        )
        for i in contents.catalogue.indicators
    ]
    return TableSheet(
        "Definitions",
        _("Definitions of the common indicators"),
        "tbl_definitions",
        (
            Column(_("Indicator"), 11),
            Column(_("Name"), 44),
            Column(_("Definition"), 80),
            Column(_("Type of value"), 14),
            Column(_("Unit"), 16),
            Column(_("Level"), 12),
            Column(_("Tier"), 10),
            Column(_("Rule"), 16),
            Column(_("Reference period"), 18),
            Column(_("Points"), 16),
            Column(_("Breakdowns"), 30),
            Column(_("Comparability"), 60),
        ),
        rows,
        _("As frozen for this edition in the catalogue %(code)s.")
        % {"code": contents.catalogue.code},
    )


def missing(contents: ReportContents) -> TableSheet:
    """List, for each figure of the Union, how many are missing for which reason."""
    rows: list[Row] = []
    for name in sorted(contents.facts):
        fact = contents.facts[name]
        counts_values = fact.key.measure == "n" and fact.key.set == EU27 and not fact.key.codes
        if not counts_values or not is_shown(fact):
            continue
        rows += [
            (
                fact.key.subject,
                _label(contents, fact.key.subject),
                fact.key.period,
                fact.n,
                fact.of,
                reason,
                standing(reason_word(contents.index, reason, contents.is_baseline)),
                count,
                _("Yes") if is_limited(fact) else "",
            )
            for reason, count in sorted(fact.missing.items())
        ]
    return TableSheet(
        "T8_Missing",
        _("T8: Missing values by reason"),
        "tbl_missing",
        (
            Column(_("Subject"), 18),
            Column(_("Name"), 50),
            Column(_("Period"), 12),
            Column("n", 6, "whole"),
            Column(_("Of"), 6, "whole"),
            Column(_("Reason code"), 14),
            Column(_("Reason"), 34),
            Column(_("Member States"), 14, "whole"),
            Column(_("Limited coverage"), 12),
        ),
        rows,
        _("n and the numbers of missing add up to the 27 Member States."),
    )


def _label(contents: ReportContents, subject: str) -> str:
    if subject in contents.index.indicators:
        return contents.index.indicators[subject].name
    point = next((p for p in contents.catalogue.instrument.points if subject[:3] == p.id), None)
    return title_of(point) if point else ""


def quality_log(contents: ReportContents) -> TableSheet:
    """List every figure with a remark: flags of the reporters, few Member States behind it."""
    rows: list[Row] = [
        (
            fact.id,
            fact.short,
            _label(contents, fact.key.subject),
            fact.key.set,
            fact.key.period,
            "; ".join(flag_words(contents.index, fact)),
            fact.n if fact.key.set == EU27 else None,
        )
        for name in sorted(contents.facts)
        if (fact := contents.facts[name]).flags and is_shown(fact)
    ]
    return TableSheet(
        "Quality_log",
        _("Quality log: figures with a remark"),
        "tbl_quality",
        (
            Column(_("Identifier"), 48),
            Column(_("Short identifier"), 14),
            Column(_("Name"), 50),
            Column(_("Set"), 8),
            Column(_("Period"), 12),
            Column(_("Remarks"), 60),
            Column("n", 6, "whole"),
        ),
        rows,
        _("Figures without a remark are not listed."),
    )

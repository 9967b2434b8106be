"""The annexes of tables: data, definitions, notes on quality."""

from collections.abc import Iterator

from app.core.i18n import gettext as _
from app.council_report.chapters import missing_words, union_facts
from app.council_report.contents import ReportContents
from app.council_report.document import Block, Bullets, Column, Heading, Paragraph, Table, Text
from app.council_report.prose import NOTHING, figure, point_list, point_name, words
from app.domain.facts import LIMITED_COVERAGE_BELOW
from app.domain.indicators import PROGRESS, Indicator
from app.editions.addressed import is_ours, set_of
from app.editions.words import measure_word, rule_word, standing, unit_word
from app.reporting.words import period_word


def data_tables(contents: ReportContents) -> list[Block]:
    """Return annex A: the figures behind the charts and the figures for the Union."""
    blocks: list[Block] = [
        Heading(1, _("Data tables"), "annex-data", numbering="annex", starts_page=True),
        Paragraph(
            words(
                _(
                    "These are the figures behind the charts and chapters. The workbook that "
                    "accompanies this report holds every figure of the edition with its identifier."
                )
            )
        ),
        _types_by_point(contents),
    ]
    if not contents.is_baseline:
        blocks.append(_status_by_point(contents))
    figures_table = _union_table(contents)
    return [*blocks, figures_table] if figures_table.rows else blocks


def _types_by_point(contents: ReportContents) -> Table:
    types = contents.catalogue.measure_types
    period = contents.period
    rows = tuple(
        (
            words(str(point.number)),
            *(
                (figure(contents, f"{_counted(point.id, set_of(point))}/type={t.value}@{period}"),)
                for t in types
            ),
            (figure(contents, f"{_counted(point.id, set_of(point))}@{period}"),),
        )
        for point in contents.catalogue.instrument.points
    )
    return Table(
        id="table:annex.types",
        caption=_("Number of measures by point and type"),
        columns=(
            Column(_("Point"), 6),
            *(Column(t.label, 10, True) for t in types),
            Column(_("All"), 5, True),
        ),
        rows=rows,
        description=_("One row for each point, one column for each type of measure, and the sum."),
        note=words(_("A dash means that there is no measure of this type.")),
    )


def _counted(point: str, where: str) -> str:
    return f"{point}.measures/{where}/count"


def _status_by_point(contents: ReportContents) -> Table:
    period = contents.period
    measures = [f"count/{option.value}" for option in contents.catalogue.progress_scale]
    rows = tuple(
        (
            words(str(point.number)),
            *(
                (figure(contents, f"{point.id}.progress/EU27/{measure}@{period}"),)
                for measure in (*measures, "n", "missing")
            ),
        )
        for point in contents.catalogue.instrument.points
        if not is_ours(point)
    )
    return Table(
        id="table:annex.status",
        caption=_("Number of Member States by point and progress status"),
        columns=(
            Column(_("Point"), 7),
            *(Column(o.label, 11, True) for o in contents.catalogue.progress_scale),
            Column(_("Status given"), 9, True),
            Column(_("No status"), 9, True),
        ),
        rows=rows,
        description=_("One row for each of the points 1 to 24, one column for each step."),
    )


def _union_table(contents: ReportContents) -> Table:
    rows = []
    for indicator in contents.catalogue.indicators:
        for fact in union_facts(contents, indicator):
            is_eu = fact.key.set == "EU27"
            n_id = f"{indicator.id}/EU27/n@{fact.key.period}"
            rows.append(
                (
                    words(indicator.id),
                    words(indicator.name),
                    words(standing(measure_word(contents.index, fact))),
                    words(period_word(fact.key.period)),
                    (figure(contents, fact.id),),
                    words(unit_word(fact) if fact.number is not None else "–"),
                    (figure(contents, n_id),) if is_eu else NOTHING,
                    missing_words(contents, fact, bare=True) if is_eu else NOTHING,
                )
            )
    return Table(
        id="table:annex.union",
        caption=_("Figures for the Union, with coverage and missing values"),
        columns=(
            Column(_("Code"), 8),
            Column(_("Indicator"), 26),
            Column(_("Figure"), 17),
            Column(_("Period"), 11),
            Column(_("Value"), 9, True),
            Column(_("Unit"), 10),
            Column(_("n of 27"), 6, True),
            Column(_("Missing, by reason"), 21),
        ),
        rows=tuple(rows),
        description=_("One row for each figure with its rule, coverage and missing values."),
    )


def definitions(contents: ReportContents) -> list[Block]:
    """Return annex C: what each indicator measures, as it stood for this edition."""
    rows = tuple(
        (
            words(indicator.id),
            (Text(f"{indicator.name}. ", "strong"), Text(indicator.definition)),
            words(indicator.unit),
            words(_rule(indicator)),
            words(point_list(indicator.points) if not indicator.per_point else _("every point")),
        )
        for indicator in contents.catalogue.indicators
    )
    table = Table(
        id="table:annex.definitions",
        caption=_("Definitions of the common indicators"),
        columns=(
            Column(_("Code"), 10),
            Column(_("Indicator and definition"), 52),
            Column(_("Unit"), 13),
            Column(_("Figure for the Union"), 15),
            Column(_("Serves"), 13),
        ),
        rows=rows,
        description=_("One row for each indicator: code, name and definition, unit, rule, points."),
    )
    text = _("Definitions as frozen for this edition in the catalogue %(code)s.")
    return [
        Heading(1, _("Definitions of indicators"), "annex-definitions", "annex", starts_page=True),
        Paragraph(words(text % {"code": contents.catalogue.code})),
        table,
    ]


def _rule(indicator: Indicator) -> str:
    if indicator.is_counted_by_option:
        return standing(rule_word("sum"))
    if indicator.id == PROGRESS:
        return _("Distribution")
    return {
        "distribution": _("Distribution"),
        "weighted_mean": standing(rule_word("ratio_of_sums")),
        "none": _("None"),
    }.get(indicator.aggregation) or standing(rule_word(indicator.aggregation))


def quality(contents: ReportContents) -> list[Block]:
    """Return annex D: what a reader must know about the data, and which figures rest on few."""
    few = tuple(_few(contents))
    blocks: list[Block] = [
        Heading(1, _("Data notes and quality"), "annex-quality", "annex", starts_page=True),
        Bullets(tuple(words(note) for note in _notes(contents))),
    ]
    if contents.is_baseline:
        return blocks
    missing = Table(
        id="table:annex.missing",
        caption=_("Missing progress status by point and reason"),
        columns=(Column(_("Point"), 55), Column(_("n of 27"), 12, True), Column(_("Missing"), 33)),
        rows=tuple(
            (
                words(point_name(point)),
                (figure(contents, fact.id),),
                missing_words(contents, fact, bare=True) or NOTHING,
            )
            for point in contents.catalogue.instrument.points
            if (fact := contents.shown(f"{point.id}.progress/EU27/n@{contents.period}"))
        ),
        description=_("One row for each of the points 1 to 24 with the reasons for missing."),
    )
    blocks.append(missing)
    if few:
        text = _("The following figures for the Union rest on fewer than %(number)d Member States:")
        blocks += [Paragraph(words(text % {"number": LIMITED_COVERAGE_BELOW})), Bullets(few)]
    return blocks


def _few(contents: ReportContents) -> Iterator[tuple[Text, ...]]:
    for indicator in contents.catalogue.indicators:
        facts = [f for f in union_facts(contents, indicator) if f.key.set == "EU27"]
        if any("limited_coverage" in fact.flags for fact in facts):
            yield (Text(f"{indicator.name} ({indicator.id})"),)


def _notes(contents: ReportContents) -> list[str]:
    notes = [
        _("Every figure was computed once when the edition was frozen, and bears an identifier."),
        _("Figures in the text stand in content controls that carry the short identifier of the "
          "figure; a table in the file leads from it to the full one."),
        _("Greece is printed as EL, as in the publications of the Union."),
        _("“n of 27” is the number of Member States behind a figure. Who is missing is printed as "
          "a number only."),
    ]  # fmt: skip
    if contents.is_baseline:
        return [
            *notes,
            _("The edition was compiled from public sources. Nobody signed or submitted it."),
            _("The stage of a measure is given as far as the source states it."),
            _("Sources of medium or low reliability are marked as such beside their name."),
        ]
    return [
        *notes,
        _("A missing value is never counted as zero. The reasons are counted apart."),
        _("Small numbers are not shown where they could point to persons."),
    ]

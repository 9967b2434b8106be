"""Annex A: the eight standard tables, under the same letter and number in every report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from app.core.i18n import gettext as _
from app.council_report.chapters import missing_words
from app.council_report.contents import ReportContents
from app.council_report.document import (
    Block,
    Column,
    Figure,
    Heading,
    Inline,
    Paragraph,
    Prose,
    Table,
    Text,
)
from app.council_report.opening import coverage_table
from app.council_report.prose import NOTHING, figure, point_name, words
from app.council_report.status_tables import status_by_country, status_by_point, types_by_point
from app.council_report.union_lines import line_cells, marks_note, separated, union_lines
from app.domain.facts import EU27, Fact
from app.domain.indicators import PROGRESS, Indicator
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours
from app.editions.words import reason_word, standing
from app.reporting.words import list_options, period_word

AGREEMENTS = ("SD-02.1", "SD-02.2", "SD-02.3")
ATTACHES = ("SD-16.1", "SD-16.2", "SD-16.3")


def standard_tables(contents: ReportContents) -> Iterator[Block]:
    """Yield annex A: a heading for each standard table, T1 to T8, and what there is under it."""
    yield Heading(1, _("Data tables"), "annex-data", numbering="annex", starts_page=True)
    yield Paragraph(
        words(
            _(
                "These are the standard tables T1 to T8 with the figures behind charts and "
                "chapters. The workbook that accompanies this report holds every figure of the "
                "edition with its identifier."
            )
        )
    )
    for number, (title, make) in enumerate(_tables(), start=1):
        yield Heading(2, f"T{number}: {title}", f"standard-T{number}", numbering="annex")
        there = [table for table in make(contents) if table.rows]
        yield from there
        if not there:
            yield Paragraph(words(_("This edition holds no figures for this table.")), "quiet")


def _tables() -> tuple[tuple[str, Callable[[ReportContents], Iterable[Table]]], ...]:
    return (
        (_("Reporting coverage"), _t1),
        (_("Status by point and country"), _t2),
        (_("Core indicators by country"), _t3),
        (_("Figures for the Union"), _t4),
        (_("Milestones of the Commission"), _t5),
        (_("Agreements"), _t6),
        (_("Science and technology attachés"), _t7),
        (_("Missing data by code"), _t8),
    )


def _t1(contents: ReportContents) -> Iterator[Table]:
    yield replace(coverage_table(contents), compact=True)
    yield types_by_point(contents)


def _t2(contents: ReportContents) -> Iterator[Table]:
    if not contents.is_baseline:
        yield status_by_point(contents)
        yield status_by_country(contents)


def core_indicators(contents: ReportContents) -> list[Indicator]:
    """Return the core indicators about countries, without the progress status."""
    return [
        indicator
        for indicator in contents.catalogue.indicators
        if indicator.tier == "core" and indicator.subject == "reporter" and indicator.id != PROGRESS
    ]


def _t3(contents: ReportContents) -> Iterator[Table]:
    rows = [
        (words(indicator.id), words(indicator.name), words(period_word(period)), cell)
        for indicator in core_indicators(contents)
        for period, cell in _by_period(contents, indicator)
    ]
    yield Table(
        id="table:annex.core",
        caption=_("Core indicators by country"),
        columns=(
            Column(_("Code"), 8),
            Column(_("Indicator"), 24),
            Column(_("Period"), 12),
            Column(_("Values that the countries released"), 56),
        ),
        rows=tuple(rows),
        compact=True,
        description=_("One row for each core indicator and period with the value of each country."),
        note=words(_("Countries that released no value are not named.")),
    )


def _by_period(contents: ReportContents, indicator: Indicator) -> Iterator[tuple[str, Prose]]:
    found: dict[str, dict[str, Fact]] = {}
    for fact in contents.by_subject.get(indicator.id, []):
        is_value = fact.key.measure == "value" and not fact.key.codes
        if is_value and contents.shown(fact.id):
            found.setdefault(fact.key.period, {})[fact.key.set] = fact
    for period, by_set in sorted(found.items()):
        facts = [by_set[p.printed] for p in contents.reporters if p.printed in by_set]
        if any(fact.number is None and fact.text for fact in facts):
            yield period, _by_answer(contents, indicator, facts)
        else:
            yield (
                period,
                separated(
                    (Text(f"{fact.key.set}\u00a0"), figure(contents, fact.id)) for fact in facts
                ),
            )


def _by_answer(contents: ReportContents, indicator: Indicator, facts: list[Fact]) -> Prose:
    """Return each answer once with the codes of the countries that gave it."""
    order = [option.value for option in indicator.options]
    answers = sorted(
        {fact.text or "" for fact in facts},
        key=lambda answer: (order.index(answer) if answer in order else -1, answer),
    )
    parts = []
    for answer in answers:
        who: list[Prose] = [
            (Figure(fact.id, fact.key.set, "country"),) for fact in facts if fact.text == answer
        ]
        first = next(fact for fact in facts if fact.text == answer)
        label = figure(contents, first.id)
        said = label.shown if isinstance(label, Figure) else answer
        parts.append((Text(f"{said}: "), *separated(who, ",")))
    return separated(parts)


def _t4(contents: ReportContents) -> Iterator[Table]:
    rows = tuple(
        (
            words(indicator.id),
            words(indicator.name),
            *line_cells(contents, facts),
            _missing(contents, indicator, facts[0]),
        )
        for indicator in contents.catalogue.indicators
        if indicator.subject == "reporter"
        for facts in union_lines(contents, indicator)
    )
    yield Table(
        id="table:annex.union",
        caption=_("Figures for the Union, with coverage and missing values"),
        columns=(
            Column(_("Code"), 7),
            Column(_("Indicator"), 22),
            Column(_("Period"), 11),
            Column(_("Figures"), 28),
            Column(_("Unit"), 9),
            Column(_("n of 27"), 6, True),
            Column(_("Missing, by reason"), 21),
        ),
        rows=rows,
        compact=True,
        description=_("One row for each indicator and period: rule, coverage and missing values."),
        note=marks_note(contents, rows),
    )


def _missing(contents: ReportContents, indicator: Indicator, fact: Fact) -> Prose:
    counted = contents.shown(f"{indicator.id}/{EU27}/n@{fact.key.period}")
    return (missing_words(contents, counted, bare=True) if counted else ()) or NOTHING


def _t5(contents: ReportContents) -> Iterator[Table]:
    ours = [point for point in contents.catalogue.instrument.points if is_ours(point)]
    rows = []
    for point in ours:
        status = figure(contents, f"{point.id}.progress/{COMMISSION}/value@{contents.period}")
        measures = figure(contents, f"{point.id}.measures/{COMMISSION}/count@{contents.period}")
        reached: list[Prose] = [
            (Text(f"{indicator.name}: "), figure(contents, facts[0].id))
            for indicator in contents.indicators_at(point)
            if indicator.subject == "union"
            for facts in [list(line) for line in union_lines(contents, indicator)]
        ]
        rows.append((words(point_name(point)), (status,), (measures,), separated(reached)))
    yield Table(
        id="table:annex.milestones",
        caption=_("Milestones of the Commission, by point"),
        columns=(
            Column(_("Point"), 30),
            Column(_("Status"), 16),
            Column(_("Measures"), 9, True),
            Column(_("Reached"), 45),
        ),
        rows=tuple((*row[:3], row[3] or NOTHING) for row in rows),
        description=_("One row for each of the points 25 to 31: status, measures, indicators."),
    )


def _t6(contents: ReportContents) -> Iterator[Table]:
    yield by_code(
        contents,
        "annex.agreements",
        _("Agreements by partner country or region, Member States together"),
        "partner_region",
        AGREEMENTS,
    )


def _t7(contents: ReportContents) -> Iterator[Table]:
    yield by_code(
        contents,
        "annex.attaches",
        _("Attachés by partner country or region, Member States together"),
        "partner_region",
        ATTACHES,
    )


def by_code(
    contents: ReportContents, name: str, caption: str, dimension: str, indicators: Iterable[str]
) -> Table:
    """Return figures for the Union by the codes of a dimension, a column for each indicator."""
    shown = [
        (indicator, period)
        for indicator in indicators
        for period in _periods_with(contents, indicator, dimension)
    ]
    rows: list[tuple[Prose, ...]] = []
    for code, label in (*list_options(contents.index, dimension), ("", _("All"))):
        cells = [_by_code_cell(contents, *one, dimension, code) for one in shown]
        if any(cell != NOTHING for cell in cells):
            rows.append((words(label), *cells))
    columns = [
        Column(
            f"{contents.index.indicators[i].name}, {period_word(period)}", 70 // len(shown), True
        )
        for i, period in shown
    ]
    return Table(
        id=f"table:{name}",
        caption=caption,
        columns=(Column(_("Partner or group"), 30), *columns),
        rows=tuple(rows) if shown else (),
        compact=True,
        description=_("One row for each code, one column for each indicator, and the total."),
        note=words(
            _(
                "Codes can overlap and need not add up to the total. A dash means that no figure "
                "is shown."
            )
        ),
    )


def _periods_with(contents: ReportContents, indicator: str, dimension: str) -> list[str]:
    return sorted(
        {
            fact.key.period
            for fact in contents.by_subject.get(indicator, [])
            if _is_cell(contents, fact, dimension)
        }
    )


def _is_cell(contents: ReportContents, fact: Fact, dimension: str) -> bool:
    return (
        fact.key.set == EU27
        and fact.key.measure in ("sum", "ratio_of_sums", "median")
        and [found for found, _code in fact.key.codes] == [dimension]
        and contents.shown(fact.id) is not None
    )


def _by_code_cell(
    contents: ReportContents, indicator: str, period: str, dimension: str, code: str
) -> Prose:
    wanted = ((dimension, code),) if code else ()
    for fact in contents.by_subject.get(indicator, []):
        key = fact.key
        if key.set == EU27 and key.period == period and key.codes == wanted:
            is_total = key.measure in ("sum", "ratio_of_sums")
            if is_total and contents.shown(fact.id):
                return (figure(contents, fact.id),)
    return NOTHING


def _t8(contents: ReportContents) -> Iterator[Table]:
    facts = list(_counted(contents))
    reasons = sorted({reason for _name, fact in facts for reason in fact.missing})
    rows = tuple(
        (
            words(name),
            words(period_word(fact.key.period)),
            (figure(contents, fact.id),),
            *((_reason(fact, reason),) for reason in reasons),
        )
        for name, fact in facts
        if fact.missing
    )
    yield Table(
        id="table:annex.missing",
        caption=_("Missing values by reason, number of Member States"),
        columns=(
            Column(_("About"), 30),
            Column(_("Period"), 12),
            Column(_("n of 27"), 6, True),
            *(Column(_head(contents, reason), 52 // len(reasons), True) for reason in reasons),
        ),
        rows=rows if reasons else (),
        compact=True,
        description=_("One row for each point and core indicator, one column for each reason."),
        note=words(_("n and the numbers of missing add up to the 27 Member States.")),
    )


def _head(contents: ReportContents, reason: str) -> str:
    return standing(reason_word(contents.index, reason, contents.is_baseline))


def _reason(fact: Fact, reason: str) -> Inline:
    count = fact.missing.get(reason)
    return Figure(fact.id, str(count), f"missing/{reason}") if count else Text("–")


def _counted(contents: ReportContents) -> Iterator[tuple[str, Fact]]:
    """Yield the counts of who gave something: the status of each point, each core indicator."""
    for point in contents.catalogue.instrument.points:
        fact = contents.shown(f"{point.id}.progress/{EU27}/n@{contents.period}")
        if fact is not None and not is_ours(point):
            yield _("Status of point %(number)d") % {"number": point.number}, fact
    for indicator in core_indicators(contents):
        for fact in contents.by_subject.get(indicator.id, []):
            is_count = fact.key.measure == "n" and fact.key.set == EU27 and not fact.key.codes
            if is_count and contents.shown(fact.id):
                yield indicator.name, fact

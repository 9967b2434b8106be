"""The two series of international cooperation: lines from a common base, change in brackets."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import (
    Block,
    ChartBlock,
    Column,
    Figure,
    Paragraph,
    Prose,
    Table,
    Text,
)
from app.council_report.prose import NOTHING, figure, filled, words
from app.domain.facts import EU27, Fact
from app.domain.index_figures import CHANGE, INDEX
from app.domain.indicators import Indicator
from app.editions.charts import Chart
from app.editions.charts.countries import over_time
from app.reporting.words import period_word

_BY = "partner_region"
MOST_LINES = 5  # more cannot be told apart; the table has all


@dataclass(frozen=True)
class Line:
    """One partner, or all together where the code is empty."""

    code: str
    label: str
    index: dict[str, Fact]  # by period, the first of which counts as 100
    change: Fact | None


def lines_of(contents: ReportContents, indicator: Indicator) -> list[Line]:
    """Return the index of an indicator for the Union by partner, the total first."""
    index: dict[str, dict[str, Fact]] = {}
    change: dict[str, Fact] = {}
    for fact in contents.by_subject.get(indicator.id, []):
        key = fact.key
        is_line = key.set == EU27 and len(key.codes) < 2 and contents.shown(fact.id)
        code = key.codes[0][1] if key.codes else ""
        if is_line and key.measure == INDEX:
            index.setdefault(code, {})[key.period] = fact
        elif is_line and key.measure == CHANGE:
            change[code] = fact
    named = dict(contents.index.dimension_codes(indicator, _BY))
    order = ["", *(code for code in named if code in index)]
    return [
        Line(code, named.get(code) or _("All partners"), index[code], change.get(code))
        for code in order
        if code in index
    ]


def series_blocks(contents: ReportContents, indicator: Indicator) -> Iterator[Block]:
    """Yield a sentence, the lines and the table of an index; or why there is none."""
    lines = lines_of(contents, indicator)
    if not lines:
        note = indicator.aggregation_note if indicator.aggregation == "none" else None
        text = note or _("There is no series over several periods in this edition.")
        yield Paragraph(words(f"{indicator.name}: {text}"), "quiet")
        return
    periods = sorted({period for line in lines for period in line.index})
    if not lines[0].code and lines[0].change is not None:
        yield Paragraph(_sentence(contents, indicator, lines[0], periods))
    yield ChartBlock(_chart(indicator, lines, periods))
    yield _table(contents, indicator, lines, periods)


def _sentence(
    contents: ReportContents, indicator: Indicator, line: Line, periods: list[str]
) -> Prose:
    last = line.index[periods[-1]]
    return filled(
        _("%(name)s: with %(base)s as 100, the index stands at %(index)s in %(last)s%(change)s."),
        name=indicator.name,
        base=period_word(periods[0]),
        index=figure(contents, last.id),
        last=period_word(periods[-1]),
        change=_in_brackets(contents, line.change),
    )


def _in_brackets(contents: ReportContents, change: Fact | None) -> Prose:
    if change is None:
        return ()
    return (Text(" ("), figure(contents, change.id), Text("\u00a0%)"))


def _chart(indicator: Indicator, lines: list[Line], periods: list[str]) -> Chart:
    """Return the total and the partners with the most Member States behind them."""
    most = sorted(lines, key=lambda line: -max(fact.n for fact in line.index.values()))
    drawn = [line for line in lines if line in most[:MOST_LINES]]
    return over_time(
        f"chart:cooperation.{indicator.id}",
        _("%(name)s, indexed") % {"name": indicator.name},
        _("%(base)s = 100") % {"base": period_word(periods[0])},
        [(line.code or "all", line.label) for line in drawn],
        [(period, period_word(period)) for period in periods],
        {
            (line.code or "all", period): fact
            for line in drawn
            for period, fact in line.index.items()
        },
        {line.code or "all": line.change for line in drawn if line.change is not None},
        _("Only countries with a value for both ends of the series. The table has all partners."),
    )


def _table(
    contents: ReportContents, indicator: Indicator, lines: list[Line], periods: list[str]
) -> Table:
    rows = tuple(
        (
            words(line.label),
            *(_cell(contents, line.index.get(period)) for period in periods),
            _cell(contents, line.change),
            (Figure(line.index[periods[-1]].id, str(line.index[periods[-1]].n), "n"),)
            if periods[-1] in line.index
            else NOTHING,
        )
        for line in lines
    )
    return Table(
        id=f"table:cooperation.{indicator.id}",
        caption=_("%(name)s: index and change") % {"name": indicator.name},
        columns=(
            Column(_("Partner"), 40),
            *(Column(period_word(period), 36 // len(periods), True) for period in periods),
            Column(_("Change in %"), 14, True),
            Column(_("n of 27"), 10, True),
        ),
        rows=rows,
        description=_("One row for each partner: the index in each period, and the change."),
        note=words(
            _(
                "%(base)s = 100. n is the number of Member States with a value for both ends; "
                "where it is small, single countries move the line."
            )
            % {"base": period_word(periods[0])}
        ),
        compact=True,
    )


def _cell(contents: ReportContents, fact: Fact | None) -> Prose:
    return (figure(contents, fact.id),) if fact is not None else NOTHING

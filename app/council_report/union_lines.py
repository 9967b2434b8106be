"""Figures for the whole Union: one line for each indicator and period, every rule in it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import Column, Prose, Table, Text
from app.council_report.prose import NOTHING, figure, filled, joined, words
from app.domain.facts import EU27, LIMITED_COVERAGE_BELOW, Fact
from app.domain.indicators import Indicator
from app.domain.roles import COMMISSION
from app.editions.words import measure_word, standing, unit_word
from app.reporting.words import period_word

LIMITED_MARK = "*"
APART = ("n", "missing", "index", "change")  # counts of who is behind, and series: shown elsewhere


def is_limited(fact: Fact) -> bool:
    """Tell whether a figure for the Union rests on few Member States."""
    return fact.key.set == EU27 and "limited_coverage" in fact.flags


def flag_marks(contents: ReportContents, facts: Sequence[Fact]) -> Prose:
    """Return the letters of the remarks that countries made on the values behind a line."""
    used = {flag for fact in facts for flag in fact.flags}
    return tuple(Text(f" {f.flag}") for f in contents.catalogue.flags if f.flag in used)


def marks_note(contents: ReportContents, rows: Sequence[Sequence[Prose]]) -> Prose:
    """Explain under a table the marks of coverage and of remarks that stand in it."""
    used = {piece for row in rows for cell in row for piece in cell if isinstance(piece, Text)}
    said = []
    if Text(LIMITED_MARK) in used:
        text = _("%(mark)s Limited coverage: fewer than %(number)d Member States gave a value.")
        said.append(text % {"mark": LIMITED_MARK, "number": LIMITED_COVERAGE_BELOW})
    flags = [f for f in contents.catalogue.flags if Text(f" {f.flag}") in used]
    if flags:
        named = "; ".join(f"{flag.flag} {flag.label.lower()}" for flag in flags)
        text = _("Remarks of countries on values behind a figure: %(flags)s.")
        said.append(text % {"flags": named})
    return words(" ".join(said)) if said else ()


def union_facts(contents: ReportContents, indicator: Indicator) -> list[Fact]:
    """Return the figures of an indicator that the report prints: totals with somebody behind."""
    return [
        fact
        for fact in contents.by_subject.get(indicator.id, [])
        if fact.key.set in (EU27, COMMISSION)
        and not fact.key.codes
        and fact.n > 0
        and fact.key.measure not in APART
        and contents.shown(fact.id) is not None
        and (fact.number != Decimal(0) or not fact.key.measure.startswith("count/"))
    ]


def union_lines(contents: ReportContents, indicator: Indicator) -> Iterator[list[Fact]]:
    """Yield the figures of an indicator period by period, choices in the order of the catalogue."""
    order = {option.value: place for place, option in enumerate(indicator.options)}

    def place(fact: Fact) -> tuple[str, int, str]:
        kind = fact.key.measure
        return (fact.key.period, order.get(kind.partition("/")[2], -1), kind)

    found = sorted(union_facts(contents, indicator), key=place)
    for _period, some in groupby(found, key=lambda fact: fact.key.period):
        yield list(some)


def line_cells(contents: ReportContents, facts: Sequence[Fact]) -> tuple[Prose, ...]:
    """Return period, figures, unit and coverage of one line."""
    first = facts[0]
    n_id = f"{first.key.subject}/{EU27}/n@{first.key.period}"
    coverage: Prose = (figure(contents, n_id),) if first.key.set == EU27 else NOTHING
    if any(is_limited(fact) for fact in facts):
        coverage = (*coverage, Text(LIMITED_MARK))
    coverage = (*coverage, *flag_marks(contents, facts))
    is_number = first.number is not None
    return (
        words(period_word(first.key.period)),
        separated(_said(contents, fact, len(facts)) for fact in facts),
        words(unit_word(facts[-1]) if is_number else "–"),
        coverage,
    )


def separated(parts: Iterable[Prose], mark: str = ";") -> Prose:
    """Return parts with a mark between them."""
    rest = list(parts)
    marked = [(*part, Text(mark)) for part in rest[:-1]]
    return joined([*marked, *rest[-1:]])


def _said(contents: ReportContents, fact: Fact, together: int) -> Prose:
    """Return one figure with the rule that made it; a value that stands alone needs none."""
    if fact.key.measure == "value" and together == 1:
        return (figure(contents, fact.id),)
    word = standing(measure_word(contents.index, fact))
    chosen = fact.key.measure.partition("/")[2]
    if chosen:  # the unit says that countries are counted
        options = contents.index.indicators[fact.key.subject].options
        word = next((o.label for o in options if o.value == chosen), f"{chosen}:")
    return filled("%(rule)s %(figure)s", rule=word, figure=figure(contents, fact.id))


def union_table(
    contents: ReportContents, name: str, caption: str, indicators: Iterable[Indicator]
) -> Table:
    """Return a line for each indicator and period."""
    rows = tuple(
        (words(indicator.name), *line_cells(contents, facts))
        for indicator in indicators
        for facts in union_lines(contents, indicator)
    )
    return Table(
        id=f"table:{name}",
        caption=caption,
        columns=(
            Column(_("Indicator"), 30),
            Column(_("Period"), 15),
            Column(_("Figures"), 31),
            Column(_("Unit"), 14),
            Column(_("n of 27"), 10, True),
        ),
        rows=rows,
        description=_("One row for each indicator and period: figures, unit, and how many Member "
                      "States stand behind them."),
        note=marks_note(contents, rows),
    )  # fmt: skip

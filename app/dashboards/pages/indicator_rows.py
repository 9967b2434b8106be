"""Indicators as rows: what is measured, and the figure of the Union with the number behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.dashboards.addresses import indicator_url, point_url
from app.dashboards.view import Figure, View, n_of_27
from app.domain.facts import EU27, Fact
from app.domain.indicators import PROGRESS, Indicator
from app.domain.roles import COMMISSION
from app.editions.words import measure_word
from app.reporting.words import period_word
from app.web.pages import Link

# The rules that give one figure for the Member States, in the order in which one is chosen.
RULES = ("ratio_of_sums", "sum", "count_yes", "mean", "median")


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator."""

    name: str
    url: str
    unit: str
    tier: str
    points: tuple[Link, ...]
    figure: Figure
    rule: str
    period: str
    n: Figure


def indicator_rows(view: View, indicators: Iterable[Indicator]) -> tuple[IndicatorRow, ...]:
    """Return indicators as rows; the progress status is shown at the points, not here."""
    by_subject = _totals(view)
    return tuple(
        _row(view, indicator, by_subject.get(indicator.id, []))
        for indicator in indicators
        if indicator.id != PROGRESS
    )


def _totals(view: View) -> dict[str, list[Fact]]:
    """Return the figures without breakdown of the Member States together, or of the Union."""
    found: dict[str, list[Fact]] = {}
    for fact in view.facts.values():
        is_union = fact.key.set == COMMISSION and fact.key.measure == "value"
        if not fact.key.codes and (fact.key.set == EU27 or is_union):
            found.setdefault(fact.key.subject, []).append(fact)
    return found


def _row(view: View, indicator: Indicator, facts: list[Fact]) -> IndicatorRow:
    main = main_figure(facts)
    count = newest([fact for fact in facts if fact.key.measure == "n"])
    shown = main or count
    return IndicatorRow(
        name=indicator.name,
        url=view.url(indicator_url(indicator.id)),
        unit=indicator.unit,
        tier=tier_word(indicator),
        points=tuple((str(n), view.url(point_url(f"P{n:02d}"))) for n in indicator.points),
        figure=view.figure(main),
        rule=measure_word(view.index, main) if main and main.key.measure != "value" else "",
        period=period_word(shown.key.period) if shown else "",
        n=_behind(view, main, count),
    )


def _behind(view: View, main: Fact | None, count: Fact | None) -> Figure:
    if main is not None and main.key.set == COMMISSION:
        return Figure(_("value of the Union"))
    fact = main or count
    shown = n_of_27(view, fact)  # a share has fewer countries behind it than have a value
    return Figure(shown.text, view.figure(fact).url, shown.number)


def main_figure(facts: Iterable[Fact]) -> Fact | None:
    """Return the one figure by which an indicator is known: newest period, first rule that fits."""
    ranked = [*RULES, "value"]
    fitting = [fact for fact in facts if fact.key.measure in ranked]
    latest = newest(fitting)
    if latest is None:
        return None
    same = [fact for fact in fitting if fact.key.period == latest.key.period]
    return min(same, key=lambda fact: ranked.index(fact.key.measure))


def newest(facts: Iterable[Fact]) -> Fact | None:
    """Return the fact of the newest period."""
    return max(facts, key=lambda fact: fact.key.period, default=None)


def tier_word(indicator: Indicator) -> str:
    """Return how an indicator is asked."""
    return {
        "core": _("Core"),
        "extended": _("Extended"),
        "context": _("Context"),
    }[indicator.tier]

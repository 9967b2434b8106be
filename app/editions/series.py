"""Index series as they are read: a line for each partner, change in brackets, or why none."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.i18n import gettext as _
from app.domain.facts import EU27, Fact, FactKey, Facts
from app.domain.index_figures import CHANGE, DRAWN_BY, INDEX, has_index, span, why_no_index
from app.domain.indicators import Indicator, periods
from app.domain.observations import CatalogueIndex
from app.editions import words


@dataclass(frozen=True)
class Line:
    """One partner or the total: index by period, the first of which is 100, and the change."""

    label: str
    points: tuple[Fact, ...]  # in the order of the periods; empty where there is no index
    change: Fact | None
    why: str = ""  # why there is none, in words
    short: str = ""  # "China 162 (+62 %)"


@dataclass(frozen=True)
class IndexSeries:
    """The lines of one indicator for one country, or for the Union."""

    indicator: Indicator
    set: str
    periods: tuple[str, ...]
    lines: tuple[Line, ...]
    refusal: str = ""  # why the Union has none

    @property
    def sentence(self) -> str:
        """All lines that there are, as the Danish figures print them; empty where there are none.

        The numbers are those of the facts of each line.
        """
        said = [line.short for line in self.lines if line.short]
        if not said:
            return self.refusal
        return _("%(name)s, %(base)s = 100: %(lines)s.") % {
            "name": self.indicator.name,
            "base": self.periods[0],
            "lines": "; ".join(said),
        }


def not_added_up(indicator: Indicator) -> str:
    """Return why no figure of the Union is made of national values; empty where one is."""
    if indicator.aggregation != "none" or indicator.subject != "reporter":
        return ""
    if indicator.value_type in ("text", "date", "categorical", "boolean"):
        return ""
    why = indicator.aggregation_note or _("The catalogue gives no rule for it.")
    return _("Not added up over the Member States. %(why)s") % {"why": why}


def series_of(
    index: CatalogueIndex, facts: Facts, indicator: Indicator, where: str, cutoff: date
) -> IndexSeries | None:
    """Return the series of an indicator for a country or the Union; None where it has none.

    `facts` are those the reader may see. The total stands first, partners in the catalogue's order.
    """
    if not has_index(indicator):
        return None
    asked = periods(indicator.reference_period, cutoff)
    if where == EU27 and indicator.aggregation != "sum":
        return IndexSeries(indicator, where, asked, (), not_added_up(indicator))
    codes: list[tuple[tuple[str, str], ...]] = [()]
    if indicator.breakdown(DRAWN_BY):
        codes += [((DRAWN_BY, c),) for c, _label in index.dimension_codes(indicator, DRAWN_BY)]
    measure = "sum" if where == EU27 else "value"
    keys = (FactKey(indicator.id, where, measure, asked[-1], one) for one in codes)
    lines = (_line(index, facts, key, asked) for key in keys if str(key) in facts)
    return IndexSeries(indicator, where, asked, tuple(lines))


def _line(index: CatalogueIndex, facts: Facts, key: FactKey, asked: tuple[str, ...]) -> Line:
    shown = facts[str(key)]
    label = words.standing(words.codes_word(index, shown)) or _("All partners")
    why = why_no_index(facts, key, asked[0])
    if why:
        return Line(label, (), None, words.reason_word(index, why, is_baseline=False))
    ids = (str(replace(key, measure=INDEX, period=period)) for period in asked)
    points = tuple(facts[name] for name in ids if name in facts)
    change = facts.get(str(replace(key, measure=CHANGE, period=span(asked[0], asked[-1]))))
    short = f"{label} {words.figure_text(index, points[-1])}"
    if change is not None:
        short = f"{short} ({words.figure_text(index, change)} %)"
    return Line(label, points, change, short=short)

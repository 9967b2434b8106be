"""What became of a figure since the cycle before: a reading of two facts, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from app.domain.catalogue_changes import breaking_fields
from app.domain.facts import Fact, FactKey
from app.domain.figures import SHARE_PLACES
from app.domain.index_figures import CHANGE, INDEX
from app.domain.indicators import PROGRESS, periods
from app.domain.observations import CatalogueIndex

Kind = Literal["change", "beside", "broken", "nothing"]
_RATIO = ("count", "decimal", "money_eur")  # of which a per cent means something
_BREAKING = frozenset({"b", "d"})


@dataclass(frozen=True)
class Round:
    """A cycle as a comparison reads it: what was asked, and until when."""

    index: CatalogueIndex
    cutoff: date


@dataclass(frozen=True)
class Trend:
    """Two facts side by side; what lies between them only where that means something."""

    kind: Kind
    then: Fact | None = None
    amount: Decimal | None = None
    percent: Decimal | None = None
    breaks: tuple[str, ...] = ()  # what of the definition changed, or `flag`
    is_reworded: bool = False


def key_then(key: FactKey, now: Round, then: Round, points: Mapping[str, str]) -> FactKey | None:
    """Return the same figure of the cycle before, None where it cannot have one.

    `points` leads from each point to the one it continues. A series that begins at a hundred in
    each cycle is never compared with the one before.
    """
    if key.measure in (INDEX, CHANGE):
        return None
    if key.subject in now.index.indicators:
        indicator = now.index.indicators[key.subject]
        earlier = then.index.indicators.get(key.subject)
        if earlier is None or earlier.reference_period != indicator.reference_period:
            return key if earlier is not None else None
        ours = periods(indicator.reference_period, now.cutoff)
        theirs = periods(earlier.reference_period, then.cutoff)
        if key.period not in ours:
            return None
        return replace(key, period=theirs[ours.index(key.period)])
    point, dot, topic = key.subject.partition(".")
    if dot and point[0] == "P":
        before = points.get(point, point)
        if not before:
            return None
        return replace(key, subject=f"{before}.{topic}", period=then.cutoff.isoformat())
    return replace(key, period=then.cutoff.isoformat())


def trend_of(fact: Fact, then: Fact | None, now: Round, before: Round) -> Trend:
    """Return what lies between two facts of one series, or why nothing is said."""
    name = PROGRESS if ".progress" in fact.key.subject else fact.key.subject
    indicator, earlier = now.index.indicators.get(name), before.index.indicators.get(name)
    breaks = breaking_fields(earlier, indicator) if indicator and earlier else ()
    if breaks:
        return Trend("broken", then, breaks=breaks)
    if then is None:
        return Trend("nothing")
    if _BREAKING & {*fact.flags}:
        return Trend("broken", then, breaks=("flag",))
    is_reworded = bool(indicator and earlier and indicator.definition != earlier.definition)
    if fact.number is None or then.number is None:
        return Trend("beside", then, is_reworded=is_reworded)
    amount = fact.number - then.number
    is_ratio = fact.unit == "measures" or (
        indicator is not None and indicator.value_type in _RATIO and fact.unit != "countries"
    )
    percent = None
    if is_ratio and then.number:
        share = amount * 100 / abs(then.number)
        percent = share.quantize(SHARE_PLACES, ROUND_HALF_EVEN)
    return Trend("change", then, amount, percent, is_reworded=is_reworded)

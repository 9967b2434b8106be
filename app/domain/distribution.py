"""The middle half of what the Member States said: what a rule may compare one country with."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from statistics import quantiles

from app.domain.facts import EU27, Fact
from app.domain.observations import CatalogueIndex
from app.domain.qc.earlier import LEAST_COUNTRIES
from app.domain.qc.findings import Spread
from app.domain.roles import COMMISSION

FEWEST = LEAST_COUNTRIES  # so many that a quartile tells nothing that the published values do not


def spreads_of(index: CatalogueIndex, facts: Iterable[Fact]) -> dict[str, Spread]:
    """Return the quartiles of each indicator in its latest period, where enough countries said.

    The caller gives the figures that everybody may see: a quartile can be one country's own value.
    """
    values: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for fact in facts:
        key = fact.key
        indicator = index.indicators.get(key.subject)
        if indicator is None or key.codes or key.measure != "value" or fact.number is None:
            continue
        if key.set not in (EU27, COMMISSION):
            values[key.subject, key.period].append(fact.number)
    latest: dict[str, str] = {}
    for subject, period in sorted(values):
        latest[subject] = period
    return {
        subject: _spread(values[subject, period])
        for subject, period in latest.items()
        if len(values[subject, period]) >= FEWEST
    }


def _spread(numbers: list[Decimal]) -> Spread:
    # Exact: each cut lies on a value or on a quarter of the way between two.
    low, _, high = quantiles(sorted(numbers), n=4, method="inclusive")
    return Spread(low, high, len(numbers))

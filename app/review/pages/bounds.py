"""The bounds of a cycle: above which figures two desk officers accept together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import format_datetime, format_number
from app.core.i18n import gettext as _
from app.domain.observations import CatalogueIndex
from app.review.bounds import BoundSet, bounded_indicators, can_set_bounds
from app.web.pages import Page


@dataclass(frozen=True)
class BoundLine:
    """One indicator with the bound that holds now."""

    indicator: str
    name: str
    bound: str
    unit: str


@dataclass(frozen=True)
class BoundEvent:
    """One decision on a bound."""

    at: str
    by: str
    indicator: str
    bound: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BoundsPage(Page):
    """All bounds of a cycle, what was decided, and the form to set one."""

    template: ClassVar[str] = "review/bounds.html"

    crumbs: tuple[tuple[str, str], ...]
    cycle_title: str
    url: str
    lines: tuple[BoundLine, ...]
    events: tuple[BoundEvent, ...]
    indicators: tuple[tuple[str, str], ...]
    can_set: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)  # by field

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Return what is wrong with the address of its field."""
        return tuple((text, f"#{name}" if name else "") for name, text in self.wrong.items())


def bounds_url(cycle: str) -> str:
    """Return the page of the bounds of a cycle."""
    return f"/cycles/{cycle}/bounds"


def bounds_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    decided: Sequence[BoundSet],
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> BoundsPage:
    """Return the page; `decided` is everything that was set, the newest first."""
    names = {one.id: f"{one.id} {one.name}" for one in bounded_indicators(index)}
    return BoundsPage(
        crumbs=(
            (_("Cycles"), "/cycles"),
            (cycle.title, f"/cycles/{cycle.code}"),
            (_("Second pair of eyes"), ""),
        ),
        cycle_title=cycle.title,
        url=bounds_url(cycle.code),
        lines=tuple(_lines(index, names, decided)),
        events=tuple(
            BoundEvent(
                format_datetime(one.at, "medium"),
                one.by or _("the operator of the portal"),
                names.get(one.indicator, one.indicator),
                _bound(one.bound),
                one.reason,
            )
            for one in decided
        ),
        indicators=tuple(names.items()),
        can_set=can_set_bounds(cycle),
        typed=typed or {},
        wrong=wrong or {},
    )


def _lines(
    index: CatalogueIndex, names: Mapping[str, str], decided: Sequence[BoundSet]
) -> Iterator[BoundLine]:
    newest = {one.indicator: one.bound for one in reversed(decided)}
    for indicator, bound in sorted(newest.items()):
        if bound is not None:
            name = names.get(indicator, indicator)
            yield BoundLine(indicator, name, _bound(bound), index.indicators[indicator].unit)


def _bound(bound: Decimal | None) -> str:
    return _("no bound") if bound is None else format_number(bound)

"""Observations: the key of one indicator cell, its typed value, and the kind that reads it."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.domain.answers import Choice, Day, Kind, Missing, Number, Problem, Text, Value, YesNo
from app.domain.indicators import OPTION_DIMENSION, PROGRESS, Breakdown, Catalogue, Indicator
from app.domain.points import Option


@dataclass(frozen=True, order=True)
class ObservationKey:
    """Which cell: indicator, point (only where asked per point), period, breakdown and its codes.

    Written `SD-02.1@2025-2027` for a total, `SD-02.1/partner_region=CHINA@2025-2027` for a cell of
    a breakdown, `SD-X.1/P12/sub_item=a@2027-06-30` where the indicator is asked per point, and
    `SD-X.2/actor_type=university,option=none@2027-06-30` where dimensions are crossed.
    """

    indicator: str
    period: str
    point: str | None = None
    codes: tuple[tuple[str, str], ...] = ()  # dimension, code: in the order of the breakdown

    @property
    def breakdown(self) -> str:
        """Key of the breakdown, empty for the total."""
        return "+".join(dimension for dimension, _ in self.codes)

    @property
    def is_total(self) -> bool:
        """Tell whether this is the total and not a cell of a breakdown."""
        return not self.codes

    def total(self) -> "ObservationKey":
        """Return the key of the total this cell belongs to."""
        return ObservationKey(self.indicator, self.period, self.point)

    def with_codes(self, *codes: tuple[str, str]) -> "ObservationKey":
        """Return the key of a cell of the same value."""
        return ObservationKey(self.indicator, self.period, self.point, codes)

    def __str__(self) -> str:
        """Return the written form."""
        point = f"/{self.point}" if self.point else ""
        codes = "/" + ",".join(f"{d}={c}" for d, c in self.codes) if self.codes else ""
        return f"{self.indicator}{point}{codes}@{self.period}"


_KEY = re.compile(
    r"(?P<indicator>SD-(?:\d\d|X)\.\d+)(?:/(?P<point>P\d\d))?"
    r"(?:/(?P<codes>[a-z_]+=[\w.-]+(?:,[a-z_]+=[\w.-]+)*))?@(?P<period>[\w-]+)",
    re.ASCII,  # other digits would make a second spelling of the same cell
)


@lru_cache(maxsize=16384)
def parse_key(text: str) -> ObservationKey | None:
    """Read the written form; None when it is not one."""
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    pairs = (pair.partition("=") for pair in (match["codes"] or "").split(",") if pair)
    codes = tuple((dimension, code) for dimension, _, code in pairs)
    return ObservationKey(match["indicator"], match["period"], match["point"], codes)


@dataclass(frozen=True)
class Observation:
    """One reported cell: exactly one of value and missing, with its qualifiers."""

    value: Value | None = None
    missing: Missing | None = None
    flags: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    reference_year: int | None = None  # only where the year is that of the source
    origin: str = "entered"  # entered, prefill:<id>, workbook:<id>, computed
    visibility: str = "public"
    revision: int = 0

    @property
    def is_given(self) -> bool:
        """Tell whether something was said: a value, or a lawful reason for none."""
        return self.value is not None or self.missing is not None

    @property
    def number(self) -> Decimal | None:
        """The value where it is a number."""
        return self.value if isinstance(self.value, Decimal) else None


@dataclass(frozen=True)
class TypedColumns:
    """How a value is stored: exactly one column is set."""

    number: Decimal | None = None
    code: str | None = None
    day: date | None = None
    text: str | None = None

    def value(self, boolean: bool) -> Value | None:
        """Return the value these columns hold."""
        if self.code is not None:
            return self.code == "yes" if boolean else self.code
        return self.number if self.number is not None else self.day or self.text


def typed_columns(value: Value, kind: Kind) -> TypedColumns:
    """Spread a parsed value over the typed columns."""
    if isinstance(value, bool):
        return TypedColumns(code="yes" if value else "no")
    if isinstance(value, Decimal):
        return TypedColumns(number=value)
    if isinstance(value, date):
        return TypedColumns(day=value)
    if isinstance(kind, Choice):
        return TypedColumns(code=str(value))
    return TypedColumns(text=str(value))


@dataclass(frozen=True)
class CatalogueIndex:
    """Look-ups over one catalogue, built once for each frozen version."""

    catalogue: Catalogue
    indicators: dict[str, Indicator] = field(default_factory=dict)
    codes: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> "CatalogueIndex":
        """Index the indicators and code lists."""
        return cls(
            catalogue,
            {indicator.id: indicator for indicator in catalogue.indicators},
            {cl.id: tuple((c.code, c.label) for c in cl.codes) for cl in catalogue.codelists},
        )

    def options(self, indicator: Indicator) -> tuple[Option, ...]:
        """Return the options of a categorical indicator, the progress scale for the status."""
        return self.catalogue.progress_scale if indicator.id == PROGRESS else indicator.options

    def dimension_codes(self, indicator: Indicator, dimension: str) -> tuple[tuple[str, str], ...]:
        """Return codes and labels of a dimension as this indicator uses it."""
        if dimension == OPTION_DIMENSION:
            return tuple((o.value, o.label) for o in self.options(indicator))
        return self.codes[dimension]


def breakdown_of(indicator: Indicator, key: ObservationKey) -> Breakdown | None:
    """Return the breakdown a key belongs to, None for a total."""
    return indicator.breakdown(key.breakdown) if key.codes else None


def kind_of(index: CatalogueIndex, indicator: Indicator, key: ObservationKey) -> Kind:
    """Return the answer kind that reads this cell."""
    breakdown = breakdown_of(indicator, key)
    if breakdown is not None and breakdown.adds_up == "ticks":
        return YesNo()
    if indicator.is_counted_by_option:
        return Number(integer=True, minimum=Decimal(0))
    match indicator.value_type:
        case "boolean":
            return YesNo()
        case "categorical":
            return Choice(tuple((o.value, o.label) for o in index.options(indicator)))
        case "date":
            return Day()
        case "text":
            return Text(max_chars=indicator.validation.max_chars)
        case _:
            return _number_kind(indicator)


def _number_kind(indicator: Indicator) -> Number:
    rule = indicator.validation
    integer = rule.integer or indicator.value_type == "count"
    return Number(
        integer=integer,
        decimals=None if integer else rule.decimals if rule.decimals is not None else 2,
        minimum=None if rule.min is None else Decimal(rule.min),
        maximum=None if rule.max is None else Decimal(rule.max),
    )


def check_key(
    index: CatalogueIndex, key: ObservationKey, allowed_periods: tuple[str, ...]
) -> Indicator | Problem:
    """Return the indicator when the key names a cell of the catalogue, else the problem."""
    indicator = index.indicators.get(key.indicator)
    if indicator is None or key.period not in allowed_periods:
        return Problem("unknown_cell")
    if indicator.per_point != (key.point is not None):
        return Problem("unknown_cell")
    if key.point and int(key.point[1:]) not in indicator.points:
        return Problem("unknown_cell")
    return indicator if _codes_fit(index, indicator, key) else Problem("unknown_cell")


def _codes_fit(index: CatalogueIndex, indicator: Indicator, key: ObservationKey) -> bool:
    if not key.codes:
        return True
    breakdown = indicator.breakdown(key.breakdown)
    if breakdown is None:
        return False
    if key.point and breakdown.id == "sub_item":
        point = index.catalogue.point(int(key.point[1:]))
        return point is not None and key.codes[0][1] in {item.key for item in point.sub_items}
    return all(
        any(code == known for known, _ in index.dimension_codes(indicator, dimension))
        for dimension, code in key.codes
    )


def is_computed(indicator: Indicator, key: ObservationKey) -> bool:
    """Tell whether the portal fills this cell itself: derived shares and numbers of ticks."""
    if indicator.validation.derived:
        return True
    return key.is_total and indicator.validation.equals_number_selected_in is not None

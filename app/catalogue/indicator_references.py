"""Checks of one indicator against the points, code lists and other indicators that it names."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath

from app.domain.indicators import OPTION_DIMENSION, CodeList, Indicator
from app.domain.points import Addressee, PointEntry

Found = Iterator[tuple[str, str]]  # key, reason
Indicators = Mapping[str, Indicator]
Points = Mapping[int, PointEntry]
Dimensions = Mapping[str, CodeList]

NUMERIC = ("count", "decimal", "percentage", "money_eur")
NATIONAL_REPORTERS = ("member_state", "any_actor")
YES_NO = ("true", "false")


def indicator_problems(
    name: str, indicator: Indicator, others: Indicators, points: Points, dimensions: Dimensions
) -> Found:
    """Return key and reason of everything wrong with one indicator file."""
    if indicator.id != PurePosixPath(name).stem:
        yield "id", "The id must be the name of the file without its ending."
    yield from _points(indicator, points)
    yield from _value(indicator)
    yield from _breakdowns(indicator, dimensions)
    yield from _bounds(indicator)
    yield from _references(indicator, others)
    yield from _share(indicator, others)


def _points(indicator: Indicator, points: Points) -> Found:
    if not indicator.points:
        yield "points", "At least one point must be listed; the first is the home of the value."
        return
    for number in indicator.points:
        if number not in points:
            yield "points", f"There is no point {number}."
    for number, times in Counter(indicator.points).items():
        if times > 1:
            yield "points", f"The point {number} stands twice."
    home = points.get(indicator.home_point)
    national = home is None or home.addressee == Addressee.MEMBER_STATES
    if not national and indicator.reporter in NATIONAL_REPORTERS:
        yield "reporter", f"Point {indicator.home_point} is addressed to the Commission."
    yield from _elements(indicator, points)


def _elements(indicator: Indicator, points: Points) -> Found:
    elements = {f"{p.number}{item.key}" for p in points.values() for item in p.sub_items}
    for element in indicator.covers_sub_items:
        if element not in elements:
            yield "covers_sub_items", f"There is no lettered element '{element}'."
    for number in indicator.validation.not_pursued_allowed_for:
        if number not in points:
            yield "validation.not_pursued_allowed_for", f"There is no point {number}."


def _value(indicator: Indicator) -> Found:
    if bool(indicator.options) != (indicator.value_type == "categorical"):
        yield "options", "Options belong to a categorical value, and only to it."
    for value, times in Counter(option.value for option in indicator.options).items():
        if times > 1:
            yield "options", f"The value '{value}' stands twice."
    orders = [option.order for option in indicator.options if option.order is not None]
    if orders != sorted(set(orders)):
        yield "options", "The order must rise from option to option."
    if indicator.is_counted_by_option and indicator.value_type != "categorical":
        yield "national_form", "Only a categorical value can be counted by option."
    if indicator.bins and indicator.value_type != "date":
        yield "bins", "Bins by year belong to a date."


def _breakdowns(indicator: Indicator, dimensions: Dimensions) -> Found:
    known = set(dimensions) | ({OPTION_DIMENSION} if indicator.is_counted_by_option else set())
    for index, breakdown in enumerate(indicator.breakdowns):
        for dimension in breakdown.by:
            if dimension not in known:
                yield f"breakdowns[{index}].by", f"There is no dimension '{dimension}'."
        if not breakdown.by or len(set(breakdown.by)) < len(breakdown.by):
            yield f"breakdowns[{index}].by", "Each dimension must stand once, at least one."
    for value, times in Counter(breakdown.id for breakdown in indicator.breakdowns).items():
        if times > 1:
            yield "breakdowns", f"The breakdown '{value}' stands twice."
    if indicator.is_counted_by_option and indicator.breakdown(OPTION_DIMENSION) is None:
        yield "breakdowns", "A value counted by option needs a breakdown by option."
    ticked = indicator.validation.equals_number_selected_in
    if ticked is not None:
        listed = indicator.breakdown(ticked)
        if listed is None or listed.adds_up != "ticks":
            yield (
                "validation.equals_number_selected_in",
                f"There is no breakdown by '{ticked}' that adds up as ticks.",
            )


def _bounds(indicator: Indicator) -> Found:
    bounds: list[Decimal | date] = []
    for key in ("min", "max"):
        text: str | None = getattr(indicator.validation, key)
        if text is None:
            continue
        bound = _bound(indicator, text)
        if bound is None:
            kind = indicator.value_type
            yield f"validation.{key}", f"'{text}' is not a value of the kind {kind}."
        else:
            bounds.append(bound)
    if len(bounds) == 2 and bounds[0] > bounds[1]:  # type: ignore[operator]
        yield "validation.min", "The smallest value is above the largest."
    if indicator.value_type == "count" and not indicator.validation.integer:
        yield "validation.integer", "A count must be a whole number."


def _bound(indicator: Indicator, text: str) -> Decimal | date | None:
    try:
        if indicator.value_type == "date":
            return date.fromisoformat(text)
        number = Decimal(text)
    except (ValueError, InvalidOperation):
        return None
    return number if number.is_finite() and indicator.value_type in NUMERIC else None


def _references(indicator: Indicator, others: Indicators) -> Found:
    rules = indicator.validation
    if rules.max_ref is not None:
        other = others.get(rules.max_ref)
        if other is None or other.value_type not in NUMERIC or other is indicator:
            yield "validation.max_ref", f"There is no other numeric indicator '{rules.max_ref}'."
    for other_id, values in (rules.required_if or {}).items():
        other = others.get(other_id)
        if other is None:
            yield f"validation.required_if.{other_id}", "There is no such indicator."
            continue
        boolean = other.value_type == "boolean"
        answers = YES_NO if boolean else tuple(option.value for option in other.options)
        for value in values:
            if value not in answers:
                yield f"validation.required_if.{other_id}", f"It has no option '{value}'."
    start = rules.evidence_link_required_from
    ordered = {option.value for option in indicator.options if option.order is not None}
    if start is not None and start not in ordered:
        yield "validation.evidence_link_required_from", f"There is no ordered option '{start}'."


def _share(indicator: Indicator, others: Indicators) -> Found:
    parts = {"numerator": indicator.numerator, "denominator": indicator.denominator}
    given = [part for part in parts.values() if part is not None]
    if indicator.validation.derived != (len(given) == 2):
        yield (
            "validation.derived",
            "A derived value, and no other, has a numerator and a denominator.",
        )
    for key, part in parts.items():
        if part is None:
            continue
        other = others.get(part)
        if other is None or other.value_type not in NUMERIC or other is indicator:
            yield key, f"There is no other numeric indicator '{part}'."
            continue
        for breakdown in indicator.breakdowns:
            if other.breakdown(breakdown.id) is None:
                yield key, f"{part} has no breakdown '{breakdown.id}' to compute from."

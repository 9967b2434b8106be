"""Putting facts into sentences: every figure keeps its fact, every sentence can be translated."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.core.i18n import format_date, format_number, ngettext
from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import Figure, Inline, Prose, Text
from app.domain.facts import Fact
from app.domain.indicators import Indicator
from app.domain.points import Option, Point
from app.editions.charts import title_of

_PLACE = re.compile(r"%\((\w+)\)s")
NOTHING: Prose = (Text("–"),)


def words(text: str) -> Prose:
    """Return plain words."""
    return (Text(text),)


def filled(sentence: str, **parts: Inline | Prose | str) -> Prose:
    """Return a translated sentence with its `%(name)s` places filled, figures kept apart."""
    content: list[Inline] = []
    for position, piece in enumerate(_PLACE.split(sentence)):
        if position % 2 == 0:
            content += [Text(piece)] if piece else []
            continue
        part = parts[piece]
        if isinstance(part, str):
            content.append(Text(part))
        else:
            content += part if isinstance(part, tuple) else (part,)
    return tuple(content)


def joined(sentences: Iterable[Prose]) -> Prose:
    """Return sentences one after the other."""
    content: list[Inline] = []
    for sentence in sentences:
        if content and sentence:
            content.append(Text(" "))
        content += sentence
    return tuple(content)


def listed(items: Iterable[Prose]) -> Prose:
    """Return items as an enumeration: a, b and c."""
    rest = list(items)
    content: list[Inline] = []
    for position, item in enumerate(rest):
        if position:
            content.append(Text(_(" and ") if position == len(rest) - 1 else ", "))
        content += item
    return tuple(content)


def figure(contents: ReportContents, fact_id: str) -> Inline:
    """Return the figure of a fact; a dash where there is no fact to show."""
    fact = contents.shown(fact_id)
    if fact is None:
        return Text(_("not shown") if fact_id in contents.facts else "–")
    return Figure(fact.id, shown_value(contents, fact))


def count_of(contents: ReportContents, fact_id: str) -> tuple[int, Inline]:
    """Return the number that decides between singular and plural, and the figure that is shown."""
    fact = contents.shown(fact_id)
    number = int(fact.number) if fact is not None and fact.number is not None else 0
    return number, figure(contents, fact_id)


def shown_value(contents: ReportContents, fact: Fact) -> str:
    """Return the value of a fact as it is read."""
    if fact.number is not None:
        return format_number(_plain(fact.number))
    return value_word(contents, fact.key.subject, fact.text or "")


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def value_word(contents: ReportContents, subject: str, text: str) -> str:
    """Return a code, a date or yes and no in words."""
    if text in ("yes", "no"):
        return _("Yes") if text == "yes" else _("No")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return format_date(date.fromisoformat(text))
    indicator = contents.index.indicators.get(subject)
    options = indicator.options if indicator else contents.catalogue.progress_scale
    return option_word(options, text)


def option_word(options: tuple[Option, ...], value: str) -> str:
    """Return the label of one choice."""
    return next((option.label for option in options if option.value == value), value)


def point_name(point: Point) -> str:
    """Return number and title of a point."""
    return _("Point %(number)d: %(title)s") % {"number": point.number, "title": title_of(point)}


def point_list(numbers: Iterable[int]) -> str:
    """Return the numbers of points as they are cited."""
    listed_numbers = sorted(set(numbers))
    template = ngettext("point %(list)s", "points %(list)s", len(listed_numbers))
    return template % {"list": ", ".join(str(n) for n in listed_numbers)}


def period_word(period: str) -> str:
    """Return a period of a fact in words."""
    if period == "latest":
        return _("latest year")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return format_date(date.fromisoformat(period))
    return period.replace("-", "/") if re.fullmatch(r"\d{4}-\d\d", period) else period


def since_word(text: str) -> str:
    """Return the year, month or day of a measure as it is read."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return format_date(date.fromisoformat(text), "medium")
    return text


def reason_word(contents: ReportContents, reason: str) -> str:
    """Return why a Member State has no value, in words."""
    own = {
        "not_reported": _("no submission"),
        "left_out": _("point left out"),
        "unanswered": _("no public source") if contents.is_baseline else _("not answered"),
    }
    codes = (m.label for m in contents.catalogue.missing_codes if m.code == reason)
    return own.get(reason) or next(codes, reason)


def rule_word(measure: str) -> str:
    """Return how a figure was made, in words."""
    return {
        "sum": _("Sum"),
        "median": _("Median"),
        "mean": _("Mean"),
        "count_yes": _("Countries that say yes"),
        "ratio_of_sums": _("Ratio of the sums"),
        "n": _("Countries with a value"),
        "missing": _("Countries without a value"),
        "value": _("Value of the reporter"),
        "covered": _("Countries covered"),
        "reported": _("Countries that reported"),
        "points": _("Points with information"),
        "count": _("Number of measures"),
        "countries": _("Countries with measures"),
    }.get(measure) or _("Countries that chose this")


def unit_word(indicator: Indicator | None, fact: Fact) -> str:
    """Return the unit of a figure."""
    if indicator is not None and fact.unit == indicator.unit:
        return indicator.unit
    return {
        "countries": _("Member States"),
        "measures": _("measures"),
        "points": _("points"),
        "organisations": _("organisations"),
    }.get(fact.unit, fact.unit)

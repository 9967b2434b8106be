"""Putting facts into sentences: every figure keeps its fact, every sentence can be translated."""

import re
from collections.abc import Iterable
from datetime import date

from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import Figure, Inline, Prose, Text
from app.domain.points import Point
from app.editions.charts import title_of
from app.editions.words import figure_text

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
            content += [Text(part)] if part else []
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
    return Figure(fact.id, figure_text(contents.index, fact))


def named_figure(contents: ReportContents, short: str) -> Inline:
    """Return the figure with a short id; a dash where this edition has none."""
    return figure(contents, contents.by_short.get(short, ""))


def count_of(contents: ReportContents, fact_id: str) -> tuple[int, Inline]:
    """Return the number that decides between singular and plural, and the figure that is shown."""
    fact = contents.shown(fact_id)
    number = int(fact.number) if fact is not None and fact.number is not None else 0
    return number, figure(contents, fact_id)


def point_name(point: Point) -> str:
    """Return number and title of a point."""
    return _("Point %(number)d: %(title)s") % {"number": point.number, "title": title_of(point)}


def point_list(numbers: Iterable[int]) -> str:
    """Return the numbers of points as they are cited."""
    listed_numbers = sorted(set(numbers))
    template = ngettext("point %(list)s", "points %(list)s", len(listed_numbers))
    return template % {"list": ", ".join(str(n) for n in listed_numbers)}


def since_word(text: str) -> str:
    """Return the year, month or day of a measure as it is read."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return format_date(date.fromisoformat(text), "medium")
    return text

"""Answer kinds as cells of a workbook: what they offer, how they are filled in, what they show."""

from functools import cache

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue
from app.domain.answers import Choice, Day, Kind, MultiChoice, Number, Quarter, Text, Value, YesNo
from app.reporting import words
from app.workbook.layout import Control, Field, Pairs, label_for


def options_of(kind: Kind) -> Pairs:
    """Return values and labels a cell offers."""
    if isinstance(kind, YesNo):
        return (("yes", _("Yes")), ("no", _("No")))
    return kind.options if isinstance(kind, Choice | MultiChoice) else ()


def control_of(kind: Kind) -> Control:
    """Return how a cell of this kind is filled in."""
    if isinstance(kind, Text):
        return "text" if kind.multiline else "line"
    if isinstance(kind, Number):
        return "whole" if kind.integer else "number"
    if isinstance(kind, MultiChoice):
        return "many"
    plain: dict[type, Control] = {Day: "day", Quarter: "line", YesNo: "list", Choice: "list"}
    return plain[type(kind)]


def shown(options: Pairs, value: Value | None) -> CellValue:
    """Return a value as a cell shows it."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return "; ".join(label_for(options, one) for one in value)
    if isinstance(value, bool):
        return label_for(options, "yes" if value else "no")
    return label_for(options, value) if isinstance(value, str) and options else value


def visibility_field(ceiling: str, said: str, *, is_locked: bool) -> dict[str, Field]:
    """Return the cell that says who may see an answer; none where there is nothing to choose.

    It is empty while nothing is said: the most open level the catalogue allows holds then.
    """
    options, hint = _levels(ceiling, current_locale())
    if not options:
        return {}
    shown_level = label_for(options, said) if said else None
    return {"visibility": Field(shown_level, "list", options, hint, is_locked)}


@cache
def _levels(ceiling: str, _language: str) -> tuple[Pairs, str]:
    """Return what can be chosen up to a ceiling, and what holds without a word."""
    options = words.visibility_options(ceiling)
    if not options:
        return (), ""
    return options, _("Once it is submitted. Empty: %(level)s.") % {"level": options[0][1]}

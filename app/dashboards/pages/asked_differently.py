"""What two rounds asked differently: points, questions and indicators that came, went or changed.

The list follows from the frozen catalogues alone, so it is the same whoever reported.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.i18n import gettext as _
from app.domain.indicators import PROGRESS, Catalogue
from app.reporting.words import point_title

Things = Mapping[str, tuple[str, Any]]  # by id: what it is called, the thing itself


@dataclass(frozen=True)
class Difference:
    """One kind of change, with what it concerns and, where it helps, which part of it."""

    title: str
    lines: tuple[tuple[str, str], ...]


def differences(before: Catalogue, after: Catalogue) -> tuple[Difference, ...]:
    """Return what the later catalogue asks that the earlier one did not, and the reverse."""
    pairs = (
        (_points(before), _points(after), _POINT),
        (_questions(before), _questions(after), _QUESTION),
        (_indicators(before), _indicators(after), MEANING),
    )
    came, went, changed = [], [], []
    for then, now, parts in pairs:
        came += [(now[key][0], "") for key in now if key not in then]
        went += [(then[key][0], "") for key in then if key not in now]
        for key in (k for k in now if k in then):
            which = changed_parts(then[key][1], now[key][1], parts)
            if which:
                changed.append((now[key][0], ", ".join(which)))
    found = (
        Difference(_("Asked for the first time"), tuple(came)),
        Difference(_("No longer asked"), tuple(went)),
        Difference(_("Asked in another way"), tuple(changed)),
    )
    return tuple(one for one in found if one.lines)


# What makes values of two rounds another thing when it changes under the same id.
MEANING = (
    "definition", "unit", "value_type", "options", "reference_period", "aggregation", "subject",
    "numerator", "denominator",
)  # fmt: skip
_POINT = ("summary", "sub_items", "anchors")
_QUESTION = ("label", "hint", "options", "kind")


def changed_parts(then: Any, now: Any, parts: Iterable[str]) -> list[str]:
    """Return in words which of these parts are not the same."""
    changed = (p for p in parts if getattr(then, p, None) != getattr(now, p, None))
    return list(dict.fromkeys(_word(part) for part in changed))


def _word(part: str) -> str:
    return {
        "definition": _("definition"),
        "unit": _("unit"),
        "value_type": _("kind of answer"),
        "kind": _("kind of answer"),
        "options": _("possible answers"),
        "reference_period": _("period"),
        "aggregation": _("rule for the Union"),
        "subject": _("rule for the Union"),
        "numerator": _("numerator"),
        "denominator": _("denominator"),
        "summary": _("text"),
        "sub_items": _("elements"),
        "anchors": _("steps of the progress scale"),
        "label": _("wording"),
        "hint": _("wording"),
    }[part]


def _points(catalogue: Catalogue) -> Things:
    return {
        p.id: (_("Point %(number)d, %(title)s") % {"number": p.number, "title": point_title(p)}, p)
        for p in catalogue.instrument.points
    }


def _questions(catalogue: Catalogue) -> Things:
    return {q.key: (_("Question: %(label)s") % {"label": q.label}, q) for q in catalogue.questions}


def _indicators(catalogue: Catalogue) -> Things:
    return {
        i.id: (_("Indicator %(id)s, %(name)s") % {"id": i.id, "name": i.name}, i)
        for i in catalogue.indicators
        if i.id != PROGRESS
    }

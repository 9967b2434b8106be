"""The same figure elsewhere: in the cycle before, and in every edition the reader may see."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.catalogue.models import Cycle
from app.catalogue.queries import get_index
from app.core.i18n import format_number
from app.core.i18n import gettext as _
from app.domain.facts import Fact, fact_from_canonical
from app.domain.index_figures import CHANGE, INDEX
from app.domain.observations import CatalogueIndex
from app.domain.trend import Round, Trend, key_then, trend_of
from app.editions import words
from app.editions.models import EditionFact
from app.editions.queries import AnyScope, EditionInfo, find_fact, list_editions, shows


@dataclass(frozen=True)
class Earlier:
    """A figure beside the one of the cycle before."""

    edition: EditionInfo  # the last one published of that cycle
    index: CatalogueIndex
    trend: Trend


def cutoff_of(edition: EditionInfo) -> date:
    """Return the cut-off day of the cycle of an edition."""
    return date.fromisoformat(edition.manifest["cycle"]["cutoff"])


def find_previous(session: Session, scope: AnyScope, edition: EditionInfo) -> EditionInfo | None:
    """Return the last edition published of the cycle before, of the same kind."""
    before = [
        other
        for other in list_editions(session, scope)
        if other.kind is edition.kind
        and other.is_published
        and cutoff_of(other) < cutoff_of(edition)
    ]
    return max(before, key=lambda other: (cutoff_of(other), other.number), default=None)


def compare(session: Session, scope: AnyScope, edition: EditionInfo, fact: Fact) -> Earlier | None:
    """Return a figure beside the one of the cycle before, None where nothing is compared."""
    previous = find_previous(session, scope, edition)
    if previous is None or fact.key.measure in (INDEX, CHANGE):
        return None  # a first cycle; or a series, which begins at a hundred in each
    now = Round(get_index(session, edition.catalogue_version_id), cutoff_of(edition))
    then = Round(get_index(session, previous.catalogue_version_id), cutoff_of(previous))
    key = key_then(fact.key, now, then, _points_before(session, edition, previous))
    found = find_fact(session, scope, previous, str(key)) if key else None
    return Earlier(previous, then.index, trend_of(fact, found, now, then))


def _points_before(session: Session, edition: EditionInfo, previous: EditionInfo) -> dict[str, str]:
    """Return which point of the cycle before each point continues, empty text for new ones."""
    query = select(col(Cycle.id), col(Cycle.previous_id), col(Cycle.mapping))
    before = {number: (last, json.loads(text)) for number, last, text in session.execute(query)}
    points: dict[str, str] = {}
    at: int | None = edition.cycle_id
    while at is not None and at != previous.cycle_id:
        at, mapping = before[at]
        known = {*points.values(), *mapping, *mapping.values()}
        step = {p: mapping.get(p, "" if p in mapping.values() else p) for p in known if p}
        points = {p: step.get(q, q) if q else "" for p, q in points.items()} | {
            p: q for p, q in step.items() if p not in points
        }
    return points


def find_elsewhere(
    session: Session, scope: AnyScope, edition: EditionInfo, fact: Fact
) -> list[tuple[EditionInfo, Fact]]:
    """Return the same figure in all other editions the reader may see, the newest first."""
    others = {e.id: e for e in list_editions(session, scope) if e.id != edition.id}
    query = (
        select(col(EditionFact.edition_id), col(EditionFact.content))
        .where(col(EditionFact.fact) == fact.id, col(EditionFact.edition_id).in_(others))
        .order_by(col(EditionFact.edition_id).desc())
    )
    found = (
        (others[row.edition_id], fact_from_canonical(json.loads(row.content)))
        for row in session.execute(query)
    )
    return [(other, same) for other, same in found if shows(scope, other, same)]


def trend_sentence(index: CatalogueIndex, fact: Fact, earlier: Earlier) -> str:
    """Return what became of a figure since the cycle before, in one or two sentences."""
    trend, code = earlier.trend, earlier.edition.code
    if trend.kind == "broken":
        named = ", ".join(_field_word(name) for name in trend.breaks)
        return _(
            "Not comparable with edition %(code)s: the definition changed since (%(fields)s)."
        ) % {"code": code, "fields": named}
    if trend.then is None:
        return _("Edition %(code)s of the cycle before shows no such figure.") % {"code": code}
    unit = words.unit_word(trend.then)
    said = {
        "code": code,
        "then": f"{words.figure_text(earlier.index, trend.then)} {unit}".strip(),
        "n": words.n_of(trend.then),
        "change": _change(index, fact, trend),
    }
    if said["n"]:
        text = _("In edition %(code)s of the cycle before: %(then)s (%(n)s).") % said
    else:
        text = _("In edition %(code)s of the cycle before: %(then)s.") % said
    if trend.kind == "change":
        text = f"{text} " + _("Difference: %(change)s.") % said
    if trend.is_reworded:
        text = f"{text} " + _("The definition was worded differently then.")
    return text


def _change(index: CatalogueIndex, fact: Fact, trend: Trend) -> str:
    if trend.amount is None:
        return ""
    amount = format_number(trend.amount)
    amount = f"+{amount}" if trend.amount > 0 else amount
    indicator = index.indicators.get(fact.key.subject)
    if indicator is not None and indicator.value_type == "percentage" and fact.unit != "countries":
        return _("%(amount)s percentage points") % {"amount": amount}
    if trend.percent is None:
        return amount
    sign = "+" if trend.percent > 0 else ""
    return f"{amount} ({sign}{format_number(trend.percent)} %)"


def _field_word(name: str) -> str:
    return {
        "unit": _("unit"),
        "value_type": _("kind of value"),
        "reference_period": _("period"),
        "options": _("choices"),
        "per_point": _("whether it is asked at each point"),
        "national_form": _("form in which it is asked"),
        "subject": _("whom it is about"),
        "flag": _("marked as a break in the series, or as another definition"),
    }[name]

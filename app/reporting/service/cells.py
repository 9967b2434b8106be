"""Saving many cells of one indicator at once: one lock, one look at the history, few statements."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.errors import NotFound
from app.domain.answers import Missing, Problem
from app.domain.asked import home_of
from app.domain.contribution import value_from_json
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex, ObservationKey, is_computed
from app.domain.roles import CountryScope
from app.domain.visibility import effective
from app.reporting.models import Observation
from app.reporting.queries import get_head, index_of
from app.reporting.service.bulk import Entry, keep_many
from app.reporting.service.keeping import (
    BY_KEY,
    Base,
    Clash,
    Stored,
    open_for_writing,
    read_history,
)
from app.reporting.service.levels import level_of_tables
from app.reporting.service.saving import (
    ObservationContent,
    ObservationInput,
    asked_cell,
    parse_observation,
    row_columns,
)

Outcome = Stored | Clash | Problem


@dataclass(frozen=True)
class TableOutcome:
    """What became of each cell of a breakdown table, by key as text."""

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Tell whether any cell was refused or clashed."""
        return any(not isinstance(outcome, Stored) for outcome in self.outcomes.values())


def save_cells(
    session: Session,
    scope: CountryScope,
    cycle: str,
    cells: Mapping[ObservationKey, tuple[ObservationInput, Base]],
    *,
    values_only: bool = False,
) -> TableOutcome:
    """Save cells entered at one point; good ones are kept, each bad one comes back with its reason.

    With `values_only` the cells say nothing of source, note, flags and visibility: those stay.
    """
    if not cells:
        return TableOutcome()
    head = get_head(session, scope, cycle)
    index = index_of(session, head)
    outcomes: dict[str, Outcome] = {}
    parsed: list[tuple[ObservationKey, Indicator, ObservationContent, Base]] = []
    for key, (given, base) in cells.items():
        indicator = asked_cell(index, head, key)
        content = parse_observation(index, indicator, key, given)
        if isinstance(content, Problem):
            outcomes[str(key)] = content
        else:
            parsed.append((key, indicator, content, base))
    homes = {home_of(index, key) for key in cells}
    if len(homes) != 1:
        raise NotFound
    head = open_for_writing(session, scope, cycle, homes.pop())
    if not parsed:
        return TableOutcome(outcomes)
    subjects = [f"observation:{key}" for key, *_ in parsed]
    least = min(base.revision for *_, base in parsed)
    known = read_history(session, head, subjects, least)
    entries = []
    shown = {key: _shown(known.get(f"observation:{key}", ()), base) for key, *_, base in parsed}
    is_new = values_only and any(before is None for before in shown.values())
    level = level_of_tables(session, head, index, parsed[0][0].total()) if is_new else "public"
    for key, indicator, content, base in parsed:
        if values_only:
            shown[key], base = _with_what_others_said(known, key, shown[key], base)
            new = replace(content, visibility=effective(content.visibility, level))
            content = _with_qualifiers(indicator, key, new, shown[key])
        entries.append(_entry(index, key, content, base))
    kept = keep_many(session, scope, head, entries, Observation, known)
    for key, *_ in parsed:
        outcomes[str(key)] = kept[f"observation:{key}"]
    return TableOutcome(outcomes)


def _entry(
    index: CatalogueIndex, key: ObservationKey, content: ObservationContent, base: Base
) -> Entry:
    return Entry(
        subject=f"observation:{key}",
        content=content.as_content(),
        natural_key={"key": str(key)},
        columns=row_columns(index, key, content),
        base=base,
        is_blank=content.value is None and content.missing is None,
    )


def _with_what_others_said(
    known: Mapping[str, Sequence[Row[Any]]],
    key: ObservationKey,
    shown: ObservationContent | None,
    base: Base,
) -> tuple[ObservationContent | None, Base]:
    """Return the state and revision a value is saved over.

    Where somebody else only changed what the table does not show (source, note, flags), both
    changes come together: theirs stays beside the new value.
    """
    states = known.get(f"observation:{key}", ())
    if shown is None or not states or states[-1].idempotency_key.startswith(BY_KEY):
        return shown, base
    latest = _state(states[-1])
    if (latest.value, latest.missing) != (shown.value, shown.missing):
        return shown, base
    return latest, replace(base, revision=states[-1].revision)


def _shown(known: Sequence[Row[Any]], base: Base) -> ObservationContent | None:
    """Return the state the form was given, None when there was none."""
    row = next((row for row in known if row.revision == base.revision), None)
    return _state(row) if row is not None else None


def _state(row: Row[Any]) -> ObservationContent:
    state = json.loads(row.content)
    missing = state["missing"]
    return ObservationContent(
        value=value_from_json(state["value"]),
        missing=None if missing is None else Missing(*missing),
        flags=tuple(state["flags"]),
        source=state["source"],
        note=state["note"],
        reference_year=state["reference_year"],
        visibility=state["visibility"],
        origin=state["origin"],
    )


def _with_qualifiers(
    indicator: Indicator,
    key: ObservationKey,
    content: ObservationContent,
    before: ObservationContent | None,
) -> ObservationContent:
    """Return the new value with what the table does not say of it."""
    if before is None or _says_nothing_new(indicator, key, content, before):
        return before or content
    if before.origin != content.origin:
        # A proposal's source stands behind the proposed value, not behind another one.
        return replace(content, visibility=before.visibility)
    return replace(before, value=content.value, missing=content.missing)


def _says_nothing_new(
    indicator: Indicator,
    key: ObservationKey,
    content: ObservationContent,
    before: ObservationContent,
) -> bool:
    if (content.value, content.missing) == (before.value, before.missing):
        return True
    if content.value is not None or content.missing is not None:
        return False
    if is_computed(indicator, key):
        return before.missing is not None  # said elsewhere: an empty box does not take it back
    breakdown = indicator.breakdown(key.breakdown)
    # A box can say yes or nothing; a "no" that came another way is not lost by showing it.
    return before.value is False and breakdown is not None and breakdown.adds_up == "ticks"

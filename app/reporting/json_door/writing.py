"""Changes by key: the verbs of the forms, all in one transaction, and every refusal named."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlmodel import Session

from app.core.errors import AppError, NotFound, PartsRefused
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.asked import home_of
from app.domain.observations import ObservationKey, parse_key
from app.domain.roles import CountryScope
from app.reporting.json_door.deciding import explained, left_out_points, proposals
from app.reporting.json_door.hands import REFUSALS, Hand, Outcome, Part, Writer, attempt, pointer_to
from app.reporting.json_door.merging import answer_input, cell_input, link_input, measure_input
from app.reporting.json_door.schemas import (
    AnswerChange,
    Changes,
    LinkChange,
    MeasureChange,
    ObservationChange,
)
from app.reporting.queries import Draft, draft_of, get_head
from app.reporting.service.cells import save_cells
from app.reporting.service.keeping import Base, Clash, Stored, read_history
from app.reporting.service.records import (
    remove_evidence,
    remove_measure,
    save_evidence,
    save_measure,
)
from app.reporting.service.saving import ObservationInput, asked_cell, save_answer

_REMOVED_AND_CHANGED = Problem("field_refused", {"field": "removed"})


def apply_changes(
    session: Session,
    scope: CountryScope,
    cycle: str,
    changes: Changes,
    hand: Hand,
    *,
    is_single: bool,
) -> tuple[Draft, Sequence[Part]]:
    """Save every change, or raise PartsRefused with a reason for each that cannot be taken.

    `is_single`: the one change was sent by itself, so that pointers begin inside it.
    """
    head = get_head(session, scope, cycle, lock=True)
    writer = Writer(session, scope, head, draft_of(session, scope, head), hand)
    # Explanations come last: they are of the warnings that stand once all the rest is saved.
    parts = [
        *_answers(writer, changes),
        *_cells(writer, changes),
        *_records(writer, changes),
        *proposals(writer, changes),
        *left_out_points(writer, changes),
        *explained(writer, changes),
    ]
    refused = [part for part in parts if not isinstance(part.outcome, Stored)]
    if refused:
        raise _refusal(writer, refused, refused[0].place if is_single else "")
    return draft_of(session, scope, get_head(session, scope, cycle)), parts


def _answers(writer: Writer, changes: Changes) -> Iterator[Part]:
    for code, change in changes.answers.items():
        outcome = attempt(partial(_answer, writer, code, change))
        yield Part(pointer_to("answers", code), f"answer:{code}", change, outcome)


def _answer(writer: Writer, code: str, change: AnswerChange) -> Outcome:
    given = answer_input(writer.draft, writer.scope, code, change, writer.hand.origin)
    if isinstance(given, Problem):
        return given
    base = writer.base(f"answer:{code}", change)
    return save_answer(writer.session, writer.scope, writer.cycle, code, given, base)


def _cells(writer: Writer, changes: Changes) -> Iterator[Part]:
    """Save values point by point, because a person may be open at one and not at another."""
    groups: dict[str, dict[ObservationKey, tuple[ObservationInput, Base]]] = {}
    for written, change in changes.observations.items():
        ready = _cell(writer, written, change)
        if isinstance(ready, tuple):
            key, given, base = ready
            groups.setdefault(home_of(writer.draft.index, key), {})[key] = (given, base)
        else:
            yield Part(pointer_to("observations", written), f"observation:{written}", change, ready)
    for cells in groups.values():
        for name, outcome in _save_group(writer, cells).items():
            change = changes.observations[name]
            yield Part(pointer_to("observations", name), f"observation:{name}", change, outcome)


def _cell(
    writer: Writer, written: str, change: ObservationChange
) -> tuple[ObservationKey, ObservationInput, Base] | Problem | AppError:
    key = parse_key(written)
    if key is None:
        return Problem("unknown_cell")
    try:
        asked_cell(writer.draft.index, writer.head, key)
        given = cell_input(writer.draft, key, change, writer.hand.origin)
        if isinstance(given, Problem):
            return given
        return key, given, writer.base(f"observation:{key}", change)
    except NotFound:
        return Problem("unknown_cell")
    except REFUSALS as refusal:
        return refusal


def _save_group(
    writer: Writer, cells: Mapping[ObservationKey, tuple[ObservationInput, Base]]
) -> Mapping[str, Outcome]:
    try:
        return save_cells(writer.session, writer.scope, writer.cycle, cells).outcomes
    except REFUSALS as refusal:
        return {str(key): refusal for key in cells}


def _records(writer: Writer, changes: Changes) -> Iterator[Part]:
    for uid, measure in changes.measures.items():
        outcome = attempt(partial(_measure, writer, uid, measure))
        yield Part(pointer_to("measures", uid), f"measure:{uid}", measure, outcome)
    for uid, link in changes.links.items():
        outcome = attempt(partial(_link, writer, uid, link))
        yield Part(pointer_to("links", uid), f"evidence:{uid}", link, outcome)


def _measure(writer: Writer, uid: str, change: MeasureChange) -> Outcome:
    base = writer.base(f"measure:{uid}", change)
    place = (writer.session, writer.scope, writer.cycle)
    if _removes_only(change):
        return remove_measure(*place, uid, base, removed=change.removed)
    if change.removed:
        return _REMOVED_AND_CHANGED
    given = measure_input(writer.draft, uid, change, writer.hand.origin)
    return save_measure(*place, uid, given, base)


def _link(writer: Writer, uid: str, change: LinkChange) -> Outcome:
    base = writer.base(f"evidence:{uid}", change)
    place = (writer.session, writer.scope, writer.cycle)
    if _removes_only(change):
        return remove_evidence(*place, uid, base, removed=change.removed)
    if change.removed:
        return _REMOVED_AND_CHANGED
    given = link_input(writer.draft, uid, change, writer.hand.origin)
    if isinstance(given, Problem):
        return given
    return save_evidence(*place, given[0], uid, given[1], base)


def _removes_only(change: MeasureChange | LinkChange) -> bool:
    """Tell whether a change takes a record out or brings it back, and says nothing else."""
    return change.model_fields_set - {"revision"} == {"removed"}


def _refusal(writer: Writer, refused: Sequence[Part], root: str) -> PartsRefused:
    """Return one refusal for all; what has to be mended first gives the status."""
    reasons = [_reason(writer, part, root) for part in refused]
    statuses = [status for status, _ in reasons]
    status = next(s for s in (422, 404, 403, 409) if s in statuses)
    return PartsRefused([reason for _, reason in reasons], status)


def _reason(writer: Writer, part: Part, root: str) -> tuple[int, dict[str, Any]]:
    outcome, place = part.outcome, part.place.removeprefix(root)
    if isinstance(outcome, Clash):
        return 409, _stale(writer, part, outcome, place)
    if isinstance(outcome, Problem):
        params = dict(outcome.params)
        field = params.get("field") or ("value" if "value" in part.change.given() else "")
        pointer = f"{place}/{field}" if field else place
        text = sentence(outcome.code, **params)
        return 422, {"pointer": pointer, "code": outcome.code, "detail": text}
    if not isinstance(outcome, AppError):
        raise TypeError(outcome)
    text = sentence(outcome.code, **outcome.params)
    return outcome.status_code, {"pointer": place, "code": outcome.code, "detail": text}


def _stale(writer: Writer, part: Part, clash: Clash, place: str) -> dict[str, Any]:
    """Return all three texts, so that the program, or a person, can put them together."""
    revision = part.change.revision
    known = read_history(writer.session, writer.head, [part.subject], revision)
    base = next((row for row in known.get(part.subject, ()) if row.revision == revision), None)
    return {
        "pointer": place,
        "code": "stale",
        "detail": sentence("stale"),
        "revision": clash.revision,
        "saved_at": clash.at.isoformat(),
        "base": None if base is None else _shown(json.loads(base.content)),
        "theirs": _shown(clash.theirs),
        "mine": part.change.model_dump(include=part.change.model_fields_set - {"revision"}),
    }


def _shown(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept state in the words of the door."""
    shown = dict(content)
    if isinstance(shown.get("missing"), list):
        code, reason = shown["missing"]
        shown["missing"] = {"code": code, "reason": reason}
    return shown

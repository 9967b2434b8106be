"""Changes by key: the verbs of the forms, all in one transaction, and every refusal named."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlmodel import Session

from app.core.errors import AppError, Conflict, Forbidden, NotFound, PartsRefused, Refused
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.asked import home_of
from app.domain.canonical import sha256_hex
from app.domain.observations import ObservationKey, parse_key
from app.domain.roles import CountryScope
from app.reporting.json_door.merging import answer_input, cell_input, link_input, measure_input
from app.reporting.json_door.schemas import (
    AnswerChange,
    Change,
    Changes,
    LinkChange,
    MeasureChange,
    ObservationChange,
)
from app.reporting.queries import Draft, Head, draft_of, get_head
from app.reporting.service.cells import save_cells
from app.reporting.service.keeping import BY_KEY, Base, Clash, Stored, read_history
from app.reporting.service.records import (
    remove_evidence,
    remove_measure,
    save_evidence,
    save_measure,
)
from app.reporting.service.saving import ObservationInput, asked_cell, save_answer

Outcome = Stored | Clash | Problem | AppError

_REFUSALS = (Refused, NotFound, Conflict, Forbidden)  # of one part; anything else ends the request
_REMOVED_AND_CHANGED = Problem("field_refused", {"field": "removed"})


@dataclass(frozen=True)
class Hand:
    """By which key something is written, and the name the program gave this attempt."""

    key_id: int
    name: str
    attempt: str = ""

    @property
    def origin(self) -> str:
        """How what was saved says where it comes from."""
        return f"{BY_KEY}{self.name}"

    def base(self, subject: str, revision: int) -> Base:
        """Return what the program knew; without a name every attempt is one of its own."""
        attempt = self.attempt or secrets.token_hex(16)
        return Base(revision, f"{BY_KEY}{self.key_id}:{sha256_hex(f'{attempt} {subject}')[:40]}")


@dataclass(frozen=True)
class Part:
    """One change of a request and what became of it; `place` is its JSON pointer."""

    place: str
    subject: str
    change: Change
    outcome: Outcome


@dataclass(frozen=True)
class Writer:
    """A contribution that is locked for this request, and the hand that writes in it."""

    session: Session
    scope: CountryScope
    head: Head
    draft: Draft
    hand: Hand

    @property
    def cycle(self) -> str:
        """Code of the cycle."""
        return self.head.cycle.code

    def base(self, subject: str, change: Change) -> Base:
        """Return what the program knew of a subject."""
        if change.revision > self.draft.saved_at(subject).revision:
            raise Refused("revision_unknown")
        return self.hand.base(subject, change.revision)


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
    parts = [*_answers(writer, changes), *_cells(writer, changes), *_records(writer, changes)]
    refused = [part for part in parts if not isinstance(part.outcome, Stored)]
    if refused:
        raise _refusal(writer, refused, refused[0].place if is_single else "")
    return draft_of(session, scope, get_head(session, scope, cycle)), parts


def _attempt(save: Callable[[], Outcome]) -> Outcome:
    try:
        return save()
    except _REFUSALS as refusal:
        return refusal


def _answers(writer: Writer, changes: Changes) -> Iterator[Part]:
    for code, change in changes.answers.items():
        outcome = _attempt(partial(_answer, writer, code, change))
        yield Part(_place("answers", code), f"answer:{code}", change, outcome)


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
            yield Part(_place("observations", written), f"observation:{written}", change, ready)
    for cells in groups.values():
        for name, outcome in _save_group(writer, cells).items():
            change = changes.observations[name]
            yield Part(_place("observations", name), f"observation:{name}", change, outcome)


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
    except _REFUSALS as refusal:
        return refusal


def _save_group(
    writer: Writer, cells: Mapping[ObservationKey, tuple[ObservationInput, Base]]
) -> Mapping[str, Outcome]:
    try:
        return save_cells(writer.session, writer.scope, writer.cycle, cells).outcomes
    except _REFUSALS as refusal:
        return {str(key): refusal for key in cells}


def _records(writer: Writer, changes: Changes) -> Iterator[Part]:
    for uid, measure in changes.measures.items():
        outcome = _attempt(partial(_measure, writer, uid, measure))
        yield Part(_place("measures", uid), f"measure:{uid}", measure, outcome)
    for uid, link in changes.links.items():
        outcome = _attempt(partial(_link, writer, uid, link))
        yield Part(_place("links", uid), f"evidence:{uid}", link, outcome)


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
    given = link_input(writer.draft, uid, change)
    if isinstance(given, Problem):
        return given
    return save_evidence(*place, given[0], uid, given[1], base)


def _removes_only(change: MeasureChange | LinkChange) -> bool:
    """Tell whether a change takes a record out or brings it back, and says nothing else."""
    return change.model_fields_set - {"revision"} == {"removed"}


def _place(part: str, name: str) -> str:
    """Return the JSON pointer of a change."""
    return f"/{part}/{name.replace('~', '~0').replace('/', '~1')}"


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

"""Bringing an earlier state back: it is saved anew by the ordinary verbs, never written over."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from sqlmodel import Session

from app.core.errors import NotFound
from app.domain.answers import Value
from app.domain.asked import find_question, kind_of_question
from app.domain.contribution import MEASURE_LISTS, Translation, value_from_json
from app.domain.observations import kind_of, parse_key
from app.domain.roles import CountryScope
from app.reporting.history import State, get_state
from app.reporting.queries import get_head, index_of
from app.reporting.service.keeping import Base
from app.reporting.service.records import (
    EvidenceInput,
    MeasureInput,
    Outcome,
    justify,
    save_evidence,
    save_measure,
)
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    asked_cell,
    save_answer,
    save_observation,
)

RESTORED = "restored"
RESTORABLE = frozenset({"answer", "observation", "measure", "evidence", "justification"})


def restore(
    session: Session, scope: CountryScope, cycle: str, subject: str, revision: int, base: Base
) -> Outcome:
    """Save an earlier state of a subject again, against the revision the person was shown.

    The new state says where it comes from: `restored:3` is the third state.
    """
    kind, _colon, name = subject.partition(":")
    if kind not in RESTORABLE:
        raise NotFound
    state = get_state(session, scope, cycle, subject, revision)
    return _VERBS[kind](session, scope, cycle, name, state, base)


def _origin(state: State) -> str:
    return f"{RESTORED}:{state.revision}"


def _value(content: Mapping[str, Any]) -> Value | None:
    return value_from_json(content["value"])


def _answer(
    session: Session, scope: CountryScope, cycle: str, code: str, state: State, base: Base
) -> Outcome:
    head = get_head(session, scope, cycle)
    found = find_question(index_of(session, head), scope.reporter, code)
    value = _value(state.content)
    if found is None or value is None:
        raise NotFound
    given = AnswerInput(
        raw=kind_of_question(found[1]).to_form(value),
        language=state.content["language"],
        visibility=state.content["visibility"],
        origin=_origin(state),
        translations=tuple(Translation(**t) for t in state.content.get("translations", ())),
    )
    return save_answer(session, scope, cycle, code, given, base)


def _observation(
    session: Session, scope: CountryScope, cycle: str, written: str, state: State, base: Base
) -> Outcome:
    head, key = get_head(session, scope, cycle), parse_key(written)
    if key is None:
        raise NotFound
    index, content, value = index_of(session, head), state.content, _value(state.content)
    kind = kind_of(index, asked_cell(index, head, key), key)
    code, reason = content["missing"] or ("", "")
    given = ObservationInput(
        raw=() if value is None else kind.to_form(value),
        missing_code=code,
        missing_reason=reason or "",
        flags=content["flags"],
        source=content["source"],
        note=content["note"],
        reference_year=str(content["reference_year"] or ""),
        visibility=content["visibility"],
        origin=_origin(state),
    )
    return save_observation(session, scope, cycle, key, given, base)


def _measure(
    session: Session, scope: CountryScope, cycle: str, uid: str, state: State, base: Base
) -> Outcome:
    known = {f.name: state.content[f.name] for f in fields(MeasureInput) if f.name in state.content}
    lists = {name: tuple(known.get(name, ())) for name in MEASURE_LISTS}
    given = MeasureInput(**{**known, **lists, "origin": _origin(state)})
    return save_measure(session, scope, cycle, uid, given, base)


def _evidence(
    session: Session, scope: CountryScope, cycle: str, uid: str, state: State, base: Base
) -> Outcome:
    known = {
        f.name: state.content[f.name] for f in fields(EvidenceInput) if f.name in state.content
    }
    given = EvidenceInput(**{**known, "origin": _origin(state)})
    return save_evidence(session, scope, cycle, state.content["point"], uid, given, base)


def _justification(
    session: Session, scope: CountryScope, cycle: str, key: str, state: State, base: Base
) -> Outcome:
    return justify(session, scope, cycle, key, state.content["text"], base)


_VERBS: dict[str, Callable[[Session, CountryScope, str, str, State, Base], Outcome]] = {
    "answer": _answer,
    "observation": _observation,
    "measure": _measure,
    "evidence": _evidence,
    "justification": _justification,
}

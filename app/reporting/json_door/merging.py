"""From a change and what is stored to what a form would have sent: the way into the same verbs."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from app.core.errors import NotFound
from app.domain.answers import Kind, Missing, Problem, Value, parse_json
from app.domain.asked import find_question, kind_of_question
from app.domain.contribution import Evidence, Measure
from app.domain.derived import COMPUTED
from app.domain.observations import ObservationKey, kind_of
from app.domain.roles import CountryScope
from app.reporting.json_door.schemas import (
    AnswerChange,
    LinkChange,
    MeasureChange,
    ObservationChange,
)
from app.reporting.queries import Draft
from app.reporting.service.records import EvidenceInput, MeasureInput
from app.reporting.service.saving import AnswerInput, ObservationInput


def answer_input(
    draft: Draft, scope: CountryScope, code: str, change: AnswerChange, origin: str
) -> AnswerInput | Problem:
    """Return an answer as it shall stand."""
    found = find_question(draft.index, scope.reporter, code)
    if found is None:
        raise NotFound("unknown_question")
    kind = kind_of_question(found[1])
    stored, sent = draft.data.answers.get(code), change.given()
    before = stored.value if stored else None
    value = parse_json(kind, sent["value"]) if "value" in sent else before
    if isinstance(value, Problem):
        return value
    language = sent.get("language", stored.language if stored else None)
    visibility = sent.get("visibility", stored.visibility if stored else "public")
    if stored and (value, language, visibility) == (
        stored.value,
        stored.language,
        stored.visibility,
    ):
        origin = stored.origin  # says nothing new: who said it first stays named
    return AnswerInput(_raw(kind, value), language, visibility, ".", origin)


def _raw(kind: Kind, value: Value | None) -> Sequence[str]:
    return () if value is None else kind.to_form(value)


def cell_input(
    draft: Draft, key: ObservationKey, change: ObservationChange, origin: str
) -> ObservationInput | Problem:
    """Return a value of an indicator as it shall stand; a value replaces a missing code and the
    other way round."""
    kind = kind_of(draft.index, draft.index.indicators[key.indicator], key)
    stored, sent = draft.data.observations.get(key), change.given()
    if stored is not None and stored.origin == COMPUTED:
        stored = None
    before = _cell_of(kind, stored) if stored else ObservationInput()
    given: dict[str, Any] = {n: sent[n] for n in ("source", "note", "visibility") if n in sent}
    if "flags" in sent:
        given["flags"] = tuple(sent["flags"])
    if "reference_year" in sent:
        given["reference_year"] = str(sent["reference_year"] or "")
    if "value" in sent:
        value = parse_json(kind, sent["value"])
        if isinstance(value, Problem):
            return value
        given["raw"] = _raw(kind, value)
        if value is not None:
            given |= _missing(None)
    if "missing" in sent:
        given |= _missing(change.missing)
        if change.missing is not None and "value" not in sent:
            given["raw"] = ()
    after = replace(before, **given)
    return before if stored and _same(after, before) else replace(after, origin=origin)


def _cell_of(kind: Kind, stored: Any) -> ObservationInput:
    return ObservationInput(
        raw=_raw(kind, stored.value),
        flags=stored.flags,
        source=stored.source,
        note=stored.note,
        reference_year=str(stored.reference_year or ""),
        visibility=stored.visibility,
        origin=stored.origin,
        **_missing(stored.missing),
    )


def _missing(missing: Any | Missing) -> dict[str, str]:
    code, reason = (missing.code, missing.reason or "") if missing else ("", "")
    return {"missing_code": code, "missing_reason": reason}


def _same(one: ObservationInput, other: ObservationInput) -> bool:
    return _comparable(one) == _comparable(other)


def _comparable(given: ObservationInput) -> dict[str, Any]:
    return {**vars(given), "raw": tuple(given.raw), "flags": sorted(given.flags)}


def measure_input(draft: Draft, uid: str, change: MeasureChange, origin: str) -> MeasureInput:
    """Return a measure as it shall stand."""
    stored = next((m for m in draft.data.measures if m.uid == uid), None)
    sent = {n: v for n, v in change.given().items() if n != "removed"}
    plain: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in sent.items()}
    before = _measure_of(stored) if stored else MeasureInput("", "", "", ())
    after = replace(before, **plain)
    return before if stored and after == before else replace(after, origin=origin)


def _measure_of(stored: Measure) -> MeasureInput:
    return MeasureInput(**{f.name: getattr(stored, f.name) for f in fields(MeasureInput)})


def link_input(
    draft: Draft, uid: str, change: LinkChange, origin: str
) -> tuple[str, EvidenceInput] | Problem:
    """Return a link as it shall stand, with its point."""
    stored = next((e for e in draft.data.evidence if e.uid == uid), None)
    sent = change.given()
    point = sent.get("point") or (stored.point if stored else "")
    if not point:
        return Problem("field_missing", {"field": "point"})
    before = _link_of(stored) if stored else EvidenceInput("", "")
    given = {name: sent[name] for name in sent if name not in ("point", "removed")}
    after = replace(before, **given)
    return point, before if stored and after == before else replace(after, origin=origin)


def _link_of(stored: Evidence) -> EvidenceInput:
    return EvidenceInput(**{f.name: getattr(stored, f.name) for f in fields(EvidenceInput)})

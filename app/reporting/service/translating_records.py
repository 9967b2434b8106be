"""Translations of the texts of measures and links: added, changed and removed by language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import NotFound
from app.domain.answers import HARD_TEXT_LIMIT, Problem, clean_text
from app.domain.contribution import Evidence, Measure, Translation, fingerprint_of
from app.domain.roles import CountryScope
from app.reporting import models
from app.reporting.queries import Draft, get_head, load_draft
from app.reporting.service.keeping import Base, check_writing
from app.reporting.service.records import (
    Outcome,
    find_row,
    keep_evidence,
    keep_measure,
    open_at_any,
    stored_evidence,
    stored_measure,
)
from app.reporting.service.translating import problem_of
from app.reporting.translated import NARRATIVE


@dataclass(frozen=True)
class RecordTexts:
    """What a form says of one translation of a record; `instead_of` is the language it stood
    under before."""

    language: str
    made_by: str
    texts: Mapping[str, str]
    instead_of: str = ""


def save_record_translation(
    session: Session,
    scope: CountryScope,
    cycle: str,
    kind: str,
    uid: str,
    given: RecordTexts,
    base: Base,
) -> Outcome:
    """Save the texts of a record in another language; an empty text takes its translation out."""
    record = translatable_record(load_draft(session, scope, cycle), kind, uid)
    known = {one.language for one in record.translations}
    texts = {name: clean_text(text) for name, text in given.texts.items()}
    problem = _problem(record, given, texts, known)
    if problem:
        return problem
    gone = {given.language, given.instead_of}
    kept = [one for one in record.translations if one.language not in gone]
    kept += [
        Translation(given.language, texts[name], given.made_by, name, fingerprint_of(original))
        for name in NARRATIVE[kind]
        if texts.get(name) and (original := str(getattr(record, name)))
    ]
    told = [one.as_json() for one in sorted(kept, key=lambda one: (one.language, one.field))]
    return _keep(session, scope, cycle, kind, uid, told, base)


def translatable_record(draft: Draft, kind: str, uid: str) -> Measure | Evidence:
    """Return the measure or link of this name, or raise NotFound."""
    records = draft.data.measures if kind == "measure" else draft.data.evidence
    found = next((record for record in records if record.uid == uid), None)
    if found is None:
        raise NotFound
    return found


def _problem(
    record: Measure | Evidence, given: RecordTexts, texts: Mapping[str, str], known: set[str]
) -> Problem | None:
    says = any(texts.values())
    place = (record.language, known - {given.instead_of})
    problem = problem_of(given.language, given.made_by, *place, says=says)
    if problem:
        return problem
    if not says and not given.instead_of:
        return Problem("translation_empty")
    longest = max((len(text) for text in texts.values()), default=0)
    if longest > HARD_TEXT_LIMIT:
        params = {"limit": str(HARD_TEXT_LIMIT), "length": str(longest)}
        return Problem("text_too_long_to_store", params)
    return None


def _keep(
    session: Session,
    scope: CountryScope,
    cycle: str,
    kind: str,
    uid: str,
    told: list[dict[str, str]],
    base: Base,
) -> Outcome:
    """Write the record as it stands now with these translations."""
    head = get_head(session, scope, cycle, lock=True)
    beside = {"removed": False, "translations": told}
    if kind == "measure":
        measure = find_row(session, head, models.Measure, uid)
        if measure is None:
            raise NotFound
        content = stored_measure(measure)
        head = open_at_any(session, scope, cycle, json.loads(measure.points))
        return keep_measure(session, scope, head, uid, {**content, **beside}, base)
    evidence = find_row(session, head, models.Evidence, uid)
    if evidence is None:
        raise NotFound
    check_writing(session, scope, head, evidence.point)
    return keep_evidence(session, scope, head, uid, {**stored_evidence(evidence), **beside}, base)

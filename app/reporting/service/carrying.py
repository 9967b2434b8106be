"""Saying again what was said last time: ordinary saves of many fields in one go, or of none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.domain.asked import asked_point, asked_points, find_question, kind_of_question
from app.domain.carried_records import RecordOffer, evidence_offers, measure_offers
from app.domain.carry_over import Offer, offers, origin_of
from app.domain.contribution import Answer, Measure
from app.domain.observations import CatalogueIndex, Observation, ObservationKey, kind_of
from app.domain.roles import CountryScope
from app.reporting.queries import Draft, Head, draft_of, get_head
from app.reporting.service.cells import save_cells
from app.reporting.service.keeping import Base, Stored, open_for_writing, read_history
from app.reporting.service.records import (
    EvidenceInput,
    MeasureInput,
    save_evidence,
    save_measure,
)
from app.reporting.service.saving import AnswerInput, ObservationInput, save_answer


@dataclass(frozen=True)
class Carried:
    """What was saved; nothing at all where somebody saved one of the fields meanwhile."""

    saved: tuple[str, ...] = ()
    changed_meanwhile: tuple[str, ...] = ()


def carry_over(
    session: Session,
    scope: CountryScope,
    cycle: str,
    point: str,
    chosen: Mapping[str, int],
    idempotency_key: str = "",
) -> Carried:
    """Save what was said last time in the chosen fields, each against the revision that was shown.

    Only what is offered is saved, whatever is asked for. A field that changed since it was shown,
    by whomever, stops all of them: nothing is replaced unseen.
    """
    head = open_for_writing(session, scope, cycle, point)
    draft = draft_of(session, scope, head)
    asked = asked_point(draft.index, scope.reporter, point)
    if asked is None or draft.last_time is None:
        raise NotFound
    changed = _changed(session, scope, head, chosen, idempotency_key)
    if changed:
        return Carried(changed_meanwhile=changed)
    offered = offers(draft.index, draft.data, draft.last_time, asked)
    wanted = [offer for offer in offered if offer.subject in chosen]
    bases = {o.subject: Base(chosen[o.subject], idempotency_key) for o in wanted}
    _save(session, scope, draft, origin_of(draft.last_time), wanted, bases)
    records = [one for one in records_at(draft, point) if one.subject in chosen]
    _save_records(session, scope, cycle, records, idempotency_key)
    saved = [*(offer.subject for offer in wanted), *(one.subject for one in records)]
    return Carried(saved=tuple(saved))


def carry_measures_over(
    session: Session,
    scope: CountryScope,
    cycle: str,
    chosen: Mapping[str, int],
    idempotency_key: str = "",
) -> Carried:
    """Take over the chosen measures of last time, whatever points they serve.

    What was taken over before is not offered again: the same measure never stands here twice.
    """
    head = get_head(session, scope, cycle, lock=True)
    changed = _changed(session, scope, head, chosen, idempotency_key)
    if changed:
        return Carried(changed_meanwhile=changed)
    found = measures_before(draft_of(session, scope, head))
    records = [one for one in found if one.subject in chosen]
    _save_records(session, scope, cycle, records, idempotency_key)
    return Carried(saved=tuple(one.subject for one in records))


def measures_before(draft: Draft, at: str = "") -> tuple[RecordOffer, ...]:
    """Return the measures of last time that can be taken over, of one point where one is named."""
    points = [one.id for one in asked_points(draft.index, draft.reporter) if one.has_status]
    found = measure_offers(draft.index, draft.data, draft.last_time, draft.saved, points, at)
    return tuple(found)


def records_at(draft: Draft, point: str) -> tuple[RecordOffer, ...]:
    """Return the measures, links and files of last time that can be taken over at a point."""
    if point in draft.data.left_out:
        return ()
    found = evidence_offers(draft.data, draft.last_time, draft.saved, point)
    return (*measures_before(draft, point), *found)


def _save_records(
    session: Session,
    scope: CountryScope,
    cycle: str,
    records: Iterable[RecordOffer],
    idempotency_key: str,
) -> None:
    """Enter measures, links and files anew, each under the one name that it can have here."""
    place, base = (session, scope, cycle), Base(0, idempotency_key)
    for one in records:
        record = one.record
        kind = MeasureInput if isinstance(record, Measure) else EvidenceInput
        given: Any = kind(**{f.name: getattr(record, f.name) for f in fields(kind)})
        if isinstance(record, Measure):
            outcome = save_measure(*place, record.uid, given, base)
        else:
            outcome = save_evidence(*place, record.point, record.uid, given, base)
        if not isinstance(outcome, Stored):
            raise Conflict  # which takes back what was written before it


def _changed(
    session: Session,
    scope: CountryScope,
    head: Head,
    chosen: Mapping[str, int],
    idempotency_key: str,
) -> tuple[str, ...]:
    """Return the fields that were saved since they were shown, but for this very attempt."""
    subjects = {name: _subject_of(name) for name in chosen}
    known = read_history(session, head, list(subjects.values()), 0)
    found = []
    for name, shown in chosen.items():
        rows = known.get(subjects[name], [])
        present = rows[-1].revision if rows else 0
        mine = bool(rows and idempotency_key and rows[-1].idempotency_key == idempotency_key)
        if present != shown and not mine:
            found.append(name)
    return tuple(found)


def _subject_of(name: str) -> str:
    """Return under what a field is kept: a record is chosen by the whole of it."""
    if name.partition(":")[0] in ("measure", "evidence"):
        return name
    return f"{'observation' if '@' in name else 'answer'}:{name}"


def _save(
    session: Session,
    scope: CountryScope,
    draft: Draft,
    origin: str,
    wanted: list[Offer],
    bases: Mapping[str, Base],
) -> None:
    cycle = draft.cycle.code
    outcomes: list[object] = []
    cells: dict[ObservationKey, tuple[ObservationInput, Base]] = {}
    for offer in wanted:
        base = bases[offer.subject]
        if isinstance(offer.said, Answer):
            given = _as_typed(draft.index, scope.reporter, offer.subject, offer.said, origin)
            outcomes.append(save_answer(session, scope, cycle, offer.subject, given, base))
        elif offer.key is not None:
            cells[offer.key] = _as_entered(draft.index, offer.key, offer.said, origin), base
    outcomes += save_cells(session, scope, cycle, cells).outcomes.values()
    if not all(isinstance(outcome, Stored) for outcome in outcomes):
        raise Conflict  # which takes back what was written before it


def _as_typed(
    index: CatalogueIndex, reporter: str, code: str, said: Answer, origin: str
) -> AnswerInput:
    found = find_question(index, reporter, code)
    if found is None or said.value is None:
        raise NotFound
    raw = kind_of_question(found[1]).to_form(said.value)
    return AnswerInput(raw, said.language, said.visibility, origin=origin)


def _as_entered(
    index: CatalogueIndex, key: ObservationKey, said: Observation, origin: str
) -> ObservationInput:
    kind = kind_of(index, index.indicators[key.indicator], key)
    missing = said.missing
    return ObservationInput(
        raw=() if said.value is None else kind.to_form(said.value),
        missing_code=missing.code if missing else "",
        missing_reason=(missing.reason or "") if missing else "",
        flags=said.flags,
        source=said.source,
        note=said.note,
        reference_year=str(said.reference_year or ""),
        visibility=said.visibility,
        origin=origin,
    )

"""Taking over what a workbook says: one transaction through the services of the web form."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.domain.answers import MultiChoice, Problem
from app.domain.asked import find_question, home_of, kind_of_question
from app.domain.contribution import MEASURE_LISTS
from app.domain.observations import ObservationKey, parse_key
from app.reporting.origins import workbook_origin
from app.reporting.service.cells import save_cells
from app.reporting.service.keeping import Base, Clash, Stored
from app.reporting.service.records import (
    EvidenceInput,
    MeasureInput,
    check_evidence,
    check_measure,
    remove_evidence,
    remove_measure,
    save_evidence,
    save_measure,
)
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    parse_observation,
    save_answer,
)
from app.reporting.work import Work
from app.workbook.difference import Difference
from app.workbook.states import SEPARATOR, State, says_something

Outcome = Stored | Clash | Problem


class Source(NamedTuple):
    """The upload a change comes from."""

    id: int
    file_name: str


class NotTaken(Exception):
    """Something could not be taken over, so nothing was."""

    def __init__(self, subject: str, reason: Clash | Problem) -> None:
        self.subject = subject
        self.reason = reason
        super().__init__(subject)


def origin_of(upload: Source, difference: Difference) -> str:
    """Return the origin an answer remembers: the cell it was read from, and the file."""
    cell = difference.changes[0].at if difference.changes else f"A{difference.row}"
    return workbook_origin(upload.id, difference.sheet, cell, upload.file_name)


def apply(
    session: Session, work: Work, chosen: Sequence[Difference], upload: Source
) -> tuple[str, ...]:
    """Save what was chosen, all or nothing; raises NotTaken for the first that cannot be."""
    if any(one.kind in ("refused", "same") for one in chosen):
        raise Conflict("workbook_choice_gone")
    cells: dict[str, dict[ObservationKey, tuple[ObservationInput, Base]]] = {}
    for one in chosen:
        what, _colon, name = one.subject.partition(":")
        at = origin_of(upload, one)
        if what == "observation":
            cell = observation_key(name)
            group = cells.setdefault(home_of(work.index, cell), {})
            group[cell] = (observation_input(work, one, at), _base(one))
        else:
            _check(one, _keep(session, work, one, at))
    by_subject = {one.subject: one for one in chosen}
    for group in cells.values():
        kept = save_cells(session, work.scope, work.cycle, group)
        for text, outcome in kept.outcomes.items():
            _check(by_subject[f"observation:{text}"], outcome)
    return tuple(one.subject for one in chosen)


def _keep(session: Session, work: Work, one: Difference, origin: str) -> Outcome:
    """Save an answer, a measure or a link by what its line says."""
    what, _colon, name = one.subject.partition(":")
    try:
        if what == "answer":
            given = answer_input(work, one, origin)
            return save_answer(session, work.scope, work.cycle, name, given, _base(one))
        keep = _keep_evidence if what == "evidence" else _keep_measure
        return keep(session, work, name, one, origin)
    except NotFound:  # the name of its line belongs to something else meanwhile
        return Problem("line_has_no_place")


def observation_key(name: str) -> ObservationKey:
    """Return the key a subject is named by; the subjects of a difference are known to be keys."""
    key = parse_key(name)
    if key is None:
        raise Conflict("workbook_choice_gone")
    return key


def why_not(work: Work, one: Difference) -> Problem | None:
    """Return why the services would refuse this as a whole, though each cell can be read."""
    what, _colon, name = one.subject.partition(":")
    if what == "observation":
        key = observation_key(name)
        about = work.index.indicators[key.indicator]
        content = parse_observation(work.index, about, key, observation_input(work, one, ""))
        return content if isinstance(content, Problem) else None
    if what == "measure" and says_something(one.result):
        asked = {a.id for a in work.points if a.has_status}
        kept = {p for m in work.draft.data.measures if m.uid == name for p in m.points}
        return check_measure(measure_input(work, one, ""), work.index, asked | kept)
    if what == "evidence" and says_of_link(one.result):
        if not one.result["point"]:
            return Problem("point_needed", {"field": "point"})
        return check_evidence(evidence_input(work, one, ""))
    return None


def _base(one: Difference) -> Base:
    return Base(one.revision)


def _check(one: Difference, outcome: Outcome) -> None:
    if isinstance(outcome, Clash | Problem):
        raise NotTaken(one.subject, outcome)


def answer_input(work: Work, one: Difference, origin: str) -> AnswerInput:
    code = one.subject.partition(":")[2]
    found = find_question(work.index, work.reporter, code)
    several = found is not None and isinstance(kind_of_question(found[1]), MultiChoice)
    said = one.result["value"]
    present = work.draft.data.answers.get(code)
    return AnswerInput(
        raw=tuple(said.split(SEPARATOR)) if several else (said,),
        language=one.result.get("language") or None,
        visibility=one.result.get("visibility") or (present.visibility if present else "public"),
        origin=origin,
    )


def observation_input(work: Work, one: Difference, origin: str) -> ObservationInput:
    said, key = one.result, observation_key(one.subject.partition(":")[2])
    level = said.get("visibility") or work.index.indicators[key.indicator].sensitivity
    return ObservationInput(
        raw=(said["value"],),
        missing_code=said["missing"],
        missing_reason=said["reason"],
        flags=tuple(said["flags"].replace(SEPARATOR, " ").replace(",", " ").split()),
        source=said["source"],
        note=said["note"],
        reference_year=said["year"],
        visibility=level,
        origin=origin,
    )


def measure_input(work: Work, one: Difference, origin: str) -> MeasureInput:
    uid = one.subject.partition(":")[2]
    present = next((m for m in work.draft.data.measures if m.uid == uid), None)
    lists: dict[str, Any] = {
        name: tuple(filter(None, one.result[name].split(SEPARATOR))) for name in MEASURE_LISTS
    }
    texts = {name: text for name, text in one.result.items() if name not in MEASURE_LISTS}
    beside: dict[str, Any] = {
        "language": texts.pop("language") or "en",
        "visibility": texts.pop("visibility", "") or "public",
        "source": present.source if present else "",
        "confidence": present.confidence if present else "",
        "origin": origin,
    }
    return MeasureInput(**texts, **lists, **beside)


def _keep_measure(session: Session, work: Work, uid: str, one: Difference, origin: str) -> Outcome:
    if not says_something(one.result):
        return remove_measure(session, work.scope, work.cycle, uid, _base(one))
    given = measure_input(work, one, origin)
    return save_measure(session, work.scope, work.cycle, uid, given, _base(one))


def evidence_input(work: Work, one: Difference, origin: str) -> EvidenceInput:
    """Return a link as its form would send it; what is known of a file stays."""
    uid = one.subject.partition(":")[2]
    present = next((e for e in work.draft.data.evidence if e.uid == uid), None)
    said = one.result
    given = EvidenceInput(
        title=said["title"],
        url=said["url"],
        description=said["description"],
        published_on=said["published_on"],
        language=said["language"] or "en",
        visibility=said["visibility"] or "public",
        origin=origin,
    )
    if present is None:
        return given
    return replace(
        given,
        file_name=present.file_name,
        file_sha256=present.file_sha256,
        file_type=present.file_type,
        alt_text=present.alt_text,
        withheld=present.withheld,
        withheld_reason=present.withheld_reason,
    )


def says_of_link(said: State) -> bool:
    """Tell whether a line says more than the point a link would stand behind."""
    return says_something({name: text for name, text in said.items() if name != "point"})


def _keep_evidence(session: Session, work: Work, uid: str, one: Difference, origin: str) -> Outcome:
    base = _base(one)
    if not says_of_link(one.result):
        return remove_evidence(session, work.scope, work.cycle, uid, base)
    given = evidence_input(work, one, origin)
    return save_evidence(session, work.scope, work.cycle, one.result["point"], uid, given, base)

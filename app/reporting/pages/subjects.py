"""What a kept thing is called, where it is entered, and whether this person may write it."""

from dataclasses import dataclass

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domain.asked import find_question, home_of
from app.domain.observations import parse_key
from app.domain.qc.findings import HEADER
from app.reporting import words
from app.reporting.addresses import (
    about_url,
    evidence_url,
    field_id,
    findings_url,
    measure_url,
    place_of,
    point_url,
)
from app.reporting.checking import check
from app.reporting.history import State
from app.reporting.pages.records import can_edit
from app.reporting.work import Work
from app.web.pages import Link


@dataclass(frozen=True)
class Subject:
    """One thing that is kept with its history; `key` is its name there, `measure:<uid>`."""

    key: str
    label: str
    place: Link
    can_write: bool

    @property
    def kind(self) -> str:
        """What it is: answer, observation, measure, evidence, justification, point, prefill."""
        return self.key.partition(":")[0]

    @property
    def name(self) -> str:
        """Its name among others of its kind."""
        return self.key.partition(":")[2]


def subject_of(work: Work, key: str, present: State) -> Subject:
    """Return a subject of the contribution in words; `present` is its last saved state."""
    kind, _colon, name = key.partition(":")
    match kind:
        case "answer":
            return _answer(work, key, name)
        case "observation":
            return _observation(work, key, name)
        case "measure":
            return _measure(work, key, name, present)
        case "evidence":
            return _evidence(work, key, name, present)
        case "justification":
            return _justification(work, key, name)
        case "point":
            return Subject(key, _("The point as a whole"), _point(work, name), can_write=False)
        case "prefill":
            return _proposal(work, key, name)
    raise NotFound


def _point(work: Work, point: str) -> Link:
    asked = work.asked(point)
    label = _("Point %(number)s") % {"number": asked.point.number}
    return label, point_url(work.cycle, work.reporter, point)


def _answer(work: Work, key: str, code: str) -> Subject:
    found = find_question(work.index, work.reporter, code)
    if found is None:
        raise NotFound
    asked, question = found
    if asked is None:
        url = f"{about_url(work.cycle, work.reporter)}#{field_id(code)}"
        place = (_("About the report"), url)
    else:
        label, url = _point(work, asked.id)
        place = (label, f"{url}#{field_id(code)}")
    return Subject(key, question.label, place, work.can_write(asked.id if asked else None, code))


def _observation(work: Work, key: str, written: str) -> Subject:
    cell = parse_key(written)
    if cell is None or not (cell.point or cell.indicator in work.index.indicators):
        raise NotFound
    home = home_of(work.index, cell)
    label, _url = _point(work, home)
    url = place_of(work.index, work.cycle, work.reporter, home, written)
    return Subject(
        key, words.cell_label(work.index, cell), (label, url), can_write=work.can_write(home)
    )


def _measure(work: Work, key: str, uid: str, present: State) -> Subject:
    url = measure_url(work.cycle, work.reporter, uid)
    points = present.content["points"]
    return Subject(
        key, str(present.content["title"]), (_("the measure"), url), can_edit(work, points)
    )


def _evidence(work: Work, key: str, uid: str, present: State) -> Subject:
    point = str(present.content["point"])
    place = (_("the evidence"), evidence_url(work.cycle, work.reporter, point, uid))
    return Subject(key, str(present.content["title"]), place, work.can_write(point))


def _justification(work: Work, key: str, finding_key: str) -> Subject:
    """An explanation can be brought back as long as its warning stands."""
    where = words.label_of(work.index, work.reporter, finding_key.partition(":")[2])
    label = _("Explanation: %(where)s") % {"where": where}
    found = next((f for f in check(work.draft) if f.key == finding_key), None)
    place = (_("Findings"), findings_url(work.cycle, work.reporter))
    at_point = found.point if found and found.point != HEADER else None
    return Subject(key, label, place, found is not None and work.can_write(at_point))


def _proposal(work: Work, key: str, ref: str) -> Subject:
    found = next((p for p in work.draft.proposals if p.ref == ref), None)
    if found is None:
        raise NotFound
    label, url = _point(work, found.points[0])
    return Subject(key, found.title, (label, f"{url}#proposal-{ref}"), can_write=False)

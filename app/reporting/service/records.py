"""Measures, evidence, points left out, justifications and assignments."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, NotFound
from app.domain.answers import Problem, clean_text
from app.domain.asked import asked_points
from app.domain.canonical import canonical_json
from app.domain.qc import run_checks
from app.domain.qc.findings import Severity
from app.domain.roles import CountryScope
from app.domain.visibility import LEVELS
from app.reporting.models import (
    Assignment,
    ContributionPoint,
    Evidence,
    Justification,
    Measure,
)
from app.reporting.queries import Head, draft_of, get_head, index_of
from app.reporting.service.keeping import (
    Base,
    Clash,
    Stored,
    keep,
    open_for_writing,
    stream_of,
)

Outcome = Stored | Clash | Problem

TITLE_LIMIT = 300
TEXT_LIMIT = 4000
_WHEN = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LINK = re.compile(r"https?://[^\s<>\"']{3,2000}")


def new_uid() -> str:
    """Return a fresh name for a measure or a piece of evidence."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class MeasureInput:
    """What a form says of a measure."""

    title: str
    type: str
    stage: str
    points: Sequence[str]
    description: str = ""
    start: str = ""
    end: str = ""
    lead_body: str = ""
    budget: str = ""
    link: str = ""
    source: str = ""
    confidence: str = ""
    language: str = "en"
    visibility: str = "public"
    origin: str = "entered"


def save_measure(
    session: Session, scope: CountryScope, cycle: str, uid: str, given: MeasureInput, base: Base
) -> Outcome:
    """Save a measure; it can be edited where any of its points is open to this person."""
    head = get_head(session, scope, cycle)
    index = index_of(session, head)
    asked = {a.id for a in asked_points(index, scope.reporter) if a.has_status}
    types = {option.value for option in index.catalogue.measure_types}
    stages = {option.value for option in index.catalogue.measure_stages}
    problem = check_measure(given, types, stages, asked)
    if problem:
        return problem
    head = _open_at_any(session, scope, cycle, given.points)
    content = _cleaned(given)
    return keep_measure(session, scope, head, uid, content, base)


def check_measure(
    given: MeasureInput, types: set[str], stages: set[str], points: set[str]
) -> Problem | None:
    """Return what cannot be taken about a measure."""
    if not clean_text(given.title):
        return Problem("title_needed", {"field": "title"})
    too_long = _too_long(given.title, TITLE_LIMIT) or _too_long(given.description, TEXT_LIMIT)
    if too_long:
        return too_long
    lists = (("type", types), ("stage", stages), ("visibility", set(LEVELS)))
    for name, allowed in lists:
        if getattr(given, name) not in allowed:
            return Problem("not_in_list", {"field": name, "text": getattr(given, name)[:60]})
    if not given.points or not set(given.points) <= points:
        return Problem("points_needed", {"field": "points"})
    if given.link.strip() and not _LINK.fullmatch(given.link.strip()):
        return Problem("not_a_link", {"field": "link", "text": given.link[:60]})
    return _check_dates(given)


def _check_dates(given: MeasureInput) -> Problem | None:
    start, end = given.start.strip(), given.end.strip()
    for name, text in (("start", start), ("end", end)):
        if text and not _WHEN.fullmatch(text):
            return Problem("not_a_year_or_date", {"field": name, "text": text[:60]})
    if start and end and end < start:
        return Problem("end_before_start", {"field": "end"})
    return None


def _too_long(text: str, limit: int) -> Problem | None:
    if len(text) <= limit:
        return None
    params = {"limit": str(limit), "length": str(len(text))}
    return Problem("text_too_long_to_store", params)


def _cleaned(given: MeasureInput) -> dict[str, object]:
    texts = {k: clean_text(v) for k, v in vars(given).items() if isinstance(v, str)}
    return {**texts, "points": sorted(set(given.points)), "removed": False}


def keep_measure(
    session: Session,
    scope: CountryScope,
    head: Head,
    uid: str,
    content: dict[str, object],
    base: Base,
) -> Stored | Clash:
    """Write a checked measure."""
    columns = {**content, "points": canonical_json(content["points"])}
    subject = f"measure:{uid}"
    return keep(session, scope, head, subject, content, base, Measure, {"uid": uid}, columns)


def _open_at_any(session: Session, scope: CountryScope, cycle: str, points: Sequence[str]) -> Head:
    """Open the contribution at the first of these points that this person may write."""
    refusal: Conflict | Forbidden | None = None
    for point in points:
        try:
            return open_for_writing(session, scope, cycle, point)
        except (Conflict, Forbidden) as error:
            refusal = error
    raise refusal or NotFound()


def remove_measure(
    session: Session, scope: CountryScope, cycle: str, uid: str, base: Base
) -> Stored | Clash:
    """Take a measure out of the contribution; its history stays and it can be saved again."""
    head = get_head(session, scope, cycle)
    found = next((m for m in draft_of(session, scope, head).data.measures if m.uid == uid), None)
    if found is None:
        raise NotFound
    head = _open_at_any(session, scope, cycle, found.points)
    kept = {k: v for k, v in vars(found).items() if k not in ("uid", "revision", "points")}
    content = {**kept, "points": list(found.points), "removed": True}
    return keep_measure(session, scope, head, uid, content, base)


@dataclass(frozen=True)
class EvidenceInput:
    """What a form says of a link."""

    title: str
    url: str
    published_on: str = ""
    language: str = "en"
    visibility: str = "public"


def save_evidence(
    session: Session,
    scope: CountryScope,
    cycle: str,
    point: str,
    uid: str,
    given: EvidenceInput,
    base: Base,
) -> Outcome:
    """Save a link that stands behind what is said at a point."""
    if not clean_text(given.title):
        return Problem("title_needed", {"field": "title"})
    if not _LINK.fullmatch(given.url.strip()):
        return Problem("not_a_link", {"field": "url", "text": given.url[:60]})
    if given.published_on.strip() and not _WHEN.fullmatch(given.published_on.strip()):
        params = {"field": "published_on", "text": given.published_on[:60]}
        return Problem("not_a_year_or_date", params)
    if given.visibility not in LEVELS or len(given.title) > TITLE_LIMIT:
        return Problem("not_in_list", {"field": "visibility", "text": given.visibility[:60]})
    head = open_for_writing(session, scope, cycle, point)
    texts = {k: clean_text(v) for k, v in vars(given).items()}
    content = {**texts, "point": point, "removed": False}
    subject = f"evidence:{uid}"
    return keep(session, scope, head, subject, content, base, Evidence, {"uid": uid}, content)


def remove_evidence(
    session: Session, scope: CountryScope, cycle: str, uid: str, base: Base
) -> Stored | Clash:
    """Take a link out of the contribution; its history stays."""
    head = get_head(session, scope, cycle)
    found = next((e for e in draft_of(session, scope, head).data.evidence if e.uid == uid), None)
    if found is None:
        raise NotFound
    head = open_for_writing(session, scope, cycle, found.point)
    names = ("title", "url", "published_on", "language", "visibility", "point")
    content = {**{name: getattr(found, name) for name in names}, "removed": True}
    subject = f"evidence:{uid}"
    return keep(session, scope, head, subject, content, base, Evidence, {"uid": uid}, content)


def leave_out(
    session: Session,
    scope: CountryScope,
    cycle: str,
    point: str,
    *,
    left_out: bool,
    reason: str,
    base: Base,
) -> Stored | Clash:
    """Leave a point out of the report, or take it in again; the reason is the country's choice."""
    head = open_for_writing(session, scope, cycle, point)
    content = {"left_out": left_out, "reason": clean_text(reason)[:TEXT_LIMIT]}
    subject = f"point:{point}"
    key = {"point": point}
    return keep(session, scope, head, subject, content, base, ContributionPoint, key, content)


def justify(
    session: Session, scope: CountryScope, cycle: str, finding_key: str, text: str, base: Base
) -> Outcome:
    """Explain a warning that stands now; an empty text takes the explanation back."""
    draft = draft_of(session, scope, get_head(session, scope, cycle))
    finding = next((f for f in run_checks(draft.index, draft.data) if f.key == finding_key), None)
    if finding is None:
        raise NotFound
    if finding.severity is not Severity.WARNING:
        return Problem("only_warnings_are_justified")
    content = {"text": clean_text(text)}
    if len(content["text"]) > TEXT_LIMIT:
        params = {"limit": str(TEXT_LIMIT), "length": str(len(content["text"]))}
        return Problem("text_too_long_to_store", params)
    head = open_for_writing(session, scope, cycle, finding.point)
    subject = f"justification:{finding_key}"
    key = {"finding_key": finding_key}
    return keep(session, scope, head, subject, content, base, Justification, key, content)


def assign(
    session: Session, scope: CountryScope, cycle: str, point: str, account_ids: Sequence[int]
) -> None:
    """Hand a point to these colleagues, and to nobody else."""
    head = get_head(session, scope, cycle, lock=True)
    asked = {a.id for a in asked_points(index_of(session, head), scope.reporter)}
    if point not in asked:
        raise NotFound
    here = (
        col(Assignment.contribution_id) == head.id,
        col(Assignment.point) == point,
    )
    session.execute(delete(Assignment).where(*here))
    for account_id in sorted(set(account_ids)):
        session.execute(
            insert(Assignment).values(
                contribution_id=head.id,
                point=point,
                account_id=account_id,
                assigned_at=now(),
                assigned_by=scope.account_id,
            )
        )
    record(
        session,
        stream_of(head),
        "assigned",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=point,
        accounts=sorted(set(account_ids)),
    )

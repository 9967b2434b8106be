"""Measures, evidence, points left out and justifications."""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.errors import Conflict, Forbidden, NotFound
from app.core.file_types import PICTURES
from app.domain.answers import Problem, clean_text
from app.domain.asked import asked_points
from app.domain.canonical import canonical_json
from app.domain.contribution import MEASURE_CODES, MEASURE_LISTS
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import HEADER, Finding, Severity
from app.domain.roles import CountryScope
from app.domain.visibility import LEVELS
from app.reporting.checking import check
from app.reporting.models import (
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
    check_writing,
    keep,
    open_for_writing,
)
from app.reporting.service.kept_translations import with_translations

Outcome = Stored | Clash | Problem

_Row = TypeVar("_Row", Measure, Evidence)

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
    partners: str = ""
    regions: Sequence[str] = ()
    sdgs: Sequence[str] = ()
    sectors: Sequence[str] = ()
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
    found = find_row(session, head, Measure, uid)
    kept = set(json.loads(found.points)) if found else set()
    problem = check_measure(given, index, asked | kept)
    if problem:
        return problem
    head = open_at_any(session, scope, cycle, sorted(kept) or given.points)
    content = _cleaned(replace(given, source=given.source or (found.source if found else "")))
    return keep_measure(session, scope, head, uid, content, base)


def find_row(session: Session, head: Head, table: type[_Row], uid: str) -> _Row | None:
    """Return the stored measure or evidence of this name, removed or not."""
    query = select(table).where(
        col(table.contribution_id) == head.id,
        col(table.uid) == uid,
    )
    return session.execute(query).scalar_one_or_none()


def check_measure(given: MeasureInput, index: CatalogueIndex, points: set[str]) -> Problem | None:
    """Return what cannot be taken about a measure that may serve these points."""
    if not clean_text(given.title):
        return Problem("title_needed", {"field": "title"})
    limits = {name: TITLE_LIMIT for name in ("title", "lead_body", "budget")}
    for name, limit in {**limits, "description": TEXT_LIMIT, "partners": TEXT_LIMIT}.items():
        too_long = _too_long(name, getattr(given, name), limit)
        if too_long:
            return too_long
    unknown = _not_in_list(given, index)
    if unknown:
        return unknown
    if not given.points or not set(given.points) <= points:
        return Problem("points_needed", {"field": "points"})
    if given.link.strip() and not _LINK.fullmatch(given.link.strip()):
        return Problem("not_a_link", {"field": "link", "text": given.link[:60]})
    return _check_dates(given)


def _not_in_list(given: MeasureInput, index: CatalogueIndex) -> Problem | None:
    """Return the first choice that the catalogue of the cycle does not offer."""
    single: dict[str, set[str]] = {
        "type": {option.value for option in index.catalogue.measure_types},
        "stage": {option.value for option in index.catalogue.measure_stages},
        "visibility": set(LEVELS),
    }
    many = {n: {code for code, _l in index.codes.get(c, ())} for n, c in MEASURE_CODES.items()}
    for name, allowed in (single | many).items():
        chosen = getattr(given, name)
        for code in (chosen,) if name in single else chosen:
            if code not in allowed:
                return Problem("not_in_list", {"field": name, "text": code[:60]})
    return None


def _check_dates(given: MeasureInput) -> Problem | None:
    start, end = given.start.strip(), given.end.strip()
    for name, text in (("start", start), ("end", end)):
        if text and not _WHEN.fullmatch(text):
            return Problem("not_a_year_or_date", {"field": name, "text": text[:60]})
    if start and end and end < start:
        return Problem("end_before_start", {"field": "end"})
    return None


def _too_long(name: str, text: str, limit: int) -> Problem | None:
    length = len(clean_text(text))
    if length <= limit:
        return None
    params = {"field": name, "limit": str(limit), "length": str(length)}
    return Problem("text_too_long_to_store", params)


def _cleaned(given: MeasureInput) -> dict[str, object]:
    texts = {k: clean_text(v) for k, v in vars(given).items() if isinstance(v, str)}
    lists = {name: sorted(set(getattr(given, name))) for name in MEASURE_LISTS}
    return {**texts, **lists, "removed": False}


def as_content(given: MeasureInput) -> dict[str, object]:
    """Return a measure as it is kept in history, without `removed`."""
    return {k: v if isinstance(v, str) else list(v) for k, v in vars(given).items()}


def keep_measure(
    session: Session,
    scope: CountryScope,
    head: Head,
    uid: str,
    content: dict[str, object],
    base: Base,
) -> Stored | Clash:
    """Write a checked measure; its translations stay unless `content` brings others."""
    content, kept = with_translations(content, find_row(session, head, Measure, uid))
    lists = {name: canonical_json(content[name]) for name in MEASURE_LISTS}
    columns = {**content, **lists, "translations": kept}
    subject = f"measure:{uid}"
    return keep(session, scope, head, subject, content, base, Measure, {"uid": uid}, columns)


def open_at_any(session: Session, scope: CountryScope, cycle: str, points: Sequence[str]) -> Head:
    """Open the contribution at the first of these points that this person may write."""
    refusal: Conflict | Forbidden | None = None
    for point in points:
        try:
            return open_for_writing(session, scope, cycle, point)
        except (Conflict, Forbidden) as error:
            refusal = error
    raise refusal or NotFound()


def remove_measure(
    session: Session,
    scope: CountryScope,
    cycle: str,
    uid: str,
    base: Base,
    *,
    removed: bool = True,
) -> Stored | Clash:
    """Take a measure out of the contribution, or bring it back; its history stays."""
    head = get_head(session, scope, cycle)
    row = find_row(session, head, Measure, uid)
    if row is None:
        raise NotFound
    points = json.loads(row.points)
    head = open_at_any(session, scope, cycle, points)
    content = {**stored_measure(row), "removed": removed}
    return keep_measure(session, scope, head, uid, content, base)


def stored_measure(row: Measure) -> dict[str, object]:
    """Return a measure as its history has it, without what is kept beside it."""
    content = {f.name: getattr(row, f.name) for f in fields(MeasureInput)}
    return content | {name: json.loads(getattr(row, name)) for name in MEASURE_LISTS}


def link_measure(
    session: Session, scope: CountryScope, cycle: str, uid: str, point: str, base: Base
) -> Stored | Clash:
    """Let a measure of the contribution serve one more point."""
    head = open_for_writing(session, scope, cycle, point)
    row = find_row(session, head, Measure, uid)
    if row is None or row.removed:
        raise NotFound
    points = sorted({*json.loads(row.points), point})
    content = {**stored_measure(row), "points": points, "removed": False}
    return keep_measure(session, scope, head, uid, content, base)


@dataclass(frozen=True)
class EvidenceInput:
    """What a form says of a link or a file; the file itself is judged before it is named here."""

    title: str
    url: str
    description: str = ""
    published_on: str = ""
    language: str = "en"
    visibility: str = "public"
    file_name: str = ""
    file_sha256: str = ""
    file_type: str = ""
    alt_text: str = ""
    withheld: bool = False
    withheld_reason: str = ""
    origin: str = ""  # empty where somebody typed it


def save_evidence(
    session: Session,
    scope: CountryScope,
    cycle: str,
    point: str,
    uid: str,
    given: EvidenceInput,
    base: Base,
) -> Outcome:
    """Save a link or a file that stands behind what is said at a point."""
    problem = check_evidence(given)
    if problem:
        return problem
    head = get_head(session, scope, cycle, lock=True)
    found = find_row(session, head, Evidence, uid)
    if found is not None and found.point != point:
        raise NotFound
    check_writing(session, scope, head, point)
    texts = {k: clean_text(v) if isinstance(v, str) else v for k, v in vars(given).items()}
    content = {**texts, "point": point, "removed": False}
    return keep_evidence(session, scope, head, uid, content, base)


def check_evidence(given: EvidenceInput) -> Problem | None:
    """Return what cannot be taken about a link."""
    if not clean_text(given.title):
        return Problem("title_needed", {"field": "title"})
    too_long = _too_long("title", given.title, TITLE_LIMIT)
    too_long = too_long or _too_long("description", given.description, TEXT_LIMIT)
    if too_long:
        return too_long
    url = given.url.strip()
    if not url and not given.file_sha256:
        return Problem("link_or_file_needed", {"field": "url"})
    if url and not _LINK.fullmatch(url):
        return Problem("not_a_link", {"field": "url", "text": given.url[:60]})
    when = given.published_on.strip()
    if when and not _WHEN.fullmatch(when):
        return Problem("not_a_year_or_date", {"field": "published_on", "text": when[:60]})
    if given.visibility not in LEVELS:
        return Problem("not_in_list", {"field": "visibility", "text": given.visibility[:60]})
    return _check_file_words(given)


def _check_file_words(given: EvidenceInput) -> Problem | None:
    """Return what is missing in words about a file."""
    if given.file_type in PICTURES and not clean_text(given.alt_text):
        return Problem("alt_text_needed", {"field": "alt_text"})
    if given.withheld and not clean_text(given.withheld_reason):
        return Problem("withheld_reason_needed", {"field": "withheld_reason"})
    too_long = _too_long("alt_text", given.alt_text, TEXT_LIMIT)
    return too_long or _too_long("withheld_reason", given.withheld_reason, TEXT_LIMIT)


def keep_evidence(
    session: Session,
    scope: CountryScope,
    head: Head,
    uid: str,
    content: dict[str, object],
    base: Base,
) -> Stored | Clash:
    """Write a checked link or file; its translations stay unless `content` brings others."""
    content, kept = with_translations(content, find_row(session, head, Evidence, uid))
    columns = {**content, "translations": kept}
    subject = f"evidence:{uid}"
    return keep(session, scope, head, subject, content, base, Evidence, {"uid": uid}, columns)


def remove_evidence(
    session: Session,
    scope: CountryScope,
    cycle: str,
    uid: str,
    base: Base,
    *,
    removed: bool = True,
) -> Stored | Clash:
    """Take a link out of the contribution, or bring it back; its history stays."""
    head = get_head(session, scope, cycle, lock=True)
    row = find_row(session, head, Evidence, uid)
    if row is None:
        raise NotFound
    check_writing(session, scope, head, row.point)
    content = {**stored_evidence(row), "removed": removed}
    return keep_evidence(session, scope, head, uid, content, base)


def stored_evidence(row: Evidence) -> dict[str, object]:
    """Return a link or file as its history has it, without what is kept beside it."""
    content = {f.name: getattr(row, f.name) for f in fields(EvidenceInput)}
    return {**content, "point": row.point}


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
    finding = next((f for f in check(draft) if f.key == finding_key), None)
    if finding is None:
        raise NotFound
    return justify_finding(session, scope, cycle, finding, text, base)


def justify_finding(
    session: Session, scope: CountryScope, cycle: str, finding: Finding, text: str, base: Base
) -> Outcome:
    """Explain one of the findings that were made of the contribution as it stands."""
    if finding.severity is not Severity.WARNING:
        return Problem("only_warnings_are_justified")
    content = {"text": clean_text(text)}
    too_long = _too_long("text", text, TEXT_LIMIT)
    if too_long:
        return too_long
    point = None if finding.point == HEADER else finding.point
    head = open_for_writing(session, scope, cycle, point)
    subject = f"justification:{finding.key}"
    key = {"finding_key": finding.key}
    here = (finding.point,) if finding.point else ()
    return keep(
        session, scope, head, subject, content, base, Justification, key, content, points=here
    )

"""A contribution as a program reads it: the field names of a submission, with revisions beside."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.core.errors import NotFound
from app.domain.answers import Choice, Kind, MultiChoice
from app.domain.asked import find_question, home_of, kind_of_question
from app.domain.completeness import Completeness, completeness
from app.domain.contribution import to_payload
from app.domain.observations import ObservationKey, kind_of, parse_key
from app.domain.qc.findings import Finding
from app.domain.submission import printed_reporter
from app.reporting import words
from app.reporting.checking import check
from app.reporting.json_door.hands import Part
from app.reporting.proposed import Proposal
from app.reporting.queries import Draft, Head
from app.reporting.service.keeping import Stored
from app.reporting.service.saving import asked_cell

SCHEMA = "science-diplomacy-draft/1"


def head_document(head: Head) -> dict[str, Any]:
    """Return one contribution in the list of all cycles."""
    return {
        "cycle": head.cycle.code,
        "title": head.cycle.title,
        "status": str(head.row.status),
        "version": head.row.version,
        "opens_at": head.cycle.opens_at.isoformat(),
        "due_at": head.cycle.due_at.isoformat(),
        "closes_at": head.cycle.closes_at.isoformat(),
    }


def draft_document(draft: Draft) -> dict[str, Any]:
    """Return a whole contribution as it stands, with findings and what is still expected."""
    judged = completeness(draft.index, draft.data)
    return {
        "schema": SCHEMA,
        "cycle": draft.cycle.code,
        "reporter": draft.reporter,
        "reporter_printed": printed_reporter(draft.reporter),
        "status": str(draft.status),
        "version": draft.version,
        "due_at": draft.cycle.due_at.isoformat(),
        "closes_at": draft.cycle.closes_at.isoformat(),
        "content": _content(draft),
        "revisions": {s: saved.revision for s, saved in sorted(draft.saved.items())},
        "proposals": [_proposal(p) for p in draft.proposals if p.use != "context"],
        "findings": _findings(draft, check(draft, judged=judged)),
        "justifications": dict(sorted(draft.justifications.items())),
        "completeness": {
            "expected": judged.expected,
            "given": judged.given,
            "points_included": len(judged.included),
            "points_complete": judged.complete,
            "points": _points(judged),
        },
    }


def _content(draft: Draft) -> dict[str, Any]:
    content = to_payload(draft.data)
    for code, answer in content["answers"].items():
        answer["revision"] = draft.saved_at(f"answer:{code}").revision
    for key, seen in content["observations"].items():
        seen["revision"] = draft.saved_at(f"observation:{key}").revision
    for kind, part in (("measure", "measures"), ("evidence", "evidence")):
        for record in content[part]:
            record["revision"] = draft.saved_at(f"{kind}:{record['uid']}").revision
    return content


def _findings(draft: Draft, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "key": f.key,
            "rule": f.rule,
            "severity": str(f.severity),
            "point": f.point,
            "subject": f.subject,
            "text": words.finding_text(draft.index, f),
            "justification": draft.justifications.get(f.key, ""),
        }
        for f in findings
    ]


def _points(judged: Completeness) -> dict[str, Any]:
    return {
        p.point: {
            "state": str(p.state),
            "expected": p.expected,
            "given": p.given,
            "missing": [item.subject for item in p.missing],
        }
        for p in judged.points
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    """Return a proposed value with what was decided on it; an empty decision is still open."""
    return {
        "ref": proposal.ref,
        "use": proposal.use,
        "points": list(proposal.points),
        "target": proposal.target,
        "title": proposal.title,
        "stated": proposal.stated,
        "as_of": proposal.as_of,
        "source_title": proposal.source_title,
        "source_url": proposal.source_url,
        "proposal": dict(proposal.proposal),
        "decision": proposal.decision,
        "source": proposal.decision_source,
        "revision": proposal.decision_revision,
    }


def answer_document(draft: Draft, code: str) -> dict[str, Any]:
    """Return the reply to one question, also where nothing was said yet."""
    found = find_question(draft.index, draft.reporter, code)
    if found is None:
        raise NotFound
    blank = {"value": None, "language": None, "visibility": "public"}
    said = to_payload(draft.data)["answers"].get(code, blank)
    subject = f"answer:{code}"
    return {**_asked(draft, subject, code, kind_of_question(found[1])), **said}


def observation_document(draft: Draft, head: Head, written: str) -> dict[str, Any]:
    """Return one cell of an indicator, also where nothing was said yet."""
    key = parse_key(written)
    if key is None:
        raise NotFound
    indicator = asked_cell(draft.index, head, key)
    blank: dict[str, Any] = {"value": None, "missing": None, "visibility": indicator.sensitivity}
    said = to_payload(draft.data)["observations"].get(str(key), blank)
    kind = kind_of(draft.index, indicator, key)
    return {**_asked(draft, f"observation:{key}", str(key), kind), **said}


def _asked(draft: Draft, subject: str, name: str, kind: Kind) -> dict[str, Any]:
    """Return what is asked and how it is answered."""
    saved = draft.saved_at(subject)
    asked: dict[str, Any] = {
        "name": name,
        "label": words.label_of(draft.index, draft.reporter, name),
        "kind": kind.name,
        "revision": saved.revision,
        "saved_at": saved.at.isoformat() if saved.at else None,
    }
    if isinstance(kind, Choice | MultiChoice):
        asked["options"] = [value for value, _label in kind.options]
    return asked


def record_document(draft: Draft, part: str, uid: str) -> dict[str, Any]:
    """Return one measure or one link (part: `measures`, `evidence`)."""
    found = next((r for r in _content(draft)[part] if r["uid"] == uid), None)
    if found is None:
        raise NotFound
    return dict(found)


def saved_document(draft: Draft, parts: Sequence[Part]) -> dict[str, Any]:
    """Return what a request changed, with the findings and the state of the points it touched."""
    judged = completeness(draft.index, draft.data)
    checked = check(draft, judged=judged)
    points = {point for part in parts for point in _points_of(draft, part, checked)}
    found = [finding for finding in checked if finding.point in points]
    saved = [
        {
            "subject": part.subject,
            "revision": part.outcome.revision,
            "changed": part.outcome.changed,
            "saved_at": part.outcome.at.isoformat(),
        }
        for part in parts
        if isinstance(part.outcome, Stored)
    ]
    states = {point: state for point, state in _points(judged).items() if point in points}
    return {"saved": saved, "findings": _findings(draft, found), "completeness": states}


def _points_of(draft: Draft, part: Part, checked: Iterable[Finding]) -> tuple[str, ...]:
    kind, _, name = part.subject.partition(":")
    key: ObservationKey | None = parse_key(name) if kind == "observation" else None
    if key is not None:
        return (home_of(draft.index, key),)
    if kind == "measure":
        return tuple(p for m in draft.data.measures if m.uid == name for p in m.points)
    if kind == "prefill":
        return tuple(p for one in draft.proposals if one.ref == name for p in one.points)
    if kind == "justification":
        return tuple(f.point for f in checked if f.key == name)
    if kind == "evidence":
        return tuple(e.point for e in draft.data.evidence if e.uid == name)
    return (name.partition(".")[0],)

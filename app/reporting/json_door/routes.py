"""Addresses of the JSON door: read and write the contribution of the key's country."""

from typing import Annotated, Any

from fastapi import Body, Depends, Header, Request, Response

from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import CountryScope, Permission
from app.identity.key_access import ByKey, key_of
from app.reporting.json_door import described, reading
from app.reporting.json_door.described import CodePath, CyclePath, KeyPath, UidPath
from app.reporting.json_door.hands import Hand
from app.reporting.json_door.schemas import (
    AnswerChange,
    Changes,
    LinkChange,
    MeasureChange,
    ObservationChange,
)
from app.reporting.json_door.writing import apply_changes
from app.reporting.queries import draft_of, get_head, list_heads, load_draft
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(
    prefix="/api/v1/contributions",
    include_in_schema=True,
    tags=[described.SUMMARY],
    dependencies=[described.KEY],
)

Reads = Annotated[CountryScope, Depends(ByKey(Permission.CONTRIBUTION_READ))]
Writes = Annotated[CountryScope, Depends(ByKey(Permission.ANSWER_EDIT, writes=True))]
Attempt = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="A name of this attempt: sending it again saves nothing twice.",
    ),
]


@router.get(
    "",
    summary="List the contributions of the country",
    responses=described.reads(described.CONTRIBUTIONS, "One for each cycle, the newest first."),
)
def list_contributions(request: Request, session: SessionDep, scope: Reads) -> Response:
    """The contributions of the key's country in all cycles."""
    heads = [reading.head_document(head) for head in list_heads(session, scope)]
    return _answer(request, {"contributions": heads})


@router.get(
    "/{cycle}",
    summary="Read a whole contribution",
    responses=described.reads(described.DRAFT, "Content, revisions, findings, completeness."),
)
def read_contribution(
    request: Request, session: SessionDep, scope: Reads, cycle: CyclePath
) -> Response:
    """What the country has said so far, by the field names of a submission."""
    return _answer(request, reading.draft_document(load_draft(session, scope, cycle)))


@router.patch(
    "/{cycle}",
    summary="Save many changes, all or none",
    responses=described.writes("What was saved, with the findings of the points it touched."),
)
def write_contribution(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: CyclePath,
    sent: Annotated[
        Changes,
        Body(
            examples=[
                {
                    "answers": {"P12.justification": {"revision": 3, "value": "…"}},
                    "observations": {"SD-02.1@2025-2027": {"value": 12}},
                    "measures": {"science-strategy": {"revision": 2, "stage": "completed"}},
                    "links": {"strategy-text": {"revision": 1, "title": "The strategy"}},
                    "proposals": {
                        "DK-001": {"decision": "correct", "value": 6, "source": "Our register"}
                    },
                    "points": {"P03": {"left_out": True, "reason": "Not in this cycle."}},
                    "justifications": {
                        "QC-010:SD-02.1@2025-2027": {"text": "Two registers were joined."}
                    },
                }
            ]
        ),
    ],
    attempt: Attempt = "",
) -> Response:
    """Each change names the revision that was read. A stale one refuses all, with three texts.

    What a change leaves out stays as it is. Findings never refuse a save. Answers and values are
    saved first, then measures and links, decisions on proposals, points left out, and last the
    explanations of the warnings that stand then. Signing and submitting are acts of people: no
    address of this door does them.
    """
    return _save(request, session, scope, cycle, sent, attempt, is_single=False)


@router.get(
    "/{cycle}/answers/{code}",
    summary="Read one answer",
    responses=described.reads(described.ANSWER, "The answer, also where nothing was said yet."),
)
def read_answer(
    request: Request, session: SessionDep, scope: Reads, cycle: CyclePath, code: CodePath
) -> Response:
    """The reply to one question."""
    return _answer(request, reading.answer_document(load_draft(session, scope, cycle), code))


@router.patch(
    "/{cycle}/answers/{code}",
    summary="Save one answer",
    responses=described.writes("What was saved, with the findings of its point."),
)
def write_answer(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: CyclePath,
    code: CodePath,
    sent: AnswerChange,
    attempt: Attempt = "",
) -> Response:
    """Save the reply to one question; null clears it."""
    return _save(request, session, scope, cycle, Changes(answers={code: sent}), attempt)


@router.get(
    "/{cycle}/observations/{key:path}",
    summary="Read one value of an indicator",
    responses=described.reads(described.OBSERVATION, "The value, or why there is none."),
)
def read_observation(
    request: Request, session: SessionDep, scope: Reads, cycle: CyclePath, key: KeyPath
) -> Response:
    """One cell of an indicator."""
    head = get_head(session, scope, cycle)
    found = reading.observation_document(draft_of(session, scope, head), head, key)
    return _answer(request, found)


@router.patch(
    "/{cycle}/observations/{key:path}",
    summary="Save one value of an indicator",
    responses=described.writes("What was saved, with the findings of its point."),
)
def write_observation(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: CyclePath,
    key: KeyPath,
    sent: ObservationChange,
    attempt: Attempt = "",
) -> Response:
    """Save one cell; neither value nor missing code clears it."""
    return _save(request, session, scope, cycle, Changes(observations={key: sent}), attempt)


@router.get(
    "/{cycle}/measures/{uid}",
    summary="Read one measure",
    responses=described.reads(described.MEASURE, "The measure."),
)
def read_measure(
    request: Request, session: SessionDep, scope: Reads, cycle: CyclePath, uid: UidPath
) -> Response:
    """One measure."""
    draft = load_draft(session, scope, cycle)
    return _answer(request, reading.record_document(draft, "measures", uid))


@router.patch(
    "/{cycle}/measures/{uid}",
    summary="Save one measure",
    responses=described.writes("What was saved, with the findings of its points."),
)
def write_measure(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: CyclePath,
    uid: UidPath,
    sent: MeasureChange,
    attempt: Attempt = "",
) -> Response:
    """Save a measure under a name of your own; a new one needs title, type, stage and points."""
    return _save(request, session, scope, cycle, Changes(measures={uid: sent}), attempt)


@router.get(
    "/{cycle}/links/{uid}",
    summary="Read one link or file behind a point",
    responses=described.reads(described.LINK, "The link."),
)
def read_link(
    request: Request, session: SessionDep, scope: Reads, cycle: CyclePath, uid: UidPath
) -> Response:
    """One piece of evidence."""
    draft = load_draft(session, scope, cycle)
    return _answer(request, reading.record_document(draft, "evidence", uid))


@router.patch(
    "/{cycle}/links/{uid}",
    summary="Save one link",
    responses=described.writes("What was saved, with the findings of its point."),
)
def write_link(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: CyclePath,
    uid: UidPath,
    sent: LinkChange,
    attempt: Attempt = "",
) -> Response:
    """Save a link under a name of your own; a new one needs point, title and url."""
    return _save(request, session, scope, cycle, Changes(links={uid: sent}), attempt)


def _save(
    request: Request,
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    changes: Changes,
    attempt: str,
    *,
    is_single: bool = True,
) -> Response:
    key = key_of(request)
    hand = Hand(key.key_id, key.key_name, attempt)
    draft, parts = apply_changes(session, scope, cycle, changes, hand, is_single=is_single)
    return _json(reading.saved_document(draft, parts))


def _answer(request: Request, document: dict[str, Any]) -> Response:
    """Answer a read with its ETag, or that nothing has changed."""
    answer = _json(document)
    answer.headers["ETag"] = f'"{sha256_hex(bytes(answer.body).decode())[:32]}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    known = request.headers.get("if-none-match", "")
    if answer.headers["ETag"] in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        kept = {n: answer.headers[n] for n in ("ETag", "Cache-Control", "Vary")}
        return Response(status_code=304, headers=kept)
    return answer


def _json(document: dict[str, Any]) -> Response:
    headers = {"Vary": "Authorization, Cookie, Accept-Language"}
    return Response(canonical_json(document), headers=headers, media_type="application/json")

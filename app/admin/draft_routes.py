"""Routes of the draft of the questions: compare, comment, answer."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response
from pydantic import Field

from app.admin.draft_pages import DraftPage, draft_page, draft_url, drafts_page
from app.admin.pages import FieldErrors
from app.catalogue.commenting import comment, is_open_to_comments, list_comments, reply
from app.catalogue.queries import CycleInfo, get_cycle, get_index, list_cycles
from app.core.errors import Conflict, NotFound, Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.catalogue_changes import CatalogueChange, catalogue_changes
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/catalogue")

Comments = Annotated[UnionScope, Depends(Requires(Permission.CATALOGUE_COMMENT))]
Manages = Annotated[UnionScope, Depends(Requires(Permission.CATALOGUE_MANAGE))]
CommentId = Annotated[int, Path(ge=1, le=10**9)]


class CommentForm(FormModel):
    """What somebody says, and about what."""

    subject: Annotated[str, Field(max_length=60)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""


class ReplyForm(FormModel):
    """What the cycle manager answers."""

    text: Annotated[str, Field(max_length=20_000)] = ""


@router.get("")
def show_drafts(request: Request, session: SessionDep, scope: Comments) -> Response:
    """Show the cycles whose questions can be read and discussed."""
    return render(request, drafts_page(list_cycles(session)))


@router.get("/{cycle}")
def show_draft(
    request: Request, session: SessionDep, scope: Comments, cycle: str, saved: str = ""
) -> Response:
    """Show what changed in the questions and what is said about them."""
    notices = {
        "comment": _("Your comment is kept. The cycle manager answers it here."),
        "reply": _("Your answer is kept."),
    }
    found = _discussed(session, cycle)
    return render(request, _page(session, scope, found, notice=notices.get(saved, "")))


@router.post("/{cycle}/comments")
def say(
    request: Request,
    session: SessionDep,
    scope: Comments,
    cycle: str,
    posted: Annotated[CommentForm, Depends(form(CommentForm))],
) -> Response:
    """Say something about the draft."""
    found = _discussed(session, cycle)
    try:
        comment(session, scope, found, posted.subject, posted.text)
    except (Refused, Conflict) as refusal:
        errors = ((sentence(refusal.code, **refusal.params), "#text"),)
        fields = (posted.subject, posted.text)
        page = _page(session, scope, found, fields=fields, errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{draft_url(cycle)}?saved=comment#comments")


@router.post("/{cycle}/comments/{comment_id}/reply")
def answer(
    request: Request,
    session: SessionDep,
    scope: Manages,
    cycle: str,
    comment_id: CommentId,
    posted: Annotated[ReplyForm, Depends(form(ReplyForm))],
) -> Response:
    """Answer a comment."""
    found = _discussed(session, cycle)
    try:
        reply(session, scope, found, comment_id, posted.text)
    except (Refused, Conflict) as refusal:
        errors = ((sentence(refusal.code, **refusal.params), f"#reply-{comment_id}"),)
        page = _page(session, scope, found, errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{draft_url(cycle)}?saved=reply#comments")


def _discussed(session: SessionDep, code: str) -> CycleInfo:
    cycle = get_cycle(session, code)
    if cycle.is_baseline:
        raise NotFound
    return cycle


def _page(
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    *,
    fields: tuple[str, str] = ("", ""),
    notice: str = "",
    errors: FieldErrors = (),
) -> DraftPage:
    catalogue = get_index(session, cycle.catalogue_version_id).catalogue
    before = next((c for c in list_cycles(session) if c.id == cycle.previous_id), None)
    changes: tuple[CatalogueChange, ...] = ()
    if before is not None and before.catalogue_version_id != cycle.catalogue_version_id:
        last = get_index(session, before.catalogue_version_id).catalogue
        changes = catalogue_changes(last, catalogue)
    return draft_page(
        cycle,
        catalogue,
        before,
        changes,
        list_comments(session, scope, cycle),
        can_comment=is_open_to_comments(cycle),
        can_reply=Permission.CATALOGUE_MANAGE in scope.permissions,
        fields=fields,
        notice=notice,
        errors=errors,
    )

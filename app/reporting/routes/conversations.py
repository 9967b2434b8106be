"""Addresses of conversations inside the country: start, answer, resolve, reopen, read."""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field as Limits

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.asked import asked_point
from app.domain.conversations import Thread
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import conversations_url, point_url
from app.reporting.conversations import (
    Talk,
    get_thread,
    list_threads,
    load_talk,
    talk_of,
)
from app.reporting.pages.conversations import conversations_page, talk_page
from app.reporting.pages.threads import (
    Place,
    Said,
    TalkPanel,
    panel_of,
    thread_view,
)
from app.reporting.queries import get_head, index_of
from app.reporting.routes.saving import Key
from app.reporting.service import conversing
from app.reporting.service.conversing import CommentInput, Posted
from app.reporting.work import Work
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render, wants_fragment
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Writes = Annotated[CountryScope, Depends(Requires(Permission.COMMENT_WRITE))]
Back = Literal["point", "list", "page"]  # where the form stood: at the point, with others, alone


class CommentForm(FormModel):
    """What somebody says, and to whom; a text that is too long comes back with the form."""

    text: str = ""
    tell: tuple[WholeNumber, ...] = ()
    idempotency_key: Key = ""
    back: Back = "page"


class StartForm(CommentForm):
    """The first comment of a conversation, and what it is about."""

    subject: Annotated[str, Limits(max_length=220)] = ""


class ActForm(FormModel):
    """A button at a conversation; `up_to` is the last comment that was shown."""

    back: Back = "page"
    up_to: Annotated[WholeNumber, Limits(ge=0)] = 0


@router.get("/conversations")
def list_conversations(
    request: Request, session: SessionDep, scope: Reads, cycle: str, show: str = ""
) -> Response:
    """Show all conversations of the contribution; `show` chooses which."""
    place = _place(session, scope, cycle)
    threads = list_threads(session, scope, place.contribution_id)
    return render(request, conversations_page(place, threads, show))


@router.get("/conversations/{thread_id}")
def show_conversation(
    request: Request, session: SessionDep, scope: Reads, cycle: str, thread_id: int
) -> Response:
    """Show one conversation."""
    place = _place(session, scope, cycle)
    thread = get_thread(session, scope, place.contribution_id, thread_id)
    talk = talk_of(session, scope, (thread,))
    page = talk_page(place, thread.point, talk, thread=thread, back="page")
    return render(request, page)


@router.get("/points/{point}/conversations")
def show_point_conversations(
    request: Request, session: SessionDep, scope: Reads, cycle: str, point: str
) -> Response:
    """Show the conversations of a point."""
    place = _place(session, scope, cycle, point)
    talk = load_talk(session, scope, place.contribution_id, point)
    return render(request, talk_page(place, point, talk))


@router.post("/points/{point}/conversations")
def start_conversation(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    point: str,
    posted: Annotated[StartForm, Depends(form(StartForm))],
) -> Response:
    """Start a conversation about the point or one field of it."""
    outcome = conversing.start_conversation(
        session, scope, cycle, point, posted.subject, _given(posted)
    )
    place = _place(session, scope, cycle, point)
    talk = load_talk(session, scope, place.contribution_id, point)
    if isinstance(outcome, Problem):
        said = _said(posted, outcome, subject=posted.subject)
        page = talk_page(place, point, talk, back=posted.back, said=said)
        return render(request, page, "start", status_code=422)
    if wants_fragment(request):
        spoken = _("Your conversation has started.")
        page = talk_page(place, point, talk, back=posted.back, spoken=spoken)
        view = thread_view(place, _one(talk, outcome.thread_id), talk)
        return render(request, page, "thread", "start", "counts", "spoken", thread=view)
    return _go_back(request, scope, cycle, point, posted.back, outcome)


@router.post("/conversations/{thread_id}/answers")
def answer_conversation(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    thread_id: int,
    posted: Annotated[CommentForm, Depends(form(CommentForm))],
) -> Response:
    """Say something more in a conversation."""
    outcome = conversing.answer_conversation(session, scope, cycle, thread_id, _given(posted))
    if isinstance(outcome, Problem):
        said = _said(posted, outcome, thread_id=thread_id)
        return _thread_answer(request, session, scope, cycle, thread_id, posted.back, said=said)
    if wants_fragment(request):
        spoken = _("Your answer is there.")
        return _thread_answer(request, session, scope, cycle, thread_id, posted.back, spoken)
    place = _place(session, scope, cycle)
    point = get_thread(session, scope, place.contribution_id, thread_id).point
    return _go_back(request, scope, cycle, point, posted.back, outcome)


@router.post("/conversations/{thread_id}/resolve")
def resolve_conversation(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    thread_id: int,
    posted: Annotated[ActForm, Depends(form(ActForm))],
) -> Response:
    """Call a conversation settled."""
    conversing.resolve_conversation(session, scope, cycle, thread_id, resolved=True)
    spoken = _("The conversation is resolved.")
    return _thread_answer(request, session, scope, cycle, thread_id, posted.back, spoken)


@router.post("/conversations/{thread_id}/reopen")
def reopen_conversation(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    thread_id: int,
    posted: Annotated[ActForm, Depends(form(ActForm))],
) -> Response:
    """Open a resolved conversation again."""
    conversing.resolve_conversation(session, scope, cycle, thread_id, resolved=False)
    spoken = _("The conversation is open again.")
    return _thread_answer(request, session, scope, cycle, thread_id, posted.back, spoken)


@router.post("/conversations/{thread_id}/read")
def read_conversation(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    thread_id: int,
    posted: Annotated[ActForm, Depends(form(ActForm))],
) -> Response:
    """Note that the reader has seen where they are mentioned."""
    conversing.read_mentions(session, scope, cycle, thread_id, posted.up_to)
    spoken = _("Noted as read.")
    return _thread_answer(request, session, scope, cycle, thread_id, posted.back, spoken)


def point_panel(session: SessionDep, work: Work, point: str) -> TalkPanel | None:
    """Return the conversations that stand on the page of a point; a compilation has none."""
    draft = work.draft
    if draft.cycle.is_baseline:
        return None
    place = Place(draft.id, draft.cycle, draft.status, work.index, work.scope)
    return panel_of(place, point, load_talk(session, work.scope, draft.id, point))


def _place(session: SessionDep, scope: CountryScope, cycle: str, point: str = "") -> Place:
    head = get_head(session, scope, cycle)
    index = index_of(session, head)
    if point and asked_point(index, scope.reporter, point) is None:
        raise NotFound
    return Place(head.id, head.cycle, head.row.status, index, scope)


def _given(posted: CommentForm) -> CommentInput:
    return CommentInput(posted.text, posted.tell, posted.idempotency_key)


def _said(
    posted: CommentForm, problem: Problem, *, thread_id: int | None = None, subject: str = ""
) -> Said:
    text = sentence(problem.code, **problem.params)
    is_tell = problem.code == "colleague_left"
    return Said(
        thread_id,
        posted.text,
        posted.tell,
        subject,
        error="" if is_tell else text,
        tell_error=text if is_tell else "",
    )


def _one(talk: Talk, thread_id: int) -> Thread:
    return next(thread for thread in talk.threads if thread.id == thread_id)


def _thread_answer(
    request: Request,
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    thread_id: int,
    back: Back,
    spoken: str = "",
    said: Said | None = None,
) -> Response:
    """Answer with the conversation as it is now; without htmx lead back to where it stands."""
    place = _place(session, scope, cycle)
    thread = get_thread(session, scope, place.contribution_id, thread_id)
    is_fragment = wants_fragment(request)
    if said is None and not is_fragment:
        return redirect(request, f"{_page(scope, cycle, thread, back)}#thread-{thread_id}")
    # Whose text is given back without htmx gets the page of the conversation alone.
    if not is_fragment:
        back = "page"
    if back == "page":
        talk = talk_of(session, scope, (thread,))
    else:
        talk = load_talk(session, scope, place.contribution_id, thread.point)
    one = thread if back == "page" else None
    page = talk_page(place, thread.point, talk, thread=one, back=back, said=said, spoken=spoken)
    view = thread_view(place, thread, talk, said)
    beside = ("counts", "spoken") if said is None else ()
    status = 200 if said is None else 422
    return render(request, page, "thread", *beside, status_code=status, thread=view)


def _page(scope: CountryScope, cycle: str, thread: Thread, back: Back) -> str:
    if back == "page":
        return conversations_url(cycle, scope.reporter, thread.id)
    return _page_of_point(scope, cycle, thread.point, back)


def _page_of_point(scope: CountryScope, cycle: str, point: str, back: Back) -> str:
    if back == "point":
        return point_url(cycle, scope.reporter, point)
    return conversations_url(cycle, scope.reporter, point=point)


def _go_back(
    request: Request, scope: CountryScope, cycle: str, point: str, back: Back, posted: Posted
) -> Response:
    """Lead back to the comment that was just written."""
    page = _page_of_point(scope, cycle, point, back)
    if back == "page":
        page = conversations_url(cycle, scope.reporter, posted.thread_id)
    return redirect(request, f"{page}#comment-{posted.comment_id}")

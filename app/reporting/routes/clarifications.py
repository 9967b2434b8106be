"""The Commission's questions for the people of the country: the list, one of them, saying
something."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response
from starlette.background import BackgroundTask

from app.core.errors import NotFound, Refused
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import clarification_url
from app.reporting.clarifications import get_own, list_own
from app.reporting.pages.clarifications import clarification_page, clarifications_page
from app.reporting.service.clarifying import say
from app.reporting.service.files import (
    DESK,
    SentFile,
    in_words,
    read_clean,
    read_own,
    rules_of,
)
from app.reporting.service.scanning import scan_waiting
from app.reporting.work import open_work
from app.web.downloads import attachment
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep, engine_of
from app.web.routing import PortalRouter
from app.web.uploads import Upload
from app.web.visitor import settings_of

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/clarifications")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]
Number = Annotated[int, Path(ge=1, le=2_000_000_000)]


class SayForm(FormModel):
    """What somebody says to a question, with a file if they wish."""

    text: str = ""
    file: Upload | None = None


@router.get("")
def show_clarifications(
    request: Request, session: SessionDep, scope: Reads, cycle: str
) -> Response:
    """List the Commission's questions."""
    work = open_work(session, scope, cycle)
    questions = list_own(session, scope, work.draft.id)
    return render(request, clarifications_page(work, questions))


@router.get("/{clarification_id}")
def show_clarification(
    request: Request, session: SessionDep, scope: Reads, cycle: str, clarification_id: Number
) -> Response:
    """Show one question with everything that was said."""
    question = get_own(session, scope, cycle, clarification_id)
    work = open_work(session, scope, cycle)
    limit = in_words(settings_of(request).max_file_bytes)
    return render(request, clarification_page(work, question, limit=limit))


@router.post("/{clarification_id}/messages")
def say_something(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    clarification_id: Number,
    posted: Annotated[SayForm, Depends(form(SayForm))],
) -> Response:
    """Say something to a question; what is refused comes back with what was typed."""
    settings = settings_of(request)
    file = posted.file
    sent = SentFile(file.name, file.contents, file.size) if file else None
    problems = {"text_error": "", "file_error": ""}
    try:
        refused = say(
            session, scope, cycle, clarification_id, posted.text, sent, rules_of(settings)
        )
        if isinstance(refused, Problem):
            problems["file_error"] = sentence(refused.code, **refused.params)
    except Refused as refusal:
        problems["text_error"] = sentence(refusal.code, **refusal.params)
    if not any(problems.values()):
        answer = redirect(request, clarification_url(cycle, scope.reporter, clarification_id))
        if sent is not None and settings.scanner:
            answer.background = BackgroundTask(scan_waiting, engine_of(request), settings)
        return answer
    question = get_own(session, scope, cycle, clarification_id)
    work = open_work(session, scope, cycle)
    limit = in_words(settings.max_file_bytes)
    page = clarification_page(work, question, limit=limit, text=posted.text, **problems)
    return render(request, page, status_code=422)


@router.get("/{clarification_id}/files/{message_id}")
def send_message_file(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    clarification_id: Number,
    message_id: Number,
) -> Response:
    """Send a file that went with a message: the country's own, or the desk's once found clean."""
    question = get_own(session, scope, cycle, clarification_id)
    found = next((m for m in question.messages if m.id == message_id and m.file_sha256), None)
    if found is None:
        raise NotFound
    data_dir, digest = settings_of(request).data_dir, found.file_sha256
    if found.by_country:
        contents = read_own(session, scope, data_dir, digest)
    else:
        contents = read_clean(session, scope, data_dir, DESK, digest)
    return attachment(contents, found.file_name)

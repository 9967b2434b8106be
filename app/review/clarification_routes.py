"""The desk's questions: the list and its file, one question, settling, asking again, cancelling."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from app.catalogue.queries import CycleInfo, get_cycle, get_index
from app.core.errors import AppError, NotFound, Refused
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.identity.reporters import get_reporter
from app.reporting.addresses import asked_url
from app.reporting.clarifications import Question, get_asked, list_asked
from app.reporting.service.files import in_words, read_clean, read_of_desk
from app.reporting.submissions import get_stored
from app.review.asking import ask_again, cancel, resolve
from app.review.desk_files import kept_of, scanned_after
from app.review.pages.clarifications import (
    AskedPage,
    Wanted,
    asked_list_page,
    asked_page,
    asked_workbook,
    chosen_of,
)
from app.web.downloads import XLSX, attachment, download
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.uploads import Upload
from app.web.visitor import settings_of

router = PortalRouter(prefix="/desk")

Reads = Annotated[UnionScope, Depends(Requires(Permission.SUBMISSION_READ))]
Asks = Annotated[UnionScope, Depends(Requires(Permission.CLARIFICATION_ASK))]
Number = Annotated[int, Path(ge=1, le=2_000_000_000)]
Filter = Annotated[str, Query(max_length=40)]


class StepForm(FormModel):
    """A step on a question as it was read, with what is said to the country."""

    revision: Annotated[WholeNumber, Field(ge=1, le=1_000_000)]
    text: str = ""


class ResolveForm(StepForm):
    """A file can go with the last word."""

    file: Upload | None = None


class AskAgainForm(StepForm):
    """Asking again needs a new day."""

    due_on: Annotated[str, Field(max_length=20)] = ""
    file: Upload | None = None


def filters(
    state: Filter = "", reporter: Filter = "", point: Filter = "", mine: Filter = "",
    batch: Filter = "",
) -> Wanted:  # fmt: skip
    """Return the filters that stand in the address."""
    return Wanted(state, reporter, point, mine, batch)


Filters = Annotated[Wanted, Depends(filters)]


@router.get("/{cycle}/clarifications")
def show_asked(
    request: Request, session: SessionDep, scope: Reads, cycle: str, wanted: Filters
) -> Response:
    """List the questions of a cycle."""
    chosen = get_cycle(session, cycle)
    questions = list_asked(session, scope, chosen.id)
    index = get_index(session, chosen.catalogue_version_id)
    return render(request, asked_list_page(index, chosen, scope, questions, wanted))


@router.get("/{cycle}/clarifications.xlsx")
def send_asked(session: SessionDep, scope: Reads, cycle: str, wanted: Filters) -> Response:
    """Send the same list as a workbook."""
    chosen = get_cycle(session, cycle)
    questions = chosen_of(scope, list_asked(session, scope, chosen.id), wanted)
    index = get_index(session, chosen.catalogue_version_id)
    contents = asked_workbook(index, chosen, questions)
    return download(contents, f"questions-{chosen.code}.xlsx", XLSX)


@router.get("/{cycle}/{reporter}/clarifications/{clarification_id}")
def show_one(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    reporter: str,
    clarification_id: Number,
) -> Response:
    """Show one question with its messages and what changed."""
    chosen = get_cycle(session, cycle)
    question = _question(session, scope, chosen, reporter, clarification_id)
    return render(request, _page(request, session, scope, chosen, question))


@router.get("/{cycle}/{reporter}/clarifications/{clarification_id}/files/{message_id}")
def send_message_file(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    reporter: str,
    clarification_id: Number,
    message_id: Number,
) -> Response:
    """Send a file of a message: the desk's own, or the country's once it was found clean."""
    chosen = get_cycle(session, cycle)
    question = _question(session, scope, chosen, reporter, clarification_id)
    found = next((m for m in question.messages if m.id == message_id and m.file_sha256), None)
    if found is None:
        raise NotFound
    data_dir = settings_of(request).data_dir
    digest = found.file_sha256
    if found.by_country:
        contents = read_clean(session, scope, data_dir, question.reporter, digest)
    else:
        contents = read_of_desk(session, scope, data_dir, digest)
    return attachment(contents, found.file_name)


@router.post("/{cycle}/{reporter}/clarifications/{clarification_id}/resolve")
def resolve_question(
    request: Request,
    session: SessionDep,
    scope: Asks,
    cycle: str,
    reporter: str,
    clarification_id: Number,
    posted: Annotated[ResolveForm, Depends(form(ResolveForm))],
) -> Response:
    """Settle a question."""
    chosen = get_cycle(session, cycle)
    question = _question(session, scope, chosen, reporter, clarification_id)

    def act() -> None:
        file = kept_of(request, session, scope, posted.file)
        resolve(session, scope, chosen, question, posted.revision, posted.text, file)

    return _done(request, session, scope, chosen, question, "resolve", posted, act)


@router.post("/{cycle}/{reporter}/clarifications/{clarification_id}/ask-again")
def ask_once_more(
    request: Request,
    session: SessionDep,
    scope: Asks,
    cycle: str,
    reporter: str,
    clarification_id: Number,
    posted: Annotated[AskAgainForm, Depends(form(AskAgainForm))],
) -> Response:
    """Ask again, with a new day."""
    chosen = get_cycle(session, cycle)
    question = _question(session, scope, chosen, reporter, clarification_id)

    def act() -> None:
        due_on = _day(posted.due_on)
        file = kept_of(request, session, scope, posted.file)
        ask_again(session, scope, chosen, question, posted.revision, posted.text, due_on, file)

    return _done(request, session, scope, chosen, question, "ask_again", posted, act)


@router.post("/{cycle}/{reporter}/clarifications/{clarification_id}/cancel")
def cancel_question(
    request: Request,
    session: SessionDep,
    scope: Asks,
    cycle: str,
    reporter: str,
    clarification_id: Number,
    posted: Annotated[StepForm, Depends(form(StepForm))],
) -> Response:
    """Take a question back, with a reason."""
    chosen = get_cycle(session, cycle)
    question = _question(session, scope, chosen, reporter, clarification_id)

    def act() -> None:
        cancel(session, scope, chosen, question, posted.revision, posted.text)

    return _done(request, session, scope, chosen, question, "cancel", posted, act)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refused("due_not_a_day") from None


def _question(
    session: SessionDep, scope: UnionScope, cycle: CycleInfo, reporter: str, clarification_id: int
) -> Question:
    return get_asked(session, scope, cycle.id, get_reporter(reporter), clarification_id)


def _page(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    question: Question,
    typed: dict[str, str] | None = None,
    errors: tuple[tuple[str, str], ...] = (),
) -> AskedPage:
    index = get_index(session, cycle.catalogue_version_id)
    place = (session, scope, cycle.id, question.reporter)
    before = get_stored(*place, question.version)
    answered = question.answered_version or 0
    after = get_stored(*place, answered) if answered > question.version else None
    limit = in_words(settings_of(request).max_file_bytes)
    shown = (index, cycle, scope, question, before, after)
    return asked_page(*shown, limit=limit, typed=typed, errors=errors)


_DAYS = ("due_not_a_day", "clarification_due_past", "clarification_due_far")


def _done(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    question: Question,
    verb: str,
    posted: StepForm,
    act: Callable[[], None],
) -> Response:
    """Do it, or show the question as it stands now with the reason why not and what was typed."""
    try:
        with session.begin_nested():
            act()
    except AppError as refusal:
        if refusal.status_code not in (409, 422):
            raise
        now = get_asked(session, scope, cycle.id, question.reporter, question.id)
        part = _part_of(refusal.code)
        errors = ((sentence(refusal.code, **refusal.params), f"#{verb}-{part}"),)
        typed = {"verb": verb, "part": part, **posted.model_dump(exclude={"revision", "file"})}
        page = _page(request, session, scope, cycle, now, typed, errors)
        return render(request, page, status_code=refusal.status_code)
    answer = redirect(request, asked_url(cycle.code, question.reporter, question.id))
    return scanned_after(request, answer, getattr(posted, "file", None))


def _part_of(code: str) -> str:
    """Return the field of a step that a refusal is about."""
    if code in _DAYS:
        return "due_on"
    return "file" if code.startswith("file_") else "text"

"""Asking: questions to one country about what was ticked, and the same question to many."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from secrets import token_hex
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import Field

from app.catalogue.queries import CycleInfo, get_cycle, get_index
from app.core.errors import AppError, NotFound, Refused
from app.core.messages import sentence
from app.domain.answers import clean_text, parse_decimal
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.identity.reporters import find_reporter, get_reporter
from app.reporting.addresses import asked_list_url, desk_url
from app.reporting.service.files import in_words
from app.reporting.submissions import StoredSubmission, get_stored
from app.review.askable import Thing, things_asked, things_said
from app.review.asking import Asked, Terms, ask
from app.review.desk_files import kept_of, scanned_after
from app.review.pages.asking import AskManyPage, Typed, ask_many_page, ask_page
from app.review.queries import load_submitted
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.uploads import Upload
from app.web.visitor import settings_of

router = PortalRouter(prefix="/desk")

Asks = Annotated[UnionScope, Depends(Requires(Permission.CLARIFICATION_ASK))]
About = Annotated[list[str] | None, Query(max_length=200)]
Ticked = Annotated[list[str] | None, Query(max_length=60)]


class AskForm(FormModel):
    """Questions about one version of one country's submission; a file goes with each of them."""

    version: Annotated[WholeNumber, Field(ge=1, le=10_000)]
    about: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    reason: str = ""
    due_on: Annotated[str, Field(max_length=20)] = ""
    file: Upload | None = None


class AskManyForm(FormModel):
    """One question to several countries, each named with the version that was read."""

    about: Annotated[str, Field(max_length=240)]
    above: Annotated[str, Field(max_length=40)] = ""
    text: str = ""
    reason: str = ""
    due_on: Annotated[str, Field(max_length=20)] = ""
    reporter: tuple[str, ...] = ()


@router.get("/{cycle}/ask")
def show_ask_many(
    request: Request,
    session: SessionDep,
    scope: Asks,
    cycle: str,
    about: Annotated[str, Query(max_length=240)] = "",
    above: Annotated[str, Query(max_length=40)] = "",
    reporter: Ticked = None,
) -> Response:
    """Show the form of one question to several countries; to those ticked on the board first."""
    chosen = get_cycle(session, cycle)
    ticked = frozenset(find_reporter(code) or "" for code in reporter or ())
    return render(request, _many(session, scope, chosen, about, above, Typed(ticked=ticked)))


@router.post("/{cycle}/ask")
def ask_many(
    request: Request,
    session: SessionDep,
    scope: Asks,
    cycle: str,
    posted: Annotated[AskManyForm, Depends(form(AskManyForm))],
) -> Response:
    """Ask all of the chosen countries, or, where one of them cannot be asked, none."""
    chosen = get_cycle(session, cycle)
    wrong = _checked(posted.reason, posted.due_on)
    if not clean_text(posted.text):
        wrong = {"text": sentence("comment_empty"), **wrong}
    if not posted.reporter:
        wrong["reporter"] = sentence("reporters_needed")
    batch = token_hex(8)
    if not wrong:
        try:
            with session.begin_nested():
                _ask_each(session, scope, chosen, posted, batch)
        except AppError as refusal:
            wrong = {"": sentence(refusal.code, **refusal.params)}
    if not wrong:
        return redirect(request, asked_list_url(chosen.code, batch=batch))
    typed = Typed((posted.text,), posted.reason, posted.due_on, posted.reporter)
    page = _many(session, scope, chosen, posted.about, posted.above, typed, wrong)
    return render(request, page, status_code=422)


@router.get("/{cycle}/{reporter}/ask")
def show_ask(
    request: Request,
    session: SessionDep,
    scope: Asks,
    cycle: str,
    reporter: str,
    about: About = None,
) -> Response:
    """Show the form for the things that were ticked on the submission."""
    chosen = get_cycle(session, cycle)
    stored = get_stored(session, scope, chosen.id, get_reporter(reporter))
    index = get_index(session, chosen.catalogue_version_id)
    limit = in_words(settings_of(request).max_file_bytes)
    return render(request, ask_page(index, chosen, stored, about or (), Typed(), limit=limit))


@router.post("/{cycle}/{reporter}/ask")
def ask_country(
    request: Request,
    session: SessionDep,
    scope: Asks,
    cycle: str,
    reporter: str,
    posted: Annotated[AskForm, Depends(form(AskForm))],
) -> Response:
    """Send the questions together; what is refused comes back with what was typed."""
    chosen = get_cycle(session, cycle)
    stored = get_stored(session, scope, chosen.id, get_reporter(reporter))
    index = get_index(session, chosen.catalogue_version_id)
    things = things_asked(index, stored.data)
    wrong = _checked(posted.reason, posted.due_on)
    questions = []
    for number, (about, text) in enumerate(zip(posted.about, posted.text, strict=False)):
        if about not in things:
            wrong[""] = sentence("about_unknown")
        elif clean_text(text):
            questions.append(_asked(things[about], text))
        else:
            wrong[f"text-{number + 1}"] = sentence("comment_empty")
    if not questions and not wrong:
        wrong[""] = sentence("question_needed")
    status = 422
    if not wrong:
        refusal = _ask_one(request, session, scope, chosen, stored, posted, questions)
        if refusal is None:
            answer = redirect(request, desk_url(chosen.code, stored.reporter) + "#questions")
            return scanned_after(request, answer, posted.file)
        status = refusal.status_code
        wrong = {_field_of(refusal.code): sentence(refusal.code, **refusal.params)}
    typed = Typed(posted.text, posted.reason, posted.due_on)
    limit = in_words(settings_of(request).max_file_bytes)
    page = ask_page(index, chosen, stored, posted.about, typed, wrong, limit=limit)
    return render(request, page, status_code=status)


def _ask_one(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    stored: StoredSubmission,
    posted: AskForm,
    questions: list[Asked],
) -> AppError | None:
    """Ask, and return why not where it is refused; then nothing of it is written."""
    try:
        with session.begin_nested():
            file = kept_of(request, session, scope, posted.file)
            terms = Terms(posted.reason, date.fromisoformat(posted.due_on), file=file)
            ask(session, scope, cycle, stored.reporter, posted.version, questions, terms)
    except AppError as refusal:
        return refusal
    return None


def _ask_each(
    session: SessionDep, scope: UnionScope, cycle: CycleInfo, posted: AskManyForm, batch: str
) -> None:
    index = get_index(session, cycle.catalogue_version_id)
    found = load_submitted(session, scope, cycle).documents
    terms = Terms(posted.reason, date.fromisoformat(posted.due_on), batch)
    # In one order, so that two officers who ask many at once never wait for each other in a ring.
    for written in sorted(set(posted.reporter)):
        code, _colon, version = written.partition(":")
        stored = found.get(get_reporter(code))
        if stored is None or not version.isdecimal() or len(version) > 5:
            raise NotFound
        thing = things_said(index, stored.data).get(posted.about)
        if thing is None:
            raise Refused("about_unknown")
        questions = [_asked(thing, posted.text)]
        ask(session, scope, cycle, stored.reporter, int(version), questions, terms)


def _asked(thing: Thing, text: str) -> Asked:
    return Asked(thing.point, thing.subject, text)


_FIELDS = {
    "reason_needed": "reason",
    "reason_too_long": "reason",
    "clarification_due_past": "due_on",
    "clarification_due_far": "due_on",
}


def _field_of(code: str) -> str:
    """Return the field of the form that a refusal is about."""
    return "file" if code.startswith("file_") else _FIELDS.get(code, "")


def _checked(reason: str, due_on: str) -> dict[str, str]:
    """Return what is wrong with what all questions share, by field."""
    wrong = {}
    if not clean_text(reason):
        wrong["reason"] = sentence("reason_needed")
    try:
        date.fromisoformat(due_on)
    except ValueError:
        wrong["due_on"] = sentence("due_not_a_day")
    return wrong


def _many(
    session: SessionDep,
    scope: UnionScope,
    cycle: CycleInfo,
    about: str,
    above: str,
    typed: Typed,
    wrong: Mapping[str, str] | None = None,
) -> AskManyPage:
    if cycle.is_baseline:
        raise NotFound
    found = load_submitted(session, scope, cycle)
    index = get_index(session, cycle.catalogue_version_id)
    bound = parse_decimal(above) if above.strip() else None
    limit = bound if isinstance(bound, Decimal) else None
    return ask_many_page(index, cycle, found, about, limit, typed, wrong)

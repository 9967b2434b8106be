"""Routes of the fact check: editors ask and settle, countries read and answer."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field
from sqlmodel import Session

from app.catalogue.dates import END_OF_DAY, read_day
from app.catalogue.queries import get_cycle
from app.core.clock import last_day
from app.core.errors import Refused
from app.core.i18n import country_name, current_locale, printed_code
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.council_report.check_pages import (
    WHOLE,
    CountryCheckPage,
    checks_page,
    country_check_page,
    own_checks_page,
)
from app.council_report.compose import council_report
from app.council_report.service import report_contents
from app.council_report.told_of import ToldOf, told_of
from app.domain.roles import CountryScope, Permission, PublicScope, UnionScope
from app.editions.addresses import reports_url
from app.editions.fact_check import (
    Check,
    Outcome,
    agree,
    ask_countries,
    list_checks,
    list_own_checks,
    object_to,
    own_check,
    settle_objection,
    withdraw_objection,
)
from app.editions.queries import EditionInfo, get_edition
from app.identity.access import Requires
from app.reporting.addresses import fact_checks_url
from app.reporting.pages.around import Around, around_cycle
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

editors = PortalRouter(prefix="/reports/{cycle}/{number}/fact-check")
countries = PortalRouter(prefix="/contributions/{cycle}/{reporter}/fact-checks")

Edits = Annotated[UnionScope, Depends(Requires(Permission.REPORT_COMPILE))]
Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Answers = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_SUBMIT))]
Number = Annotated[int, Path(ge=1, le=10_000)]
Reply = Annotated[int, Path(ge=1, le=2**31 - 1)]
Long = Annotated[str, Field(max_length=10_000)]


class AskForm(FormModel):
    """Until when countries can answer."""

    due_on: Annotated[str, Field(max_length=20)] = ""


class OutcomeForm(FormModel):
    """What becomes of an objection, and why."""

    outcome: Outcome
    text: Long = ""


class ObjectionForm(FormModel):
    """What is wrong with which thing."""

    about: Annotated[str, Field(max_length=80)] = ""
    text: Long = ""


class NothingForm(FormModel):
    """An act that needs nothing but the press of its button."""


@editors.get("")
def show_checks(
    request: Request, session: SessionDep, scope: Edits, cycle: str, number: Number
) -> Response:
    """Show how the fact check stands."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    return render(request, checks_page(edition, list_checks(session, scope, edition)))


@editors.post("")
def ask(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    number: Number,
    posted: Annotated[AskForm, Depends(form(AskForm))],
) -> Response:
    """Ask the countries, or give them more time."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    try:
        due_on = last_day(read_day(posted.due_on, END_OF_DAY))
        ask_countries(session, scope, edition, due_on)
    except Refused as refusal:
        checks = list_checks(session, scope, edition)
        errors = ((sentence(refusal.code, **refusal.params), "#due_on"),)
        page = checks_page(edition, checks, posted.due_on)
        return render(request, page.with_errors(errors), status_code=refusal.status_code)
    return redirect(request, reports_url(edition.code, "fact-check"))


@editors.post("/objections/{reply}")
def settle(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    number: Number,
    reply: Reply,
    posted: Annotated[OutcomeForm, Depends(form(OutcomeForm))],
) -> Response:
    """Say what becomes of an objection."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    try:
        settle_objection(session, scope, edition, reply, posted.outcome, posted.text)
    except Refused as refusal:
        errors = ((sentence(refusal.code, **refusal.params), f"#text-{reply}"),)
        page = checks_page(edition, list_checks(session, scope, edition))
        return render(request, page.with_errors(errors), status_code=refusal.status_code)
    return redirect(request, reports_url(edition.code, "fact-check"))


@countries.get("")
def show_own_checks(request: Request, session: SessionDep, scope: Reads, cycle: str) -> Response:
    """List the editions that the country was asked to check."""
    around = _around(session, scope, cycle)
    checks = list_own_checks(session, scope, cycle)
    return render(request, own_checks_page(around, cycle, scope.reporter, checks))


@countries.get("/{number}")
def show_own_check(
    request: Request,
    session: SessionDep,
    scope: Reads,
    cycle: str,
    number: Number,
    about: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Show what an edition says of the country."""
    edition, check = own_check(session, scope, cycle, number)
    told = _told_of(session, edition, scope.reporter)
    return render(request, _page(session, scope, edition, check, told, about=about))


@countries.post("/{number}/agreement")
def say_yes(
    request: Request,
    session: SessionDep,
    scope: Answers,
    cycle: str,
    number: Number,
    posted: Annotated[NothingForm, Depends(form(NothingForm))],
) -> Response:
    """Agree with all of it."""
    edition, check = own_check(session, scope, cycle, number)
    agree(session, scope, edition, check)
    return redirect(request, _own_url(edition, scope))


@countries.post("/{number}/objections")
def object_(
    request: Request,
    session: SessionDep,
    scope: Answers,
    cycle: str,
    number: Number,
    posted: Annotated[ObjectionForm, Depends(form(ObjectionForm))],
) -> Response:
    """Object to one thing; a refused form comes back with what was typed."""
    edition, check = own_check(session, scope, cycle, number)
    told = _told_of(session, edition, scope.reporter)
    try:
        shown = _shown(told, posted.about)
        object_to(session, scope, edition, check, posted.about, shown, posted.text)
    except Refused as refusal:
        where = "#about" if refusal.code == "fact_check_about_what" else "#text"
        errors = ((sentence(refusal.code, **refusal.params), where),)
        page = _page(session, scope, edition, check, told, about=posted.about)
        page = page.with_errors(errors, posted.text)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, _own_url(edition, scope))


@countries.post("/{number}/objections/{reply}")
def take_back(
    request: Request,
    session: SessionDep,
    scope: Answers,
    cycle: str,
    number: Number,
    reply: Reply,
    posted: Annotated[NothingForm, Depends(form(NothingForm))],
) -> Response:
    """Take an objection back."""
    edition, check = own_check(session, scope, cycle, number)
    withdraw_objection(session, scope, edition, check, reply)
    return redirect(request, _own_url(edition, scope))


def _page(
    session: Session,
    scope: CountryScope,
    edition: EditionInfo,
    check: Check,
    told: ToldOf,
    *,
    about: str,
) -> CountryCheckPage:
    around = _around(session, scope, edition.cycle_code)
    may_answer = Permission.CONTRIBUTION_SUBMIT in scope.permissions
    return country_check_page(around, edition, check, told, may_answer=may_answer, about=about)


def _around(session: Session, scope: CountryScope, cycle: str) -> Around:
    return around_cycle(get_cycle(session, cycle), scope, "fact_checks", _("Fact check"))


def _own_url(edition: EditionInfo, scope: CountryScope) -> str:
    return fact_checks_url(edition.cycle_code, scope.reporter, edition.number)


def _told_of(session: Session, edition: EditionInfo, reporter: str) -> ToldOf:
    # What the public will see, so that nothing of another country is shown before it is public.
    contents = report_contents(session, PublicScope(), edition)
    document = council_report(contents, current_locale())
    return told_of(document, printed_code(reporter), country_name(reporter))


def _shown(told: ToldOf, about: str) -> str:
    if about == WHOLE:
        return told.title
    found = told.find(about)
    if found is None:
        raise Refused("fact_check_about_what")
    return found.words

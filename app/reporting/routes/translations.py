"""Translations of the text of an answer, each marked as made by a person or a machine."""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field as Limits

from app.domain.answers import Problem
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.identity.queries import account_names
from app.reporting import words
from app.reporting.addresses import translations_url
from app.reporting.pages.translations import after_clash, translations_page
from app.reporting.routes.saving import Key, Revision
from app.reporting.service.keeping import Base, Clash
from app.reporting.service.translating import TranslationInput, save_translation
from app.reporting.work import open_work
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/translations/{code}")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]


class TranslationForm(FormModel):
    """One translation; `remove` takes it out."""

    language: words.Language | Literal[""] = ""
    text: str = ""
    made_by: Annotated[str, Limits(max_length=10)] = "human"
    instead_of: words.Language | Literal[""] = ""
    remove: Literal["", "yes"] = ""
    revision: Revision = 0
    idempotency_key: Key = ""

    def given(self) -> TranslationInput:
        """Return what the form says."""
        text = "" if self.remove else self.text
        return TranslationInput(self.language, text, self.made_by, self.instead_of)


@router.get("")
def show_translations(
    request: Request, session: SessionDep, scope: Reads, cycle: str, code: str
) -> Response:
    """Show the original and its translations."""
    return render(request, translations_page(open_work(session, scope, cycle), code))


@router.post("")
def keep_translation(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    code: str,
    posted: Annotated[TranslationForm, Depends(form(TranslationForm))],
) -> Response:
    """Add, change or remove one translation."""
    given = posted.given()
    base = Base(posted.revision, posted.idempotency_key)
    outcome = save_translation(session, scope, cycle, code, given, base)
    work = open_work(session, scope, cycle)
    if isinstance(outcome, Problem):
        return render(request, translations_page(work, code, given, outcome), status_code=422)
    if isinstance(outcome, Clash):
        name = account_names(session, [outcome.by]).get(outcome.by or 0, "")
        page = after_clash(translations_page(work, code, given), name)
        return render(request, page, status_code=409)
    return redirect(request, translations_url(cycle, scope.reporter, code))

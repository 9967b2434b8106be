"""Translations of the texts of measures and links, each marked as made by a person or a machine."""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response
from pydantic import Field as Limits

from app.domain.answers import Problem
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting import words
from app.reporting.addresses import record_translations_url
from app.reporting.pages.record_translations import record_translations_page
from app.reporting.routes.saving import Key, Revision, who_saved
from app.reporting.service.keeping import Base, Clash
from app.reporting.service.translating_records import RecordTexts, save_record_translation
from app.reporting.work import open_work
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/translations/{record}/{uid}")

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]
Record = Literal["measure", "evidence"]


class RecordTranslationForm(FormModel):
    """The texts of a record in one language; `remove` takes them out."""

    language: words.Language | Literal[""] = ""
    title: str = ""
    description: str = ""
    lead_body: str = ""
    budget: str = ""
    partners: str = ""
    alt_text: str = ""
    made_by: Annotated[str, Limits(max_length=10)] = "human"
    instead_of: words.Language | Literal[""] = ""
    remove: Literal["", "yes"] = ""
    revision: Revision = 0
    idempotency_key: Key = ""

    def given(self) -> RecordTexts:
        """Return what the form says."""
        names = ("title", "description", "lead_body", "budget", "partners", "alt_text")
        texts = {} if self.remove else self.model_dump(include=set(names))
        return RecordTexts(self.language, self.made_by, texts, self.instead_of)


@router.get("")
def show_record_translations(
    request: Request, session: SessionDep, scope: Reads, cycle: str, record: Record, uid: str
) -> Response:
    """Show the originals and their translations."""
    return render(request, record_translations_page(open_work(session, scope, cycle), record, uid))


@router.post("")
def keep_record_translation(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    record: Record,
    uid: str,
    posted: Annotated[RecordTranslationForm, Depends(form(RecordTranslationForm))],
) -> Response:
    """Add, change or remove the texts of one language."""
    given = posted.given()
    base = Base(posted.revision, posted.idempotency_key)
    outcome = save_record_translation(session, scope, cycle, record, uid, given, base)
    work = open_work(session, scope, cycle)
    if isinstance(outcome, Problem):
        page = record_translations_page(work, record, uid, given, outcome)
        return render(request, page, status_code=422)
    if isinstance(outcome, Clash):
        name = who_saved(session, outcome)
        page = record_translations_page(work, record, uid, given, clash=name)
        return render(request, page, status_code=409)
    return redirect(request, record_translations_url(cycle, scope.reporter, record, uid))

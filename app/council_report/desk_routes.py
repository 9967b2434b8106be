"""Routes of the drafting desk: the sections of a report, writing one, its history, the way back."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field
from sqlmodel import Session

from app.core.errors import NotFound, Refused
from app.core.i18n import SOURCE_LOCALE
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.council_report.compose import body
from app.council_report.desk import (
    list_quotation_states,
    list_texts,
    settled_at,
    standing,
)
from app.council_report.desk_pages import (
    Typed,
    both_texts,
    desk_page,
    desk_url,
    section_page,
    text_history_page,
)
from app.council_report.document import Heading
from app.council_report.headings import headings_of
from app.council_report.quotation_views import marks_of, quotation_views
from app.council_report.service import report_contents
from app.council_report.writing import restore_text, save_text
from app.council_report.written import blocks_under
from app.domain.roles import Permission, UnionScope
from app.editions.queries import EditionInfo, get_edition
from app.identity.access import Requires
from app.reporting.words import EU_LANGUAGES
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/reports/{cycle}/{number}/desk")

Writes = Annotated[UnionScope, Depends(Requires(Permission.REPORT_COMPILE))]
Number = Annotated[int, Path(ge=1, le=10_000)]
SectionKey = Annotated[str, Path(pattern="^[A-Za-z][A-Za-z0-9-]{1,59}$")]
Lang = Annotated[str, Query(max_length=8)]
Revision = Annotated[WholeNumber, Field(ge=0, le=1_000_000)]


class TextForm(FormModel):
    """A text as it is to stand, and the revision it was begun from."""

    language: Annotated[str, Field(max_length=8)]
    revision: Revision
    text: str = ""


class RestoreForm(FormModel):
    """Which earlier text is brought back, and the revision the person was shown."""

    language: Annotated[str, Field(max_length=8)]
    chosen: Revision
    revision: Revision


@router.get("")
def show_desk(
    request: Request, session: SessionDep, scope: Writes, cycle: str, number: Number
) -> Response:
    """List the sections of the report with what is written in each."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    headings = headings_of(session, scope, edition)
    states = list_texts(session, scope, edition.cycle_id)
    quotations = standing(list_quotation_states(session, scope, edition.cycle_id))
    marks = marks_of(session, scope, edition, quotations)
    settled = settled_at(session, scope, edition) is not None
    page = desk_page(edition, headings, states, quotations, marks, is_settled=settled)
    return render(request, page)


@router.get("/{section}")
def show_section(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    section: SectionKey,
    lang: Lang = SOURCE_LOCALE,
) -> Response:
    """Show one section: what the facts say, the own text, the quotations."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    return _section(request, session, scope, edition, section, lang)


@router.post("/{section}")
def save(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    section: SectionKey,
    posted: Annotated[TextForm, Depends(form(TextForm))],
) -> Response:
    """Save the own text of a section; who comes second sees both and goes on from there."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    _heading(session, scope, edition, section)
    language, text = posted.language, posted.text
    try:
        theirs = save_text(session, scope, edition, section, language, text, posted.revision)
    except Refused as refusal:
        error = sentence(refusal.code, **refusal.params)
        typed = Typed(text, posted.revision, error)
        return _section(request, session, scope, edition, section, language, typed, 422)
    if theirs is None:
        return redirect(request, f"{desk_url(edition.code, section)}?lang={language}")
    states = list_texts(session, scope, edition.cycle_id, section)
    typed = both_texts(states, theirs, text, posted.revision)
    return _section(request, session, scope, edition, section, language, typed, 409)


@router.get("/{section}/history")
def show_history(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    section: SectionKey,
    lang: Lang = SOURCE_LOCALE,
) -> Response:
    """Show every save of the text of a section in one language."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    return _history(request, session, scope, edition, section, lang)


@router.post("/{section}/restore")
def restore(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    section: SectionKey,
    posted: Annotated[RestoreForm, Depends(form(RestoreForm))],
) -> Response:
    """Bring an earlier text back, as a new save."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    theirs = restore_text(
        session, scope, edition, section, posted.language, posted.chosen, posted.revision
    )
    if theirs is None:
        return redirect(request, f"{desk_url(edition.code, section)}?lang={posted.language}")
    told = _("%(name)s saved here meanwhile. Nothing was brought back.") % {"name": theirs.name}
    return _history(request, session, scope, edition, section, posted.language, told, 409)


def _heading(session: Session, scope: UnionScope, edition: EditionInfo, section: str) -> Heading:
    for heading in headings_of(session, scope, edition):
        if heading.key == section:
            return heading
    raise NotFound


def _section(
    request: Request,
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    section: str,
    language: str,
    typed: Typed | None = None,
    status: int = 200,
) -> Response:
    if language not in EU_LANGUAGES:
        raise NotFound
    heading = _heading(session, scope, edition, section)
    page = section_page(
        edition,
        headings_of(session, scope, edition),
        heading,
        blocks_under(body(report_contents(session, scope, edition)), section),
        list_texts(session, scope, edition.cycle_id, section),
        quotation_views(session, scope, edition, section),
        language,
        is_settled=settled_at(session, scope, edition) is not None,
        typed=typed,
    )
    return render(request, page, status_code=status)


def _history(
    request: Request,
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    section: str,
    language: str,
    clash: str = "",
    status: int = 200,
) -> Response:
    heading = _heading(session, scope, edition, section)
    found = list_texts(session, scope, edition.cycle_id, section)
    states = [state for state in found if state.language == language]
    if not states:
        raise NotFound
    page = text_history_page(edition, heading, states, language, clash)
    return render(request, page, status_code=status)

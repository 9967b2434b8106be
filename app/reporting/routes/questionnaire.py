"""The empty questionnaire of a cycle as PDF: for everybody once it is fixed, until then for those
who are signed in."""

from functools import lru_cache
from typing import Literal

from fastapi import Request, Response

from app.catalogue.queries import find_cycle, get_index
from app.core.errors import NotAuthenticated, NotFound
from app.core.i18n import current_locale
from app.core.paper import Paper, print_paper
from app.domain.roles import COMMISSION
from app.reporting.pages.questionnaire import is_open_to_all, questionnaire_paper
from app.reporting.routes.papers import pdf_response
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter, Public, use
from app.web.visitor import visitor_of

router = PortalRouter(prefix="/questionnaires/{cycle}")


@router.get("/{whom}.pdf", dependencies=use(Public()))
def send_questionnaire(
    request: Request,
    session: SessionDep,
    cycle: str,
    whom: Literal["member-states", "commission"],
) -> Response:
    """Send everything that is asked in a cycle, to people of the portal also before it opens."""
    info = find_cycle(session, cycle)
    # A stranger learns nothing of what is being prepared, not even that it exists.
    if not visitor_of(request).is_signed_in and (info is None or not is_open_to_all(info)):
        raise NotAuthenticated
    if info is None:
        raise NotFound
    index = get_index(session, info.catalogue_version_id)
    paper = questionnaire_paper(index, info, COMMISSION if whom == "commission" else "")
    contents = _printed(paper, current_locale())
    return pdf_response(contents, f"questionnaire-{info.code}-{whom}.pdf")


@lru_cache(maxsize=50)
def _printed(paper: Paper, locale: str) -> bytes:
    # Everybody gets the same ninety pages, kept for each language of the Union; `locale` is the
    # current one and only part of the key.
    return print_paper(paper, None)

"""The empty questionnaire of a cycle as PDF, for everybody who is signed in."""

from functools import lru_cache
from typing import Annotated, Literal

from fastapi import Depends, Response

from app.catalogue.queries import get_cycle, get_index
from app.core.i18n import current_locale
from app.core.paper import Paper, print_paper
from app.domain.roles import COMMISSION, AccountScope, Permission
from app.identity.access import Requires
from app.reporting.pages.questionnaire import questionnaire_paper
from app.reporting.routes.papers import pdf_response
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/questionnaires/{cycle}")

ReadsCatalogue = Annotated[AccountScope, Depends(Requires(Permission.CATALOGUE_READ))]


@router.get("/{whom}.pdf")
def send_questionnaire(
    session: SessionDep,
    scope: ReadsCatalogue,
    cycle: str,
    whom: Literal["member-states", "commission"],
) -> Response:
    """Send everything that is asked in a cycle, also before it opens."""
    info = get_cycle(session, cycle)
    index = get_index(session, info.catalogue_version_id)
    paper = questionnaire_paper(index, info, COMMISSION if whom == "commission" else "")
    contents = _printed(paper, current_locale())
    return pdf_response(contents, f"questionnaire-{info.code}-{whom}.pdf")


@lru_cache(maxsize=8)
def _printed(paper: Paper, locale: str) -> bytes:
    # Everybody gets the same ninety pages; `locale` is the current one and only part of the key.
    return print_paper(paper, None)

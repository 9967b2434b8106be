"""Routes of a publication at a set time: the page, and one address for each act of the table."""

from typing import Annotated, Literal

from fastapi import Depends, Path, Request, Response
from pydantic import Field

from app.catalogue.dates import read_time
from app.core.errors import Refused
from app.core.messages import sentence
from app.domain.roles import Permission, UnionScope
from app.editions.acts import PUBLICATION_ACTS, PublicationAct
from app.editions.addresses import EDITIONS, edition_url
from app.editions.official import list_official
from app.editions.pages.publication import Typed, publication_page
from app.editions.publication import Said, planned, take_publication_step
from app.editions.queries import get_edition
from app.identity.access import Requires
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix=EDITIONS + "/{cycle}/{number}/publication")

Publishes = Annotated[UnionScope, Depends(Requires(Permission.EDITION_PUBLISH))]
Number = Annotated[int, Path(ge=1, le=10_000)]

_FIELD_OF = {
    "publication_in_the_past": "at",
    "date_unreadable": "at",
    "time_left_out": "at",
    "publication_needs_reason": "reason",
}


class PublicationForm(FormModel):
    """A time or "now", a reason, and what the page showed; each act asks for some of it."""

    when: Literal["at", "now"] = "now"
    at: Annotated[str, Field(max_length=30)] = ""
    reason: Annotated[str, Field(max_length=2000)] = ""
    seen: Annotated[str, Field(max_length=100)] = ""


@router.get("")
def show_publication(
    request: Request, session: SessionDep, scope: Publishes, cycle: str, number: Number
) -> Response:
    """Show how the publication stands."""
    return _page(request, session, scope, f"{cycle}/{number}")


def _offer(act: PublicationAct) -> None:
    """Register the route of one act."""

    @router.post(f"/{act.name}", name=f"publication_{act.name}")
    def take_step(
        request: Request,
        session: SessionDep,
        scope: Publishes,
        cycle: str,
        number: Number,
        posted: Annotated[PublicationForm, Depends(form(PublicationForm))],
    ) -> Response:
        code = get_edition(session, scope, f"{cycle}/{number}").code
        try:
            at = read_time(posted.at) if _is_timed(act, posted) else None
            said = Said(at, posted.reason, posted.seen)
            take_publication_step(session, scope, code, act.name, said)
        except Refused as refusal:
            typed = Typed(act.name, posted.when, posted.at, posted.reason)
            return _page(request, session, scope, code, typed, refusal)
        return redirect(request, edition_url(code, "publication"))


def _is_timed(act: PublicationAct, posted: PublicationForm) -> bool:
    return act.name in ("propose", "change") and posted.when == "at"


def _page(
    request: Request,
    session: SessionDep,
    scope: UnionScope,
    code: str,
    typed: Typed | None = None,
    refusal: Refused | None = None,
) -> Response:
    edition = get_edition(session, scope, code)
    plan, documents = planned(session, scope, edition), list_official(session, edition)
    errors: tuple[tuple[str, str], ...] = ()
    if refusal is not None and typed is not None:
        field = _FIELD_OF.get(refusal.code, "")
        where = f"#{field}-{typed.act}" if field else "#publication"
        errors = ((sentence(refusal.code, **refusal.params), where),)
    page = publication_page(scope, edition, plan, documents, typed, errors)
    return render(request, page, status_code=refusal.status_code if refusal else 200)


for _act in PUBLICATION_ACTS:
    _offer(_act)

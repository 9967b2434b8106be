"""Current information of a country: kept by its lead at any time, read by all of its people."""

from typing import Annotated, Literal

from fastapi import Depends, Path, Request, Response
from pydantic import Field

from app.core.errors import NotFound, Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.living import list_states
from app.reporting.pages.living import LIVING, TypedFact, living_page, living_url
from app.reporting.service.living import Given, keep_current
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix=LIVING)

Reads = Annotated[CountryScope, Depends(Requires(Permission.CONTRIBUTION_READ))]
Keeps = Annotated[CountryScope, Depends(Requires(Permission.LIVING_EDIT))]
Uid = Annotated[str, Path(pattern="^[0-9a-z]{3,32}$")]


class CurrentForm(FormModel):
    """One thing as it is to stand."""

    revision: Annotated[WholeNumber, Field(ge=0, le=1_000_000)] = 0
    kind: Annotated[str, Field(max_length=20)] = ""
    label: str = ""
    text: str = ""
    url: str = ""
    removed: Literal["", "yes"] = ""


@router.get("/{reporter}")
def show_living(request: Request, session: SessionDep, scope: Reads, reporter: str) -> Response:
    """Show what the own country keeps current."""
    return render(request, living_page(scope, list_states(session, scope)))


@router.post("/{reporter}/{uid}")
def keep_living(
    request: Request,
    session: SessionDep,
    scope: Keeps,
    reporter: str,
    uid: Uid,
    posted: Annotated[CurrentForm, Depends(form(CurrentForm))],
) -> Response:
    """Save one thing or remove it; who comes second sees both and decides."""
    given = Given(posted.kind, posted.label, posted.text, posted.url)
    removed = posted.removed == "yes"
    status, revision, theirs = 422, posted.revision, None
    try:
        theirs = keep_current(session, scope, uid, given, posted.revision, removed=removed)
        if theirs is None:
            return redirect(request, living_url(scope.reporter))
        status, revision = 409, theirs.revision
        error = _("Somebody saved this meanwhile. Yours is below, unsaved; save again to keep it.")
    except NotFound:
        raise
    except Refused as refusal:
        error = sentence(refusal.code, **refusal.params)
    typed = TypedFact(uid, given.kind, given.label, given.text, given.url, revision, error, theirs)
    return render(
        request, living_page(scope, list_states(session, scope), typed), status_code=status
    )

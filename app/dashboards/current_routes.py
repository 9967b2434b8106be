"""What a country keeps current between cycles, for everybody: as it stands, beside no edition."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends, Request, Response

from app.core.errors import NotFound
from app.core.i18n import country_name, current_locale
from app.core.i18n import gettext as _
from app.dashboards.addresses import COUNTRIES, country_url
from app.domain.roles import PublicScope, UnionScope
from app.identity.access import Everybody
from app.identity.reporters import find_reporter
from app.reporting.living import list_current
from app.reporting.pages.living import CurrentRow, read_rows
from app.web.pages import Link, Page, render
from app.web.public_pages import answer_public
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter()

Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]


@dataclass(frozen=True, kw_only=True)
class CurrentPage(Page):
    """The public part of what a country keeps current."""

    template: ClassVar[str] = "dashboards/current.html"

    country: str
    crumbs: tuple[Link, ...]
    rows: tuple[CurrentRow, ...]


@router.get(COUNTRIES + "/{country}/current")
def show_current(request: Request, session: SessionDep, scope: Looks, country: str) -> Response:
    """Show what the country itself keeps here; contacts only to the Commission."""
    reporter = find_reporter(country)
    if reporter is None:
        raise NotFound
    name = country_name(reporter)
    page = CurrentPage(
        country=name,
        crumbs=(
            (_("Countries"), COUNTRIES),
            (name, country_url(reporter)),
            (_("Current information"), ""),
        ),
        rows=read_rows(list_current(session, scope, reporter)),
    )
    key = (request.url.path, page, current_locale())  # it changes whenever the country says so
    return answer_public(request, key, lambda: render(request, page))

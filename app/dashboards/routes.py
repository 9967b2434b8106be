"""Routes of the public side: overview, points, indicators, countries, pages about the portal."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response

from app.catalogue.queries import list_cycles
from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.dashboards import addresses
from app.dashboards.kept import answer_public
from app.dashboards.pages import about
from app.dashboards.pages.around import EmptyPage, PublicPage
from app.dashboards.pages.countries import countries_page, country_page, find_country
from app.dashboards.pages.indicators import find_indicator, indicator_page, indicators_page
from app.dashboards.pages.overview import overview_page
from app.dashboards.pages.points import find_point, point_page, points_page
from app.dashboards.pages.records import shown_evidence
from app.dashboards.queries import Choice, choose, load_view
from app.dashboards.view import View
from app.domain.roles import PublicScope, UnionScope
from app.editions.addresses import EDITIONS
from app.identity.access import Everybody
from app.reporting.pages.questionnaire import is_open_to_all, questionnaire_links
from app.reporting.service.files import read_clean
from app.web.downloads import attachment
from app.web.pages import Page, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter, Public, use
from app.web.visitor import settings_of

router = PortalRouter()
Found = TypeVar("Found")

Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]
EditionCode = Annotated[str, Query(max_length=60)]


class Desk:
    """One request with the edition it asks for."""

    def __init__(
        self, request: Request, session: SessionDep, scope: Looks, edition: EditionCode = ""
    ) -> None:
        self.request = request
        self.session = session
        self.scope = scope
        self.choice: Choice = choose(session, scope, edition)

    def show(self, build: Callable[[View], PublicPage], title: str = "") -> Response:
        """Answer with a page of the edition; with a title there is something before publication."""
        choice = self.choice
        key = (
            self.request.url.path,
            choice.edition.code if choice.edition and choice.is_chosen else "",
            tuple(edition.code for edition in choice.editions),
            choice.edition and choice.edition.sha256,
            current_locale(),
        )
        return answer_public(self.request, key, lambda: self._make(build, title))

    def _make(self, build: Callable[[View], PublicPage], title: str) -> Response:
        if self.choice.edition is None and title:
            return render(self.request, EmptyPage(title=title, method_url=addresses.METHOD))
        page = build(load_view(self.session, self.scope, self.choice))
        around = self.request.app.state.frame_provider(self.request)
        frame = replace(around, edition_label=page.around.edition)
        return render(self.request, page, frame=frame)


Asked = Annotated[Desk, Depends()]


@router.get(addresses.OVERVIEW)
def show_overview(request: Request, asked: Asked) -> Response:
    """Show the newest published edition at one glance."""
    base_url = settings_of(request).public_url
    return asked.show(lambda view: overview_page(view, base_url), _("Nothing is published yet"))


@router.get(addresses.POINTS)
def show_points(asked: Asked) -> Response:
    """List the points of the Recommendation."""
    return asked.show(points_page, _("Points"))


@router.get(addresses.POINTS + "/{point}")
def show_point(asked: Asked, point: str) -> Response:
    """Show one point."""
    return asked.show(lambda view: point_page(view, _found(find_point(view, point))))


@router.get(addresses.INDICATORS)
def show_indicators(asked: Asked) -> Response:
    """List the common indicators."""
    return asked.show(indicators_page, _("Indicators"))


@router.get(addresses.INDICATORS + "/{indicator}")
def show_indicator(asked: Asked, indicator: str) -> Response:
    """Show one indicator."""
    return asked.show(lambda view: indicator_page(view, _found(find_indicator(view, indicator))))


@router.get(addresses.COUNTRIES)
def show_countries(asked: Asked) -> Response:
    """List the countries of the edition."""
    return asked.show(countries_page, _("Countries"))


@router.get(addresses.COUNTRIES + "/{country}")
def show_country(asked: Asked, country: str) -> Response:
    """Show one country; EL and GR are the same."""
    return asked.show(lambda view: country_page(view, _found(find_country(country))))


@router.get(addresses.COUNTRIES + "/{country}/files/{uid}")
def send_file(request: Request, asked: Asked, country: str, uid: str) -> Response:
    """Send a file that was published with its country's report, once it was found clean."""
    view = load_view(asked.session, asked.scope, asked.choice)
    reporter = _found(find_country(country))
    data = _found(view.reports.get(reporter))
    files = (e for e in shown_evidence(data) if e.uid == uid and e.file_sha256)
    found = _found(next(files, None))
    data_dir = settings_of(request).data_dir
    contents = read_clean(asked.session, asked.scope, data_dir, reporter, found.file_sha256)
    return attachment(contents, found.file_name)


def _found(thing: Found | None) -> Found:
    if thing is None:
        raise NotFound
    return thing


@router.get(addresses.METHOD, dependencies=use(Public()))
def show_method(request: Request, session: SessionDep) -> Response:
    """Show how the figures are made, and what is asked in each round."""
    rounds = [cycle for cycle in list_cycles(session) if is_open_to_all(cycle)]
    return _about(
        request,
        about.MethodPage(
            points_url=addresses.POINTS,
            indicators_url=addresses.INDICATORS,
            editions_url=EDITIONS,
            asked=tuple((cycle.title, questionnaire_links(cycle)) for cycle in rounds),
        ),
    )


@router.get(addresses.ACCESSIBILITY, dependencies=use(Public()))
def show_accessibility(request: Request) -> Response:
    """Show the accessibility statement."""
    return _about(request, about.AccessibilityPage(contact_url=addresses.CONTACT))


@router.get(addresses.PRIVACY, dependencies=use(Public()))
def show_privacy(request: Request) -> Response:
    """Show which personal data are kept."""
    settings = settings_of(request)
    page = about.PrivacyPage(
        contact_url=addresses.CONTACT,
        idle_minutes=settings.session_idle_minutes,
        absolute_hours=settings.session_absolute_hours,
    )
    return _about(request, page)


@router.get(addresses.CONTACT, dependencies=use(Public()))
def show_contact(request: Request) -> Response:
    """Show whom to write to."""
    email = settings_of(request).contact_email
    page = about.ContactPage(email=email, accessibility_url=addresses.ACCESSIBILITY)
    return _about(request, page)


def _about(request: Request, page: Page) -> Response:
    key = (request.url.path, current_locale())
    return answer_public(request, key, lambda: render(request, page))

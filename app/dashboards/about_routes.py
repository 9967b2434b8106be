"""Routes of the pages about the portal: method, accessibility, privacy, contact."""

from fastapi import Request, Response

from app.catalogue.queries import list_cycles
from app.core.i18n import current_locale
from app.dashboards import addresses
from app.dashboards.accessibility import last_run
from app.dashboards.pages import about
from app.editions.addresses import EDITIONS
from app.reporting.pages.questionnaire import is_open_to_all, questionnaire_links
from app.web.pages import Page, render
from app.web.public_pages import answer_public
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter, Public, use
from app.web.visitor import settings_of

router = PortalRouter()


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
    """Show the accessibility statement, made from the last test run."""
    page = about.AccessibilityPage(
        contact_url=addresses.CONTACT, feedback_url=addresses.FEEDBACK, run=last_run()
    )
    return _about(request, page)


@router.get(addresses.PRIVACY, dependencies=use(Public()))
def show_privacy(request: Request) -> Response:
    """Show which personal data are kept."""
    settings = settings_of(request)
    page = about.PrivacyPage(
        contact_url=addresses.CONTACT,
        feedback_url=addresses.FEEDBACK,
        idle_minutes=settings.session_idle_minutes,
        absolute_hours=settings.session_absolute_hours,
    )
    return _about(request, page)


@router.get(addresses.CONTACT, dependencies=use(Public()))
def show_contact(request: Request) -> Response:
    """Show whom to write to."""
    email = settings_of(request).contact_email
    page = about.ContactPage(
        email=email, feedback_url=addresses.FEEDBACK, accessibility_url=addresses.ACCESSIBILITY
    )
    return _about(request, page)


def _about(request: Request, page: Page) -> Response:
    key = (request.url.path, current_locale(), page)  # what the page says: rounds may open later
    return answer_public(request, key, lambda: render(request, page))

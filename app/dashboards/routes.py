"""Routes of the public side: overview, points, indicators, countries, Commission, two editions."""

from typing import Annotated

from fastapi import Query, Response

from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.dashboards import addresses
from app.dashboards.asking import Asked, found
from app.dashboards.pages.around import PublicPage
from app.dashboards.pages.commission import actions_page
from app.dashboards.pages.compare import compare_page
from app.dashboards.pages.countries import countries_page, country_page, find_country
from app.dashboards.pages.indicators import find_indicator, indicator_page, indicators_page
from app.dashboards.pages.not_asked import without_indicator, without_point
from app.dashboards.pages.overview import overview_page
from app.dashboards.pages.points import find_point, point_page, points_page
from app.dashboards.pages.records import shown_evidence
from app.dashboards.queries import Choice
from app.dashboards.view import View
from app.reporting.service.files import read_clean
from app.web.downloads import attachment
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter()


@router.get(addresses.OVERVIEW)
def show_overview(asked: Asked) -> Response:
    """Show the newest published edition at one glance."""
    return asked.show(overview_page, _("Nothing is published yet"))


@router.get(addresses.POINTS)
def show_points(asked: Asked) -> Response:
    """List the points of the Recommendation."""
    return asked.show(points_page, _("Points"))


@router.get(addresses.POINTS + "/{point}")
def show_point(asked: Asked, point: str) -> Response:
    """Show one point."""

    def page(view: View) -> PublicPage:
        if here := find_point(view.index, point):
            return point_page(view, here)
        return without_point(view, *asked.elsewhere(lambda index: find_point(index, point)))

    return asked.show(page)


@router.get(addresses.INDICATORS)
def show_indicators(asked: Asked) -> Response:
    """List the common indicators."""
    return asked.show(indicators_page, _("Indicators"))


@router.get(addresses.INDICATORS + "/{indicator}")
def show_indicator(asked: Asked, indicator: str) -> Response:
    """Show one indicator."""

    def page(view: View) -> PublicPage:
        if here := find_indicator(view.index, indicator):
            return indicator_page(view, here)
        other = asked.elsewhere(lambda index: find_indicator(index, indicator))
        return without_indicator(view, *other)

    return asked.show(page)


@router.get(addresses.COUNTRIES)
def show_countries(asked: Asked) -> Response:
    """List the countries of the edition."""
    return asked.show(countries_page, _("Countries"))


@router.get(addresses.COUNTRIES + "/{country}")
def show_country(asked: Asked, country: str) -> Response:
    """Show one country; EL and GR are the same."""
    reporter = found(find_country(country))
    return asked.show(lambda view: country_page(view, reporter), country_name(reporter))


@router.get(addresses.ACTIONS)
def show_actions(asked: Asked) -> Response:
    """Show what the Commission does at its own points, with dates."""
    return asked.show(actions_page, _("Commission actions"))


@router.get(addresses.COMPARE)
def show_comparison(
    asked: Asked, earlier: Annotated[str, Query(alias="with", max_length=60)] = ""
) -> Response:
    """Show two editions side by side; without a choice the edition of another round before."""
    choice = asked.choice
    code = earlier or _another(choice)
    is_other = bool(code) and choice.edition is not None and code != choice.edition.code
    return asked.show(
        lambda view: compare_page(view, asked.other(code) if is_other else None),
        _("Two editions compared"),
        code,
    )


def _another(choice: Choice) -> str:
    """Return the newest other edition, of another round if there is one."""
    others = [e for e in choice.editions if choice.edition and e.id != choice.edition.id]
    apart = [e for e in others if choice.edition and e.cycle_id != choice.edition.cycle_id]
    return next((e.code for e in (*apart, *others)), "")


@router.get(addresses.COUNTRIES + "/{country}/files/{uid}")
def send_file(asked: Asked, country: str, uid: str) -> Response:
    """Send a file that was published with its country's report, once it was found clean."""
    view = asked.view()
    reporter = found(find_country(country))
    data = found(view.reports.get(reporter))
    files = (e for e in shown_evidence(data) if e.uid == uid and e.file_sha256)
    one = found(next(files, None))
    data_dir = settings_of(asked.request).data_dir
    contents = read_clean(asked.session, asked.scope, data_dir, reporter, one.file_sha256)
    return attachment(contents, one.file_name)

"""Routes of coverage and quality, and of the matrix of statuses."""

from typing import Annotated

from fastapi import Query, Response

from app.core.i18n import gettext as _
from app.dashboards.addresses import COVERAGE, MATRIX
from app.dashboards.asking import Asked
from app.dashboards.pages.coverage import coverage_page
from app.dashboards.pages.matrix import matrix_page
from app.web.routing import PortalRouter

router = PortalRouter()


@router.get(COVERAGE)
def show_coverage(asked: Asked) -> Response:
    """Show how complete an edition is and how sure its figures are."""
    return asked.show(coverage_page, _("Coverage and quality"))


@router.get(MATRIX)
def show_matrix(asked: Asked, group: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Show the status of each Member State at each point, where it may be shown."""
    title = _("Progress status by country and point")
    return asked.show(lambda view: matrix_page(view, group), title, group)

"""The catalogue of quality rules: to read, and to take away. It holds nothing of any reporter."""

import json
from collections.abc import Callable

from fastapi import Request, Response

from app.catalogue.queries import list_cycles
from app.core.i18n import current_locale
from app.domain.qc.findings import Severity
from app.reporting.addresses import RULES_URL
from app.reporting.pages.rules import rules_document, rules_page, rules_workbook
from app.web.downloads import JSON, XLSX, download
from app.web.pages import render
from app.web.public_pages import answer_public
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter, Public, use

router = PortalRouter()


@router.get(RULES_URL, dependencies=use(Public()))
def show_rules(request: Request, session: SessionDep, severity: str = "") -> Response:
    """Show every rule, and what live cycles decided; `severity` narrows the list."""
    show = severity if severity in tuple(Severity) else ""
    page = rules_page(show, list_cycles(session))
    key = (request.url.path, current_locale(), page)  # what it says: a cycle may decide anew
    return answer_public(request, key, lambda: render(request, page))


@router.get(f"{RULES_URL}.xlsx", dependencies=use(Public()))
def download_rules(request: Request) -> Response:
    """Send the rules as a workbook."""
    return _file(request, lambda: download(rules_workbook(), "quality-rules.xlsx", XLSX))


@router.get(f"{RULES_URL}.json", dependencies=use(Public()))
def send_rules(request: Request) -> Response:
    """Send the rules as JSON."""

    def make() -> Response:
        text = json.dumps(rules_document(), ensure_ascii=False, indent=2)
        return download(text.encode("utf-8"), "quality-rules.json", JSON)

    return _file(request, make)


def _file(request: Request, make: Callable[[], Response]) -> Response:
    """Answer with a file that says the same in one language until the portal itself changes."""
    return answer_public(request, (request.url.path, current_locale()), make)

"""Routes of the register of measures and good practices, and of its files."""

from typing import Annotated
from unicodedata import category

from fastapi import Depends, Query, Response

from app.core.i18n import gettext as _
from app.dashboards import register_files
from app.dashboards.addresses import REGISTER
from app.dashboards.asking import Asked
from app.dashboards.pages.around import around
from app.dashboards.pages.register import asked_words, printed, register_page
from app.dashboards.register import LONGEST_SEARCH, Wanted, matching
from app.identity.reporters import find_reporter
from app.web.downloads import XLSX, download
from app.web.routing import PortalRouter

router = PortalRouter()
CSV = "text/csv; charset=utf-8"

Choice = Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z0-9_.-]*$")]


def wanted(
    q: Annotated[str, Query(max_length=4 * LONGEST_SEARCH)] = "",
    point: Choice = "",
    type: Choice = "",  # the word in the address
    region: Choice = "",
    sdg: Choice = "",
    sector: Choice = "",
    language: Choice = "",
    country: Choice = "",
) -> Wanted:
    """Return what an address asks for; EL and GR are the same country."""
    return Wanted(
        q=_typed(q),
        point=point.upper(),
        type=type,
        region=region,
        sdg=sdg,
        sector=sector,
        language=language,
        country=(find_reporter(country) or country) if country else "",
    )


def _typed(search: str) -> str:
    """Return a search as it is shown again: one line, without what nobody sees."""
    seen = (c if c.isprintable() else " " for c in search if category(c) != "Cf")
    return " ".join("".join(seen).split())[:LONGEST_SEARCH]


Wants = Annotated[Wanted, Depends(wanted)]


@router.get(REGISTER)
def show_register(
    asked: Asked, wants: Wants, page: Annotated[int, Query(ge=1, le=9999)] = 1
) -> Response:
    """Show the entries that fit, twenty at a time."""
    return asked.show(
        lambda view: register_page(view, wants, page),
        _("Measures"),
        (wants, page),
        is_kept=not wants.q,
    )


@router.get(f"{REGISTER}.csv")
def send_csv(asked: Asked, wants: Wants) -> Response:
    """Send the entries that fit as CSV."""

    def make() -> Response:
        view = asked.view()
        content = register_files.as_csv(view, matching(view.entries(), wants))
        return download(content, f"{register_files.stem(view)}.csv", CSV)

    return make() if wants.q else asked.answer(make, wants)


@router.get(f"{REGISTER}.xlsx")
def send_workbook(asked: Asked, wants: Wants) -> Response:
    """Send the entries that fit as a workbook."""

    def make() -> Response:
        view = asked.view()
        about = around(view, REGISTER, _("Register of measures and good practices"), printed(wants))
        asked_for = asked_words(view, wants)
        content = register_files.as_xlsx(view, matching(view.entries(), wants), about, asked_for)
        return download(content, f"{register_files.stem(view)}.xlsx", XLSX)

    return make() if wants.q else asked.answer(make, wants)

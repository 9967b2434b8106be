"""The headings of a report that people can write under, worked out once for an edition."""

from sqlmodel import Session

from app.core.i18n import current_locale
from app.council_report.compose import body
from app.council_report.document import Heading
from app.council_report.service import report_contents
from app.council_report.written import sections_of
from app.domain.roles import UnionScope
from app.editions.queries import EditionInfo

# By edition and language: they follow from what is frozen, so nothing kept here can be out of date,
# and a save need not compose a report while others wait to write.
_KEPT: dict[tuple[str, str], tuple[Heading, ...]] = {}


def headings_of(session: Session, scope: UnionScope, edition: EditionInfo) -> tuple[Heading, ...]:
    """Return every heading of an edition's report that takes a text or a quotation."""
    key = (edition.sha256, current_locale())
    if key not in _KEPT:
        _KEPT[key] = sections_of(body(report_contents(session, scope, edition)))
    return _KEPT[key]

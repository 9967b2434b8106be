"""Who is told of a publication: the leads of the countries behind it."""

from collections.abc import Iterable

from sqlmodel import Session

from app.core.i18n import printed_code
from app.domain.roles import Role
from app.editions.queries import EditionInfo
from app.identity.recipients import recipients_by_reporter
from app.jobs.telling import Telling, tell


def tell_published(session: Session, edition: EditionInfo, reporters: Iterable[str]) -> None:
    """Tell the leads of every country whose figures are public now, once for each edition."""
    people = recipients_by_reporter(session, Role.REPORTING_LEAD, reporters=reporters)
    for reporter, leads in people.items():
        told = Telling(
            kind="published",
            key=f"published:{edition.code}:{reporter}",
            cycle=edition.cycle_code,
            reporter=reporter,
            facts={"cycle_title": edition.cycle_title},
            path=f"/countries/{printed_code(reporter)}",
        )
        tell(session, leads, told)

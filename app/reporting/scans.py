"""What the scanner said of the files behind a contribution."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.contribution import Evidence
from app.domain.roles import DraftScope
from app.reporting.team_models import StoredFile


def scans_of(session: Session, scope: DraftScope, evidence: tuple[Evidence, ...]) -> dict[str, str]:
    """Return what the scanner said of the files of a country, by hash; empty: nothing yet."""
    digests = {e.file_sha256 for e in evidence if e.file_sha256}
    if not digests:
        return {}
    query = select(col(StoredFile.sha256), col(StoredFile.scan)).where(
        col(StoredFile.reporter) == scope.reporter, col(StoredFile.sha256).in_(digests)
    )
    return {row.sha256: row.scan for row in session.execute(query)}

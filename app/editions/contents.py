"""What an edition holds for one reader: figures and submissions, filtered by visibility."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.catalogue.queries import get_index
from app.domain.contribution import ReportData
from app.domain.facts import Facts
from app.domain.observations import CatalogueIndex
from app.domain.seen import seen_by
from app.editions.queries import AnyScope, EditionInfo, load_facts, stage_of, viewer_of
from app.reporting.submissions import StoredSubmission, submissions_by_sequence


@dataclass(frozen=True)
class EditionContents:
    """An edition as one reader may see it."""

    info: EditionInfo
    index: CatalogueIndex
    facts: Facts
    submissions: Mapping[str, StoredSubmission]  # by stored code
    reports: Mapping[str, ReportData]  # by stored code, only what the reader may see

    @property
    def is_restricted(self) -> bool:
        """Tell whether this is not public yet: every sheet and page of it must say so."""
        return not self.info.is_published

    def printed(self, reporter: str) -> str:
        """Return the printed code of a reporter: EL for Greece."""
        return next(r.printed for r in self.index.catalogue.reporters if r.code == reporter)


def load_contents(session: Session, scope: AnyScope, edition: EditionInfo) -> EditionContents:
    """Return figures and submissions of an edition as this reader may see them."""
    index = get_index(session, edition.catalogue_version_id)
    sequences = [entry["sequence"] for entry in edition.manifest["submissions"]]
    stored = {s.reporter: s for s in submissions_by_sequence(session, scope, sequences)}
    viewer, stage = viewer_of(scope), stage_of(edition)
    return EditionContents(
        info=edition,
        index=index,
        facts=load_facts(session, scope, edition),
        submissions=stored,
        reports={name: seen_by(index, s.data, viewer, stage) for name, s in stored.items()},
    )

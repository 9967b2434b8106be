"""What an edition holds for one reader: figures and submissions, filtered by visibility."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.catalogue.queries import get_index
from app.catalogue.spoken import in_words_of_reader
from app.domain.contribution import ReportData
from app.domain.facts import Facts
from app.domain.observations import CatalogueIndex
from app.domain.seen import seen_by
from app.domain.visibility import Viewer
from app.editions.queries import (
    AnyScope,
    EditionInfo,
    earlier_catalogues,
    load_facts,
    stage_of,
    viewer_of,
)
from app.reporting.submissions import StoredSubmission, submissions_by_sequence


@dataclass(frozen=True)
class EditionContents:
    """An edition as one reader may see it."""

    info: EditionInfo
    asked: CatalogueIndex  # as it was frozen
    facts: Facts
    submissions: Mapping[str, StoredSubmission]  # by stored code
    reports: Mapping[str, ReportData]  # by stored code, only what the reader may see
    knows_who: bool = False  # may read by name who is missing
    earlier: tuple[CatalogueIndex, ...] = ()  # other catalogues of editions published before

    @property
    def index(self) -> CatalogueIndex:
        """What was asked, in the current language as far as it is translated."""
        return in_words_of_reader(self.asked)

    @property
    def is_restricted(self) -> bool:
        """Tell whether this is not public yet: every sheet and page of it must say so."""
        return not self.info.is_published

    @property
    def holds_more(self) -> bool:
        """Tell whether a published edition is read with more than is public, by the Commission."""
        return self.info.is_published and self.knows_who and not self.info.is_baseline

    def printed(self, reporter: str) -> str:
        """Return the printed code of a reporter: EL for Greece."""
        return next(r.printed for r in self.asked.catalogue.reporters if r.code == reporter)


def load_contents(session: Session, scope: AnyScope, edition: EditionInfo) -> EditionContents:
    """Return figures and submissions of an edition as this reader may see them."""
    index = get_index(session, edition.catalogue_version_id)
    sequences = [entry["sequence"] for entry in edition.manifest["submissions"]]
    stored = {s.reporter: s for s in submissions_by_sequence(session, scope, sequences)}
    viewer, stage = viewer_of(scope), stage_of(edition)
    return EditionContents(
        info=edition,
        asked=index,
        facts=load_facts(session, scope, edition),
        submissions=stored,
        reports={name: seen_by(index, s.data, viewer, stage) for name, s in stored.items()},
        knows_who=viewer is Viewer.COMMISSION,
        earlier=tuple(get_index(session, v) for v in earlier_catalogues(session, edition)),
    )

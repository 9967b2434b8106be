"""Reads of the drafting desk: texts with their history, quotations, and what an edition prints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.errors import NotFound
from app.council_report.models import Quotation, ReportText
from app.council_report.national_texts import NationalText, gathered, is_verbatim
from app.council_report.written import OwnText, Quoted, Written
from app.domain.observations import CatalogueIndex
from app.domain.roles import UnionScope
from app.domain.workflow import EditionStatus, Status
from app.editions.models import EditionProgress
from app.editions.queries import AnyScope, EditionInfo
from app.identity.models import Account
from app.reporting.submissions import StoredSubmission, get_stored, submission_heads


@dataclass(frozen=True)
class TextState:
    """One saved state of the text of a section in one language."""

    section: str
    language: str
    revision: int
    text: str
    restored_from: int | None
    saved_at: datetime
    name: str


@dataclass(frozen=True)
class QuotationState:
    """The last state of a quotation."""

    uid: str
    revision: int
    act: str
    section: str
    place: int
    reporter: str
    submission_id: int
    version: int
    subject: str
    source_sha256: str
    passage: str
    language: str
    translation: str
    translation_language: str
    translation_made_by: str
    removed: bool
    saved_at: datetime
    name: str


def list_texts(
    session: Session, scope: AnyScope, cycle_id: int, section: str = ""
) -> list[TextState]:
    """Return every state of the texts of a cycle's report, or of one section, the oldest first."""
    query = (
        select(
            col(ReportText.section),
            col(ReportText.language),
            col(ReportText.revision),
            col(ReportText.text),
            col(ReportText.restored_from),
            col(ReportText.saved_at),
            col(Account.name),
        )
        .outerjoin(Account, col(Account.id) == col(ReportText.saved_by))
        .where(col(ReportText.cycle_id) == cycle_id)
        .order_by(col(ReportText.id))
    )
    if section:
        query = query.where(col(ReportText.section) == section)
    return [TextState(*(*row[:-1], row[-1] or "")) for row in session.execute(query)]


def last_texts(states: Iterable[TextState]) -> dict[tuple[str, str], TextState]:
    """Return the last state of each text, by section and language."""
    return {(state.section, state.language): state for state in states}


_QUOTED_AS: tuple[Any, ...] = (
    col(Quotation.uid),
    col(Quotation.revision),
    col(Quotation.act),
    col(Quotation.section),
    col(Quotation.place),
    col(Quotation.reporter),
    col(Quotation.submission_id),
    col(Quotation.version),
    col(Quotation.subject),
    col(Quotation.source_sha256),
    col(Quotation.passage),
    col(Quotation.language),
    col(Quotation.translation),
    col(Quotation.translation_language),
    col(Quotation.translation_made_by),
    col(Quotation.removed),
    col(Quotation.saved_at),
    col(Account.name),
)


def list_quotation_states(session: Session, scope: AnyScope, cycle_id: int) -> list[QuotationState]:
    """Return every state of the quotations of a cycle's report, the oldest first."""
    query = (
        select(*_QUOTED_AS)
        .select_from(Quotation)
        .outerjoin(Account, col(Account.id) == col(Quotation.saved_by))
        .where(col(Quotation.cycle_id) == cycle_id)
        .order_by(col(Quotation.id))
    )
    return [QuotationState(*(*row[:-1], row[-1] or "")) for row in session.execute(query)]


def standing(states: Iterable[QuotationState]) -> list[QuotationState]:
    """Return the quotations that were not removed, by section and place."""
    last = {state.uid: state for state in states}
    kept = (state for state in last.values() if not state.removed)
    return sorted(kept, key=lambda state: (state.section, state.place, state.uid))


def get_quotation(session: Session, scope: UnionScope, cycle_id: int, uid: str) -> QuotationState:
    """Return a quotation of a cycle's report that was not removed, or raise NotFound."""
    for state in standing(list_quotation_states(session, scope, cycle_id)):
        if state.uid == uid:
            return state
    raise NotFound


def settled_at(session: Session, scope: AnyScope, edition: EditionInfo) -> datetime | None:
    """Return when the second editor approved an edition; None while it can still be written on.

    What is written later goes into the next edition, so that nobody alone changes what two
    editors let out.
    """
    if edition.status not in (EditionStatus.APPROVED, EditionStatus.PUBLISHED):
        return None
    moments = select(col(EditionProgress.approved_at), col(EditionProgress.published_at))
    row = session.execute(moments.where(col(EditionProgress.edition_id) == edition.id)).one()
    moment: datetime | None = row.approved_at or row.published_at
    return moment


def load_written(
    session: Session,
    scope: AnyScope,
    edition: EditionInfo,
    index: CatalogueIndex,
    stored: Mapping[str, StoredSubmission],
) -> Written:
    """Return the texts and quotations that documents of an edition print.

    `stored` are the submissions of the edition by reporter. A quotation stands in it as long as
    its passage does, and as somebody has looked at it since its source was last changed.
    """
    until = settled_at(session, scope, edition)
    texts = [t for t in list_texts(session, scope, edition.cycle_id) if _counts(t, until)]
    states = list_quotation_states(session, scope, edition.cycle_id)
    placed = standing(state for state in states if _counts(state, until))
    sources = sources_of(index, stored, {state.reporter for state in placed})
    back = taken_back(session, scope, edition, index, placed)
    return Written(
        texts=tuple(
            OwnText(t.section, t.language, t.revision, t.text)
            for _key, t in sorted(last_texts(texts).items())
            if t.text
        ),
        quotations=tuple(
            quoted_of(state)
            for state in placed
            if state.uid not in back
            and is_printed(state, sources.get((state.reporter, state.subject)), stored)
        ),
    )


def _counts(state: TextState | QuotationState, until: datetime | None) -> bool:
    return until is None or state.saved_at <= until


def sources_of(
    index: CatalogueIndex, stored: Mapping[str, StoredSubmission], reporters: Iterable[str]
) -> dict[tuple[str, str], NationalText]:
    """Return the texts of these reporters as submitted, by reporter and subject."""
    return {
        (code, text.subject): text
        for code in sorted(reporters)
        if code in stored and stored[code].is_reported
        for text in gathered(index, stored[code].data)
    }


def is_printed(
    state: QuotationState, source: NationalText | None, stored: Mapping[str, StoredSubmission]
) -> bool:
    """Tell whether a quotation stands in the documents of an edition."""
    if source is None or not source.can_be_quoted or not is_verbatim(state.passage, source.text):
        return False
    was_seen = state.version >= stored[state.reporter].version
    return was_seen or state.source_sha256 == source.sha256


def taken_back(
    session: Session,
    scope: AnyScope,
    edition: EditionInfo,
    index: CatalogueIndex,
    placed: Iterable[QuotationState],
) -> frozenset[str]:
    """Return the quotations that a country took back before publication, by their uid.

    It withdrew its submission, or its newest one no longer releases the text for everybody. What
    was published stays: a correction is the next edition.
    """
    if edition.is_published or not isinstance(scope, UnionScope):
        return frozenset()
    placed = tuple(placed)
    reporters = {state.reporter for state in placed}
    heads = {h.reporter: h for h in submission_heads(session, scope, edition.cycle_id)}
    gone = {code for code in reporters if heads[code].status is Status.WITHDRAWN}
    newest = {
        code: get_stored(session, scope, edition.cycle_id, code)
        for code in sorted(reporters - gone)
    }
    sources = sources_of(index, newest, newest)
    return frozenset(
        state.uid
        for state in placed
        if state.reporter in gone or _is_closed(sources.get((state.reporter, state.subject)))
    )


def _is_closed(source: NationalText | None) -> bool:
    return source is not None and not source.can_be_quoted


def quoted_of(state: QuotationState) -> Quoted:
    """Return a quotation as the document tree prints it."""
    names = Quoted.__dataclass_fields__
    return Quoted(**{name: value for name, value in vars(state).items() if name in names})

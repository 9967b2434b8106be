"""The official documents of an edition: which count, what differs in them, and why that may be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import UnionScope
from app.domain.workflow import EditionStatus
from app.editions.models import EditionProgress, OfficialDocument, OfficialReason
from app.editions.queries import EditionInfo, get_edition
from app.editions.service import note

DOCX, PDF = "docx", "pdf"
OUT_OF_DATE = "changed"  # the portal's own figure, not brought up to date: nothing to explain
TO_EXPLAIN = frozenset({"edited", "gone", "unshaped"})
DIFFERS = TO_EXPLAIN | {OUT_OF_DATE}


@dataclass(frozen=True)
class Finding:
    """One figure, table or chart of a document that is not simply as the edition has it."""

    kind: str
    name: str
    label: str
    place: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""

    @property
    def key(self) -> str:
        """What a reason is given for: this difference at this place."""
        return sha256_hex(canonical_json([self.kind, self.name, self.place, self.old, self.new]))

    @property
    def stops(self) -> bool:
        """Tell whether nothing is published while it stands like this."""
        return self.kind == OUT_OF_DATE or (self.kind in TO_EXPLAIN and not self.reason)


@dataclass(frozen=True)
class Official:
    """One official document as it was taken."""

    id: int
    format: str
    language: str
    name: str
    sent_sha256: str
    sha256: str
    size: int
    uploaded_at: datetime
    uploaded_by: int | None
    same: int  # figures that agree
    findings: tuple[Finding, ...]

    @property
    def differences(self) -> tuple[Finding, ...]:
        """What is not as in the edition."""
        return tuple(one for one in self.findings if one.kind in DIFFERS)

    @property
    def stopping(self) -> tuple[Finding, ...]:
        """What nobody has explained, or nobody can."""
        return tuple(one for one in self.differences if one.stops)


@dataclass(frozen=True)
class Taken:
    """A file that was judged and checked, ready to be kept."""

    format: str
    language: str
    name: str
    sent_sha256: str
    sha256: str
    size: int
    same: int = 0
    findings: tuple[Finding, ...] = ()


def list_official(session: Session, edition: EditionInfo) -> list[Official]:
    """Return the documents that count, by language; the caller found the edition by its scope.

    The newest of a kind and language counts; a PDF only together with the Word document it was
    made from, so a newer one of that ends it.
    """
    rows = session.execute(
        select(OfficialDocument)
        .where(col(OfficialDocument.edition_id) == edition.id)
        .order_by(col(OfficialDocument.id))
    ).scalars()
    newest = {(row.language, row.format): row for row in rows}
    counting = []
    for (language, kind), row in sorted(newest.items()):
        word = newest.get((language, DOCX))
        lacks_word = word is None or word.is_removed or (row.id or 0) < (word.id or 0)
        if not row.is_removed and not (kind == PDF and lacks_word):
            counting.append(row)
    reasons = _reasons(session, [row.id or 0 for row in counting])
    return [_official(row, reasons) for row in counting]


def _reasons(session: Session, documents: list[int]) -> dict[tuple[int, str], str]:
    rows = session.execute(
        select(
            col(OfficialReason.document_id),
            col(OfficialReason.difference),
            col(OfficialReason.reason),
        )
        .where(col(OfficialReason.document_id).in_(documents))
        .order_by(col(OfficialReason.id))
    )
    return {(row.document_id, row.difference): row.reason for row in rows}


def _official(row: OfficialDocument, reasons: Mapping[tuple[int, str], str]) -> Official:
    held = json.loads(row.findings)
    document_id = row.id or 0
    findings = []
    for parts in held["findings"]:
        one = Finding(*parts)
        findings.append(replace(one, reason=reasons.get((document_id, one.key), "")))
    return Official(
        id=document_id,
        format=row.format,
        language=row.language,
        name=row.name,
        sent_sha256=row.sent_sha256,
        sha256=row.file_sha256,
        size=row.size,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by,
        same=held["same"],
        findings=tuple(findings),
    )


def find_official(session: Session, edition: EditionInfo, number: int) -> Official:
    """Return one document that counts, or raise NotFound."""
    for one in list_official(session, edition):
        if one.id == number:
            return one
    raise NotFound


def documents_mark(session: Session, edition: EditionInfo) -> str:
    """Return what changes whenever a document or a reason for one is added."""
    of_edition = col(OfficialDocument.edition_id) == edition.id
    documents = session.execute(select(func.max(col(OfficialDocument.id))).where(of_edition))
    reasons = session.execute(
        select(func.max(col(OfficialReason.id)))
        .join(OfficialDocument, col(OfficialDocument.id) == col(OfficialReason.document_id))
        .where(of_edition)
    )
    return f"{documents.scalar() or 0}.{reasons.scalar() or 0}"


def refuse_differing_documents(session: Session, edition: EditionInfo) -> None:
    """Refuse a publication while a figure of an official document differs without a reason."""
    for one in list_official(session, edition):
        if one.stopping:
            first = one.stopping[0]
            raise Refused(
                "official_differs", name=one.name, number=len(one.stopping), first=first.label
            )


def keep_official(session: Session, scope: UnionScope, edition: EditionInfo, taken: Taken) -> None:
    """Keep a document; it takes the place of the one before it."""
    edition = _open_for_documents(session, scope, edition)
    if taken.format == PDF and not _word_of(session, edition, taken.language):
        raise Refused("official_word_first")
    findings = [[f.kind, f.name, f.label, f.place, f.old, f.new] for f in taken.findings]
    session.execute(
        insert(OfficialDocument).values(
            edition_id=edition.id,
            format=taken.format,
            language=taken.language,
            name=taken.name[:200],
            sent_sha256=taken.sent_sha256,
            file_sha256=taken.sha256,
            size=taken.size,
            findings=canonical_json({"same": taken.same, "findings": findings}),
            uploaded_at=now(),
            uploaded_by=scope.account_id,
        )
    )
    act = "official_document_uploaded"
    note(session, scope, edition.cycle_code, act, edition.code, **_named(taken))


def take_official_back(
    session: Session, scope: UnionScope, edition: EditionInfo, number: int
) -> None:
    """Take a document back, before publication: the row stays, and another one says so."""
    edition = _open_for_documents(session, scope, edition)
    one = find_official(session, edition, number)
    session.execute(
        insert(OfficialDocument).values(
            edition_id=edition.id,
            format=one.format,
            language=one.language,
            name=one.name,
            sent_sha256=one.sent_sha256,
            file_sha256=one.sha256,
            size=one.size,
            findings=canonical_json({"same": 0, "findings": []}),
            is_removed=True,
            uploaded_at=now(),
            uploaded_by=scope.account_id,
        )
    )
    act = "official_document_taken_back"
    note(session, scope, edition.cycle_code, act, edition.code, **_named(one))


def explain_differences(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    number: int,
    reasons: Mapping[str, str],
) -> None:
    """Keep why figures of a document differ, by difference; what says nothing is left out."""
    edition = _open_for_documents(session, scope, edition)
    one = find_official(session, edition, number)
    known = {f.key: f.reason for f in one.differences if f.kind in TO_EXPLAIN}
    given = {key: text.strip() for key, text in reasons.items() if key in known}
    new = {key: text for key, text in given.items() if text and text != known[key]}
    if not new:
        raise Refused("official_reason_says_nothing")
    rows = [
        {
            "document_id": one.id,
            "difference": key,
            "reason": text,
            "given_at": now(),
            "given_by": scope.account_id,
        }
        for key, text in new.items()
    ]
    session.execute(insert(OfficialReason), rows)
    act = "official_difference_explained"
    note(session, scope, edition.cycle_code, act, edition.code, **_named(one))


def _open_for_documents(session: Session, scope: UnionScope, edition: EditionInfo) -> EditionInfo:
    """Lock the edition and return it as it stands; refused before approval and once confirmed."""
    session.execute(
        select(col(EditionProgress.status))
        .where(col(EditionProgress.edition_id) == edition.id)
        .with_for_update()
    )
    edition = get_edition(session, scope, edition.code)
    if not takes_documents(edition):
        raise Conflict("official_not_now", code=edition.code)
    return edition


def takes_documents(edition: EditionInfo) -> bool:
    """Tell whether official documents can be uploaded: approved, no publication confirmed."""
    is_open = edition.status is EditionStatus.APPROVED and edition.publishes_at is None
    return is_open and not edition.is_training


def _word_of(session: Session, edition: EditionInfo, language: str) -> bool:
    return any(
        one.format == DOCX and one.language == language for one in list_official(session, edition)
    )


def _named(one: Taken | Official) -> dict[str, str]:
    return {"format": one.format, "language": one.language, "sha256": one.sha256}

"""Workbooks that came back: kept by their hash, read once, compared whenever they are looked at."""

import json
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound
from app.core.files import read, store
from app.core.i18n import available_locales, current_locale, use_locale
from app.domain.answers import Problem
from app.domain.asked import home_of
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.observations import parse_key
from app.domain.roles import CountryScope
from app.reporting.queries import get_head
from app.reporting.service.keeping import stream_of
from app.reporting.work import Work
from app.workbook.applying import NotTaken, Source, apply, why_not
from app.workbook.choosing import Choice, chosen, settled_by, without_settled
from app.workbook.difference import Difference, Fault
from app.workbook.incoming import Incoming, belongs, differences
from app.workbook.layout import Layout
from app.workbook.models import WorkbookUpload
from app.workbook.reading import ArrivedFile, ReadBook, book_from_json, book_to_json
from app.workbook.service import catalogue_of, layout_for

ELSEWHERE = "whole"  # what belongs to no single point
_NOTED = frozenset({"taken", "settled", "content"})  # told one by one
_CONTENT: Any = WorkbookUpload.content


@dataclass(frozen=True)
class UploadInfo:
    """A workbook that came back, as everybody downstream sees it."""

    id: int
    file_name: str
    sha256: str
    content: str
    uploaded_at: datetime
    uploaded_by: int
    applied_at: datetime | None
    taken: tuple[str, ...]  # subjects
    settled: tuple[str, ...]  # notes of texts that were put together


@dataclass(frozen=True)
class Preview:
    """An upload with what it would change now, in the words of the person who looks."""

    upload: UploadInfo
    layout: Layout
    incoming: Incoming


def receive(
    session: Session, work: Work, file: ArrivedFile, data_dir: Path
) -> UploadInfo | Problem:
    """Keep a workbook and what was read from it, or say why it is not taken."""
    book = file.book
    if isinstance(book, Problem):
        return book
    problem = belongs(work, catalogue_of(session, work), book)
    if problem is not None:
        return problem
    stored = store(data_dir, file.contents)
    head = get_head(session, work.scope, work.cycle, lock=True)
    record(
        session,
        stream_of(head),
        "workbook_received",
        account_id=work.scope.account_id,
        reporter=work.reporter,
        sha256=stored.sha256,
    )
    known = _known(session, work.scope, head.id, stored.sha256)
    return known or _add(session, work.scope, head.id, file.name, stored.sha256, book)


def _add(
    session: Session,
    scope: CountryScope,
    contribution_id: int,
    name: str,
    sha256: str,
    book: ReadBook,
) -> UploadInfo:
    row = WorkbookUpload(
        contribution_id=contribution_id,
        file_name=_plain_name(name),
        sha256=sha256,
        content=canonical_json(book_to_json(book)),
        uploaded_at=now(),
        uploaded_by=scope.account_id or 0,
    )
    session.add(row)
    session.flush()
    return _info(row)


def _info(row: WorkbookUpload, content: str | None = None) -> UploadInfo:
    if row.id is None:
        raise NotFound
    noted = json.loads(row.taken)
    fields = {k: getattr(row, k) for k in UploadInfo.__annotations__ if k not in _NOTED}
    return UploadInfo(
        **fields,
        content=row.content if content is None else content,
        taken=tuple(name for name in noted if "|" not in name),
        settled=tuple(name for name in noted if "|" in name),
    )


def _known(
    session: Session, scope: CountryScope, contribution_id: int, sha256: str
) -> UploadInfo | None:
    """Return an upload of the same file; the same file is looked at once."""
    query = select(WorkbookUpload).where(
        col(WorkbookUpload.contribution_id) == contribution_id,
        col(WorkbookUpload.sha256) == sha256,
    )
    row = session.exec(query).first()
    return None if row is None else _info(row)


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return shown[:200] or "workbook.xlsx"


def list_uploads(
    session: Session, scope: CountryScope, contribution_id: int
) -> tuple[UploadInfo, ...]:
    """Return the workbooks that came back for a contribution, the newest first, unread."""
    query = (
        select(WorkbookUpload)
        .where(col(WorkbookUpload.contribution_id) == contribution_id)
        .options(defer(_CONTENT))  # a megabyte each, for a list of names
        .order_by(col(WorkbookUpload.id).desc())
    )
    return tuple(_info(row, content="") for row in session.exec(query))


def get_upload(
    session: Session, scope: CountryScope, contribution_id: int, upload_id: int
) -> UploadInfo:
    """Return one of them, or raise NotFound."""
    query = select(WorkbookUpload).where(
        col(WorkbookUpload.contribution_id) == contribution_id, col(WorkbookUpload.id) == upload_id
    )
    row = session.exec(query).first()
    if row is None:
        raise NotFound
    return _info(row)


def file_of(upload: UploadInfo, data_dir: Path) -> bytes:
    """Return the file as it came."""
    return read(data_dir, upload.sha256)


def book_of(upload: UploadInfo) -> ReadBook:
    """Return what was read from an upload."""
    return book_from_json(json.loads(upload.content))


def preview(session: Session, work: Work, upload: UploadInfo) -> Preview:
    """Compare an upload with what stands on the portal now."""
    book = book_of(upload)
    layout = layout_for(session, work, None)
    theirs, language = layout, language_of(book)
    with use_locale(language):  # its lists hold words of the language it was made in
        if language != layout.language:
            theirs = layout_for(session, work, None)
        found = differences(session, work, theirs, book, upload.sha256)
    open_now = (without_settled(one, upload.settled) for one in found.differences)
    judged = tuple(_judged(work, one) for one in open_now)
    return Preview(upload, layout, replace(found, differences=judged))


def language_of(book: ReadBook) -> str:
    """Return the language a workbook was made in."""
    language = book.meta.get("language", "")
    return language if language in available_locales() else current_locale()


def _judged(work: Work, one: Difference) -> Difference:
    """Refuse what can be read cell by cell and would be refused as a whole."""
    if one.kind in ("refused", "same"):
        return one
    problem = why_not(work, one)
    if problem is None:
        return one
    name = str(problem.params.get("field", one.changes[0].name))
    at = next((change.at for change in one.changes if change.name == name), one.changes[0].at)
    return replace(one, kind="refused", faults=(Fault(name, at, problem),))


def take_over(
    session: Session, work: Work, upload: UploadInfo, choice: Choice
) -> tuple[str, ...] | NotTaken:
    """Save what was chosen of an upload, all or nothing.

    A choice names what the person was shown; raises Conflict when something of it stands
    differently now, and Undecided when a text still holds places to decide on.
    """
    found = preview(session, work, upload).incoming.differences
    groups = {one.subject: point_of(work, one.subject) for one in found}
    wanted = chosen(found, choice, groups)
    place = session.begin_nested()
    try:
        taken = apply(session, work, wanted, Source(upload.id, upload.file_name))
    except NotTaken as reason:
        place.rollback()
        return reason
    place.commit()
    if taken:
        _note(session, work.scope, work, upload, taken, tuple(settled_by(wanted, choice)))
    return taken


def point_of(work: Work, subject: str) -> str:
    """Return the point under which a subject is listed; ELSEWHERE for measures and the whole."""
    what, _colon, name = subject.partition(":")
    key = parse_key(name) if what == "observation" else None
    if key is not None and key.indicator in work.index.indicators:
        return home_of(work.index, key)
    if what == "evidence":
        link = next((e for e in work.draft.data.evidence if e.uid == name), None)
        return link.point if link else ELSEWHERE
    is_asked = what == "answer" and not name.startswith("header.")
    return name.partition(".")[0] if is_asked else ELSEWHERE


def points_out(work: Work, book: ReadBook) -> frozenset[str] | None:
    """Return the points a workbook was made for; None for all of them."""
    if any(subject.startswith("answer:header.") for subject in book.prints):
        return None
    return frozenset(point_of(work, subject) for subject in book.prints) - {ELSEWHERE}


def _note(
    session: Session,
    scope: CountryScope,
    work: Work,
    upload: UploadInfo,
    taken: tuple[str, ...],
    settled: tuple[str, ...],
) -> None:
    """Remember what was taken over, by whom and when."""
    session.execute(
        update(WorkbookUpload)
        .where(col(WorkbookUpload.id) == upload.id)
        .values(
            applied_at=now(),
            applied_by=scope.account_id,
            taken=canonical_json(sorted({*upload.taken, *upload.settled, *taken, *settled})),
        )
    )
    record(
        session,
        stream_of(get_head(session, scope, work.cycle)),
        "workbook_applied",
        account_id=scope.account_id,
        reporter=scope.reporter,
        sha256=upload.sha256,
        subjects_sha256=sha256_hex(canonical_json(sorted(taken))),
        count=len(taken),
    )

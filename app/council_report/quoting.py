"""Quoting national text: placed word for word, moved, looked at again, removed; each act a row."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session

from app.audit.service import record
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.council_report import messages  # noqa: F401 - registers the sentences
from app.council_report.desk import (
    QuotationState,
    get_quotation,
    list_quotation_states,
    standing,
)
from app.council_report.models import Quotation
from app.council_report.national_texts import NationalText, excerpt, is_verbatim
from app.council_report.writing import wait_in_line
from app.domain.answers import clean_text
from app.domain.canonical import sha256_hex
from app.domain.contribution import Translation
from app.domain.roles import UnionScope
from app.editions.queries import EditionInfo
from app.reporting.submissions import StoredSubmission
from app.reporting.words import EU_LANGUAGES

UP, DOWN = "up", "down"
_KEPT = ("section", "place", "reporter", "submission_id", "version", "subject", "source_sha256",
         "passage", "language", "translation", "translation_language",
         "translation_made_by", "removed")  # fmt: skip


@dataclass(frozen=True)
class Picked:
    """What an editor picked from a text."""

    section: str
    passage: str
    language: str = ""  # only where the country was not asked for it
    translation: str = ""
    translation_language: str = ""  # which of the translations; empty: none


def place(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    uid: str,
    source: NationalText,
    stored: StoredSubmission,
    picked: Picked,
    revision: int = 0,
) -> None:
    """Quote a passage in a section, at its end, or pick the passage of a quotation anew."""
    wait_in_line(session, scope, edition)
    states = list_quotation_states(session, scope, edition.cycle_id)
    known = {state.uid: state for state in standing(states)}
    before = known.get(uid)
    has_been = any(state.uid == uid for state in states)
    if (before.revision if before else 0) != revision or (before is None and has_been):
        raise Conflict("quotation_changed")
    if before and before.section == picked.section:
        at = before.place
    else:
        at = 1 + max((s.place for s in known.values() if s.section == picked.section), default=-1)
    values = {
        "section": picked.section,
        "place": at,
        "reporter": source.reporter,
        "submission_id": stored.id,
        "version": stored.version,
        "subject": source.subject,
        "source_sha256": source.sha256,
        "passage": _passage(picked.passage, source),
        "language": _language(picked, source),
        "removed": False,
        **_translation(picked, source),
    }
    _add(session, scope, edition, "changed" if before else "placed", uid, revision, values)


def _passage(given: str, source: NationalText) -> str:
    passage = clean_text(given)
    if not source.can_be_quoted:
        raise Refused("text_not_for_quoting")
    if not passage:
        raise Refused("passage_needed")
    if not is_verbatim(passage, source.text):
        raise Refused("passage_not_verbatim")
    return excerpt(passage, source.text)


def _language(picked: Picked, source: NationalText) -> str:
    language = source.language or picked.language
    if language not in EU_LANGUAGES:
        raise Refused("language_needed")
    return language


def _translation(picked: Picked, source: NationalText) -> dict[str, str]:
    """Return the picked words of a translation; a whole text has its whole translation."""
    found = translation_in(source, picked.translation_language)
    if found is None:
        return {"translation": "", "translation_language": "", "translation_made_by": ""}
    passage = clean_text(picked.translation)
    if not passage:
        raise Refused("translation_passage_needed")
    if not is_verbatim(passage, found.text):
        raise Refused("translation_not_verbatim")
    return {
        "translation": excerpt(passage, found.text),
        "translation_language": found.language,
        "translation_made_by": found.made_by,
    }


def translation_in(source: NationalText, language: str) -> Translation | None:
    """Return the translation of a text into a language; one of an older original is none."""
    for found in source.translations:
        if found.language == language and not found.is_outdated(source.text):
            return found
    return None


def move(
    session: Session, scope: UnionScope, edition: EditionInfo, uid: str, revision: int, to: str
) -> None:
    """Let a quotation change places with the one before or after it in its section."""
    wait_in_line(session, scope, edition)
    ours = _current(session, scope, edition, uid, revision)
    states = standing(list_quotation_states(session, scope, edition.cycle_id))
    row = [state for state in states if state.section == ours.section]
    at = row.index(ours)
    other = at - 1 if to == UP else at + 1
    if not 0 <= other < len(row):
        raise Refused("quotation_at_the_end")
    row[at], row[other] = row[other], row[at]
    for number, state in enumerate(row):
        if state.place != number or state.uid == uid:
            _again(session, scope, edition, "moved", state, place=number)


def confirm(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    uid: str,
    revision: int,
    source: NationalText,
    stored: StoredSubmission,
) -> None:
    """Say that a quotation still stands after its source was changed."""
    wait_in_line(session, scope, edition)
    ours = _current(session, scope, edition, uid, revision)
    if not source.can_be_quoted:
        raise Refused("text_not_for_quoting")
    if not is_verbatim(ours.passage, source.text):
        raise Refused("passage_not_verbatim")
    seen = {
        "submission_id": stored.id,
        "version": stored.version,
        "source_sha256": source.sha256,
        "passage": excerpt(ours.passage, source.text),
    }
    said = translation_in(source, ours.translation_language)
    if ours.translation and (said is None or not is_verbatim(ours.translation, said.text)):
        raise Refused("translation_not_verbatim")
    _again(session, scope, edition, "confirmed", ours, **seen)


def remove(
    session: Session, scope: UnionScope, edition: EditionInfo, uid: str, revision: int
) -> None:
    """Take a quotation out of the report."""
    wait_in_line(session, scope, edition)
    ours = _current(session, scope, edition, uid, revision)
    _again(session, scope, edition, "removed", ours, removed=True)


def _current(
    session: Session, scope: UnionScope, edition: EditionInfo, uid: str, revision: int
) -> QuotationState:
    found = get_quotation(session, scope, edition.cycle_id, uid)
    if found.revision != revision:
        raise Conflict("quotation_changed")
    return found


def _again(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    act: str,
    state: QuotationState,
    **changed: object,
) -> None:
    values = {**{name: getattr(state, name) for name in _KEPT}, **changed}
    _add(session, scope, edition, act, state.uid, state.revision, values)


def _add(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    act: str,
    uid: str,
    revision: int,
    values: Mapping[str, object],
) -> None:
    session.execute(
        insert(Quotation).values(
            cycle_id=edition.cycle_id,
            uid=uid,
            revision=revision + 1,
            act=act,
            saved_at=now(),
            saved_by=scope.account_id,
            **values,
        )
    )
    record(
        session,
        f"cycle:{edition.cycle_code}",
        f"quotation_{act}",
        account_id=scope.account_id,
        subject=f"{edition.code}:{uid}",
        section=values["section"],
        revision=revision + 1,
        sha256=sha256_hex(str(values["passage"])),
    )

"""Writing the Commission's own texts: every save is a row, who comes second sees both."""

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.council_report import messages  # noqa: F401 - registers the sentences
from app.council_report.desk import TextState, last_texts, list_texts
from app.council_report.models import ReportText
from app.council_report.written import figures_named
from app.domain.answers import clean_text
from app.domain.canonical import sha256_hex
from app.domain.merge import is_undecided
from app.domain.roles import UnionScope
from app.domain.suppression import is_shown
from app.editions.queries import EditionInfo, find_fact
from app.reporting.words import EU_LANGUAGES

TEXT_LIMIT = 20_000


def save_text(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    section: str,
    language: str,
    text: str,
    revision: int,
    *,
    restored_from: int | None = None,
) -> TextState | None:
    """Save a text as its next revision; who comes second gets what stands now, unsaved."""
    wait_in_line(session, scope, edition)
    states = list_texts(session, scope, edition.cycle_id, section)
    before = last_texts(states).get((section, language))
    given = _checked(text, language)
    _refuse_unknown(session, scope, edition, given)
    if before is not None and before.text == given or before is None and not given:
        raise Refused("text_unchanged")
    if (before.revision if before else 0) != revision:
        if before is None:
            raise NotFound  # a revision that never was
        return before
    session.execute(
        insert(ReportText).values(
            cycle_id=edition.cycle_id,
            section=section,
            language=language,
            revision=revision + 1,
            text=given,
            restored_from=restored_from,
            saved_at=now(),
            saved_by=scope.account_id,
        )
    )
    record(
        session,
        f"cycle:{edition.cycle_code}",
        "report_text_saved",
        account_id=scope.account_id,
        subject=edition.code,
        section=section,
        language=language,
        revision=revision + 1,
        sha256=sha256_hex(given),
    )
    return None


def _refuse_unknown(session: Session, scope: UnionScope, edition: EditionInfo, text: str) -> None:
    """Refuse a text that names a figure which the report of this edition cannot print."""
    for short in figures_named(text):
        fact = find_fact(session, scope, edition, short)
        if fact is None or not is_shown(fact):
            raise Refused("figure_not_there", code=short)


def restore_text(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    section: str,
    language: str,
    chosen: int,
    revision: int,
) -> TextState | None:
    """Save an earlier text anew, against the revision the person was shown."""
    for state in list_texts(session, scope, edition.cycle_id, section):
        if (state.language, state.revision) == (language, chosen):
            return save_text(
                session, scope, edition, section, language, state.text, revision,
                restored_from=chosen,
            )  # fmt: skip
    raise NotFound


def wait_in_line(session: Session, scope: UnionScope, edition: EditionInfo) -> None:
    """Let editors of one report queue on its cycle, for a moment."""
    lock = select(col(Cycle.id)).where(col(Cycle.id) == edition.cycle_id)
    session.execute(lock.with_for_update())


def _checked(text: str, language: str) -> str:
    given = clean_text(text)
    if language not in EU_LANGUAGES:
        raise Refused("language_not_of_the_union", language=language)
    if len(given) > TEXT_LIMIT:
        raise Refused("text_too_long_to_store", limit=TEXT_LIMIT, length=len(given))
    if is_undecided(given):
        raise Refused("text_undecided")
    return given

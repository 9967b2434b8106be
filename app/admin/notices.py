"""Notices of the cycle manager to the leads of all countries, or of a chosen few."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.admin import messages  # noqa: F401 - registers the sentences
from app.audit.service import record
from app.catalogue.queries import CycleInfo, get_index
from app.catalogue.told import contribution_path
from app.core.errors import Refused
from app.domain.answers import clean_text
from app.domain.canonical import sha256_hex
from app.domain.roles import Role, UnionScope
from app.identity.recipients import recipients_by_reporter
from app.jobs.telling import Recipient, Telling, tell

SUBJECT_LIMIT = 120
TEXT_LIMIT = 4000
Audience = Mapping[str, tuple[Recipient, ...]]


@dataclass(frozen=True)
class NoticeInput:
    """What is said to whom; `key` is of this one notice, so that pressing twice sends it once."""

    subject: str
    text: str
    reporters: tuple[str, ...]
    key: str = ""


def reporters_of(session: Session, cycle: CycleInfo) -> tuple[str, ...]:
    """Return the reporters that a cycle asks, in the order of its catalogue."""
    catalogue = get_index(session, cycle.catalogue_version_id).catalogue
    return tuple(reporter.code for reporter in catalogue.reporters)


def checked(session: Session, cycle: CycleInfo, given: NoticeInput) -> NoticeInput:
    """Return a notice that can be sent: with a subject of one line, a text and somebody to read."""
    subject, text = " ".join(clean_text(given.subject).split()), clean_text(given.text)
    if not subject:
        raise Refused("notice_without_subject")
    if not text:
        raise Refused("notice_without_text")
    for said, limit in ((subject, SUBJECT_LIMIT), (text, TEXT_LIMIT)):
        if len(said) > limit:
            raise Refused("notice_too_long", limit=limit, length=len(said))
    known = reporters_of(session, cycle)
    if not given.reporters or not set(given.reporters) <= set(known):
        raise Refused("notice_to_nobody")
    chosen = tuple(code for code in known if code in given.reporters)
    return NoticeInput(subject, text, chosen, given.key)


def audience(session: Session, reporters: Iterable[str]) -> Audience:
    """Return the leads of these countries; a country without a lead has nobody."""
    return recipients_by_reporter(session, Role.REPORTING_LEAD, reporters=reporters)


def send_notice(session: Session, scope: UnionScope, cycle: CycleInfo, given: NoticeInput) -> int:
    """Tell the leads, and return how many people were told now."""
    notice = checked(session, cycle, given)
    facts = {"subject": notice.subject, "text": notice.text}
    if cycle.is_training:
        facts["training"] = "yes"
    told = 0
    for reporter, people in audience(session, notice.reporters).items():
        telling = Telling(
            kind="notice",
            key=f"notice:{cycle.code}:{notice.key}:{reporter}",
            cycle=cycle.code,
            reporter=reporter,
            facts=facts,
            path=contribution_path(cycle, reporter),
        )
        told += tell(session, people, telling)
    record(
        session,
        f"cycle:{cycle.code}",
        "notice.sent",
        account_id=scope.account_id,
        subject=notice.key,
        reporters=list(notice.reporters),
        people=told,
        sha256=sha256_hex(f"{notice.subject}\n\n{notice.text}"),
    )
    return told

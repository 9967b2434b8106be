"""Keeping the current information of a country: every save is a row, nothing is overwritten."""

from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.domain.answers import clean_text
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import CountryScope
from app.reporting import living_messages
from app.reporting.clarification_models import LivingFact
from app.reporting.living import KINDS, Current, latest, list_states
from app.reporting.models import Contribution

__all__ = ["living_messages"]  # registers the sentences
LABEL_LIMIT, TEXT_LIMIT, URL_LIMIT = 200, 4000, 2000


@dataclass(frozen=True)
class Given:
    """What the form of one thing says."""

    kind: str
    label: str
    text: str = ""
    url: str = ""


def keep_current(
    session: Session,
    scope: CountryScope,
    uid: str,
    given: Given,
    revision: int,
    *,
    removed: bool = False,
) -> Current | None:
    """Save one thing as the next revision; who comes second gets what stands now, unsaved."""
    _wait_in_line(session, scope)
    states = list_states(session, scope)
    known = [one for one in states if one.uid == uid]
    if removed and not any(one.uid == uid for one in latest(states)):
        raise NotFound
    standing = known[-1] if known else None
    if (standing.revision if standing else 0) != revision:
        return standing
    told = given if not removed or standing is None else _as_it_was(standing)
    checked = _checked(told)
    values = {**vars(checked), "removed": removed}
    session.execute(
        insert(LivingFact).values(
            reporter=scope.reporter,
            uid=uid,
            revision=revision + 1,
            saved_at=now(),
            saved_by=scope.account_id,
            **values,
        )
    )
    record(
        session,
        f"living:{scope.reporter}",
        "living_fact.removed" if removed else "living_fact.saved",
        account_id=scope.account_id,
        reporter=scope.reporter,
        subject=f"living:{uid}",
        revision=revision + 1,
        sha256=sha256_hex(canonical_json(values)),
    )
    return None


def _wait_in_line(session: Session, scope: CountryScope) -> None:
    """Let savers of a country queue on its contributions, in one order."""
    ours = col(Contribution.reporter) == scope.reporter
    lock = select(col(Contribution.id)).where(ours).order_by(col(Contribution.id))
    session.execute(lock.with_for_update()).all()


def _as_it_was(standing: Current) -> Given:
    return Given(standing.kind, standing.label, standing.text, standing.url)


def _checked(given: Given) -> Given:
    kind = given.kind
    label, text, url = clean_text(given.label), clean_text(given.text), clean_text(given.url)
    if kind not in KINDS:
        raise Refused("living_kind_unknown")
    if not label:
        raise Refused("title_needed")
    if url and not url.startswith(("https://", "http://")):
        raise Refused("not_a_link", text=url[:100])
    for said, limit in ((label, LABEL_LIMIT), (text, TEXT_LIMIT), (url, URL_LIMIT)):
        if len(said) > limit:
            raise Refused("text_too_long_to_store", limit=limit, length=len(said))
    return Given(kind, label, text, url)

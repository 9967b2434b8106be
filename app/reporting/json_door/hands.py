"""A program's hand in a contribution: what it knew, what it changes, what became of each part."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import AppError, Conflict, Forbidden, NotFound, Refused
from app.domain.answers import Problem
from app.domain.canonical import sha256_hex
from app.domain.roles import CountryScope
from app.reporting.json_door.schemas import Change
from app.reporting.queries import Draft, Head
from app.reporting.service.keeping import BY_KEY, Base, Clash, Stored

Outcome = Stored | Clash | Problem | AppError

REFUSALS = (Refused, NotFound, Conflict, Forbidden)  # of one part; anything else ends the request


@dataclass(frozen=True)
class Hand:
    """By which key something is written, and the name the program gave this attempt."""

    key_id: int
    name: str
    attempt: str = ""

    @property
    def origin(self) -> str:
        """How what was saved says where it comes from."""
        return f"{BY_KEY}{self.name}"

    def base(self, subject: str, revision: int) -> Base:
        """Return what the program knew; without a name every attempt is one of its own."""
        attempt = self.attempt or secrets.token_hex(16)
        return Base(revision, f"{BY_KEY}{self.key_id}:{sha256_hex(f'{attempt} {subject}')[:40]}")


@dataclass(frozen=True)
class Part:
    """One change of a request and what became of it; `place` is its JSON pointer."""

    place: str
    subject: str
    change: Change
    outcome: Outcome


@dataclass(frozen=True)
class Writer:
    """A contribution that is locked for this request, and the hand that writes in it."""

    session: Session
    scope: CountryScope
    head: Head
    draft: Draft
    hand: Hand

    @property
    def cycle(self) -> str:
        """Code of the cycle."""
        return self.head.cycle.code

    def base(self, subject: str, change: Change) -> Base:
        """Return what the program knew of a subject."""
        if change.revision > self.draft.saved_at(subject).revision:
            raise Refused("revision_unknown")
        return self.hand.base(subject, change.revision)


def attempt(save: Callable[[], Outcome]) -> Outcome:
    """Save one part; why it cannot be taken is an outcome too."""
    try:
        return save()
    except REFUSALS as refusal:
        return refusal


def pointer_to(part: str, name: str) -> str:
    """Return the JSON pointer of a change."""
    return f"/{part}/{name.replace('~', '~0').replace('/', '~1')}"

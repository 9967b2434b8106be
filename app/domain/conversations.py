"""Conversations inside a country: what can be said, who is told of it, what waits for whom."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.answers import Problem, clean_text
from app.domain.asked import AskedPoint, progress_key
from app.domain.points import question_code
from app.domain.workflow import Status

MAX_CHARS = 4000

# A compilation has no people behind it, and after publication there is nothing left to agree on.
_SILENT = frozenset({Status.COMPILED, Status.PUBLISHED})


@dataclass(frozen=True)
class Participant:
    """Somebody of the country who can be told of a comment."""

    account_id: int
    name: str


@dataclass(frozen=True)
class Mention:
    """Somebody who was told of a comment, and when they said that they read it."""

    account_id: int
    name: str
    read_at: datetime | None = None


@dataclass(frozen=True)
class Remark:
    """One comment of a conversation."""

    id: int
    text: str
    at: datetime
    by: int | None
    name: str
    mentions: tuple[Mention, ...] = ()

    def is_unread_by(self, account_id: int | None) -> bool:
        """Tell whether this person is mentioned and has not said yet that they read it."""
        return any(m.account_id == account_id and m.read_at is None for m in self.mentions)


@dataclass(frozen=True)
class Thread:
    """A conversation about a point or one field of it, the oldest comment first."""

    id: int
    point: str
    subject: str
    remarks: tuple[Remark, ...]
    resolved_at: datetime | None = None
    resolved_by: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be agreed."""
        return self.resolved_at is None

    @property
    def last(self) -> Remark:
        """The newest comment."""
        return self.remarks[-1]

    def mentions(self, account_id: int | None) -> bool:
        """Tell whether this person was ever told of a comment here."""
        return any(m.account_id == account_id for r in self.remarks for m in r.mentions)

    def is_unread_by(self, account_id: int | None) -> bool:
        """Tell whether a mention of this person is unread here."""
        return any(remark.is_unread_by(account_id) for remark in self.remarks)

    def has_spoken(self, account_id: int | None) -> bool:
        """Tell whether this person said something here."""
        return any(remark.by == account_id for remark in self.remarks)


def may_converse(status: Status) -> bool:
    """Tell whether comments can be written: also while the contribution itself is locked."""
    return status not in _SILENT


def subjects(asked: AskedPoint, cutoff: date) -> tuple[str, ...]:
    """Return what a conversation at a point can be about; empty text is the point as a whole."""
    found = [""]
    if asked.has_status:
        found.append(f"observation:{progress_key(asked.id, cutoff)}")
    found += [f"answer:{question_code(asked.id, question.key)}" for question in asked.questions]
    found += [f"indicator:{indicator.id}" for indicator in asked.indicators]
    return tuple(found)


def check_text(raw: str) -> str | Problem:
    """Return the text of a comment as it is kept, or why it cannot be taken."""
    text = clean_text(raw)
    if not text:
        return Problem("comment_empty")
    if len(text) > MAX_CHARS:
        return Problem("comment_too_long", {"length": str(len(text)), "limit": str(MAX_CHARS)})
    return text


def told(
    text: str, picked: Collection[int], people: Sequence[Participant], author: int | None
) -> tuple[int, ...] | Problem:
    """Return whom a comment tells: those who were picked and those it names with an @ sign.

    Nobody tells themselves. Who was picked and has left the team meanwhile is a Problem, so that
    the author does not believe that they know.
    """
    known = {person.account_id for person in people}
    if not set(picked) <= known:
        return Problem("colleague_left")
    return tuple(sorted((set(picked) | _named(text, people)) - {author}))


def _named(text: str, people: Sequence[Participant]) -> set[int]:
    """Return who is called `@Name Surname`, or `@Name` where only one person has that name."""
    by_name: dict[str, set[int]] = {}
    by_first: dict[str, set[int]] = {}
    for person in people:
        words = person.name.casefold().split()
        if words:
            by_name.setdefault(" ".join(words), set()).add(person.account_id)
            by_first.setdefault(words[0], set()).add(person.account_id)
    names = {name: ids for name, ids in by_first.items() if len(ids) == 1} | by_name
    if not names:
        return set()
    # The longest name first: “@Anna Keller” must not tell another Anna.
    longest = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
    found: set[int] = set()
    for match in re.finditer(rf"(?<![\w@])@({either})(?!\w)", text.casefold()):
        found |= names[" ".join(match[1].split())]
    return found


def in_order(threads: Iterable[Thread]) -> tuple[Thread, ...]:
    """Return open conversations before resolved ones, in each the latest comment first."""
    latest = sorted(threads, key=lambda thread: thread.last.id, reverse=True)
    return tuple(sorted(latest, key=lambda thread: not thread.is_open))


def waits_for(thread: Thread, account_id: int | None, places: Collection[str]) -> bool:
    """Tell whether it is this person's turn: open, and the last word was somebody else's.

    It is a person's turn where they spoke or were mentioned, and at the places in their hands: a
    point (`P04`) or a single question (`P04.when`).
    """
    if not thread.is_open or thread.last.by == account_id:
        return False
    if thread.has_spoken(account_id) or thread.mentions(account_id):
        return True
    return thread.point in places or thread.subject.removeprefix("answer:") in places

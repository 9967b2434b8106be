"""The forms of single fields and what becomes of them: stored, refused, or clashed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field as Limits

from app.core.errors import Refused
from app.domain.answers import Problem
from app.domain.merge import is_undecided
from app.domain.roles import CountryScope
from app.identity.queries import account_names
from app.reporting import words
from app.reporting.pages.both_texts import (
    Sides,
    answer_kept_words,
    answer_words,
    clashed,
    merging_of,
    text_of,
)
from app.reporting.pages.conflicts import Merging
from app.reporting.pages.fields import (
    Field,
    Typed,
    answer_field,
    justification_field,
    refused,
)
from app.reporting.service.keeping import Base, Clash, Stored, standing_clash
from app.reporting.service.records import justify
from app.reporting.service.saving import (
    AnswerInput,
    save_answer,
)
from app.reporting.work import Work, open_work
from app.web.forms import FormModel, WholeNumber
from app.web.request_session import SessionDep

Outcome = Stored | Clash | Problem
Revision = Annotated[WholeNumber, Limits(ge=0, le=1_000_000_000)]
Key = Annotated[str, Limits(max_length=64)]


class FieldForm(FormModel):
    """What the form of every field brings along: what it knew, and the choice between two texts."""

    revision: Revision = 0
    idempotency_key: Key = ""
    resolve: Literal["", "mine", "theirs", "merged"] = ""
    merged: str = ""  # both texts put together
    base_revision: Revision = 0  # what both began from

    def texts(self, typed: tuple[str, ...]) -> tuple[str, ...]:
        """Return what is to be saved: what was typed, or both texts put together and decided on."""
        is_merged = self.resolve == "merged" and not self.is_undecided
        return (self.merged,) if is_merged else typed

    @property
    def is_undecided(self) -> bool:
        """Tell whether the text put together still has places to decide on."""
        return self.resolve == "merged" and is_undecided(self.merged)


class AnswerForm(FieldForm):
    """The form of one answer; `value` comes once for each ticked box."""

    value: tuple[str, ...] = ()
    language: words.Language | Literal[""] = ""
    visibility: words.Visibility = "public"


class JustificationForm(FieldForm):
    """The explanation of a warning."""

    finding_key: str
    text: str = ""


@dataclass(frozen=True)
class Sent:
    """What became of a field that was sent, and the field to show."""

    work: Work
    field: Field
    status: int  # 200 stored, 409 clashed, 422 cannot be read

    @property
    def is_stored(self) -> bool:
        """Tell whether the field shows what is stored."""
        return self.status == 200


Save = Callable[[Base], Outcome]


@dataclass(frozen=True)
class Doing:
    """Whose field is saved: the same for every kind."""

    session: SessionDep
    scope: CountryScope
    cycle: str
    subject: str

    def save(self, posted: FieldForm, save: Save) -> Outcome | None:
        """Save what was sent; None where the saved text was chosen and nothing is to be written."""
        if posted.resolve == "theirs":
            return None
        if posted.is_undecided:
            place = (self.session, self.scope, self.cycle, self.subject)
            return standing_clash(*place, posted.base_revision)
        return attempt(posted, save)


def attempt(posted: FieldForm, save: Save) -> Outcome:
    """Save against the revision and key of the form.

    A page brought back by the browser's Back button carries a key that was used: with another text
    that is a new attempt of the same person, so it is saved without the key instead of being lost.
    """
    try:
        return save(Base(posted.revision, posted.idempotency_key))
    except Refused as error:
        if error.code != "idempotency_key_reused":
            raise
        return save(Base(posted.revision))


def merging_sent(posted: FieldForm, clash: Clash, read: Sides, typed: Sides, who: str) -> Merging:
    """Return both texts put together, or what somebody already made of them."""
    given = posted.merged if posted.is_undecided else ""
    return merging_of(clash, read, typed, who, given)


def send_answer(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    code: str,
    posted: AnswerForm,
    url: str = "",
) -> Sent:
    """Save an answer as typed and return the field to show; `url` is where its form posts."""
    raw = posted.texts(posted.value)
    given = AnswerInput(
        raw=raw,
        language=posted.language or None,
        visibility=posted.visibility,
        decimal_mark=words.decimal_mark(),
    )
    outcome = Doing(session, scope, cycle, f"answer:{code}").save(
        posted, lambda base: save_answer(session, scope, cycle, code, given, base)
    )
    work = open_work(session, scope, cycle)
    field = answer_field(work, code, url=url)
    typed = Typed(raw, posted.language, posted.visibility)
    if isinstance(outcome, Problem):
        return Sent(work, refused(field, typed, outcome, posted.revision), 422)
    if isinstance(outcome, Clash):
        base, theirs = (answer_kept_words(work, code, c) for c in (outcome.base, outcome.theirs))
        read, who = (
            Sides(base, answer_words(work, code, typed), theirs),
            who_saved(session, outcome),
        )
        both = merging_sent(posted, outcome, read, read, who) if field.is_text else None
        return Sent(work, clashed(field, typed, outcome, read, who, both), 409)
    return Sent(work, field, 200)


def send_justification(
    session: SessionDep, scope: CountryScope, cycle: str, point: str, posted: JustificationForm
) -> Sent:
    """Save the explanation of a warning and return the field to show."""
    key = posted.finding_key
    text = posted.texts((posted.text,))[0]
    outcome = Doing(session, scope, cycle, f"justification:{key}").save(
        posted, lambda base: justify(session, scope, cycle, key, text, base)
    )
    work = open_work(session, scope, cycle)
    where = words.label_of(work.index, work.reporter, key.partition(":")[2])
    field, typed = justification_field(work, key, point, where), Typed((text,))
    if isinstance(outcome, Problem):
        return Sent(work, refused(field, typed, outcome, posted.revision), 422)
    if isinstance(outcome, Clash):
        base, theirs = (text_of(content, "text") for content in (outcome.base, outcome.theirs))
        read, who = Sides(base, text, theirs), who_saved(session, outcome)
        both = merging_sent(posted, outcome, read, read, who)
        return Sent(work, clashed(field, typed, outcome, read, who, both), 409)
    return Sent(work, field, 200)


def who_saved(session: SessionDep, clash: Clash) -> str:
    """Return the name of the person whose save came first."""
    return account_names(session, [clash.by]).get(clash.by or 0, "")

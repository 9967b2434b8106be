"""The forms of single fields and what becomes of them: stored, refused, or clashed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import Field as Limits

from app.core.errors import NotFound, Refused
from app.domain.answers import Problem
from app.domain.asked import home_of
from app.domain.indicators import periods
from app.domain.observations import ObservationKey, check_key, parse_key
from app.domain.roles import CountryScope
from app.identity.queries import account_names
from app.reporting import words
from app.reporting.pages.both_texts import (
    answer_kept_words,
    answer_words,
    cell_kept_words,
    cell_words,
    clashed,
)
from app.reporting.pages.fields import (
    Field,
    Typed,
    answer_field,
    justification_field,
    observation_field,
    refused,
)
from app.reporting.pages.point import label_at
from app.reporting.service.keeping import Base, Clash, Stored
from app.reporting.service.records import justify
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    save_answer,
    save_observation,
)
from app.reporting.work import Work, open_work
from app.web.forms import FormModel, WholeNumber
from app.web.request_session import SessionDep

Outcome = Stored | Clash | Problem
Revision = Annotated[WholeNumber, Limits(ge=0, le=1_000_000_000)]
Key = Annotated[str, Limits(max_length=64)]
Resolve = Literal["", "mine", "theirs"]


class AnswerForm(FormModel):
    """The form of one answer; `value` comes once for each ticked box."""

    value: tuple[str, ...] = ()
    language: words.Language | Literal[""] = ""
    visibility: words.Visibility = "public"
    revision: Revision = 0
    idempotency_key: Key = ""
    resolve: Resolve = ""


class ObservationForm(FormModel):
    """The form of one cell."""

    key: str
    value: tuple[str, ...] = ()
    missing_code: str = ""
    missing_reason: str = ""
    flags: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    reference_year: str = ""
    visibility: words.Visibility = "public"
    revision: Revision = 0
    idempotency_key: Key = ""
    resolve: Resolve = ""


class JustificationForm(FormModel):
    """The explanation of a warning."""

    finding_key: str
    text: str = ""
    revision: Revision = 0
    idempotency_key: Key = ""
    resolve: Resolve = ""


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


_T = TypeVar("_T")


def attempt(
    posted: AnswerForm | ObservationForm | JustificationForm, save: Callable[[Base], _T]
) -> _T:
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


def send_answer(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    code: str,
    posted: AnswerForm,
    url: str = "",
) -> Sent:
    """Save an answer as typed and return the field to show; `url` is where its form posts."""
    given = AnswerInput(
        raw=posted.value,
        language=posted.language or None,
        visibility=posted.visibility,
        decimal_mark=words.decimal_mark(),
    )
    outcome: Outcome | None = None
    if posted.resolve != "theirs":
        outcome = attempt(
            posted, lambda base: save_answer(session, scope, cycle, code, given, base)
        )
    work = open_work(session, scope, cycle)
    field = answer_field(work, code, url=url)
    typed = Typed(posted.value, posted.language, posted.visibility)
    if isinstance(outcome, Problem):
        return Sent(work, refused(field, typed, outcome), 422)
    if isinstance(outcome, Clash):
        mine = answer_words(work, code, typed)
        theirs = answer_kept_words(work, code, outcome.theirs)
        shown = clashed(field, typed, outcome, mine, theirs, _name(session, outcome))
        return Sent(work, shown, 409)
    return Sent(work, field, 200)


def send_observation(
    session: SessionDep, scope: CountryScope, cycle: str, posted: ObservationForm
) -> tuple[ObservationKey, Sent]:
    """Save a cell as it was typed and return its key with the field to show."""
    key = parse_key(posted.key)
    if key is None:
        raise NotFound
    outcome: Outcome | None = None
    if posted.resolve != "theirs":
        given = _given(posted)
        outcome = attempt(
            posted, lambda base: save_observation(session, scope, cycle, key, given, base)
        )
    work = open_work(session, scope, cycle)
    _check_asked(work, key)
    field, typed = observation_field(work, key, label=label_at(work, key)), _typed(posted)
    if isinstance(outcome, Problem):
        return key, Sent(work, refused(field, typed, outcome), 422)
    if isinstance(outcome, Clash):
        mine, theirs = cell_words(work, key, typed), cell_kept_words(work, key, outcome.theirs)
        shown = clashed(field, typed, outcome, mine, theirs, _name(session, outcome))
        return key, Sent(work, shown, 409)
    return key, Sent(work, field, 200)


def _check_asked(work: Work, key: ObservationKey) -> None:
    """Raise NotFound for a cell that this reporter does not enter."""
    known = work.index.indicators.get(key.indicator)
    allowed = periods(known.reference_period, work.draft.cycle.cutoff) if known else ()
    indicator = check_key(work.index, key, allowed)
    if isinstance(indicator, Problem) or indicator.validation.derived:
        raise NotFound
    asked = work.asked(home_of(work.index, key))
    if not (asked.has_status if indicator.per_point else indicator in asked.indicators):
        raise NotFound


def _given(posted: ObservationForm) -> ObservationInput:
    return ObservationInput(
        raw=posted.value,
        missing_code=posted.missing_code,
        missing_reason=posted.missing_reason,
        flags=posted.flags,
        source=posted.source,
        note=posted.note,
        reference_year=posted.reference_year,
        visibility=posted.visibility,
        decimal_mark=words.decimal_mark(),
    )


def _typed(posted: ObservationForm) -> Typed:
    return Typed(
        value=posted.value,
        visibility=posted.visibility,
        missing_code=posted.missing_code,
        missing_reason=posted.missing_reason,
        flags=posted.flags,
        source=posted.source,
        note=posted.note,
        reference_year=posted.reference_year,
    )


def send_justification(
    session: SessionDep, scope: CountryScope, cycle: str, point: str, posted: JustificationForm
) -> Sent:
    """Save the explanation of a warning and return the field to show."""
    key = posted.finding_key
    outcome: Outcome | None = None
    if posted.resolve != "theirs":
        outcome = attempt(
            posted, lambda base: justify(session, scope, cycle, key, posted.text, base)
        )
    work = open_work(session, scope, cycle)
    where = words.label_of(work.index, work.reporter, key.partition(":")[2])
    field, typed = justification_field(work, key, point, where), Typed((posted.text,))
    if isinstance(outcome, Problem):
        return Sent(work, refused(field, typed, outcome), 422)
    if isinstance(outcome, Clash):
        theirs = str(outcome.theirs["text"])
        shown = clashed(field, typed, outcome, posted.text, theirs, _name(session, outcome))
        return Sent(work, shown, 409)
    return Sent(work, field, 200)


def _name(session: SessionDep, clash: Clash) -> str:
    return account_names(session, [clash.by]).get(clash.by or 0, "")

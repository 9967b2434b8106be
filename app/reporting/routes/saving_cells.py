"""The form of one cell of an indicator and what becomes of it: stored, refused, or clashed."""

from typing import Literal

from app.core.errors import NotFound
from app.domain.answers import Problem
from app.domain.asked import home_of
from app.domain.indicators import periods
from app.domain.observations import ObservationKey, check_key, parse_key
from app.domain.roles import CountryScope
from app.reporting import words
from app.reporting.pages.both_cells import (
    CellChoices,
    cell_together,
    input_of,
    is_choice_missing,
    put_together,
)
from app.reporting.pages.both_texts import (
    Sides,
    cell_kept_words,
    cell_words,
    clashed,
    merging_of,
    text_of,
)
from app.reporting.pages.fields import Field, Typed, observation_field, refused
from app.reporting.pages.indicator_groups import label_at
from app.reporting.routes.saving import FieldForm, Outcome, Sent, attempt, who_saved
from app.reporting.service.keeping import Clash, standing_clash
from app.reporting.service.saving import save_observation
from app.reporting.work import Work, open_work
from app.web.request_session import SessionDep

Take = Literal["", "mine", "theirs"]


class ObservationForm(FieldForm):
    """The form of one cell; `take_…` is what was chosen of the parts that two people changed."""

    key: str
    value: tuple[str, ...] = ()
    missing_code: str = ""
    missing_reason: str = ""
    flags: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    reference_year: str = ""
    visibility: words.Visibility = "public"
    take_said: Take = ""
    take_source: Take = ""
    take_note: Take = ""
    take_reference_year: Take = ""
    take_visibility: Take = ""

    def choices(self) -> CellChoices:
        """Return what was chosen of each part."""
        sent = self.model_dump()
        said = {name[5:]: take for name, take in sent.items() if name.startswith("take_") and take}
        return CellChoices(said, self.merged if self.resolve == "merged" else "")


def send_observation(
    session: SessionDep, scope: CountryScope, cycle: str, posted: ObservationForm
) -> tuple[ObservationKey, Sent]:
    """Save a cell as it was typed and return its key with the field to show."""
    key = parse_key(posted.key)
    if key is None:
        raise NotFound
    seen = _seen(session, scope, cycle, key, posted)
    typed = _typed(posted)
    outcome: Outcome | None = seen
    if posted.resolve == "theirs":
        outcome = None
    elif seen is None or not _is_waiting(session, scope, cycle, key, posted, seen):
        if seen is not None:
            work = open_work(session, scope, cycle)
            typed = put_together(work, key, typed, seen, posted.choices())
        outcome = _save(session, scope, cycle, key, posted, typed)
    work = open_work(session, scope, cycle)
    _check_asked(work, key)
    field = observation_field(work, key, label=label_at(work, key))
    if isinstance(outcome, Problem):
        known = posted.base_revision if seen else posted.revision
        return key, Sent(work, refused(field, typed, outcome, known), 422)
    if isinstance(outcome, Clash):
        again = posted if outcome is seen else None
        who = who_saved(session, outcome)
        return key, Sent(work, _both(work, key, field, typed, outcome, who, again), 409)
    return key, Sent(work, field, 200)


def _seen(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    key: ObservationKey,
    posted: ObservationForm,
) -> Clash | None:
    """Return the clash whose two sides the form puts together; None for every other form."""
    if posted.resolve != "merged":
        return None
    revisions = (posted.base_revision, posted.revision)
    return standing_clash(session, scope, cycle, f"observation:{key}", *revisions)


def _is_waiting(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    key: ObservationKey,
    posted: ObservationForm,
    seen: Clash,
) -> bool:
    work = open_work(session, scope, cycle)
    choices = posted.choices()
    return posted.is_undecided or is_choice_missing(work, key, _typed(posted), seen, choices)


def _save(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    key: ObservationKey,
    posted: ObservationForm,
    typed: Typed,
) -> Outcome:
    given = input_of(typed)
    return attempt(posted, lambda base: save_observation(session, scope, cycle, key, given, base))


def _both(
    work: Work,
    key: ObservationKey,
    field: Field,
    typed: Typed,
    clash: Clash,
    who: str,
    again: ObservationForm | None,
) -> Field:
    """Return the field with both versions; `again` is the form that showed them already."""
    base, theirs = (cell_kept_words(work, key, c) for c in (clash.base, clash.theirs))
    read = Sides(base, cell_words(work, key, typed), theirs)
    texts = Sides(text_of(clash.base), "".join(typed.value), text_of(clash.theirs))
    given = again.merged if again else ""
    merging = merging_of(clash, read, texts, who, given) if field.is_text else None
    choices = again.choices() if again else None
    together = cell_together(work, key, typed, clash, who, choices, is_text=field.is_text)
    return clashed(field, typed, clash, read, who, merging, together)


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

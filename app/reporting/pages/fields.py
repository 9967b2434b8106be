"""One field as a form shows it: an answer, a cell or an explanation, editable or as text."""

import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import (
    Choice,
    Day,
    Kind,
    MultiChoice,
    Number,
    Problem,
    Quarter,
    Text,
    YesNo,
)
from app.domain.asked import AskedPoint, find_question, home_of, kind_of_question
from app.domain.contribution import Answer
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import Observation, ObservationKey, is_computed, kind_of
from app.domain.points import Header, Point, Question, question_code
from app.domain.qc.findings import HEADER
from app.domain.visibility import NEVER_PUBLISHED
from app.reporting import words
from app.reporting.addresses import (
    about_url,
    field_id,
    history_url,
    point_url,
    translations_url,
)
from app.reporting.origins import said_beside
from app.reporting.pages.before import Before, answer_before, cell_before, explanation_before
from app.reporting.pages.conflicts import Conflict
from app.reporting.pages.shares import Share, share_of
from app.reporting.translated import TextVersion, translations_of
from app.reporting.work import Work

RADIOS_AT_MOST = 7  # longer lists become a menu


@dataclass(frozen=True)
class FieldChoice:
    """One choice of a list: `mark` names the drawing of a progress step."""

    value: str
    label: str
    help: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Typed:
    """The texts in the controls of a field, from the store or as somebody just typed them."""

    value: tuple[str, ...] = ()
    language: str = ""
    visibility: str = "public"
    missing_code: str = ""
    missing_reason: str = ""
    flags: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    reference_year: str = ""


@dataclass(frozen=True)
class Qualifiers:
    """What can be said of a cell beside its value."""

    missing_options: tuple[tuple[str, str], ...]
    flag_options: tuple[FieldChoice, ...]
    asks_year: bool
    summary: str  # what is said already, in one line


@dataclass(frozen=True, kw_only=True)
class Field:
    """Everything the template of a field needs."""

    id: str  # of the control; links of findings lead here
    url: str
    label: str
    name: str  # of the form for those who hear it: says more than the label
    control: str  # text, line, yes_no, radios, menu, boxes, number, date, quarter
    typed: Typed
    text: str  # the value as it is read
    revision: int
    saved: str
    editable: bool
    idempotency_key: str = field(compare=False)  # new each time the field is shown
    sent_as: str = "value"  # name of the control in the form
    hidden: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    choices: tuple[FieldChoice, ...] = ()
    maximum: int = 0
    rows: int = 6
    unit: str = ""
    optional: bool = False
    computed: bool = False
    languages: tuple[tuple[str, str], ...] = ()
    visibilities: tuple[tuple[str, str], ...] = ()
    visibility_text: str = ""
    language_text: str = ""
    qualifiers: Qualifiers | None = None
    error: str = ""
    error_at: str = "value"
    conflict: Conflict | None = None
    history_url: str = ""  # where there is something to be seen
    translations: tuple[TextVersion, ...] = ()
    translations_url: str = ""  # where there is a text to translate
    share: Share | None = None  # worked out while its parts are typed
    before: Before | None = None  # what was said last time
    origin: str = ""  # where it comes from, when nobody typed it

    @property
    def form_id(self) -> str:
        """Id of the form around the control."""
        return f"form-{self.id}"

    @property
    def is_settled(self) -> bool:
        """Tell whether it shows what is stored, without anything that was refused."""
        return not self.error and self.conflict is None

    @property
    def is_text(self) -> bool:
        """Tell whether it is running text, of which two versions can be put together."""
        return self.control in ("text", "line")

    def wrong(self, part: str) -> str:
        """Return the sentence that stands at this part of the field."""
        return self.error if self.error_at == part else ""


_PARTS = {"not_a_year": "reference_year", "value_and_missing": "missing_code"}


def refused(field: Field, typed: Typed, problem: Problem, revision: int) -> Field:
    """Return the field with the typed texts kept and the reason beside them.

    It goes on from the revision its form knew: what somebody else saved since was not seen yet.
    """
    return replace(
        field,
        typed=typed,
        revision=revision,
        saved=_("Not saved"),
        error=sentence(problem.code, **problem.params),
        error_at=_PARTS.get(problem.code, "value"),
    )


def answer_field(work: Work, code: str, *, url: str = "") -> Field:
    """Return the field of an answer as it is stored; the code must be one that is asked."""
    found = find_question(work.index, work.reporter, code)
    if found is None:
        raise NotFound
    asked, question = found
    kind = kind_of_question(question)
    answer = work.draft.data.answers.get(code) or Answer(visibility=_ceiling(question))
    typed = typed_answer(kind, answer)
    is_text = isinstance(kind, Text)
    base = point_url(work.cycle, work.reporter, asked.id) if asked else ""
    return Field(
        id=field_id(code),
        url=url or f"{base}/answers/{code}",
        label=question.label,
        name=question.label,
        control=_control(kind),
        typed=typed,
        text=words.answer_text(question, answer.value),
        hint=question.hint or "",
        choices=_choices(kind),
        maximum=question.max_chars or 0 if is_text else 0,
        rows=6 if (question.max_chars or 0) > 1000 else 3,
        optional=_is_optional(question),
        languages=words.language_options() if is_text else (),
        language_text=words.language_word(answer.language) if answer.language else "",
        visibilities=words.visibility_options(_ceiling(question)),
        visibility_text=words.visibility_word(_visibility_shown(question, answer)),
        editable=work.can_write(asked.id if asked else None, code),
        before=answer_before(work, code, question, answer.value),
        origin=said_beside(answer.origin),
        translations=translations_of(answer),
        translations_url=(
            translations_url(work.cycle, work.reporter, code)
            if is_text and answer.value is not None
            else ""
        ),
        **_kept(work, f"answer:{code}"),
    )


def _ceiling(question: Question | Header) -> str:
    return question.sensitivity if isinstance(question, Question) else "public"


def _visibility_shown(question: Question | Header, answer: Answer) -> str:
    ceiling = _ceiling(question)
    return ceiling if ceiling == NEVER_PUBLISHED else answer.visibility


def _is_optional(question: Question | Header) -> bool:
    if isinstance(question, Header):
        return True
    conditional = question.required_with_progress or question.required_if
    return question.tier != "core" and not conditional


def _kept(work: Work, subject: str) -> dict[str, Any]:
    saved = work.draft.saved_at(subject)
    url = history_url(work.cycle, work.reporter, subject) if saved.revision else ""
    return {
        "history_url": url,
        "revision": saved.revision,
        "saved": words.saved_text(saved.at),
        "idempotency_key": secrets.token_hex(16),
    }


def typed_answer(kind: Kind, answer: Answer) -> Typed:
    """Return an answer as its controls show it."""
    value = () if answer.value is None else kind.to_form(answer.value)
    return Typed(value, answer.language or current_locale(), answer.visibility)


def observation_field(
    work: Work, key: ObservationKey, *, label: str = "", compact: bool = False
) -> Field:
    """Return the field of a cell as it is stored; `compact` shows a long choice as a menu."""
    index = work.index
    indicator = index.indicators[key.indicator]
    kind = kind_of(index, indicator, key)
    seen = work.draft.data.observations.get(key) or Observation(visibility=indicator.sensitivity)
    home = home_of(index, key)
    computed = is_computed(indicator, key)
    control = _control(kind)
    return Field(
        id=field_id(str(key)),
        url=f"{point_url(work.cycle, work.reporter, home)}/observations",
        label=label or words.cell_label(index, key),
        name=words.cell_label(index, key),
        control="menu" if compact and control == "radios" else control,
        typed=typed_observation(kind, seen),
        text=words.observation_text(index, key, seen),
        hidden=(("key", str(key)),),
        choices=_cell_choices(work, indicator, key, kind, seen),
        maximum=(kind.max_chars or 0) if isinstance(kind, Text) else 0,
        rows=4,
        unit=_unit(indicator) if isinstance(kind, Number) else "",
        computed=computed,
        visibilities=words.visibility_options(indicator.sensitivity),
        visibility_text=words.visibility_word(seen.visibility),
        qualifiers=qualifiers_of(work, indicator, seen),
        editable=work.can_write(home) and not computed,
        share=share_of(work, key),
        before=cell_before(work, key, seen),
        origin=said_beside(seen.origin),
        **_kept(work, f"observation:{key}"),
    )


def _unit(indicator: Indicator) -> str:
    return _("organisations") if indicator.is_counted_by_option else indicator.unit


def typed_observation(kind: Kind, seen: Observation) -> Typed:
    """Return a cell as its controls show it."""
    return Typed(
        value=() if seen.value is None else kind.to_form(seen.value),
        visibility=seen.visibility,
        missing_code=seen.missing.code if seen.missing else "",
        missing_reason=(seen.missing.reason or "") if seen.missing else "",
        flags=seen.flags,
        source=seen.source,
        note=seen.note,
        reference_year=str(seen.reference_year or ""),
    )


def qualifiers_of(work: Work, indicator: Indicator, seen: Observation) -> Qualifiers:
    """Return what can be said of a cell beside its value, and what is said already."""
    catalogue = work.index.catalogue
    has_own = any(o.value == "not_applicable" for o in work.index.options(indicator))
    said = [words.flag_word(work.index, flag) for flag in seen.flags]
    if seen.reference_year:
        said.append(_("Year: %(year)s") % {"year": seen.reference_year})
    if seen.source:
        said.append(_("Source: %(source)s") % {"source": seen.source})
    if seen.note:
        said.append(_("Note: %(note)s") % {"note": seen.note})
    return Qualifiers(
        missing_options=tuple(
            (m.code, m.label) for m in catalogue.missing_codes if not (has_own and m.code == "NA")
        ),
        flag_options=tuple(FieldChoice(f.flag, f.label) for f in catalogue.flags),
        asks_year=indicator.reference_period == "latest_available",
        summary="\n".join(said),
    )


def _control(kind: Kind) -> str:
    match kind:
        case Text(multiline=multiline):
            return "text" if multiline else "line"
        case YesNo():
            return "yes_no"
        case MultiChoice():
            return "boxes"
        case Choice(options=options):
            return "radios" if len(options) <= RADIOS_AT_MOST else "menu"
        case Number():
            return "number"
        case Day():
            return "date"
        case Quarter():
            return "quarter"


def _choices(kind: Kind) -> tuple[FieldChoice, ...]:
    if isinstance(kind, YesNo):
        return (FieldChoice("yes", _("Yes")), FieldChoice("no", _("No")))
    if isinstance(kind, Choice | MultiChoice):
        return tuple(FieldChoice(value, label) for value, label in kind.options)
    return ()


def _cell_choices(
    work: Work, indicator: Indicator, key: ObservationKey, kind: Kind, seen: Observation
) -> tuple[FieldChoice, ...]:
    if not isinstance(kind, Choice):
        return _choices(kind)
    options = work.index.options(indicator)
    if indicator.id != PROGRESS:
        return tuple(FieldChoice(o.value, o.label, o.meaning or "") for o in options)
    point = work.asked(key.point or "").point
    return tuple(
        FieldChoice(o.value, o.label, _anchor(point, o.value) or o.meaning or "", o.value)
        for o in options
        if o.value != "not_pursued" or point.not_pursued_open or seen.value == o.value
    )


def _anchor(point: Point, step: str) -> str:
    return getattr(point.anchors, step, None) or ""


def justification_field(work: Work, key: str, point: str, where: str) -> Field:
    """Return the field in which a warning is explained."""
    text = work.draft.justifications.get(key, "")
    place = (work.cycle, work.reporter)
    page = about_url(*place) if point == HEADER else point_url(*place, point)
    return Field(
        id=field_id(key).replace("answer-", "explanation-").replace("observation-", "explanation-"),
        url=f"{page}/justifications",
        label=_("Your explanation"),
        name=_("Explanation: %(where)s") % {"where": where},
        control="text",
        typed=Typed((text,) if text else ()),
        text=text,
        sent_as="text",
        hidden=(("finding_key", key),),
        hint=_("It is sent along with your report."),
        maximum=4000,
        rows=3,
        editable=work.can_write(None if point == HEADER else point),
        before=explanation_before(work, key),
        **_kept(work, f"justification:{key}"),
    )


def question_fields(work: Work, asked: AskedPoint, section: str) -> tuple[Field, ...]:
    """Return the fields of the questions of one section of a point."""
    return tuple(
        answer_field(work, question_code(asked.id, question.key))
        for question in asked.questions
        if question.section == section
    )

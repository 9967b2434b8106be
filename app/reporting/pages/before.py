"""What was said last time beside a field or a cell, and how far that is from what is said now."""

from dataclasses import dataclass
from decimal import Decimal

from app.core.i18n import format_number, ngettext
from app.core.i18n import gettext as _
from app.domain import last_time
from app.domain.answers import Value
from app.domain.asked import find_question
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.points import Header, Question
from app.reporting import words
from app.reporting.work import Work

_A_LINE = 120  # characters of a text that is shown without opening it


@dataclass(frozen=True)
class Before:
    """The value of the last submission; `change` is empty where nothing can be compared."""

    where: str  # cycle, version, and the period where it is not a day
    text: str
    change: str = ""
    language: str = ""

    @property
    def is_long(self) -> bool:
        """Tell whether the text is folded away."""
        return len(self.text) > _A_LINE or "\n" in self.text


def last_time_word(work: Work) -> str:
    """Return which submission is meant by last time; empty where there is none."""
    last = work.draft.last_time
    if last is None:
        return ""
    params = {"cycle": last.cycle, "version": format_number(last.version)}
    return _("cycle %(cycle)s, version %(version)s") % params


def answer_before(
    work: Work, code: str, question: Question | Header, now: Value | None
) -> Before | None:
    """Return the last reply to a question, None where there was none."""
    last = work.draft.last_time
    answer = last.answer(code) if last else None
    if last is None or answer is None:
        return None
    asked_then = find_question(last.index, work.reporter, code)
    text = words.answer_text(asked_then[1] if asked_then else question, answer.value)
    change = _("No change") if now is not None and now == answer.value else ""
    return Before(last_time_word(work), text, change, answer.language or "")


def explanation_before(work: Work, finding_key: str) -> Before | None:
    """Return how the same warning was explained last time, None where it was not."""
    rule, _sign, subject = finding_key.partition(":")
    text = work.draft.last_time.explanation(rule, subject) if work.draft.last_time else ""
    return Before(last_time_word(work), text) if text else None


def cell_before(work: Work, key: ObservationKey, now: Observation | None) -> Before | None:
    """Return what was said last of a cell, None where nothing was."""
    last = work.draft.last_time
    found = last.cell(work.index, key) if last else None
    if last is None or found is None:
        return None
    then, seen = found
    where = last_time_word(work)
    if then.period.count("-") != 2:
        where = f"{where}; {words.period_word(then.period)}"
    text = words.observation_text(last.index, then, seen)
    return Before(where, text, change_text(work.index, key, seen, now))


def change_text(
    index: CatalogueIndex, key: ObservationKey, before: Observation, now: Observation | None
) -> str:
    """Return the change of a cell in words: a difference, steps of a scale, or none at all."""
    if now is None or not now.is_given:
        return ""
    indicator = index.indicators[key.indicator]
    number = last_time.change(before, now)
    if number is not None and number.amount:
        return _difference(number, is_share=indicator.value_type == "percentage")
    if (before.value, before.missing) == (now.value, now.missing):
        return _("No change")
    moved = last_time.steps(index.options(indicator), before.value, now.value)
    if not moved:
        return ""
    if moved > 0:
        return ngettext("%(num)s step up", "%(num)s steps up", moved) % {"num": moved}
    return ngettext("%(num)s step down", "%(num)s steps down", -moved) % {"num": -moved}


def _difference(change: last_time.Change, *, is_share: bool) -> str:
    amount = _signed(change.amount)
    if is_share:  # a percentage of percentages says nothing
        return _("%(amount)s percentage points") % {"amount": amount}
    if change.percent is None:
        return amount
    return _("%(amount)s (%(percent)s %%)") % {"amount": amount, "percent": _signed(change.percent)}


def _signed(value: Decimal) -> str:
    number = format_number(abs(value))
    return f"+{number}" if value > 0 else f"\u2212{number}" if value < 0 else number

"""The switch between the core and everything, and about how long the rest will take."""

from dataclasses import dataclass
from decimal import Decimal

from app.core.i18n import format_number, ngettext
from app.core.i18n import gettext as _
from app.domain.asked import AskedPoint
from app.domain.core_only import beyond_core
from app.domain.effort import minutes_left
from app.domain.qc.findings import Finding
from app.domain.workflow import EDITABLE
from app.reporting.work import Work

SWITCH_URL = "/account/core-only"


@dataclass(frozen=True)
class CorePanel:
    """Whether only the core is shown, how much that leaves out, and the way to the other view."""

    is_on: bool
    text: str
    back: str  # where the switch leads back to
    url: str = SWITCH_URL


def hidden_at(
    work: Work, asked: AskedPoint, findings: tuple[Finding, ...], kept: tuple[str, ...] = ()
) -> frozenset[str]:
    """Return the questions and indicators a look at the core leaves out at a point.

    Nothing is left out where the Commission has asked something, and no field that is talked about.
    """
    if asked.id in work.draft.reopened:
        return frozenset()
    proposed = (p.target for p in work.draft.proposals_at(asked.id) if not p.decision)
    talked = (subject.partition(":")[2] for subject in work.draft.talked)
    subjects = (*(f.subject for f in findings), *proposed, *work.assigned, *talked, *kept)
    return beyond_core(work.draft.data, asked, subjects)


def core_panel(work: Work, is_on: bool, hidden: int, back: str) -> CorePanel | None:
    """Return the switch; None where the core is all there is, or nothing can be written."""
    if not hidden or work.draft.status not in EDITABLE:
        return None
    if is_on:
        text = ngettext(
            "Only the core is shown: %(num)s other question or indicator is hidden.",
            "Only the core is shown: %(num)s other questions and indicators are hidden.",
            hidden,
        )
    else:
        text = ngettext(
            "Everything is shown: %(num)s question or indicator more than the core.",
            "Everything is shown: %(num)s questions and indicators more than the core.",
            hidden,
        )
    return CorePanel(is_on, text % {"num": hidden}, back)


def time_left_text(work: Work, *, core_only: bool, point: str = "") -> str:
    """Return the estimate for what is missing, in words; empty where nothing is."""
    index, data = work.index, work.draft.data
    if work.draft.status not in EDITABLE:
        return ""
    core = minutes_left(index, data, core_only=True, point=point)
    whole = core if core_only else minutes_left(index, data, core_only=False, point=point)
    if not whole:
        return ""
    if whole == core:
        return _("about %(time)s of work left") % {"time": duration_word(core)}
    params = {"time": duration_word(whole), "core": duration_word(core)}
    if not core:
        return _("about %(time)s of work left, none of it for the core") % params
    return _("about %(time)s of work left, %(core)s of it for the core") % params


def duration_word(minutes: int) -> str:
    """Return a length of time, as roughly as it was estimated: five minutes, half an hour."""
    if minutes <= 55:
        rounded = max(5, -(-minutes // 5) * 5)
        return ngettext("%(num)s minute", "%(num)s minutes", rounded) % {"num": rounded}
    halves = -(-minutes // 30)
    number = format_number(Decimal(halves) / 2)
    return ngettext("%(num)s hour", "%(num)s hours", -(-halves // 2)) % {"num": number}

"""The page on which a cycle is moved: what the move does, who is told, and who stands where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.admin.cycle_pages import cycle_url, state_word
from app.admin.pages import FieldErrors
from app.catalogue.moving import next_state, state_before
from app.catalogue.queries import CycleInfo
from app.catalogue.told import Audience
from app.core.clock import now
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.domain.workflow import CycleStatus, Status, Window
from app.reporting.submissions import SubmissionHead
from app.reporting.words import status_word
from app.web.pages import Page


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act that is possible now, with everything it brings about."""

    to: str
    label: str
    does: tuple[str, ...]
    confirm: str


@dataclass(frozen=True, kw_only=True)
class MovePage(Page):
    """Where a cycle stands and where it can go."""

    template: ClassVar[str] = "admin/cycle_move.html"

    title: str
    url: str
    state: str
    shown: str  # the same as a code, sent back so that nobody moves what another one moved
    by_dates: str
    on: Step | None
    back: Step | None
    told: tuple[str, ...]
    stands: tuple[tuple[str, str], ...]  # state in words, how many reporters
    warnings: tuple[str, ...]
    errors: FieldErrors = ()


def move_page(
    cycle: CycleInfo,
    heads: Iterable[SubmissionHead],
    audience: Audience,
    *,
    extended: int = 0,
    errors: FieldErrors = (),
) -> MovePage:
    """Return the page; of drafts nothing is known but that nothing was submitted."""
    counts = Counter(head.status for head in heads)
    on, back = next_state(cycle), state_before(cycle)
    return MovePage(
        title=cycle.title,
        url=f"{cycle_url(cycle.code)}/move",
        state=state_word(cycle.status),
        shown=cycle.status.value,
        by_dates=_by_dates(cycle),
        on=_step_on(cycle, on) if on else None,
        back=_step_back(cycle, back) if back else None,
        told=_told(audience),
        stands=tuple(
            (_outside_word(status), str(counts[status])) for status in Status if counts[status]
        ),
        warnings=tuple(_warnings(cycle, on, counts, extended)),
        errors=errors,
    )


def _outside_word(status: Status) -> str:
    return _("Nothing submitted") if status is Status.NOT_STARTED else status_word(status)


def _by_dates(cycle: CycleInfo) -> str:
    if cycle.is_baseline or cycle.status is not CycleStatus.FROZEN:
        return ""
    return {
        Window.BEFORE_OPENING: _("By its dates it is not open yet; it opens by itself."),
        Window.OPEN: _("By its dates it is open. It becomes late and closes by itself."),
        Window.LATE: _("By its dates it is overdue; it closes by itself."),
        Window.CLOSED: _("By its dates it is closed, but for countries with more time."),
    }[cycle.window(now())]


def _step_on(cycle: CycleInfo, to: CycleStatus) -> Step:
    return Step(
        to=to.value,
        label=_label(to),
        does=tuple(_does(cycle, to)),
        confirm=_("The cycle moves at once. Everybody concerned reads of it in the record."),
    )


def _step_back(cycle: CycleInfo, to: CycleStatus) -> Step:
    return Step(
        to=to.value,
        label=_("Move back: %(state)s") % {"state": state_word(to)},
        does=(
            _("This undoes the last move by a new act. Both stay in the record for ever."),
            _("Editions and documents that were made meanwhile stay as they are."),
        ),
        confirm=_("The cycle moves back at once, and everybody concerned is told."),
    )


def _label(to: CycleStatus) -> str:
    return {
        CycleStatus.DESIGN: _("Back to design"),
        CycleStatus.FROZEN: _("Freeze the questions"),
        CycleStatus.CONSOLIDATION: _("End reporting and consolidate"),
        CycleStatus.FACT_CHECK: _("Start the fact check"),
        CycleStatus.PUBLISHED: _("Call the cycle published"),
        CycleStatus.ARCHIVED: _("Archive the cycle"),
    }[to]


def _does(cycle: CycleInfo, to: CycleStatus) -> list[str]:
    embargo = _("An embargo goes on until its moment: nothing is public before it.")
    return {
        CycleStatus.FROZEN: [
            _("The questions, indicators and code lists are frozen for good."),
            _("Comments on the draft are closed; they stay to be read."),
            _("Reporting opens, becomes late and closes by the dates of the cycle."),
        ],
        CycleStatus.CONSOLIDATION: [
            _("No country can write, send or submit any more, with more time or without."),
            _("Subgroup readers see editions of this cycle, marked as restricted."),
        ],
        CycleStatus.FACT_CHECK: [
            _("Countries and editors check the figures of the frozen edition."),
            _("Nothing becomes public by this."),
        ],
        CycleStatus.PUBLISHED: [
            _("The cycle is called published. What is public is decided by its edition."),
            *([embargo] if cycle.embargo_until else []),
        ],
        CycleStatus.ARCHIVED: [_("Nothing of the cycle can be changed; everything can be read.")],
    }.get(to, [])


def _told(audience: Audience) -> tuple[str, ...]:
    countries = sum(bool(people) for people in audience.by_reporter.values())
    people = audience.in_countries
    staff = len(audience.of_the_union)
    if not audience.by_reporter:
        return ()
    leads = ngettext(
        "{number} reporting lead or signatory, in {countries} of {all} reporters",
        "{number} reporting leads and signatories, in {countries} of {all} reporters",
        people,
    )
    desk = ngettext(
        "{number} colleague at the Commission: desk officers, editors, cycle managers",
        "{number} colleagues at the Commission: desk officers, editors, cycle managers",
        staff,
    )
    lines = [leads.format(number=people, countries=countries, all=len(audience.by_reporter))]
    return (*lines, *([desk.format(number=staff)] if staff else []))


def _warnings(
    cycle: CycleInfo, to: CycleStatus | None, counts: Counter[Status], extended: int
) -> list[str]:
    found = []
    asked, sent = counts[Status.CLARIFICATION_REQUESTED], counts[Status.SUBMITTED]
    if to is CycleStatus.CONSOLIDATION:
        if cycle.window(now()) is not Window.CLOSED:
            found.append(_("The closing date has not come yet: countries still expect to report."))
        if extended:
            found.append(_n_countries(extended, _("still with more time")))
        if asked:
            found.append(_n_countries(asked, _("asked for clarification, not answered")))
        if sent:
            found.append(_n_countries(sent, _("submitted, not accepted yet")))
    if to is CycleStatus.FROZEN and cycle.opens_at <= now():
        found.append(_("The opening date has passed: countries can write at once."))
    return found


def _n_countries(number: int, what: str) -> str:
    words = ngettext("{number} country: {what}.", "{number} countries: {what}.", number)
    return words.format(number=number, what=what)

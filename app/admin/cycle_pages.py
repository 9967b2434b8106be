"""Pages of the cycles: all of them, and one with its dates and the extensions of reporters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.admin.pages import FieldErrors
from app.catalogue.models import CycleKind, Extension
from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, format_date, format_datetime
from app.core.i18n import gettext as _
from app.domain.workflow import CycleStatus
from app.reporting.pages.questionnaire import questionnaire_links
from app.web.pages import Link, Page


@dataclass(frozen=True, kw_only=True)
class CycleLine:
    """One cycle in the list."""

    title: str
    url: str
    kind: str
    state: str
    due: str
    asked: tuple[Link, ...]  # what is asked, on paper


@dataclass(frozen=True, kw_only=True)
class CyclesPage(Page):
    """All cycles, the newest first."""

    template: ClassVar[str] = "admin/cycles.html"

    cycles: tuple[CycleLine, ...]
    can_make: bool  # there is one to make the next from


@dataclass(frozen=True, kw_only=True)
class ExtensionLine:
    """More time for one reporter."""

    reporter: str
    until: str
    reason: str
    granted: str


@dataclass(frozen=True, kw_only=True)
class ExtensionFields:
    """What was typed into the form of an extension."""

    reporter: str = ""
    until: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CyclePage(Page):
    """One cycle: dates, state, extensions, and the form for another one."""

    template: ClassVar[str] = "admin/cycle.html"

    title: str
    url: str
    state: str
    dates: tuple[tuple[str, str], ...]
    acts: tuple[tuple[str, str, str], ...]  # what can be done here: label, address, what it does
    extensions: tuple[ExtensionLine, ...]
    can_extend: bool
    asked: tuple[Link, ...]
    reporters: tuple[tuple[str, str], ...]
    fields: ExtensionFields = ExtensionFields()
    notice: str = ""
    errors: FieldErrors = ()


def cycle_url(code: str) -> str:
    """Return the page of a cycle."""
    return f"/cycles/{code}"


def cycles_page(cycles: list[CycleInfo]) -> CyclesPage:
    """Return the list of cycles."""
    return CyclesPage(
        can_make=any(not cycle.is_baseline for cycle in cycles),
        cycles=tuple(
            CycleLine(
                title=cycle.title,
                url=cycle_url(cycle.code),
                kind=_kind_word(cycle.kind),
                state=state_word(cycle.status),
                due=format_date(cycle.due_at),
                asked=() if cycle.is_baseline else questionnaire_links(cycle),
            )
            for cycle in cycles
        ),
    )


def cycle_page(
    cycle: CycleInfo,
    reporters: tuple[str, ...],
    extensions: Mapping[str, Extension],
    continued: Mapping[str, str],
    *,
    fields: ExtensionFields | None = None,
    notice: str = "",
    errors: FieldErrors = (),
) -> CyclePage:
    """Return one cycle; the reporters are those of its catalogue, in their order."""
    is_going_on = cycle.status in (CycleStatus.DESIGN, CycleStatus.FROZEN)
    return CyclePage(
        title=cycle.title,
        url=cycle_url(cycle.code),
        state=state_word(cycle.status),
        dates=(
            (_("Opens"), format_datetime(cycle.opens_at)),
            (_("Due"), format_datetime(cycle.due_at)),
            (_("Closes"), format_datetime(cycle.closes_at)),
            (_("Cut-off date of the figures"), format_date(cycle.cutoff)),
            *_embargo(cycle),
            *_continued(continued),
        ),
        acts=tuple(_acts(cycle)),
        extensions=tuple(
            _extension_line(code, extensions[code]) for code in reporters if code in extensions
        ),
        can_extend=is_going_on and not cycle.is_baseline,
        asked=() if cycle.is_baseline else questionnaire_links(cycle),
        reporters=tuple((code, country_name(code)) for code in reporters),
        fields=fields or ExtensionFields(),
        notice=notice,
        errors=errors,
    )


def _embargo(cycle: CycleInfo) -> tuple[tuple[str, str], ...]:
    until = cycle.embargo_until
    return ((_("Embargo until"), format_datetime(until)),) if until else ()


def _continued(mapping: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = ", ".join(
        _("%(new)s continues %(old)s") % {"new": int(new[1:]), "old": int(old[1:])}
        for new, old in sorted(mapping.items())
    )
    return ((_("Points with another number than last time"), pairs),) if pairs else ()


def _acts(cycle: CycleInfo) -> Iterator[tuple[str, str, str]]:
    """Yield what can be done with a cycle, in the order in which it is usually done."""
    url = cycle_url(cycle.code)
    if not cycle.is_baseline:
        yield (
            _("Questions: changes and comments"),
            f"/catalogue/{cycle.code}",
            _("What is asked differently than last time, and what readers say about the draft."),
        )
        yield (
            _("Change dates"),
            f"{url}/dates",
            _("Opening, due and closing day, cut-off, embargo. Every country reads of a change."),
        )
        yield (
            _("Official series"),
            f"{url}/series",
            _("Load values that others publish; each country finds them as proposals."),
        )
        yield (
            _("Quality rules"),
            f"{url}/rules",
            _("How each rule counts and what it finds; try out a new one, retire a noisy one."),
        )
        yield (
            _("Second pair of eyes"),
            f"{url}/bounds",
            _("Above which figures a submission is accepted by two desk officers only."),
        )
        yield (
            _("Tell the countries something"),
            f"{url}/notices",
            _("A notice to all reporting leads or to some, on their page and by mail."),
        )
    yield (
        _("Move the cycle"),
        f"{url}/move",
        _("One state on or back. It shows first what that does and who is told."),
    )


def _extension_line(reporter: str, extension: Extension) -> ExtensionLine:
    return ExtensionLine(
        reporter=country_name(reporter),
        until=format_date(extension.until),
        reason=extension.reason,
        granted=format_date(extension.granted_at),
    )


def _kind_word(kind: CycleKind) -> str:
    return {
        CycleKind.LIVE: _("Reported by the countries"),
        CycleKind.BASELINE: _("Compiled from public sources"),
        CycleKind.TRAINING: _("For training"),
    }[kind]


def state_word(status: CycleStatus) -> str:
    """Return the state of a cycle in words."""
    return {
        CycleStatus.DESIGN: _("In design"),
        CycleStatus.FROZEN: _("Questions frozen, reporting by its dates"),
        CycleStatus.CONSOLIDATION: _("Being consolidated"),
        CycleStatus.FACT_CHECK: _("In fact check"),
        CycleStatus.PUBLISHED: _("Published"),
        CycleStatus.ARCHIVED: _("Archived"),
    }[status]

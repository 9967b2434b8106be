"""Pages of a cycle's making: the next one from the last, and its dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.admin.cycle_pages import cycle_url
from app.admin.pages import FieldErrors
from app.catalogue.dates import CycleDates
from app.catalogue.models import CycleKind
from app.catalogue.queries import CycleInfo
from app.core.clock import BRUSSELS
from app.core.i18n import gettext as _
from app.domain.workflow import CycleStatus
from app.web.pages import Page


@dataclass(frozen=True, kw_only=True)
class DateFields:
    """The dates as a form shows them: days, and a time for the embargo."""

    cutoff: str = ""
    opens_on: str = ""
    due_on: str = ""
    closes_on: str = ""
    embargo: str = ""


@dataclass(frozen=True, kw_only=True)
class NewCyclePage(Page):
    """The form that makes a cycle from another one."""

    template: ClassVar[str] = "admin/new_cycle.html"

    source: str
    source_title: str
    sources: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    kind: str
    code: str = ""
    title: str = ""
    mapping: str = ""
    dates: DateFields
    errors: FieldErrors = ()


@dataclass(frozen=True, kw_only=True)
class DatesPage(Page):
    """The form that changes the dates of a cycle."""

    template: ClassVar[str] = "admin/cycle_dates.html"

    title: str
    url: str
    rules: tuple[str, ...]
    dates: DateFields
    errors: FieldErrors = ()


def date_fields(dates: CycleDates) -> DateFields:
    """Return dates as the fields of a form, in Brussels."""
    embargo = dates.embargo_until
    return DateFields(
        cutoff=dates.cutoff.isoformat(),
        opens_on=_day(dates.opens_at),
        due_on=_day(dates.due_at),
        closes_on=_day(dates.closes_at),
        embargo=f"{embargo.astimezone(BRUSSELS):%Y-%m-%dT%H:%M}" if embargo else "",
    )


def _day(moment: datetime) -> str:
    return moment.astimezone(BRUSSELS).date().isoformat()


def new_cycle_page(
    cycles: list[CycleInfo],
    source: CycleInfo,
    kind: CycleKind,
    dates: DateFields,
    *,
    given: Mapping[str, str] | None = None,
    errors: FieldErrors = (),
) -> NewCyclePage:
    """Return the form; `given` is what was typed before it was refused."""
    return NewCyclePage(
        source=source.code,
        source_title=source.title,
        sources=tuple((c.code, c.title) for c in cycles if not c.is_baseline),
        kinds=(
            (CycleKind.LIVE.value, _("For reporting")),
            (CycleKind.TRAINING.value, _("For training: generated content, never published")),
        ),
        kind=kind.value,
        dates=dates,
        errors=errors,
        **(given or {}),
    )


def dates_page(
    cycle: CycleInfo, *, fields: DateFields | None = None, errors: FieldErrors = ()
) -> DatesPage:
    """Return the form of the dates with what may still be changed."""
    return DatesPage(
        title=cycle.title,
        url=f"{cycle_url(cycle.code)}/dates",
        rules=tuple(_rules(cycle)),
        dates=fields or date_fields(cycle.dates),
        errors=errors,
    )


def _rules(cycle: CycleInfo) -> list[str]:
    always = _("Days begin and end in Brussels, also when the clocks change.")
    said = _("Every change stands in the record of every country, with the date before it.")
    if cycle.status is CycleStatus.DESIGN:
        return [always, _("While the cycle is in design every date can be moved."), said]
    return [
        always,
        _("The questions are frozen: the cut-off date stays, what has passed stays, and the "
          "due and closing dates only move later."),
        said,
    ]  # fmt: skip

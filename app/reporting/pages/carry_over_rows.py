"""The page that shows what is copied from the last submission, and its rows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from app.core.i18n import gettext as _
from app.domain.carried_records import RecordOffer
from app.reporting import words
from app.reporting.addresses import carry_measures_url
from app.reporting.pages.records import can_edit
from app.reporting.service.carrying import measures_before
from app.reporting.work import Work
from app.web.pages import Link, Page


@dataclass(frozen=True)
class OfferRow:
    """One field: what it is called, what was said, and what stands there now."""

    id: str
    value: str  # `<revision>:<subject>`, as the form sends it
    label: str
    said: str
    now: str
    language: str
    is_chosen: bool


@dataclass(frozen=True)
class OfferGroup:
    """Fields that are copied for the same reason."""

    title: str
    note: str
    rows: tuple[OfferRow, ...]


@dataclass(frozen=True, kw_only=True)
class CarryOverPage(Page):
    """Contract of the page that asks before it copies."""

    template: ClassVar[str] = "reporting/carry_over.html"

    title: str
    crumbs: tuple[Link, ...]
    lead: str
    intro: str
    groups: tuple[OfferGroup, ...]
    url: str
    back: Link
    indicator: str
    idempotency_key: str
    problem: str = ""  # why nothing was copied
    changed: tuple[str, ...] = ()  # the fields that somebody saved meanwhile

    def with_nothing_chosen(self) -> "CarryOverPage":
        """Return the page for somebody who chose nothing."""
        return replace(self, problem=_("Nothing was copied, because nothing is ticked"))

    def after_change(self, work: Work, subjects: Iterable[str]) -> "CarryOverPage":
        """Return the page for somebody whose list was overtaken; nothing was copied."""
        named = (_name(work, one) for one in subjects)
        problem = _("Somebody saved here meanwhile, so nothing was copied")
        return replace(self, problem=problem, changed=tuple(named))


def _name(work: Work, subject: str) -> str:
    """Return what a field or a record is called."""
    kind, _colon, uid = subject.partition(":")
    if kind not in ("measure", "evidence"):
        return words.label_of(work.index, work.reporter, subject)
    data = work.draft.data
    titles = {m.uid: m.title for m in data.measures} | {e.uid: e.title for e in data.evidence}
    return titles.get(uid, "")


def carry_measures_link(work: Work) -> Link | None:
    """Return the way to that page, None where there is nothing to take over or nobody may."""
    last = work.draft.last_time
    if last is None or not measures_open_to(work):
        return None
    url = carry_measures_url(work.cycle, work.reporter)
    return _("Take over measures of cycle %(cycle)s") % {"cycle": last.cycle}, url


def measures_open_to(work: Work) -> list[RecordOffer]:
    """Return the measures of last time that this person may enter anew."""
    found = measures_before(work.draft)
    return [one for one in found if can_edit(work, getattr(one.record, "points", ()))]

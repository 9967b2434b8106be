"""The ministries that were asked to approve points: the list, the form that asks, the read view."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import ClassVar

from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.domain.contribution import from_payload
from app.domain.ministry import ASKED_WHILE, HOLDS_BACK, Standing
from app.domain.roles import Permission
from app.reporting import words
from app.reporting.addresses import ministries_url, ministry_url
from app.reporting.ministries import MinistryAsk
from app.reporting.pages.around import Around, around
from app.reporting.pages.asked import point_numbers
from app.reporting.pages.content import ContentView, content_view
from app.reporting.pages.evidence import draft_file
from app.reporting.pages.signed_findings import FindingLine, finding_lines
from app.reporting.people import Holder
from app.reporting.service.signing import ToSign
from app.reporting.work import Work
from app.web.pages import Link, Page

TONES = {
    Standing.WAITING: "waiting",
    Standing.APPROVED: "done",
    Standing.CHANGED: "warning",
    Standing.RETURNED: "warning",
    Standing.WITHDRAWN: "quiet",
}


@dataclass(frozen=True)
class MinistryRow:
    """One ministry that was asked."""

    id: int
    body: str
    name: str
    points: str
    word: str
    tone: str
    said: str  # when it was asked, approved, returned or withdrawn, and by whom
    note: str
    url: str
    withdraw_url: str  # empty where it cannot be withdrawn
    holds_back: bool


@dataclass(frozen=True)
class AskFields:
    """The form by which a ministry is asked, as it was sent."""

    body: str = ""
    account: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MinistriesPage(Page):
    """Who was asked, and the form that asks one more."""

    template: ClassVar[str] = "reporting/ministries.html"

    around: Around
    url: str
    rows: tuple[MinistryRow, ...]
    can_ask: bool
    people: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, str], ...]
    fields: AskFields = field(default_factory=AskFields)
    errors: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MinistryPage(Page):
    """Exactly what a colleague approves for a ministry."""

    template: ClassVar[str] = "reporting/ministry.html"

    around: Around
    title: str
    row: MinistryRow
    lead: str
    can_decide: bool
    is_approved: bool
    shown_sha256: str
    explained: tuple[FindingLine, ...]
    content: ContentView
    note: str = ""
    errors: tuple[Link, ...] = ()


def standing_word(found: Standing) -> str:
    """Return where the sign-off of a ministry stands, in words."""
    return {
        Standing.WAITING: _("Not approved yet"),
        Standing.APPROVED: _("Approved"),
        Standing.CHANGED: _("Changed since it was approved"),
        Standing.RETURNED: _("Returned with a note"),
        Standing.WITHDRAWN: _("No longer asked"),
    }[found]


def ministry_rows(
    work: Work, ready: ToSign, asks: Iterable[MinistryAsk]
) -> tuple[MinistryRow, ...]:
    """Return the ministries as lists show them."""
    return tuple(_row(work, ready, ask) for ask in asks)


def _row(work: Work, ready: ToSign, ask: MinistryAsk) -> MinistryRow:
    found = ask.standing(ready.fingerprint)
    url = ministry_url(work.cycle, work.reporter, ask.id)
    may = Permission.POINT_APPROVE in work.scope.permissions
    is_open = work.draft.status in ASKED_WHILE and found is not Standing.WITHDRAWN
    return MinistryRow(
        id=ask.id,
        body=ask.body,
        name=ask.name,
        points=point_numbers(ask.points),
        word=standing_word(found),
        tone=TONES[found],
        said=_said(ask, found),
        note=ask.note if found is Standing.RETURNED else "",
        url=url,
        withdraw_url=f"{url}/withdraw" if may and is_open else "",
        holds_back=found in HOLDS_BACK,
    )


def _said(ask: MinistryAsk, found: Standing) -> str:
    if found is Standing.WITHDRAWN and ask.withdrawn_at:
        params = {"name": ask.withdrawn_by, "time": format_datetime(ask.withdrawn_at)}
        return _("Withdrawn by %(name)s, %(time)s") % params
    if ask.decided_at and found is Standing.RETURNED:
        return _("Returned on %(time)s") % {"time": format_datetime(ask.decided_at)}
    if ask.decided_at and found in (Standing.APPROVED, Standing.CHANGED):
        return _("Approved on %(time)s") % {"time": format_datetime(ask.decided_at)}
    return _("Asked on %(time)s") % {"time": format_datetime(ask.asked_at)}


def ministries_page(
    work: Work,
    ready: ToSign,
    asks: Iterable[MinistryAsk],
    people: Iterable[Holder],
    *,
    fields: AskFields | None = None,
    errors: tuple[Link, ...] = (),
) -> MinistriesPage:
    """Return the page of the lead."""
    left_out = work.draft.data.left_out
    return MinistriesPage(
        around=around(work, "sign_off", _("Ministries")),
        url=ministries_url(work.cycle, work.reporter),
        rows=ministry_rows(work, ready, asks),
        can_ask=work.draft.status in ASKED_WHILE,
        people=tuple((str(person.account_id), person.name) for person in people),
        points=tuple(
            (asked.id, f"{asked.point.number}. {words.point_title(asked.point)}")
            for asked in work.points
            if asked.id not in left_out
        ),
        fields=fields or AskFields(),
        errors=errors,
    )


def ministry_page(
    work: Work, ready: ToSign, ask: MinistryAsk, *, note: str = "", errors: tuple[Link, ...] = ()
) -> MinistryPage:
    """Return the read view of the points of one ministry, made from what would be signed."""
    found = ask.standing(ready.fingerprint)
    is_asked = ask.account_id == work.scope.account_id and found is not Standing.WITHDRAWN
    lines = [
        f for f in ready.content["findings"] if f["point"] in ask.points and f["justification"]
    ]
    return MinistryPage(
        around=around(work, "sign_off", ask.body),
        title=_("Approval by %(ministry)s") % {"ministry": ask.body},
        row=_row(work, ready, ask),
        lead=_lead(found, is_asked),
        can_decide=is_asked and work.draft.status in ASKED_WHILE,
        is_approved=found is Standing.APPROVED,
        shown_sha256=ready.fingerprint(ask.points),
        explained=finding_lines(work.index, work.reporter, lines),
        content=_only(_content(work, ready), ask.points),
        note=note,
        errors=errors,
    )


def _lead(found: Standing, is_asked: bool) -> str:
    if found is Standing.CHANGED:
        return _("Something changed here since it was approved, so the approval no longer counts.")
    if found is Standing.APPROVED:
        return _("What stands here is what was approved.")
    if is_asked:
        return _("Your reporting lead asks you to approve what stands here for your ministry.")
    return ""


def _content(work: Work, ready: ToSign) -> ContentView:
    data = from_payload(ready.content["content"])
    return content_view(work.index, data, lambda evidence: draft_file(work, evidence))


def _only(content: ContentView, points: Collection[str]) -> ContentView:
    groups = (
        replace(group, points=tuple(p for p in group.points if p.id in points))
        for group in content.groups
    )
    return replace(content, header=(), groups=tuple(group for group in groups if group.points))

"""What a person should do next with a contribution, and what they should know first."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.completeness import Completeness, PointState
from app.domain.qc.findings import Finding
from app.domain.roles import Permission, Role
from app.domain.workflow import EDITABLE, Action, Status, Window, allowed_actions
from app.reporting import addresses
from app.reporting.work import Work


@dataclass(frozen=True)
class NextStep:
    """The one next step, as a button."""

    label: str
    url: str
    why: str = ""


@dataclass(frozen=True)
class Notice:
    """Something to know before going on."""

    kind: str  # info, success, warning
    title: str
    text: str = ""


def next_step(work: Work, judged: Completeness, blocking: Sequence[Finding]) -> NextStep | None:
    """Return the next step of this person, None when others have to act."""
    status = work.draft.status
    if work.draft.cycle.is_baseline:  # compiled for the country: nobody acts and nobody signed
        return None
    if status in EDITABLE:
        return _while_preparing(work, judged, blocking)
    actions = allowed_actions(status, work.scope.permissions)
    sign_off = addresses.sign_off_url(work.cycle, work.reporter)
    if Action.SIGN_OFF in actions:
        return NextStep(_("Read and sign"), sign_off)
    if Action.SUBMIT in actions and _is_open(work):
        return NextStep(_("Submit to the Commission"), sign_off)
    if status in (Status.AWAITING_SIGN_OFF, Status.SIGNED_OFF):
        return NextStep(_("See what is to be signed"), sign_off)
    if Action.REOPEN in actions and _is_open(work):
        return NextStep(_("Take up reporting again"), sign_off)
    if work.draft.version:
        url = addresses.submission_url(work.cycle, work.reporter, work.draft.version, "receipt")
        return NextStep(_("See the receipt"), url)
    return None


def _is_open(work: Work) -> bool:
    return work.draft.cycle.window(work.at) in (Window.OPEN, Window.LATE)


def _while_preparing(
    work: Work, judged: Completeness, blocking: Sequence[Finding]
) -> NextStep | None:
    if not _is_open(work) or Permission.ANSWER_EDIT not in work.scope.permissions:
        return None
    mine = [p for p in judged.included if work.can_write(p.point)]
    unfinished = [p for p in mine if p.state is not PointState.COMPLETE]
    # What somebody has begun comes before what nobody has touched.
    begun = [p for p in unfinished if p.state is PointState.IN_PROGRESS]
    for point in (*begun, *unfinished):
        label = _("Go on with point %(number)s") if begun else _("Begin with point %(number)s")
        if not begun and any(p.given for p in judged.included):
            label = _("Go on with point %(number)s")
        url = addresses.point_url(work.cycle, work.reporter, point.point)
        return NextStep(label % {"number": int(point.point[1:])}, url)
    if any(work.can_write(f.point) for f in blocking):
        url = addresses.findings_url(work.cycle, work.reporter)
        return NextStep(_("See what blocks sending"), url)
    if work.scope.has(Role.REPORTING_LEAD):
        url = addresses.sign_off_url(work.cycle, work.reporter)
        return NextStep(_("Check and send for sign-off"), url)
    return None


def notice(work: Work) -> Notice | None:
    """Return what this person should know about the state of the contribution."""
    draft = work.draft
    if draft.cycle.is_baseline:
        title = _("Compiled from public sources; nothing was reported or signed")
        return Notice("info", title, _("What was not found in public may well exist."))
    if draft.status in EDITABLE and not _is_open(work):
        return _outside_the_dates(work)
    texts = {
        Status.IN_PREPARATION: _("The signatory handed this back"),
        Status.CLARIFICATION_REQUESTED: _("Only the questioned points are open"),
        Status.AWAITING_SIGN_OFF: _("Waiting for the signatory: everything is locked"),
        Status.SIGNED_OFF: _("Signed off, not submitted yet"),
        Status.DECLINED: _("Your country has declined to report in this cycle"),
        Status.WITHDRAWN: _("The submission was withdrawn"),
    }
    if draft.status in (Status.NOT_STARTED, Status.IN_PREPARATION) and not draft.reason:
        return _own_points_done(work) or _nothing_to_sign(work)
    if draft.status not in texts:
        return None
    kind = "warning" if draft.status in EDITABLE else "info"
    return Notice(kind, texts[draft.status], draft.reason)


def more_time(work: Work) -> Notice | None:
    """Return until when this reporter has more time, and why."""
    cycle = work.draft.cycle
    if cycle.extended_until is None or work.at > cycle.extended_until:
        return None
    title = _("Your country has more time: until %(day)s") % {
        "day": format_date(cycle.extended_until)
    }
    return Notice("info", title, cycle.extension_reason)


def _outside_the_dates(work: Work) -> Notice:
    cycle = work.draft.cycle
    if cycle.window(work.at) is Window.BEFORE_OPENING:
        params = {"day": format_date(cycle.opens_at)}
        return Notice("info", sentence("cycle_not_open"), _("It opens on %(day)s.") % params)
    return Notice("info", sentence("cycle_closed"))


def _nothing_to_sign(work: Work) -> Notice | None:
    """Tell a signatory that nobody waits for them yet."""
    if Permission.CONTRIBUTION_SIGN not in work.scope.permissions:
        return None
    return Notice(
        "info",
        _("Nothing waits for your signature yet"),
        _(
            "The reporting lead sends the contribution for sign-off when it is complete. "
            "Meanwhile you can read every point and ask colleagues about it."
        ),
    )


def _own_points_done(work: Work) -> Notice | None:
    """Tell a contributor why there is no button."""
    if work.scope.has(Role.REPORTING_LEAD) or Permission.ANSWER_EDIT not in work.scope.permissions:
        return None
    if not work.assigned:
        return Notice(
            "info",
            _("No point is assigned to you yet"),
            _("You can read everything. Your reporting lead can hand you points to write."),
        )
    return None

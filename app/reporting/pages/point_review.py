"""The panel in which a point is called ready, approved or handed back, and its words in lists."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.domain.point_review import Review, Step, allowed_steps, fingerprint
from app.domain.roles import Permission
from app.reporting.addresses import point_url
from app.reporting.pages.progress import Judged
from app.reporting.work import Work

TONES: Mapping[Review, str] = {
    Review.OPEN: "neutral",
    Review.READY: "waiting",
    Review.APPROVED: "done",
    Review.RETURNED: "warning",
}
ORDER = (Step.APPROVE, Step.READY, Step.HAND_BACK, Step.NOT_READY, Step.TAKE_BACK)


@dataclass(frozen=True)
class ReviewTag:
    """How far a point is agreed, in a word or two."""

    word: str
    tone: str


@dataclass(frozen=True)
class ReviewForm:
    """One step as the panel offers it."""

    step: str
    label: str
    url: str
    hint: str
    kind: str
    note_label: str = ""  # empty: none is asked
    note_needed: bool = False
    typed: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        """Id of its note."""
        return f"review-{self.step}-note"


@dataclass(frozen=True)
class ReviewPanel:
    """How far a point is agreed inside the country, and what this person may say about it."""

    tag: ReviewTag
    is_open: bool
    said: str
    note: str
    revision: int
    shown_sha256: str
    forms: tuple[ReviewForm, ...]


def review_word(state: Review) -> str:
    """Return a state in words."""
    return {
        Review.OPEN: _("Not called ready yet"),
        Review.READY: _("Ready for approval"),
        Review.APPROVED: _("Approved"),
        Review.RETURNED: _("Handed back"),
    }[state]


def review_tag(work: Work, point: str) -> ReviewTag | None:
    """Return what lists show beside a point; nothing where nobody has said anything."""
    state = work.review_of(point).state
    if state is Review.OPEN or point in work.draft.data.left_out:
        return None
    return ReviewTag(review_word(state), TONES[state])


def points_in(work: Work, state: Review) -> set[str]:
    """Return the points that are agreed this far; a point left out is not agreed on."""
    asked = {a.id for a in work.points} - set(work.draft.data.left_out)
    return {point for point in asked if work.review_of(point).state is state}


def review_panel(work: Work, judged: Judged, point: str) -> ReviewPanel | None:
    """Return the panel of a point; a point that is left out is not agreed on."""
    if point in work.draft.data.left_out:
        return None
    known = work.review_of(point)
    steps = allowed_steps(known.state, work.scope.permissions) if work.can_write(point) else ()
    may_approve = Permission.POINT_APPROVE in work.scope.permissions
    url = point_url(work.cycle, work.reporter, point)
    return ReviewPanel(
        tag=ReviewTag(review_word(known.state), TONES[known.state]),
        is_open=known.state is Review.OPEN,
        said=_said(known.by, format_datetime(known.at) if known.at else ""),
        note=known.note,
        revision=known.revision,
        shown_sha256=_shown(work, judged, point) if Step.APPROVE in steps else "",
        forms=tuple(_form(step, url, may_approve) for step in ORDER if step in steps),
    )


def refused_panel(panel: ReviewPanel, step: str, error: str, typed: str) -> ReviewPanel:
    """Return the panel with what was typed, at the step that was refused."""
    forms = (
        replace(form, error=error if form.note_label else "", typed=typed)
        if form.step == step
        else form
        for form in panel.forms
    )
    return replace(panel, forms=tuple(forms))


def _shown(work: Work, judged: Judged, point: str) -> str:
    draft = work.draft
    return fingerprint(draft.index, draft.data, judged.findings, draft.justifications, {point})


def _said(name: str, time: str) -> str:
    if not time:
        return ""
    if not name:
        return _("Since %(time)s") % {"time": time}
    return _("%(name)s, %(time)s") % {"name": name, "time": time}


def _form(step: Step, url: str, may_approve: bool) -> ReviewForm:
    asks_lead = step in (Step.APPROVE, Step.HAND_BACK, Step.TAKE_BACK)
    notes = {
        Step.READY: _("Note to your reporting lead"),
        Step.HAND_BACK: _("What has to be changed?"),
    }
    kinds = {Step.APPROVE: "primary", Step.READY: "secondary" if may_approve else "primary"}
    return ReviewForm(
        step=str(step),
        label=_label(step),
        url=f"{url}/{'approval' if asks_lead else 'ready'}",
        hint=_hint(step),
        kind=kinds.get(step, "secondary"),
        note_label="" if step is Step.READY and may_approve else notes.get(step, ""),
        note_needed=step is Step.HAND_BACK,
    )


def _label(step: Step) -> str:
    return {
        Step.READY: _("This point is ready"),
        Step.NOT_READY: _("Not ready after all"),
        Step.APPROVE: _("Approve this point"),
        Step.HAND_BACK: _("Hand the point back"),
        Step.TAKE_BACK: _("Take the approval back"),
    }[step]


def _hint(step: Step) -> str:
    return {
        Step.READY: _("Your reporting lead sees it in the list. You can go on writing."),
        Step.APPROVE: _("You approve what stands on this page. Any change ends the approval."),
        Step.HAND_BACK: _("Whoever writes this point reads your words here and among the tasks."),
    }.get(step, "")

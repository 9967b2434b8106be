"""The overview of a contribution: how far it is, what comes next, and one row for each point."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.domain.asked import AskedPoint
from app.domain.completeness import Completeness, PointCompleteness, PointState
from app.domain.point_review import Review
from app.domain.qc.findings import Severity
from app.domain.roles import Role
from app.domain.workflow import EDITABLE
from app.reporting import addresses, words
from app.reporting.looks import SHOWN
from app.reporting.pages.around import Around, around
from app.reporting.pages.asked import asked_of_me
from app.reporting.pages.clarifications import Questioned, questioned
from app.reporting.pages.core_panel import CorePanel, core_panel, hidden_at, time_left_text
from app.reporting.pages.deadlines import time_left
from app.reporting.pages.findings import EXPECTED_MISSING
from app.reporting.pages.next_step import NextStep, Notice, more_time, next_step, notice
from app.reporting.pages.point_review import ReviewTag, points_in, review_tag, review_word
from app.reporting.pages.progress import Judged, judge, mark_of
from app.reporting.people import Task
from app.reporting.work import Work
from app.web.pages import Link, Page

AGREED = {
    "ready": Review.READY,
    "returned": Review.RETURNED,
    "approved": Review.APPROVED,
}
FILTERS = ("", "mine", "missing", "questioned", *AGREED, "not_approved")


@dataclass(frozen=True)
class PointRow:
    """One point in the strip and in the list."""

    id: str
    number: int
    title: str
    url: str
    state: str  # name of the mark
    state_word: str
    tag_word: str  # the same in a word or two
    holder: str
    missing: str
    review: ReviewTag | None  # how far it is agreed inside the country

    @property
    def name(self) -> str:
        """The whole accessible name of its square."""
        params = {"number": self.number, "title": self.title, "state": self.state_word}
        return _("Point %(number)s, %(title)s: %(state)s") % params


@dataclass(frozen=True)
class GroupRows:
    """The points of one group."""

    title: str
    note: str
    rows: tuple[PointRow, ...]

    @property
    def squares(self) -> tuple[PointRow, ...]:
        """The same points as the strip calls them."""
        return self.rows


@dataclass(frozen=True, kw_only=True)
class OverviewPage(Page):
    """Progress, next step and all points of a contribution."""

    template: ClassVar[str] = "reporting/overview.html"

    around: Around
    status: str
    status_word: str
    complete: str
    blocking: str  # what stops sending, in a sentence that has all of it
    blocking_url: str
    left: str
    time_left: str
    core: CorePanel | None
    next_step: NextStep | None
    notice: Notice | None
    more_time: Notice | None
    strip: tuple[GroupRows, ...]
    groups: tuple[GroupRows, ...]
    filters: tuple[tuple[str, str, bool, int], ...]
    is_filtered: bool
    is_compiled: bool  # from public sources: nothing is missing, and nobody is to do anything
    documents: tuple[Link, ...]
    looks_url: str  # empty: there is no draft that could be shown
    questions: Questioned | None = None  # of the Commission
    asked: tuple[Link, ...] = ()  # what this person is asked to approve for a ministry


def overview_page(
    work: Work, tasks: Iterable[Task], show: str, *, core_only: bool = False
) -> OverviewPage:
    """Return the overview; `tasks` say who holds what, `show` is one of the filters."""
    held: dict[str, tuple[Task, ...]] = {}
    for task in tasks:
        held[task.point] = (*held.get(task.point, ()), task)
    show = show if show in FILTERS else ""
    whole = judge(work)
    judged = whole.completeness
    # What is still missing is counted point by point already.
    blocking = [
        f for f in whole.findings if f.severity is Severity.BLOCKING and f.rule != EXPECTED_MISSING
    ]
    rows = {a.id: _row(work, a, whole, held.get(a.id, ())) for a in work.points}
    chosen = {name: _chosen(work, name, rows, judged, held) for name in FILTERS}
    count, place = judged.complete, (work.cycle, work.reporter)
    total = len(judged.included)
    return OverviewPage(
        around=around(work, "overview"),
        status=str(work.draft.status),
        status_word=words.status_word(work.draft.status),
        complete=_("%(count)s of %(total)s points complete") % {"count": count, "total": total},
        blocking=_blocking(whole, len(blocking)),
        blocking_url=addresses.findings_url(work.cycle, work.reporter),
        left=time_left(work.draft.cycle, work.at),
        time_left=time_left_text(work, core_only=core_only),
        core=core_panel(
            work,
            core_only,
            sum(
                len(hidden_at(work, asked, whole.at(asked.id)))
                for asked in work.points
                if asked.id not in work.draft.data.left_out
            ),
            addresses.contribution_url(work.cycle, work.reporter),
        ),
        next_step=next_step(work, judged, blocking),
        notice=notice(work),
        more_time=more_time(work),
        strip=_groups(work, rows, judged, set(rows)),
        groups=_groups(work, rows, judged, chosen[show]),
        filters=_filters(work, show, chosen),
        is_filtered=bool(show),
        is_compiled=work.draft.cycle.is_baseline,
        documents=_documents(work),
        looks_url=addresses.looks_url(*place) if work.draft.status in SHOWN else "",
        questions=questioned(work),
        asked=asked_of_me(work),
    )


def _blocking(whole: Judged, to_mend: int) -> str:
    """Return what stops sending, as many as the list of findings has, and of which kind it is."""
    every = sum(f.severity is Severity.BLOCKING for f in whole.findings)
    missing = every - to_mend
    if not every:
        return _("nothing blocks sending")
    if not to_mend:
        return ngettext(
            "%(num)s missing answer blocks sending",
            "%(num)s missing answers block sending",
            missing,
        ) % {"num": missing}
    if not missing:
        text = ngettext(
            "%(num)s thing to mend blocks sending", "%(num)s things to mend block sending", to_mend
        )
        return text % {"num": to_mend}
    return _("%(all)s block sending: missing answers (%(missing)s), things to mend (%(mend)s)") % {
        "all": every,
        "missing": missing,
        "mend": to_mend,
    }


def _documents(work: Work) -> tuple[Link, ...]:
    draft = addresses.draft_pdf_url(work.cycle, work.reporter)
    questionnaire = addresses.questionnaire_url(work.cycle, work.reporter)
    if work.draft.cycle.is_baseline:
        return ((_("What was found, as a document (PDF)"), draft),)
    return (
        (_("This contribution as it stands (PDF)"), draft),
        (_("The empty questionnaire (PDF)"), questionnaire),
    )


def _row(work: Work, asked: AskedPoint, whole: Judged, held: tuple[Task, ...]) -> PointRow:
    at = whole.completeness.at(asked.id)
    if at is None:
        raise ValueError(f"{asked.id} is asked and not judged")
    to_mend = sum(
        f.severity is Severity.BLOCKING and f.rule != EXPECTED_MISSING for f in whole.at(asked.id)
    )
    state, word = mark_of(work, whole, asked.id)
    compiled = work.draft.cycle.is_baseline
    if compiled:
        found = at.state is not PointState.NOT_STARTED
        state = "in_progress" if found else "not_started"
        word = _("Found in public") if found else _("Nothing found")
    return PointRow(
        id=asked.id,
        number=asked.point.number,
        title=words.point_title(asked.point),
        url=addresses.point_url(work.cycle, work.reporter, asked.id),
        state=state,
        state_word=word,
        tag_word={"blocked": _("To mend"), "questioned": _("Question")}.get(state, word),
        holder=_holders(held),
        missing="" if compiled else _missing(at, to_mend),
        review=review_tag(work, asked.id),
    )


def _missing(at: PointCompleteness, to_mend: int) -> str:
    kinds = Counter(item.kind for item in at.missing)
    values = kinds["indicator"]
    answers = kinds["question"]
    parts = []
    if kinds["progress"]:
        parts.append(_("progress status"))
    if answers:
        parts.append(ngettext("%(num)s answer", "%(num)s answers", answers) % {"num": answers})
    if values:
        parts.append(ngettext("%(num)s value", "%(num)s values", values) % {"num": values})
    missing = [_("Missing: %(what)s") % {"what": ", ".join(parts)}] if parts else []
    if to_mend:
        text = ngettext("%(num)s thing to mend", "%(num)s things to mend", to_mend)
        missing.append(text % {"num": to_mend})
    return ". ".join(missing)


def _chosen(
    work: Work,
    show: str,
    rows: Mapping[str, PointRow],
    judged: Completeness,
    held: Mapping[str, tuple[Task, ...]],
) -> set[str]:
    if show == "mine":
        return {point for point in rows if _is_mine(work, held.get(point, ()))}
    if show == "missing":
        return {p.point for p in judged.included if p.missing or rows[p.point].state == "blocked"}
    if show == "questioned":
        return set(rows) & work.draft.reopened
    if show in AGREED:
        return points_in(work, AGREED[show])
    if show == "not_approved":
        approved = points_in(work, Review.APPROVED)
        return {p.point for p in judged.included} - approved if approved else set()
    return set(rows)


def _is_mine(work: Work, held: tuple[Task, ...]) -> bool:
    """Tell whether a point, or a question of it, is on this person's desk.

    What nobody holds as a whole is on the lead's, also when single questions are handed out.
    """
    if any(task.account_id == work.scope.account_id for task in held):
        return True
    return work.scope.has(Role.REPORTING_LEAD) and all(task.question for task in held)


def _holders(held: tuple[Task, ...]) -> str:
    """Return who holds the point, by name, and who only questions of it."""
    whole = sorted({task.name for task in held if not task.question})
    questions = Counter(task.name for task in held if task.question)
    parts = [
        ngettext("%(name)s (%(num)s question)", "%(name)s (%(num)s questions)", number)
        % {"name": name, "num": number}
        for name, number in sorted(questions.items())
    ]
    return ", ".join([*whole, *parts])


def _groups(
    work: Work, rows: Mapping[str, PointRow], judged: Completeness, chosen: set[str]
) -> tuple[GroupRows, ...]:
    groups = []
    for group in work.index.catalogue.instrument.groups:
        inside = [rows[a.id] for a in work.points if a.point.number in group.points]
        shown = tuple(row for row in inside if row.id in chosen)
        if shown:
            title = words.in_language(group.title)
            note = "" if work.draft.cycle.is_baseline else _note(inside, judged)
            groups.append(GroupRows(title, note, shown))
    return tuple(groups)


def _note(rows: Iterable[PointRow], judged: Completeness) -> str:
    here = {row.id for row in rows}
    included = [p for p in judged.included if p.point in here]
    ready = sum(p.state is PointState.COMPLETE for p in included)
    return _("%(count)s of %(total)s complete") % {"count": ready, "total": len(included)}


def _filters(
    work: Work, show: str, chosen: Mapping[str, set[str]]
) -> tuple[tuple[str, str, bool, int], ...]:
    url = addresses.contribution_url(work.cycle, work.reporter)
    labels = {
        "": _("All"),
        "mine": _("Mine"),
        "missing": _("Something missing"),
        "questioned": _("Questioned"),
        **{name: review_word(state) for name, state in AGREED.items()},
        "not_approved": _("Not approved"),
    }
    offered = [name for name in FILTERS if name in ("", show) or chosen[name]]
    if work.draft.status in EDITABLE and "missing" not in offered:
        offered.append("missing")
    return tuple(
        (labels[name], f"{url}?show={name}" if name else url, name == show, len(chosen[name]))
        for name in offered
    )

"""Tasks: a contributor's own list, and for the lead who owes what, by person or by point."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.core.clock import BRUSSELS
from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.domain.asked import find_question
from app.domain.conversations import Thread, waits_for
from app.domain.point_review import Review
from app.domain.points import question_code
from app.domain.roles import Permission
from app.reporting import words
from app.reporting.addresses import point_url, tasks_url
from app.reporting.pages.around import Around, around
from app.reporting.pages.asked import asked_of_me
from app.reporting.pages.conversations import ThreadRow, thread_row
from app.reporting.pages.point_review import ReviewTag, review_tag
from app.reporting.pages.progress import Judged, judge, mark_of
from app.reporting.pages.threads import Place
from app.reporting.people import Holder, Task
from app.reporting.work import Work
from app.web.pages import Page

MenuGroup = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class TaskRow:
    """One task in words."""

    id: int
    point: str
    url: str
    title: str
    question: str  # label of the single question
    name: str
    due: str
    overdue: str  # "2 days overdue", or empty
    message: str
    state: str
    state_word: str
    missing: str
    is_done: bool
    back_label: str
    review: ReviewTag | None = None  # of a whole point: how far it is agreed
    returned: str = ""  # the lead's words with which the point was handed back


@dataclass(frozen=True)
class TaskGroup:
    """The tasks of one person or one point."""

    title: str
    note: str
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True)
class TaskFields:
    """The form by which a task is handed out, as it was sent."""

    place: str = ""
    account: str = ""
    due: str = ""
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class TasksPage(Page):
    """The list of tasks; a lead also hands them out here."""

    template: ClassVar[str] = "reporting/tasks.html"

    around: Around
    title: str
    url: str
    is_lead: bool
    groups: tuple[TaskGroup, ...]
    choices: tuple[tuple[str, str, bool], ...]  # how the list is grouped
    places: tuple[MenuGroup, ...]
    people: tuple[tuple[str, str], ...]
    mentions: tuple[ThreadRow, ...] = ()  # conversations with an unread mention
    waiting: tuple[ThreadRow, ...] = ()  # others in which it is the person's turn
    fields: TaskFields = TaskFields()
    notice: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    asked: tuple[tuple[str, str], ...] = ()  # to approve for a ministry


def tasks_page(
    work: Work,
    tasks: Iterable[Task],
    contributors: Iterable[Holder],
    by: str = "",
    *,
    threads: Iterable[Thread] = (),
    fields: TaskFields | None = None,
    notice: str = "",
    errors: tuple[tuple[str, str], ...] = (),
) -> TasksPage:
    """Return the page; `by` is `point` or, otherwise, by person."""
    is_lead = Permission.ASSIGNMENT_EDIT in work.scope.permissions
    judged = judge(work)
    rows = [_row(work, judged, task) for task in tasks]
    title = _("Tasks") if is_lead else _("My tasks")
    url = tasks_url(work.cycle, work.reporter)
    is_by_point = by == "point"
    mentions, waiting = _turns(work, threads)
    return TasksPage(
        around=around(work, "tasks", title),
        title=title,
        url=url,
        is_lead=is_lead,
        groups=_groups(rows, _heading(is_lead, is_by_point)),
        choices=(
            (_("By person"), url, not is_by_point),
            (_("By point"), f"{url}?by=point", is_by_point),
        ),
        places=_places(work) if is_lead else (),
        people=tuple((str(person.account_id), person.name) for person in contributors),
        mentions=mentions,
        waiting=waiting,
        fields=fields or TaskFields(),
        notice=notice,
        errors=errors,
        asked=asked_of_me(work),
    )


def _heading(is_lead: bool, is_by_point: bool) -> Callable[[TaskRow], str]:
    """Return what a task stands under; one's own list needs no name over it."""
    if is_by_point:
        return lambda row: row.title
    return (lambda row: row.name) if is_lead else (lambda row: _("Points and questions"))


def _turns(
    work: Work, threads: Iterable[Thread]
) -> tuple[tuple[ThreadRow, ...], tuple[ThreadRow, ...]]:
    """Return the conversations in which the person is mentioned unread, and where they are next."""
    draft, reader = work.draft, work.scope.account_id
    place = Place(draft.id, draft.cycle, draft.status, work.index, work.scope)
    everything = tuple(threads)
    unread = [t for t in everything if t.is_unread_by(reader)]
    turns = [t for t in everything if t not in unread and waits_for(t, reader, work.assigned)]
    return tuple(thread_row(place, t) for t in unread), tuple(thread_row(place, t) for t in turns)


def _groups(rows: list[TaskRow], name: Callable[[TaskRow], str]) -> tuple[TaskGroup, ...]:
    groups = []
    for title in dict.fromkeys(sorted(map(name, rows))):
        inside = tuple(row for row in rows if name(row) == title)
        open_ones = sum(not row.is_done for row in inside)
        overdue = sum(bool(row.overdue) for row in inside)
        note = ngettext("%(num)s open task", "%(num)s open tasks", open_ones) % {"num": open_ones}
        if overdue:
            note += ", " + _("%(num)s overdue") % {"num": overdue}
        groups.append(TaskGroup(title, note, inside))
    return tuple(groups)


def _row(work: Work, judged: Judged, task: Task) -> TaskRow:
    asked = work.asked(task.point)
    found = judged.completeness.at(task.point)
    missing = [item.subject for item in found.missing] if found else []
    state, word = mark_of(work, judged, task.point)
    label = ""
    if task.question:
        missing = [subject for subject in missing if subject == task.question]
        known = find_question(work.index, work.reporter, task.question)
        label = known[1].label if known else ""
        is_answered = task.question in work.draft.data.answers
        state = "ready" if is_answered else "not_started"
        word = _("Answered") if is_answered else _("Not answered yet")
    agreed = work.review_of(task.point)
    is_returned = agreed.state is Review.RETURNED and not task.question
    is_done = state in ("ready", "left_out") and not is_returned
    count = ngettext("%(num)s answer missing", "%(num)s answers missing", len(missing))
    title = _("Point %(number)s: %(title)s") % {
        "number": asked.point.number,
        "title": words.point_title(asked.point),
    }
    return TaskRow(
        id=task.id,
        point=task.point,
        url=point_url(work.cycle, work.reporter, task.point, task.question),
        title=title,
        question=label,
        name=task.name,
        due=format_date(task.due_on) if task.due_on else "",
        overdue="" if is_done else _overdue(work, task.due_on),
        message=task.message,
        state=state,
        state_word=word,
        missing=count % {"num": len(missing)} if missing else "",
        is_done=is_done,
        back_label=_("Take back from %(name)s: point %(number)s")
        % {"name": task.name, "number": asked.point.number},
        review=None if task.question else review_tag(work, task.point),
        returned=agreed.note if is_returned else "",
    )


def _overdue(work: Work, due_on: date | None) -> str:
    if due_on is None:
        return ""
    days = (work.at.astimezone(BRUSSELS).date() - due_on).days
    if days <= 0:
        return ""
    return ngettext("%(num)s day overdue", "%(num)s days overdue", days) % {"num": days}


def _places(work: Work) -> tuple[MenuGroup, ...]:
    """Return every point with its questions, for a menu."""
    groups = []
    for asked in work.points:
        title = f"{asked.point.number}. {words.point_title(asked.point)}"
        inside = [(asked.id, _("The whole point %(number)s") % {"number": asked.point.number})]
        inside += [(question_code(asked.id, q.key), q.label) for q in asked.questions]
        groups.append((title, inside))
    return tuple(groups)

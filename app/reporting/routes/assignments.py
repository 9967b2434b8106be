"""Handing points and questions to colleagues, and the lists of tasks."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field

from app.core.errors import Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import CountryScope, Permission
from app.identity.access import Requires
from app.reporting.addresses import assignments_url, tasks_url
from app.reporting.conversations import list_threads
from app.reporting.pages.assignments import assignments_page
from app.reporting.pages.tasks import TaskFields, TasksPage, tasks_page
from app.reporting.people import holders, list_contributors, list_tasks
from app.reporting.service import tasks
from app.reporting.service.assigning import reassign
from app.reporting.service.tasks import TaskInput
from app.reporting.work import open_work
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/contributions/{cycle}/{reporter}/assignments")

Edits = Annotated[CountryScope, Depends(Requires(Permission.ANSWER_EDIT))]
Assigns = Annotated[CountryScope, Depends(Requires(Permission.ASSIGNMENT_EDIT))]


@router.get("")
def show_assignments(
    request: Request, session: SessionDep, scope: Assigns, cycle: str, saved: str = ""
) -> Response:
    """Show who holds which point."""
    work = open_work(session, scope, cycle)
    held = holders(session, scope, work.draft.id)
    page = assignments_page(work, list_contributors(session, scope), held, bool(saved))
    return render(request, page)


class AssignmentsForm(FormModel):
    """The boxes that are ticked, and those that were when the page was made: `P04:17`."""

    holder: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


@router.post("")
def save_assignments(
    request: Request,
    session: SessionDep,
    scope: Assigns,
    cycle: str,
    posted: Annotated[AssignmentsForm, Depends(form(AssignmentsForm))],
) -> Response:
    """Hand out points as ticked; what somebody else changed meanwhile stays."""
    reassign(session, scope, cycle, shown=posted.shown, ticked=posted.holder)
    return redirect(request, f"{assignments_url(cycle, scope.reporter)}?saved=yes")


_FIELD_OF = {"due_not_a_day": "#due", "text_too_long_to_store": "#message"}


class TaskForm(FormModel):
    """A point or question, who does it, until when, and a word to them."""

    place: Annotated[str, Field(max_length=60)]
    account: WholeNumber
    due: Annotated[str, Field(max_length=20)] = ""
    message: Annotated[str, Field(max_length=8000)] = ""


@router.get("/tasks")
def show_tasks(
    request: Request,
    session: SessionDep,
    scope: Edits,
    cycle: str,
    by: str = "",
    saved: str = "",
) -> Response:
    """Show a contributor's own tasks, or to the lead those of all."""
    notice = _("Saved") if saved else ""
    return render(request, _tasks_page(session, scope, cycle, by=by, notice=notice))


@router.post("/tasks")
def give_task(
    request: Request,
    session: SessionDep,
    scope: Assigns,
    cycle: str,
    posted: Annotated[TaskForm, Depends(form(TaskForm))],
) -> Response:
    """Hand a point or a question to a colleague."""
    given = TaskInput(posted.place, posted.account, posted.due, posted.message)
    try:
        tasks.give_task(session, scope, cycle, given)
    except Refused as refusal:
        field = _FIELD_OF.get(refusal.code, "#account")
        fields = TaskFields(posted.place, str(posted.account), posted.due, posted.message)
        errors = ((sentence(refusal.code, **refusal.params), field),)
        page = _tasks_page(session, scope, cycle, fields=fields, errors=errors)
        return render(request, page, status_code=422)
    return redirect(request, f"{tasks_url(cycle, scope.reporter)}?saved=yes")


@router.post("/tasks/{task_id}/take-back")
def take_task_back(
    request: Request, session: SessionDep, scope: Assigns, cycle: str, task_id: int
) -> Response:
    """Take a task back."""
    tasks.take_task_back(session, scope, cycle, task_id)
    return redirect(request, f"{tasks_url(cycle, scope.reporter)}?saved=yes")


def _tasks_page(
    session: SessionDep,
    scope: CountryScope,
    cycle: str,
    *,
    by: str = "",
    fields: TaskFields | None = None,
    notice: str = "",
    errors: tuple[tuple[str, str], ...] = (),
) -> TasksPage:
    work = open_work(session, scope, cycle)
    is_lead = Permission.ASSIGNMENT_EDIT in scope.permissions
    held = list_tasks(session, scope, work.draft.id, own_only=not is_lead)
    people = list_contributors(session, scope) if is_lead else ()
    # The lead's page is about colleagues; a contributor's is where all of theirs is found.
    threads = () if is_lead else list_threads(session, scope, work.draft.id)
    return tasks_page(
        work, held, people, by, threads=threads, fields=fields, notice=notice, errors=errors
    )

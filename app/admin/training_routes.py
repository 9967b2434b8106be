"""The page from which staff see a training contribution as its country does."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends, Request, Response

from app.catalogue.queries import get_index, list_cycles
from app.core.i18n import country_name
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import CycleStatus
from app.identity.access import Requires
from app.reporting.addresses import contribution_url
from app.web.pages import Link, Page, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/training")

Practises = Annotated[UnionScope, Depends(Requires(Permission.TRAINING_SEE))]


@dataclass(frozen=True, kw_only=True)
class TrainingCycle:
    """One training cycle with a way into every country's contribution."""

    title: str
    is_filled: bool
    countries: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class TrainingPage(Page):
    """The training cycles; live ones are never here."""

    template: ClassVar[str] = "admin/training.html"

    cycles: tuple[TrainingCycle, ...]


@router.get("")
def show_training(request: Request, session: SessionDep, scope: Practises) -> Response:
    """Show the training cycles and their countries."""
    found = []
    for cycle in list_cycles(session):
        if not cycle.is_training:
            continue
        reporters = get_index(session, cycle.catalogue_version_id).catalogue.reporters
        codes = [entry.code for entry in reporters]
        found.append(
            TrainingCycle(
                title=cycle.title,
                is_filled=cycle.status is not CycleStatus.DESIGN,
                countries=tuple((country_name(c), contribution_url(cycle.code, c)) for c in codes),
            )
        )
    return render(request, TrainingPage(cycles=tuple(found)))

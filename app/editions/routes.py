"""Routes of editions: list, one edition, its acts, verification, figures and their evidence."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from app.catalogue.queries import get_cycle, get_index, list_cycles
from app.core.errors import NotFound, Refused
from app.core.messages import sentence
from app.domain.roles import Permission, PublicScope, UnionScope
from app.editions.acts import EDITION_ACTS, EditionAct
from app.editions.addresses import EDITIONS, edition_url
from app.editions.evidence import Reader, evidence_of, subjects_behind
from app.editions.pages.editions import (
    EditionsPage,
    edition_page,
    editions_page,
    verification_page,
)
from app.editions.pages.facts import Chosen, fact_page, facts_page
from app.editions.queries import (
    AnyScope,
    EditionInfo,
    count_changes,
    find_earlier,
    find_fact,
    get_edition,
    list_editions,
    load_facts,
    load_inputs,
    stage_of,
    viewer_of,
)
from app.editions.service import freeze_edition, verify_edition
from app.identity.access import Everybody, Requires
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix=EDITIONS)

Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]
Checks = Annotated[UnionScope, Depends(Requires(Permission.EDITION_READ))]
Freezes = Annotated[UnionScope, Depends(Requires(Permission.EDITION_FREEZE))]
Number = Annotated[int, Path(ge=1, le=10_000)]
Text = Annotated[str, Query(max_length=200)]


class FreezeForm(FormModel):
    """The cycle whose accepted submissions are frozen."""

    cycle: Annotated[str, Field(max_length=40)]


class ActForm(FormModel):
    """An act that needs nothing but the press of its button."""


@router.get("")
def show_editions(request: Request, session: SessionDep, scope: Looks) -> Response:
    """List the editions."""
    return render(request, _list(session, scope))


@router.post("")
def freeze(
    request: Request,
    session: SessionDep,
    scope: Freezes,
    posted: Annotated[FreezeForm, Depends(form(FreezeForm))],
) -> Response:
    """Freeze the accepted submissions of a cycle."""
    try:
        code = freeze_edition(session, scope, get_cycle(session, posted.cycle))
    except Refused as refusal:
        errors = ((sentence(refusal.code, **refusal.params), "#cycle"),)
        page = _list(session, scope, cycle=posted.cycle, errors=errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, edition_url(code))


@router.get("/{cycle}/{number}")
def show_edition(
    request: Request, session: SessionDep, scope: Looks, cycle: str, number: Number
) -> Response:
    """Show one edition."""
    edition = _edition(session, scope, cycle, number)
    others = list_editions(session, scope)
    older = [e for e in others if e.cycle_id == edition.cycle_id and e.number < edition.number]
    before = max(older, key=lambda e: e.number, default=None)
    changes = count_changes(session, before, edition) if before else None
    index = get_index(session, edition.catalogue_version_id)
    return render(request, edition_page(index, scope, edition, before, changes))


@router.get("/{cycle}/{number}/verification")
def verify(
    request: Request, session: SessionDep, scope: Checks, cycle: str, number: Number
) -> Response:
    """Compute an edition again and show whether everything holds."""
    edition = _edition(session, scope, cycle, number)
    return render(request, verification_page(edition, verify_edition(session, scope, edition.code)))


def _offer(act: EditionAct) -> None:
    """Register the route of one act, open to those the table names."""

    @router.post(f"/{{cycle}}/{{number}}/{act.address}", name=act.name)
    def take_step(
        request: Request,
        session: SessionDep,
        scope: Annotated[UnionScope, Depends(Requires(act.permission))],
        cycle: str,
        number: Number,
        posted: Annotated[ActForm, Depends(form(ActForm))],
    ) -> Response:
        edition = _edition(session, scope, cycle, number)
        act.do(session, scope, edition.code)
        return redirect(request, edition_url(edition.code))


for _act in EDITION_ACTS:
    _offer(_act)


@router.get("/{cycle}/{number}/facts")
def browse_facts(
    request: Request,
    session: SessionDep,
    scope: Looks,
    cycle: str,
    number: Number,
    subject: Text = "",
    set_: Annotated[str, Query(alias="set", max_length=10)] = "",
    q: Text = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """List the figures of an edition."""
    edition = _edition(session, scope, cycle, number)
    facts = load_facts(session, scope, edition)
    index = get_index(session, edition.catalogue_version_id)
    return render(request, facts_page(index, edition, facts, Chosen(subject, set_, q, page)))


@router.get("/{cycle}/{number}/facts/{name}")
def show_fact(
    request: Request, session: SessionDep, scope: Looks, cycle: str, number: Number, name: str
) -> Response:
    """Show a figure with what stands behind it; the name is its short id."""
    edition = _edition(session, scope, cycle, number)
    fact = find_fact(session, scope, edition, name)
    if fact is None:
        raise NotFound
    index = get_index(session, edition.catalogue_version_id)
    own = load_facts(session, scope, edition, subjects_behind(index, fact))
    documents = load_inputs(session, scope, edition, fact.inputs)
    reader = Reader(viewer_of(scope), stage_of(edition), edition.is_baseline)
    evidence = evidence_of(index, fact, own, documents, reader)
    earlier = find_earlier(session, scope, edition, fact)
    return render(request, fact_page(index, scope, edition, fact, evidence, earlier))


def _edition(session: SessionDep, scope: AnyScope, cycle: str, number: int) -> EditionInfo:
    return get_edition(session, scope, f"{cycle}/{number}")


def _list(
    session: SessionDep,
    scope: AnyScope,
    *,
    cycle: str = "",
    errors: tuple[tuple[str, str], ...] = (),
) -> EditionsPage:
    editions, cycles = list_editions(session, scope), list_cycles(session)
    return editions_page(scope, editions, cycles, cycle=cycle, errors=errors)

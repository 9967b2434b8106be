"""Routes of editions: list, one edition, its acts, verification, figures and their evidence."""

from collections.abc import Callable, Hashable
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from app.catalogue.queries import get_cycle, get_index, list_cycles
from app.catalogue.spoken import in_words_of_reader
from app.core.errors import NotFound, Refused
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.roles import Permission, PublicScope, UnionScope
from app.editions.acts import EDITION_ACTS, EditionAct
from app.editions.addresses import EDITIONS, edition_url
from app.editions.changes import changes_between, correction_reason
from app.editions.earlier import compare, find_elsewhere
from app.editions.evidence import Reader, evidence_of, subjects_behind
from app.editions.official import list_official
from app.editions.pages.changes import changes_csv, changes_page
from app.editions.pages.edition import Around, edition_page
from app.editions.pages.editions import EditionsPage, editions_page, verification_page
from app.editions.pages.facts import Chosen, Compared, fact_page, facts_page
from app.editions.pages.standing import Standing, standing_of
from app.editions.queries import (
    AnyScope,
    EditionInfo,
    find_fact,
    find_predecessor,
    find_successor,
    get_edition,
    list_editions,
    load_facts,
    load_inputs,
    may,
    published_state,
    stage_of,
    viewer_of,
)
from app.editions.service import freeze_edition, verify_edition
from app.identity.access import Everybody, Requires
from app.web.downloads import download
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.public_pages import answer_public
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix=EDITIONS)

Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]
Checks = Annotated[UnionScope, Depends(Requires(Permission.EDITION_READ))]
Freezes = Annotated[UnionScope, Depends(Requires(Permission.EDITION_FREEZE))]
Number = Annotated[int, Path(ge=1, le=10_000)]
Text = Annotated[str, Query(max_length=200)]


class FreezeForm(FormModel):
    """The cycle whose accepted submissions are frozen."""

    cycle: Annotated[str, Field(max_length=40)]
    reason: Annotated[str, Field(max_length=2000)] = ""


class ActForm(FormModel):
    """An act that needs nothing but the press of its button."""


@router.get("")
def show_editions(request: Request, session: SessionDep, scope: Looks) -> Response:
    """List the editions."""
    return _public(request, session, (), lambda: render(request, _list(session, scope)))


@router.post("")
def freeze(
    request: Request,
    session: SessionDep,
    scope: Freezes,
    posted: Annotated[FreezeForm, Depends(form(FreezeForm))],
) -> Response:
    """Freeze the accepted submissions of a cycle."""
    try:
        cycle = get_cycle(session, posted.cycle)
        code = freeze_edition(session, scope, cycle, posted.reason)
    except Refused as refusal:
        field = "#reason" if refusal.code == "correction_needs_reason" else "#cycle"
        errors = ((sentence(refusal.code, **refusal.params), field),)
        page = _list(session, scope, posted, errors)
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, edition_url(code))


@router.get("/{cycle}/{number}")
def show_edition(
    request: Request, session: SessionDep, scope: Looks, cycle: str, number: Number
) -> Response:
    """Show one edition."""

    def make() -> Response:
        edition = _edition(session, scope, cycle, number)
        before = find_predecessor(session, scope, edition)
        reads_documents = edition.is_published or may(scope, Permission.REPORT_COMPILE)
        around = Around(
            before=before,
            changes=changes_between(session, scope, before, edition) if before else None,
            successor=find_successor(session, scope, edition),
            reason=correction_reason(session, edition),
            documents=tuple(list_official(session, edition)) if reads_documents else (),
        )
        index = in_words_of_reader(get_index(session, edition.catalogue_version_id))
        page = edition_page(index, scope, edition, around)
        standing = _standing(request, session, scope, edition)
        return render(request, page, standing=standing)

    return _public(request, session, (), make)


@router.get("/{cycle}/{number}/changes")
def show_changes(
    request: Request, session: SessionDep, scope: Looks, cycle: str, number: Number
) -> Response:
    """Show what an edition changes since the one it follows."""

    def make() -> Response:
        edition = _edition(session, scope, cycle, number)
        before = _before(session, scope, edition)
        changes = changes_between(session, scope, before, edition)
        index = in_words_of_reader(get_index(session, edition.catalogue_version_id))
        reason = correction_reason(session, edition)
        page = changes_page(index, edition, before, changes, reason)
        standing = _standing(request, session, scope, edition, page.title)
        return render(request, page, standing=standing)

    return _public(request, session, (), make)


@router.get("/{cycle}/{number}/changes.csv")
def send_changes(
    request: Request, session: SessionDep, scope: Looks, cycle: str, number: Number
) -> Response:
    """Send the same as a table."""

    def make() -> Response:
        edition = _edition(session, scope, cycle, number)
        before = _before(session, scope, edition)
        changes = changes_between(session, scope, before, edition)
        index = in_words_of_reader(get_index(session, edition.catalogue_version_id))
        name = f"changes_{cycle}_{before.number}_{number}.csv"
        return download(changes_csv(index, edition, before, changes), name, "text/csv")

    return _public(request, session, (), make)


def _before(session: SessionDep, scope: AnyScope, edition: EditionInfo) -> EditionInfo:
    before = find_predecessor(session, scope, edition)
    if before is None:
        raise NotFound
    return before


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
    chosen = Chosen(subject, set_, q, page)

    def make() -> Response:
        edition = _edition(session, scope, cycle, number)
        facts = load_facts(session, scope, edition)
        index = in_words_of_reader(get_index(session, edition.catalogue_version_id))
        editions = list_editions(session, scope)
        shown = facts_page(index, edition, facts, chosen, editions)
        standing = _standing(request, session, scope, edition, _("Figures"))
        return render(request, shown, standing=standing)

    if q:  # there is no end to what people type
        return make()
    return _public(request, session, chosen, make)


@router.get("/{cycle}/{number}/facts/{name}")
def show_fact(
    request: Request, session: SessionDep, scope: Looks, cycle: str, number: Number, name: str
) -> Response:
    """Show a figure with what stands behind it; the name is its short id."""

    def make() -> Response:
        edition = _edition(session, scope, cycle, number)
        fact = find_fact(session, scope, edition, name)
        if fact is None:
            raise NotFound
        index = in_words_of_reader(get_index(session, edition.catalogue_version_id))
        own = load_facts(session, scope, edition, subjects_behind(index, fact))
        documents = load_inputs(session, scope, edition, fact.inputs)
        reader = Reader(viewer_of(scope), stage_of(edition), edition.is_baseline)
        evidence = evidence_of(index, fact, own, documents, reader)
        around = Compared(
            compare(session, scope, edition, fact), find_elsewhere(session, scope, edition, fact)
        )
        page = fact_page(index, scope, edition, fact, evidence, around)
        standing = _standing(request, session, scope, edition, page.title)
        return render(request, page, standing=standing)

    return _public(request, session, (), make)


def _standing(
    request: Request, session: SessionDep, scope: AnyScope, edition: EditionInfo, title: str = ""
) -> Standing:
    """Return what stands around a page of an edition; without a title it is the edition itself."""
    facts = load_facts(session, scope, edition, ("coverage",))
    base_url = settings_of(request).public_url
    return standing_of(edition, facts, title, request.url.path, base_url)


def _public(
    request: Request, session: SessionDep, asked: Hashable, make: Callable[[], Response]
) -> Response:
    """Answer everybody with kept bytes; what is asked for beside the address is part of the key."""
    published = published_state(session)
    key = (request.url.path, asked, current_locale(), published)
    return answer_public(request, key, make, published)


def _edition(session: SessionDep, scope: AnyScope, cycle: str, number: int) -> EditionInfo:
    return get_edition(session, scope, f"{cycle}/{number}")


def _list(
    session: SessionDep,
    scope: AnyScope,
    posted: FreezeForm | None = None,
    errors: tuple[tuple[str, str], ...] = (),
) -> EditionsPage:
    editions, cycles = list_editions(session, scope), list_cycles(session)
    cycle, reason = (posted.cycle, posted.reason) if posted else ("", "")
    return editions_page(scope, editions, cycles, cycle=cycle, reason=reason, errors=errors)

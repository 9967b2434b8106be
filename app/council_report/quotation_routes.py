"""Routes of the quotation shelf: national texts by point, picking, placing, moving, removing."""

import secrets
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field
from sqlmodel import Session

from app.catalogue.queries import get_index
from app.core.errors import NotFound, Refused
from app.core.messages import sentence
from app.council_report.desk import (
    get_quotation,
    list_quotation_states,
    sources_of,
    standing,
)
from app.council_report.desk_pages import desk_url
from app.council_report.headings import headings_of
from app.council_report.national_texts import NationalText, gathered, named_at
from app.council_report.quotation_views import quotation_views
from app.council_report.quoting import Picked, confirm, move, place, remove, translation_in
from app.council_report.shelf_pages import Wanted, pick_page, shelf_page
from app.domain.roles import Permission, UnionScope
from app.editions.queries import EditionInfo, get_edition, load_inputs
from app.identity.access import Requires
from app.identity.reporters import find_reporter, get_reporter
from app.reporting.submissions import StoredSubmission, get_stored
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/reports/{cycle}/{number}/quotations")

Writes = Annotated[UnionScope, Depends(Requires(Permission.REPORT_COMPILE))]
Number = Annotated[int, Path(ge=1, le=10_000)]
Uid = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Filter = Annotated[str, Query(max_length=60)]
Revision = Annotated[WholeNumber, Field(ge=0, le=1_000_000)]


class PickForm(FormModel):
    """The words of a text, and where they go."""

    reporter: Annotated[str, Field(max_length=2)]
    subject: Annotated[str, Field(max_length=220)]
    version: Annotated[WholeNumber, Field(ge=1, le=1_000_000)]
    revision: Revision = 0
    section: Annotated[str, Field(max_length=60)]
    passage: str = ""
    language: Annotated[str, Field(max_length=8)] = ""
    translation: str = ""
    translation_language: Annotated[str, Field(max_length=8)] = ""

    @property
    def picked(self) -> Picked:
        """What was picked, as the service takes it."""
        return Picked(
            self.section, self.passage, self.language, self.translation, self.translation_language
        )


class ActForm(FormModel):
    """An act on a quotation as it was shown."""

    revision: Revision


class MoveForm(ActForm):
    """Which way a quotation goes."""

    to: Literal["up", "down"]


def filters(
    point: Filter = "", kind: Filter = "", reporter: Filter = "", free: Filter = "",
    section: Filter = "", page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Wanted:  # fmt: skip
    """Return the filters that stand in the address."""
    return Wanted(point, kind, reporter, free, section, page)


@router.get("")
def show_shelf(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    wanted: Annotated[Wanted, Depends(filters)],
) -> Response:
    """Show the national texts of a point, a country or a kind."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    index = get_index(session, edition.catalogue_version_id)
    if not wanted.is_any:
        first = index.catalogue.instrument.points[0].id
        wanted = Wanted(point=first, section=wanted.section)
    in_edition = tuple(entry["reporter"] for entry in edition.manifest["submissions"])
    order = [e.code for e in sorted(index.catalogue.reporters, key=lambda e: e.protocol_order)]
    known = [code for code in order if code in in_edition]
    only = find_reporter(wanted.reporter) if wanted.reporter else ""
    stored = load_inputs(session, scope, edition, tuple(c for c in known if only in ("", c)))
    parts = tuple(
        stored[code].data for code in known if code in stored and stored[code].is_reported
    )
    texts = [text for data in parts for text in gathered(index, data) if _is_wanted(text, wanted)]
    points = {point.id for point in index.catalogue.instrument.points}
    named = named_at(index, parts, wanted.point) if wanted.point in points else ()
    page = shelf_page(
        edition,
        index,
        headings_of(session, scope, edition),
        wanted,
        texts,
        named,
        standing(list_quotation_states(session, scope, edition.cycle_id)),
        quotation_views(session, scope, edition),
        known,
    )
    return render(request, page)


def _is_wanted(text: NationalText, wanted: Wanted) -> bool:
    return (
        wanted.point in ("", text.point)
        and wanted.kind in ("", text.kind)
        and (text.can_be_quoted or wanted.free != "yes")
    )


@router.get("/new")
def show_pick(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    reporter: Annotated[str, Query(max_length=2)] = "",
    subject: Annotated[str, Query(max_length=220)] = "",
    section: Filter = "",
) -> Response:
    """Show a text of the edition, to pick words from."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    code = get_reporter(reporter)
    stored = load_inputs(session, scope, edition, (code,)).get(code)
    source = _source(session, edition, stored, subject)
    headings = headings_of(session, scope, edition)
    uid, picked = secrets.token_hex(16), _whole(source, section)
    version = stored.version if stored else 0
    return render(request, pick_page(edition, headings, source, version, uid, 0, picked))


def _whole(source: NationalText, section: str) -> Picked:
    """Return a whole text as picked, with the translation a reader is most likely to need."""
    told = translation_in(source, "en") or next(iter(source.translations), None)
    fits = told if told and not told.is_outdated(source.text) else None
    return Picked(
        section=section,
        passage=source.text if source.can_be_quoted else "",
        translation=fits.text if fits else "",
        translation_language=fits.language if fits else "",
    )


def _source(
    session: Session, edition: EditionInfo, stored: StoredSubmission | None, subject: str
) -> NationalText:
    """Return a text of a submission, or raise NotFound."""
    if stored is None:
        raise NotFound
    index = get_index(session, edition.catalogue_version_id)
    found = sources_of(index, {stored.reporter: stored}, (stored.reporter,))
    if (stored.reporter, subject) not in found:
        raise NotFound
    return found[stored.reporter, subject]


@router.get("/{uid}")
def show_quotation(
    request: Request, session: SessionDep, scope: Writes, cycle: str, number: Number, uid: Uid
) -> Response:
    """Show the source of a quotation as it was submitted last, to pick its words anew."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    state = get_quotation(session, scope, edition.cycle_id, uid)
    stored = get_stored(session, scope, edition.cycle_id, state.reporter)
    source = _source(session, edition, stored, state.subject)
    picked = Picked(
        state.section, state.passage, state.language, state.translation, state.translation_language
    )
    headings = headings_of(session, scope, edition)
    page = pick_page(edition, headings, source, stored.version, uid, state.revision, picked)
    return render(request, page)


@router.post("/{uid}")
def quote(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    uid: Uid,
    posted: Annotated[PickForm, Depends(form(PickForm))],
) -> Response:
    """Place a quotation, or choose its words anew; they stand word for word in the text."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    code = get_reporter(posted.reporter)
    stored = get_stored(session, scope, edition.cycle_id, code, posted.version)
    source = _source(session, edition, stored, posted.subject)
    headings = headings_of(session, scope, edition)
    try:
        if posted.section not in {heading.key for heading in headings}:
            raise Refused("section_needed")
        place(session, scope, edition, uid, source, stored, posted.picked, posted.revision)
    except Refused as refusal:
        error = (sentence(refusal.code, **refusal.params), _FIELDS.get(refusal.code, "#passage"))
        page = pick_page(
            edition, headings, source, stored.version, uid, posted.revision, posted.picked, error
        )
        return render(request, page, status_code=422)
    return redirect(request, f"{desk_url(edition.code, posted.section)}#quotations")


_FIELDS = {
    "section_needed": "#section",
    "language_needed": "#language",
    "translation_passage_needed": "#translation",
    "translation_not_verbatim": "#translation",
}


@router.post("/{uid}/move")
def move_quotation(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    uid: Uid,
    posted: Annotated[MoveForm, Depends(form(MoveForm))],
) -> Response:
    """Let a quotation change places with its neighbour."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    section = get_quotation(session, scope, edition.cycle_id, uid).section
    move(session, scope, edition, uid, posted.revision, posted.to)
    return redirect(request, f"{desk_url(edition.code, section)}#quotations")


@router.post("/{uid}/confirm")
def confirm_quotation(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    uid: Uid,
    posted: Annotated[ActForm, Depends(form(ActForm))],
) -> Response:
    """Say that a quotation still stands in the text as it was submitted last."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    state = get_quotation(session, scope, edition.cycle_id, uid)
    stored = get_stored(session, scope, edition.cycle_id, state.reporter)
    source = _source(session, edition, stored, state.subject)
    confirm(session, scope, edition, uid, posted.revision, source, stored)
    return redirect(request, f"{desk_url(edition.code, state.section)}#quotations")


@router.post("/{uid}/remove")
def remove_quotation(
    request: Request,
    session: SessionDep,
    scope: Writes,
    cycle: str,
    number: Number,
    uid: Uid,
    posted: Annotated[ActForm, Depends(form(ActForm))],
) -> Response:
    """Take a quotation out of the report."""
    edition = get_edition(session, scope, f"{cycle}/{number}")
    section = get_quotation(session, scope, edition.cycle_id, uid).section
    remove(session, scope, edition, uid, posted.revision)
    return redirect(request, f"{desk_url(edition.code, section)}#quotations")

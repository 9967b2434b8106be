"""Remarks beside what was submitted: writing, changing, taking back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from app.catalogue.queries import get_cycle, get_index
from app.core.errors import AppError
from app.core.messages import sentence
from app.domain.answers import Problem, clean_text, parse_decimal
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.identity.reporters import get_reporter
from app.reporting import words
from app.reporting.addresses import desk_url
from app.reporting.submissions import get_stored
from app.review.askable import Thing, things_asked
from app.review.pages.remarks import TypedRemarks, changed_remark_page, new_remarks_page
from app.review.remarks import Said, change_remark, get_remark, make_remarks
from app.web.forms import FormModel, WholeNumber, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/desk/{cycle}/{reporter}/remarks")

Remarks = Annotated[UnionScope, Depends(Requires(Permission.SUBMISSION_ACCEPT))]
About = Annotated[list[str] | None, Query(max_length=200)]
Uid = Annotated[str, Path(pattern="^[0-9a-z]{3,32}$")]


class RemarksForm(FormModel):
    """Remarks on one version, row by row."""

    version: Annotated[WholeNumber, Field(ge=1, le=10_000)]
    about: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    adjusted: tuple[str, ...] = ()


class RemarkForm(FormModel):
    """A remark as it is changed."""

    revision: Annotated[WholeNumber, Field(ge=1, le=1_000_000)]
    text: str = ""
    adjusted: str = ""


class TakeBackForm(FormModel):
    """A remark that is taken back as it was read."""

    revision: Annotated[WholeNumber, Field(ge=1, le=1_000_000)]


@router.get("")
def show_form(
    request: Request,
    session: SessionDep,
    scope: Remarks,
    cycle: str,
    reporter: str,
    about: About = None,
) -> Response:
    """Show the form for what was ticked on the submission."""
    chosen = get_cycle(session, cycle)
    stored = get_stored(session, scope, chosen.id, get_reporter(reporter))
    index = get_index(session, chosen.catalogue_version_id)
    return render(request, new_remarks_page(index, chosen, stored, about or (), TypedRemarks()))


@router.post("")
def make(
    request: Request,
    session: SessionDep,
    scope: Remarks,
    cycle: str,
    reporter: str,
    posted: Annotated[RemarksForm, Depends(form(RemarksForm))],
) -> Response:
    """Keep the remarks; what is refused comes back with what was typed."""
    chosen = get_cycle(session, cycle)
    stored = get_stored(session, scope, chosen.id, get_reporter(reporter))
    index = get_index(session, chosen.catalogue_version_id)
    said, wrong = _read(
        things_asked(index, stored.data), posted.about, posted.text, posted.adjusted
    )
    status = 422
    if not wrong:
        try:
            with session.begin_nested():
                make_remarks(session, scope, chosen, stored.reporter, posted.version, said)
            return redirect(request, desk_url(chosen.code, stored.reporter))
        except AppError as refusal:
            status, wrong = refusal.status_code, {"": sentence(refusal.code, **refusal.params)}
    typed = TypedRemarks(posted.text, posted.adjusted, wrong)
    page = new_remarks_page(index, chosen, stored, posted.about, typed)
    return render(request, page, status_code=status)


@router.get("/{uid}")
def show_remark(
    request: Request, session: SessionDep, scope: Remarks, cycle: str, reporter: str, uid: Uid
) -> Response:
    """Show a remark in its form."""
    chosen = get_cycle(session, cycle)
    stored = get_stored(session, scope, chosen.id, get_reporter(reporter))
    remark = get_remark(session, scope, stored.contribution_id, uid)
    index = get_index(session, chosen.catalogue_version_id)
    adjusted = "" if remark.adjusted is None else words.plain_text(remark.adjusted)
    typed = TypedRemarks((remark.text,), (adjusted,))
    return render(request, changed_remark_page(index, chosen, stored, remark, typed))


@router.post("/{uid}")
def change(
    request: Request,
    session: SessionDep,
    scope: Remarks,
    cycle: str,
    reporter: str,
    uid: Uid,
    posted: Annotated[RemarkForm, Depends(form(RemarkForm))],
) -> Response:
    """Change a remark."""
    chosen = get_cycle(session, cycle)
    stored = get_stored(session, scope, chosen.id, get_reporter(reporter))
    remark = get_remark(session, scope, stored.contribution_id, uid)
    index = get_index(session, chosen.catalogue_version_id)
    on = get_stored(session, scope, chosen.id, stored.reporter, remark.version)
    things = things_asked(index, on.data)
    said, wrong = _read(things, (remark.about,), (posted.text,), (posted.adjusted,))
    status = 422
    if not wrong:
        place = (session, scope, chosen, stored.reporter, uid, posted.revision)
        try:
            with session.begin_nested():
                change_remark(*place, said[0].text, said[0].adjusted)
            return redirect(request, desk_url(chosen.code, stored.reporter))
        except AppError as refusal:
            status, wrong = refusal.status_code, {"": sentence(refusal.code, **refusal.params)}
    typed = TypedRemarks((posted.text,), (posted.adjusted,), wrong)
    page = changed_remark_page(index, chosen, stored, remark, typed)
    return render(request, page, status_code=status)


@router.post("/{uid}/remove")
def take_back(
    request: Request,
    session: SessionDep,
    scope: Remarks,
    cycle: str,
    reporter: str,
    uid: Uid,
    posted: Annotated[TakeBackForm, Depends(form(TakeBackForm))],
) -> Response:
    """Take a remark back; it stays in the tables with who made it."""
    chosen, code = get_cycle(session, cycle), get_reporter(reporter)
    place = (session, scope, chosen, code, uid, posted.revision)
    change_remark(*place, "", None, removed=True)
    return redirect(request, desk_url(chosen.code, code))


def _read(
    things: Mapping[str, Thing],
    about: Sequence[str],
    texts: Sequence[str],
    adjusted: Sequence[str],
) -> tuple[list[Said], dict[str, str]]:
    """Return what is said about what, and what is wrong by field."""
    said, wrong = [], {}
    numbers = [*adjusted, *([""] * len(about))]
    for number, (name, text) in enumerate(zip(about, texts, strict=False)):
        thing = things.get(name)
        if thing is None:
            wrong[""] = sentence("about_unknown")
            continue
        if not clean_text(text):
            wrong[f"text-{number + 1}"] = sentence("comment_empty")
        written = numbers[number].strip() if thing.number is not None else ""
        value = parse_decimal(written, words.decimal_mark()) if written else None
        if isinstance(value, Problem):
            wrong[f"adjusted-{number + 1}"] = sentence(value.code, **value.params)
        else:
            said.append(Said(thing.point, thing.subject, text, _number(value)))
    return said, wrong


def _number(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None

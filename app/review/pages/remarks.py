"""The forms of remarks beside values, and remarks in words for both sides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, format_datetime
from app.core.i18n import gettext as _
from app.domain.answers import Value
from app.domain.observations import CatalogueIndex
from app.reporting import words
from app.reporting.addresses import board_url, desk_url
from app.reporting.pages.questions import Beside, point_word
from app.reporting.submissions import StoredSubmission
from app.review.askable import Thing, things_asked
from app.review.remarks import RemarkInfo
from app.web.pages import Page


@dataclass(frozen=True)
class RemarkRow:
    """One thing a remark is written about."""

    id: str
    about: str
    title: str
    label: str
    said: str
    text: str
    adjusted: str
    takes_number: bool
    text_error: str = ""
    adjusted_error: str = ""


@dataclass(frozen=True, kw_only=True)
class RemarkPage(Page):
    """Remarks to be written, or one to be changed."""

    template: ClassVar[str] = "review/remark.html"

    title: str
    country: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    back_url: str
    version: int
    revision: int  # 0: the remark is new
    rows: tuple[RemarkRow, ...]
    remove_url: str = ""
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TypedRemarks:
    """What was filled in so far, row by row, and what is wrong by field."""

    texts: Sequence[str] = ()
    adjusted: Sequence[str] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)


def new_remarks_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    stored: StoredSubmission,
    chosen: Sequence[str],
    typed: TypedRemarks,
) -> RemarkPage:
    """Return the form for remarks on what was ticked."""
    things = things_asked(index, stored.data)
    wanted = [things[about] for about in dict.fromkeys(chosen) if about in things]
    rows = tuple(_row(index, thing, n, typed) for n, thing in enumerate(wanted))
    url = f"{desk_url(cycle.code, stored.reporter)}/remarks"
    return _page(cycle, stored, url, rows, typed, 0)


def changed_remark_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    stored: StoredSubmission,
    remark: RemarkInfo,
    typed: TypedRemarks,
) -> RemarkPage:
    """Return the form of a remark that stands."""
    things = things_asked(index, stored.data)
    thing = things.get(remark.about) or Thing(remark.point, remark.subject, "")
    rows = (_row(index, thing, 0, typed),)
    url = f"{desk_url(cycle.code, stored.reporter)}/remarks/{remark.uid}"
    return _page(cycle, stored, url, rows, typed, remark.revision)


def _page(
    cycle: CycleInfo,
    stored: StoredSubmission,
    url: str,
    rows: tuple[RemarkRow, ...],
    typed: TypedRemarks,
    revision: int,
) -> RemarkPage:
    country = country_name(stored.reporter)
    read = desk_url(cycle.code, stored.reporter)
    return RemarkPage(
        title=_("Remark of the Commission"),
        country=country,
        crumbs=((_("Desk"), board_url(cycle.code)), (country, read), (_("Remark"), "")),
        url=url,
        back_url=read,
        version=stored.version,
        revision=revision,
        rows=rows,
        remove_url=f"{url}/remove" if revision else "",
        errors=tuple((text, f"#{name}" if name else "") for name, text in typed.wrong.items()),
    )


def _row(index: CatalogueIndex, thing: Thing, number: int, typed: TypedRemarks) -> RemarkRow:
    text, adjusted = f"text-{number + 1}", f"adjusted-{number + 1}"
    return RemarkRow(
        id=text,
        about=thing.about,
        title=point_word(index, thing.point),
        label=thing.label,
        said=thing.text[:600],
        text=typed.texts[number] if number < len(typed.texts) else "",
        adjusted=typed.adjusted[number] if number < len(typed.adjusted) else "",
        takes_number=thing.number is not None,
        text_error=typed.wrong.get(text, ""),
        adjusted_error=typed.wrong.get(adjusted, ""),
    )


def remarks_beside(
    remarks: Iterable[RemarkInfo], version: int, change_url: str = ""
) -> dict[str, tuple[Beside, ...]]:
    """Return the remarks on this version and earlier ones, by what they are about.

    `change_url` is where they are changed; empty for those who only read them.
    """
    found: dict[str, tuple[Beside, ...]] = {}
    for remark in remarks:
        if remark.version <= version:
            about = remark.about
            found[about] = (*found.get(about, ()), _beside(remark, change_url))
    return found


def _beside(remark: RemarkInfo, change_url: str) -> Beside:
    note = _("%(name)s, %(time)s, on version %(version)s; the country's own figure stays") % {
        "name": remark.name or _("European Commission"),
        "time": format_datetime(remark.made_at, "medium"),
        "version": remark.version,
    }
    link = (_("Change the remark"), f"{change_url}/{remark.uid}") if change_url else None
    return Beside(
        title=_("Remark of the Commission"),
        text=remark.text,
        note=note,
        value=adjusted_word(remark.adjusted),
        link=link,
    )


def adjusted_word(adjusted: Value | None) -> str:
    """Return an adjustment in words; empty where there is none."""
    if adjusted is None:
        return ""
    return _("adjusted to %(value)s") % {"value": words.plain_text(adjusted)}

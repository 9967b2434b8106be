"""The current information of a country: for those who keep it, and for those who read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import ClassVar

from app.core.i18n import country_name, format_datetime, printed_code
from app.core.i18n import gettext as _
from app.domain.roles import CountryScope, Permission
from app.reporting.living import KINDS, PUBLIC_KINDS, Current, latest
from app.web.pages import Link, Page

LIVING = "/current-information"
_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class CurrentRow:
    """One thing as it stands, with its form and its history."""

    uid: str
    kind: str
    kind_word: str
    label: str
    text: str
    url: str
    revision: int
    saved: str
    who_sees: str
    save_url: str
    history: tuple[tuple[str, str, str], ...] = ()  # when, by whom, what it said
    error: str = ""
    theirs: str = ""  # what somebody else saved meanwhile


@dataclass(frozen=True, kw_only=True)
class LivingPage(Page):
    """Everything one country keeps current."""

    template: ClassVar[str] = "reporting/living.html"

    country: str
    crumbs: tuple[Link, ...]
    rows: tuple[CurrentRow, ...]
    new: CurrentRow | None  # the empty form; None for those who only read
    kinds: tuple[tuple[str, str], ...]
    errors: tuple[Link, ...] = ()


@dataclass(frozen=True)
class TypedFact:
    """A form that was not saved: what was typed, and why not."""

    uid: str
    kind: str
    label: str
    text: str
    url: str
    revision: int
    error: str
    theirs: Current | None = None


def kind_word(kind: str) -> str:
    """Return what a thing is, in words."""
    return {
        "coordinator": _("Coordinator for science diplomacy"),
        "roadmap": _("Roadmap or strategy"),
        "contact": _("Contact person"),
        "link": _("Link"),
    }[kind]


def living_url(reporter: str) -> str:
    """Return where a country keeps its current information."""
    return f"{LIVING}/{printed_code(reporter)}"


def living_page(
    scope: CountryScope, states: Sequence[Current], typed: TypedFact | None = None
) -> LivingPage:
    """Return the page of the own country."""
    may = Permission.LIVING_EDIT in scope.permissions
    country = country_name(scope.reporter)
    rows = tuple(_row(scope.reporter, one, states, typed, may) for one in latest(states))
    is_new = typed is not None and typed.uid not in {row.uid for row in rows}
    uid = typed.uid if typed and is_new else token_hex(8)
    empty = Current(scope.reporter, uid, "coordinator", "", "", "", False, 0, _LONG_AGO, "")
    return LivingPage(
        country=country,
        crumbs=((_("Contributions"), "/contributions"), (_("Current information"), "")),
        rows=rows,
        new=_row(scope.reporter, empty, (), typed, may) if may else None,
        kinds=tuple((kind, kind_word(kind)) for kind in KINDS),
        errors=((typed.error, f"#label-{typed.uid}"),) if typed else (),
    )


def read_rows(standing: Sequence[Current]) -> tuple[CurrentRow, ...]:
    """Return the same for readers outside the country: no forms, no history."""
    return tuple(_row(one.reporter, one, (), None, may=False) for one in standing)


def _row(
    reporter: str,
    one: Current,
    states: Sequence[Current],
    typed: TypedFact | None,
    may: bool,
) -> CurrentRow:
    mine = typed if typed is not None and typed.uid == one.uid else None
    shown = mine or one
    return CurrentRow(
        uid=one.uid,
        kind=shown.kind if shown.kind in KINDS else KINDS[0],
        kind_word=kind_word(one.kind),
        label=shown.label,
        text=shown.text,
        url=shown.url,
        revision=one.revision,
        saved=_saved(one) if one.revision else "",
        who_sees=_("public") if one.kind in PUBLIC_KINDS else _("the Commission"),
        save_url=f"{living_url(reporter)}/{one.uid}" if may else "",
        history=tuple(
            (format_datetime(s.saved_at), s.name, _told(s))
            for s in reversed(states)
            if s.uid == one.uid
        ),
        error=mine.error if mine else "",
        theirs=_told(mine.theirs) if mine and mine.theirs else "",
    )


def _saved(one: Current) -> str:
    params = {"time": format_datetime(one.saved_at, "medium"), "name": one.name}
    return _("%(time)s, %(name)s") % params if one.name else params["time"]


def _told(one: Current) -> str:
    said = " · ".join(part for part in (one.label, one.text, one.url) if part)
    return _("Removed: %(said)s") % {"said": said} if one.removed else said

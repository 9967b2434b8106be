"""The forms of the desk: questions to one country, and the same question to many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.clock import today_brussels
from app.core.i18n import country_name, printed_code
from app.core.i18n import gettext as _
from app.domain.observations import CatalogueIndex, parse_key
from app.domain.workflow import TRANSITIONS, Action, Status
from app.reporting.addresses import board_url, desk_url
from app.reporting.pages.questions import point_word
from app.reporting.submissions import StoredSubmission
from app.review.askable import Thing, things_asked, things_said
from app.review.queries import Submitted
from app.web.pages import Page

Errors = Mapping[str, str]  # by field
ASKABLE = frozenset(status for status, action in TRANSITIONS if action is Action.ASK_CLARIFICATION)


@dataclass(frozen=True)
class Typed:
    """What was filled in so far."""

    texts: tuple[str, ...] = ()
    reason: str = ""
    due_on: str = ""
    reporters: tuple[str, ...] | None = None  # None: all that are offered
    ticked: frozenset[str] = frozenset()  # on the board; with none ticked all are offered


@dataclass(frozen=True)
class AskRow:
    """One thing that is asked about, with the text of its question."""

    id: str
    about: str
    title: str
    label: str
    said: str
    text: str
    error: str


@dataclass(frozen=True, kw_only=True)
class AskPage(Page):
    """Questions to one country, sent together."""

    template: ClassVar[str] = "review/ask.html"

    title: str
    country: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    version: int
    rows: tuple[AskRow, ...]
    reason: str
    due_on: str
    first_day: str
    errors: tuple[tuple[str, str], ...] = ()
    wrong: Errors = field(default_factory=dict)
    back_url: str = ""
    limit: str = ""  # how large a file may be


@dataclass(frozen=True)
class ReporterRow:
    """One country that could be asked, with what it said there."""

    value: str  # code and version
    country: str
    said: str
    is_chosen: bool
    url: str


@dataclass(frozen=True, kw_only=True)
class AskManyPage(Page):
    """One question to several countries."""

    template: ClassVar[str] = "review/ask_many.html"

    cycle_title: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    about: str
    above: str
    about_label: str
    rows: tuple[ReporterRow, ...]
    ticked: tuple[str, ...]
    silent: str  # who of the ticked said nothing there
    text: str
    reason: str
    due_on: str
    first_day: str
    errors: tuple[tuple[str, str], ...] = ()
    wrong: Errors = field(default_factory=dict)


def ask_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    stored: StoredSubmission,
    chosen: Sequence[str],
    typed: Typed,
    wrong: Errors | None = None,
    *,
    limit: str,
) -> AskPage:
    """Return the form for the things that were ticked; what is not there is left out."""
    things = things_asked(index, stored.data)
    wanted = [things[about] for about in dict.fromkeys(chosen) if about in things]
    wrong = wrong or {}
    country = country_name(stored.reporter)
    read = desk_url(cycle.code, stored.reporter)
    return AskPage(
        title=_("Ask for clarification"),
        country=country,
        crumbs=((_("Desk"), board_url(cycle.code)), (country, read), (_("Ask"), "")),
        url=f"{read}/ask",
        version=stored.version,
        rows=tuple(_row(index, thing, number, typed, wrong) for number, thing in enumerate(wanted)),
        reason=typed.reason,
        due_on=typed.due_on,
        first_day=today_brussels().isoformat(),
        errors=listed(wrong),
        wrong=wrong,
        back_url=read,
        limit=limit,
    )


def listed(wrong: Errors) -> tuple[tuple[str, str], ...]:
    """Return the problems of a form for the summary at its head."""
    return tuple((text, f"#{name}" if name else "") for name, text in wrong.items())


def _row(index: CatalogueIndex, thing: Thing, number: int, typed: Typed, wrong: Errors) -> AskRow:
    name = f"text-{number + 1}"
    return AskRow(
        id=name,
        about=thing.about,
        title=point_word(index, thing.point),
        label=thing.label,
        said=thing.text[:600],
        text=typed.texts[number] if number < len(typed.texts) else "",
        error=wrong.get(name, ""),
    )


def ask_many_page(
    index: CatalogueIndex,
    cycle: CycleInfo,
    found: Submitted,
    about: str,
    above: Decimal | None,
    typed: Typed,
    wrong: Errors | None = None,
) -> AskManyPage:
    """Return the form; only countries are offered that said something there and can be asked."""
    wrong = wrong or {}
    askable = {head.reporter for head in found.heads if head.status in ASKABLE}
    said = [
        (stored, things_said(index, stored.data))
        for reporter, stored in found.documents.items()
        if reporter in askable
    ]
    rows = tuple(
        _reporter_row(cycle, stored, things[about], typed)
        for stored, things in said
        if about in things and _is_above(things[about], above)
    )
    known = {name: thing for _stored, things in said for name, thing in things.items()}
    chosen = known.get(about)
    return AskManyPage(
        cycle_title=cycle.title,
        crumbs=((_("Desk"), board_url(cycle.code)), (_("Ask several countries"), "")),
        url=f"{board_url(cycle.code)}/ask",
        choices=_choices(index, known),
        about=about if chosen else "",
        above="" if above is None else f"{above.normalize():f}",
        about_label=f"{point_word(index, chosen.point)}. {chosen.label}" if chosen else "",
        rows=rows,
        ticked=tuple(sorted(printed_code(code) for code in typed.ticked if code)),
        silent=_silent(typed, rows) if chosen else "",
        text=typed.texts[0] if typed.texts else "",
        reason=typed.reason,
        due_on=typed.due_on,
        first_day=today_brussels().isoformat(),
        errors=listed(wrong),
        wrong=wrong,
    )


def _is_above(thing: Thing, above: Decimal | None) -> bool:
    return above is None or (thing.number is not None and thing.number > above)


def _reporter_row(
    cycle: CycleInfo, stored: StoredSubmission, thing: Thing, typed: Typed
) -> ReporterRow:
    value = f"{printed_code(stored.reporter)}:{stored.version}"
    return ReporterRow(
        value=value,
        country=country_name(stored.reporter),
        said=thing.text[:200],
        is_chosen=_is_chosen(typed, stored.reporter, value),
        url=desk_url(cycle.code, stored.reporter, point=thing.point),
    )


def _is_chosen(typed: Typed, reporter: str, value: str) -> bool:
    if typed.reporters is not None:
        return value in typed.reporters
    return not typed.ticked or reporter in typed.ticked


def _silent(typed: Typed, rows: tuple[ReporterRow, ...]) -> str:
    """Return who was ticked on the board and cannot be asked about this."""
    offered = {row.value.partition(":")[0] for row in rows}
    names = sorted(country_name(c) for c in typed.ticked if c and printed_code(c) not in offered)
    if not names:
        return ""
    return _("Ticked on the board, but without anything to ask about here: %(countries)s.") % {
        "countries": ", ".join(names)
    }


def _choices(
    index: CatalogueIndex, known: Mapping[str, Thing]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return what several countries can be asked about: points, questions and totals, by point."""
    groups: dict[str, dict[str, str]] = {}
    for name, thing in known.items():
        if _is_shared(thing):
            groups.setdefault(thing.point, {})[name] = thing.label
    return tuple(
        (point_word(index, point), tuple(groups[point].items())) for point in sorted(groups)
    )


def _is_shared(thing: Thing) -> bool:
    """Tell whether other countries can have said the same: no record, no cell of a breakdown."""
    kind, _colon, name = thing.subject.partition(":")
    key = parse_key(name) if kind == "observation" else None
    return kind not in ("measure", "evidence") and (key is None or key.is_total)


def can_be_asked(status: Status) -> bool:
    """Tell whether a submission in this state, as it is seen from outside, can be asked about."""
    return status in ASKABLE

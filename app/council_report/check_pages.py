"""Pages of the fact check: what a country reads and answers, and what editors see of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from app.core.i18n import country_name, format_date, format_datetime, ngettext
from app.core.i18n import gettext as _
from app.council_report.told_of import Statement, ToldOf
from app.domain.workflow import EditionStatus
from app.editions.addresses import edition_url, reports_url
from app.editions.fact_check import Check, Objection, Standing
from app.editions.queries import EditionInfo
from app.reporting.addresses import fact_checks_url
from app.reporting.pages.around import Around
from app.web.pages import Page

WHOLE = "fiche"
Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ObjectionView:
    """One objection as both sides read it."""

    id: int
    at: str
    about: str
    text: str
    outcome: str  # in a word; empty while it waits
    outcome_text: str
    url: str = ""  # where its outcome is set, or where it is taken back
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class CountryCheckPage(Page):
    """What an edition says of a country, with the way to agree or object."""

    template: ClassVar[str] = "council_report/fact_check.html"

    around: Around
    title: str
    lead: str
    standing: str
    standing_word: str
    told: ToldOf
    subjects: tuple[tuple[str, str], ...]
    objections: tuple[ObjectionView, ...]
    can_answer: bool
    can_agree: bool
    url: str
    about: str = ""
    typed: str = ""
    errors: Errors = ()

    def wrong(self, name: str) -> str:
        """Return what is wrong with a field, empty when nothing is."""
        return next((text for text, where in self.errors if where == f"#{name}"), "")

    def with_errors(self, errors: Errors, typed: str) -> "CountryCheckPage":
        """Return the same with what was wrong, and with the text that was typed."""
        return replace(self, errors=errors, typed=typed)


@dataclass(frozen=True, kw_only=True)
class OwnChecksPage(Page):
    """Every edition that a country was asked to check in a cycle."""

    template: ClassVar[str] = "council_report/own_checks.html"

    around: Around
    rows: tuple[tuple[str, str, str, str], ...]  # edition, address, answer, last day


@dataclass(frozen=True)
class CheckRow:
    """One country in the list of the editors."""

    country: str
    standing: str
    standing_word: str
    due_on: str
    at: str


@dataclass(frozen=True, kw_only=True)
class ChecksPage(Page):
    """How the fact check of an edition stands, country by country."""

    template: ClassVar[str] = "council_report/fact_checks.html"

    title: str
    crumbs: tuple[tuple[str, str], ...]
    summary: str
    rows: tuple[CheckRow, ...]
    objections: tuple[ObjectionView, ...]
    is_open: bool
    url: str
    due_on: str = ""
    outcomes: tuple[dict[str, str], ...] = ()
    errors: Errors = ()

    def wrong(self, name: str) -> str:
        """Return what is wrong with a field, empty when nothing is."""
        return next((text for text, where in self.errors if where == f"#{name}"), "")

    def with_errors(self, errors: Errors) -> "ChecksPage":
        """Return the same with what was wrong."""
        return replace(self, errors=errors)


def standing_word(standing: Standing) -> str:
    """Return how a check stands, in words."""
    return {
        Standing.WAITING: _("Not answered yet"),
        Standing.OBJECTED: _("Objection waits for an outcome"),
        Standing.SETTLED: _("Objections settled"),
        Standing.AGREED: _("Agreed"),
        Standing.SILENT: _("No answer by the last day"),
    }[standing]


def outcome_word(outcome: str) -> str:
    """Return what became of an objection, in words; empty while nothing has."""
    words = {
        "corrected": _("Corrected: the next edition says it differently"),
        "kept": _("Kept as it is"),
        "withdrawn": _("Taken back by the country"),
    }
    return words.get(outcome, "")


def own_checks_page(
    around: Around, cycle: str, reporter: str, checks: Iterable[tuple[int, Check]]
) -> OwnChecksPage:
    """Return the list of a country."""
    rows = tuple(
        (
            f"{cycle}/{number}",
            fact_checks_url(cycle, reporter, number),
            standing_word(check.standing),
            format_date(check.due_on),
        )
        for number, check in checks
    )
    return OwnChecksPage(around=around, rows=rows)


def country_check_page(
    around: Around,
    edition: EditionInfo,
    check: Check,
    told: ToldOf,
    *,
    may_answer: bool,
    about: str = "",
) -> CountryCheckPage:
    """Return the page of a country."""
    can_answer = may_answer and check.is_open and edition.status is EditionStatus.FACT_CHECK
    url = fact_checks_url(edition.cycle_code, check.reporter, edition.number)
    day = format_date(check.due_on)
    if check.is_open and edition.status is EditionStatus.FACT_CHECK:
        lead = _("Please read what the report will say of you and answer until the end of %(day)s.")
    else:
        lead = _("This is what the report says of you. It could be checked until %(day)s.")
    statements = [row for _caption, rows in told.fiche for row in rows]
    subjects = ((WHOLE, _("The fiche as a whole")), *map(_option, (*statements, *told.elsewhere)))
    views = [
        replace(_objection(o), url=f"{url}/objections/{o.id}" if can_answer else "")
        for o in check.objections
    ]
    return CountryCheckPage(
        around=around,
        title=_("Fact check of edition %(code)s") % {"code": edition.code},
        lead=lead % {"day": day},
        standing=str(check.standing),
        standing_word=standing_word(check.standing),
        told=told,
        subjects=subjects,
        objections=tuple(views),
        can_answer=can_answer,
        can_agree=can_answer and check.standing in (Standing.WAITING, Standing.SETTLED),
        url=url,
        about=about,
    )


def _option(statement: Statement) -> tuple[str, str]:
    words = statement.words
    return statement.subject, words if len(words) <= 120 else f"{words[:117]}…"


def _objection(objection: Objection) -> ObjectionView:
    return ObjectionView(
        objection.id,
        format_datetime(objection.said_at),
        objection.shown,
        objection.text,
        outcome_word(objection.outcome),
        objection.outcome_text,
    )


def checks_page(edition: EditionInfo, checks: Sequence[Check], due_on: str = "") -> ChecksPage:
    """Return the page of the editors."""
    url = reports_url(edition.code, "fact-check")
    is_open = edition.status is EditionStatus.FACT_CHECK
    views = [
        replace(
            _objection(objection),
            country=country_name(check.reporter),
            url=f"{url}/objections/{objection.id}" if is_open and not objection.outcome else "",
        )
        for check in checks
        for objection in check.objections
    ]
    waiting = sum(check.standing is Standing.WAITING for check in checks)
    if not checks:
        summary = _("No country has been asked yet.")
    else:
        summary = ngettext(
            "%(count)s country was asked; not answered yet: %(waiting)s.",
            "%(count)s countries were asked; not answered yet: %(waiting)s.",
            len(checks),
        ) % {"count": len(checks), "waiting": waiting}
    last = max((check.due_on for check in checks), default=None)
    return ChecksPage(
        title=_("Fact check"),
        crumbs=(
            (_("Editions"), "/editions"),
            (edition.code, edition_url(edition.code)),
            (_("Fact check"), ""),
        ),
        summary=summary,
        rows=tuple(map(_check_row, checks)),
        objections=tuple(views),
        is_open=is_open,
        url=url,
        due_on=due_on or (last.isoformat() if last else ""),
        outcomes=tuple({"value": o, "label": outcome_word(o)} for o in ("corrected", "kept")),
    )


def _check_row(check: Check) -> CheckRow:
    last = max((o.said_at for o in check.objections), default=check.agreed_at)
    return CheckRow(
        country_name(check.reporter),
        str(check.standing),
        standing_word(check.standing),
        format_date(check.due_on),
        format_datetime(last) if last else "–",
    )

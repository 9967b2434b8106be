"""My contributions: one row for each cycle in which the reporter takes part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.core.i18n import country_name, format_date, ngettext
from app.domain.workflow import EDITABLE, Status
from app.reporting import addresses, words
from app.reporting.pages.deadlines import time_left
from app.reporting.pages.living import living_url
from app.reporting.queries import Head
from app.web.pages import Page


@dataclass(frozen=True)
class ContributionRow:
    """One contribution in the list."""

    title: str
    url: str
    status: str
    status_word: str
    due: str
    left: str
    version: int
    submissions_url: str
    questionnaire_url: str
    asked: str = ""  # how many questions of the Commission wait
    asked_url: str = ""


@dataclass(frozen=True, kw_only=True)
class ContributionsPage(Page):
    """All contributions of the reporter one works for."""

    template: ClassVar[str] = "reporting/contributions.html"

    reporter_name: str
    rows: tuple[ContributionRow, ...]
    living_url: str  # what the country keeps current between cycles


def contributions_page(reporter: str, heads: Iterable[Head], at: datetime) -> ContributionsPage:
    """Return the list page."""
    rows = tuple(_row(reporter, head, at) for head in heads)
    name, current = country_name(reporter), living_url(reporter)
    return ContributionsPage(reporter_name=name, rows=rows, living_url=current)


def _row(reporter: str, head: Head, at: datetime) -> ContributionRow:
    status, cycle = head.row.status, head.cycle
    is_compiled = status in (Status.COMPILED, Status.PUBLISHED) and head.row.version == 0
    return ContributionRow(
        title=cycle.title,
        url=addresses.contribution_url(cycle.code, reporter),
        status=str(status),
        status_word=words.status_word(status),
        due="" if is_compiled else format_date(cycle.due_at),
        left=time_left(cycle, at) if status in EDITABLE else "",
        version=head.row.version,
        submissions_url=addresses.submissions_url(cycle.code, reporter),
        questionnaire_url=addresses.questionnaire_url(cycle.code, reporter),
        asked=_asked(head),
        asked_url=addresses.clarifications_url(cycle.code, reporter),
    )


def _asked(head: Head) -> str:
    if not head.asked:
        return ""
    text = ngettext(
        "The Commission asks %(num)s question", "The Commission asks %(num)s questions", head.asked
    )
    return text % {"num": head.asked}

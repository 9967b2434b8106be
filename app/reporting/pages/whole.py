"""Pages about the contribution as a whole: the questions about the report, and all findings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from app.core.i18n import format_time, ngettext
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.asked import asked_header
from app.domain.points import Header, question_code
from app.domain.qc.findings import HEADER, Finding, Severity
from app.reporting import words
from app.reporting.addresses import RULES_URL, about_url, point_url, sign_off_url
from app.reporting.checking import check
from app.reporting.pages.around import Around, around
from app.reporting.pages.clarifications import Questioned, at_fields, questioned
from app.reporting.pages.fields import Field, answer_field
from app.reporting.pages.findings import FindingRow, finding_rows, with_changed_rows
from app.reporting.pages.questions import QuestionView
from app.reporting.work import Work
from app.web.pages import Page


@dataclass(frozen=True, kw_only=True)
class AboutPage(Page):
    """The questions about the report as a whole."""

    template: ClassVar[str] = "reporting/about.html"
    blocks: ClassVar[tuple[str, ...]] = ("field",)

    around: Around
    fields: tuple[Field, ...]
    comments: tuple[Field, ...]  # on points that others report on
    findings: tuple[FindingRow, ...]
    locked: str
    questions: Questioned | None = None
    at_fields: Mapping[str, tuple[QuestionView, ...]] = field(default_factory=dict)
    errors: tuple[tuple[str, str], ...] = ()


def about_page(work: Work, changed: Field | None = None) -> AboutPage:
    """Return the page; `changed` is a field that came back with a message."""
    asked = asked_header(work.index, work.reporter)
    fields = _fields(work, (q for q in asked if q.on_point is None), changed)
    comments = _fields(work, (q for q in asked if q.on_point is not None), changed)
    rows = finding_rows(work, (f for f in check(work.draft) if f.point == HEADER))
    why = work.why_locked(None)
    return AboutPage(
        around=around(work, "about", _("About the report")),
        fields=fields,
        comments=comments,
        findings=with_changed_rows(rows, changed),
        locked=sentence("about_is_the_leads" if why == "point_not_assigned" else why)
        if why
        else "",
        questions=questioned(work, ""),
        at_fields=at_fields(work),
        errors=tuple((f.error, f"#{f.id}") for f in (*fields, *comments) if f.error),
    )


def _fields(work: Work, questions: Iterable[Header], changed: Field | None) -> tuple[Field, ...]:
    fields = (about_field(work, question_code(HEADER, question.key)) for question in questions)
    return tuple(changed if changed and field.id == changed.id else field for field in fields)


def about_field(work: Work, code: str) -> Field:
    """Return the field of one question about the report."""
    url = f"{about_url(work.cycle, work.reporter)}/answers/{code}"
    return answer_field(work, code, url=url)


@dataclass(frozen=True)
class FindingGroup:
    """The findings at one point."""

    title: str
    url: str
    rows: tuple[FindingRow, ...]
    blocking: int


@dataclass(frozen=True, kw_only=True)
class FindingsPage(Page):
    """Every finding of a contribution."""

    template: ClassVar[str] = "reporting/findings.html"

    around: Around
    lead: str
    groups: tuple[FindingGroup, ...]
    filters: tuple[tuple[str, str, bool, int], ...]
    sign_off_url: str
    check_url: str
    checked: str  # when
    others: int  # findings that the choice leaves out
    rules_url: str = RULES_URL


def findings_page(work: Work, findings: Iterable[Finding], show: str, url: str) -> FindingsPage:
    """Return the findings grouped by point; `show` is one of the severities or empty for all."""
    found = list(findings)
    chosen = [f for f in found if show in ("", str(f.severity))]
    groups = (_group(work, place, chosen) for place in _places(work))
    return FindingsPage(
        around=around(work, "findings", _("Findings")),
        lead=_(
            "What blocks has to be mended before sending. A warning can be mended or explained; "
            "the explanation is sent along."
        ),
        groups=tuple(group for group in groups if group.rows),
        filters=_filters(found, show, url),
        sign_off_url=sign_off_url(work.cycle, work.reporter),
        check_url=url,
        checked=_checked(work, found),
        others=len(found) - len(chosen),
    )


def _checked(work: Work, found: list[Finding]) -> str:
    """Say that the whole contribution has been checked just now, and with what result."""
    params = {"time": format_time(work.at)}
    said = _("Everything was checked at %(time)s, Brussels time.") % params
    count = ngettext("%(num)d finding.", "%(num)d findings.", len(found)) % {"num": len(found)}
    return f"{said} {count}" if found else said


Place = tuple[str, str, str]  # point or header, title, address


def _places(work: Work) -> Iterator[Place]:
    """Yield where findings stand: the points in order, then the report as a whole."""
    for asked in work.points:
        number = _("Point %(number)s") % {"number": asked.point.number}
        title = f"{number}. {words.point_title(asked.point)}"
        yield asked.id, title, point_url(work.cycle, work.reporter, asked.id)
    yield HEADER, _("About the report"), about_url(work.cycle, work.reporter)


def _group(work: Work, place: Place, findings: Iterable[Finding]) -> FindingGroup:
    point, title, url = place
    here = [f for f in findings if f.point == point]
    blocking = sum(f.severity is Severity.BLOCKING for f in here)
    return FindingGroup(title, url, finding_rows(work, here), blocking)


def _filters(found: list[Finding], show: str, url: str) -> tuple[tuple[str, str, bool, int], ...]:
    labels = [("", _("All")), ("blocking", _("Blocking")), ("warning", _("Warnings"))]
    others = (("information", _("Notes")), ("not_run", _("Checks that did not run")))
    labels += [(name, label) for name, label in others if any(f.severity == name for f in found)]
    return tuple(
        (
            label,
            f"{url}?show={name}" if name else url,
            name == show,
            sum(name in ("", str(f.severity)) for f in found),
        )
        for name, label in labels
    )

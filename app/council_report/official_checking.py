"""Checking the drafters' finished file: judged, compared figure by figure, freed of properties."""

import hashlib
from dataclasses import dataclass, field, replace

from app.core.file_types import DOCX, PDF, Unfit, judge
from app.core.i18n import available_locales, current_locale
from app.core.i18n import gettext as _
from app.council_report import official_messages  # noqa: F401 - registers the sentences
from app.council_report.compose import council_report
from app.council_report.contents import ReportContents
from app.council_report.official_package import names_people, pdf_problem, without_properties
from app.council_report.refresh.outcome import Outcome, Refreshed
from app.council_report.refresh_words import Names
from app.council_report.refreshing import refresh_with
from app.domain.answers import Problem
from app.editions import official
from app.editions.official import OUT_OF_DATE, Finding, Taken
from app.web.pages import PORTAL_NAME

_OWN = "edition:"  # the portal's own marks: draft, edition, the lines of the title page
_TOLD = official.DIFFERS | {"removed", "unplaced"}


@dataclass(frozen=True)
class Checked:
    """A file that was checked, with the bytes to keep."""

    taken: Taken
    contents: bytes = field(repr=False)


def check_official(
    contents: bytes, name: str, language: str, held: ReportContents
) -> Checked | Problem:
    """Return what an official document is and what differs in it, or why it is not taken."""
    if language not in available_locales():
        return Problem("official_language_unknown")
    kind = judge(contents, with_charts=True)
    if kind == PDF or contents.startswith(b"%PDF-"):
        return _pdf(contents, name, language, kind)
    if kind not in (DOCX,) and not isinstance(kind, Unfit):
        return Problem("official_kind_unknown")
    if kind == DOCX and names_people(contents):
        return Problem("official_names_people")
    # The marks of a draft would be wrong in what is published: they are set as for the public.
    public = replace(held, published=True)
    done = refresh_with(contents, public)
    if isinstance(done, Problem):
        return done
    names = Names.of(public, council_report(public, current_locale()))
    findings = tuple(_findings(done, names))
    is_whole = not any(one.kind == OUT_OF_DATE for one in findings)
    kept = without_properties(done.contents if is_whole else contents)
    taken = Taken(
        format=official.DOCX,
        language=language,
        name=name,
        sent_sha256=_sha256(contents),
        sha256=_sha256(kept),
        size=len(kept),
        same=done.same,
        findings=findings,
    )
    return Checked(taken, kept)


def _pdf(contents: bytes, name: str, language: str, kind: str | Unfit) -> Checked | Problem:
    if isinstance(kind, Unfit):
        damaged = kind.code != "file_active"
        return Problem("official_pdf_damaged" if damaged else "official_pdf_active")
    problem = pdf_problem(contents, _(PORTAL_NAME))
    if problem:
        return Problem(problem)
    sha256 = _sha256(contents)
    return Checked(
        Taken(official.PDF, language, name, sha256, sha256, len(contents)),
        contents,
    )


def _findings(done: Refreshed, names: Names) -> list[Finding]:
    return [
        Finding(one.kind, one.name, names.label(one.name), one.place, one.old, one.new)
        for one in done.outcomes
        if one.kind in _TOLD and not _is_own_mark(one)
    ]


def _is_own_mark(one: Outcome) -> bool:
    """Tell whether the portal set one of its own marks: that is no figure of the drafters."""
    return one.kind == OUT_OF_DATE and one.name.startswith(_OWN)


def _sha256(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()

"""The page of the official documents of an edition: what was taken, how it agrees, what is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import available_locales, format_datetime, locale_name
from app.core.i18n import gettext as _
from app.council_report.refresh_words import problem_sentence
from app.domain.answers import Problem
from app.editions.addresses import edition_url, reports_url
from app.editions.official import DIFFERS, TO_EXPLAIN, Finding, Official, takes_documents
from app.editions.pages.edition import document_word
from app.editions.queries import EditionInfo
from app.web.pages import Page

MOST_SHOWN = 100  # differences with a form each; a document with more is not finished


@dataclass(frozen=True)
class DifferenceRow:
    """One figure that is not as in the edition."""

    key: str
    label: str
    place: str
    what: str
    old: str
    new: str
    reason: str
    can_be_explained: bool


@dataclass(frozen=True)
class DocumentView:
    """One official document with the result of its check."""

    id: int
    label: str
    name: str
    size: str
    uploaded: str
    sent_sha256: str
    sha256: str
    is_compared: bool
    same: int
    differences: tuple[DifferenceRow, ...]
    count: int
    stopping: int
    others: tuple[tuple[str, str, int], ...]  # what, meaning, how many
    file_url: str
    reasons_url: str
    take_back_url: str


@dataclass(frozen=True, kw_only=True)
class OfficialPage(Page):
    """All official documents of an edition, and the form for another one."""

    template: ClassVar[str] = "council_report/official.html"

    title: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    refresh_url: str
    publication_url: str
    edition: str
    is_open: bool
    why_closed: str
    documents: tuple[DocumentView, ...]
    languages: tuple[tuple[str, str], ...]
    language: str
    error: str = ""
    error_at: str = "#file"
    wrong_key: str = ""


def official_page(
    edition: EditionInfo,
    documents: Iterable[Official],
    language: str,
    problem: Problem | None = None,
    wrong_key: str = "",
) -> OfficialPage:
    """Return the page; `problem` says why something was not taken."""
    code = edition.code
    is_open = takes_documents(edition)
    return OfficialPage(
        title=_("Official documents of edition %(code)s") % {"code": code},
        crumbs=(
            (_("Editions"), "/editions"),
            (code, edition_url(code)),
            (_("Official documents"), ""),
        ),
        url=reports_url(code, "official"),
        refresh_url=reports_url(code, "refresh"),
        publication_url=edition_url(code, "publication"),
        edition=code,
        is_open=is_open,
        why_closed="" if is_open else _why_closed(edition),
        documents=tuple(_view(edition, one, is_open) for one in documents),
        languages=tuple((one, locale_name(one)) for one in available_locales()),
        language=language,
        error=problem_sentence(problem) if problem else "",
        error_at=f"#reason-{wrong_key}" if wrong_key else "#file",
        wrong_key=wrong_key,
    )


def _why_closed(edition: EditionInfo) -> str:
    if edition.is_training:
        return _("A training edition is never published, so it has no official document.")
    if edition.published_at is not None:
        return _("The edition is published: its documents are kept as they are, for ever.")
    if edition.publishes_at is not None:
        return _("Its publication is confirmed. Stop it first to change a document.")
    return _("Official documents are taken once the edition is approved: its figures stand then.")


def _view(edition: EditionInfo, one: Official, is_open: bool) -> DocumentView:
    base = f"official/{one.id}"
    others = tuple(
        (what, meaning, sum(f.kind == kind for f in one.findings))
        for kind, what, meaning in (
            ("removed", _("Taken out by the drafters"), _("Figures, tables and charts of the "
             "portal's report that do not stand in this document.")),
            ("unplaced", _("Never in the document"), _("Figures, tables and charts of the edition "
             "that were not used.")),
        )
    )  # fmt: skip
    return DocumentView(
        id=one.id,
        label=document_word(one),
        name=one.name,
        size=f"{max(1, round(one.size / 1024))} kB",
        uploaded=format_datetime(one.uploaded_at),
        sent_sha256=one.sent_sha256,
        sha256=one.sha256,
        is_compared=one.format == "docx",
        same=one.same,
        differences=tuple(map(_row, one.differences[:MOST_SHOWN])),
        count=len(one.differences),
        stopping=len(one.stopping),
        others=tuple(other for other in others if other[2]),
        file_url=reports_url(edition.code, f"{base}/file"),
        reasons_url=reports_url(edition.code, f"{base}/reasons") if is_open else "",
        take_back_url=reports_url(edition.code, f"{base}/take-back") if is_open else "",
    )


def _row(one: Finding) -> DifferenceRow:
    return DifferenceRow(
        key=one.key[:16],
        label=one.label,
        place=one.place,
        what=difference_word(one.kind),
        old=one.old,
        new=one.new,
        reason=one.reason,
        can_be_explained=one.kind in TO_EXPLAIN,
    )


def difference_word(kind: str) -> str:
    """Return how a figure differs; the kinds are those that stop a publication."""
    if kind not in DIFFERS:
        raise ValueError(kind)
    return {
        "changed": _("Not up to date: refresh the document with this edition"),
        "edited": _("Typed over by hand"),
        "gone": _("Not a figure of this edition"),
        "unshaped": _("Table or chart that cannot be matched"),
    }[kind]

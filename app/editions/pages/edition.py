"""One edition in plain words: what it is made of, how far it has come, what follows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.core.i18n import (
    country_name,
    format_date,
    format_datetime,
    format_number,
    locale_name,
)
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.observations import CatalogueIndex
from app.domain.roles import Permission, UnionScope
from app.domain.visibility import Viewer
from app.domain.workflow import EDITION_TRANSITIONS, EditionStatus
from app.editions.acts import EDITION_ACTS
from app.editions.addresses import EDITIONS, edition_url, reports_url
from app.editions.changes import FactChanges
from app.editions.moments import moment_word
from app.editions.official import Official
from app.editions.pages.editions import coverage_sentence, edition_title
from app.editions.queries import AnyScope, EditionInfo, may, viewer_of
from app.editions.service import refused_to_same_hand
from app.editions.words import status_word
from app.reporting.addresses import desk_url
from app.web.pages import Page


@dataclass(frozen=True)
class Around:
    """What stands around an edition: what it corrects, what corrects it, its documents."""

    before: EditionInfo | None = None
    changes: FactChanges | None = None
    successor: EditionInfo | None = None
    reason: str = ""
    documents: tuple[Official, ...] = ()


@dataclass(frozen=True)
class DocumentRow:
    """One official document to take away."""

    label: str
    url: str
    size: str
    sha256: str
    differences: tuple[tuple[str, str, str, str], ...]  # figure, in it, in the edition, why


@dataclass(frozen=True)
class ActButton:
    """One act that is possible now: its button, or why this person does not get one."""

    label: str
    url: str
    consequence: str
    why_not: str = ""


@dataclass(frozen=True)
class IncludedRow:
    """One submission of an edition."""

    reporter: str
    version: int
    source: str
    sha256: str
    url: str


@dataclass(frozen=True, kw_only=True)
class EditionPage(Page):
    """One edition: what it is made of, how far it has come, what can be done with it."""

    template: ClassVar[str] = "editions/edition.html"

    title: str
    cycle_title: str
    crumbs: tuple[tuple[str, str], ...]
    status: str
    status_word: str
    is_restricted: bool
    sentence: str
    facts: tuple[tuple[str, str], ...]
    sha256: str
    changes: tuple[str, ...]
    changes_title: str
    acts: tuple[ActButton, ...]
    included: tuple[IncludedRow, ...]  # for the Commission; others see the number
    not_included: tuple[str, ...]
    pages_url: str  # overview, points, countries of this edition
    facts_url: str
    reports_url: str
    verify_url: str  # empty where the reader may not verify
    fact_check_url: str  # empty for readers and before the fact check
    publication_url: str  # where a time is set; empty for readers and before approval
    publication: str  # when it comes out, in a sentence
    documents_url: str  # where official documents are uploaded; likewise
    documents: tuple[DocumentRow, ...]
    corrects: str  # why it follows an edition that was out, in a sentence
    changes_url: str
    successor: tuple[str, str]  # the edition that corrects this one: sentence, list of its changes
    successor_url: str


def edition_page(
    index: CatalogueIndex,
    scope: AnyScope,
    edition: EditionInfo,
    around: Around,
) -> EditionPage:
    """Return one edition with what stands around it, as far as this reader may see it."""
    before, changes = around.before, around.changes
    is_inside = viewer_of(scope) is Viewer.COMMISSION
    manifest = edition.manifest
    is_checked = (
        may(scope, Permission.REPORT_COMPILE) and edition.status is not EditionStatus.FROZEN
    )
    return EditionPage(
        title=edition_title(edition),
        cycle_title=edition.cycle_title,
        crumbs=((_("Editions"), EDITIONS), (edition_title(edition), "")),
        status=str(edition.status),
        status_word=status_word(edition.status),
        is_restricted=not edition.is_published,
        sentence=coverage_sentence(edition),
        facts=_facts(edition),
        sha256=edition.sha256,
        changes=_changes(edition, before, changes, is_inside) if before and changes else (),
        changes_title=_("Since edition %(code)s") % {"code": before.code} if before else "",
        acts=tuple(_acts(scope, edition)),
        included=tuple(_included(index, edition)) if is_inside else (),
        not_included=tuple(map(country_name, manifest["not_included"])) if is_inside else (),
        pages_url=f"/?edition={edition.code}",
        facts_url=edition_url(edition.code, "facts"),
        reports_url=reports_url(edition.code),
        fact_check_url=reports_url(edition.code, "fact-check") if is_checked else "",
        publication_url=_publication_url(scope, edition),
        publication=_publication(edition),
        documents_url=reports_url(edition.code, "official") if is_checked else "",
        documents=tuple(_document(edition, one) for one in around.documents),
        corrects=around.reason,
        changes_url=edition_url(edition.code, "changes") if before else "",
        successor=_successor(around.successor),
        successor_url=edition_url(around.successor.code) if around.successor else "",
        verify_url=(
            edition_url(edition.code, "verification") if may(scope, Permission.EDITION_READ) else ""
        ),
    )


def _facts(edition: EditionInfo) -> tuple[tuple[str, str], ...]:
    manifest = edition.manifest
    from_ = _("Public sources") if edition.is_baseline else _("Accepted submissions")
    published = edition.published_at
    return (
        (_("Cycle"), edition.cycle_title),
        (_("Made from"), from_),
        (_("Situation on"), format_date(date.fromisoformat(manifest["cycle"]["cutoff"]))),
        (_("Frozen on"), format_datetime(edition.frozen_at)),
        *([(_("Published on"), format_datetime(published))] if published else []),
        (_("Figures computed"), _figures(manifest["facts"]["count"])),
        (_("Questions and indicators"), manifest["catalogue"]["code"]),
        (_("Version of the rules"), str(manifest["rules"])),
    )


def _figures(count: int) -> str:
    """Return how many figures there are, and that not everybody sees each of them."""
    return _("%(num)s; those that are closed or too small are not shown") % {
        "num": format_number(count)
    }


def _included(index: CatalogueIndex, edition: EditionInfo) -> Iterable[IncludedRow]:
    order = [entry.code for entry in index.catalogue.reporters]
    entries = edition.manifest["submissions"]
    for entry in sorted(entries, key=lambda entry: order.index(entry["reporter"])):
        yield IncludedRow(
            reporter=country_name(entry["reporter"]),
            version=entry["version"],
            source=_("Reported") if entry["reported"] else _("Compiled from public sources"),
            sha256=entry["sha256"],
            url=desk_url(edition.cycle_code, entry["reporter"], entry["version"]),
        )


def _changes(
    edition: EditionInfo, before: EditionInfo, facts: FactChanges, is_inside: bool
) -> tuple[str, ...]:
    """Return what is different from the edition before; names only for the Commission."""
    old, new = _by_reporter(before), _by_reporter(edition)
    groups = (
        (_("Newly included"), [r for r in new if r not in old]),
        (_("New version"), [r for r in new if r in old and new[r] != old[r]]),
        (_("No longer included"), [r for r in old if r not in new]),
    )
    lines = []
    for label, reporters in groups:
        if reporters:
            names = ", ".join(map(country_name, reporters)) if is_inside else str(len(reporters))
            lines.append(f"{label}: {names}")
    if edition.manifest["catalogue"] != before.manifest["catalogue"]:
        lines.append(_("The questions and indicators in force changed."))
    if edition.manifest["rules"] != before.manifest["rules"]:
        lines.append(_("The rules by which figures are computed changed."))
    numbers = {
        "changed": facts.count("changed"),
        "added": facts.count("new"),
        "gone": facts.count("gone"),
    }
    lines.append(
        _("Figures: %(changed)d changed, %(added)d came, %(gone)d no longer exist.") % numbers
    )
    return tuple(lines)


def _by_reporter(edition: EditionInfo) -> Mapping[str, str]:
    return {entry["reporter"]: entry["sha256"] for entry in edition.manifest["submissions"]}


def _acts(scope: AnyScope, edition: EditionInfo) -> Iterable[ActButton]:
    for act in EDITION_ACTS:
        is_possible = (edition.status, act.name) in EDITION_TRANSITIONS
        if not is_possible or not isinstance(scope, UnionScope) or not may(scope, act.permission):
            continue
        same_hand = refused_to_same_hand(scope, edition, act.name)
        yield ActButton(
            _(act.label),
            edition_url(edition.code, act.address),
            _(act.consequence),
            sentence(same_hand) if same_hand else "",
        )


def document_word(one: Official) -> str:
    """Return what an official document is."""
    kind = _("Official report (Word)") if one.format == "docx" else _("Official report (PDF)")
    return f"{kind}, {locale_name(one.language)}"


def _document(edition: EditionInfo, one: Official) -> DocumentRow:
    return DocumentRow(
        label=document_word(one),
        url=reports_url(edition.code, f"official/{one.id}/file"),
        size=f"{max(1, round(one.size / 1024))} kB",
        sha256=one.sha256,
        differences=tuple((f.label, f.old, f.new, f.reason) for f in one.differences),
    )


def _publication_url(scope: AnyScope, edition: EditionInfo) -> str:
    is_near = edition.status in (EditionStatus.APPROVED, EditionStatus.PUBLISHED)
    is_for_them = may(scope, Permission.EDITION_PUBLISH) and not edition.is_training
    return edition_url(edition.code, "publication") if is_near and is_for_them else ""


def _publication(edition: EditionInfo) -> str:
    at = edition.publishes_at
    if at is None:
        return ""
    return _("Its publication is confirmed: everybody can see it from %(moment)s on.") % {
        "moment": moment_word(at)
    }


def _successor(after: EditionInfo | None) -> tuple[str, str]:
    if after is None:
        return ("", "")
    said = _("Edition %(code)s, published on %(day)s, corrects this one.") % {
        "code": after.code,
        "day": format_date(after.published_at or after.frozen_at),
    }
    return said, edition_url(after.code, "changes")

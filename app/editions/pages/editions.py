"""The list of editions, one edition in plain words, and the result of verifying it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, format_date, format_datetime, ngettext
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.facts import MEMBER_STATES
from app.domain.observations import CatalogueIndex
from app.domain.roles import COMMISSION, Permission, UnionScope
from app.domain.visibility import Viewer
from app.domain.workflow import EDITION_TRANSITIONS, CycleStatus, EditionStatus
from app.editions.acts import EDITION_ACTS
from app.editions.addresses import EDITIONS, edition_url, reports_url
from app.editions.queries import AnyScope, EditionInfo, FactChanges, may, viewer_of
from app.editions.service import Difference, refused_to_same_hand
from app.editions.words import status_word
from app.reporting.addresses import desk_url
from app.web.pages import Page


@dataclass(frozen=True)
class EditionRow:
    """One edition in the list."""

    title: str
    code: str
    url: str
    status: str
    status_word: str
    coverage: str
    at: str


@dataclass(frozen=True, kw_only=True)
class EditionsPage(Page):
    """All editions this reader may know of, and the form that freezes another one."""

    template: ClassVar[str] = "editions/editions.html"

    rows: tuple[EditionRow, ...]
    can_freeze: bool
    cycles: tuple[tuple[str, str], ...]
    cycle: str = ""
    url: str = EDITIONS
    errors: tuple[tuple[str, str], ...] = ()


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
    facts_url: str
    reports_url: str
    verify_url: str  # empty where the reader may not verify
    fact_check_url: str  # empty for readers and before the fact check


@dataclass(frozen=True, kw_only=True)
class VerificationPage(Page):
    """What came out when an edition was computed again."""

    template: ClassVar[str] = "editions/verification.html"

    title: str
    crumbs: tuple[tuple[str, str], ...]
    is_whole: bool
    sentence: str
    rows: tuple[tuple[str, str], ...]


def editions_page(
    scope: AnyScope,
    editions: Iterable[EditionInfo],
    cycles: Iterable[CycleInfo],
    *,
    cycle: str = "",
    errors: tuple[tuple[str, str], ...] = (),
) -> EditionsPage:
    """Return the list."""
    can_freeze = may(scope, Permission.EDITION_FREEZE)
    open_cycles = [c for c in cycles if c.status is not CycleStatus.DESIGN] if can_freeze else []
    return EditionsPage(
        rows=tuple(map(_row, editions)),
        can_freeze=can_freeze,
        cycles=tuple((c.code, c.title) for c in open_cycles),
        cycle=cycle,
        errors=errors,
    )


def edition_title(edition: EditionInfo) -> str:
    """Return what an edition is called."""
    return _("Edition %(code)s") % {"code": edition.code}


def edition_page(
    index: CatalogueIndex,
    scope: AnyScope,
    edition: EditionInfo,
    before: EditionInfo | None,
    changes: FactChanges | None,
) -> EditionPage:
    """Return one edition; `before` is the edition before it that this reader may see."""
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
        facts_url=edition_url(edition.code, "facts"),
        reports_url=reports_url(edition.code),
        fact_check_url=reports_url(edition.code, "fact-check") if is_checked else "",
        verify_url=(
            edition_url(edition.code, "verification") if may(scope, Permission.EDITION_READ) else ""
        ),
    )


def verification_page(edition: EditionInfo, found: Iterable[Difference]) -> VerificationPage:
    """Return the result of computing an edition again."""
    title = _("Verification of edition %(code)s") % {"code": edition.code}
    rows = tuple((difference_word(one), one.name) for one in found)
    count = int(edition.manifest["facts"]["count"])
    sentence = ngettext("%(num)d thing differs.", "%(num)d things differ.", len(rows))
    whole = _(
        "Every submission has the hash it was frozen with, and all %(count)d figures come out the "
        "same when they are computed again."
    )
    return VerificationPage(
        title=title,
        crumbs=(
            (_("Editions"), EDITIONS),
            (edition_title(edition), edition_url(edition.code)),
            (_("Verification"), ""),
        ),
        is_whole=not rows,
        sentence=sentence % {"num": len(rows)} if rows else whole % {"count": count},
        rows=rows,
    )


def difference_word(one: Difference) -> str:
    """Return what kind of thing differs."""
    return {
        "manifest": _("Manifest"),
        "submission": _("Submission"),
        "catalogue": _("Questions and indicators"),
        "rules": _("Rules"),
        "fact": _("Figure"),
    }[one.what]


def coverage_sentence(edition: EditionInfo) -> str:
    """Return who is included, as a number of 27."""
    n = _member_states(edition)
    ours = any(entry["reporter"] == COMMISSION for entry in edition.manifest["submissions"])
    numbers = {"n": n, "of": MEMBER_STATES}
    if edition.is_baseline:
        said = _("%(n)d of %(of)d Member States covered by public sources, 0 reported.") % numbers
    else:
        said = (
            ngettext(
                "%(n)d of %(of)d Member States is included.",
                "%(n)d of %(of)d Member States are included.",
                n,
            )
            % numbers
        )
    return f"{said} {_('The Commission services are included too.')}" if ours else said


def _member_states(edition: EditionInfo) -> int:
    entries = edition.manifest["submissions"]
    return sum(entry["reporter"] != COMMISSION for entry in entries)


def _row(edition: EditionInfo) -> EditionRow:
    shown = edition.published_at or edition.frozen_at
    return EditionRow(
        title=edition.cycle_title,
        code=edition.code,
        url=edition_url(edition.code),
        status=str(edition.status),
        status_word=status_word(edition.status),
        coverage=_("%(n)d of %(of)d") % {"n": _member_states(edition), "of": MEMBER_STATES},
        at=format_datetime(shown),
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
        (_("Figures"), str(manifest["facts"]["count"])),
        (_("Questions and indicators"), manifest["catalogue"]["code"]),
        (_("Version of the rules"), str(manifest["rules"])),
    )


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
    numbers = {"changed": facts.changed, "added": facts.added, "gone": facts.gone}
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

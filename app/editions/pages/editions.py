"""The list of editions, and the result of verifying one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import format_datetime, ngettext
from app.core.i18n import gettext as _
from app.domain.facts import MEMBER_STATES
from app.domain.roles import COMMISSION, Permission
from app.domain.workflow import CycleStatus
from app.editions.addresses import EDITIONS, edition_url
from app.editions.queries import AnyScope, EditionInfo, may
from app.editions.service import Difference
from app.editions.words import status_word
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
    reason: str = ""
    url: str = EDITIONS
    errors: tuple[tuple[str, str], ...] = ()

    def wrong(self, name: str) -> str:
        """Return what is wrong with a field, empty when nothing is."""
        return next((text for text, where in self.errors if where == f"#{name}"), "")


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
    reason: str = "",
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
        reason=reason,
        errors=errors,
    )


def edition_title(edition: EditionInfo) -> str:
    """Return what an edition is called."""
    return _("Edition %(code)s") % {"code": edition.code}


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
    n = member_states(edition)
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


def member_states(edition: EditionInfo) -> int:
    """Return how many Member States an edition includes."""
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
        coverage=_("%(n)d of %(of)d") % {"n": member_states(edition), "of": MEMBER_STATES},
        at=format_datetime(shown),
    )

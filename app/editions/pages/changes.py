"""The list of changes between an edition and the one it follows, as a page and as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.csv_files import csv_text
from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue
from app.domain.facts import Fact
from app.domain.observations import CatalogueIndex
from app.editions import words
from app.editions.addresses import EDITIONS, edition_url, fact_url
from app.editions.changes import FactChange, FactChanges, Kind
from app.editions.pages.editions import edition_title
from app.editions.queries import EditionInfo
from app.reporting.words import period_word
from app.web.pages import Page

MOST_SHOWN = 200  # of one kind; the file holds all of them


@dataclass(frozen=True)
class ChangeRow:
    """One figure on both sides."""

    title: str
    url: str
    set: str
    period: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangeGroup:
    """All figures that changed in one way."""

    kind: str
    title: str
    count: int
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, kw_only=True)
class ChangesPage(Page):
    """What an edition changes, and why."""

    template: ClassVar[str] = "editions/changes.html"

    title: str
    crumbs: tuple[tuple[str, str], ...]
    lead: str
    reason: str
    before: str
    before_url: str
    groups: tuple[ChangeGroup, ...]
    file_url: str


def changes_page(
    index: CatalogueIndex,
    edition: EditionInfo,
    before: EditionInfo,
    changes: FactChanges,
    reason: str,
) -> ChangesPage:
    """Return the list; `reason` is why the edition follows one that was out."""
    return ChangesPage(
        title=_("Changes of edition %(code)s") % {"code": edition.code},
        crumbs=(
            (_("Editions"), EDITIONS),
            (edition_title(edition), edition_url(edition.code)),
            (_("Changes"), ""),
        ),
        lead=_lead(before),
        reason=reason,
        before=edition_title(before),
        before_url=edition_url(before.code),
        groups=tuple(_groups(index, edition, before, changes)),
        file_url=edition_url(edition.code, "changes.csv") if changes.rows else "",
    )


def changes_csv(
    index: CatalogueIndex, edition: EditionInfo, before: EditionInfo, changes: FactChanges
) -> bytes:
    """Return every change as a table, exact, for programs and spreadsheets."""
    heads = ("change", "fact", "title", "set", "period", before.code, edition.code,
             f"n {before.code}", f"n {edition.code}")  # fmt: skip
    rows = [
        (
            one.kind,
            one.fact.id,
            words.fact_title(index, one.fact),
            one.fact.key.set,
            one.fact.key.period,
            _exact(one.old),
            _exact(one.new),
            one.old.n if one.old else None,
            one.new.n if one.new else None,
        )
        for one in changes.rows
    ]
    return csv_text(heads, rows).encode("utf-8-sig")


def _exact(fact: Fact | None) -> CellValue:
    if fact is None:
        return None
    return fact.number if fact.number is not None else fact.text


def kind_word(kind: Kind) -> str:
    """Return how figures changed."""
    return {
        "changed": _("Changed"),
        "new": _("New"),
        "gone": _("No longer shown"),
    }[kind]


def _lead(before: EditionInfo) -> str:
    if before.published_at is None:
        return _("Compared with edition %(code)s, which is not published.") % {"code": before.code}
    return _("Compared with edition %(code)s, published on %(day)s, which stays as it is.") % {
        "code": before.code,
        "day": format_date(before.published_at),
    }


def _groups(
    index: CatalogueIndex, edition: EditionInfo, before: EditionInfo, changes: FactChanges
) -> Iterable[ChangeGroup]:
    kinds: tuple[Kind, ...] = ("changed", "new", "gone")
    for kind in kinds:
        found = [one for one in changes.rows if one.kind == kind]
        if found:
            rows = tuple(_row(index, edition, before, one) for one in found[:MOST_SHOWN])
            yield ChangeGroup(kind, kind_word(kind), len(found), rows)


def _row(
    index: CatalogueIndex, edition: EditionInfo, before: EditionInfo, one: FactChange
) -> ChangeRow:
    code = edition.code if one.new else before.code
    old, new = _shown(index, one.old), _shown(index, one.new)
    if old == new:  # the figure stands; what is behind the gaps has changed
        old, new = (
            _with_gaps(index, fact, text, edition.is_baseline)
            for fact, text in ((one.old, old), (one.new, new))
        )
    return ChangeRow(
        title=words.fact_title(index, one.fact),
        url=fact_url(code, one.fact.id),
        set=words.set_word(one.fact.key.set),
        period=period_word(one.fact.key.period),
        old=old,
        new=new,
    )


def _with_gaps(index: CatalogueIndex, fact: Fact | None, text: str, is_baseline: bool) -> str:
    gaps = words.missing_words(index, fact, is_baseline) if fact else ()
    flags = words.flag_words(index, fact) if fact else ()
    return "; ".join([text, *(f"{reason}: {count}" for reason, count in gaps), *flags])


def _shown(index: CatalogueIndex, fact: Fact | None) -> str:
    """Return a figure as it is read, with how many stand behind it."""
    if fact is None:
        return "–"
    figure = f"{words.figure_text(index, fact)} {words.unit_word(fact)}".strip()
    behind = words.n_of(fact)
    return f"{figure} ({behind})" if behind else figure

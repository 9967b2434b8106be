"""What pages of an edition say of it beside what they show: day, coverage, limits, citation."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.domain.facts import EU27, Fact
from app.editions.addresses import edition_url, fact_url
from app.editions.queries import EditionInfo

# Pages about the portal belong to a feature above this one.
_METHOD, _FEEDBACK = "/about/method", "/about/feedback"


@dataclass(frozen=True)
class Piece:
    """A part of a sentence; a figure has the address of its evidence."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Standing:
    """An edition in the words that stand at the end of each of its pages."""

    edition: str
    url: str
    restricted: bool
    coverage: tuple[Piece, ...]
    limits: tuple[str, ...]
    citation: str
    canonical: str
    description: str
    feedback_url: str
    corrects: tuple[str, str] | None = None
    method_url: str = _METHOD


def standing_of(
    edition: EditionInfo, facts: Mapping[str, Fact], title: str, path: str, base_url: str
) -> Standing:
    """Return what stands around a page; `facts` has those about coverage."""
    address = f"{base_url}{path}"
    coverage = _coverage(edition, facts)
    said = "".join(piece.text for piece in coverage)
    day = day_words(edition)
    return Standing(
        edition=f"{edition.cycle_title} ({edition.code}), {day}",
        url=edition_url(edition.code),
        restricted=not edition.is_published,
        coverage=coverage,
        limits=limits_of(edition.is_baseline),
        citation=citation_of(edition, title, address),
        canonical=address,
        description=". ".join(filter(None, (title, f"{edition.cycle_title}, {day}", said))),
        feedback_url=f"{_FEEDBACK}?page={quote(path)}",
    )


def day_words(edition: EditionInfo) -> str:
    """Return when an edition came out, or was frozen as long as it has not."""
    label = _("published on %(day)s") if edition.is_published else _("frozen on %(day)s")
    return label % {"day": format_date(edition.published_at or edition.frozen_at)}


def coverage_words(is_baseline: bool, count: int) -> str:
    """Return the sentence of who stands behind an edition, with a place for the figure."""
    if is_baseline:
        return _("Public sources cover %(n)s of 27 Member States; none of them has reported.")
    return ngettext(
        "%(n)s of 27 Member States reported and was accepted.",
        "%(n)s of 27 Member States reported and were accepted.",
        count,
    )


def limits_of(is_baseline: bool) -> tuple[str, ...]:
    """Return what nobody should read into the figures."""
    if is_baseline:
        where_from = _(
            "Everything was compiled from public sources. What was not found may well exist."
        )
    else:
        where_from = _(
            "Reporting is voluntary. What is missing was not reported, which says nothing about "
            "what a country does."
        )
    counted = _(
        "Each figure of the Union says how many Member States stand behind it. Nothing missing is "
        "counted as zero or estimated; nothing ordered is averaged, and countries are not ranked."
    )
    return where_from, counted


def citation_of(edition: EditionInfo, title: str, address: str) -> str:
    """Return how a page of an edition is cited: who, what, which edition, when, where; no DOI."""
    named = f"{title}, {edition.cycle_title}" if title else edition.cycle_title
    return _(
        "European Commission, %(title)s, edition %(code)s, %(day)s, %(url)s. Manifest SHA-256 "
        "%(hash)s."
    ) % {
        "title": named,
        "code": edition.code,
        "day": format_date(edition.published_at or edition.frozen_at),
        "url": address,
        "hash": f"{edition.sha256[:16]}…",
    }


def _coverage(edition: EditionInfo, facts: Mapping[str, Fact]) -> tuple[Piece, ...]:
    measure = "covered" if edition.is_baseline else "reported"
    fact = facts.get(f"coverage/{EU27}/{measure}@{edition.manifest['cycle']['cutoff']}")
    if fact is None or fact.number is None:
        return ()
    count = int(fact.number)
    before, _place, after = coverage_words(edition.is_baseline, count).partition("%(n)s")
    pieces = (Piece(before), Piece(str(count), fact_url(edition.code, fact.id)), Piece(after))
    return tuple(piece for piece in pieces if piece.text)

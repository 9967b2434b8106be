"""What stands around every public page: edition, coverage, method, limits, and how to cite it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote, urlencode

from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.dashboards.addresses import FEEDBACK, METHOD
from app.dashboards.marks import mark_of
from app.dashboards.view import Sentence, View, said
from app.domain.contribution import Evidence, Measure
from app.editions.addresses import edition_url
from app.editions.pages.standing import citation_of, coverage_words, day_words, limits_of
from app.editions.queries import EditionInfo
from app.editions.words import standing
from app.reporting.words import language_word
from app.web.pages import Link, Page

WEB = ("https://", "http://")


@dataclass(frozen=True)
class Newer:
    """A published edition that came out after the one that is read."""

    title: str
    text: str
    links: tuple[Link, ...]
    is_correction: bool


@dataclass(frozen=True)
class Around:
    """The edition shown, in words."""

    edition: str
    url: str
    restricted: bool
    is_training: bool
    mark: str  # what its files say first, empty once it is public
    is_baseline: bool
    source_note: str
    others: tuple[tuple[str, str, bool], ...]  # label, address, is it this one
    day: str
    coverage: Sentence
    limits: tuple[str, ...]
    citation: str
    address: str  # by which exactly this is found again
    newer: Newer | None = None  # what has come out since
    corrects: Link | None = None  # the edition it takes the place of, with what changed
    canonical: str = ""  # the one address among several that show the same
    description: str = ""
    method_url: str = METHOD
    feedback_url: str = FEEDBACK


@dataclass(frozen=True, kw_only=True)
class PublicPage(Page):
    """A page that shows an edition."""

    around: Around
    crumbs: tuple[Link, ...] = ()
    has_charts: bool = False


@dataclass(frozen=True, kw_only=True)
class EmptyPage(Page):
    """What stands there as long as nothing has been published."""

    template: ClassVar[str] = "dashboards/empty.html"

    title: str
    method_url: str


def around(
    view: View, path: str, title: str = "", filters: Mapping[str, str] | None = None
) -> Around:
    """Return the surroundings of the page at this path, with what its address asks for besides."""
    info = view.info
    day = day_words(info)
    asked = dict(filters or {})
    query = _query(asked, info.code)
    address = f"{view.base_url}{path}?{query}"
    newest = newest_published(view.editions)
    is_newest = newest is not None and newest.code == info.code
    kept = urlencode(asked, safe="/") if is_newest else query
    return Around(
        edition=f"{info.cycle_title} ({info.code}), {day}",
        url=edition_url(info.code),
        restricted=not info.is_published,
        is_training=info.is_training,
        mark=mark_of(info),
        is_baseline=view.is_baseline,
        source_note=source_note(view),
        others=tuple(
            (_edition_word(e), f"{path}?{_query(asked, e.code)}", e.id == info.id)
            for e in view.editions
        )
        if len(view.editions) > 1
        else (),
        day=standing(day),
        coverage=_coverage(view),
        limits=limits_of(view.is_baseline),
        citation=citation_of(info, title, address),
        address=address,
        newer=_newer(view, path, asked),
        corrects=_corrects(view),
        canonical=f"{view.base_url}{path}" + (f"?{kept}" if kept else ""),
        description=_description(view, title, day),
        feedback_url=f"{FEEDBACK}?page={quote(path)}",
    )


def newest_published(editions: Iterable[EditionInfo]) -> EditionInfo | None:
    """Return the edition that is shown where the address names none."""
    published = [e for e in editions if e.is_published]
    return max(published, key=_place_in_time, default=None)


def _place_in_time(edition: EditionInfo) -> tuple[bool, datetime, int]:
    return not edition.is_baseline, edition.published_at or edition.frozen_at, edition.id


def _newer(view: View, path: str, asked: Mapping[str, str]) -> Newer | None:
    """Return what a reader who came by an old address should know; nothing before publication."""
    info, newest = view.info, newest_published(view.editions)
    if not info.is_published or newest is None:
        return None
    of_round = [e for e in view.editions if e.cycle_id == info.cycle_id and e.is_published]
    last = max(of_round, key=lambda e: e.number)
    if last.number > info.number:
        return _notice(_("This edition was corrected"), last, path, asked, is_correction=True)
    if newest.cycle_id != info.cycle_id:
        return _notice(_("A later round has been published"), newest, path, asked)
    coming = [e for e in view.editions if not e.is_published and not e.is_training]
    if coming and coming[0].id > info.id:  # the newest first; the public knows of none
        return _notice(_("An edition is being prepared"), coming[0], path, asked)
    return None


def _notice(
    title: str,
    edition: EditionInfo,
    path: str,
    asked: Mapping[str, str],
    *,
    is_correction: bool = False,
) -> Newer:
    links = [(_("This page in edition %(code)s") % {"code": edition.code},
              f"{path}?{_query(asked, edition.code)}")]  # fmt: skip
    if is_correction:
        links.append((_("What it changes"), edition_url(edition.code, "changes")))
    text = (
        _("%(title)s, edition %(code)s, published on %(day)s.")
        if edition.is_published
        else _("%(title)s, edition %(code)s, frozen on %(day)s and not published yet.")
    )
    day = format_date(edition.published_at or edition.frozen_at)
    said = {"title": edition.cycle_title, "code": edition.code, "day": day}
    return Newer(title, text % said, tuple(links), is_correction)


def _corrects(view: View) -> Link | None:
    info = view.info
    earlier = [
        e
        for e in view.editions
        if e.cycle_id == info.cycle_id and e.number < info.number and e.is_published
    ]
    if not earlier:
        return None
    code = max(earlier, key=lambda e: e.number).code
    label = (
        _("It takes the place of edition %(code)s: what changed")
        if info.is_published
        else _("It is to take the place of edition %(code)s: what changes")
    )
    return label % {"code": code}, edition_url(info.code, "changes")


def _description(view: View, title: str, day: str) -> str:
    """Return in one line what a page holds, for search engines and previews of links."""
    coverage = "".join(piece.text for piece in _coverage(view))
    named = f"{title}. " if title else ""
    return f"{named}{view.info.cycle_title}, {day}. {coverage}"


def _edition_word(edition: EditionInfo) -> str:
    named = f"{edition.cycle_title} ({edition.code})"
    return named if edition.is_published else _("%(edition)s, not published") % {"edition": named}


def _query(asked: Mapping[str, str], code: str) -> str:
    return urlencode({**asked, "edition": code}, safe="/")


def _coverage(view: View) -> Sentence:
    measure = "covered" if view.is_baseline else "reported"
    figure = view.at("coverage", measure)
    return said(coverage_words(view.is_baseline, figure.count), n=figure)


def source_note(view: View) -> str:
    """Return where the figures of the edition come from, as it stands under charts and tables."""
    if view.is_baseline:
        return _(
            "Source: public sources, compiled by the Commission services and not reported by the "
            "Member States. Edition %(code)s."
        ) % {"code": view.info.code}
    return _("Source: accepted submissions of edition %(code)s.") % {"code": view.info.code}


def web_link(url: str) -> str:
    """Return an address that may be linked to, empty for anything else."""
    return url if url.startswith(WEB) else ""


def confidence_word(level: str) -> str:
    """Return how sure the compilers were of a public source."""
    return {"high": _("High"), "medium": _("Medium"), "low": _("Low")}.get(level, "")


def source_of(record: Measure | Evidence) -> Link:
    """Return the name of a source and its address."""
    url = web_link(record.link if isinstance(record, Measure) else record.url)
    return record.source or (_("Link") if url else ""), url


def language_note(language: str) -> str:
    """Return in which language a text is written, unless it is English."""
    return _("in %(language)s") % {"language": language_word(language)} if language != "en" else ""

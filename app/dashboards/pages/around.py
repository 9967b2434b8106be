"""What stands around every public page: which edition it shows and where its parts are."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.dashboards.view import View
from app.domain.contribution import Evidence, Measure
from app.editions.addresses import edition_url
from app.reporting.words import language_word
from app.web.pages import Link, Page

WEB = ("https://", "http://")


@dataclass(frozen=True)
class Around:
    """The edition shown, in words."""

    edition: str
    url: str
    restricted: bool
    is_baseline: bool
    source_note: str
    others: tuple[tuple[str, str, bool], ...]  # label, address, is it this one


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


def around(view: View, path: str) -> Around:
    """Return the surroundings of the page at this path."""
    info = view.info
    when = info.published_at or info.frozen_at
    label = _("published on %(day)s") if info.is_published else _("frozen on %(day)s")
    return Around(
        edition=f"{info.cycle_title} ({info.code}), {label % {'day': format_date(when)}}",
        url=edition_url(info.code),
        restricted=not info.is_published,
        is_baseline=view.is_baseline,
        source_note=source_note(view),
        others=tuple(
            (f"{e.cycle_title} ({e.code})", f"{path}?edition={e.code}", e.id == info.id)
            for e in view.editions
        )
        if len(view.editions) > 1
        else (),
    )


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

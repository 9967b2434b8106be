"""Addresses by which others find what is published: sitemap, robots, feed, catalogue, preview."""

from collections.abc import Iterator

from fastapi import FastAPI, Request, Response
from fastapi.routing import iter_route_contexts

from app.catalogue.queries import get_index
from app.core.i18n import gettext as _
from app.domain.roles import PublicScope
from app.editions.changes import correction_reason
from app.editions.queries import (
    EditionInfo,
    find_predecessor,
    find_successor,
    latest_published,
    list_editions,
    load_facts,
)
from app.identity.access import Everybody
from app.open_data import addresses, dcat, discovery
from app.open_data.published import Asked, AskedDep
from app.web.downloads import XML
from app.web.pages import PORTAL_NAME
from app.web.routing import PolicyRoute, PortalRouter, Public, policies_of, use
from app.web.visitor import settings_of

router = PortalRouter()

_PARAMETERS = ("{point}", "{indicator}", "{country}")
_ABOUT = "/about/"


def page_patterns(app: FastAPI) -> Iterator[str]:
    """Yield the patterns of all pages that are made for everybody."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, PolicyRoute) or "GET" not in (context.methods or ()):
            continue
        path = context.path or ""
        start, mark, _rest = path.partition("{")
        is_page = not path.startswith("/api/") and "." not in path
        is_whole = not mark or (path.removeprefix(start) in _PARAMETERS)
        is_open = Everybody() in policies_of(route.dependant) or path.startswith(_ABOUT)
        if is_page and is_whole and is_open:
            yield path


def _published(asked: Asked) -> list[EditionInfo]:
    """Return what everybody may see, whoever asks."""
    return list_editions(asked.session, PublicScope())


def _told(asked: Asked) -> list[discovery.Told]:
    """Return the same with how each stands to those of its round: what everybody may know."""
    editions, public = _published(asked), PublicScope()
    return [
        discovery.Told(
            edition,
            covered=_covered(asked, edition),
            corrects=before.code if before and before.is_published else "",
            corrected_by=find_successor(asked.session, public, edition),
            reason=correction_reason(asked.session, edition) if before else "",
        )
        for edition in editions
        for before in (find_predecessor(asked.session, public, edition),)
    ]


def _covered(asked: Asked, edition: EditionInfo) -> int:
    """Return how many Member States the edition holds something of."""
    facts = load_facts(asked.session, PublicScope(), edition, ("coverage",))
    counted = ("covered",) if edition.is_baseline else ("reported",)
    found = (fact.number for fact in facts.values() if fact.key.measure in counted)
    return int(next(found, None) or 0)


@router.get(addresses.SITEMAP)
def show_sitemap(request: Request, asked: AskedDep) -> Response:
    """Send the addresses of all public pages."""

    def make() -> Response:
        editions, latest = _published(asked), latest_published(asked.session)
        index = get_index(asked.session, latest.catalogue_version_id) if latest else None
        catalogue = index.catalogue if index else None
        found = discovery.page_addresses(page_patterns(request.app), editions, catalogue)
        return Response(discovery.sitemap_xml(asked.base, found), media_type=XML)

    return asked.send(make)


@router.get(addresses.ROBOTS, dependencies=use(Public()))
def show_robots(request: Request) -> Response:
    """Send what robots may do."""
    settings = settings_of(request)
    text = discovery.robots_txt(settings.public_url, addresses.SITEMAP, is_demo=settings.demo)
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(text, headers=headers, media_type="text/plain")


@router.get(addresses.FEED)
def show_feed(asked: AskedDep) -> Response:
    """Send the published editions as a feed."""

    def make() -> Response:
        body = discovery.feed_xml(asked.base, _(PORTAL_NAME), _told(asked))
        return Response(body, media_type="application/atom+xml")

    return asked.send(make)


def _record(asked: Asked) -> list[dcat.Triple]:
    email = settings_of(asked.request).contact_email
    editions = [discovery.listed(asked.base, told) for told in _told(asked)]
    return dcat.catalogue(asked.base, _(PORTAL_NAME), email, editions)


@router.get(addresses.CATALOGUE_JSONLD)
def show_catalogue(asked: AskedDep) -> Response:
    """Send the catalogue record as JSON-LD."""
    return asked.send(lambda: dcat.as_json_ld(_record(asked)), "application/ld+json")


@router.get(addresses.CATALOGUE_TURTLE)
def show_catalogue_as_turtle(asked: AskedDep) -> Response:
    """Send the catalogue record as Turtle."""
    return asked.send(lambda: dcat.as_turtle(_record(asked)), "text/turtle; charset=utf-8")


@router.get(addresses.PREVIEW)
def show_preview(asked: AskedDep) -> Response:
    """Send the picture that stands beside a link to the portal."""

    def make() -> Response:
        latest = latest_published(asked.session)
        lines = [_("What Member States and the Commission report")]
        if latest is not None:
            lines.append(_("Edition %(code)s") % {"code": latest.code})
        return Response(discovery.preview_png(_(PORTAL_NAME), lines), media_type="image/png")

    return asked.send(make)

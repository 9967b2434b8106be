"""Addresses of open data: the JSON interface, files of an edition, feeds and catalogue records."""

from app.editions.addresses import edition_url

API = "/api/v1"
EDITIONS = f"{API}/editions"
FEED = "/editions.atom"
CATALOGUE_JSONLD = "/catalogue.jsonld"
CATALOGUE_TURTLE = "/catalogue.ttl"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
PREVIEW = "/preview.png"


def api_url(edition: str, part: str = "") -> str:
    """Return the address of an edition in the JSON interface, or of a part of it."""
    return f"{EDITIONS}/{edition}/{part}" if part else f"{EDITIONS}/{edition}"


def data_url(edition: str, name: str) -> str:
    """Return the address of a file with the data of an edition."""
    return edition_url(edition, name)


def page_url(edition: str, part: str = "") -> str:
    """Return the page of an edition."""
    return edition_url(edition, part)

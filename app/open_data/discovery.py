"""How others find what is published: sitemap, feed, catalogue record, a picture for previews."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree
from PIL import Image, ImageDraw, ImageFont

from app.core import paper
from app.core.i18n import printed_code
from app.domain.indicators import Catalogue
from app.editions.addresses import edition_url
from app.editions.queries import EditionInfo
from app.open_data.addresses import FEED, api_url, data_url
from app.open_data.dcat import FILES, Listed

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FONTS = Path(paper.__file__).with_name("typefaces")
_SIZE, _GROUND, _BRIGHT = (1200, 630), "#001959", "#ffffff"


def sitemap_xml(base: str, addresses: Iterable[str]) -> bytes:
    """Return the addresses of all pages for search engines."""
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP})
    for address in addresses:
        one = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(one, f"{{{_SITEMAP}}}loc").text = base + address
    return _xml(root)


def page_addresses(
    patterns: Iterable[str], editions: Sequence[EditionInfo], catalogue: Catalogue | None
) -> list[str]:
    """Return the pages everybody may open: each pattern filled with what the edition holds."""
    held: dict[str, list[str]] = {"point": [], "indicator": [], "country": []}
    if catalogue is not None:
        held["point"] = [point.id for point in catalogue.instrument.points]
        held["indicator"] = [indicator.id for indicator in catalogue.indicators]
        held["country"] = [printed_code(entry.code) for entry in catalogue.reporters]
    found = []
    for pattern in sorted(patterns):
        start, mark, rest = pattern.partition("{")
        values = held[rest.removesuffix("}")] if mark else [""]
        found += [start + value for value in values]
    for edition in editions:
        found += [edition_url(edition.code), edition_url(edition.code, "facts")]
    return found


def robots_txt(base: str, sitemap: str, *, is_demo: bool) -> str:
    """Return what robots may do: read everything that is published, and nothing of a demo."""
    rule = "Disallow: /" if is_demo else "Allow: /"
    return f"User-agent: *\n{rule}\n\nSitemap: {base}{sitemap}\n"


def feed_xml(base: str, name: str, editions: Sequence[EditionInfo]) -> bytes:
    """Return the published editions as a feed, the newest first."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    moments = [published_at(edition) for edition in editions]
    _head(root, f"{base}{FEED}", name, max(moments, default=datetime(2026, 1, 1, tzinfo=UTC)))
    for rel, address in (("self", base + FEED), ("alternate", f"{base}/editions")):
        etree.SubElement(root, f"{{{_ATOM}}}link", rel=rel, href=address)
    _text(etree.SubElement(root, f"{{{_ATOM}}}author"), "name", name)
    for edition, moment in zip(editions, moments, strict=True):
        page = base + edition_url(edition.code)
        entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
        _head(entry, page, f"{edition.cycle_title} ({edition.code})", moment)
        etree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=page)
        archive = base + data_url(edition.code, "archive.zip")
        link = {"rel": "enclosure", "href": archive, "type": "application/zip"}
        etree.SubElement(entry, f"{{{_ATOM}}}link", link)
        _text(entry, "summary", f"Manifest SHA-256 {edition.sha256}")
    return _xml(root)


def published_at(edition: EditionInfo) -> datetime:
    """Return when everybody could see an edition first."""
    moments = [m for m in (edition.published_at, edition.embargo_until) if m is not None]
    return max(moments, default=edition.frozen_at)


def listed(base: str, edition: EditionInfo) -> Listed:
    """Return an edition as the catalogue record lists it."""
    files = {name: base + data_url(edition.code, name) for name, *_ in FILES}
    return Listed(
        code=edition.code,
        title=edition.cycle_title,
        cutoff=datetime.fromisoformat(str(edition.manifest["cycle"]["cutoff"])).date(),
        published_on=published_at(edition).date(),
        page=base + edition_url(edition.code),
        api=base + api_url(edition.code),
        files=files,
    )


def _head(parent: etree._Element, name: str, title: str, moment: datetime) -> None:
    _text(parent, "id", name)
    _text(parent, "title", title)
    _text(parent, "updated", moment.astimezone(UTC).isoformat(timespec="seconds"))


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def preview_png(name: str, lines: Sequence[str]) -> bytes:
    """Return the picture that stands beside a link to the portal: its name and some lines."""
    image = Image.new("RGB", _SIZE, _GROUND)
    draw = ImageDraw.Draw(image)
    for place, height in enumerate((84, 132, 180, 216)):
        left = 80 + place * 56
        draw.rectangle((left, 300 - height, left + 32, 300), fill=_BRIGHT)
    draw.text((80, 340), name, fill=_BRIGHT, font=_font("SemiBold", 62))
    for place, line in enumerate(lines):
        draw.text((80, 440 + place * 56), line, fill=_BRIGHT, font=_font("Regular", 36))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"NotoSans-{weight}.ttf", size)

"""How others find what is published: sitemap, feed, catalogue record, a picture for previews."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree
from PIL import Image, ImageDraw, ImageFont

from app.core import paper
from app.core.i18n import gettext as _
from app.core.i18n import printed_code
from app.domain.indicators import PROGRESS, Catalogue
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
        # The progress status has no page of its own: it stands at each point.
        held["indicator"] = [i.id for i in catalogue.indicators if i.id != PROGRESS]
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


@dataclass(frozen=True)
class Told:
    """A published edition, with what a reader of news wants to know of it."""

    info: EditionInfo
    covered: int  # Member States of which it holds something
    corrects: str = ""  # code of the edition of the same round that was out before
    corrected_by: EditionInfo | None = None
    reason: str = ""

    @property
    def updated(self) -> datetime:
        """When there was something new to say of it: it came out, or another took its place."""
        moments = [published_at(one) for one in (self.info, self.corrected_by) if one is not None]
        return max(moments)

    def summary(self) -> str:
        """Return what is in it, and how it stands to others, in sentences."""
        count, cutoff = self.covered, self.info.manifest["cycle"]["cutoff"]
        said = _("{count} of 27 Member States reported.")
        if self.info.is_baseline:
            said = _("Compiled from public sources, which speak of {count} of 27 Member States.")
        lines = [said.format(count=count), _("Cut-off date {day}.").format(day=cutoff)]
        if self.corrects:
            line = _("It takes the place of edition {code}.").format(code=self.corrects)
            lines += [line, self.reason] if self.reason else [line]
        if self.corrected_by is not None:
            line = _("Edition {code} has taken its place.")
            lines.append(line.format(code=self.corrected_by.code))
        return " ".join([*lines, f"Manifest SHA-256 {self.info.sha256}"])


def feed_xml(base: str, name: str, editions: Sequence[Told]) -> bytes:
    """Return the published editions as a feed, the newest first."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    moments = [edition.updated for edition in editions]
    _head(root, f"{base}{FEED}", name, max(moments, default=datetime(2026, 1, 1, tzinfo=UTC)))
    for rel, address in (("self", base + FEED), ("alternate", f"{base}/editions")):
        etree.SubElement(root, f"{{{_ATOM}}}link", rel=rel, href=address)
    _text(etree.SubElement(root, f"{{{_ATOM}}}author"), "name", name)
    for edition in editions:
        _entry(root, base, edition)
    return _xml(root)


def _entry(root: etree._Element, base: str, told: Told) -> None:
    edition = told.info
    page = base + edition_url(edition.code)
    entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
    _head(entry, page, f"{edition.cycle_title} ({edition.code})", told.updated)
    _text(entry, "published", _written(published_at(edition)))
    etree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=page)
    archive = base + data_url(edition.code, "archive.zip")
    link = {"rel": "enclosure", "href": archive, "type": "application/zip"}
    etree.SubElement(entry, f"{{{_ATOM}}}link", link)
    others = [told.corrects, told.corrected_by.code if told.corrected_by else ""]
    for code in filter(None, others):
        etree.SubElement(
            entry, f"{{{_ATOM}}}link", rel="related", href=base + edition_url(code), title=code
        )
    _text(entry, "summary", told.summary())


def published_at(edition: EditionInfo) -> datetime:
    """Return when everybody could see an edition first."""
    moments = [m for m in (edition.published_at, edition.embargo_until) if m is not None]
    return max(moments, default=edition.frozen_at)


def listed(base: str, told: Told) -> Listed:
    """Return an edition as the catalogue record lists it."""
    edition, after = told.info, told.corrected_by
    files = {name: base + data_url(edition.code, name) for name, *_ in FILES}
    return Listed(
        code=edition.code,
        title=edition.cycle_title,
        cutoff=datetime.fromisoformat(str(edition.manifest["cycle"]["cutoff"])).date(),
        published_at=published_at(edition),
        page=base + edition_url(edition.code),
        api=base + api_url(edition.code),
        files=files,
        corrects=base + edition_url(told.corrects) if told.corrects else "",
        corrected_by=base + edition_url(after.code) if after else "",
        reason=told.reason,
    )


def _head(parent: etree._Element, name: str, title: str, moment: datetime) -> None:
    _text(parent, "id", name)
    _text(parent, "title", title)
    _text(parent, "updated", _written(moment))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


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

"""The pages on which a reader saves slices, sees what they hold, and takes them away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import available_locales, country_name, format_datetime, locale_name, ngettext
from app.core.i18n import gettext as _
from app.domain.observations import CatalogueIndex
from app.editions.queries import EditionInfo
from app.identity.pages import FieldErrors
from app.open_data.choice import Choice
from app.open_data.deliveries import DeliveryInfo
from app.open_data.slices import SliceInfo, SliceInput, text_kinds
from app.open_data.tables import SHEETS
from app.open_data.text_tables import EVIDENCE, MEASURE
from app.reporting.words import point_title
from app.web.pages import Link, Page

SLICES_URL = "/slices"
KEYS_URL = "/slices/keys"


@dataclass(frozen=True)
class Line:
    """One slice among those of a reader."""

    name: str
    url: str
    holds: str
    last: str
    mails: str


@dataclass(frozen=True, kw_only=True)
class SlicesPage(Page):
    """The slices of a reader."""

    template: ClassVar[str] = "open_data/slices.html"

    lines: tuple[Line, ...]
    has_edition: bool
    new_url: str = f"{SLICES_URL}/new"
    keys_url: str = KEYS_URL
    notice: str = ""


@dataclass(frozen=True)
class Option:
    """One thing that can be ticked."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Part:
    """One part of a choice: what can be ticked, what is, and how much that is in words."""

    name: str
    legend: str
    hint: str
    options: tuple[Option, ...]
    ticked: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Count:
    """How many rows a sheet holds."""

    sheet: str
    title: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class SliceFormPage(Page):
    """The form that saves a slice."""

    template: ClassVar[str] = "open_data/slice_form.html"

    crumbs: tuple[Link, ...]
    title: str
    post_url: str
    back_url: str
    of: int  # the slice that is changed, 0 for a new one
    name: str
    language: str
    languages: tuple[tuple[str, str], ...]
    notify: bool
    parts: tuple[Part, ...]
    errors: FieldErrors = ()
    counts: tuple[Count, ...] = ()
    edition: str = ""


@dataclass(frozen=True)
class DeliveryLine:
    """One file that was taken away, in words."""

    when: str
    edition: str
    format: str
    door: str
    rows: int
    sha256: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class SlicePage(Page):
    """One slice: what it holds, the file, and what was delivered."""

    template: ClassVar[str] = "open_data/slice.html"

    crumbs: tuple[Link, ...]
    name: str
    url: str
    holds: tuple[tuple[str, str], ...]
    editions: tuple[tuple[str, str], ...]
    restricted: bool
    edition: str
    counts: tuple[Count, ...]
    notify: bool
    deliveries: tuple[DeliveryLine, ...]
    command: str
    request: str
    keys_url: str = KEYS_URL
    notice: str = ""


def slices_page(
    slices: Iterable[SliceInfo],
    last: dict[int, DeliveryInfo],
    *,
    has_edition: bool,
    notice: str = "",
) -> SlicesPage:
    """Return the page of all slices of a reader."""
    lines = tuple(
        Line(
            name=held.name,
            url=slice_url(held.id),
            holds="; ".join(f"{label}: {said}" for label, said in _narrowed(held.choice)),
            last=_last(last.get(held.id)),
            mails=_("On") if held.notify else _("Off"),
        )
        for held in slices
    )
    return SlicesPage(lines=lines, has_edition=has_edition, notice=notice)


def slice_url(slice_id: int) -> str:
    """Return the address of a slice."""
    return f"{SLICES_URL}/{slice_id}"


def form_page(
    index: CatalogueIndex,
    given: SliceInput,
    slice_id: int | None = None,
    *,
    errors: FieldErrors = (),
    counts: tuple[tuple[str, int], ...] = (),
    edition: str = "",
) -> SliceFormPage:
    """Return the form, with what was sent; `counts` where somebody asked for them."""
    title = _("New slice") if slice_id is None else _("Change the slice")
    url = SLICES_URL if slice_id is None else slice_url(slice_id)
    return SliceFormPage(
        crumbs=((_("Data deliveries"), SLICES_URL), (title, "")),
        title=title,
        post_url=url,
        back_url=url,
        of=slice_id or 0,
        name=given.name,
        language=given.language,
        languages=tuple((code, locale_name(code)) for code in available_locales()),
        notify=given.notify,
        parts=_parts(index, given.choice),
        errors=errors,
        counts=_counts(counts),
        edition=edition,
    )


def slice_page(
    held: SliceInfo,
    editions: Sequence[EditionInfo],
    counts: tuple[tuple[str, int], ...],
    deliveries: Iterable[DeliveryInfo],
    *,
    url: str,
    notice: str = "",
) -> SlicePage:
    """Return the page of one slice."""
    newest = editions[0] if editions else None
    code = newest.code if newest else ""
    return SlicePage(
        crumbs=((_("Data deliveries"), SLICES_URL), (held.name, "")),
        name=held.name,
        url=slice_url(held.id),
        holds=(
            *_all_parts(held.choice),
            (_("Language of the labels"), locale_name(held.language)),
        ),
        editions=tuple((one.code, _edition_word(one)) for one in editions),
        restricted=newest is not None and not newest.is_published,
        edition=code,
        counts=_counts(counts),
        notify=held.notify,
        deliveries=tuple(_delivery(one) for one in deliveries),
        command=f"portal export --edition {code} --format xlsx --slice {held.id} --out data.xlsx",
        request=(
            f'curl -OJ -X POST -H "Authorization: Bearer …" -H "Content-Type: application/json" '
            f'-d \'{{"format": "xlsx"}}\' {url}/api/v1/slices/{held.id}/deliveries'
        ),
        notice=notice,
    )


def _edition_word(edition: EditionInfo) -> str:
    state = _("published") if edition.is_published else _("restricted, not published yet")
    return f"{edition.code}: {state}"


def _last(found: DeliveryInfo | None) -> str:
    if found is None:
        return _("Not yet")
    when = format_datetime(found.delivered_at)
    return _("%(time)s, edition %(code)s") % {"time": when, "code": found.edition}


def _delivery(one: DeliveryInfo) -> DeliveryLine:
    return DeliveryLine(
        when=format_datetime(one.delivered_at),
        edition=one.edition,
        format={"xlsx": "Excel", "csv": "CSV", "json": "JSON"}[one.format],
        door={"page": _("On this page"), "key": _("With a key"), "command": _("By the operator")}[
            one.door
        ],
        rows=one.rows,
        sha256=one.sha256,
        mark=_("Restricted") if one.restricted else "",
    )


def _counts(counts: tuple[tuple[str, int], ...]) -> tuple[Count, ...]:
    return tuple(Count(name, _(SHEETS[name]), rows) for name, rows in counts)


def _all_parts(choice: Choice) -> tuple[tuple[str, str], ...]:
    """Return every part of a choice in words."""
    every = _("all")
    return (
        (_("Points"), ", ".join(choice.points) or every),
        (_("Indicators"), ", ".join(choice.indicators) or every),
        (_("Countries"), ", ".join(map(country_name, choice.countries)) or every),
        (_("Sheets"), ", ".join(choice.sheets) or _("all but Facts")),
        (_("Kinds of text"), _number(choice.texts) or every),
    )


def _narrowed(choice: Choice) -> tuple[tuple[str, str], ...]:
    """Return in short what a choice narrows."""
    parts = (
        (_("Points"), _number(choice.points)),
        (_("Indicators"), _number(choice.indicators)),
        (_("Countries"), _number(choice.countries)),
        (_("Sheets"), _number(choice.sheets)),
        (_("Kinds of text"), _number(choice.texts)),
    )
    return tuple(part for part in parts if part[1]) or ((_("Everything"), _("all rows")),)


def _number(chosen: tuple[str, ...]) -> str:
    return str(len(chosen)) if chosen else ""


def _parts(index: CatalogueIndex, choice: Choice) -> tuple[Part, ...]:
    catalogue = index.catalogue
    entries = sorted(catalogue.reporters, key=lambda entry: entry.protocol_order)
    kinds = {MEASURE: _("Measures"), EVIDENCE: _("Evidence: links and files")}
    return (
        _part("points", _("Points"), choice.points, (
            Option(p.id, f"{p.number}. {point_title(p)}")
            for p in catalogue.instrument.points
        )),
        _part("indicators", _("Indicators"), choice.indicators, (
            Option(i.id, f"{i.id} {i.name}") for i in catalogue.indicators
        )),
        _part("countries", _("Countries"), choice.countries, (
            Option(e.code, f"{e.printed} {country_name(e.code)}") for e in entries
        )),
        _part("sheets", _("Sheets"), choice.sheets, (
            Option(name, _(title), name) for name, title in SHEETS.items()
        ), _(
            "A sheet comes with all its columns, so that the layout stays the same; that of all "
            "figures comes only where it is ticked."
        )),
        _part("texts", _("Kinds of text"), choice.texts, (
            Option(key, label or kinds[key]) for key, label in text_kinds(index).items()
        )),
    )  # fmt: skip


def _part(
    name: str, legend: str, chosen: tuple[str, ...], options: Iterable[Option], more: str = ""
) -> Part:
    offered = tuple(options)
    ticked = tuple(one.value for one in offered if one.value in chosen)
    said = (
        ngettext("%(num)s chosen", "%(num)s chosen", len(ticked)) % {"num": len(ticked)}
        if ticked
        else _("all")
    )
    hint = _("Nothing ticked means all, also what later editions add.")
    hint = f"{hint} {more}".rstrip()
    return Part(name, legend, hint, offered, ticked, said)

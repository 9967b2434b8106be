"""The register of measures and good practices across countries: filters, counts, one page of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import urlencode

from app.core.i18n import country_name, ngettext, printed_code
from app.core.i18n import gettext as _
from app.dashboards.addresses import OVERVIEW, REGISTER
from app.dashboards.pages.around import PublicPage, around
from app.dashboards.pages.paging import Paging, paging
from app.dashboards.pages.records import MeasureRow, measure_rows, practice_row
from app.dashboards.register import (
    LONGEST_SEARCH,
    PRACTICE,
    UNSTATED,
    Entry,
    Wanted,
    counted,
    matching,
    without,
)
from app.dashboards.view import View
from app.reporting.words import language_word, list_options, point_title
from app.web.pages import Link

PAGE_LENGTH = 20
LISTS = {"region": "partner_region", "sdg": "sdg", "sector": "sector_diplomacy"}
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Filter:
    """One menu: its values with the number of entries each would show."""

    name: str
    label: str
    options: Pairs
    chosen: str
    is_known: bool  # some entry of the edition says something here


@dataclass(frozen=True)
class Asked:
    """One filter that is set, and what is there without it."""

    words: str
    without_url: str
    without_count: str


@dataclass(frozen=True, kw_only=True)
class RegisterPage(PublicPage):
    """Entries of every country that fit."""

    template: ClassVar[str] = "dashboards/register.html"

    url: str
    edition: str  # code of the edition the address names, to stay in it
    q: str
    longest: int
    filters: tuple[Filter, ...]
    asked: tuple[Asked, ...]
    reset_url: str
    total: int
    found: str
    behind: str
    rows: tuple[MeasureRow, ...]
    pages: Paging
    files: tuple[Link, ...]


def register_page(view: View, wanted: Wanted, page: int) -> RegisterPage:
    """Return one page of the entries that fit."""
    entries = view.entries()
    fitting = matching(entries, wanted)
    chosen, filters = printed(wanted), _filters(view, entries, wanted)

    def at(number: int) -> str:
        return _url(view, chosen | ({"page": str(number)} if number > 1 else {}))

    pages = paging(len(fitting), PAGE_LENGTH, page, at)
    shown = fitting[max(pages.first - 1, 0) : pages.last]
    asked = chosen | ({"page": str(pages.number)} if pages.number > 1 else {})
    return RegisterPage(
        around=around(view, REGISTER, _("Register of measures and good practices"), asked),
        crumbs=((_("Overview"), view.url(OVERVIEW)), (_("Measures"), "")),
        url=REGISTER,
        edition=view.info.code if view.is_chosen else "",
        q=wanted.q,
        longest=LONGEST_SEARCH,
        filters=filters,
        asked=_asked(view, entries, wanted, filters),
        reset_url=view.url(REGISTER),
        total=len(entries),
        found=_found(fitting, entries),
        behind=_behind(fitting),
        rows=entry_rows(view, shown),
        pages=pages,
        files=tuple(
            (label, _url(view, chosen, f".{ending}"))
            for label, ending in ((_("Excel workbook"), "xlsx"), (_("CSV"), "csv"))
        ),
    )


def _asked(
    view: View, entries: tuple[Entry, ...], wanted: Wanted, filters: tuple[Filter, ...]
) -> tuple[Asked, ...]:
    labels = {menu.name: menu.label for menu in filters}
    found = []
    for name, value in wanted.chosen.items():
        rest = without(wanted, name)
        label = labels.get(name, _("Words"))
        word = value if name == "q" else dict(_options(view, name, entries)).get(value, value)
        words = _("%(filter)s: %(value)s") % {"filter": label, "value": word}
        count = _entries(len(matching(entries, rest)))
        found.append(Asked(words, _url(view, printed(rest)), count))
    return tuple(found)


def asked_words(view: View, wanted: Wanted) -> tuple[str, ...]:
    """Return the filters that are set, in words."""
    entries = view.entries()
    return tuple(
        one.words for one in _asked(view, entries, wanted, _filters(view, entries, wanted))
    )


def printed(wanted: Wanted) -> dict[str, str]:
    """Return the filters as an address spells them: Greece is EL."""
    return replace(wanted, country=printed_code(wanted.country)).chosen


def _url(view: View, asked: dict[str, str], ending: str = "") -> str:
    query = {**asked, **({"edition": view.info.code} if view.is_chosen else {})}
    return f"{REGISTER}{ending}" + (f"?{urlencode(query, safe='/')}" if query else "")


def _found(fitting: list[Entry], entries: tuple[Entry, ...]) -> str:
    if len(fitting) == len(entries):
        return _entries(len(fitting))
    return ngettext(
        "%(num)s of %(all)s entries fits", "%(num)s of %(all)s entries fit", len(fitting)
    ) % {"num": len(fitting), "all": len(entries)}


def _entries(count: int) -> str:
    return ngettext("%(num)s entry", "%(num)s entries", count) % {"num": count}


def _behind(fitting: list[Entry]) -> str:
    states = {entry.reporter for entry in fitting} - {"EU"}
    return ngettext(
        "from %(num)s of 27 Member States", "from %(num)s of 27 Member States", len(states)
    ) % {"num": len(states)}


def entry_rows(view: View, entries: Iterable[Entry]) -> tuple[MeasureRow, ...]:
    """Return entries as rows."""
    found: list[MeasureRow] = []
    for entry in entries:
        if entry.measure is not None:
            found += measure_rows(view, [(entry.reporter, entry.measure)])
        else:
            found.append(practice_row(view, entry))
    return tuple(found)


def type_word(view: View, value: str) -> str:
    """Return what kind of entry this is."""
    if value == PRACTICE:
        return _("Good practice")
    types = {option.value: option.label for option in view.catalogue.measure_types}
    return types.get(value, value)


def _filters(view: View, entries: tuple[Entry, ...], wanted: Wanted) -> tuple[Filter, ...]:
    counts, everywhere = counted(entries, wanted), counted(entries, Wanted())
    labels = {
        "point": _("Point"),
        "type": _("Type"),
        "region": _("Partner region"),
        "sdg": _("Sustainable Development Goal"),
        "sector": _("Sector"),
        "language": _("Language of the text"),
        "country": _("Country"),
    }
    return tuple(
        Filter(
            name,
            label,
            _with_counts(_options(view, name, entries), counts[name], getattr(wanted, name)),
            getattr(wanted, name),
            bool(everywhere[name] or getattr(wanted, name)),
        )
        for name, label in labels.items()
    )


def _with_counts(options: Pairs, counts: Counter[str], chosen: str) -> Pairs:
    """Return the values that show something; the chosen one stays, whatever it shows."""
    known = dict(options)
    if chosen and chosen not in known:
        known[chosen] = chosen
    return tuple(
        (value, f"{label} ({counts[value]})")
        for value, label in known.items()
        if counts[value] or value == chosen
    )


def _options(view: View, name: str, entries: tuple[Entry, ...]) -> Pairs:
    """Return every value of a filter with its label, in the order of the catalogue."""
    if name in LISTS:
        return list_options(view.index, LISTS[name])
    if name == "point":
        points = view.catalogue.instrument.points
        return tuple((p.id, f"{p.number}. {point_title(p)}") for p in points)
    if name == "type":
        values = (*(option.value for option in view.catalogue.measure_types), PRACTICE)
        return tuple((value, type_word(view, value)) for value in values)
    if name == "country":
        return tuple((c, country_name(c)) for c in dict.fromkeys(e.reporter for e in entries))
    languages = {language for entry in entries for language in entry.languages} - {UNSTATED}
    named = sorted(((c, language_word(c)) for c in languages), key=lambda pair: pair[1])
    return (*named, (UNSTATED, _("Not stated")))

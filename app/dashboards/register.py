"""The register of measures and good practices: entries of every country, and the search in them.

The text of an entry is made plain once, so that capital letters and accents make no difference,
and searched in the process, so that every database finds the same.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace

from app.core.i18n import available_locales, country_name, use_locale
from app.domain.contribution import Measure, ReportData
from app.domain.observations import CatalogueIndex
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours

PRACTICE = "practice"  # the type of an entry that is a good practice
PRACTICE_INDICATOR = "SD-X.7"
LONGEST_SEARCH = 200
MOST_WORDS = 12
# Letters that do not come apart into a letter and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂″", '"'))
_WORD = re.compile(r'"([^"]+)"|([^\s"]+)')
_BETWEEN_WORDS = re.compile(r"[\W_]+")
WHOLE, BEGINNING = 2, 3  # letters up to which a word is looked for whole, or as a beginning
UNSTATED = "und"  # in place of a language where nobody says which it is


@dataclass(frozen=True)
class Entry:
    """One measure or good practice of a reporter; `text` is what is searched."""

    reporter: str
    uid: str
    type: str
    points: tuple[str, ...]
    regions: tuple[str, ...]
    sdgs: tuple[str, ...]
    sectors: tuple[str, ...]
    languages: tuple[str, ...]  # of the original and of translations
    text: str  # with a space at both ends
    measure: Measure | None = None
    practice: str = ""
    actors: tuple[str, ...] = ()  # codes of actor_type, of a practice


@dataclass(frozen=True)
class Wanted:
    """Which entries a reader asks for; an empty text is no filter."""

    q: str = ""
    point: str = ""
    type: str = ""
    region: str = ""
    sdg: str = ""
    sector: str = ""
    language: str = ""
    country: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, as they stand in an address."""
        return {name: value for name, value in vars(self).items() if value}


FILTERS = tuple(field.name for field in fields(Wanted) if field.name != "q")
_VALUES: Mapping[str, Callable[[Entry], tuple[str, ...]]] = {
    "point": lambda entry: entry.points,
    "type": lambda entry: (entry.type,),
    "region": lambda entry: entry.regions,
    "sdg": lambda entry: entry.sdgs,
    "sector": lambda entry: entry.sectors,
    "language": lambda entry: entry.languages,
    "country": lambda entry: (entry.reporter,),
}


def plain(text: str) -> str:
    """Return the words of a text without capital letters and accents, with single spaces.

    What nobody sees goes without a trace (marks of where a word may be broken); hyphens,
    apostrophes and everything else that is no letter or digit stand between two words.
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    seen = (c for c in parts if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(_BETWEEN_WORDS.sub(" ", "".join(seen).translate(_PLAIN)).split())


def words_of(search: str) -> tuple[str, ...]:
    """Return what must stand in the text of an entry, spaces at its ends where a word ends.

    Very short words must stand by themselves, or AI would be found in every Ukraine; longer ones
    are found inside others too, because several languages write two words as one. What is between
    quotation marks, of any kind, stands as it is.
    """
    said = _WORD.findall(search.translate(_QUOTES)[:LONGEST_SEARCH])
    found = [f" {plain(quoted)} " if quoted else _looked_for(plain(word)) for quoted, word in said]
    return tuple(dict.fromkeys(word for word in found if word.strip()))[:MOST_WORDS]


def _looked_for(word: str) -> str:
    """Return one word as it is looked for; one with a hyphen inside is several."""
    first, _space, rest = word.partition(" ")
    before = " " if rest or len(first) <= BEGINNING else ""
    after = " " if len(word.rpartition(" ")[2]) <= WHOLE else ""
    return f"{before}{word}{after}"


def entries_of(index: CatalogueIndex, reports: Mapping[str, ReportData]) -> tuple[Entry, ...]:
    """Return every entry, country by country in protocol order, then by point and title."""
    order = sorted(index.catalogue.reporters, key=lambda entry: entry.protocol_order)
    found: list[Entry] = []
    for entry in order:
        data = reports.get(entry.code)
        if data is not None:
            found += sorted(_measures(data), key=_place)
            found += _practices(index, data)
    return tuple(found)


def _place(entry: Entry) -> tuple[str, str]:
    return min(entry.points), entry.measure.title if entry.measure else ""


def _measures(data: ReportData) -> Iterable[Entry]:
    for measure in data.measures:
        points = tuple(p for p in measure.points if p not in data.left_out)
        if not points:
            continue
        languages = (measure.language, *(t.language for t in measure.translations))
        yield Entry(
            reporter=data.reporter,
            uid=measure.uid,
            type=measure.type,
            points=points,
            regions=measure.regions,
            sdgs=measure.sdgs,
            sectors=measure.sectors,
            languages=tuple(dict.fromkeys(languages)),
            text=_searched(data.reporter, _texts(measure)),
            measure=replace(measure, points=points),
        )


def _searched(reporter: str, texts: Iterable[str]) -> str:
    """Return the words of an entry and the name of its country in every language offered."""
    names = []
    for locale in available_locales():
        with use_locale(locale):
            names.append(country_name(reporter))
    return f" {plain(' '.join((*texts, *names)))} "


def _texts(measure: Measure) -> Iterable[str]:
    own = (measure.title, measure.description, measure.lead_body, measure.partners)
    return (*own, measure.budget, measure.source, *(t.text for t in measure.translations))


def _practices(index: CatalogueIndex, data: ReportData) -> Iterable[Entry]:
    indicator = index.indicators.get(PRACTICE_INDICATOR)
    if indicator is None or f"P{indicator.home_point:02d}" in data.left_out:
        return
    ours = data.reporter == COMMISSION
    asked = [p for p in index.catalogue.instrument.points if is_ours(p) == ours]
    points = tuple(
        p.id for p in asked if p.number in indicator.points and p.id not in data.left_out
    )
    for key, seen in sorted(data.observations.items(), key=lambda item: str(item[0])):
        if key.indicator != PRACTICE_INDICATOR or not isinstance(seen.value, str):
            continue
        codes = dict(key.codes)
        yield Entry(
            reporter=data.reporter,
            uid=str(key),
            type=PRACTICE,
            points=points,
            regions=(),
            sdgs=(),
            sectors=tuple(code for d, code in key.codes if d == "sector_diplomacy"),
            languages=(UNSTATED,),
            text=_searched(data.reporter, (seen.value,)),
            practice=seen.value,
            actors=(codes["actor_type"],) if "actor_type" in codes else (),
        )


def matching(entries: Iterable[Entry], wanted: Wanted, but: str = "") -> list[Entry]:
    """Return the entries that fit; `but` names a filter that is looked past."""
    words = words_of(wanted.q)
    chosen = [(_VALUES[n], value) for n, value in wanted.chosen.items() if n not in ("q", but)]
    return [
        entry
        for entry in entries
        if all(value in of(entry) for of, value in chosen)
        and all(word in entry.text for word in words)
    ]


def without(wanted: Wanted, name: str) -> Wanted:
    """Return what is asked for when one filter is taken away."""
    return replace(wanted, **{name: ""})


def counted(entries: Iterable[Entry], wanted: Wanted) -> dict[str, Counter[str]]:
    """Return for each filter how many entries each of its values would show, the others set."""
    everything = tuple(entries)
    return {
        name: Counter(
            value
            for entry in matching(everything, wanted, but=name)
            for value in dict.fromkeys(_VALUES[name](entry))
        )
        for name in FILTERS
    }

"""Pages of the quotation shelf: national texts by point, and picking the words of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from app.core.i18n import country_name, ngettext, printed_code
from app.core.i18n import gettext as _
from app.council_report.desk import QuotationState
from app.council_report.desk_pages import QuotationView, crumbs_of, desk_url, over_of
from app.council_report.document import Heading
from app.council_report.national_texts import KINDS, Named, NationalText
from app.council_report.prose import point_name
from app.council_report.quoting import Picked
from app.domain.observations import CatalogueIndex
from app.editions.addresses import reports_url
from app.editions.queries import EditionInfo
from app.reporting.translated import made_word
from app.reporting.words import language_options, language_word, visibility_word
from app.web.pages import Link, Page

PAGE_SIZE = 40


@dataclass(frozen=True)
class Wanted:
    """The filters of the shelf, as they stand in the address."""

    point: str = ""
    kind: str = ""
    reporter: str = ""
    free: str = ""  # yes: only what may be quoted
    section: str = ""  # where a quotation will go
    page: int = 1

    @property
    def is_any(self) -> bool:
        """Tell whether anything is chosen."""
        return bool(self.point or self.kind or self.reporter or self.free)


@dataclass(frozen=True)
class TextCard:
    """One national text on the shelf."""

    country: str
    label: str
    text: str
    language: str
    language_word: str
    visibility: str
    translations: tuple[tuple[str, str, str], ...]  # language, mark, text
    quoted_in: tuple[Link, ...]
    quote_url: str  # empty where it may not be quoted


@dataclass(frozen=True)
class NamedRow:
    """What countries ticked at a point."""

    label: str
    count: str
    countries: str


@dataclass(frozen=True, kw_only=True)
class ShelfPage(Page):
    """National texts to quote from."""

    template: ClassVar[str] = "council_report/shelf.html"

    crumbs: tuple[Link, ...]
    over: str
    url: str
    wanted: Wanted
    is_compiled: bool
    points: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    reporters: tuple[tuple[str, str], ...]
    section: Link | None
    waiting: tuple[QuotationView, ...]
    named: tuple[tuple[str, tuple[NamedRow, ...]], ...]
    cards: tuple[TextCard, ...]
    count: str
    pages: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True, kw_only=True)
class PickPage(Page):
    """Picking the words of a text, and where they go."""

    template: ClassVar[str] = "council_report/pick.html"

    title: str
    crumbs: tuple[Link, ...]
    over: str
    text: str
    language: str
    label: str
    refused: str  # why nothing of it is quoted
    translations: tuple[tuple[str, str, str], ...]
    url: str
    revision: int
    reporter: str
    subject: str
    version: int
    picked: Picked
    sections: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]  # empty where the language is known
    translation_choices: tuple[tuple[str, str], ...]
    back: Link
    errors: tuple[Link, ...] = ()


def kind_word(kind: str) -> str:
    """Return a kind of text in words."""
    return {
        "status": _("Reasons for the status"),
        "practice": _("Good practice"),
        "obstacles": _("Obstacles"),
        "next_steps": _("Next steps"),
        "support": _("Support wanted and offered"),
        "cooperation": _("Cooperation"),
        "bodies": _("Bodies"),
        "measure": _("Measures"),
        "comment": _("Comments on points of the Commission"),
    }[kind]


def shelf_page(
    edition: EditionInfo,
    index: CatalogueIndex,
    headings: Sequence[Heading],
    wanted: Wanted,
    texts: Sequence[NationalText],
    named: Sequence[Named],
    quotations: Sequence[QuotationState],
    waiting: tuple[QuotationView, ...],
    reporters: Sequence[str],
) -> ShelfPage:
    """Return the shelf as the filters want it."""
    url = reports_url(edition.code, "quotations")
    titles = {heading.key: heading.text for heading in headings}
    first = (wanted.page - 1) * PAGE_SIZE
    shown = texts[first : first + PAGE_SIZE]
    count = ngettext("%(num)s text", "%(num)s texts", len(texts)) % {"num": len(texts)}
    return ShelfPage(
        crumbs=crumbs_of(
            edition, (_("Drafting desk"), desk_url(edition.code)), (_("Quotation shelf"), "")
        ),
        over=over_of(edition),
        url=url,
        wanted=wanted,
        is_compiled=edition.is_baseline,
        points=tuple((p.id, point_name(p)) for p in index.catalogue.instrument.points),
        kinds=tuple((kind, kind_word(kind)) for kind in KINDS),
        reporters=tuple((printed_code(code), country_name(code)) for code in reporters),
        section=(titles[wanted.section], desk_url(edition.code, wanted.section))
        if wanted.section in titles
        else None,
        waiting=waiting,
        named=_named(index, named),
        cards=tuple(_card(edition, wanted, text, quotations, titles) for text in shown),
        count=count,
        pages=_pages(url, wanted, len(texts)),
    )


def _named(
    index: CatalogueIndex, named: Sequence[Named]
) -> tuple[tuple[str, tuple[NamedRow, ...]], ...]:
    titles = {
        "obstacles": _("What has stood in the way"),
        "support_wanted": _("Support wanted"),
        "support_offered": _("Support offered"),
    }
    return tuple(
        (
            title,
            tuple(
                NamedRow(
                    one.label,
                    str(len(one.reporters)),
                    ", ".join(country_name(code) for code in one.reporters),
                )
                for one in named
                if one.key == key
            ),
        )
        for key, title in titles.items()
        if any(one.key == key for one in named)
    )


def _card(
    edition: EditionInfo,
    wanted: Wanted,
    text: NationalText,
    quotations: Sequence[QuotationState],
    titles: Mapping[str, str],
) -> TextCard:
    where = {
        one.section: None
        for one in quotations
        if (one.reporter, one.subject) == (text.reporter, text.subject)
    }
    query = {
        "reporter": printed_code(text.reporter),
        "subject": text.subject,
        "section": wanted.section or text.point,
    }
    url = f"{reports_url(edition.code, 'quotations/new')}?{urlencode(query)}"
    return TextCard(
        country=country_name(text.reporter),
        label=text.label,
        text=text.text,
        language=text.language,
        language_word=language_word(text.language) if text.language else "",
        visibility="" if text.can_be_quoted else visibility_word(text.visibility),
        translations=translations_of(text),
        quoted_in=tuple(
            (titles.get(section, section), desk_url(edition.code, section)) for section in where
        ),
        quote_url=url if text.can_be_quoted else "",
    )


def translations_of(text: NationalText) -> tuple[tuple[str, str, str], ...]:
    """Return the translations of a text that fit it: language, who made it, and the words."""
    return tuple(
        (found.language, made_word(found.made_by), found.text)
        for found in text.translations
        if not found.is_outdated(text.text)
    )


def _pages(url: str, wanted: Wanted, count: int) -> tuple[tuple[int, str, bool], ...]:
    said = {name: value for name, value in vars(wanted).items() if value and name != "page"}
    return tuple(
        (number, f"{url}?{urlencode({**said, 'page': number})}", number == wanted.page)
        for number in range(1, -(-count // PAGE_SIZE) + 1)
    )


def pick_page(
    edition: EditionInfo,
    headings: Sequence[Heading],
    source: NationalText,
    version: int,
    uid: str,
    revision: int,
    picked: Picked,
    error: Link | None = None,
) -> PickPage:
    """Return the form in which the words of a text are picked."""
    country = country_name(source.reporter)
    refused = "" if source.can_be_quoted else visibility_word(source.visibility)
    translations = translations_of(source)
    return PickPage(
        title=_("Quote %(country)s") % {"country": country},
        crumbs=crumbs_of(
            edition,
            (_("Quotation shelf"), reports_url(edition.code, "quotations")),
            (country, ""),
        ),
        over=over_of(edition),
        text=source.text,
        language=source.language,
        label=source.label,
        refused=refused,
        translations=tuple((code, f"{language_word(code)} · {made}", text)
                           for code, made, text in translations),
        url=reports_url(edition.code, f"quotations/{uid}"),
        revision=revision,
        reporter=printed_code(source.reporter),
        subject=source.subject,
        version=version,
        picked=picked,
        sections=tuple((heading.key, heading.text) for heading in headings),
        languages=() if source.language else language_options(),
        translation_choices=tuple((code, language_word(code)) for code, *_rest in translations),
        back=(
            _("Back to the shelf"),
            f"{reports_url(edition.code, 'quotations')}?point={source.point}",
        ),
        errors=(error,) if error else (),
    )  # fmt: skip

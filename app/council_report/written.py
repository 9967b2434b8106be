"""What people add to the sentences of the report: the Commission's own texts and quotations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.core.i18n import SOURCE_LOCALE, country_name
from app.core.i18n import gettext as _
from app.council_report.document import (
    Block,
    Bullets,
    ChartBlock,
    Heading,
    Paragraph,
    Prose,
    Quote,
    Table,
    Text,
)
from app.domain.canonical import sha256_hex
from app.reporting.translated import BY_MACHINE, BY_PERSON
from app.reporting.words import language_word

# Chapters without sentences of their own: printed as soon as somebody has written in them.
CONTEXT, LESSONS = "context", "lessons"


@dataclass(frozen=True)
class OwnText:
    """The Commission's own text of one section in one language, as it was last saved."""

    section: str
    language: str
    revision: int
    text: str

    def as_manifest(self) -> dict[str, object]:
        """Return what the bytes of a report depend on."""
        return {
            "section": self.section,
            "language": self.language,
            "revision": self.revision,
            "sha256": sha256_hex(self.text),
        }


@dataclass(frozen=True)
class Quoted:
    """One quotation as it stands in a section of the report."""

    uid: str
    revision: int
    section: str
    place: int
    reporter: str
    passage: str
    language: str
    translation: str = ""
    translation_language: str = ""
    translation_made_by: str = ""  # human or machine

    def as_manifest(self) -> dict[str, object]:
        """Return what the bytes of a report depend on."""
        said = {name: value for name, value in vars(self).items() if not name.startswith("transl")}
        passage, translation = said.pop("passage"), self.translation
        return {
            **said,
            "sha256": sha256_hex(str(passage)),
            "translation_language": self.translation_language,
            "translation_made_by": self.translation_made_by,
            "translation_sha256": sha256_hex(translation) if translation else "",
        }


@dataclass(frozen=True)
class Written:
    """Everything people added to the report of an edition."""

    texts: tuple[OwnText, ...] = ()
    quotations: tuple[Quoted, ...] = ()

    def text(self, section: str, language: str) -> OwnText | None:
        """Return the text of a section in a language, else in the one it was first written in."""
        found = {t.language: t for t in self.texts if t.section == section and t.text}
        for wanted in (language, SOURCE_LOCALE, *sorted(found)):
            if wanted in found:
                return found[wanted]
        return None

    def quotes(self, section: str) -> tuple[Quoted, ...]:
        """Return the quotations of a section in their order."""
        here = (quoted for quoted in self.quotations if quoted.section == section)
        return tuple(sorted(here, key=lambda quoted: (quoted.place, quoted.uid)))


def with_written(blocks: Iterable[Block], written: Written, language: str) -> Iterator[Block]:
    """Yield blocks with what people wrote: texts after the sentences, quotations at the end.

    A chapter that has nothing but what people write is left out where they wrote nothing.
    """
    for heading, under in _by_heading(blocks):
        section = heading.key if heading else ""
        text = tuple(_text(written, section, language))
        quotes = [quote_block(quoted, language) for quoted in written.quotes(section)]
        if heading and not (section in (CONTEXT, LESSONS) and not text and not quotes):
            yield heading
        drawn = (at for at, block in enumerate(under) if isinstance(block, Table | ChartBlock))
        place = next(drawn, len(under))
        yield from (*under[:place], *text, *under[place:], *quotes)


def _by_heading(blocks: Iterable[Block]) -> Iterator[tuple[Heading | None, list[Block]]]:
    heading: Heading | None = None
    under: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield heading, under
            heading, under = block, []
        else:
            under.append(block)
    yield heading, under


def _text(written: Written, section: str, language: str) -> Iterator[Block]:
    text = written.text(section, language)
    if text is not None:
        yield from text_blocks(text.text, "" if text.language == language else text.language)


def text_blocks(text: str, language: str = "") -> Iterator[Block]:
    """Yield a written text as blocks: an empty line ends a paragraph, `- ` begins a list item."""
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        for is_list, some in groupby(lines, key=lambda line: line.startswith("- ")):
            if is_list:
                yield Bullets(tuple(_said(line[2:].strip(), language) for line in some))
            else:
                yield Paragraph(_said("\n".join(some), language))


def _said(text: str, language: str) -> Prose:
    return (Text(text, language=language),)


def quote_block(quoted: Quoted, language: str) -> Quote:
    """Return a quotation with its country, language and translation."""
    return Quote(
        id=f"quote:{quoted.uid}",
        text=quoted.passage,
        language=quoted.language,
        credit=credit_of(quoted, language),
        translation=quoted.translation,
        translation_language=quoted.translation_language,
    )


def credit_of(quoted: Quoted, language: str) -> str:
    """Return whose words a quotation gives, in which language, and who translated it."""
    params = {
        "country": country_name(quoted.reporter),
        "language": language_word(quoted.language),
        "other": language_word(quoted.translation_language),
    }
    if quoted.translation:
        made = {
            BY_PERSON: _("%(country)s, original in %(language)s; translation into %(other)s by a "
                         "person"),
            BY_MACHINE: _("%(country)s, original in %(language)s; translation into %(other)s by a "
                          "machine"),
        }  # fmt: skip
        return made[quoted.translation_made_by] % params
    if quoted.language == language:
        return params["country"]
    return _("%(country)s, original in %(language)s") % params


def own_chapters() -> Mapping[str, Heading]:
    """Return the headings of the chapters that people write alone."""
    return {
        CONTEXT: Heading(1, _("Context and mandate"), CONTEXT, starts_page=True),
        LESSONS: Heading(1, _("Lessons and next steps"), LESSONS, starts_page=True),
    }


def sections_of(blocks: Sequence[Block]) -> tuple[Heading, ...]:
    """Return the headings under which people can write: every chapter, no annex and no fiche."""
    return tuple(b for b in blocks if isinstance(b, Heading) and b.numbering == "chapter")


def blocks_under(blocks: Iterable[Block], section: str) -> tuple[Block, ...]:
    """Return what stands right under a heading, up to the next one."""
    for heading, under in _by_heading(blocks):
        if heading is not None and heading.key == section:
            return tuple(under)
    return ()

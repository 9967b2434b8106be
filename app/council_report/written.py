"""What people add to the sentences of the report: the Commission's own texts and quotations."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.core.i18n import SOURCE_LOCALE, country_name
from app.core.i18n import gettext as _
from app.council_report.document import (
    Block,
    Bullets,
    ChartBlock,
    Figure,
    Heading,
    Inline,
    Paragraph,
    Prose,
    Quote,
    Table,
    Text,
    plain,
)
from app.domain.canonical import sha256_hex
from app.domain.facts import short_id
from app.reporting.translated import BY_MACHINE, BY_PERSON
from app.reporting.words import language_word

FigureOf = Callable[[str], Inline]  # from the short id to the figure as this edition has it
_FIGURE = re.compile(r"\[\[([A-Z2-7]{10})\]\]")
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


def with_written(
    blocks: Iterable[Block], written: Written, language: str, figure_of: FigureOf
) -> Iterator[Block]:
    """Yield blocks with what people wrote: texts after the sentences, quotations at the end.

    A chapter that has nothing but what people write is left out where they wrote nothing.
    """
    for heading, under in _by_heading(blocks):
        section = heading.key if heading else ""
        text = tuple(_text(written, section, language, figure_of))
        quotes = [quote_block(quoted, language) for quoted in written.quotes(section)]
        is_bare = not (text or quotes or under)
        if heading and not (section in (CONTEXT, LESSONS) and is_bare):
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


def _text(written: Written, section: str, language: str, figure_of: FigureOf) -> Iterator[Block]:
    text = written.text(section, language)
    if text is not None:
        marked = "" if text.language == language else text.language
        yield from text_blocks(text.text, marked, figure_of)


def text_blocks(text: str, language: str, figure_of: FigureOf) -> Iterator[Block]:
    """Yield a written text as blocks: an empty line ends a paragraph, `- ` begins a list item."""
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        for is_list, some in groupby(lines, key=lambda line: line.startswith("- ")):
            if is_list:
                items = (_said(line[2:].strip(), language, figure_of) for line in some)
                yield Bullets(tuple(items))
            else:
                yield Paragraph(_said("\n".join(some), language, figure_of))


def _said(text: str, language: str, figure_of: FigureOf) -> Prose:
    """Return words, and the figures that are named in them as figures of the edition."""
    return tuple(
        figure_of(piece) if place % 2 else Text(piece, language=language)
        for place, piece in enumerate(_FIGURE.split(text))
        if piece
    )


def figures_named(text: str) -> list[str]:
    """Return the short ids of the figures that a text names."""
    return _FIGURE.findall(text)


@dataclass(frozen=True)
class Usable:
    """A figure that stands in a section, as a text can name it."""

    label: str
    shown: str
    code: str


def usable_figures(under: Iterable[Block]) -> list[Usable]:
    """Return the figures of a section with what each of them is about."""
    found: dict[str, Usable] = {}
    for label, part in _labelled(under):
        if isinstance(part, Figure) and not part.part:
            code = f"[[{short_id(part.fact)}]]"
            found.setdefault(code, Usable(label, part.shown, code))
    return list(found.values())


def _labelled(under: Iterable[Block]) -> Iterator[tuple[str, Inline]]:
    for block in under:
        if isinstance(block, Table):
            for row in block.rows:
                words = (plain(cell) for cell in row if not _has_figure(cell))
                label = ", ".join(text for text in words if text not in ("", "–"))
                for cell, column in zip(row, block.columns, strict=True):
                    yield from ((f"{label}: {column.title}", part) for part in cell)
        elif isinstance(block, Paragraph):
            yield from _in_sentences(block.content)
        elif isinstance(block, Bullets):
            for item in block.items:
                yield from _in_sentences(item)


def _in_sentences(content: Prose) -> Iterator[tuple[str, Inline]]:
    """Yield each part of a text with the sentence it stands in."""
    for place, part in enumerate(content):
        before, after = plain(content[:place]), plain(content[place + 1 :])
        begun = before.rpartition(". ")[2]
        sentence = f"{begun}{plain((part,))}{after.partition('. ')[0]}"
        yield sentence.strip().removesuffix("."), part


def _has_figure(cell: Prose) -> bool:
    return any(isinstance(part, Figure) for part in cell)


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

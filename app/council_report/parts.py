"""Parts of a report as documents of their own, cut out of its tree: each fiche, each annex."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.core.i18n import country_name, use_locale
from app.core.i18n import gettext as _
from app.council_report.document import Block, Document, Heading, Section
from app.council_report.numbering import Counters, heading_number

FICHES = "annex-fiches"  # key of the annex that holds a fiche for each reporter
FICHE = "fiche-"
ANNEX = "annex-"


@dataclass(frozen=True)
class Part:
    """What is printed alone: `fiche-DK`, or `annex-A` under the letter it has in the report."""

    name: str
    title: str
    section: Section


def fiche_of(printed: str) -> str:
    """Return the name of the fiche of a reporter, by the code that is printed."""
    return f"{FICHE}{printed}"


def part_word(part: str) -> str:
    """Return what a part is, in words."""
    if part.startswith(FICHE):
        return _("Fiche: %(country)s") % {"country": country_name(part.removeprefix(FICHE))}
    return _("Annex %(letter)s") % {"letter": part.removeprefix(ANNEX)}


def parts_of(document: Document) -> dict[str, Part]:
    """Return every fiche and every other annex of a report, in its order, by name."""
    with use_locale(document.language):
        return {part.name: part for part in _cut(document)}


def part_document(document: Document, part: Part) -> Document:
    """Return one part of a report as a document."""
    return replace(
        document,
        title=part.title,
        subject=f"{document.title}, {document.subject}",
        sections=(part.section,),
    )


def _cut(document: Document) -> Iterator[Part]:
    counters: Counters = {}
    for section in document.sections:
        name, title, in_fiches = "", "", False
        held: list[Block] = []
        for block in section.blocks:
            if not isinstance(block, Heading):
                held.append(block)
                continue
            number = heading_number(counters, block)
            is_annex = block.numbering == "annex" and block.level == 1
            is_fiche = in_fiches and block.level == 2
            if is_annex or is_fiche:
                if name:
                    yield Part(name, title, replace(section, blocks=tuple(held)))
                in_fiches = is_fiche or block.key == FICHES
                name = _name(block, counters) if is_fiche or not in_fiches else ""
                title = block.text if is_fiche else f"{number}: {block.text}"
                held = [Heading(1, title, block.key, "none")]
            else:
                held.append(_below(block, number, in_fiches))
        if name:
            yield Part(name, title, replace(section, blocks=tuple(held)))


def _name(heading: Heading, counters: Counters) -> str:
    if heading.level == 2:
        return heading.key
    return f"{ANNEX}{chr(ord('A') + counters['annex'][0] - 1)}"


def _below(heading: Heading, number: str, in_fiche: bool) -> Heading:
    """Return a heading inside a part: fiches begin with level 2, annexes keep their numbers."""
    if in_fiche:
        return replace(heading, level=max(heading.level - 1, 2), numbering="none")
    return replace(heading, text=f"{number} {heading.text}".strip(), numbering="none")

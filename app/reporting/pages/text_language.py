"""A contribution read in one language: translations in place of originals, always marked."""

from collections.abc import Iterator
from dataclasses import replace

from app.reporting import words
from app.reporting.pages.content import AnswerLine, ContentView


def languages_offered(content: ContentView) -> tuple[tuple[str, str], ...]:
    """Return the languages into which at least one text of the contribution was translated."""
    found = {other.language for line in _lines(content) for other in line.others}
    return tuple(option for option in words.language_options() if option[0] in found)


def _lines(content: ContentView) -> Iterator[AnswerLine]:
    yield from content.header
    for group in content.groups:
        for point in group.points:
            yield from point.answers


def with_texts_in(content: ContentView, language: str) -> ContentView:
    """Return the content with translations into a language in place of the originals, marked."""
    if not language:
        return content
    groups = (
        replace(
            group,
            points=tuple(
                replace(point, answers=tuple(_line_in(line, language) for line in point.answers))
                for point in group.points
            ),
        )
        for group in content.groups
    )
    return ContentView(tuple(_line_in(line, language) for line in content.header), tuple(groups))


def _line_in(line: AnswerLine, language: str) -> AnswerLine:
    chosen = next((other for other in line.others if other.language == language), None)
    if chosen is None or line.original is None:
        return line
    others = (line.original, *(other for other in line.others if other is not chosen))
    plain = words.language_word(line.language) if line.language else ""
    notes = (chosen.label, *(note for note in line.notes if note != plain))
    return replace(line, text=chosen.text, language=language, notes=notes, others=others)

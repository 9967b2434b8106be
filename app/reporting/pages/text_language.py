"""A contribution read in one language: translations in place of originals, always marked."""

from collections.abc import Iterator
from dataclasses import replace

from app.core.i18n import gettext as _
from app.reporting import words
from app.reporting.pages.content import AnswerLine, ContentView, PointView, RecordView
from app.reporting.translated import chosen_version, field_word, original_version


def languages_offered(content: ContentView) -> tuple[tuple[str, str], ...]:
    """Return the languages into which at least one text of the contribution was translated."""
    found = {other.language for line in _said(content) for other in line.others}
    return tuple(option for option in words.language_options() if option[0] in found)


def _said(content: ContentView) -> Iterator[AnswerLine | RecordView]:
    yield from content.header
    for group in content.groups:
        for point in group.points:
            yield from point.answers
            yield from point.measures
            yield from point.evidence


def with_texts_in(content: ContentView, language: str) -> ContentView:
    """Return the content with translations into a language in place of the originals, marked."""
    if not language:
        return content
    groups = (
        replace(group, points=tuple(_point_in(point, language) for point in group.points))
        for group in content.groups
    )
    return ContentView(tuple(_line_in(line, language) for line in content.header), tuple(groups))


def _point_in(point: PointView, language: str) -> PointView:
    return replace(
        point,
        answers=tuple(_line_in(line, language) for line in point.answers),
        measures=tuple(_record_in(record, language) for record in point.measures),
        evidence=tuple(_record_in(record, language) for record in point.evidence),
    )


def _line_in(line: AnswerLine, language: str) -> AnswerLine:
    chosen = chosen_version(line.others, language)
    if chosen is None or line.original is None:
        return line
    others = (line.original, *(other for other in line.others if other is not chosen))
    plain = words.language_word(line.language) if line.language else ""
    notes = (chosen.label, *(note for note in line.notes if note != plain))
    return replace(line, text=chosen.text, language=language, notes=notes, others=others)


def _record_in(record: RecordView, language: str) -> RecordView:
    """Return a measure or link with its translations in place and the originals beside them.

    One of which only a part was translated stays as it was written: its translations are beside.
    """
    there = {other.field: other for other in record.others if other.language == language}
    texts = {"title": record.title, "description": record.text}
    if any(text and name not in there for name, text in texts.items()):
        return record
    by_term = {field_word(name): version for name, version in there.items() if name not in texts}
    originals = [
        original_version(record.language, text, name) for name, text in texts.items() if text
    ]
    originals += [
        original_version(record.language, text, by_term[term].field)
        for term, text in record.details
        if term in by_term
    ]
    details = [(t, by_term[t].text if t in by_term else text) for t, text in record.details]
    marks = "; ".join(version.label for version in there.values())
    return replace(
        record,
        title=there["title"].text,
        text=there["description"].text if record.text else "",
        language=language,
        details=(*details, (_("Translation"), marks)),
        others=(*originals, *(o for o in record.others if o.language != language)),
    )

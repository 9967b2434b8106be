"""A text and its translations, kept apart and marked: the original prevails."""

from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.domain.contribution import Answer, Translation
from app.reporting import words

BY_PERSON, BY_MACHINE = "human", "machine"
MADE_BY = (BY_PERSON, BY_MACHINE)


@dataclass(frozen=True)
class TextVersion:
    """One version of a text: what is known about it, and the text in its language."""

    language: str
    label: str
    text: str


def made_word(made_by: str) -> str:
    """Return who made a translation."""
    return {
        BY_PERSON: _("Translated by a person"),
        BY_MACHINE: _("Translated by a machine"),
    }[made_by]


def version_of(translation: Translation) -> TextVersion:
    """Return a translation with its mark."""
    name = words.language_word(translation.language)
    label = f"{name} · {made_word(translation.made_by)}"
    return TextVersion(translation.language, label, translation.text)


def translations_of(answer: Answer) -> tuple[TextVersion, ...]:
    """Return the translations of an answer; what is no text has none."""
    if not isinstance(answer.value, str):
        return ()
    return tuple(version_of(translation) for translation in answer.translations)


def original_of(answer: Answer) -> TextVersion:
    """Return the text as its author wrote it."""
    language = answer.language or ""
    name = words.language_word(language) if language else ""
    label = " · ".join(part for part in (name, _("Original")) if part)
    return TextVersion(language, label, str(answer.value))

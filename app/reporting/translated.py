"""A text and its translations, kept apart and marked: the original prevails."""

from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.domain.contribution import Answer, Evidence, Measure, Translation
from app.reporting import words

BY_PERSON, BY_MACHINE = "human", "machine"
MADE_BY = (BY_PERSON, BY_MACHINE)
# The texts of a record that are written in its language.
NARRATIVE = {
    "measure": ("title", "description", "lead_body", "budget", "partners"),
    "evidence": ("title", "description", "alt_text"),
}


@dataclass(frozen=True)
class TextVersion:
    """One version of a text: what is known about it, and the text in its language."""

    language: str
    label: str
    text: str
    field: str = ""  # of a measure or link: which of its texts
    mark: str = ""  # who made it, of a translation


def made_word(made_by: str) -> str:
    """Return who made a translation."""
    return {
        BY_PERSON: _("Translated by a person"),
        BY_MACHINE: _("Translated by a machine"),
    }[made_by]


def outdated_word() -> str:
    """Return what is said of a translation whose original was changed since."""
    return _("the original was changed after this translation")


def look_again() -> str:
    """Return what is said where such a translation can be mended."""
    return _("The original was changed after this translation. Saving it says that it fits again.")


def field_word(name: str) -> str:
    """Return what a text of a record is called."""
    return {
        "title": _("Title"),
        "description": _("Description"),
        "lead_body": _("Lead body"),
        "budget": _("Budget"),
        "partners": _("Partners"),
        "alt_text": _("The picture in words"),
    }[name]


def version_of(translation: Translation, original: str) -> TextVersion:
    """Return a translation with its mark."""
    outdated = translation.is_outdated(original)
    mark = f"{made_word(translation.made_by)} · {outdated_word()}" if outdated else ""
    mark = mark or made_word(translation.made_by)
    field = field_word(translation.field) if translation.field else ""
    label = _joined(words.language_word(translation.language), field, mark)
    return TextVersion(translation.language, label, translation.text, translation.field, mark)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def translations_of(answer: Answer) -> tuple[TextVersion, ...]:
    """Return the translations of an answer; what is no text has none."""
    if not isinstance(answer.value, str):
        return ()
    return tuple(version_of(translation, answer.value) for translation in answer.translations)


def original_of(answer: Answer) -> TextVersion:
    """Return the text as its author wrote it."""
    return original_version(answer.language or "", str(answer.value))


def original_version(language: str, text: str, field: str = "") -> TextVersion:
    """Return an original with its mark."""
    name = words.language_word(language) if language else ""
    label = _joined(name, field_word(field) if field else "", _("Original"))
    return TextVersion(language, label, text, field)


def record_translations(record: Measure | Evidence) -> tuple[TextVersion, ...]:
    """Return the translations of the texts that a measure or link has now."""
    kind = "measure" if isinstance(record, Measure) else "evidence"
    return tuple(
        version_of(translation, original)
        for name in NARRATIVE[kind]
        if (original := str(getattr(record, name)))
        for translation in record.translations
        if translation.field == name
    )


def of_field(versions: tuple[TextVersion, ...], name: str) -> tuple[TextVersion, ...]:
    """Return the versions of one text of a record."""
    return tuple(version for version in versions if version.field == name)


def chosen_version(versions: tuple[TextVersion, ...], language: str) -> TextVersion | None:
    """Return the version in a language, None where there is none."""
    return next((version for version in versions if version.language == language), None)

"""What a country says, in the reader's language where there is a translation, marked as one."""

from dataclasses import dataclass

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.reporting.translated import TextVersion, chosen_version
from app.reporting.words import language_word


@dataclass(frozen=True)
class Spoken:
    """One text as a reader meets it: a translation says so and brings its original along."""

    text: str
    language: str
    mark: str = ""  # who translated it
    original: str = ""
    original_language: str = ""

    @property
    def original_word(self) -> str:
        """Return what opens the original."""
        return _("Original, in %(language)s") % {"language": language_word(self.original_language)}


def spoken(text: str, language: str, versions: tuple[TextVersion, ...]) -> Spoken:
    """Return a text in the reader's language, or as it was written where nobody translated it."""
    wanted = current_locale()
    chosen = chosen_version(versions, wanted) if text and wanted != language else None
    if chosen is None:
        return Spoken(text, language)
    return Spoken(chosen.text, wanted, chosen.mark, text, language)

"""A second language for tests: sentences between marks, what is asked from a real catalogue."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.catalogue import spoken
from app.core import i18n

SWEDISH = "sv"
OPEN, END = "«", "»"


class Marked(NullTranslations):
    """A complete catalogue that puts every sentence of the portal between marks."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{END}"

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        return self.ngettext(singular, plural, n)


@contextmanager
def offered(monkeypatch: pytest.MonkeyPatch, folder: Path, asked: Iterable[str]) -> Iterator[str]:
    """Offer Swedish: sentences between marks, these texts of what is asked as `sv:text`."""
    texts = {text: f"{SWEDISH}:{text}" for text in asked}
    for domain, said in ((i18n.DOMAIN, {}), (i18n.ASKED, texts)):
        _write(folder / SWEDISH / "LC_MESSAGES" / f"{domain}.mo", said)
    english, marked = NullTranslations(), Marked()
    with monkeypatch.context() as patched:
        patched.setattr(i18n, "LOCALE_DIR", folder)
        patched.setattr(i18n, "_catalogue", lambda at: marked if at == SWEDISH else english)
        _forget()
        yield SWEDISH
    _forget()


def _write(path: Path, said: dict[str, str]) -> None:
    catalog = Catalog(locale=SWEDISH, charset="utf-8")
    for text, translated in said.items():
        catalog.add(text, translated)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalog)


def _forget() -> None:
    """Let the languages be looked up anew."""
    for kept in (i18n._asked, i18n._said, i18n.available_locales):
        kept.cache_clear()
    spoken._kept.clear()

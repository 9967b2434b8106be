"""Collects the portal's sentences, and the texts of what is asked, into app/locale; merges and
compiles the catalogues.

Sentences (messages.po) are offered to readers once a language has all of them. What is asked
(catalogue.po: names, definitions, labels of indicators/ and seed/reference/) is compiled as far
as it is translated; the rest is shown in the original.

bin/translations.py            bring the catalogues up to date
bin/translations.py fr bg      the same, beginning catalogues for these languages
bin/translations.py --check    change nothing; fail when something is out of date
"""

import argparse
import io
import sys
from collections.abc import Callable
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "app" / "locale"
sys.path.insert(0, str(ROOT))

from app.catalogue.files import load_catalogue  # noqa: E402 - found by the path above
from app.core.i18n import ASKED, DOMAIN  # noqa: E402
from app.domain.spoken import texts_asked  # noqa: E402

PROJECT = "era-reporting-portal"

SOURCES = (
    ("app", [("**.py", "python")], {}),
    ("templates", [("**.*", "jinja2")], {"**.*": {"extensions": "jinja2.ext.do", "silent": "no"}}),
)


def collect() -> Catalog:
    """Return every sentence that the code or a template marks for translation."""
    catalog = Catalog(project=PROJECT, charset="utf-8")
    for folder, methods, options in SOURCES:
        found = extract_from_dir(
            str(ROOT / folder),
            methods,
            options,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for file, _line, message, comments, context in found:
            catalog.add(
                message,
                locations=[(f"{folder}/{file}", 0)],
                auto_comments=comments,
                context=context,
            )
    return catalog


def collect_asked() -> Catalog:
    """Return every text of what is asked, with the entries that say it."""
    catalog = Catalog(project=PROJECT, charset="utf-8")
    for entry, text in texts_asked(load_catalogue(ROOT)):
        catalog.add(text, locations=[(entry, 0)])
    return catalog


def merged(path: Path, template: Catalog) -> Catalog:
    """Return a catalogue with the present sentences; nothing is guessed from similar ones."""
    language = path.parent.parent.name
    if not path.exists():
        return new_catalog(language, template)
    with path.open("rb") as file:
        catalog = read_po(file, locale=Locale.parse(language))
    made = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True, keep_user_comments=True)
    catalog.creation_date = made
    catalog.obsolete.clear()
    return catalog


def new_catalog(language: str, template: Catalog) -> Catalog:
    """Begin a language."""
    catalog = Catalog(
        locale=language,
        header_comment="# Translations of the portal.",
        project=PROJECT,
        version="",
        msgid_bugs_address="",
        last_translator="",
        language_team=language,
        charset="utf-8",
        fuzzy=False,
    )
    catalog.update(template)
    return catalog


def is_complete(catalog: Catalog) -> bool:
    """Tell whether every sentence, in every plural form, has its translation."""
    return all(
        all(message.string) if message.pluralizable else bool(message.string)
        for message in catalog
        if message.id
    )


def has_any(catalog: Catalog) -> bool:
    """Tell whether anything is translated at all."""
    return any(message.id and message.string for message in catalog)


def po_bytes(catalog: Catalog, *, header: bool = True) -> bytes:
    """Write a catalogue so that the same sentences give the same bytes."""
    out = io.BytesIO()
    write_po(
        out, catalog, width=100, sort_output=True, include_lineno=False, omit_header=not header
    )
    return out.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """Compile a catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def wanted_files(languages: list[str]) -> dict[Path, bytes | None]:
    """Map each file of app/locale to what it should hold; None for one that must not be there."""
    return {
        # Only complete catalogues are compiled, and only compiled ones are offered to readers.
        **_wanted(DOMAIN, collect(), languages, is_complete),
        **_wanted(ASKED, collect_asked(), languages, has_any),
    }


def _wanted(
    domain: str, template: Catalog, languages: list[str], is_compiled: Callable[[Catalog], bool]
) -> dict[Path, bytes | None]:
    wanted: dict[Path, bytes | None] = {LOCALE / f"{domain}.pot": po_bytes(template, header=False)}
    catalogues = set(LOCALE.glob(f"*/LC_MESSAGES/{domain}.po"))
    catalogues |= {LOCALE / language / "LC_MESSAGES" / f"{domain}.po" for language in languages}
    for path in sorted(catalogues):
        catalog = merged(path, template)
        wanted[path] = po_bytes(catalog)
        wanted[path.with_suffix(".mo")] = mo_bytes(catalog) if is_compiled(catalog) else None
    return wanted


def main() -> int:
    """Bring app/locale up to date, or say what is not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    stale = 0
    for path, content in wanted_files(arguments.languages).items():
        if content == (path.read_bytes() if path.exists() else None):
            continue
        stale += 1
        print(f"{'out of date' if arguments.check else 'written'}: {path.relative_to(ROOT)}")
        if arguments.check:
            continue
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return 1 if arguments.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

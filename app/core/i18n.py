"""Languages: gettext for the current request, and dates, numbers and country names by CLDR."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.support import NullTranslations, Translations

from app.core.clock import BRUSSELS

SOURCE_LOCALE = "en"
LOCALE_DIR = Path(__file__).resolve().parents[1] / "locale"
DOMAIN = "messages"
ASKED = "catalogue"  # names, definitions and labels of what is asked
COMMISSION = "EU"

# House rule: stored under the ISO code, printed under the code the Union's publications use.
_PRINTED = {"GR": "EL"}
_STORED = {printed: stored for stored, printed in _PRINTED.items()}

_locale: ContextVar[str] = ContextVar("locale", default=SOURCE_LOCALE)


def N_(message: str) -> str:
    """Mark a text for translation where it is only stored, not shown."""
    return message


@cache
def _catalogue(locale: str) -> NullTranslations:
    if locale == SOURCE_LOCALE:
        return NullTranslations()
    return Translations.load(LOCALE_DIR, [locale], DOMAIN)


class _NotTranslated(NullTranslations):
    """Says of every text that there is no translation."""

    def gettext(self, message: str) -> str:
        return ""


@cache
def _asked(locale: str) -> NullTranslations:
    """Return the translations of what is asked; there may be some, while others are missing."""
    found = Translations.load(LOCALE_DIR, [locale], ASKED) if locale != SOURCE_LOCALE else None
    if not isinstance(found, Translations):
        return _NotTranslated()
    found.add_fallback(_NotTranslated())
    return found


@cache
def _said(locale: str) -> frozenset[str]:
    """Return every translated text of what is asked in a language."""
    catalogue = getattr(_asked(locale), "_catalog", {})
    return frozenset(text for key, text in catalogue.items() if key)


@cache
def available_locales() -> tuple[str, ...]:
    """Return the languages offered: English and every compiled (so complete) catalogue."""
    compiled = {path.parent.parent.name for path in LOCALE_DIR.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return (SOURCE_LOCALE, *sorted(compiled - {SOURCE_LOCALE}))


def current_locale() -> str:
    """Return the language of this context, for example `en`."""
    return _locale.get()


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak another language in this context."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


def negotiate(preferred: str | None, accept_language: str, default: str) -> str:
    """Choose a language: an explicit choice, else the browser's first that is offered."""
    offered = available_locales()
    if preferred in offered:
        return str(preferred)
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language[:200].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        language = tag.strip().split("-")[0].lower()
        if language in offered:
            ranked.append((-weight, position, language))
    if ranked:
        return min(ranked)[2]
    return default if default in offered else SOURCE_LOCALE


def gettext(message: str) -> str:
    """Translate a text into the current language."""
    return str(_catalogue(current_locale()).gettext(message))


def asked_text(text: str) -> str:
    """Translate a text of what is asked; empty where it has no translation."""
    return str(_asked(current_locale()).gettext(text)) if text else ""


def asked_word(text: str) -> str:
    """Translate a word of what is asked; the original where it has no translation."""
    return asked_text(text) or text


def asked_language(text: str) -> str:
    """Return the language in which a text of what is asked is shown: the reader's or English."""
    return current_locale() if text in _said(current_locale()) else SOURCE_LOCALE


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate a text that depends on a number."""
    return str(_catalogue(current_locale()).ngettext(singular, plural, number))


def pgettext(context: str, message: str) -> str:
    """Translate a text whose meaning depends on where it stands."""
    return str(_catalogue(current_locale()).pgettext(context, message))


def npgettext(context: str, singular: str, plural: str, number: int) -> str:
    """Translate a text that depends on a number and on where it stands."""
    return str(_catalogue(current_locale()).npgettext(context, singular, plural, number))


@cache
def _cldr(locale: str) -> Locale:
    try:
        # British conventions for English: day before month, as Commission documents write.
        return Locale.parse("en_GB" if locale == "en" else locale)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def cldr_locale() -> Locale:
    """Return the CLDR data of the current language."""
    return _cldr(current_locale())


def locale_name(locale: str) -> str:
    """Return the name of a language in that language, for the language switch."""
    own = Locale.parse(locale)
    return str(own.get_display_name(own) or locale).capitalize()


def format_date(value: date, style: str = "long") -> str:
    """Write a day, for example 1 October 2027; a moment is read in Brussels."""
    if isinstance(value, datetime):
        value = value.astimezone(BRUSSELS).date()
    return dates.format_date(value, style, locale=cldr_locale())


def format_datetime(value: datetime, style: str = "medium") -> str:
    """Write a moment in Brussels time."""
    return dates.format_datetime(value, style, tzinfo=BRUSSELS, locale=cldr_locale())


def format_time(value: datetime) -> str:
    """Write the time of day in Brussels, for example 10:42."""
    return dates.format_time(value, "short", tzinfo=BRUSSELS, locale=cldr_locale())


def format_number(value: Decimal | int, decimals: int | None = None) -> str:
    """Write a number with the separators of the language, rounding only when told to."""
    if decimals is None:
        return numbers.format_decimal(value, locale=cldr_locale(), decimal_quantization=False)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return numbers.format_decimal(value, format=pattern, locale=cldr_locale())


def printed_code(reporter: str) -> str:
    """Return the code that is printed for a stored one: EL for GR."""
    return _PRINTED.get(reporter, reporter)


def stored_code(reporter: str) -> str:
    """Return the ISO code for what somebody wrote: GR for EL, upper case."""
    code = reporter.strip().upper()
    return _STORED.get(code, code)


def country_name(reporter: str) -> str:
    """Return the name of a reporter in the current language; EU is the Commission reporting."""
    code = stored_code(reporter)
    if code == COMMISSION:
        return gettext("European Commission")
    name = cldr_locale().territories.get(code)
    return str(name) if name else code

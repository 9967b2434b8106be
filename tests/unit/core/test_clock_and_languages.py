"""Time, languages, names of countries and the sentences of codes."""

import ast
import importlib
import pkgutil
import string
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import app
from app.core import clock, i18n
from app.core.errors import AppError, TooManyRequests
from app.core.files import FileDamaged, path_of, read, store
from app.core.messages import MESSAGES, register, sentence
from app.identity.reporters import REPORTERS, find_reporter

APP = Path(app.__file__).parent


def test_fixed_clock_holds_in_its_context_only():
    """Seeding and tests stop the clock; everybody else keeps the real time."""
    moment = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    with clock.fixed(moment):
        assert clock.now() == moment
        assert clock.today_brussels() == date(2027, 10, 31)
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
    with pytest.raises(ValueError, match="zone"), clock.fixed(datetime(2027, 1, 1)):  # noqa: DTZ001
        pass


def test_day_in_brussels_starts_before_the_day_in_utc():
    """Deadlines are counted in Brussels, also across the change of the clocks."""
    with clock.fixed(datetime(2027, 3, 27, 23, 30, tzinfo=UTC)):
        assert clock.today_brussels() == date(2027, 3, 28)
    with clock.fixed(datetime(2027, 3, 28, 22, 30, tzinfo=UTC)):
        assert clock.today_brussels() == date(2027, 3, 29)


def test_greece_is_stored_gr_and_printed_el():
    """Both are accepted, each has its place."""
    assert find_reporter("el") == find_reporter(" GR ") == "GR"
    assert i18n.printed_code("GR") == "EL"
    assert i18n.country_name("EL") == "Greece"
    assert i18n.country_name("EU") == "European Commission"
    assert find_reporter("XX") is None
    assert find_reporter("GB") is None
    assert len(REPORTERS) == 28
    names = {i18n.country_name(code) for code in REPORTERS}
    assert len(names) == 28
    assert not names & set(REPORTERS)


def test_numbers_and_dates_follow_the_language():
    """CLDR writes them; nothing is rounded unless told to."""
    assert i18n.format_number(Decimal("12345.678")) == "12,345.678"
    assert i18n.format_number(Decimal("12345.678"), 1) == "12,345.7"
    assert i18n.format_date(date(2027, 10, 1)) == "1 October 2027"
    moment = datetime(2027, 6, 30, 22, 15, tzinfo=UTC)
    assert i18n.format_date(moment) == "1 July 2027"
    assert i18n.format_time(moment) == "00:15"
    with i18n.use_locale("fr"):
        assert i18n.format_date(date(2027, 10, 1)) == "1 octobre 2027"
        assert i18n.country_name("DE") == "Allemagne"
    assert i18n.current_locale() == "en"


@pytest.mark.parametrize(
    ("chosen", "accepted", "default", "spoken"),
    [
        (None, "", "en", "en"),
        (None, "xx;q=nonsense, en-GB;q=0.5", "en", "en"),
        ("xx", "", "en", "en"),
        (None, "xx", "yy", "en"),
        ("en", "fr", "fr", "en"),
    ],
)
def test_language_is_one_that_is_offered(chosen, accepted, default, spoken):
    """Whatever a browser or an operator asks for."""
    assert i18n.negotiate(chosen, accepted, default) == spoken


def _subclasses(kind):
    for sub in kind.__subclasses__():
        yield sub
        yield from _subclasses(sub)


def test_every_code_raised_has_a_sentence():
    """Codes named in the code exist in the messages, and every sentence can be filled in."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name != "app.__main__":
            importlib.import_module(module.name)
    names = {sub.__name__ for sub in _subclasses(AppError)}
    raised = set()
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if node.func.id in names and isinstance(first, ast.Constant):
                    raised.add(first.value)
    raised |= {sub.default_code for sub in _subclasses(AppError) if sub.__module__[:4] == "app."}
    assert len(raised) >= 25
    assert {code for code in raised if isinstance(code, str)} - set(MESSAGES) == set()


def test_sentences_end_like_sentences_and_name_their_parameters():
    """No code, no markup, placeholders by name."""
    assert len(MESSAGES) >= 50
    for code, text in MESSAGES.items():
        assert text[0].isupper() or text[0] in "“{", code
        assert text.rstrip().endswith((".", ":", "}", "?")), code
        fields = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in fields), code


def test_a_code_has_one_sentence():
    """Two features cannot claim the same code with different words."""
    with pytest.raises(ValueError, match="two sentences"):
        register({"not_found": "Something else."})
    assert sentence("too_large", limit="1 MiB") == (
        "What was sent is too large. The limit is 1 MiB."
    )
    assert TooManyRequests(retry_after=61).params["minutes"] == 2


def test_files_are_kept_under_their_contents(tmp_path):
    """Names are generated; damage is noticed; no name leads outside."""
    stored = store(tmp_path, b"evidence")
    assert store(tmp_path, b"evidence") == stored
    assert read(tmp_path, stored.sha256) == b"evidence"
    path = path_of(tmp_path, stored.sha256)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]
    path.write_bytes(b"altered")
    with pytest.raises(FileDamaged):
        read(tmp_path, stored.sha256)
    with pytest.raises(FileDamaged):
        read(tmp_path, "0" * 64)
    for name in ("../../etc/passwd", "A" * 64, "0" * 63, ""):
        with pytest.raises(ValueError, match="SHA-256"):
            path_of(tmp_path, name)

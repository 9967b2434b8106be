"""A field that is drawn once is never somebody else's, and never what it was before."""

from dataclasses import replace

import pytest

from app.core.i18n import use_locale
from app.reporting.pages.fields import Conflict, Field, Typed
from app.web import drawing
from app.web.pages import environment

TEMPLATE = "reporting/_field.html"
FIELD = Field(
    id="answer-P01.when",
    url="/contributions/2027/DK/points/P01/answers/P01.when",
    label="When <was> it?",
    name="When",
    control="text",
    typed=Typed(("a text & more",), "en"),
    text="a text & more",
    revision=3,
    saved="Saved",
    editable=True,
    idempotency_key="k" * 32,
)


@pytest.fixture(autouse=True)
def nothing_drawn():
    """Begin without what other tests have drawn."""
    drawing._drawn.cache_clear()


def draw(field, session="one"):
    """Draw as a page does."""
    return str(drawing.drawn(environment(), TEMPLATE, field, f"token-of-{session}", False))


def kept():
    """How many fields are kept."""
    return drawing._drawn.cache_info().currsize


def test_each_session_gets_its_own_token_and_each_form_its_own_key():
    """What is kept holds neither."""
    one = draw(FIELD)
    other = draw(replace(FIELD, idempotency_key="o" * 32), "another")
    assert kept() == 1
    assert 'name="csrf" value="token-of-one"' in one
    assert f'name="idempotency_key" value="{"k" * 32}"' in one
    assert 'name="csrf" value="token-of-another"' in other
    assert f'name="idempotency_key" value="{"o" * 32}"' in other
    assert other.replace("token-of-another", "token-of-one").replace("o" * 32, "k" * 32) == one


@pytest.mark.parametrize(
    "changed",
    [
        {"revision": 4},
        {"saved": "Saved 10:42"},
        {"typed": Typed(("another text",), "en")},
        {"editable": False},
        {"url": "/contributions/2027/NL/points/P01/answers/P01.when"},
    ],
)
def test_whatever_changes_is_drawn_anew(changed):
    """A field that differs in anything but its key is another field."""
    before = draw(FIELD)
    assert draw(replace(FIELD, **changed)) != before
    assert kept() == 2
    assert draw(FIELD) == before


def test_kept_and_new_are_the_same():
    """Drawing from what is kept gives what drawing gives."""
    first, again = draw(FIELD), draw(FIELD)
    assert first == again
    assert drawing._drawn.cache_info().hits == 1
    assert "When &lt;was&gt; it?" in first
    assert "a text &amp; more" in first


def test_each_language_is_kept_apart():
    """Words of the portal inside a field are in the language of the reader."""
    draw(FIELD)
    with use_locale("fr"):
        draw(FIELD)
    assert kept() == 2


@pytest.mark.parametrize(
    "refused",
    [{"error": "Too long"}, {"conflict": Conflict("mine", "theirs", "Freja Holm", "10:42")}],
)
def test_what_was_refused_is_not_kept(refused):
    """It holds what somebody typed and did not save."""
    text = draw(replace(FIELD, **refused))
    assert kept() == 0
    assert 'value="token-of-one"' in text

"""How templates write values: whatever comes, nothing becomes markup that was not made as such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from app.web.pages import environment
from app.web.writing import escaped


@given(st.text())
def test_text_is_written_as_it_is_escaped(text):
    """The short way for harmless text gives what the long way gives."""
    assert escaped(text) == escape(text)


@pytest.mark.parametrize("value", [None, 5, 1.5, True, ["<b>"], Markup("<b>&amp;</b>")])
def test_other_values_are_written_as_before(value):
    """Numbers, lists and ready markup included."""
    assert escaped(value) == escape(value)


def test_templates_escape_in_every_place():
    """In text, in attributes, in components and their bodies, in loops and in captured parts."""
    source = (
        "{{ t }}<i title='{{ t }}'>{% for one in [t] %}{{ one }}{% endfor %}"
        "{% set kept %}{{ t }}{% endset %}{{ kept }}{% macro part(x) %}{{ x }}{{ caller() }}"
        "{% endmacro %}{% call part(t) %}{{ t }}{% endcall %}</i>"
    )
    hostile = "<script>'\"&"
    written = environment().from_string(source).render(t=hostile)
    safe = str(escape(hostile))
    assert written == f"{safe}<i title='{safe}'>{safe * 4}</i>"

"""Canonical JSON: one text for one value, floats and unknown kinds refused."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.canonical import canonical_json, sha256_hex
from app.domain.points import SubItem

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(inner) for key, inner in reversed(value.items())}
    return [_turned(inner) for inner in value] if isinstance(value, list) else value


@given(PLAIN)
def test_it_is_json_and_does_not_depend_on_the_order_of_keys(value: Any) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(_turned(value)) == text


def test_the_text_is_known() -> None:
    value = {"b": [1, True, None], "a": "Ελλάδα", "c": SubItem(key="a", summary="one")}
    assert canonical_json(value) == (
        '{"a":"Ελλάδα","b":[1,true,null],"c":{"key":"a","summary":"one"}}'
    )


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        Decimal("1.0"),
        dt.date(2026, 5, 29),
        b"x",
        {1: "a"},
        {"a": [{"b": 0.5}]},
        {1},
    ],
)
def test_what_has_no_single_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json({"value": value})


def test_the_hash_is_that_of_the_bytes_in_utf8() -> None:
    assert sha256_hex("Ελλάδα") == hashlib.sha256("Ελλάδα".encode()).hexdigest()
    assert sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

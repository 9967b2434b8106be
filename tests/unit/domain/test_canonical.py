"""One text for one value."""

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.canonical import canonical_json, sha256_hex
from app.domain.workflow import Status
from tests.builders import tiny_catalogue

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_canonical_json_is_json_and_stable(value):
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@given(st.dictionaries(st.text("abcd", min_size=1), st.integers(), max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value, random):
    shuffled = list(value.items())
    random.shuffle(shuffled)
    assert canonical_json(dict(shuffled)) == canonical_json(value)


def test_no_spaces_and_no_escapes():
    assert canonical_json({"b": ["é", 1], "a": None}) == '{"a":null,"b":["é",1]}'


def test_named_values_and_models_are_written_as_what_they_hold():
    assert canonical_json(Status.SUBMITTED) == '"submitted"'
    text = canonical_json(tiny_catalogue())
    assert canonical_json(json.loads(text)) == text
    assert json.loads(text)["code"] == "TINY/1"


@pytest.mark.parametrize(
    "value",
    [0.5, float("nan"), Decimal(1), date(2027, 1, 1), {1, 2}, b"x", {"a": [1.0]}, {1: "a"}, object],
)
def test_what_could_be_written_in_two_ways_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_the_refusal_says_where():
    with pytest.raises(TypeError, match=r"value\.cells\[1\] is a float"):
        canonical_json({"cells": [1, 1.5]})


def test_the_hash_is_that_of_the_bytes():
    assert sha256_hex("é") == hashlib.sha256("é".encode()).hexdigest()

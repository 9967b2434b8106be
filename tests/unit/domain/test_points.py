"""The instrument as data."""

import pytest
from pydantic import ValidationError

from app.domain.points import PROGRESS_EXITS, PROGRESS_STEPS, Question, SubItem, question_code
from tests.builders import PROGRESS_SCALE, tiny_catalogue


def test_not_pursued_is_open_only_where_the_wording_leaves_a_choice():
    open_at = [p.id for p in tiny_catalogue().instrument.points if p.not_pursued_open]
    assert open_at == ["P01"]


def test_steps_and_exits_make_up_the_scale():
    ordered = [o.value for o in PROGRESS_SCALE if o.order is not None]
    assert tuple(ordered) == PROGRESS_STEPS
    assert tuple(o.value for o in PROGRESS_SCALE if o.order is None) == PROGRESS_EXITS


def test_the_code_of_a_question_names_its_point():
    assert question_code("P12", "justification") == "P12.justification"


@pytest.mark.parametrize("key", ["Why", "1st", "a-b", "a.b", ""])
def test_keys_of_questions_are_plain_words(key):
    with pytest.raises(ValidationError):
        Question(key=key, kind="text", label="Why?")


def test_elements_have_one_small_letter():
    with pytest.raises(ValidationError):
        SubItem(key="aa", summary="")

"""Marks of a value: an entry of the list, or several letters however they are put side by side."""

import pytest

from app.domain.answers import Problem
from app.workbook.layout import Field
from app.workbook.states import read_field

OPTIONS = (("e", "e: Estimate"), ("p", "p: Provisional, may still change"))
MARKS = Field(None, "marks", OPTIONS)


@pytest.mark.parametrize(
    ("held", "kept"),
    [
        (None, ""),
        ("  ", ""),
        ("e: Estimate", "e"),
        ("p: Provisional, may still change", "p"),
        ("p; e", "e p"),
        ("P e", "e p"),
        ("ep", "e p"),
        ("e, p, e", "e p"),
        ("e: Estimate; p: Provisional, may still change", "e p"),
    ],
)
def test_marks_are_read_in_any_company(held, kept):
    """In the order in which history keeps them."""
    assert read_field(MARKS, None, held, ".") == kept


@pytest.mark.parametrize("held", ["x", "e x", "Estimate of ours", "e; soon"])
def test_what_is_no_mark_is_told(held):
    """With what was written."""
    problem = read_field(MARKS, None, held, ".")
    assert isinstance(problem, Problem)
    assert problem.code == "not_in_list"

"""Form models refuse to be declared carelessly."""

import pytest

from app.web.forms import FormModel


def test_a_form_model_that_accepts_too_much_cannot_be_declared():
    """Unknown fields, floats and lenient numbers are refused at import."""
    with pytest.raises(TypeError, match="WholeNumber"):
        type("A", (FormModel,), {"__annotations__": {"n": int}, "__module__": __name__})
    with pytest.raises(TypeError, match="parser"):
        type("B", (FormModel,), {"__annotations__": {"n": float}, "__module__": __name__})
    with pytest.raises(TypeError, match="unknown"):
        type("C", (FormModel,), {"model_config": {"extra": "ignore"}, "__module__": __name__})

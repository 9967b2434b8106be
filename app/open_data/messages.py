"""Sentences of open data."""

from app.core.errors import Refused
from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "cursor_unknown": N_(
            "This edition holds nothing under the cursor. "
            "Take the address of the next page from the page before it."
        ),
        "parameter_unknown": N_("There is no parameter {name} here. This address takes: {known}."),
        "value_unknown": N_("The parameter {name} cannot be {value}. What it can be: {known}."),
        "dimension_unreadable": N_("Name a dimension alone, or with a code after a colon."),
    }
)


class CursorUnknown(Refused):
    """There is nothing to go on after."""

    default_code = "cursor_unknown"


class DimensionUnreadable(Refused):
    """A dimension is not written as one."""

    default_code = "dimension_unreadable"


class ParameterUnknown(Refused):
    """The address takes no such parameter."""

    default_code = "parameter_unknown"


class ValueUnknown(Refused):
    """A parameter asks for something that the edition does not know."""

    default_code = "value_unknown"

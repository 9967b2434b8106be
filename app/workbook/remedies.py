"""What to do about a cell that cannot be taken: what it takes, in words."""

from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import Problem
from app.workbook.layout import Control, Field

_MOST_LISTED = 12
_OF_THE_FILE = frozenset({"cell_merged", "cell_error", "formula_without_value"})


def problem_sentence(problem: Problem) -> str:
    """Return why something is not taken, in words."""
    if problem.code == "workbook_unfit":
        return sentence(problem.params["why"])
    return sentence(problem.code, **problem.params)


def remedy(problem: Problem, field: Field | None) -> str:
    """Return what to write into a cell instead; the sentence beside it says what is wrong."""
    if problem.code == "cell_locked":
        return _("Put back what stood in it, or ask the colleague who has the point.")
    if problem.code in _OF_THE_FILE or field is None:
        return _("Mend it in the file and upload that again, or answer on the portal.")
    if field.options:
        return _accepted(field)
    return _by_control(field.control)


def _accepted(field: Field) -> str:
    labels = [label for _value, label in field.options]
    more = ", …" if len(labels) > _MOST_LISTED else ""
    params = {"list": ", ".join(labels[:_MOST_LISTED]) + more}
    if field.control in ("many", "marks"):
        return _("Write one or several of these, separated by semicolons: %(list)s") % params
    return _("Choose from the list of the cell: %(list)s") % params


def _by_control(control: Control) -> str:
    if control == "day":
        return _("Write a day, for example 2027-06-30.")
    if control == "whole":
        return _("Write a whole number without a unit, for example 1234, or say why there is none.")
    if control == "number":
        return _("Write a number without a unit, for example 12.5, or say why there is none.")
    return _("Change the cell and upload the file again, or answer on the portal.")

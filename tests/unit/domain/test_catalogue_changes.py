"""What differs between two catalogues, and where a series breaks."""

import pytest

from app.domain.catalogue_changes import catalogue_changes
from app.domain.diff import new_side, old_side
from tests.tiny_catalogue import tiny_catalogue

OLD = tiny_catalogue()


def _with(field, subject, **changes):
    """Return the catalogue with one thing of it changed."""
    things = tuple(
        thing.model_copy(update=changes)
        if getattr(thing, "id", getattr(thing, "key", "")) == subject
        else thing
        for thing in getattr(OLD, field)
    )
    return OLD.model_copy(update={field: things})


def test_a_copy_has_no_changes():
    """The next cycle begins with the same questions under another code."""
    assert catalogue_changes(OLD, OLD.model_copy(update={"code": "other/2"})) == ()


def test_a_definition_is_a_redline_and_breaks_nothing():
    """Other words for the same thing."""
    indicator = OLD.indicators[0]
    text = f"{indicator.definition} Also abroad."
    (change,) = catalogue_changes(OLD, _with("indicators", indicator.id, definition=text))
    assert (change.what, change.subject, change.kind) == ("indicator", indicator.id, "changed")
    (field,) = change.fields
    assert (field.name, old_side(field.parts), new_side(field.parts)) == (
        "definition",
        indicator.definition,
        text,
    )
    assert not change.breaks


@pytest.mark.parametrize(
    ("subject", "changes", "breaks"),
    [
        ("SD-02.1", {"unit": "thousands"}, True),
        ("SD-02.1", {"value_type": "decimal"}, True),
        ("SD-02.1", {"reference_period": "calendar_year"}, True),
        ("SD-02.1", {"tier": "extended"}, False),
        ("SD-02.1", {"name": "Another name"}, False),
    ],
)
def test_a_series_breaks_where_numbers_stop_meaning_the_same(subject, changes, breaks):
    """Unit, kind of value and period; not words and weight."""
    (change,) = catalogue_changes(OLD, _with("indicators", subject, **changes))
    assert change.breaks is breaks


def test_choices_may_be_worded_anew_but_not_replaced():
    """The value is what was chosen, the label how it is said."""
    indicator = next(i for i in OLD.indicators if i.value_type == "categorical" and i.options)
    worded = tuple(o.model_copy(update={"label": f"{o.label}!"}) for o in indicator.options)
    fewer = indicator.options[:-1]
    (change,) = catalogue_changes(OLD, _with("indicators", indicator.id, options=worded))
    assert not change.breaks
    (change,) = catalogue_changes(OLD, _with("indicators", indicator.id, options=fewer))
    assert change.breaks


def test_codes_that_go_break_and_codes_that_come_do_not():
    """A region that is no longer counted is a hole in every series of regions."""
    regions = next(c for c in OLD.codelists if c.id == "region")
    (change,) = catalogue_changes(OLD, _with("codelists", "region", codes=regions.codes[:1]))
    assert change.breaks
    fewer = _with("codelists", "region", codes=regions.codes[:1])
    (change,) = catalogue_changes(fewer, OLD)
    assert not change.breaks


def test_what_comes_and_goes_is_named():
    """An indicator that is gone ends its series."""
    less = OLD.model_copy(update={"indicators": OLD.indicators[1:]})
    (gone,) = catalogue_changes(OLD, less)
    (come,) = catalogue_changes(less, OLD)
    assert (gone.kind, gone.breaks) == ("removed", True)
    assert (come.kind, come.breaks) == ("added", False)
    assert gone.subject == come.subject == OLD.indicators[0].id

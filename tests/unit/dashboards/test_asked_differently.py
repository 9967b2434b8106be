"""What two rounds asked differently: what came, what went, and which part of a thing changed."""

from app.dashboards.pages.asked_differently import differences
from tests.real_catalogue import real_catalogue


def _edited(catalogue, number, **changes):
    """Return the catalogue with one indicator changed."""
    found = list(catalogue.indicators)
    found[number] = found[number].model_copy(update=changes)
    return catalogue.model_copy(update={"indicators": tuple(found)})


def test_the_same_questions_differ_in_nothing():
    """A catalogue beside itself has no list."""
    assert differences(real_catalogue(), real_catalogue()) == ()


def test_what_came_went_and_changed_is_named():
    """Both directions, with the parts in words; a rationale is no part of what is asked."""
    now = real_catalogue()
    third = now.indicators[3]
    then = _edited(now, 2, id="SD-99.1", name="Something else")
    then = _edited(then, 3, definition="Other words", unit="other things", rationale="another")
    point = now.instrument.points[4].model_copy(update={"summary": "It read otherwise."})
    points = (*now.instrument.points[:4], point, *now.instrument.points[5:])
    then = then.model_copy(
        update={"instrument": now.instrument.model_copy(update={"points": points})}
    )
    came, went, changed = differences(then, now)
    assert [line for line, _ in came.lines] == [
        f"Indicator {now.indicators[2].id}, {now.indicators[2].name}"
    ]
    assert went.lines == (("Indicator SD-99.1, Something else", ""),)
    assert dict(changed.lines)[f"Indicator {third.id}, {third.name}"] == "definition, unit"
    assert [parts for line, parts in changed.lines if line.startswith("Point 5,")] == ["text"]
    assert len(changed.lines) == 2
    assert [one.title for one in differences(now, then)][0] == came.title

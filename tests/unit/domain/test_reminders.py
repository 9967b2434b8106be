"""When people are reminded: by days, once a stage, never of what they have just been told."""

from datetime import date, timedelta

import pytest

from app.domain.reminders import STAGES, stage

DUE = date(2027, 10, 1)
LONG_AGO = DUE - timedelta(days=365)


@pytest.mark.parametrize(
    ("left", "expected"),
    [(31, None), (30, 30), (15, 30), (14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)],
)
def test_the_stage_is_the_shortest_whose_day_has_come(left, expected):
    """A worker that slept tells the last stage only; the due day itself is the last stage's."""
    assert stage(DUE - timedelta(days=left), LONG_AGO, DUE) == expected


def test_a_stage_before_the_beginning_is_left_out():
    """Who is told today of a date in twenty days is not reminded of it today."""
    since = DUE - timedelta(days=20)
    found = [stage(since + timedelta(days=n), since, DUE) for n in range(21)]
    assert found == [None] * 6 + [14] * 7 + [7] * 6 + [1] * 2
    assert 30 in STAGES

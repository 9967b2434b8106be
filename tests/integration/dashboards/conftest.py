"""Two editions on the test's database: the published baseline, and a live round when asked for."""

import pytest

from tests.published import LIVE_EDITION, bring_out_round, seed_baseline

_STEPS = {"baseline": seed_baseline, "live": bring_out_round}


@pytest.fixture
def database_state(request):
    """What a test names at its head stands in its database when it begins."""
    return tuple(step for name, step in _STEPS.items() if name in request.fixturenames)


@pytest.fixture
def baseline(engine):
    """The baseline, published; the live cycle is open and empty."""
    return engine


@pytest.fixture
def live(baseline, database_state):
    """A live edition of 24 Member States and the Commission, published; the value is its code."""
    if bring_out_round not in database_state:  # a test asks for it in the middle
        bring_out_round(baseline)
    return LIVE_EDITION

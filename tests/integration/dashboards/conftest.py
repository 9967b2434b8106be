"""Two editions on the test's database: the published baseline, and a live round when asked for."""

import pytest

from tests.editions import live_contents
from tests.published import bring_out, freeze, seed_baseline, submit_accepted


@pytest.fixture
def baseline(engine):
    """The baseline, published; the live cycle is open and empty."""
    seed_baseline(engine)
    return engine


@pytest.fixture
def live(baseline):
    """A live edition of 24 Member States and the Commission, published; the value is its code."""
    submit_accepted(baseline, [part.data for part in live_contents().reporters if part.data])
    code = freeze(baseline)
    bring_out(baseline, code)
    return code

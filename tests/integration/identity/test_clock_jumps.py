"""A clock that is set back or forth ends sessions early; it never lets one last longer."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from app.core import clock
from app.core.db import open_session
from app.identity.models import SignInSession
from tests.client import PageClient
from tests.database import one_database
from tests.people import make_lead

# Before and in the hour that comes twice in Brussels.
START = datetime(2027, 10, 30, 23, 30, tzinfo=UTC)


def _at(browser, minutes):
    """Ask for a page at this moment, and return whether the session was valid."""
    with clock.fixed(START + timedelta(minutes=minutes)):
        return browser.get("/account").status == 200


def _signed_in(app, email):
    with clock.fixed(START):
        return PageClient(app).sign_in(email)


@one_database
def test_a_session_never_lasts_longer_because_a_clock_jumps(app, engine):
    """Idle, too old or of a time to come: it is over, and stays over when the clock goes back."""
    email = make_lead(engine)
    for jumps in (
        ((59, True), (118, True), (179, False), (119, False), (0, False)),  # idle for an hour
        ((24 * 60, False), (0, False), (1, False)),  # a day forth and back
        ((-60, False), (0, False), (60, False)),  # an hour back
        ((-24 * 60, False), (1, False)),  # a day back
        ((-5, True), (5, True), (0, True)),  # two servers whose clocks differ a little
    ):
        browser = _signed_in(app, email)
        assert [_at(browser, minutes) for minutes, _ in jumps] == [valid for _, valid in jumps]
    with open_session(engine) as session:
        assert session.execute(select(func.count()).select_from(SignInSession)).scalar_one() == 1

"""More time for a country: who gives it, what it changes, and who reads of it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app.audit.queries import list_events_of_area, list_events_of_reporter
from app.catalogue.models import Cycle, CycleKind, Extension
from app.catalogue.queries import get_cycle
from app.catalogue.service import extend
from app.core.clock import fixed, now
from app.core.db import open_session
from app.core.errors import Conflict, Refused
from app.domain.roles import Role
from tests.builders import LONG_TEXT
from tests.factories import CYCLE
from tests.reported import OPERATOR, browser_of
from tests.team import ready_team, team_of

ADDRESS = f"/cycles/{CYCLE}/extensions"
REASON = "Elections and a new ministry."


def _day(days):
    return (now() + timedelta(days=days)).date().isoformat()


def _give(app, reporter="DK", until="", reason=REASON):
    manager = browser_of(app, Role.CYCLE_MANAGER)
    manager.get(f"/cycles/{CYCLE}")
    return manager.post(ADDRESS, {"reporter": reporter, "until": until, "reason": reason})


def _stored(engine):
    with open_session(engine) as session:
        return session.execute(select(func.count()).select_from(Extension)).scalar_one()


def _close(team, days_ago=1):
    """Move the dates of the cycle into the past, as if it had closed."""
    with open_session(team.engine, write=True) as session:
        at = now() - timedelta(days=days_ago)
        session.execute(update(Cycle).values(due_at=at - timedelta(days=1), closes_at=at))


def test_a_country_with_more_time_writes_and_submits_in_time_after_the_cycle_closed(app):
    """The extension replaces due and closing date for this country; nothing is late."""
    team = ready_team(app)
    _close(team)
    url = f"{team.home}/points/P05/answers/P05.justification"
    assert team.lead.post(url, {"value": LONG_TEXT * 2, "revision": "1"}).status == 409
    assert "closed" in team.lead.get(team.home).words()
    assert _give(app, until=_day(5)).status == 303
    assert team.lead.post(url, {"value": LONG_TEXT * 2, "revision": "1"}).status < 400
    page = team.lead.get(team.home).words()
    assert "5 days left" in page
    assert "Your country has more time" in page
    assert REASON in page
    assert team.report().status == 303
    document = team.document()
    assert document["late"] is False
    assert document["due_at"].startswith(_day(5))


def test_the_last_day_ends_at_midnight_in_brussels(app):
    """One second later the country is closed out again."""
    with fixed(datetime(2027, 7, 1, 9, 0, tzinfo=UTC)):
        team = team_of(app)
        _close(team)
        assert _give(app, until="2027-07-05").status == 303
    with open_session(team.engine) as session:
        until = session.execute(select(Extension.until)).scalar_one()
    assert until == datetime(2027, 7, 5, 21, 59, 59, tzinfo=UTC)


def test_nobody_else_gets_more_time(app):
    """An extension is for one reporter."""
    team = team_of(app)
    _close(team)
    assert _give(app, "GR", until=_day(5)).status == 303
    page = team.lead.get(team.home).words()
    assert "more time" not in page
    assert "days left" not in page


def test_two_managers_at_the_same_moment_never_shorten_what_the_other_gave(app):
    """The second waits for the first, sees the later date, and is refused."""
    team, refused = team_of(app), []

    def give(days, written=None, wait=None):
        until = now() + timedelta(days=days)
        with open_session(team.engine, write=True) as session:
            extend(session, OPERATOR, get_cycle(session, CYCLE), "DK", until, REASON)
            if written is not None:
                written.set()
                wait(timeout=1)  # the other one is at the lock by then, and must not get past it

    def second():
        try:
            give(40)
        except Refused as error:
            refused.append(error.code)

    written = threading.Event()
    other = threading.Thread(target=lambda: written.wait(10) and second())
    other.start()
    give(50, written, other.join)
    other.join()
    assert refused == ["extension_too_early"]
    assert _stored(team.engine) == 1


def test_the_newest_extension_holds_and_none_is_shortened(app):
    """A later date replaces an earlier one; the other way round is refused."""
    team = team_of(app)
    assert _give(app, until=_day(40)).status == 303
    refused = _give(app, until=_day(35))
    assert refused.status == 422
    assert "later than the date that holds now" in refused.words()
    assert _give(app, until=_day(50), reason="Still no minister.").status == 303
    page = team.lead.get(team.home).words()
    assert "50 days left" in page
    assert "Still no minister." in page
    assert REASON not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": "  "}, "Say why the country gets more time"),
        ({"until": ""}, "Choose the last day"),
        ({"until": "soon"}, "Choose the last day"),
        ({"until": "2020-01-01"}, "ends in the future"),
        ({"reporter": "XX"}, "There is no reporter"),
        ({"reporter": ""}, "There is no reporter"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_the_rest_kept(app, fields, said):
    """Nothing is stored; what was typed comes back."""
    team = team_of(app)
    answer = _give(app, **{"until": _day(40), **fields})
    assert answer.status == 422
    assert said in answer.words()
    assert _stored(team.engine) == 0
    if "reason" not in fields:
        assert REASON in answer.words()


def test_a_baseline_is_not_extended(app):
    """Nobody reports in it."""
    team = team_of(app, kind=CycleKind.BASELINE)
    assert _give(app, until=_day(40)).status == 409
    with open_session(team.engine, write=True) as session, pytest.raises(Conflict):
        extend(
            session, OPERATOR, get_cycle(session, CYCLE), "DK", now() + timedelta(days=50), REASON
        )


def test_only_the_cycle_manager_extends(app):
    """Neither the country itself nor the desk."""
    team = team_of(app)
    given = {"reporter": "DK", "until": _day(40), "reason": REASON}
    for browser in (team.lead, browser_of(app, Role.DESK_OFFICER)):
        assert browser.get("/cycles").status == 403
        assert browser.post(ADDRESS, given).status == 403
    assert _stored(team.engine) == 0


def test_desk_cycle_page_and_record_tell_of_it(app):
    """The desk sees the date, the manager date and reason, the record neither's words."""
    team = team_of(app)
    assert _give(app, until=_day(40)).status == 303
    board = browser_of(app, Role.DESK_OFFICER).get(f"/desk/{CYCLE}").words()
    assert "more time until" in board
    assert REASON not in board
    manager = browser_of(app, Role.CYCLE_MANAGER)
    assert "Cycle 2027" in manager.get("/cycles").words()
    assert REASON in manager.get(f"/cycles/{CYCLE}").words()
    with open_session(team.engine) as session:
        ours = list_events_of_reporter(session, team.scope)
        cycle = list_events_of_area(session, OPERATOR, "cycle")
    for events in (ours, cycle):
        assert "extension_granted" in [event.act for event in events]
        assert all(REASON not in str(event) for event in events)
    assert "More time given" in team.lead.get("/admin/audit/reporters/DK").words()

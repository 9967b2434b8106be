"""Who meets at the desk: a country that has submitted, and a desk officer."""

import pytest

from app.domain.roles import Role
from tests.reported import browser_of
from tests.team import ready_team


@pytest.fixture
def team(app):
    """Denmark has submitted version 1."""
    team = ready_team(app)
    assert team.report().status == 303
    return team


@pytest.fixture
def desk(app, team):
    """The browser of a desk officer."""
    return browser_of(app, Role.DESK_OFFICER)

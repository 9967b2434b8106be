"""Everybody tries every act in every state over HTTP: what is done is what the workflow allows."""

import random

from app.audit.queries import verify
from app.core.db import open_session
from app.domain.workflow import TRANSITIONS, Status
from tests.counts import count
from tests.portal_process import portal
from tests.proof.walker import CHAPTER, Walker
from tests.proof.workflow_model import ACTORS, PERMISSIONS

STEPS = count(160, 10_000)
SEED = 2035


def test_no_walk_reaches_a_state_the_workflow_does_not_allow(engine, database_url, tmp_path):
    """Each answer, the stored state, the buttons and the record agree with the model."""
    with portal(database_url, tmp_path, log_level="warning") as served:
        chance = random.Random(SEED)  # noqa: S311 - a walk that can be repeated
        walker = Walker(engine, served.port, chance)
        try:
            walker.walk(STEPS)
            while _left_out(walker) and walker.steps < 5 * STEPS:
                walker.walk(CHAPTER)  # chance left something out: another cycle
        finally:
            walker.close()
    assert not _left_out(walker), "a transition or state of the table was never met"
    assert {(action, who) for _, action, who in walker.tried} >= count(set(), _everything())
    with open_session(engine) as session:
        assert verify(session) == []


def _left_out(walker):
    """Return the transitions not yet taken and the states in which nothing was tried."""
    wanted = {(state, action) for state, action in TRANSITIONS if action in PERMISSIONS}
    states = set(Status) - {Status.COMPILED}  # which only a baseline reaches
    return wanted - set(walker.taken) | states - {state for state, _, _ in walker.tried}


def _everything():
    return {(action, actor.name) for action in PERMISSIONS for actor in ACTORS}

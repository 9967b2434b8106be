"""Every act that is recorded has a name a reader understands."""

from sqlalchemy import select

from app.admin.acts import ACTS, act_name
from app.audit.models import AuditEvent
from app.core.db import open_session
from app.domain.workflow import EDITION_TRANSITIONS, TRANSITIONS, Action


def test_every_recorded_act_has_a_name(demo_engine):
    """The acts of a seeded portal, and every act the transition tables allow somebody."""
    with open_session(demo_engine, write=False) as session:
        recorded = set(session.execute(select(AuditEvent.act)).scalars())
    assert len(recorded) >= 8
    # Asking for a clarification is in the table and has no verb yet.
    verbs = {str(action) for (_, action), found in TRANSITIONS.items() if found.permission}
    verbs -= {Action.SAVE, Action.ASK_CLARIFICATION, Action.ACCEPT}
    recorded |= verbs | {act for _, act in EDITION_TRANSITIONS}
    assert sorted(act for act in recorded if act not in ACTS) == []
    assert act_name("sign_off") == "Signed off"

"""Questions of the Commission: what the desk and a country do with them, in their browsers."""

from datetime import timedelta

from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.catalogue.models import Cycle
from app.core.clock import today_brussels
from app.core.db import open_session
from app.reporting.clarification_models import Clarification
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.factories import CYCLE
from tests.team import Team

DESK = f"/desk/{CYCLE}/DK"
LIST = f"/desk/{CYCLE}/clarifications"
ANSWER = "P05/answer:P05.justification"
STATUS = f"P05/observation:SD-X.1/P05@{NOW}"
SEALED = "canary-4711 only for ourselves as yet"
NEW_TEXT = f"We had counted one embassy twice and say so now. {LONG_TEXT}"


def in_days(number: int) -> str:
    """A day from today, as a form sends it."""
    return (today_brussels() + timedelta(days=number)).isoformat()


def ask(
    desk: PageClient,
    *about: str,
    version: int = 1,
    text: str = "Which embassies?",
    home: str = DESK,
    **more,
):
    """Send one question for each of these things, together."""
    fields = {
        "version": str(version),
        "about": list(about or (ANSWER,)),
        "text": [text for _ in about or (ANSWER,)],
        "reason": "Consistency",
        "due_on": in_days(10),
        **more,
    }
    return desk.post(f"{home}/ask", fields)


def step(desk: PageClient, verb: str, number: int = 1, home: str = DESK, **fields: str):
    """Press a button on the page of a question as it stands."""
    url = f"{home}/clarifications/{number}"
    shown = desk.get(url).fields(f"{url}/{verb}")
    return desk.post(f"{url}/{verb}", {**shown, **fields})


def save(team: Team, text: str = NEW_TEXT, point: str = "P05", **fields: str):
    """Save the justification of a point as the lead, as the page has it."""
    code = f"{point}.justification"
    url = f"{team.home}/points/{point}/answers/{code}"
    page = team.lead.get(f"{team.home}/points/{point}")
    forms = [f for f in page.all("form") if f.get("action") == url]
    shown = page.fields(url) if forms else {}
    return team.lead.post(url, {**shown, "value": text, "language": "en", **fields})


def say(team: Team, text: str, number: int = 1, **options):
    """Say something to a question as the lead."""
    return team.lead.post(
        f"{team.home}/clarifications/{number}/messages", {"text": text}, **options
    )


def answer(team: Team, version: int = 2):
    """Send, sign and submit the next version."""
    page = team.lead.get(f"{team.home}/sign-off")
    reason = next(t for t in page.all("textarea") if t.get("id") == "send_for_sign_off-reason")
    assert team.act("send", reason=page.words(reason)).status == 303
    assert team.sign().status == 303
    assert team.submit(version).status == 303


def stored(engine, number: int = 1) -> Clarification:
    """A question as it is stored."""
    with open_session(engine) as session:
        row = session.execute(select(Clarification).where(Clarification.id == number)).scalar_one()
        session.expunge(row)
        return row


def acts(engine) -> list[str]:
    """What stands in the record of the country, without saves."""
    query = select(AuditEvent.act).where(AuditEvent.stream == f"contribution:{CYCLE}:DK")
    with open_session(engine) as session:
        return [act for act in session.execute(query.order_by(AuditEvent.id)).scalars()]


def set_dates(engine, **values) -> None:
    """Move the dates or the state of the cycle."""
    with open_session(engine, write=True) as session:
        session.execute(update(Cycle).where(Cycle.code == CYCLE).values(**values))

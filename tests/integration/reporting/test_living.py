"""What a country keeps current between cycles: saved, kept with its history, never overwritten."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.domain.roles import Role
from tests.client import PageClient
from tests.database import one_database
from tests.people import make_lead
from tests.reported import browser_of
from tests.team import make_ready, team_of

URL = "/current-information/DK"
COORDINATOR = {
    "kind": "coordinator",
    "label": "Office of the Special Envoy",
    "text": "Ministry of Foreign Affairs",
    "url": "https://example.org/office",
}


@pytest.fixture
def team(app):
    """Denmark with its people."""
    return team_of(app)


def keep(browser, uid="office", revision=0, **fields):
    """Save one thing."""
    return browser.post(f"{URL}/{uid}", {**COORDINATOR, "revision": str(revision), **fields})


def test_saved_changed_and_removed_with_a_history(engine, team):
    """Each state is kept, with who and when; a removed thing is shown no more."""
    assert keep(team.lead).location == URL
    assert "Office of the Special Envoy" in team.lead.get(URL).words()
    assert keep(team.lead, revision=1, label="Office for Science Diplomacy").status == 303
    page = team.lead.get(URL).words()
    assert "Office for Science Diplomacy" in page
    assert "Office of the Special Envoy" in page  # in the history
    assert keep(team.lead, revision=2, removed="yes").status == 303
    assert "Nothing is kept here yet" in team.lead.get(URL).words()
    with open_session(engine) as session:
        query = select(AuditEvent.act).where(AuditEvent.stream == "living:DK")
        found = session.execute(query.order_by(AuditEvent.id)).scalars().all()
    assert found == ["living_fact.saved", "living_fact.saved", "living_fact.removed"]


def test_who_comes_second_sees_both(team):
    """Nothing is written, what was typed stays, and saving again is a choice."""
    keep(team.lead)
    keep(team.lead, revision=1, label="Theirs")
    late = keep(team.lead, revision=1, label="Mine")
    assert late.status == 409
    assert "Theirs" in late.words()
    fields = [i.get("value") for i in late.all("input") if i.get("id") == "label-office"]
    assert fields == ["Mine"]
    assert keep(team.lead, revision=2, label="Mine").status == 303
    assert "Mine" in team.lead.get(URL).words()


@one_database
def test_refusals_keep_what_was_typed(team):
    """A name is needed, a link is a link, a kind is one of the list."""
    for changed, told in (
        ({"label": " "}, "Give it a title"),
        ({"url": "javascript:alert(1)"}, "is not a link"),
        ({"kind": "minister"}, "Choose what it is"),
    ):
        refused = keep(team.lead, **changed)
        assert refused.status == 422, changed
        assert told in refused.words()
        assert "Ministry of Foreign Affairs" in refused.text


@one_database
def test_the_lead_keeps_it_and_others_read(app, engine, team):
    """Colleagues read; another country and the Commission do not come in at this address."""
    keep(team.lead)
    reader = team.browser(Role.NATIONAL_READER)
    page = reader.get(URL)
    assert "Office of the Special Envoy" in page.words()
    assert not [f for f in page.all("form") if f.get("action", "").startswith(URL)]
    assert keep(reader, revision=1).status == 403
    neighbour = PageClient(app).sign_in(make_lead(engine, "GR"))
    assert neighbour.get(URL).status == 404
    assert PageClient(app).get(URL).status == 303


@one_database
def test_contacts_are_not_for_everybody(app, team):
    """The Commission reads them beside a submission; the public page has the rest."""
    make_ready(team)
    assert team.report().status == 303
    keep(team.lead)
    keep(team.lead, "person", kind="contact", label="Freja Holm")
    public = PageClient(app).get("/countries/DK/current")
    assert "Office of the Special Envoy" in public.words()
    assert "Freja Holm" not in public.text
    assert "Freja Holm" not in team.lead.get("/countries/DK/current").text
    assert PageClient(app).get("/countries/XX/current").status == 404
    assert "Nothing is kept here yet" in PageClient(app).get("/countries/EL/current").words()
    desk = browser_of(app, Role.DESK_OFFICER).get("/desk/2027/DK").words()
    assert "Freja Holm" in desk
    assert "Office of the Special Envoy" in desk

"""Cycles: the next one from the last, its dates, its moves, and two of them at once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.audit.queries import list_events_of_reporter
from app.catalogue.models import CatalogueVersion, Cycle, CycleKind
from app.catalogue.queries import get_cycle
from app.core.clock import BRUSSELS, now
from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.domain.workflow import CycleStatus, Status
from app.identity.models import RoleGrant
from app.jobs.models import Notice
from app.reporting.models import Contribution
from app.reporting.team_models import Assignment
from tests.builders import LONG_TEXT
from tests.factories import CYCLE, assign_points, make_contribution, make_cycle, set_status
from tests.people import make_account
from tests.reported import browser_of
from tests.seeded import OPERATOR
from tests.team import team_of

MADE = "2029"


def _day(days):
    return (now() + timedelta(days=days)).astimezone(BRUSSELS).date().isoformat()


def _manager(app):
    return browser_of(app, Role.CYCLE_MANAGER)


def _fields(page, action):
    wanted = ("source", "kind", "code", "title", "cutoff", "opens_on", "due_on", "closes_on")
    found = page.fields(action)
    return {name: found[name] for name in (*wanted, "embargo") if name in found}


def _make(app, **given):
    """Open the form, take what it proposes, and send it."""
    manager = _manager(app)
    kind = given.get("kind", "live")
    page = manager.get(f"/cycles/new?source={CYCLE}&kind={kind}")
    return manager.post("/cycles", {**_fields(page, "/cycles"), "code": MADE, **given})


def _cycle(engine, code=MADE):
    with open_session(engine) as session:
        return get_cycle(session, code)


def _assigned(engine, code):
    query = (
        select(Assignment.point, Assignment.account_id)
        .join(Contribution, Contribution.id == Assignment.contribution_id)
        .join(Cycle, Cycle.id == Contribution.cycle_id)
        .where(Cycle.code == code)
        .order_by(Assignment.point)
    )
    with open_session(engine) as session:
        return [tuple(row) for row in session.execute(query)]


def test_the_next_cycle_brings_catalogue_assignments_and_roles_to_confirm(app):
    """A new draft of the same questions; who held a point holds it; every role is asked about."""
    team = team_of(app)
    email = team.emails[Role.CONTRIBUTOR]
    assign_points(app.state.engine, email, "P02", "P05")
    gone = make_account(
        app.state.engine, "gone@ministry.example", Grant(Role.NATIONAL_READER, "DK")
    )
    assign_points(app.state.engine, "gone@ministry.example", "P01")  # contributes no more
    assert _make(app, title="The next one").location == f"/cycles/{MADE}?saved=made"
    made, last = _cycle(app.state.engine), _cycle(app.state.engine, CYCLE)
    assert (made.title, made.status, made.previous_id) == ("The next one", "design", last.id)
    assert made.due_at.astimezone(BRUSSELS).time() == last.due_at.astimezone(BRUSSELS).time()
    assert made.due_at.year == last.due_at.year + 2
    with open_session(app.state.engine) as session:
        codes = session.execute(
            select(CatalogueVersion.code, CatalogueVersion.frozen_at).order_by(CatalogueVersion.id)
        ).all()
        unconfirmed = select(func.count()).select_from(RoleGrant)
        open_grants = unconfirmed.where(RoleGrant.confirmed_at.is_(None))
        assert session.execute(open_grants).scalar() == session.execute(unconfirmed).scalar()
        acts = [event.act for event in list_events_of_reporter(session, team.scope)]
    assert codes[1][0] == f"{codes[0][0].rpartition('/')[0] or codes[0][0]}/2"
    assert codes[1][1] is None
    held = _assigned(app.state.engine, MADE)
    assert [point for point, _ in held] == ["P02", "P05"]
    assert gone not in {account for _, account in held}
    assert "assignments_copied" in acts


def test_points_that_are_renumbered_keep_their_people(app):
    """The mapping of the form leads from the new number to the old one, and is checked."""
    team = team_of(app)
    assign_points(app.state.engine, team.emails[Role.CONTRIBUTOR], "P02")
    refused = _make(app, mapping="P03 = P77")
    assert refused.status == 422
    assert "P77" in refused.words()
    assert _make(app, mapping="P03 continues P02").status == 422
    assert _make(app, mapping="P03 = P02").status == 303
    assert [point for point, _ in _assigned(app.state.engine, MADE)] == ["P03"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "../x"}, "A code has small letters"),
        ({"code": CYCLE}, "exists already"),
        ({"due_on": "2020-01-01"}, "opens before it is due"),
        ({"cutoff": "yes"}, "Write each date as a day"),
        ({"embargo": "2028-03-26T02:30"}, "clocks go forward"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(app, given, said):
    """Nothing is made."""
    team_of(app)
    answer = _make(app, title="My title", **given)
    assert answer.status in (409, 422)
    assert said in answer.words()
    assert 'value="My title"' in answer.text
    with open_session(app.state.engine) as session:
        assert session.execute(select(func.count()).select_from(Cycle)).scalar() == 1


def test_dates_are_changed_on_a_page_and_every_country_reads_of_it(app):
    """The record of the country has the date before and after; its people are told."""
    team = team_of(app)
    manager = _manager(app)
    url = f"/cycles/{CYCLE}/dates"
    fields = _fields(manager.get(url), url)
    assert manager.post(url, fields).status == 422  # nothing was changed
    before = _cycle(app.state.engine, CYCLE)
    assert manager.post(url, {**fields, "due_on": _day(40)}).status == 303
    after = _cycle(app.state.engine, CYCLE)
    assert (after.opens_at, after.closes_at) == (before.opens_at, before.closes_at)
    assert after.due_at.astimezone(BRUSSELS).date().isoformat() == _day(40)
    back = manager.post(url, {**fields, "due_on": _day(20)})
    assert back.status == 422
    assert "only move later" in back.words()
    with open_session(app.state.engine) as session:
        event = list_events_of_reporter(session, team.scope)[0]
        told = session.execute(select(Notice.kind)).scalars().all()
    assert event.act == "cycle_dates_changed"
    assert event.data["dates"] == {"due_at": [before.due_at.isoformat(), after.due_at.isoformat()]}
    assert told.count("dates_changed") == 2  # lead and signatory
    assert "Dates of the cycle changed" in team.lead.get("/admin/audit/reporters/DK").words()
    assert "40 days left" in team.lead.get(team.home).words()


def test_a_move_shows_what_it_does_and_counts_nothing_of_drafts(app):
    """What was submitted is counted; who is still writing looks like who has not begun."""
    team = team_of(app)
    with open_session(app.state.engine, write=True) as session:
        for reporter in ("NL", "FR", "GR"):
            make_contribution(session, reporter, status=Status.IN_PREPARATION)
        make_contribution(session, "SE", status=Status.SUBMITTED, version=1)
    set_status(app.state.engine, Status.SIGNED_OFF)
    page = _manager(app).get(f"/cycles/{CYCLE}/move").words()
    for said in ("Nothing submitted4", "Submitted1", "closing date has not come", "signator"):
        assert said in page, page
    for hidden in ("In preparation", "Signed off", "Not started"):
        assert hidden not in page
    assert team.status is Status.SIGNED_OFF


def test_a_move_needs_a_tick_and_is_undone_only_by_another_act(app):
    """On and back are two acts, both told and both in the record; freezing is for good."""
    team = team_of(app)
    manager = _manager(app)
    url = f"/cycles/{CYCLE}/move"
    manager.get(url)
    on = {"to": "consolidation", "shown": "frozen"}
    assert manager.post(url, on).status == 422
    assert manager.post(url, {**on, "confirmed": "yes", "shown": "design"}).status == 409
    assert manager.post(url, {**on, "confirmed": "yes", "to": "published"}).status == 409
    assert manager.post(f"{url}/back", {**on, "confirmed": "yes", "to": "design"}).status == 409
    assert manager.post(url, {**on, "confirmed": "yes"}).status == 303
    assert "closed" in team.lead.get(team.home).words()
    back = {"to": "frozen", "shown": "consolidation", "confirmed": "yes"}
    assert manager.post(f"{url}/back", back).status == 303
    assert _cycle(app.state.engine, CYCLE).status is CycleStatus.FROZEN
    with open_session(app.state.engine) as session:
        acts = [event.act for event in list_events_of_reporter(session, team.scope)]
        told = session.execute(select(Notice.kind)).scalars().all()
    assert acts[:2] == ["cycle_moved_back", "cycle_moved"]
    assert told.count("cycle_moved") == 4  # lead and signatory, twice


def test_two_cycles_overlap_without_harm(app):
    """Both are open: what is written, assigned and moved in one leaves the other as it was."""
    team = team_of(app)
    with open_session(app.state.engine, write=True) as session:
        first = get_cycle(session, CYCLE)
        other = make_cycle(
            session,
            MADE,
            title="Cycle 2029",
            catalogue_version_id=first.catalogue_version_id,
            cutoff=first.cutoff.replace(year=2029),
        )
        make_contribution(session, "DK", other)
    assign_points(app.state.engine, team.emails[Role.CONTRIBUTOR], "P02")
    for code, text in ((CYCLE, "First. "), (MADE, "Second. ")):
        home = f"/contributions/{code}/DK"
        team.lead.get(f"{home}/points/P05")
        saved = {"value": text + LONG_TEXT, "revision": "0"}
        assert team.lead.post(f"{home}/points/P05/answers/P05.justification", saved).status < 400
    one = team.lead.get(f"/contributions/{CYCLE}/DK/points/P05").text
    two = team.lead.get(f"/contributions/{MADE}/DK/points/P05").text
    assert "First. " in one
    assert "Second. " not in one
    assert "Second. " in two
    assert "First. " not in two
    assert _assigned(app.state.engine, MADE) == []
    manager = _manager(app)
    manager.get(f"/cycles/{CYCLE}/move")
    on = {"to": "consolidation", "shown": "frozen", "confirmed": "yes"}
    assert manager.post(f"/cycles/{CYCLE}/move", on).status == 303
    late = {"value": LONG_TEXT, "revision": "1"}
    answers = [
        team.lead.post(f"/contributions/{c}/DK/points/P05/answers/P05.justification", late).status
        for c in (CYCLE, MADE)
    ]
    assert answers[0] == 409
    assert answers[1] < 400
    for address in ("/contributions", "/cycles", "/desk"):
        browser = browser_of(app, Role.DESK_OFFICER) if address == "/desk" else manager
        page = (team.lead if address == "/contributions" else browser).get(address, follow=True)
        assert "Cycle 2029" in page.words()


def test_only_the_cycle_manager_makes_changes_and_moves(app):
    """Neither country, desk nor administrator."""
    team = team_of(app)
    for browser in (team.lead, browser_of(app, Role.DESK_OFFICER)):
        for address in ("/cycles/new", f"/cycles/{CYCLE}/dates", f"/cycles/{CYCLE}/move"):
            assert browser.get(address).status == 403


def test_a_baseline_has_no_dates_to_change_and_nobody_to_tell(app):
    """Nobody reports in it."""
    team_of(app, kind=CycleKind.BASELINE)
    manager = _manager(app)
    assert manager.get(f"/cycles/{CYCLE}/dates").status == 404
    assert "Who is told" not in manager.get(f"/cycles/{CYCLE}/move").words()
    with open_session(app.state.engine, write=True) as session:
        session.execute(update(Cycle).values(status=CycleStatus.ARCHIVED))
    assert OPERATOR.account_id is None
    assert "goes no further" not in manager.get(f"/cycles/{CYCLE}/move").words()


def test_a_lead_confirms_each_colleague_for_the_new_cycle(app):
    """Every role is kept and asked about; nobody confirms their own or that of another country."""
    team = team_of(app)
    foreign = make_account(app.state.engine, "nl@ministry.example", Grant(Role.CONTRIBUTOR, "NL"))
    assert _make(app).status == 303
    address = "/colleagues/DK"
    page = team.lead.get(address)
    assert page.words().count("To be confirmed for this cycle") == 4
    forms = [f.get("action") for f in page.all("form") if f.get("action", "").endswith("/confirm")]
    assert len(forms) == 3
    for form in forms:
        assert team.lead.post(form).status == 303
    assert team.lead.get(address).words().count("To be confirmed for this cycle") == 1
    with open_session(app.state.engine) as session:
        grant = session.execute(
            select(RoleGrant.id).where(RoleGrant.account_id == foreign)
        ).scalar_one()
    assert team.lead.post(f"{address}/{grant}/confirm").status == 404
    assert "Role confirmed for the cycle" in team.lead.get("/admin/audit/reporters/DK").words()

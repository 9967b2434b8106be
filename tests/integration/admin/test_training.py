"""Training cycles: generated content, marked everywhere, never outside; and embargoes."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.audit.queries import list_events_of_reporter
from app.catalogue.models import Cycle, CycleKind
from app.catalogue.moving import move_cycle
from app.catalogue.queries import get_cycle
from app.core.clock import fixed, now
from app.core.db import open_session
from app.core.errors import NotFound, Refused
from app.domain.roles import CountryScope, PublicScope, Role
from app.domain.workflow import CycleStatus
from app.editions.models import EditionProgress
from app.editions.publication import publish
from app.editions.queries import list_editions
from app.reporting.models import Answer, Contribution
from app.reporting.queries import get_head, list_heads
from tests.builders import LONG_TEXT
from tests.factories import CYCLE
from tests.reported import (
    OPERATOR,
    accepted,
    approved,
    browser_of,
    consolidate,
    frozen,
    published,
    report,
    staff,
)
from tests.team import team_of

TRAINING = "training-1"
HOME = f"/contributions/{TRAINING}/DK"


def _made(app):
    """Make a training cycle from the live one and open it, on the pages."""
    manager = browser_of(app, Role.CYCLE_MANAGER)
    page = manager.get(f"/cycles/new?source={CYCLE}&kind=training")
    names = ("source", "kind", "cutoff", "opens_on", "due_on", "closes_on")
    fields = {name: page.fields("/cycles")[name] for name in names}
    made = manager.post("/cycles", {**fields, "code": TRAINING, "title": "Spring"})
    assert made.status == 303, made.words()
    manager.get(f"/cycles/{TRAINING}/move")
    on = {"to": "frozen", "shown": "design", "confirmed": "yes"}
    assert manager.post(f"/cycles/{TRAINING}/move", on).status == 303
    return manager


def test_a_training_cycle_is_filled_and_says_so_on_every_page(app):
    """Title, banner and generated texts; the live cycle has nothing of it."""
    team = team_of(app)
    _made(app)
    page = team.lead.get(HOME)
    assert "Training: Spring" in page.words()
    assert "Training: nothing here is real information" in page.words()
    with open_session(app.state.engine) as session:
        rows = session.execute(
            select(Cycle.code, Contribution.reporter, Answer.value)
            .join(Contribution, Contribution.id == Answer.contribution_id)
            .join(Cycle, Cycle.id == Contribution.cycle_id)
        ).all()
    assert {code for code, _, _ in rows} == {TRAINING}
    assert {reporter for _, reporter, _ in rows} == {"DK", "GR", "EU"}
    assert all("Training text" in value for _, _, value in rows)
    assert "Training" not in team.lead.get(team.home).words()


def test_papers_and_workbooks_say_training(app):
    """The draft on paper and in Excel."""
    team = team_of(app)
    _made(app)
    book = load_workbook(
        io.BytesIO(team.lead.get(f"{HOME}/workbook/contribution.xlsx").response.content)
    )
    titles = [str(sheet.cell(1, 1).value) + str(sheet.oddHeader.center.text) for sheet in book]
    assert any("TRAINING" in title for title in titles)
    assert book.properties.title.startswith("TRAINING")


def test_staff_see_a_training_contribution_as_the_country_and_never_a_live_one(app):
    """Visibly, under their own name in the record, and in this one cycle."""
    team = team_of(app)
    _made(app)
    for role in (Role.CYCLE_MANAGER, Role.DESK_OFFICER):
        browser = browser_of(app, role)
        assert "See as Denmark" in browser.get("/training").words()
        page = browser.get(HOME)
        assert "you see this as the lead of Denmark" in page.words()
        for closed in (team.home, f"{team.home}/points/P05", "/colleagues/DK"):
            assert browser.get(closed).status == 404
        assert browser.get("/admin/audit/reporters/DK").status in (403, 404)
    action = f"{HOME}/points/P05/answers/P05.justification"
    shown = browser.get(f"{HOME}/points/P05").fields(action)
    typed = {"value": LONG_TEXT, "revision": shown["revision"]}
    assert browser.post(action, typed).status == 303
    book = browser.get(f"{HOME}/workbook/contribution.xlsx").response.content
    sent = {"file": ("practice.xlsx", book, "application/octet-stream")}
    uploaded = browser.post(f"{HOME}/workbook", {}, files=sent)
    assert uploaded.status == 303, uploaded.words()
    assert browser.get(uploaded.location).status == 200
    assert browser.post(f"{team.home}/workbook", {}, files=sent).status == 404
    with open_session(app.state.engine) as session:
        event = list_events_of_reporter(session, team.scope)[1]
    _, officer = staff(app.state.engine, Role.DESK_OFFICER)
    assert (event.act, event.account_id) == ("saved", officer.account_id)
    for role in (Role.REPORT_EDITOR, Role.SUBGROUP_READER, Role.ADMINISTRATOR):
        assert browser_of(app, role).get(HOME).status == 404
        assert browser_of(app, role).get("/training").status == 403


def test_the_scope_of_practice_opens_one_cycle_only(app):
    """Whatever a route would ask for."""
    team = team_of(app)
    _made(app)
    lead = frozenset({Role.REPORTING_LEAD})
    scope = CountryScope("DK", None, "staff", lead, only_cycle=TRAINING)
    with open_session(team.engine) as session:
        assert get_head(session, scope, TRAINING).cycle.code == TRAINING
        assert [head.cycle.code for head in list_heads(session, scope)] == [TRAINING]
        with pytest.raises(NotFound):
            get_head(session, scope, CYCLE)


def _reported(app, **cycle):
    team = team_of(app, **cycle)
    report(app.state.engine)
    accepted(app.state.engine)
    code = frozen(app.state.engine)
    consolidate(app.state.engine)
    approved(app.state.engine, code)
    return team, code


def _seen(engine, scope=None):
    with open_session(engine) as session:
        return [edition.code for edition in list_editions(session, scope or PublicScope())]


def test_a_training_edition_is_never_published_nor_read_outside(app):
    """The act is refused; and were the row to say published, nobody outside would read it."""
    _, code = _reported(app, kind=CycleKind.TRAINING)
    engine = app.state.engine
    _, editor = staff(engine, Role.REPORT_EDITOR, "third")
    with open_session(engine, write=True) as session:
        with pytest.raises(Refused):
            publish(session, editor, code)
        move_cycle(session, OPERATOR, CYCLE, CycleStatus.FACT_CHECK)
        with pytest.raises(Refused):
            move_cycle(session, OPERATOR, CYCLE, CycleStatus.PUBLISHED)
        session.execute(update(EditionProgress).values(status="published", published_at=now()))
    _, reader = staff(engine, Role.SUBGROUP_READER)
    assert _seen(engine) == []
    assert _seen(engine, reader) == []
    assert _seen(engine, editor) == [code]
    page = browser_of(app, Role.REPORT_EDITOR, "third").get(f"/editions/{code}")
    assert "Training: nothing here is real" in page.words()
    data = browser_of(app, Role.REPORT_EDITOR, "third").get(f"/editions/{code}/data.json")
    assert '"training":true' in data.text


def test_an_embargo_is_decided_at_the_moment_of_reading(app):
    """Published, and yet nobody outside sees it one second before; no act is needed at its end."""
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=90)
    team, code = _reported(app, embargo_until=until)
    engine = app.state.engine
    published(engine, code)
    assert _seen(engine) == []
    anybody = browser_of(app, Role.ADMINISTRATOR)
    assert anybody.get(f"/editions/{code}").status == 404
    assert code not in anybody.get("/").words()
    with fixed(until - timedelta(seconds=1)):
        assert _seen(engine) == []
    with fixed(until):
        assert _seen(engine) == [code]


def test_practice_is_not_mixed_with_what_is_meant(app):
    """Contributions of the training cycle are those of the catalogue's reporters, once each."""
    team = team_of(app)
    _made(app)
    with open_session(team.engine, write=True) as session:
        training = get_cycle(session, TRAINING)
        live = get_cycle(session, CYCLE)
        assert training.catalogue_version_id == live.catalogue_version_id
        query = select(Contribution.reporter).where(Contribution.cycle_id == training.id)
        assert sorted(session.execute(query).scalars()) == ["DK", "EU", "GR"]

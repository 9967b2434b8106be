"""The draft of the questions: compared with the last cycle, commented on, answered, frozen."""

import pytest

from app.audit.queries import list_events_of_area
from app.catalogue.next_cycle import store_draft
from app.catalogue.queries import get_cycle, get_index
from app.core.db import open_session
from app.domain.roles import Role
from tests.factories import CYCLE
from tests.reported import browser_of
from tests.seeded import OPERATOR
from tests.team import team_of

MADE = "2029"
URL = f"/catalogue/{MADE}"
SAID = "The unit of this indicator is not what our institute counts."
ANSWERED = "It counts projects; the definition says so now."


@pytest.fixture
def drafted(app):
    """A cycle in design made from the live one, with one indicator defined anew."""
    team_of(app)
    manager = browser_of(app, Role.CYCLE_MANAGER)
    page = manager.get(f"/cycles/new?source={CYCLE}")
    names = ("source", "kind", "cutoff", "opens_on", "due_on", "closes_on")
    fields = {name: page.fields("/cycles")[name] for name in names}
    assert manager.post("/cycles", {**fields, "code": MADE}).status == 303
    with open_session(app.state.engine, write=True) as session:
        cycle = get_cycle(session, MADE)
        catalogue = get_index(session, cycle.catalogue_version_id).catalogue
        changes = {"SD-02.1": {"definition": "Projects that were signed."}}
        changes["SD-03.2"] = {"unit": "thousands"}
        indicators = tuple(i.model_copy(update=changes.get(i.id, {})) for i in catalogue.indicators)
        edited = catalogue.model_copy(update={"indicators": indicators})
        version = store_draft(session, OPERATOR, cycle, edited)
        assert version == cycle.catalogue_version_id  # the draft keeps its comments
    return manager


def _reader(app):
    return browser_of(app, Role.SUBGROUP_READER)


def test_a_subgroup_reader_compares_and_comments_and_the_manager_answers(app, drafted):
    """The difference as a redline, a broken series by name, the comment with its answer."""
    reader = _reader(app)
    page = reader.get(URL).words()
    for said in ("Projects that were signed.", "Series breaks", "values cannot be compared"):
        assert said in page
    sent = reader.post(f"{URL}/comments", {"subject": "SD-03.2", "text": SAID}, follow=True)
    assert sent.status == 200
    shown = drafted.get(URL)
    assert SAID in shown.words()
    (action,) = [f.get("action") for f in shown.all("form") if "reply" in f.get("action", "")]
    assert reader.post(action, {"text": ANSWERED}).status == 403
    drafted.get(URL)
    assert drafted.post(action, {"text": ANSWERED}).status == 303
    assert drafted.post(action, {"text": "Something else."}).status == 409
    assert ANSWERED in reader.get(URL).words()
    with open_session(app.state.engine) as session:
        events = list_events_of_area(session, OPERATOR, "cycle")
    assert [e.act for e in events][:2] == ["catalogue_comment_answered", "catalogue_commented"]
    assert all(SAID not in str(event) for event in events)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "  "}, "Write something"),
        ({"text": "x" * 4_001}, "at most 4000"),
        ({"text": SAID, "subject": "SD-99.9"}, "Choose what the comment is about"),
    ],
)
def test_what_cannot_be_kept_is_said(app, drafted, given, said):
    """Nothing is stored."""
    reader = _reader(app)
    reader.get(URL)
    answer = reader.post(f"{URL}/comments", {"subject": "", **given})
    assert answer.status == 422
    assert said in answer.words()
    assert "Nothing has been said" in reader.get(URL).words()


def test_freezing_closes_the_comments_and_keeps_them(app, drafted):
    """Frozen from the page of the move; the draft is what was discussed."""
    reader = _reader(app)
    reader.get(URL)
    assert reader.post(f"{URL}/comments", {"subject": "", "text": SAID}).status == 303
    drafted.get(f"/cycles/{MADE}/move")
    on = {"to": "frozen", "shown": "design", "confirmed": "yes"}
    assert drafted.post(f"/cycles/{MADE}/move", on).status == 303
    page = reader.get(URL).words()
    assert "comments are closed" in page
    assert SAID in page
    assert reader.post(f"{URL}/comments", {"subject": "", "text": "Late."}).status == 409
    with open_session(app.state.engine) as session:
        cycle = get_cycle(session, MADE)
        catalogue = get_index(session, cycle.catalogue_version_id).catalogue
    defined = {i.id: i.definition for i in catalogue.indicators}
    assert defined["SD-02.1"] == "Projects that were signed."


def test_who_does_not_discuss_does_not_read_it(app, drafted):
    """Neither countries nor desk; the baseline has no page of questions."""
    for role in (Role.DESK_OFFICER, Role.ADMINISTRATOR):
        assert browser_of(app, role).get(URL).status == 403
    assert "Cycle 2027" in _reader(app).get("/catalogue").words()
    assert _reader(app).get("/catalogue/none").status == 404

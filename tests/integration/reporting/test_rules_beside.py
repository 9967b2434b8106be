"""Rules with something beside them: the cycle before, published figures, the report as a whole."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event, insert
from structlog.testing import capture_logs

from app.catalogue.models import ReferenceDistribution
from app.core.db import open_session
from app.domain.qc import RULES, Severity
from app.domain.qc.findings import Rule
from app.domain.roles import Role
from app.domain.workflow import Status
from app.reporting.checking import check
from app.reporting.queries import load_draft
from app.reporting.service.signing import to_sign
from tests.builders import LONG_TEXT, make_data
from tests.earlier import report_before
from tests.factories import CYCLE, assign_points, fill, set_status
from tests.reported import browser_of
from tests.team import make_ready, ready_team, team_of

THEN = date(2025, 6, 30)
AGREEMENTS = "SD-02.1@2025-2027"
CANARY = "what a country wrote"
BEFORE = {"SD-02.1@2023-2025": 4}


def _found(team, rule=""):
    with open_session(team.engine) as session:
        draft = load_draft(session, team.scope, CYCLE)
        found, signed = check(draft), to_sign(draft).content["findings"]
    assert [f.key for f in found] == [f"{f['rule']}:{f['subject']}" for f in signed]
    return [f for f in found if rule in ("", f.rule)]


def _findings_page(team, show=""):
    return team.lead.get(f"{team.home}/findings{'?show=' + show if show else ''}")


def _before(team, cells=BEFORE, reporter="DK", cutoff=THEN, **how):
    report_before(team.engine, make_data(reporter, cells=cells, cutoff=cutoff), **how)


def _figures(team, **row):
    values = {"subject": "SD-02.1", "edition": "2025/1", "n": 12}
    quartiles = {"lower_quartile": Decimal("7.5"), "upper_quartile": Decimal(14)}
    with open_session(team.engine, write=True) as session:
        session.execute(insert(ReferenceDistribution).values(**{**values, **quartiles, **row}))


def test_a_value_is_compared_with_the_countrys_own_last_submission(app):
    """On the page, in what is signed, and beside the field that is saved."""
    team = team_of(app)
    _before(team)
    fill(team.engine, team.scope, {}, {AGREEMENTS: "0"})
    (finding,) = _found(team, "QC-022")
    assert finding.subject == AGREEMENTS
    text = "The value is 0; for 2023–2025 it was 4."
    assert text in _findings_page(team).words()
    assert text in team.lead.get(f"{team.home}/points/P02").words()


@pytest.mark.parametrize("earlier", [{"reporter": "GR"}, {"status": Status.WITHDRAWN}])
def test_nothing_else_is_taken_for_the_last_submission(app, earlier):
    """Not another country's, and not one that was taken back."""
    team = team_of(app)
    _before(team, **earlier)
    fill(team.engine, team.scope, {}, {AGREEMENTS: "0"})
    assert _found(team, "QC-022") == []


def test_a_value_far_from_the_published_distribution_is_asked_about(app):
    """With the number of countries behind it."""
    team = team_of(app)
    _figures(team)
    fill(team.engine, team.scope, {}, {AGREEMENTS: "195"})
    assert _found(team, "QC-023")
    said = _findings_page(team).words()
    assert "Half of the 12 countries in the last published edition lie between 7.5 and 14" in said


def test_what_stands_beside_a_draft_costs_no_query_of_its_own(app):
    """It is found with the contribution, and read once in the life of a process."""
    team = team_of(app)

    def load():
        seen = []

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        with open_session(team.engine) as session:
            event.listen(team.engine, "before_cursor_execute", note)
            draft = load_draft(session, team.scope, CYCLE)
            event.remove(team.engine, "before_cursor_execute", note)
        return draft, len(seen)

    load()  # reads the catalogue, once in the life of a process
    _, plain = load()
    _before(team)
    _figures(team)
    load()
    draft, number = load()
    assert number == plain
    assert draft.last_time.cycle == "2025"
    assert draft.spreads["SD-02.1"].low == Decimal("7.5")
    _figures(team, subject="SD-04.1", edition="2027/1", n=20)
    assert load()[0].spreads["SD-04.1"].n == 20, "a newer edition takes its place"


def _fails(context):
    raise ZeroDivisionError(CANARY)
    yield


@pytest.fixture
def broken(monkeypatch):
    """One rule fails whatever it sees."""
    bad = Rule("QC-013", 2, Severity.WARNING, _fails)
    rules = tuple(bad if rule.id == "QC-013" else rule for rule in RULES)
    monkeypatch.setattr("app.domain.qc.RULES", rules)


def test_a_rule_that_fails_breaks_no_save_and_says_whose_fault_it_is(app, broken):
    """The country goes on, sends, signs and submits; everybody reads that a check did not run."""
    team = ready_team(app)
    url = f"{team.home}/points/P05/answers/P05.justification"
    with capture_logs() as events:
        saved = team.lead.post(url, {"value": LONG_TEXT + "More.", "revision": "1"})
        assert saved.status == 303
        page = _findings_page(team, "not_run")
    (told,) = [event for event in events if event["event"] == "rule_not_run"]
    assert told["reference"] in page.words()
    assert told["error"] == "builtins.ZeroDivisionError"
    assert CANARY not in str(told)
    said = "The check “Unusual change” could not run. That is a fault of the portal"
    assert said in page.words()
    assert said in team.lead.get(f"{team.home}/sign-off").words()
    assert said in team.lead.get(f"{team.home}/about").words()
    assert team.report().status == 303
    (ours,) = [f for f in team.document()["findings"] if f["severity"] == "not_run"]
    assert (ours["rule"], ours["point"]) == ("QC-013", "header")
    assert said in team.lead.get(f"{team.home}/submissions/1").words()
    desk = browser_of(app, Role.DESK_OFFICER)
    assert said in desk.get(f"/desk/{CYCLE}/DK").words()
    for paper in ("submissions/1/submission.pdf", "contribution.pdf"):
        assert team.lead.get(f"{team.home}/{paper}").status == 200, paper


def _estimate(team):
    """Four estimated figures, so that the report as a whole gets a warning."""
    cells = {"SD-02.1@2025-2027": "9", "SD-02.2@2025-2027": "8"}
    cells |= {"SD-03.1@2024-25": "9", "SD-03.1@2025-26": "9"}
    for number, (key, value) in enumerate(cells.items()):
        page = f"{team.home}/points/P0{2 if number < 2 else 3}/observations"
        posted = {"key": key, "value": value, "flags": "e"}
        assert team.lead.post(page, posted).status == 303


def test_a_finding_about_the_report_as_a_whole_leads_to_its_page_and_is_explained_there(app):
    """It belongs to no point."""
    team = team_of(app)
    _estimate(team)
    page = _findings_page(team, "warning")
    assert "About the report" in [page.words(h).strip() for h in page.all("h2")]
    links = {a.get("href") for a in page.all("a")}
    assert f"{team.home}/about" in links
    url = f"{team.home}/about/justifications"
    form = page.fields(url)
    given = {**form, "text": "Firm figures come in autumn."}
    answer = team.lead.post(url, given)
    assert answer.status == 303
    assert answer.location.startswith(f"{team.home}/about#explanation-")
    assert "Firm figures come in autumn." in team.lead.get(f"{team.home}/about").words()
    fragment = team.lead.post(url, {**form, "text": "In winter.", "revision": "1"}, htmx=True)
    assert fragment.status == 200
    assert "Firm figures" not in fragment.words()


def test_only_the_lead_explains_what_is_about_the_whole(app):
    """A contributor reads it and has no field."""
    team = team_of(app)
    _estimate(team)
    assign_points(team.engine, team.emails[Role.CONTRIBUTOR], "P02")
    contributor = team.browser(Role.CONTRIBUTOR)
    page = contributor.get(f"{team.home}/findings")
    url = f"{team.home}/about/justifications"
    assert "figures are marked as estimates" in page.words()
    assert url not in {form.get("action") for form in page.all("form")}
    given = {"finding_key": "QC-015:contribution", "text": "Mine."}
    assert contributor.post(url, given).status == 403
    set_status(team.engine, Status.CLARIFICATION_REQUESTED, "P02")
    assert team.lead.post(url, given).status == 409


def test_a_text_about_the_report_that_is_too_long_leads_to_its_field(app):
    """The header is judged like every other text, and blocks like one."""
    team = team_of(app)
    make_ready(team)
    fill(team.engine, team.scope, {"header.preparation": "x" * 201}, {})
    page = team.act("send")
    assert page.status == 422
    links = {a.get("href") for a in page.all("a")}
    assert f"{team.home}/about#answer-header.preparation" in links
    fill_again = {"value": "Short.", "revision": "1"}
    assert team.lead.post(f"{team.home}/about/answers/header.preparation", fill_again).status == 303
    assert team.report().status == 303


def test_a_blocking_finding_about_the_report_stands_on_every_page_of_findings(app):
    """Overview, findings and the page about the report."""
    team = team_of(app)
    make_ready(team)
    fill(team.engine, team.scope, {"header.preparation": "x" * 201}, {})
    text = "The text is 201 characters long; it should have at most 200."
    for page in ("/about", "/findings", "/findings?show=blocking", "/sign-off"):
        assert text in team.lead.get(f"{team.home}{page}").words(), page
    overview = team.lead.get(team.home)
    assert f"{team.home}/findings" in {a.get("href") for a in overview.all("a")}


def test_a_source_that_is_old_leads_to_its_form(app):
    """A finding about evidence carries its title and opens it."""
    team = team_of(app)
    given = {"title": "White paper", "url": "https://intranet/paper", "published_on": "2020-01-01"}
    url = f"{team.home}/points/P05/evidence/new"
    assert team.lead.post(url, {**given, "language": "en"}).status == 303
    found = {f.rule: f for f in _found(team) if f.rule in ("QC-026", "QC-027")}
    assert set(found) == {"QC-026", "QC-027"}
    page = _findings_page(team)
    uid = found["QC-026"].subject.partition(":")[2]
    links = {page.words(a): a.get("href") for a in page.all("a")}
    assert links["White paper"] == f"{team.home}/points/P05/evidence/{uid}"
    assert team.lead.get(links["White paper"]).status == 200


def test_a_choice_without_findings_does_not_say_that_all_is_well(app):
    """Only where the rules find nothing at all does the page lead on to the sign-off."""
    team = team_of(app)
    page = _findings_page(team, "not_run")
    assert "Nothing of this kind" in page.words()
    assert "Nothing to mend here" not in page.words()

"""The catalogue of quality rules: readable by everybody, as a page, a workbook and JSON."""

import io
import json

import openpyxl
import pytest

from app.core.rule_history import RULE_HISTORY
from app.domain.qc import RULES
from app.domain.qc.findings import Severity
from app.domain.roles import Role
from tests.database import one_database
from tests.reported import browser_of
from tests.team import ready_team

pytestmark = one_database
KEPT = ("/rules", "/rules?severity=warning", "/rules.xlsx", "/rules.json")


def _ids(page):
    return [s.get("id") for s in page.all("section") if (s.get("id") or "").startswith("QC-")]


def _crumbs(page):
    """Return the way to a page: words and addresses."""
    (way,) = [nav for nav in page.all("nav") if nav.get("class") == "crumbs"]
    steps = [step for step in way.iter() if step.tag in ("a", "span")]
    return [(page.words(step), step.get("href")) for step in steps]


def test_every_rule_stands_there_with_its_anchor(client):
    """Number, name, what it checks, severity, remedy, version and since when."""
    page = client.get("/rules")
    assert page.status == 200
    assert _ids(page) == [rule.id for rule in RULES]
    assert _crumbs(page) == [("Overview", "/"), ("Quality rules", None)]
    said = page.words()
    assert "QC-013 Unusual change" in said
    assert "A total does not change by more than the threshold of its indicator" in said
    assert "Version 2, since 21 November 2026" in said
    assert "The last value of the cycle before is compared with" in said


@pytest.mark.parametrize("severity", ["blocking", "warning", "information"])
def test_rules_are_narrowed_to_a_severity(client, severity):
    """And the choice is marked."""
    page = client.get(f"/rules?severity={severity}")
    wanted = [rule.id for rule in RULES if str(rule.severity) == severity]
    assert _ids(page) == wanted
    (chosen,) = [a for a in page.all("a") if a.get("href") == f"/rules?severity={severity}"]
    assert chosen.get("aria-current") == "page"
    assert str(len(wanted)) in page.words(chosen)


def test_an_unknown_severity_shows_all(client):
    """Nobody ends up before an empty page."""
    assert len(_ids(client.get("/rules?severity=fatal"))) == len(RULES)


def test_the_workbook_holds_the_rules_and_their_changes(client):
    """Days are days, versions are numbers."""
    answer = client.get("/rules.xlsx")
    assert 'filename="quality-rules.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.response.content))
    rules = [row for row in book["Rules"].iter_rows(values_only=True) if row[0] in RULE_HISTORY]
    assert [row[0] for row in rules] == [rule.id for rule in RULES]
    assert [row[5] for row in rules] == [rule.version for rule in RULES]
    assert rules[0][6].date() == RULE_HISTORY["QC-001"][-1].since
    changes = [row for row in book["Changes"].iter_rows(values_only=True) if row[0] in RULE_HISTORY]
    assert len(changes) == sum(len(steps) for steps in RULE_HISTORY.values())


def test_json_holds_the_same_with_codes_that_stay(client):
    """Severity and rule are codes, the rest is in the reader's language."""
    answer = client.get("/rules.json")
    found = json.loads(answer.text)
    assert [(r["rule"], r["version"], r["severity"]) for r in found] == [
        (rule.id, rule.version, str(rule.severity)) for rule in RULES
    ]
    assert {r["severity"] for r in found} <= {str(severity) for severity in Severity}
    assert all(r["title"] and r["checks"] and r["remedy"] and r["history"] for r in found)


def test_rules_and_description_are_kept_under_a_tag(app, client):
    """Everybody's is kept; a reader who is signed in gets an answer that nobody keeps."""
    reader = browser_of(app, Role.ADMINISTRATOR)
    tags = set()
    for address in (*KEPT, "/openapi.json"):
        first = client.get(address)
        tag = first.headers["etag"]
        assert "Cookie" in first.headers["vary"], address
        assert "public" in first.headers["cache-control"], address
        again = client.request("GET", address, headers={"If-None-Match": tag})
        assert (again.status, again.response.content) == (304, b""), address
        own = reader.get(address)
        assert (own.headers["cache-control"], own.headers.get("etag")) == ("no-store", None)
        tags.add(tag)
    assert len(tags) == len(KEPT) + 1


def test_each_finding_leads_to_its_rule(app):
    """On the findings page, at the point, in what is signed and in what was submitted."""
    team = ready_team(app)
    anchors = {f"/rules#{rule.id}" for rule in RULES}
    for page in ("/findings", "/points/P05", "/sign-off"):
        links = {a.get("href") for a in team.lead.get(f"{team.home}{page}").all("a")}
        assert links & anchors, page
    assert "/rules" in {a.get("href") for a in team.lead.get(f"{team.home}/findings").all("a")}
    assert team.report().status == 303
    page = team.lead.get(f"{team.home}/submissions/1")
    assert {a.get("href") for a in page.all("a")} & anchors

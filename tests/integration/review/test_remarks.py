"""What the Commission says beside a value: apart from it, seen by the country, never published."""

from app.domain.roles import Role
from tests.asking import ANSWER, DESK, STATUS, acts
from tests.client import PageClient
from tests.database import one_database
from tests.factories import open_reporting
from tests.people import make_lead
from tests.reported import browser_of, report

REMARK = "We count eleven, from the public register."


def remark(desk, about=ANSWER, text=REMARK, version=1, **more):
    """Write a remark on one thing."""
    fields = {"version": str(version), "about": [about], "text": [text], "adjusted": [""], **more}
    return desk.post(f"{DESK}/remarks", fields)


def link_of(page):
    """The address at which the remark on a page is changed."""
    return next(a.get("href") for a in page.all("a") if "/remarks/" in a.get("href", ""))


def test_a_remark_stands_beside_and_the_country_reads_it(engine, team, desk):
    """On the desk's page and on the country's; changed and taken back; what was signed stays."""
    before = team.document()
    assert remark(desk).status == 303
    page = desk.get(DESK)
    assert REMARK in page.words()
    own = team.lead.get(f"{team.home}/submissions/1")
    assert REMARK in own.words()
    assert "/remarks/" not in own.text
    url = link_of(page)
    shown = desk.get(url).fields(url)
    assert desk.post(url, {**shown, "text": "We count twelve."}).status == 303
    stale = desk.post(url, {**shown, "text": "Thirteen."})
    assert stale.status == 409
    assert "Thirteen." in stale.words()
    assert "We count twelve." in team.lead.get(f"{team.home}/submissions/1").words()
    gone = desk.get(url).fields(f"{url}/remove")
    assert desk.post(f"{url}/remove", gone).status == 303
    assert "We count twelve." not in desk.get(DESK).words()
    assert desk.get(url).status == 404
    assert team.document() == before
    assert [act for act in acts(engine) if act.startswith("remark")] == [
        "remark.made",
        "remark.changed",
        "remark.removed",
    ]


@one_database
def test_refusals_keep_what_was_typed(team, desk):
    """No text, no such thing, another version."""
    assert remark(desk, text=" ").status == 422
    assert remark(desk, about="P05/answer:P05.none").status == 422
    late = remark(desk, version=2)
    assert late.status == 409
    assert REMARK in late.words()
    assert remark(desk, about=STATUS, text="A remark on a choice.").status == 303


@one_database
def test_an_adjusted_figure_stands_beside_the_national_one(app, engine):
    """In numbers as people write them; what is no number is refused."""
    open_reporting(engine, "DK")
    cell = "SD-03.1@2025-26"
    report(engine, points=("P03",), cells={cell: "20", "SD-03.1@2024-25": "18"})
    desk = browser_of(app, Role.DESK_OFFICER)
    about = f"P03/observation:{cell}"
    refused = remark(desk, about, adjusted=["some"])
    assert refused.status == 422
    assert "is not a number" in refused.words()
    assert remark(desk, about, adjusted=["11"]).status == 303
    page = desk.get(DESK).words()
    assert "adjusted to 11" in page
    assert "the country's own figure stays" in page


@one_database
def test_nobody_else_meets_a_remark(app, engine, team, desk):
    """Not another country, not the public; editors read it and write none."""
    assert remark(desk).status == 303
    editor = browser_of(app, Role.REPORT_EDITOR)
    page = editor.get(DESK)
    assert REMARK in page.words()
    assert not [a for a in page.all("a") if "/remarks/" in a.get("href", "")]
    assert editor.get(f"{DESK}/remarks").status == 403
    neighbour = PageClient(app).sign_in(make_lead(engine, "GR"))
    assert neighbour.get(DESK).status == 403
    assert neighbour.get(f"{team.home}/submissions/1").status in (403, 404)
    assert REMARK not in PageClient(app).get("/countries/DK", follow=True).text


def test_remarks_of_an_acceptance_reach_the_country(team, desk):
    """In the list of submissions and on the page of the version."""
    assert desk.post(f"{DESK}/accept", {"version": "1", "remarks": "Thank you, complete."})
    listed = team.lead.get(f"{team.home}/submissions").words()
    assert "Accepted with remarks" in listed
    own = team.lead.get(f"{team.home}/submissions/1").words()
    assert "Thank you, complete." in own
    assert "Accepted by the Commission on" in own

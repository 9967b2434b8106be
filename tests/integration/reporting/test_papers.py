"""Receipt, submission and draft as PDF: what the pages say, for the own country alone."""

import io
import json
import subprocess

import pikepdf

from app.catalogue.models import CycleKind
from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.domain.workflow import CycleStatus
from tests.builders import LONG_TEXT, NOW, tiny_index
from tests.client import PageClient
from tests.factories import fill, make_contribution, make_person
from tests.people import make_account
from tests.reported import browser_of
from tests.team import ready_team, team_of

HOSTILE = r"Greek διπλωματία, Bulgarian наука, #panic() $x$ *b* @r \u{41} and the end"


def _pdf(browser, url):
    answer = browser.get(url)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    with pikepdf.open(io.BytesIO(answer.response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
    return answer.response.content


def _words(contents):
    done = subprocess.run(["pdftotext", "-", "-"], input=contents, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_receipt_on_paper_says_what_the_page_says(app):
    """Facts, fingerprints, how to check; the same bytes whenever it is asked for."""
    team = ready_team(app)
    team.report()
    page = team.lead.get(f"{team.home}/submissions/1/receipt")
    url = f"{team.home}/submissions/1/receipt.pdf"
    assert url in page.text
    contents = _pdf(team.lead, url)
    words = _words(contents)
    receipt = json.loads(team.lead.get(f"{team.home}/submissions/1/receipt.json").text)
    for name in ("submission_sha256", "catalogue_sha256", "receipt_sha256", "number", "signatory"):
        assert receipt[name] in words, name
    facts = [page.words(term) for term in page.all("dd")]
    assert len(facts) > 8
    squeezed = "".join(words.split())
    assert [f for f in facts if "".join(f.split()) not in squeezed] == []
    assert "Server time (UTC)" in words
    assert "DRAFT" not in words
    assert _pdf(team.signatory, url) == contents


def test_submission_on_paper_has_every_text_as_it_was_typed(app):
    """What was signed, in all alphabets, with findings, and never read as commands."""
    team = ready_team(app)
    fill(team.engine, team.scope, {"P05.justification": f"{LONG_TEXT}\n{HOSTILE}"}, {})
    team.report()
    page = team.lead.get(f"{team.home}/submissions/1")
    url = f"{team.home}/submissions/1/submission.pdf"
    assert url in page.text
    contents = _pdf(team.lead, url)
    words = _words(contents)
    assert HOSTILE in words
    assert "Contribution, version 1" in words
    assert "DRAFT" not in words
    read = [page.words(p) for p in page.all("p") if p.get("class") == "reading__label"]
    assert read
    assert all(label.split(" SD-")[0] in words for label in read)
    assert _pdf(team.lead, url) == contents


def test_what_is_said_of_the_report_as_a_whole_goes_everywhere(app):
    """How it was prepared stands on its page, in the submission, on paper and at the desk."""
    team = ready_team(app)
    about = team.lead.get(f"{team.home}/about")
    questions = [q.key for q in tiny_index().catalogue.header]
    said = f"Prepared by three ministries, {questions[0]}."
    fields = {"value": said, "language": "en", "visibility": "public", "revision": "0"}
    url = f"{team.home}/about/answers/header.{questions[0]}"
    assert url in {form.get("action") for form in about.all("form")}
    assert team.lead.post(url, fields).status == 303
    assert said in team.lead.get(f"{team.home}/about").text
    assert team.report().status == 303
    assert said in team.lead.get(f"{team.home}/submissions/1").text
    assert said in _words(_pdf(team.lead, f"{team.home}/submissions/1/submission.pdf"))
    assert said in browser_of(app, Role.DESK_OFFICER).get("/desk/2027/DK").text


def test_draft_on_paper_is_marked_and_follows_what_is_saved(app):
    """The overview offers it; whoever holds the sheet sees that nobody has signed it."""
    team = ready_team(app)
    url = f"{team.home}/contribution.pdf"
    assert url in team.lead.get(team.home).text
    words = _words(_pdf(team.lead, url))
    assert words.count("DRAFT") >= 2
    assert HOSTILE not in words
    fill(team.engine, team.scope, {"P05.justification": f"{LONG_TEXT}\n{HOSTILE}"}, {})
    assert HOSTILE in _words(_pdf(team.browser(Role.NATIONAL_READER), url))


def test_nobody_else_gets_a_document_of_a_country(app):
    """Another country and the Commission see nothing, not even that there is something."""
    team = ready_team(app)
    team.report()
    with open_session(team.engine, write=True) as session:
        make_contribution(session, "GR")
    foreign = PageClient(app).sign_in(make_person(team.engine, Role.REPORTING_LEAD, "GR"))
    make_account(team.engine, "desk@commission.example", Grant(Role.DESK_OFFICER))
    desk = PageClient(app).sign_in("desk@commission.example")
    for part in ("contribution.pdf", "submissions/1/receipt.pdf", "submissions/1/submission.pdf"):
        assert foreign.get(f"{team.home}/{part}").status == 404
        assert desk.get(f"{team.home}/{part}").status == 404
    assert team.lead.get(f"{team.home}/submissions/2/receipt.pdf").status == 404
    assert foreign.get("/contributions/2027/EL/submissions/1/receipt.pdf").status == 404


def test_empty_draft_can_be_printed(app):
    """Before the first word is written there is a document too."""

    team = team_of(app, "GR")
    words = _words(_pdf(team.lead, f"{team.home}/contribution.pdf"))
    assert "Greece (EL)" in words
    assert "Nothing was said at this point." in words
    assert NOW not in words  # days are written out


def test_questionnaire_is_there_before_the_cycle_opens(app):
    """Everybody who is signed in can read what will be asked; the list leads to it."""
    team = team_of(app, status=CycleStatus.DESIGN)
    url = "/questionnaires/2027/member-states.pdf"
    assert url in team.lead.get("/contributions").text
    assert url in team.lead.get(team.home).text
    contents = _pdf(team.lead, url)
    assert "DRAFT" in _words(contents)
    assert _pdf(team.browser(Role.NATIONAL_READER), url) == contents
    assert "European Commission" in _words(_pdf(team.lead, "/questionnaires/2027/commission.pdf"))
    assert team.lead.get("/questionnaires/1999/member-states.pdf").status == 404
    assert team.lead.get("/questionnaires/2027/nobody.pdf").status in (404, 422)
    for strange in (url, "/questionnaires/1999/member-states.pdf"):
        stranger = PageClient(app).get(strange)
        assert stranger.status == 303
        assert stranger.location.startswith("/sign-in")
    assert url not in PageClient(app).get("/about/method").text


def test_questionnaire_is_open_to_all_once_it_is_fixed(app):
    """The page on method, the board and the list of cycles lead to it; it names every field of a
    measure."""
    team_of(app)
    url, stranger = "/questionnaires/2027/member-states.pdf", PageClient(app)
    assert url in stranger.get("/about/method").text
    assert url in browser_of(app, Role.DESK_OFFICER).get("/desk/2027").text
    manager = browser_of(app, Role.CYCLE_MANAGER)
    assert url in manager.get("/cycles").text
    assert url in manager.get("/cycles/2027").text
    words = " ".join(_words(_pdf(stranger, url)).split())
    assert "DRAFT" not in words
    for field in ("partners", "Partner countries and regions", "Sustainable Development Goals"):
        assert field in words
    for codelist in ("partner_region", "sdg", "sector_diplomacy"):
        codes = next(c.codes for c in tiny_index().catalogue.codelists if c.id == codelist)
        assert all(" ".join(code.label.split()) in words for code in codes)


def test_training_is_nobody_elses_business(app):
    """The questions of a round for training stay with those who are signed in."""
    team_of(app, kind=CycleKind.TRAINING)
    url, stranger = "/questionnaires/2027/member-states.pdf", PageClient(app)
    assert stranger.get(url).status == 303
    assert url not in stranger.get("/about/method").text

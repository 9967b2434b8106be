"""The scanner decides who may open a file; what waits is asked about again, and is on record."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.cli import portal
from app.core.db import open_session
from app.core.files import path_of
from app.domain.roles import Role
from app.reporting.service.scanning import scan_waiting
from app.reporting.team_models import StoredFile
from tests.client import PageClient
from tests.factories import CYCLE, make_person, open_reporting
from tests.reported import browser_of, report
from tests.scanner import clamd

HOME = "/contributions/2027/DK"
POINT = f"{HOME}/points/P01"
FORM = f"{POINT}/evidence/file-one"
GIVEN = {"title": "Plan", "language": "en", "visibility": "public", "revision": "0"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def lead(app, engine):
    """The browser of Denmark's reporting lead."""
    open_reporting(engine, "DK", "GR")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


@pytest.fixture
def run(monkeypatch, settings):
    """Run `portal files scan`, with a scanner at an address or without one."""
    monkeypatch.setenv("PORTAL_DEMO", "1")
    monkeypatch.setenv("PORTAL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(settings.data_dir))

    def scan(address=""):
        monkeypatch.setenv("PORTAL_SCANNER", address)
        return CliRunner().invoke(portal, ["files", "scan"])

    return scan


def send(client, contents, name="plan.pdf", url=FORM, **changes):
    """Send the form with a file, the way a browser does."""
    files = {"file": (name, contents, "text/html")}
    return client.post(url, {**GIVEN, **changes}, files=files)


def verdicts(engine):
    """Return what the scanner said of every file."""
    with open_session(engine) as session:
        query = select(StoredFile.scan).order_by(StoredFile.id)
        return list(session.execute(query).scalars())


def scans_on_record(engine):
    """Return country and verdict of every scan in the audit record."""
    query = select(AuditEvent).where(AuditEvent.act == "file_scanned").order_by(AuditEvent.id)
    with open_session(engine) as session:
        found = session.execute(query).scalars()
        return [(event.reporter, event.stream, event.data["verdict"]) for event in found]


def test_scanner_decides_who_may_open(lead, engine):
    """Infected is opened by nobody; with a scanner that is away a file stays unscanned."""
    settings = lead.app.state.settings
    with clamd() as address:
        lead.app.state.settings = settings.model_copy(update={"scanner": address})
        assert send(lead, PDF).status == 303
        bad = f"{POINT}/evidence/bad"
        assert send(lead, b"VIRUS", "bad.txt", url=bad).status == 303
    assert verdicts(engine) == ["clean", "infected"]
    refused = lead.get(f"{bad}/file")
    assert refused.status == 409
    assert "found a virus" in refused.words()
    assert lead.get(f"{FORM}/file").status == 200
    late = f"{POINT}/evidence/late"
    assert send(lead, b"late", "late.txt", url=late).status == 303
    assert verdicts(engine)[2] == ""
    assert lead.get(f"{late}/file").response.content == b"late"


def test_desk_opens_clean_files_of_submissions_only(app, lead, engine):
    """Before submission nothing; then only what was scanned and found clean."""
    desk = browser_of(app, Role.DESK_OFFICER)
    place = f"/desk/{CYCLE}/DK/versions/1/files/paper"
    url = f"{POINT.replace('P01', 'P05')}/evidence/paper"
    assert send(lead, PDF, "paper.pdf", url=url, withheld="yes", withheld_reason="Names").status
    assert desk.get(place).status == 404
    report(engine)
    refused = desk.get(place)
    assert refused.status == 409
    assert "not been checked for viruses" in refused.words()
    assert "paper.pdf) – not for publication" in desk.get(f"/desk/{CYCLE}/DK").words()
    settings = app.state.settings
    with clamd() as address:
        assert scan_waiting(engine, settings.model_copy(update={"scanner": address})).clean == 1
    assert desk.get(place).response.content == PDF
    assert desk.get(place.replace("paper", "other")).status == 404
    assert desk.get(place.replace("DK", "EL")).status == 404
    with open_session(engine, write=True) as session:
        session.execute(update(StoredFile).values(scan="infected"))
    assert desk.get(place).status == 409


def test_command_scans_what_waits_and_can_be_repeated(lead, engine, run):
    """Without a scanner or with one that is away: 1, and all still waits; then once for each."""
    send(lead, PDF)
    send(lead, b"VIRUS", "bad.txt", url=f"{POINT}/evidence/bad")
    missing = run()
    assert (missing.exit_code, "No scanner is set" in missing.stderr) == (1, True)
    away = run("127.0.0.1:9")
    assert (away.exit_code, "2 files wait" in away.stderr) == (1, True)
    assert verdicts(engine) == ["", ""]
    with clamd() as address:
        done = run(address)
        assert done.exit_code == 0, done.stderr
        assert "clean: 1. Infected: 1. Still waiting: 0." in done.stdout
        again = run(address)
        assert (again.exit_code, "clean: 0. Infected: 0." in again.stdout) == (0, True)
    assert sorted(verdicts(engine)) == ["clean", "infected"]
    recorded = scans_on_record(engine)
    assert sorted(recorded) == [("DK", "files:DK", "clean"), ("DK", "files:DK", "infected")]
    assert "File checked for viruses" in lead.get("/admin/audit/reporters/DK").words()


def test_damaged_file_does_not_keep_the_others_waiting(app, lead, engine, run):
    """The damaged one is named by its hash; the rest is scanned all the same."""
    for number in range(3):
        send(lead, b"text %d" % number, "a.txt", url=f"{POINT}/evidence/text-{number}")
    with open_session(engine) as session:
        digest = session.execute(select(StoredFile.sha256).order_by(StoredFile.sha256)).scalar()
    path_of(app.state.settings.data_dir, digest).write_bytes(b"something else")
    with clamd() as address:
        done = run(address)
    assert (done.exit_code, digest in done.stderr) == (1, True)
    assert sorted(verdicts(engine)) == ["", "clean", "clean"]


def test_reporter_reads_beside_the_file_what_the_scanner_said(lead, engine):
    """Waiting, clean and infected, in words: at the point, in the form, and before signing."""
    send(lead, PDF)
    pages = (POINT, FORM, f"{HOME}/sign-off")
    for verdict, said in (
        ("", "Waits to be checked for viruses"),
        ("clean", "Checked for viruses: nothing found"),
        ("infected", "A virus was found"),
    ):
        with open_session(engine, write=True) as session:
            session.execute(update(StoredFile).values(scan=verdict))
        for page in pages:
            assert said in lead.get(page).words(), (verdict, page)


def test_own_submission_leads_to_its_file(app, lead, engine):
    """Also once the draft dropped it; another country finds nothing there."""
    url = f"{HOME}/points/P05/evidence/paper"
    send(lead, PDF, "paper.pdf", url=url)
    report(engine)
    page = lead.get(f"{HOME}/submissions/1")
    here = f"{HOME}/submissions/1/files/paper"
    assert [a.text for a in page.all("a") if a.get("href") == here] == ["paper.pdf"]
    assert "Waits to be checked for viruses" in page.words()
    assert lead.get(here).response.content == PDF
    assert lead.get(here.replace("paper", "other")).status == 404
    assert lead.get(here.replace("/1/", "/2/")).status == 404
    greek = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, reporter="GR"))
    assert greek.get(here).status == 404
    assert greek.get(here.replace("DK", "EL")).status == 404

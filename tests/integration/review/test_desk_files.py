"""A file of a desk officer stays with the question, and the country opens it once it is clean."""

from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.reporting.team_models import StoredFile
from tests.asking import ANSWER, DESK, answer, ask, in_days, say, step
from tests.scanner import clamd

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
OTHER = b"A plain text about the same."


def ask_with(desk, contents, name="table.pdf"):
    """Ask about one answer and send a file with the question."""
    fields = {"version": "1", "about": [ANSWER], "text": ["Is it this table?"]}
    more = {"reason": "Consistency", "due_on": in_days(10)}
    files = {"file": (name, contents, "text/html")}
    return desk.post(f"{DESK}/ask", {**fields, **more}, files=files)


def test_a_file_goes_with_a_question_and_with_asking_again(app, engine, team, desk):
    """Judged and scanned like a country's; before it is clean only the desk opens it."""
    refused = ask_with(desk, b"MZ\x90\x00 a program", "run.exe")
    assert refused.status == 422
    assert "Is it this table?" in refused.text
    large = ask_with(desk, b"%PDF-1.7 " + b"x" * app.state.settings.max_file_bytes)
    assert large.status == 422
    assert ask_with(desk, PDF).status == 303

    ours = f"{DESK}/clarifications/1"
    theirs = f"{team.home}/clarifications/1"
    assert "table.pdf" in desk.get(ours).words()
    assert desk.get(f"{ours}/files/1").response.content == PDF
    assert "table.pdf" in team.lead.get(theirs).words()
    unseen = team.lead.get(f"{theirs}/files/1")
    assert unseen.status == 409
    with open_session(engine, write=True) as session:
        session.execute(update(StoredFile).values(scan="clean"))
    assert team.lead.get(f"{theirs}/files/1").response.content == PDF
    with open_session(engine, write=True) as session:
        session.execute(update(StoredFile).values(scan="infected"))
    assert team.lead.get(f"{theirs}/files/1").status == 409
    assert desk.get(f"{ours}/files/1").status == 409

    assert say(team, "This one.", files={"file": ("ours.txt", OTHER, "text/plain")}).status == 303
    answer(team)
    settings = app.state.settings
    with clamd() as address:
        app.state.settings = settings.model_copy(update={"scanner": address})
        sent = {"file": ("again.txt", b"Look at row 3.", "text/plain")}
        fields = {"text": "Which row?", "due_on": in_days(5)}
        url = f"{ours}/ask-again"
        shown = desk.get(ours).fields(url)
        fields["revision"] = shown["revision"]
        assert desk.post(url, fields, files=sent).status == 303
    app.state.settings = settings
    page = team.lead.get(theirs)
    assert "again.txt" in page.words()
    place = next(a.get("href") for a in page.all("a") if "again.txt" in page.words(a))
    assert team.lead.get(place).response.content == b"Look at row 3."
    with open_session(engine) as session:
        owners = list(session.execute(select(StoredFile.reporter).distinct()).scalars())
        query = select(AuditEvent.stream, AuditEvent.reporter)
        scans = session.execute(query.where(AuditEvent.act == "file_scanned")).all()
    assert sorted(owners) == ["", "DK"]  # the desk's files use no room of the country
    assert ("files:desk", None) in {tuple(one) for one in scans}
    assert team.lead.get(f"{theirs}/files/99").status == 404
    assert ask(desk, "P04/", version=2).status == 303  # without a file as before
    assert step(desk, "cancel", 2, text="A slip.").status == 303

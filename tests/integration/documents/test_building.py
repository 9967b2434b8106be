"""Building through the page: waiting, working, ending in every way, and who may see what."""

import hashlib
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from app.cli import portal
from app.core.clock import now
from app.core.db import open_session
from app.core.errors import Refused
from app.council_report import builder, commands, service
from app.council_report.builds import AT_ONCE, ask_for, beat, claim, end, give_up
from app.council_report.compose import council_report
from app.council_report.models import CouncilReport, ReportBuild
from app.council_report.parts import parts_of
from app.domain.roles import Role
from app.editions.models import EditionProgress
from app.editions.queries import get_edition
from tests.client import PageClient
from tests.database import one_database
from tests.editions import baseline_contents
from tests.reported import browser_of
from tests.seeded import BASELINE_EDITION, OPERATOR

HOME = f"/reports/{BASELINE_EDITION}"
LEASE = timedelta(minutes=1)


@pytest.fixture
def database_url(demo_url):
    """Begin with the demo."""
    return demo_url


@pytest.fixture
def waiting(app):
    """An application whose builds wait until somebody wakes its builders."""
    app.state.builders.is_idle = True
    return app


def _ask(engine, wish="xlsx", language="en"):
    with open_session(engine, write=True) as session:
        edition = get_edition(session, OPERATOR, BASELINE_EDITION)
        return ask_for(session, OPERATOR, edition, wish, language)


def _claim(engine, name="one", lease=LEASE):
    with open_session(engine, write=True) as session:
        return claim(session, name, lease)


def _in(engine, act, *given, **named):
    with open_session(engine, write=True) as session:
        return act(session, *given, **named)


def _state(engine, number):
    with open_session(engine) as session:
        row = session.get(ReportBuild, number)
        return row.state, row.attempt


def test_a_document_is_asked_for_seen_and_taken_away(waiting, engine):
    """Without script: a page that says how far it is, a link to look again, then the file; asked
    for again it is the same file, and who may not compile sees nothing of a build."""
    editor = browser_of(waiting, Role.REPORT_EDITOR)
    shown = editor.post(f"{HOME}/build", {"format": "xlsx"}, follow=True)
    url = shown.response.url.path
    assert shown.heading.endswith("Annex of data (Excel)")
    assert "Waiting for its turn It begins in a moment." in shown.words()
    assert url in [a.get("href") for a in shown.all("a")]  # look again
    again = editor.post(f"{HOME}/build", {"format": "xlsx", "language": "en"})
    assert again.location == url  # one that is going is joined
    assert "Being built" in editor.get(HOME).words()

    held = _claim(engine)
    _in(engine, beat, held, "writing", 0, 0)
    part = editor.get(url, htmx=True)
    assert "Reading the facts done" in part.words()
    assert "Writing the file now" in part.words()
    assert [e.get("role") for e in part.all("p") if e.get("id") == "build-spoken"] == ["status"]
    assert 'data-hx-trigger="load delay:1s"' in part.text

    assert builder.build(engine, waiting.state.settings, held)
    over = editor.get(url)
    assert "Ready" in over.words()
    assert "data-hx-trigger" not in over.text
    file = next(a.get("href") for a in over.all("a") if "/files/" in (a.get("href") or ""))
    first = editor.get(file).response.content
    waiting.state.builders.is_idle = False
    second = editor.post(f"{HOME}/build", {"format": "xlsx"}, follow=True)
    assert file in [a.get("href") for a in second.all("a")]
    with open_session(engine) as session:
        rows = session.execute(select(func.count()).select_from(CouncilReport)).scalar_one()
    assert rows == 1
    for other in (PageClient(waiting), browser_of(waiting, Role.SUBGROUP_READER)):
        assert other.get(url).status in (303, 403, 404)
        assert "Being built" not in other.get(HOME).words()

    # What is published is kept bytes under their hash; nobody is sent them twice.
    reader = PageClient(waiting)
    sent = reader.get(file)
    tag = sent.headers["etag"]
    assert sent.response.content == first
    assert "public" in sent.headers["cache-control"]
    same = reader.get(file, headers={"If-None-Match": tag})
    assert (same.status, same.headers["etag"]) == (304, tag)


def test_two_are_worked_on_at_once_and_the_others_wait(waiting, engine):
    """Whoever waits is told how many come first; a cancelled one makes room and keeps nothing."""
    numbers = [_ask(engine, wish) for wish in ("docx", "pdf", "xlsx", "parts")]
    held = [_claim(engine, f"builder {n}") for n in range(4)]
    assert [one and one.id for one in held] == [*numbers[:AT_ONCE], None, None]
    editor = browser_of(waiting, Role.REPORT_EDITOR)
    last = f"{HOME}/builds/{numbers[3]}"
    assert "3 builds come first; two are worked on at once." in editor.get(last).words()
    first = f"{HOME}/builds/{numbers[0]}"
    assert "Cancelled" in editor.post(f"{first}/cancel", follow=True).words()
    assert editor.post(f"{first}/cancel").status == 409
    assert not _in(engine, beat, held[0], "writing", 0, 0)  # its builder ends now
    assert not builder.build(engine, waiting.state.settings, held[0])
    assert _claim(engine, "next").id == numbers[2]
    with open_session(engine) as session:
        assert session.execute(select(func.count()).select_from(CouncilReport)).scalar_one() == 0
    build_again = editor.get(first)
    assert "Build again" in build_again.words()


def test_a_build_that_broke_off_is_begun_once_more(waiting, engine):
    """Silence for as long as the lease, or a builder that died: then it is told as it is."""
    number = _ask(engine)
    silent = _claim(engine, "silent")
    assert _claim(engine, "too early") is None
    with open_session(engine, write=True) as session:
        before = now() - LEASE - timedelta(seconds=1)
        session.execute(update(ReportBuild).values(heartbeat_at=before))
    second = _claim(engine, "second")
    assert (second.id, _state(engine, number)) == (number, ("running", 2))
    assert not _in(engine, end, silent, "done")  # the first one is too late
    editor = browser_of(waiting, Role.REPORT_EDITOR)
    page = f"{HOME}/builds/{number}"
    assert "this is the second and last attempt" in editor.get(page).words()
    _in(engine, give_up, silent)
    assert _state(engine, number) == ("running", 2)
    _in(engine, give_up, second)
    assert _state(engine, number) == ("broken", 2)
    told = editor.get(page).words()
    assert "Broken off" in told
    assert "Build again" in told


def test_what_fails_is_told_in_a_sentence(waiting, engine, monkeypatch):
    """A refusal by its own words, a fault by general ones; a language that is not complete is not
    built at all, and the complete ones are named."""
    with pytest.raises(Refused) as refusal:
        _ask(engine, language="fr")
    assert refusal.value.params["offered"] == "English"
    editor = browser_of(waiting, Role.REPORT_EDITOR)
    refused = editor.post(f"{HOME}/build", {"format": "pdf", "language": "fr"})
    assert refused.status == 422
    assert "not complete. Complete are: English." in refused.words()

    number = _ask(engine)
    monkeypatch.setattr(builder, "make_report", lambda *_a, **_k: 1 / 0)
    builder.build(engine, waiting.state.settings, _claim(engine))
    told = editor.get(f"{HOME}/builds/{number}").words()
    assert "because of a fault in the portal" in told
    assert "division" not in told


FEW = ("fiche-EL", "fiche-MT", "annex-C")


@one_database
def test_fiches_and_annexes_are_documents_of_their_own(app, engine, monkeypatch):
    """Built together, each a file with its mark; before publication for those who compile only,
    after it for everybody, also where nobody has built them."""
    every = service.parts_of(council_report(baseline_contents()))
    assert sum(name.startswith("fiche-") for name in every) == 28
    assert {"annex-A", "annex-C"} <= set(every)
    monkeypatch.setattr(
        service,
        "parts_of",
        lambda document: {n: p for n, p in parts_of(document).items() if n in FEW},
    )
    editor, reader = browser_of(app, Role.REPORT_EDITOR), PageClient(app)
    made_now = reader.get(f"{HOME}/fiches/EL")
    assert made_now.status == 200
    assert reader.get(f"{HOME}/fiches/XX").status == 404
    editor.post(f"{HOME}/build", {"format": "parts"})
    page = reader.get(HOME)
    links = {page.words(a): a.get("href") for a in page.all("a") if "/files/" in a.get("href", "")}
    assert len(links) == len(FEW)
    kept = reader.get(links["Fiche: Greece, English"])
    assert kept.response.content == made_now.response.content  # nobody can tell which was first
    assert reader.get(f"{HOME}/fiches/EL").headers["etag"] == kept.headers["etag"]
    assert reader.get(links["Annex C, English"]).response.content.startswith(b"%PDF")
    with open_session(engine, write=True) as session:
        session.execute(update(EditionProgress).values(status="approved", published_at=None))
    assert reader.get(f"{HOME}/fiches/EL").status == 404
    draft = editor.get(f"{HOME}/fiches/EL")
    assert draft.status == 200
    assert draft.response.content != kept.response.content
    assert "etag" not in draft.headers


def test_the_command_writes_a_whole_file_or_none(settings, tmp_path, monkeypatch):
    """Cancelled while it works it says so, and the file that was there stays as it was."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(settings.data_dir))
    out = tmp_path / "report.xlsx"
    out.write_text("last week's", encoding="utf-8")
    asked = [
        "report",
        "build",
        "--edition",
        BASELINE_EDITION,
        "--format",
        "xlsx",
        "--out",
        str(out),
    ]

    def press(*_given, **_named):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(commands, "make_report", press)
        done = CliRunner().invoke(portal, asked)
    assert (done.exit_code, done.stderr) == (1, "Cancelled. report.xlsx was not written.\n")
    assert out.read_text(encoding="utf-8") == "last week's"
    assert list(tmp_path.glob(".report*")) == []
    assert CliRunner().invoke(portal, [*asked, "--lang", "fr"]).exit_code == 1
    done = CliRunner().invoke(portal, asked)
    assert done.exit_code == 0
    contents = out.read_bytes()
    assert hashlib.sha256(contents).hexdigest() in done.stdout

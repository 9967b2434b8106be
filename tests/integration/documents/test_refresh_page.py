"""Refreshing through the page and the command: who may, what comes back, what is refused."""

import base64
import io
import json
import re
import zipfile

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.cli import portal
from app.core.db import open_session
from app.core.file_types import XLSX, Unfit, judge
from app.core.spreadsheets import grid_bytes
from app.council_report.service import build_report
from app.domain.roles import Role
from app.editions.queries import get_edition
from tests.client import PageClient
from tests.database import one_database
from tests.drafting import Draft, own_words, parts_of, tagged_words
from tests.drafting_edits import retype_a_figure
from tests.factories import CYCLE, open_reporting
from tests.reported import OPERATOR, accepted, browser_of, frozen, report

HOME = f"/reports/{CYCLE}/2"
REFRESH = f"{HOME}/refresh"
BODY = "word/document.xml"


@pytest.fixture
def drafted(app, engine):
    """A report of Denmark alone, edited by hand, and a second edition with Greece in it."""
    open_reporting(engine, "DK", "GR")
    report(engine, "DK")
    accepted(engine, "DK")
    first = frozen(engine)
    with open_session(engine, write=True) as session:
        edition = get_edition(session, OPERATOR, first)
        built = build_report(session, OPERATOR, app.state.settings, edition, "docx").contents
    report(engine, "GR")
    accepted(engine, "GR")
    frozen(engine)
    draft = Draft.of(built)
    for _two in range(2):
        retype_a_figure(draft)
    return draft.saved()


def _send(browser, contents, url=REFRESH, name="draft of September.docx", **fields):
    return browser.post(url, fields, files={"file": (name, contents, "application/octet-stream")})


def _ticks(answer):
    """Return the figures that can be ticked, one by one, to be replaced."""
    return [box.get("value") for box in answer.all("input") if box.get("name") == "take"]


def _inside(answer, ending):
    """Return the file that a page holds in one of its links."""
    link = next(a for a in answer.all("a") if (a.get("download") or "").endswith(ending))
    kind, _comma, packed = link.get("href").partition(";base64,")
    assert kind.startswith("data:")
    return link.get("download"), base64.b64decode(packed)


def _kept(app):
    return sorted(p.name for p in (app.state.settings.data_dir / "files").rglob("*") if p.is_file())


def test_the_page_gives_the_file_back_with_the_new_figures(app, engine, drafted):
    """Listed with old and new; what was typed over stays, until that is asked for; nothing of it
    is kept; the record holds hashes and no text."""
    anna = browser_of(app, Role.REPORT_EDITOR, "first")
    assert REFRESH in [a.get("href") for a in anna.get(HOME).all("a")]
    assert "Choose the file" in anna.get(REFRESH).words()
    before = _kept(app)
    done = _send(anna, drafted)
    words = done.words()
    assert done.status == 200
    assert "Refreshed, with figures to look at" in words
    assert "Edited by hand, and left alone" in words
    assert "about 99" in words
    assert "Member States with" in words or "coverage" in words
    name, contents = _inside(done, ".docx")
    assert name == f"draft of September_{CYCLE}-2.docx"
    old, new = parts_of(drafted)[BODY], parts_of(contents)[BODY]
    assert own_words(old) == own_words(new)
    changed = [(a, b) for a, b in zip(tagged_words(old), tagged_words(new), strict=True) if a != b]
    assert len(changed) > 5
    assert b"about 99" in new
    _name, listing = _inside(done, ".csv")
    assert len(listing.decode("utf-8-sig").splitlines()) > len(changed)
    again = _send(anna, contents)
    assert _inside(again, ".docx")[1] == contents
    assert "Nothing was changed" in again.words()
    edited = _ticks(again)
    assert len(edited) == 2
    some = _send(anna, contents, take=edited[0])
    assert "Edited by hand, and replaced" in some.words()
    assert parts_of(_inside(some, ".docx")[1])[BODY].count(b"about 99") == 1
    assert _ticks(some) == edited[1:]
    taken = _send(anna, contents, take_edited="yes")
    assert "Edited by hand, and replaced" in taken.words()
    assert b"about 99" not in parts_of(_inside(taken, ".docx")[1])[BODY]
    assert _kept(app) == before
    with open_session(engine, write=False) as session:
        query = select(AuditEvent).where(AuditEvent.act == "report_refreshed")
        events = session.execute(query).scalars().all()
    assert len(events) == 4
    assert "about 99" not in repr(events)


@one_database
def test_only_report_editors_refresh_and_only_word_documents(app, engine, drafted):
    """Nobody else finds the address; a forged form, no file and other files are refused."""
    anna = browser_of(app, Role.REPORT_EDITOR, "first")
    desk = browser_of(app, Role.DESK_OFFICER)
    assert desk.get(REFRESH).status == 403
    assert _send(desk, drafted).status == 403
    assert PageClient(app).get(REFRESH).status in (303, 401)
    assert _send(anna, drafted, csrf="forged").status == 403
    assert _send(anna, drafted, url=f"/reports/{CYCLE}/9/refresh").status == 404
    nothing = anna.post(REFRESH, {})
    assert nothing.status == 422
    assert "Choose the Word document" in nothing.words()
    book = grid_bytes([["a", "b"]])
    for contents, words in (
        (book, "not a Word document"),
        (b"no document", "not a Word document"),
        (_changed(drafted, "word/_rels/document.xml.rels", rb"</Relationships>",
                  b'<Relationship Id="x" Type="a/attachedTemplate" Target="http://127.0.0.1:9/t" '
                  b'TargetMode="External"/></Relationships>'), "fetches a template"),
        (_with(drafted, "word/vbaProject.bin", b"macro"), "has macros, scripts"),
        (_with(drafted, "word/embeddings/oleObject1.bin", b"x"), "has macros, scripts"),
        (_with(drafted, "word/embeddings/more.xlsx", b"no book"), "has macros, scripts"),
        (_with(drafted, "word/embeddings/b.xlsx", _with(book, "xl/vbaProject.bin", b"x")),
         "has macros, scripts"),
        (_changed(drafted, BODY, rb"<w:document", b"<!DOCTYPE a []><w:document"), "has macros"),
        (_changed(drafted, BODY, rb"</w:body>", b"</w:boby>"), "is damaged"),
        (_changed(drafted, BODY, rb"</w:body>", b"<w:p>" * 9000 + b"</w:p>" * 9000 + b"</w:body>"),
         "is damaged"),
        (_changed(drafted, "customXml/item1.xml", rb"urn:era", b"urn:other"), "holds no figure"),
        (_changed(drafted, "customXml/item1.xml", rb'edition="2027/', b'edition="2025/'),
         "another round"),
        (_with(drafted, "word/zeros.bin", b"\0" * (40 << 20)), "takes too long"),
    ):  # fmt: skip
        refused = _send(anna, contents)
        assert refused.status == 422
        assert words in refused.words(), (words, refused.words()[-600:])


def _changed(contents, part, old, new):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in parts_of(contents).items():
            made.writestr(name, re.sub(old, new, held, count=1) if name == part else held)
    return out.getvalue()


def _with(contents, name, added):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part, held in {**parts_of(contents), name: added}.items():
            made.writestr(part, held)
    return out.getvalue()


@one_database
def test_workbooks_inside_are_taken_only_where_charts_are_expected(drafted):
    """As evidence a document with something inside stays refused."""
    assert judge(drafted) == Unfit("file_active")
    assert not isinstance(judge(drafted, with_charts=True), Unfit)
    assert judge(_with(grid_bytes([["a"]]), "word/embeddings/a.xlsx", b"")) == Unfit("file_active")
    assert judge(grid_bytes([["a"]]), with_charts=True) == XLSX


@one_database
def test_the_command_writes_the_file_and_the_list(app, engine, drafted, monkeypatch, tmp_path):
    """0 with the list, as lines and as JSON; 1 with the reason; 2 for what it does not know."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PORTAL_DEMO", "1")
    source, target = tmp_path / "draft.docx", tmp_path / "out.docx"
    source.write_bytes(drafted)

    def run(*more, file=source, edition=f"{CYCLE}/2"):
        command = ("report", "refresh", str(file), "--edition", edition, "--out", str(target))
        return CliRunner().invoke(portal, (*command, *more))

    done = run()
    assert done.exit_code == 0, done.output
    assert "Edited by hand, and left alone\t" in done.stdout
    assert "\tabout 99\t" in done.stdout
    assert "changed" in done.stderr
    assert f"{CYCLE}/2".encode() in parts_of(target.read_bytes())["customXml/item1.xml"]
    told = json.loads(run("--take-edited", "--json").stdout)
    assert told["before"] == f"{CYCLE}/1"
    assert {one["kind"] for one in told["outcomes"]} >= {"changed", "taken"}
    assert b"about 99" not in parts_of(target.read_bytes())[BODY]
    edited = [one["name"] for one in told["outcomes"] if one["kind"] == "taken"]
    run("--take", edited[0], "--take", "AAAAAAAAAA")
    assert parts_of(target.read_bytes())[BODY].count(b"about 99") == len(edited) - 1 == 1
    refused = run(edition=f"{CYCLE}/9")
    assert refused.exit_code == 1
    book = tmp_path / "book.docx"
    book.write_bytes(grid_bytes([["a"]]))
    assert "not a Word document" in run(file=book).stderr
    assert run(file=book).exit_code == 1
    assert run("--unknown").exit_code == 2
    assert sorted(p.name for p in tmp_path.glob("*.docx")) == [
        "book.docx",
        "draft.docx",
        "out.docx",
    ]

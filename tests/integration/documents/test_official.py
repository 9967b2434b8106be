"""The drafters' finished file: checked figure by figure, without names, published as it is."""

import io
import re
import zipfile
from datetime import timedelta

import docx as python_docx
import pytest

from app.core.clock import BRUSSELS, fixed, now
from app.core.db import open_session
from app.council_report.official_package import pdf_problem
from app.council_report.refreshing import load_contents, refresh_with
from app.council_report.service import build_report
from app.domain.roles import Role
from app.editions.queries import get_edition
from tests.client import PageClient
from tests.database import one_database
from tests.drafting import Draft, parts_of
from tests.drafting_edits import retype_a_figure
from tests.factories import CYCLE, open_reporting
from tests.publishing import come_out, propose, seen
from tests.reported import OPERATOR, accepted, approved, browser_of, frozen, report, staff

CODE = f"{CYCLE}/1"
EDITION, OFFICIAL = f"/editions/{CODE}", f"/reports/{CODE}/official"
NAMES = ("Canary Writer", "Canary Editor", "Canary Company")


@pytest.fixture
def built(app, engine):
    """The report of an approved edition, as a drafter got it."""
    open_reporting(engine, "DK")
    report(engine)
    accepted(engine)
    code = frozen(engine)
    with open_session(engine, write=True) as session:
        edition = get_edition(session, OPERATOR, code)
        contents = build_report(session, OPERATOR, app.state.settings, edition, "docx").contents
    approved(engine, code)
    return contents


def _send(browser, contents, name="final of May.docx", language="en"):
    browser.get(OFFICIAL)
    file = {"file": (name, contents, "application/octet-stream")}
    return browser.post(OFFICIAL, {"language": language}, files=file)


def _named(contents):
    """The same file as somebody's Word leaves it: with names in its properties."""
    document = python_docx.Document(io.BytesIO(contents))
    document.core_properties.author, document.core_properties.last_modified_by = NAMES[:2]
    out = io.BytesIO()
    document.save(out)
    parts = parts_of(out.getvalue())
    people = '<w15:people xmlns:w15="urn:w15"><w15:person w15:author="{}"/></w15:people>'
    changed = {"docProps/app.xml": f"<Properties><Company>{NAMES[2]}</Company></Properties>",
               "word/people.xml": people.format(NAMES[0])}  # fmt: skip
    return _packed({**parts, **{name: text.encode() for name, text in changed.items()}})


def _packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in parts.items():
            made.writestr(name, held)
    return out.getvalue()


def test_a_figure_typed_over_stops_the_publication_until_it_is_right(app, engine, built):
    """Named on the page and in the refusal; refreshed it is taken; nobody outside sees anything of
    it before the moment, everybody the same bytes from then on, without any name."""
    first, second = (browser_of(app, Role.REPORT_EDITOR, name) for name in ("first", "second"))
    draft = Draft.of(built)
    retype_a_figure(draft)
    typed = draft.saved()
    assert _send(first, typed).status == 303
    page = first.get(OFFICIAL)
    assert "1 difference waits for a correction or a reason." in page.words()
    assert "about 99" in page.words()
    assert "Typed over by hand" in page.words()
    propose(first, EDITION)
    shown = seen(second, EDITION)
    refused = second.post(f"{EDITION}/publication/confirm", shown)
    assert refused.status == 422
    assert "“final of May.docx” and the edition do not agree" in refused.words()
    assert first.post(f"{EDITION}/publication/withdraw", {"reason": "A figure."}).status == 303

    scope = staff(engine, Role.REPORT_EDITOR, "first")[1]
    held = load_contents(engine, scope, CODE)
    right = refresh_with(typed, held, take_edited=True).contents
    assert _send(first, _named(right), name="final of June.docx").status == 303
    page = first.get(OFFICIAL)
    assert "Every figure agrees" in page.words()
    assert "final of May" not in page.words()
    (sha256,) = set(re.findall(r"[0-9a-f]{64}", page.text)) - _sent(page)
    at = (now() + timedelta(days=2)).replace(second=0, microsecond=0)
    come_out(first, second, EDITION, f"{at.astimezone(BRUSSELS):%Y-%m-%dT%H:%M}")
    assert _send(first, right).status == 409
    (file,) = {a.get("href") for a in page.all("a") if (a.get("href") or "").endswith("/file")}
    visitor = PageClient(app)
    assert first.get(file).status == 200
    with fixed(at - timedelta(seconds=1)):
        for path in (file, OFFICIAL, EDITION, f"/reports/{CODE}", "/editions", "/"):
            answer = visitor.get(path)
            assert sha256 not in answer.text
            assert "final of June" not in answer.text
        assert visitor.get(file).status == 404
    with fixed(at):
        assert sha256 in visitor.get(EDITION).text
        assert file in [a.get("href") for a in visitor.get(f"/reports/{CODE}").all("a")]
        published = visitor.get(file).response.content
    parts = parts_of(published)
    assert not [n for n in NAMES for held in parts.values() if n.encode() in held]
    body = parts["word/document.xml"].decode()
    assert "Draft: not yet published" not in body
    assert "Published" in body
    assert "about 99" not in body
    assert len(python_docx.Document(io.BytesIO(published)).paragraphs) > 100


def _sent(page):
    """The hashes of files as they were sent: those that stand after the other one."""
    return set(re.findall(r"[0-9a-f]{64}", page.text.partition("SHA-256 of the file that")[2]))


@one_database
def test_a_difference_with_its_reason_is_published_with_it(app, engine, built):
    """What an editor answers for is printed with the document; a document can be taken back."""
    first, second = (browser_of(app, Role.REPORT_EDITOR, name) for name in ("first", "second"))
    draft = Draft.of(built)
    retype_a_figure(draft)
    assert _send(first, draft.saved()).status == 303
    page = first.get(OFFICIAL)
    (url,) = {f.get("action") for f in page.all("form") if f.get("action", "").endswith("/reasons")}
    fields = page.fields(url)
    empty = first.post(url, {**fields, "reason": " "})
    assert empty.status == 422
    assert "Say why, in a sentence." in empty.words()
    assert first.post(url, {**fields, "difference": "0" * 16, "reason": "No."}).status == 404
    assert first.post(url, {**fields, "reason": "Rounded for the summary."}).status == 303
    assert "Every difference has its reason" in first.get(OFFICIAL).words()
    back = url.replace("/reasons", "/take-back")
    assert _send(first, built).status == 303
    assert first.post(back).status == 404  # the newer one took its place
    assert _send(first, draft.saved()).status == 303
    page = first.get(OFFICIAL)
    (url,) = {f.get("action") for f in page.all("form") if f.get("action", "").endswith("/reasons")}
    assert first.post(url, {**page.fields(url), "reason": "Rounded."}).status == 303
    come_out(first, second, EDITION)
    words = PageClient(app).get(EDITION).words()
    assert "Where this document differs from the edition" in words
    assert "Rounded." in words
    assert first.post(url.replace("/reasons", "/take-back")).status == 409
    assert PageClient(app).get(OFFICIAL).status == 303  # only for those who sign in


@one_database
def test_what_is_no_finished_document_is_refused_in_a_sentence(app, engine, built):
    """Comments, tracked changes, other files, PDF with locks, scripts and names."""
    editor = browser_of(app, Role.REPORT_EDITOR, "first")
    pdf = b"%PDF-1.7\n1 0 obj <<{}>> endobj\ntrailer <<>>\n%%EOF\n"
    body = "word/document.xml"
    parts = parts_of(built)
    mark = b'<w:ins w:id="9" w:author="Canary" w:date="2027-01-01T00:00:00Z"></w:ins></w:p>'
    tracked = {**parts, body: parts[body].replace(b"</w:p>", mark, 1)}
    other = python_docx.Document()
    out = io.BytesIO()
    other.save(out)
    for contents, said in (
        (b"", "Choose the finished document."),
        (b"Only words.", "neither a Word document"),
        (_packed(tracked), "comments or tracked changes"),
        (_packed({**parts, "word/vbaProject.bin": b"x"}), "macros, scripts"),
        (out.getvalue(), "holds no figure of the portal"),
        (pdf.replace(b"{}", b"/Author (Canary)"), "name an author"),
        (pdf.replace(b"{}", b"/Encrypt 2 0 R"), "protected"),
        (pdf.replace(b"{}", b"/JavaScript 2 0 R"), "scripts"),
        (pdf + b"more", "damaged"),
        (pdf.replace(b"{}", b""), "Upload the Word document in this language first"),
    ):
        answer = _send(editor, contents, name="final.docx")
        assert (answer.status, said in answer.words()) == (422, True), (said, answer.words())
    assert "No official document yet" in editor.get(OFFICIAL).words()
    assert _send(editor, built).status == 303
    assert _send(editor, pdf.replace(b"{}", b""), name="final.pdf").status == 303
    words = editor.get(OFFICIAL).words()
    assert "its figures were not compared" in words
    assert _send(editor, built, language="xx").status == 422
    assert _send(editor, built).status == 303  # ends the PDF of the one before
    assert "its figures were not compared" not in editor.get(OFFICIAL).words()
    for role in (Role.DESK_OFFICER, Role.CYCLE_MANAGER):
        assert browser_of(app, role).get(OFFICIAL).status == 403
    with open_session(engine, write=True) as session:
        edition = get_edition(session, OPERATOR, CODE)
        own = build_report(session, OPERATOR, app.state.settings, edition, "pdf").contents
    assert pdf_problem(own, "Science Diplomacy Reporting") == ""

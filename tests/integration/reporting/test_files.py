"""Files behind what is said: judged by content, kept by hash, opened by whom they are meant for."""

import hashlib
import io
import threading
import zipfile
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select
from starlette.datastructures import UploadFile

from app.core.db import open_session
from app.core.file_types import DOCX
from app.core.files import path_of
from app.domain import contribution
from app.domain.roles import Role
from app.domain.seen import seen_by
from app.domain.visibility import Stage, Viewer
from app.reporting.models import Evidence
from app.reporting.team_models import StoredFile
from tests.builders import make_data, tiny_index
from tests.client import PageClient
from tests.factories import history, make_person, open_reporting

POINT = "/contributions/2027/DK/points/P01"
FORM = f"{POINT}/evidence/file-one"
GIVEN = {"title": "Στρατηγική", "language": "el", "visibility": "public", "revision": "0"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03.."
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x11\x08\x00\x03\x00\x02......\xff\xd9"
LIMIT = 4096
QUOTA = 6000


def package(*parts, kind=f"{DOCX}.main+xml"):
    """Return an Office package with these extra parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
        for name in parts:
            made.writestr(name, "x")
    return held.getvalue()


@pytest.fixture
def limited(app, tmp_path):
    """Set small limits and a directory of its own."""
    small = {"max_file_bytes": LIMIT, "file_quota_bytes": QUOTA, "data_dir": tmp_path / "kept"}
    app.state.settings = app.state.settings.model_copy(update=small)
    return app


@pytest.fixture
def lead(limited, engine):
    """The browser of Denmark's reporting lead."""
    open_reporting(engine, "DK", "GR")
    return PageClient(limited).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


def send(client, contents, name="plan.pdf", url=FORM, **changes):
    """Send the form with a file, the way a browser does."""
    files = {"file": (name, contents, "text/html")}
    return client.post(url, {**GIVEN, **changes}, files=files)


def rows(engine, table):
    """Return every row of a table."""
    with open_session(engine) as session:
        found = list(session.execute(select(table).order_by(table.id)).scalars())
        session.expunge_all()
        return found


def kept_files(client):
    """Return every file in the data directory."""
    base = client.app.state.settings.data_dir
    return [p for p in base.rglob("*") if p.is_file()] if base.exists() else []


def test_file_is_kept_under_its_hash_and_comes_back(lead, engine):
    """The contents on the disk have their name; the download is never shown by the browser."""
    assert send(lead, PDF, "Σχέδιο δράσης.pdf").location == f"{POINT}#evidence-file-one"
    digest = hashlib.sha256(PDF).hexdigest()
    (evidence,), (stored,) = rows(engine, Evidence), rows(engine, StoredFile)
    assert (evidence.file_name, evidence.file_sha256) == ("Σχέδιο δράσης.pdf", digest)
    assert (evidence.file_type, stored.reporter, stored.size) == ("application/pdf", "DK", len(PDF))
    (path,) = kept_files(lead)
    assert path == path_of(lead.app.state.settings.data_dir, digest)
    assert path.read_bytes() == PDF
    assert "Σχέδιο δράσης.pdf" in lead.get(POINT).words()
    answer = lead.get(f"{FORM}/file")
    assert answer.response.content == PDF
    sent = answer.headers
    assert sent["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%CE%A3%CF%87" in sent["content-disposition"]
    assert sent["content-security-policy"].startswith("sandbox")
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (b"", "This file is empty"),
        (b"<!doctype html><script>alert(1)</script>", "web page or a drawing"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "web page or a drawing"),
        (b"MZ\x90\x00program", "is a program"),
        (b"\x7fELF", "is a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older Office"),
        ("Gr\u00fc\u00dfe".encode("latin-1"), "kind of file is not taken"),
        (PDF + b"<html>", "holds more than its kind allows"),
        (PNG + PDF, "holds more than its kind allows"),
        (b"%PDF-1.7\n/Java#53cript\n%%EOF", "macros, scripts"),
        (package("word/vbaProject.bin"), "macros, scripts"),
        (package(kind="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros, scripts"),
        (b"GIF89a" + package(), "kind of file is not taken"),
        (package() + PDF, "holds more than its kind allows"),
        (package(kind="text/plain"), "kind of file is not taken"),
        (package()[:60], "damaged"),
        (PNG, "Say in words what the picture shows"),
    ],
    ids=range(17),
)
def test_what_is_not_taken_leaves_nothing_and_keeps_the_form(lead, engine, contents, words):
    """422 with what to do; no row, no file, and the title still in the form."""
    answer = send(lead, contents)
    assert answer.status == 422
    assert words in answer.words()
    assert GIVEN["title"] in {e.get("value") for e in answer.all("input")}
    assert rows(engine, Evidence) == rows(engine, StoredFile) == kept_files(lead) == []


@pytest.mark.parametrize("chunked", [False, True])
def test_too_large_is_counted_while_it_comes_and_never_held(lead, engine, monkeypatch, chunked):
    """413 with the form as it was filled in; of the file nothing beyond the limit is kept."""
    written = []
    write = UploadFile.write

    async def counted(self, data):
        written.append(len(data))
        await write(self, data)

    monkeypatch.setattr(UploadFile, "write", counted)
    fields = {**GIVEN, "csrf": lead.csrf}
    request = httpx.Request(
        "POST", "http://x", data=fields, files={"file": ("a.txt", b"a" * 20 * LIMIT, "text/plain")}
    )
    body = request.read()
    halves = chunks(body, 1000) if chunked else body
    headers = {"content-type": request.headers["content-type"], "Origin": lead.base_url}
    answer = lead.request("POST", FORM, content=halves, headers=headers)
    assert answer.status == 413
    assert "one file may have 4096 B" in answer.words()
    assert "up to 4096 B" in answer.words()
    assert GIVEN["title"] in {e.get("value") for e in answer.all("input")}
    assert sum(written) <= LIMIT
    assert rows(engine, Evidence) == rows(engine, StoredFile) == kept_files(lead) == []


def chunks(body, size):
    """Give a body piece by piece, as a browser without its length does."""

    async def pieces():
        for start in range(0, len(body), size):
            yield body[start : start + size]

    return pieces()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\plans\\plan.PDF", "plan.PDF"),
        ("plan.exe", "plan.exe.pdf"),
        ("...", "file.pdf"),
        ("annex\u202efdp.exe", "annexfdp.exe.pdf"),
        ("α" * 300 + ".pdf", "α" * 150 + ".pdf"),
    ],
)
def test_name_is_only_a_name(lead, engine, name, kept):
    """A path, a wrong ending or hidden letters never reach the disk or the reader."""
    assert send(lead, PDF, name).status == 303
    assert rows(engine, Evidence)[0].file_name == kept
    assert [p.name for p in kept_files(lead)] == [hashlib.sha256(PDF).hexdigest()[2:]]


@pytest.mark.parametrize(
    ("contents", "name", "kind"),
    [
        (package("word/document.xml"), "a.docx", DOCX),
        ("χώρα;1\n".encode(), "a.csv", "text/plain"),
        (PNG, "a.png", "image/png"),
        (JPEG, "a.jpeg", "image/jpeg"),
        (PDF, "a.pdf", "application/pdf"),
    ],
    ids=range(5),
)
def test_kind_is_that_of_the_contents(lead, engine, contents, name, kind):
    """Every accepted kind is known from its contents; what the browser claims is nothing."""
    assert send(lead, contents, name, alt_text="A map.").status == 303
    evidence = rows(engine, Evidence)[0]
    assert (evidence.file_type, evidence.file_name, evidence.alt_text) == (kind, name, "A map.")


def test_limit_to_the_byte_and_quota(lead, engine):
    """The limit itself is taken; the same contents cost no room twice; beyond it is refused."""
    full = b"a" * LIMIT
    assert send(lead, full, "a.txt").status == 303
    assert send(lead, full, "b.txt", url=f"{POINT}/evidence/two").status == 303
    assert len(rows(engine, StoredFile)) == 1
    answer = send(lead, b"b" * LIMIT, "c.txt", url=f"{POINT}/evidence/three")
    assert answer.status == 422
    assert "the files of your country" in answer.words().lower()
    assert len(kept_files(lead)) == 1


def test_words_change_without_the_file_and_removing_keeps_it(lead, engine):
    """Saving, removing and bringing back carry the file along, in the history too."""
    assert send(lead, PDF).status == 303
    changed = {**GIVEN, "title": "New", "withheld": "yes", "revision": "1"}
    assert "Say why it is not for publication" in lead.post(FORM, changed).words()
    assert lead.post(FORM, {**changed, "withheld_reason": "Names"}).status == 303
    assert lead.post(f"{FORM}/remove", {"revision": "2"}).status == 303
    assert lead.get(f"{FORM}/file").status == 404
    assert lead.post(f"{FORM}/remove", {"revision": "3", "removed": "no"}).status == 303
    (evidence,) = rows(engine, Evidence)
    digest = hashlib.sha256(PDF).hexdigest()
    assert (evidence.title, evidence.file_sha256, evidence.withheld) == ("New", digest, True)
    assert {c["file_sha256"] for c in history(engine, "evidence:file-one")} == {digest}
    assert lead.get(f"{FORM}/file").response.content == PDF


def test_hash_cannot_be_posted(lead, engine):
    """A form names no stored file; another country's hash cannot be borrowed."""
    digest = hashlib.sha256(PDF).hexdigest()
    answer = lead.post(FORM, {**GIVEN, "file_sha256": digest})
    assert answer.status == 422
    assert rows(engine, Evidence) == []


def test_quota_holds_for_files_sent_at_the_same_moment(lead, limited, engine):
    """Each alone would fit, both together do not: one is taken, the other is refused."""
    start, statuses = threading.Barrier(2), []
    people = [PageClient(limited), PageClient(limited)]
    for person in people:
        person.cookies, person.csrf = httpx.Cookies(lead.cookies), lead.csrf

    def upload(person, letter):
        start.wait()
        headers = {"Origin": person.base_url}
        fields = {**GIVEN, "csrf": person.csrf}
        files = {"file": ("a.txt", letter * LIMIT, "text/plain")}
        url = f"{POINT}/evidence/{letter.decode()}-file"
        statuses.append(
            person.request("POST", url, data=fields, files=files, headers=headers).status
        )

    threads = [
        threading.Thread(target=upload, args=given)
        for given in zip(people, (b"a", b"b"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 422]
    assert sum(row.size for row in rows(engine, StoredFile)) == LIMIT


def test_foreign_file_does_not_exist(lead, limited, engine):
    """Another country gets 404 whatever the address."""
    assert send(lead, PDF).status == 303
    email = make_person(engine, Role.REPORTING_LEAD, reporter="GR", name="Eleni")
    greek = PageClient(limited).sign_in(email)
    assert greek.get(f"{FORM}/file").status == 404
    assert greek.get(f"{FORM.replace('DK', 'EL')}/file").status == 404


def test_withheld_files_leave_no_trace_outside():
    """The subgroup and the public learn neither name nor hash; a link beside it stays."""
    closed = {"file_name": "n.pdf", "file_sha256": "a" * 64, "withheld": True}
    records = (
        contribution.Evidence("a", "P01", "Only a file", withheld_reason="Names", **closed),
        contribution.Evidence("b", "P01", "A link too", url="https://example.org", **closed),
        contribution.Evidence("c", "P01", "Open", file_name="open.pdf", file_sha256="b" * 64),
    )
    data = replace(make_data(), evidence=records)
    for viewer in (Viewer.SUBGROUP, Viewer.PUBLIC):
        seen = seen_by(tiny_index(), data, viewer, Stage.PUBLISHED).evidence
        assert [(e.title, e.file_name) for e in seen] == [("A link too", ""), ("Open", "open.pdf")]
        assert not [e for e in seen if e.withheld or e.file_sha256 == "a" * 64]
    assert seen_by(tiny_index(), data, Viewer.COMMISSION, Stage.SUBMITTED).evidence == records

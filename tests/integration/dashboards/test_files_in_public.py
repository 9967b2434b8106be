"""Files behind what was published: opened by anybody once clean; withheld ones leave no trace."""

import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from app.core.archives import unpacked
from app.core.clock import now
from app.core.db import open_session
from app.core.files import store
from app.council_report.models import CouncilReport
from app.domain.contribution import Evidence
from app.domain.roles import Role
from app.editions.models import Edition, OfficialDocument
from app.reporting.team_models import StoredFile
from tests.client import PageClient
from tests.database import one_database
from tests.editions import live_contents
from tests.published import bring_out, freeze, submit_accepted
from tests.reported import browser_of

pytestmark = one_database

TEXT = b"What the ministry published."
DIGEST = hashlib.sha256(TEXT).hexdigest()
FILE = {"file_sha256": DIGEST, "file_type": "text/plain", "language": "en"}
CLOSED = {**FILE, "withheld": True, "withheld_reason": "wr-canary-reason", "alt_text": "wr-canary"}
EVIDENCE = (
    Evidence("open", "P02", "Open paper", file_name="open-paper.txt", alt_text="A map.", **FILE),
    Evidence("only", "P02", "wr-canary-title", file_name="wr-canary-1.txt", **CLOSED),
    Evidence(
        "both", "P02", "Page and file", url="https://example.org/p", file_name="wr-canary-2.txt",
        **CLOSED,
    ),
    Evidence("group", "P02", "wr-canary-group", file_name="g.txt", visibility="subgroup", **FILE),
)  # fmt: skip
EXPORTS = tuple(f"/editions/2027/1/data.{kind}" for kind in ("xlsx", "csv.zip", "json"))


@pytest.fixture
def published(baseline, app):
    """A live edition in which Denmark gave four files, published; the file waits for a scan."""
    told = [part.data for part in live_contents().reporters if part.data]
    told = [replace(d, evidence=EVIDENCE) if d.reporter == "DK" else d for d in told]
    submit_accepted(baseline, told)
    store(app.state.settings.data_dir, TEXT)
    values = {"sha256": DIGEST, "media_type": "text/plain", "size": len(TEXT), "scan": ""}
    with open_session(baseline, write=True) as session:
        session.execute(insert(StoredFile).values(reporter="DK", stored_at=now(), **values))
    code = freeze(baseline)
    bring_out(baseline, code)
    return code


def test_public_opens_a_clean_file_and_learns_nothing_of_a_withheld_one(app, baseline, published):
    """The page names the open file; it opens once clean; withheld and closed ones do not exist."""
    reader, desk = PageClient(app), browser_of(app, Role.DESK_OFFICER)
    for client in (reader, desk):
        for page in ("/countries/DK", "/points/P02"):
            shown = client.get(page)
            links = {a.get("href"): a.text for a in shown.all("a")}
            assert links["/countries/DK/files/open"] == "open-paper.txt (Plain text)"
            assert "A map." in shown.words()
            assert "https://example.org/p" in links
            assert "/countries/DK/files/both" not in links
            assert "wr-canary-1" not in shown.text
            assert "wr-canary-2" not in shown.text
            assert "wr-canary-title" not in shown.text
    waiting = reader.get("/countries/DK/files/open")
    assert (waiting.status, "not been checked for viruses" in waiting.words()) == (409, True)
    with open_session(baseline, write=True) as session:
        session.execute(update(StoredFile).values(scan="clean"))
    sent = reader.get("/countries/DK/files/open")
    assert sent.response.content == TEXT
    assert sent.headers["content-security-policy"].startswith("sandbox")
    _archive_encloses(app, baseline, reader)
    for hidden in ("only", "both", "group", "none"):
        assert reader.get(f"/countries/DK/files/{hidden}").status == 404
    assert reader.get("/countries/EL/files/open").status == 404
    assert reader.get("/countries/XX/files/open").status == 404
    with open_session(baseline, write=True) as session:
        session.execute(update(StoredFile).values(scan="infected"))
    assert reader.get("/countries/DK/files/open").status == 409


def _archive_encloses(app, engine, reader):
    """Public files and official documents, by the hashes of the manifest; the same bytes again."""
    address = "/editions/2027/1/archive.zip"
    word = store(app.state.settings.data_dir, b"the official document")
    row = {"format": "docx", "language": "en", "name": "report.docx", "size": 21}
    row |= {"sent_sha256": word.sha256, "file_sha256": word.sha256, "uploaded_at": now()}
    row |= {"findings": '{"same": 1, "findings": []}', "is_removed": False}
    with open_session(engine, write=True) as session:
        edition = session.execute(select(Edition.id).where(Edition.code == "2027/1")).scalar_one()
        for compiled in _compiled(app.state.settings.data_dir):
            session.execute(insert(CouncilReport).values({**compiled, "edition_id": edition}))
    assert {n for n in unpacked(reader.get(address).response.content) if n[:7] == "report/"} == {
        "report/fiche-DK_en.pdf", "report/science-diplomacy-report-as-compiled_en.docx",
    }  # fmt: skip
    with open_session(engine, write=True) as session:
        session.execute(insert(OfficialDocument).values({**row, "edition_id": edition}))
    sent = reader.get(address).response.content
    held = unpacked(sent)
    manifest = json.loads(held.pop("manifest.json"))
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: hashlib.sha256(body).hexdigest() for name, body in held.items()
    }
    assert held["files/DK/open.txt"] == TEXT
    assert held["report/science-diplomacy-report_en.docx"] == b"the official document"
    assert held["report/fiche-DK_en.pdf"] == b"fiche as published"
    assert not [name for name in held if "as-compiled" in name]  # the official one stands for it
    assert {name for name in held if name.startswith("files/")} == {"files/DK/open.txt"}
    assert manifest["left_out"] == []
    assert PageClient(app).get(address).response.content == sent


def _compiled(data_dir):
    """Documents as builds leave them: a fiche, its later form, the report, a draft of it."""
    kinds = (
        ("pdf", "fiche-DK", "fiche as published", True),
        ("pdf", "fiche-DK", "fiche as a later version writes it", True),
        ("docx", "", "the report as compiled", True),
        ("docx", "", "a draft", False),
    )
    for number, (kind, part, text, final) in enumerate(kinds):
        kept = store(data_dir, text.encode())
        yield {
            "format": kind, "language": "en", "part": part, "manifest": "{}", "final": final,
            "manifest_sha256": f"{number:064}", "file_sha256": kept.sha256, "size": kept.size,
            "built_at": now(),
        }  # fmt: skip


def test_no_export_names_a_withheld_file(app, published):
    """Whoever takes the data away: the open file by its name, nothing of the others."""
    for client in (PageClient(app), browser_of(app, Role.SUBGROUP_READER)):
        for address in EXPORTS:
            sent = client.get(address)
            assert sent.status == 200, address
            told = sent.response.content
            whole = b"".join(unpacked(told).values()) if told[:2] == b"PK" else told
            assert b"open-paper.txt" in whole, address
            for trace in (b"wr-canary-1", b"wr-canary-2", b"wr-canary-title", b"wr-canary-reason"):
                assert trace not in whole, (address, trace)

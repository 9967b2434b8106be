"""Files of an edition for programs: the archive with its manifest, the dictionary, the command."""

import csv
import io
import json
import zipfile
from hashlib import sha256

import pytest
from click.testing import CliRunner

from app.cli import portal
from app.core.db import open_session
from app.domain.roles import PublicScope
from app.editions.contents import load_contents
from app.editions.queries import get_edition
from app.open_data.archive import MANIFEST, archive_of
from app.open_data.enclosed import Shelf
from tests.client import PageClient
from tests.database import one_database
from tests.published import BASELINE, seed_baseline

FILES = f"/editions/{BASELINE}"


@pytest.fixture
def database_state():
    """The baseline, published."""
    return (seed_baseline,)


def _unpacked(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _rows(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_the_archive_is_what_its_manifest_says(client, engine):
    """Every file by its hash, all forms of the data, the same bytes from page and service."""
    sent = client.get(f"{FILES}/archive.zip")
    assert sent.headers["content-disposition"].startswith(
        'attachment; filename="science-diplomacy_'
    )
    files = _unpacked(sent.response.content)
    manifest = json.loads(files.pop(MANIFEST))
    told = {one["name"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    assert told == {name: (len(b), sha256(b).hexdigest()) for name, b in files.items()}
    endings = {name.rpartition(".")[2] for name in files}
    assert endings >= {"xlsx", "json", "csv", "xml"}
    assert {"sdmx/structure.xml", "sdmx/data.csv", "csv/csv-metadata.json"} <= set(files)
    state = client.app.state
    with open_session(engine) as session:
        scope = PublicScope()
        contents = load_contents(session, scope, get_edition(session, scope, BASELINE))
        shelf = Shelf(session, scope, state.settings.data_dir, state.compiled_documents)
        assert archive_of(contents, shelf) == sent.response.content
    assert manifest["manifest_sha256"] == contents.info.sha256


@one_database
def test_the_dictionary_explains_every_column(client):
    """For people and for programs the same columns, in the order of the files."""
    files = _unpacked(client.get(f"{FILES}/data.csv.zip").response.content)
    lines = _rows(files["dictionary.csv"])
    described = json.loads(files.pop("csv-metadata.json"))
    assert client.get(f"{FILES}/csv-metadata.json").response.json() == described
    for name in ("dictionary.csv", "codelists.csv"):
        assert client.get(f"{FILES}/{name}").response.content == files[name]
    tables = {table["url"]: table["tableSchema"]["columns"] for table in described["tables"]}
    for name, body in files.items():
        assert b"\r\n" in body
        assert body.count(b"\n") == body.count(b"\r\n") or name in ("Narratives.csv", "README.csv")
        heads = body.decode("utf-8-sig").partition("\r\n")[0].split(",")
        told = [line["column"] for line in lines if f"{line['table']}.csv" == name]
        assert heads == told == [column["titles"] for column in tables[name]]
    assert {line["type"] for line in lines} <= {"string", "decimal", "integer", "anyURI", "date"}
    missing = [line for line in lines if line["code_list"] == "missing"]
    assert all("NAV = " in line["codes"] for line in missing)
    assert missing


@one_database
def test_files_are_kept_and_open_to_other_sites(app, client):
    """The same tag for all, nothing sent twice; the reader's language where people read."""
    for name in ("data.sdmx.zip", "structure.xml", "data.sdmx.csv", "data.csv.zip", "data.xlsx"):
        first = client.get(f"{FILES}/{name}")
        assert first.status == 200, name
        again = PageClient(app).get(
            f"{FILES}/{name}", headers={"If-None-Match": first.headers["etag"]}
        )
        assert (again.status, again.headers["etag"]) == (304, first.headers["etag"])
        assert first.headers["access-control-allow-origin"] == "*"
    assert client.get("/editions/2027/1/archive.zip").status == 404


def test_the_command_writes_sdmx_and_the_archive(database_url, monkeypatch, tmp_path, client):
    """A folder, an archive, and the whole edition: the bytes that the page sends."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    for kind, name in (("sdmx", "sdmx"), ("sdmx", "sdmx.zip"), ("csv", "t.zip")):
        out = ("--format", kind, "--out", str(tmp_path / name))
        done = CliRunner().invoke(portal, ("export", "--edition", BASELINE, *out))
        assert done.exit_code == 0, done.output
    packed = _unpacked((tmp_path / "sdmx.zip").read_bytes())
    assert packed == {p.name: p.read_bytes() for p in (tmp_path / "sdmx").iterdir()}
    assert packed == _unpacked(client.get(f"{FILES}/data.sdmx.zip").response.content)
    assert "dictionary.csv" in _unpacked((tmp_path / "t.zip").read_bytes())

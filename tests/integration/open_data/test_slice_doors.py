"""The other doors of slices: keys of programs, the command line, and mails on a new edition."""

import json
import re
from datetime import timedelta

from click.testing import CliRunner
from sqlalchemy import select

from app.cli import portal
from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.roles import Role
from app.identity.models import Account
from app.identity.service import disable_account
from app.jobs.models import Notice, OutboxMail
from app.jobs.worker import passes_of_minutes, run_passes
from app.open_data.models import Delivery, Slice
from app.open_data.slice_notices import tell_of_editions
from tests.client import PageClient
from tests.reported import approved, browser_of, frozen, published, take_back
from tests.slicing import URL, save

SECRET = re.compile(r"sdk_[\w-]{43}")


def test_a_key_fetches_slices_until_it_is_revoked(reader, reported, app):
    """Shown once, for own slices only, as far as the person sees; then it opens nothing."""
    save(reader, "For the program")
    day = (today_brussels() + timedelta(days=20)).isoformat()
    made = reader.post(f"{URL}/keys", {"name": "Our program", "last_day": day})
    key = SECRET.search(made.text)[0]
    page = reader.get(f"{URL}/keys")
    assert key not in page.text
    assert "Our program" in page.words()
    listed = _by_key(app, key)
    assert listed.status == 200
    (told,) = json.loads(listed.text)["slices"]
    assert (told["name"], told["last_delivery"]) == ("For the program", None)
    assert told["editions"] == [{"code": "2027/1", "restricted": True}]
    fetched = _by_key(app, key, f"/{told['id']}/deliveries", {"format": "json"})
    assert fetched.status == 200
    assert json.loads(fetched.text)["restricted"] is True
    assert _by_key(app, key, f"/{told['id']}/deliveries").response.content[:2] == b"PK"
    headers = {"Authorization": f"Bearer {key}"}
    for sent, known in ((headers, ["2027/1"]), ({}, [])):
        editions = PageClient(app).request("GET", "/api/v1/editions", headers=sent)
        assert [one["edition"] for one in json.loads(editions.text)["items"]] == known
    desk = browser_of(app, Role.DESK_OFFICER)
    foreign = save(desk).rpartition("/")[2]
    assert _by_key(app, key, f"/{foreign}/deliveries", {}).status == 404
    assert _by_key(app, key, f"/{told['id']}/deliveries", {"edition": "2027/9"}).status == 404
    assert _by_key(app, key, f"/{told['id']}/deliveries", {"format": "pdf"}).status == 422
    assert _by_key(app, "", "").status == 401
    assert _by_key(app, "", f"/{told['id']}/deliveries", {}).status == 401
    client = PageClient(app)
    assert client.request("GET", "/api/v1/contributions", headers=headers).status == 403
    assert desk.post(f"{URL}/keys/1/revoke").status == 404
    assert "Our program" not in desk.get(f"{URL}/keys").words()
    with open_session(reported) as session:
        rows = session.scalars(select(Delivery)).all()
        assert {(row.door, row.key_id) for row in rows} == {("key", 1)}
    assert reader.post(f"{URL}/keys/1/revoke").status == 303
    assert _by_key(app, key).status == 401
    assert _by_key(app, key, f"/{told['id']}/deliveries", {}).status == 401
    assert "open nothing any more" in reader.get(f"{URL}/keys").words()


def _by_key(app, key: str, path: str = "", body: dict | None = None):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    method = "POST" if path else "GET"
    sent = {"json": body} if body is not None else {}
    return PageClient(app).request(method, f"/api/v1/slices{path}", headers=headers, **sent)


def test_the_operator_makes_the_file_as_the_reader_would_get_it(
    reader, reported, database_url, monkeypatch, tmp_path
):
    """By name or number, never with more than the reader may see; refused in a sentence."""
    save(reader, "Ours", countries=["DK"])
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))

    def run(name, kind="json", out="a", edition="2027/1"):
        command = ("export", "--edition", edition, "--format", kind, "--slice", name)
        return CliRunner().invoke(portal, (*command, "--out", str(tmp_path / out)))

    assert run("Ours").exit_code == 0
    written = (tmp_path / "a").read_text(encoding="utf-8")
    assert "canary" not in written
    assert not re.search(r"\b137\b", written)  # a hash may hold these digits
    assert run("1", "csv", "folder").exit_code == 0
    assert (tmp_path / "folder" / "RESTRICTED_Data_long.csv").is_file()
    assert "There is no slice Theirs" in run("Theirs").output
    assert "There is no edition 2027/9" in run("Ours", edition="2027/9").output
    with open_session(reported) as session:
        doors = [(row.door, row.delivered_by) for row in session.scalars(select(Delivery))]
        account = session.scalars(select(Slice.account_id)).one()
    assert doors == [("command", None)] * 2
    with open_session(reported, write=True) as session:
        disable_account(session, account)
    gone = run("Ours")
    assert (gone.exit_code, "may not take data away" in gone.output) == (1, True)


def test_readers_hear_of_an_edition_once_and_again_when_it_is_published(reader, reported, app):
    """By mail with a link that stops them; not of what they know, and not who wants no mail."""
    desk = browser_of(app, Role.DESK_OFFICER)
    save(desk, "Known already", notify="yes")
    first = save(reader, "Ours", notify="yes")
    save(reader, "Quiet")
    run_passes(reported, passes_of_minutes())
    assert tell_of_editions in passes_of_minutes()
    assert _told(reported) == []
    take_back(reported, "GR")
    assert frozen(reported) == "2027/2"
    tell_of_editions(reported)
    tell_of_editions(reported)
    assert sorted(_told(reported)) == [
        ("desk_officer", "slices_restricted", "Known already"),
        ("subgroup_reader", "slices_restricted", "Ours"),
    ]
    with open_session(reported) as session:
        mails = session.scalars(select(OutboxMail)).all()
    ours = [mail for mail in mails if "holds data for your slices" in mail.subject]
    assert [mail.unsubscribe_path.startswith("/mails/stop/") for mail in ours] == [True, True]
    assert reader.post(f"{first}/notify", {"notify": "no"}).status == 303
    approved(reported, "2027/2")
    published(reported, "2027/2")
    tell_of_editions(reported)
    new = [told for told in _told(reported) if told[1] == "slices_published"]
    assert new == [("desk_officer", "slices_published", "Known already")]


def _told(engine) -> list[tuple[str, str, str]]:
    with open_session(engine) as session:
        query = select(Notice, Account.email).join(Account, Account.id == Notice.account_id)
        rows = session.execute(query.where(Notice.kind.startswith("slices_"))).all()
    return [
        (email.partition("@")[0], notice.kind, json.loads(notice.facts)["subject"])
        for notice, email in rows
    ]

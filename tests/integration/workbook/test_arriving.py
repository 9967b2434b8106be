"""A file is read before the transaction: nobody waits for it, and nothing is read for strangers."""

import asyncio
import threading

import pytest

from app.domain.answers import Problem
from app.domain.roles import Role
from app.web.gates import FILES_AT_ONCE
from app.workbook import arriving
from tests.client import PageClient
from tests.factories import make_person, open_reporting, stored_answer

HOME = "/contributions/2027/DK/workbook"
ANSWER = "/contributions/2027/DK/points/P01/answers/P01.justification"
FILE = {"file": ("x.xlsx", b"some bytes", "application/octet-stream")}


@pytest.fixture
def lead(app, engine, tmp_path):
    """The browser of Denmark's reporting lead."""
    app.state.settings = app.state.settings.model_copy(update={"data_dir": tmp_path / "kept"})
    open_reporting(engine, "DK", "GR")
    return PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Anna Berg"))


class SlowReader:
    """A reader that goes on reading until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.goes_on = threading.Event()
        self.count = 0

    def __call__(self, contents):
        """Read for as long as the test wants, then find nothing."""
        self.count += 1
        self.begun.release()
        self.goes_on.wait(30)
        return Problem("not_a_workbook")


@pytest.fixture
def reader(monkeypatch):
    """A reader in the place of the real one."""
    slow = SlowReader()
    monkeypatch.setattr(arriving, "read_workbook", slow)
    yield slow
    slow.goes_on.set()


def _sending(client, url, fields, **more):
    """Start a post in the running loop, as the browser would send it."""
    headers = {"Origin": client.base_url, "Sec-Fetch-Site": "same-origin"}
    options = {"data": {"csrf": client.csrf, **fields}, "headers": headers, **more}
    return asyncio.ensure_future(client._send("POST", url, options))


async def _begun(reader, times=1):
    for _time in range(times):
        assert await asyncio.to_thread(reader.begun.acquire, timeout=20)


def test_others_save_while_a_file_is_read(app, engine, lead, reader):
    """The save of a colleague is done before the reader is."""
    colleague = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Bo Dal"))

    async def meanwhile():
        upload = _sending(lead, HOME, {}, files=FILE)
        await _begun(reader)
        saved = await asyncio.wait_for(
            _sending(colleague, ANSWER, {"value": "Meanwhile.", "revision": "0"}), 20
        )
        still_reading = not upload.done()
        reader.goes_on.set()
        return saved, still_reading, await upload

    saved, still_reading, answered = asyncio.run(meanwhile())
    assert (saved.status_code, still_reading, answered.status_code) == (303, True, 422)
    assert stored_answer(engine, "P01.justification").value == "Meanwhile."


def test_a_few_are_read_at_once_and_too_many_are_asked_to_come_again(app, lead, reader):
    """Two are read, a few wait, one more gets a sentence at once; pages go on being served."""
    waiting = max(1, app.state.settings.threads // 4)

    async def crowd():
        sent = [_sending(lead, HOME, {}, files=FILE) for _one in range(FILES_AT_ONCE + waiting)]
        await _begun(reader, FILES_AT_ONCE)
        gates = app.state.gate_keeper.gates()
        while gates.has_room_for_a_file:
            await asyncio.sleep(0.01)
        refused = await asyncio.wait_for(_sending(lead, HOME, {}, files=FILE), 20)
        page = await asyncio.wait_for(lead._send("GET", HOME, {}), 20)
        read = reader.count
        reader.goes_on.set()
        return refused, page, read, await asyncio.gather(*sent)

    refused, page, read, others = asyncio.run(crowd())
    assert refused.status_code == 503
    assert "upload yours again in a minute" in " ".join(refused.text.split())
    assert page.status_code == 200
    assert read == FILES_AT_ONCE
    assert {one.status_code for one in others} == {422}


def test_nothing_is_read_for_who_could_not_upload(app, engine, lead, reader):
    """A forged request, nobody signed in, somebody who only reads, another country's lead."""
    reader.goes_on.set()
    forged = lead.post(HOME, {"csrf": "not the token"}, files=FILE)
    assert forged.status == 403
    assert PageClient(app).post(HOME, {}, files=FILE).status in (303, 401)
    only_reads = make_person(engine, Role.NATIONAL_READER, name="Rie Lund")
    assert PageClient(app).sign_in(only_reads).post(HOME, {}, files=FILE).status == 403
    greek = make_person(engine, Role.REPORTING_LEAD, "GR")
    assert PageClient(app).sign_in(greek).post(HOME, {}, files=FILE).status == 404
    assert reader.count == 0
    assert lead.post(HOME, {}, files=FILE).status == 422
    assert reader.count == 1

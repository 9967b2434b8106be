"""The fixtures keep their word: no network, a fresh database of each kind, a guarded browser."""

import socket

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from sqlalchemy import Engine, text

from app.core.db import make_engine
from tests.live_server import serve


def test_no_test_can_reach_another_machine():
    """192.0.2.1 is an address that belongs to nobody."""
    with socket.socket() as outside, pytest.raises(RuntimeError, match="tried to reach"):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.parametrize("_round", [1, 2])
def test_every_test_starts_with_an_empty_database_of_its_own(engine: Engine, database_kind, _round):
    """What the first round leaves behind is not there in the second."""
    assert engine.dialect.name == database_kind
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (id integer)"))


def test_the_database_server_of_the_tests_is_a_current_one(postgresql_server, postgresql_template):
    """A forgotten lock file would keep the tests on a server that operators no longer run."""
    engine = make_engine(postgresql_server.url(postgresql_template))
    with engine.connect() as connection:
        assert connection.dialect.server_version_info >= (18,)
    engine.dispose()


HOSTILE = """<!doctype html><html lang="en"><title>t</title><main><h1>t</h1>
<img src="http://outside.invalid/a.png" alt=""><img src="/none.png"></main></html>"""


@pytest.fixture
def hostile_page():
    """Serve a page that asks another machine for a picture and has one without alternative."""
    app = FastAPI()
    app.get("/", response_class=HTMLResponse)(lambda: HOSTILE)
    with serve(app) as address:
        yield address


def test_axe_finds_what_is_wrong_and_the_browser_stays_on_this_machine(browser, axe, hostile_page):
    """The picture of the other machine is not fetched, the one without alternative is reported."""
    failed = []
    page = browser.new_page()
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(hostile_page)
    assert failed == ["http://outside.invalid/a.png"]
    found = axe(page)
    page.close()
    assert [violation.split(":")[0] for violation in found] == ["image-alt"]

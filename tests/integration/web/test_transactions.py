"""One request, one transaction, committed before the answer; waiting requests never starve running
ones."""

import asyncio

import httpx
import pytest
from fastapi import Request, Response
from sqlalchemy import event, select, text
from sqlmodel import Session

from app.audit.models import AuditEvent
from app.audit.service import record
from app.core.db import WroteWhileReading, open_session
from app.core.errors import Conflict
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter, Public, use
from tests.client import PageClient

steps: list[str] = []


def _routes() -> PortalRouter:
    router = PortalRouter(prefix="/try")

    @router.post("/write", dependencies=use(Public()))
    def write(request: Request, session: SessionDep) -> Response:
        record(session, "cycle:try", "tried", account_id=None)
        steps.append("endpoint")
        return Response("done", media_type="text/plain")

    @router.post("/refuse", dependencies=use(Public()))
    def refuse(session: SessionDep) -> Response:
        record(session, "cycle:try", "tried", account_id=None)
        raise Conflict

    @router.get("/write", dependencies=use(Public()))
    def write_on_get(session: SessionDep) -> Response:
        record(session, "cycle:try", "tried", account_id=None)
        return Response("done")

    @router.get("/add", dependencies=use(Public()))
    def add_on_get(session: SessionDep) -> Response:
        session.add(AuditEvent(stream="x", sequence=1, act="x", subject="", data={}))
        return Response("done")

    return router


@pytest.fixture
def browser(app):
    """A browser on an application with a few routes more."""
    steps.clear()
    app.include_router(_routes())
    return PageClient(app)


def _events(engine):
    with open_session(engine) as session:
        return len(session.scalars(select(AuditEvent.id)).all())


def test_answer_comes_after_the_commit(app, browser, engine):
    """Endpoint, commit, answer: in this order."""

    @event.listens_for(app.state.engine, "commit")
    def committed(connection) -> None:
        steps.append("commit")

    class Noted(httpx.ASGITransport):
        async def handle_async_request(self, request):
            response = await super().handle_async_request(request)
            steps.append("answer")
            return response

    async def send():
        async with httpx.AsyncClient(transport=Noted(app), base_url=browser.base_url) as client:
            return await client.post("/try/write", headers={"Origin": browser.base_url})

    assert asyncio.run(send()).status_code == 200
    assert steps == ["endpoint", "commit", "answer"]
    assert _events(engine) == 1


def test_failed_commit_is_never_answered_with_success(browser, engine, monkeypatch):
    """The reader is told, and nothing is stored."""

    def fail(self) -> None:
        raise RuntimeError("no commit today")

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", fail)
        answer = browser.request("POST", "/try/write", headers={"Origin": browser.base_url})
    assert answer.status == 500
    assert "done" not in answer.text
    assert _events(engine) == 0


def test_refusal_rolls_back(browser, engine):
    """What a verb wrote before it refused is gone."""
    assert browser.post("/try/refuse").status == 409
    assert _events(engine) == 0


@pytest.mark.parametrize("path", ["/try/write", "/try/add"])
def test_get_cannot_write(browser, engine, path):
    """The database refuses the statement, the session the forgotten object."""
    assert browser.get(path).status == 500
    assert _events(engine) == 0


def test_read_only_session_refuses_changes(engine):
    """Both ways of writing end in an error, and the connection can write again afterwards."""
    with pytest.raises(Exception, match=r"(?i)read-?\s?only"), open_session(engine) as session:
        session.execute(text("DELETE FROM audit_stream"))
    with pytest.raises(WroteWhileReading), open_session(engine) as session:
        session.add(AuditEvent(stream="x", sequence=1, act="x", subject="", data={}))
    with open_session(engine, write=True) as session:
        record(session, "cycle:try", "tried", account_id=None)
    assert _events(engine) == 1


def test_sixty_writers_at_once_all_succeed(browser, engine):
    """More requests than threads and connections: they wait, none fails, every event is chained."""

    async def send_all():
        transport = httpx.ASGITransport(browser.app)
        async with httpx.AsyncClient(transport=transport, base_url=browser.base_url) as client:
            sent = [
                client.post("/try/write", headers={"Origin": browser.base_url}) for _ in range(60)
            ]
            return [answer.status_code for answer in await asyncio.gather(*sent)]

    assert asyncio.run(send_all()) == [200] * 60
    with open_session(engine) as session:
        sequences = session.scalars(select(AuditEvent.sequence).order_by(AuditEvent.sequence))
        assert list(sequences) == list(range(1, 61))

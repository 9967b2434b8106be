"""Fifty identical submits at the same moment: one submission, one receipt, one entry each."""

import http.client
import re
import socket
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import open_session
from app.domain.workflow import Status
from app.reporting.models import Receipt, Submission
from tests.counts import count
from tests.portal_process import HOST, portal
from tests.team import Team, ready_team

PRESSES = 50
ROUNDS = count(2, 200)
RECEIPT = re.compile(r"Receipt (2027-DK-\d+-\d{6})")


def _request(team: Team, port: int, version: int) -> bytes:
    """Return the bytes of one press of the button; every press sends the same."""
    body = urlencode({"csrf": team.lead.csrf, "version": version}).encode()
    cookies = "; ".join(f"{name}={value}" for name, value in team.lead.cookies.items())
    lines = (
        f"POST {team.home}/sign-off/submit HTTP/1.1",
        f"Host: {HOST}:{port}",
        f"Cookie: {cookies}",
        "Connection: close",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _press_at_once(port: int, request: bytes) -> list[tuple[int, str]]:
    """Send everything but the last byte on all connections, then the last bytes together."""
    connections = [socket.create_connection((HOST, port), timeout=60) for _ in range(PRESSES)]
    for connection in connections:
        connection.sendall(request[:-1])
    for connection in connections:
        connection.sendall(request[-1:])
    return [_answer(connection) for connection in connections]


def _answer(connection: socket.socket) -> tuple[int, str]:
    with connection:
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        answer.read()
        answer.close()
        return answer.status, answer.headers.get("Location", "")


def _again(team: Team) -> None:
    """Withdraw what was submitted and bring the same content to signature again."""
    assert team.act("withdraw", reason="To be submitted once more.").status == 303
    assert team.act("reopen").status == 303


@pytest.fixture
def team(app) -> Team:
    """A team whose contribution can be sent."""
    return ready_team(app)


def test_identical_submits_at_once_make_one_submission_each(team, database_url, tmp_path):
    """A double click, a double tab, a browser that sends again: everybody gets one receipt."""
    with portal(database_url, tmp_path, log_level="warning") as served:
        for version in range(1, ROUNDS + 1):
            if version > 1:
                _again(team)
            assert team.act("send", reason="Submitted once more.").status == 303
            assert team.sign().status == 303
            answers = _press_at_once(served.port, _request(team, served.port, version))
            where = f"{team.home}/submissions/{version}/receipt"
            assert set(answers) == {(303, where)}
            assert len(answers) == PRESSES
            assert team.counts() == (version, version)
            assert (team.status, team.row().version) == (Status.SUBMITTED, version)
    _check_everything_is_there_once(team)


def _check_everything_is_there_once(team: Team) -> None:
    wanted = list(range(1, ROUNDS + 1))
    with open_session(team.engine) as session:
        versions = session.execute(select(Submission.version).order_by(Submission.id)).scalars()
        numbers = session.execute(select(Receipt.number).order_by(Receipt.id)).scalars().all()
        entries = session.execute(
            select(AuditEvent.act, func.count())
            .where(AuditEvent.act.in_(("submit", "receipt_issued")))
            .group_by(AuditEvent.act)
        ).all()
        assert list(versions) == wanted
    assert [int(number.split("-")[2]) for number in numbers] == wanted
    assert len(set(numbers)) == ROUNDS
    assert dict(map(tuple, entries)) == {"submit": ROUNDS, "receipt_issued": ROUNDS}
    page = team.lead.get(f"{team.home}/submissions/{ROUNDS}/receipt")
    assert RECEIPT.search(page.heading)[1] == numbers[-1]

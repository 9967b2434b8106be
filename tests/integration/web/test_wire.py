"""Requests as raw bytes: what two readers could understand in two ways is refused."""

import socket

import pytest

from app.web.protocol import MOST_HEAD_BYTES
from tests.database import one_database

GET = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"
REFUSED = {
    "two lengths": POST + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc",
    "length and chunks": POST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks, then more": POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a chunk of no size": POST + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
    "a negative length": POST + "Content-Length: -1\r\n\r\n",
    "a folded line": GET + "X-One: a\r\n b: c\r\nContent-Length : 3\r\n\r\nabc",
    "a space before the colon": GET + "Content-Length : 3\r\n\r\nabc",
    "no host": "GET /sign-in HTTP/1.1\r\n\r\n",
    "a strange host": "GET /sign-in HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a null byte": GET + "X-One: a\0b\r\n\r\n",
    "no version": "GET /sign-in\r\n\r\n",
    "another protocol": "\x16\x03\x01\x00\x05hello",
    "a head that never ends": GET + "X-One: " + "a" * (MOST_HEAD_BYTES * 2),
    "lines that never end": GET + "X-One: aaaaaaaaaa\r\n" * (MOST_HEAD_BYTES // 8),
}


def _talk(address: str, sent: str, *, is_all: bool = True) -> bytes:
    """Send bytes over a connection of its own and return all that comes until it is closed."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(sent.encode("latin-1"))
        if is_all:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        try:
            while part := connection.recv(1 << 16):
                received += part
        except ConnectionResetError:
            pass
    return received


@one_database
def test_what_can_be_read_in_two_ways_is_refused(live_server):
    """One connection each: an answer of 4xx or a closed line, never two answers."""
    for name, sent in REFUSED.items():
        found = _talk(live_server, sent)
        answers = found.count(b"HTTP/1.1 ")
        assert answers <= 1, (name, found)
        assert not answers or found.startswith(b"HTTP/1.1 4"), (name, found[:200])


@one_database
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_plain_requests_are_answered_in_their_order(live_server, version):
    """HTTP/1.0 gets one answer; several requests at once get theirs one after the other."""
    one = f"GET /health/live HTTP/{version}\r\nHost: 127.0.0.1\r\n"
    if version == "1.0":
        assert _talk(live_server, one + "\r\n").startswith(b"HTTP/1.1 200")
        return
    strange = "GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    found = _talk(live_server, f"{one}\r\n{strange}{one}Connection: close\r\n\r\n", is_all=False)
    places = [found.find(b" 200 OK"), found.find(b" 404 "), found.rfind(b" 200 OK")]
    assert places == sorted(places)
    assert found.count(b"HTTP/1.1 ") == 3

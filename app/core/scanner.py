"""A small client of the ClamAV daemon: one file in, clean, infected or not scanned out."""

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.logging import logger

CLEAN = "clean"
INFECTED = "infected"
NOT_SCANNED = ""

_SECONDS = 20
_CHUNK = 64 << 10
_REPLY_LIMIT = 4096
_PORT = re.compile(r"(?P<host>.+):(?P<port>\d{1,5})")


def scan(address: str, contents: bytes) -> str:
    """Return what the scanner at this address says; whatever goes wrong, the file is not scanned.

    `address` is host:port, or the path of a socket; an empty one means that there is no scanner.
    """
    if not address:
        return NOT_SCANNED
    try:
        with _connected(address) as connection:
            return _verdict(_ask(connection, contents))
    except (OSError, ValueError) as error:
        logger().warning("scanner_failed", reason=type(error).__name__)
        return NOT_SCANNED


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    found = None if address.startswith("/") else _PORT.fullmatch(address)
    if found:
        where = (found["host"].strip("[]"), int(found["port"]))
        with socket.create_connection(where, timeout=_SECONDS) as connection:
            yield connection
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_SECONDS)
        connection.connect(address)
        yield connection


def _ask(connection: socket.socket, contents: bytes) -> bytes:
    """Send the contents in chunks, each with its length in front; a length of nought ends them."""
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(contents), _CHUNK):
        chunk = contents[start : start + _CHUNK]
        connection.sendall(struct.pack("!I", len(chunk)) + chunk)
    connection.sendall(struct.pack("!I", 0))
    reply = b""
    while len(reply) < _REPLY_LIMIT and b"\0" not in reply:
        received = connection.recv(_REPLY_LIMIT)
        if not received:
            break
        reply += received
    return reply


def _verdict(reply: bytes) -> str:
    """Read the answer; only the two that are meant count, everything else is no scan."""
    text, end, _rest = reply.partition(b"\0")
    if end and text == b"stream: OK":
        return CLEAN
    if end and text.startswith(b"stream: ") and text.endswith(b" FOUND"):
        return INFECTED
    logger().warning("scanner_answer_unknown")
    return NOT_SCANNED

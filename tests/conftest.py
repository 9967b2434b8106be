"""What holds for every test: no network, the chosen counts, and the shared fixtures."""

import gc
import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

from tests.counts import FULL

pytest_plugins = (
    "tests.database",
    "tests.seeded",
    "tests.live_server",
    "tests.chromium",
    "tests.libreoffice",
    "tests.client",
)

hypothesis.settings.load_profile("proof" if FULL else "ci")

gc.disable()  # until the tests are collected: what is imported stays, and was looked through again


def pytest_collection_finish() -> None:
    """Look for garbage among what the tests make, not among what was imported for them."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def settings_of_nobody() -> Iterator[None]:
    """Forget the PORTAL_... variables of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [found for found in os.environ if found.startswith("PORTAL_")]:
            patch.delenv(variable)
        yield


def _is_local(family: int, address: Any) -> bool:
    if family == socket.AF_UNIX:
        return True
    host = address[0]
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Refuse every connection that leaves the machine."""

    def guarded(method: Any) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if not _is_local(self.family, address):
                raise RuntimeError(f"A test tried to reach {address!r}.")
            return method(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        yield

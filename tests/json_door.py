"""A program with a key of a country's lead: what it sends to the JSON door."""

from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine

from app.core.clock import today_brussels
from app.core.db import open_session
from app.domain.roles import Role
from app.identity.keys import make_key
from tests.client import PageClient
from tests.factories import CYCLE
from tests.reported import country_scope

DOOR = "/api/v1/contributions"
HERE = f"{DOOR}/{CYCLE}"


class Program:
    """Another system of a country; it keeps no cookie and sends no origin."""

    def __init__(self, app: FastAPI, key: str) -> None:
        self.app = app
        self.key = key

    def send(self, method: str, url: str = "", **options: Any) -> httpx.Response:
        """Send one request; addresses without a slash in front stand under the cycle."""
        whole = url if url.startswith("/") else f"{HERE}/{url}".rstrip("/")
        headers = {"Authorization": f"Bearer {self.key}", **options.pop("headers", {})}
        return PageClient(self.app).request(method, whole, headers=headers, **options).response

    def read(self, url: str = "") -> Any:
        """Return what an address says."""
        answer = self.send("GET", url)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def write(self, url: str, change: Any, *, attempt: str = "") -> httpx.Response:
        """Send a change."""
        headers = {"Idempotency-Key": attempt} if attempt else {}
        return self.send("PATCH", url, json=change, headers=headers)

    def save(self, url: str, change: Any) -> Any:
        """Send a change that is taken, and return what was saved."""
        answer = self.write(url, change)
        assert answer.status_code == 200, answer.text
        return answer.json()


def program_of(
    app: FastAPI,
    role: Role = Role.REPORTING_LEAD,
    reporter: str = "DK",
    *,
    name: str = "Register",
    may_write: bool = True,
) -> Program:
    """Return a program with a new key that acts for somebody of a country."""
    engine: Engine = app.state.engine
    scope = country_scope(engine, role, reporter)
    with open_session(engine, write=True) as session:
        last = today_brussels().isoformat()
        key = make_key(session, scope, name, may_write=may_write, last_day=last)
    return Program(app, key)

"""Clients that save over real connections and remember what was acknowledged."""

import html
import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import Engine, select

from app.core.db import open_session
from app.core.settings import Settings
from app.domain.roles import Role
from app.identity.models import Account, SignInSession
from app.identity.sign_in import start_session
from tests.factories import make_person

HOST = "127.0.0.1"
_REVISION = re.compile(r'name="revision" value="(\d+)"')
_TEXT = re.compile(r"<textarea[^>]*>\n?(.*?)</textarea>", re.DOTALL)
# Both versions: whole where nothing was there before, else as what each changed.
_BOTH = re.compile(
    r'conflict__whose.*?</p>\s*<div class="(?:quoted|difference)"[^>]*>(.*?)</div>', re.DOTALL
)
_GONE = re.compile(r'<del>.*?</del>|<span class="visually-hidden">.*?</span>|<[^>]+>', re.DOTALL)


@dataclass
class Writer:
    """One signed-in person at one browser; not to be used by two threads."""

    port: int
    token: str
    csrf: str
    acknowledged: list[str] = field(default_factory=list)
    _connection: http.client.HTTPConnection | None = None

    def save(self, code: str, text: str, revision: int, key: str = "") -> int:
        """Save an answer and return the status; raises OSError or HTTPException when cut off."""
        status, _ = self._save(code, text, revision, key)
        return status

    def append(self, code: str, token: str, known: tuple[str, int]) -> tuple[int, str, int]:
        """Add a token to the text as it was last known; return status, text and revision.

        After a refusal these are what the conflict view shows of the other person, so that a
        careful writer goes on from there without loading the page again. A portal that is too busy
        (503) has kept nothing, and what was known stays known.
        """
        text, revision = f"{known[0]} {token}".strip(), known[1]
        status, part = self._save(code, text, revision)
        if status == 503:
            return status, *known
        found = _REVISION.search(part)
        assert found is not None, part[:500]
        if status == 409:
            mine, text = (html.unescape(_GONE.sub("", shown)) for shown in _BOTH.findall(part))
            assert mine.endswith(token), mine[-200:]
        return status, text, int(found[1])

    def _save(self, code: str, text: str, revision: int, key: str = "") -> tuple[int, str]:
        fields = {"csrf": self.csrf, "value": text, "language": "en", "idempotency_key": key}
        sent = {**fields, "revision": revision}
        status, part = self._send("POST", f"/answers/{code}", code, sent)
        if status == 200:
            self.acknowledged.append(text)
        return status, part

    def read(self, code: str) -> tuple[str, int]:
        """Return the text and revision a form of the point's page holds."""
        status, page = self._send("GET", "", code, {})
        while status == 503:  # too busy: whoever waits for the page loads it again
            time.sleep(1)
            status, page = self._send("GET", "", code, {})
        assert status == 200, page[:500]
        form = page[page.index(f'id="form-answer-{code}"') :]
        found, text = _REVISION.search(form), _TEXT.search(form)
        assert found is not None, form[:500]
        assert text is not None, form[:500]
        return html.unescape(text[1]), int(found[1])

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()

    def _send(self, method: str, part: str, code: str, fields: dict) -> tuple[int, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=120)
        headers = {"Cookie": f"portal_session={self.token}"}
        if method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "HX-Request": "true",
                "HX-Request-Type": "partial",
            }
        path = f"/contributions/2027/DK/points/{code.partition('.')[0]}{part}"
        self._connection.request(method, path, urlencode(fields), headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()


def make_writer(engine: Engine, port: int, name: str, role: Role = Role.REPORTING_LEAD) -> Writer:
    """Sign somebody in, without the slow check of a password, and return the browser."""
    with open_session(engine) as session:
        email = f"{name.lower().replace(' ', '.')}.dk@ministry.example"
        known = session.execute(select(Account.id).where(Account.email == email)).scalar()
    if known is None:
        email = make_person(engine, role, "DK", name)
    with open_session(engine, write=True) as session:
        person = session.execute(select(Account.id).where(Account.email == email)).scalar_one()
        token = start_session(session, Settings(demo=True), person)
        newest = select(SignInSession.csrf_token).order_by(SignInSession.id.desc()).limit(1)
        return Writer(port, token, session.execute(newest).scalar_one())

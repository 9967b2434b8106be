"""A walk through the portal: everybody tries every act at its address, again and again."""

import http.client
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine, func, insert, select, update

from app.audit.models import AuditEvent
from app.catalogue.models import Cycle
from app.core.clock import now, today_brussels
from app.core.db import open_session
from app.core.settings import Settings
from app.domain.observations import parse_key
from app.domain.roles import CountryScope, Role
from app.domain.workflow import TRANSITIONS, Action, ClarificationStatus, Status, Window
from app.identity.models import SignInSession
from app.identity.sign_in import start_session
from app.reporting.clarification_models import Clarification
from app.reporting.models import Contribution, Submission
from app.reporting.queries import load_draft
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.records import leave_out
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    save_answer,
    save_observation,
)
from app.reporting.service.signing import to_sign
from app.reporting.team_models import Assignment
from tests.builders import LONG_TEXT, NOW
from tests.factories import make_contribution, make_cycle, make_version
from tests.people import PASSWORD, make_account
from tests.portal_process import HOST
from tests.proof.workflow_model import ACTORS, DESK, PERMISSIONS, REPORTER, Actor, Model

POINT, CODE = "P05", "P05.justification"
PATHS = {
    Action.SAVE: f"/points/{POINT}/answers/{CODE}",
    Action.SEND_FOR_SIGN_OFF: "/sign-off/send",
    Action.SIGN_OFF: "/sign-off/sign",
    Action.HAND_BACK: "/sign-off/hand-back",
    Action.SUBMIT: "/sign-off/submit",
    Action.RECALL: "/sign-off/recall",
    Action.REOPEN: "/sign-off/reopen",
    Action.DECLINE: "/sign-off/decline",
    Action.WITHDRAW: "/sign-off/withdraw",
}
CHAPTER = 80  # steps in one cycle
RECORDED = frozenset({*map(str, PERMISSIONS), "accepted", "extension_granted"}) - {"save"}
_BUTTON = re.compile(r'action="[^"]*(/sign-off/[a-z-]+)"')
# Distance of opening, due date and closing from now, in days.
_DAYS = {
    Window.BEFORE_OPENING: (1, 2, 3),
    Window.OPEN: (-1, 2, 3),
    Window.LATE: (-2, -1, 3),
    Window.CLOSED: (-3, -2, -1),
}


@dataclass
class Walker:
    """Takes steps on one database and one server, and checks each against the model."""

    engine: Engine
    port: int
    chance: random.Random
    model: Model = field(default_factory=Model)
    cycle: str = ""
    taken: Counter[tuple[Status, Action]] = field(default_factory=Counter)
    tried: Counter[tuple[Status, Action, str]] = field(default_factory=Counter)
    steps: int = 0
    _people: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None
    _catalogue: int = 0

    def __post_init__(self) -> None:
        """Make and sign in everybody."""
        for actor in ACTORS:
            if actor.grants:
                email = f"{actor.name}@portal.example"
                person = make_account(self.engine, email, *actor.grants, name=actor.name)
                self._people[actor.name] = (person, *self._signed_in(person))
        with open_session(self.engine, write=True) as session:
            self._catalogue = make_version(session)
        self._connection = http.client.HTTPConnection(HOST, self.port, timeout=60)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def walk(self, steps: int) -> None:
        """Take this many steps, in as many cycles as it takes."""
        for number in range(self.steps, self.steps + steps):
            if number % CHAPTER == 0:
                if self.cycle:
                    self.check_record()
                self._open_cycle(number // CHAPTER)
            if self.chance.random() < (0.1 if self.model.is_open else 0.3):
                self._pass_time()
            self._step()
            if number % 10 == 0:
                self._look(self.chance.choice(ACTORS))
        self.check_record()

    def check_record(self) -> None:
        """The record of the cycle holds exactly what was done, in its order."""
        query = (
            select(AuditEvent.act)
            .where(AuditEvent.stream == f"contribution:{self.cycle}:{REPORTER}")
            .where(AuditEvent.act.in_(RECORDED))
            .order_by(AuditEvent.sequence)
        )
        with open_session(self.engine) as session:
            assert list(session.execute(query).scalars()) == self.model.done

    def _step(self) -> None:
        """Somebody tries something: half of the time what is lawful and was done least."""
        before, legal = self.model.status, self._legal()
        if legal and self.chance.random() < 0.5:
            actor, action = min(legal, key=self._worn)
            reason = "A reason."
        else:
            actor = self.chance.choice(ACTORS)
            action = self.chance.choice(list(PERMISSIONS))
            reason = self.chance.choice(("", "A reason."))
        refusals = self.model.refusals(actor, action, reason)
        status = self._send(actor, action, reason)
        told = (self.steps, self.cycle, actor.name, action, reason, self.model)
        if refusals:
            assert status in refusals, (status, refusals, told)
        else:
            assert status == 303, (status, told)
            self.taken[before, action] += 1
            self.model.do(actor, action)
        assert self._stored() == (self.model.status, self.model.version), told
        self.tried[before, action, actor.name] += 1
        self.steps += 1

    def _legal(self) -> list[tuple[Actor, Action]]:
        # In a stable order first: sets of words come in another order in every process.
        pairs = [(actor, one) for actor in ACTORS for one in sorted(self.model.offered(actor))]
        return sorted(pairs, key=lambda _: self.chance.random())

    def _worn(self, one: tuple[Actor, Action]) -> tuple[bool, int]:
        """Put what was never done first, then what leads where the walk has seldom been."""
        before, (_, action) = self.model.status, one
        to = self.model.leads_to(action)
        done = self.taken[before, action]
        return done > 0, done + sum(n for (state, _), n in self.taken.items() if state is to)

    def _stored(self) -> tuple[Status, int]:
        """Return the state, and the version, which must be the number of submissions."""
        with open_session(self.engine) as session:
            row = self._row(session)
            frozen = select(func.count()).where(Submission.contribution_id == row.id)
            assert session.execute(frozen).scalar_one() == row.version
            return row.status, row.version

    def _row(self, session: Any) -> Contribution:
        query = select(Contribution).join(Cycle, Cycle.id == Contribution.cycle_id)
        wanted = Cycle.code == self.cycle, Contribution.reporter == REPORTER
        found: Contribution = session.execute(query.where(*wanted)).scalar_one()
        return found

    # What people send.

    def _send(self, actor: Actor, action: Action, reason: str) -> int:
        version = self.model.version
        fields: dict[str, Any] = {"reason": reason}
        path = f"/contributions/{self.cycle}/{REPORTER}{PATHS.get(action, '')}"
        match action:
            case Action.SAVE:
                text = f"{LONG_TEXT} Step {self.steps}."
                fields = {"value": text, "language": "en", "revision": self.model.revision}
            case Action.SIGN_OFF:
                # Always what is shown, so that nothing but the workflow refuses a signature.
                fields = {"shown_sha256": self._shown(), "declaration": "yes", "password": PASSWORD}
            case Action.SUBMIT:
                fields = {"version": version + 1}
            case Action.ACCEPT:
                path = f"/desk/{self.cycle}/{REPORTER}/accept"
                fields = {"version": max(version, 1)}
            case Action.ASK_CLARIFICATION:
                path = f"/desk/{self.cycle}/{REPORTER}/ask"
                fields |= {"version": max(version, 1), "about": f"{POINT}/", "text": "Why?"}
                fields["due_on"] = (today_brussels() + timedelta(days=9)).isoformat()
            case Action.CLOSE_CLARIFICATION:
                return self._cancel_all(actor, reason)
            case Action.RECALL | Action.REOPEN:
                fields = {}
        return self._request("POST", path, actor, fields)[0]

    def _cancel_all(self, actor: Actor, reason: str) -> int:
        """Take every question back that waits; without one, a question that is not there."""
        status = 0
        for number, revision in self._questions(ClarificationStatus.ASKED) or [(999_999, 1)]:
            status = self._on_question(actor, number, "cancel", revision, reason)
        return status

    def _on_question(self, actor: Actor, number: int, verb: str, revision: int, text: str) -> int:
        path = f"/desk/{self.cycle}/{REPORTER}/clarifications/{number}/{verb}"
        return self._request("POST", path, actor, {"revision": revision, "text": text})[0]

    def _questions(self, status: ClarificationStatus) -> list[tuple[int, int]]:
        query = (
            select(Clarification.id, Clarification.revision)
            .where(Clarification.status == status)
            .order_by(Clarification.id)
        )
        with open_session(self.engine) as session:
            ours = Clarification.contribution_id == self._row(session).id
            return [tuple(row) for row in session.execute(query.where(ours))]

    def _shown(self) -> str:
        with open_session(self.engine) as session:
            return to_sign(load_draft(session, self._scope(), self.cycle)).sha256

    def _scope(self) -> CountryScope:
        return CountryScope(
            REPORTER, self._people["lead"][0], "lead", frozenset({Role.REPORTING_LEAD})
        )

    def _look(self, actor: Actor) -> None:
        """The sign-off page has a button for what is lawful, and for nothing else."""
        path = f"/contributions/{self.cycle}/{REPORTER}/sign-off"
        status, page = self._request("GET", path, actor, {})
        if actor.is_foreign:
            assert status == (404 if actor.grants else 303), (actor, status)
            return
        names = {path: action for action, path in PATHS.items()}
        shown = {names[path] for path in _BUTTON.findall(page)}
        wanted = self.model.offered(actor) - {Action.SAVE, Action.ACCEPT, *DESK}
        assert shown == wanted, (self.cycle, actor.name, self.model)

    def _request(
        self, method: str, path: str, actor: Actor, fields: dict[str, Any]
    ) -> tuple[int, str]:
        assert self._connection is not None
        headers = {"Origin": f"http://{HOST}:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if actor.name in self._people:
            _, token, csrf = self._people[actor.name]
            headers["Cookie"] = f"portal_session={token}"
            fields = {**fields, "csrf": csrf}
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields)
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def _signed_in(self, person: int) -> tuple[str, str]:
        with open_session(self.engine, write=True) as session:
            token = start_session(session, Settings(demo=True), person)
            newest = select(SignInSession.csrf_token).order_by(SignInSession.id.desc()).limit(1)
            return token, session.execute(newest).scalar_one()

    # What happens without an address: dates pass, answers are filled in, editions are published.

    def _open_cycle(self, number: int) -> None:
        self.cycle, self.model = f"{number}", Model()
        with open_session(self.engine, write=True) as session:
            cycle = make_cycle(session, self.cycle, catalogue_version_id=self._catalogue)
            contribution = make_contribution(session, REPORTER, cycle)
            for name in ("contributor", "both"):
                values = {"contribution_id": contribution, "account_id": self._people[name][0]}
                values |= {"point": POINT, "assigned_at": now()}
                session.execute(insert(Assignment).values(**values))

    def _pass_time(self) -> None:
        """Do one thing that no button does."""
        acts = [self._change_dates, self._extend]
        editable = (Status.NOT_STARTED, Status.IN_PREPARATION)
        if self.model.status in editable and self.model.is_open and not self.model.is_complete:
            acts = [self._fill]
        elif self.model.answered:
            acts += [self._settle] * 6
        if (self.model.status, Action.PUBLISH) in TRANSITIONS and self.chance.random() < 0.5:
            acts = [self._publish]
        self.chance.choice(acts)()

    def _change_dates(self) -> None:
        self.model.window = self.chance.choice(
            (Window.OPEN, Window.OPEN, Window.LATE, Window.CLOSED, Window.BEFORE_OPENING)
        )
        opens, due, closes = (now() + timedelta(days=n) for n in _DAYS[self.model.window])
        values = {"opens_at": opens, "due_at": due, "closes_at": closes}
        with open_session(self.engine, write=True) as session:
            session.execute(update(Cycle).where(Cycle.code == self.cycle).values(**values))

    def _extend(self) -> None:
        """Somebody tries to give the country more time; only the cycle manager can."""
        actor = self.chance.choice(ACTORS)
        until = today_brussels() + timedelta(days=10 + self.steps)
        fields = {"reporter": REPORTER, "until": until.isoformat(), "reason": "Elections."}
        status, _ = self._request("POST", f"/cycles/{self.cycle}/extensions", actor, fields)
        if actor.name == "cycles":
            assert status == 303
            self.model.has_extension = True
            self.model.done.append("extension_granted")
        else:
            assert status == (403 if actor.grants else 401), (actor, status)

    def _fill(self) -> None:
        scope, base = self._scope(), Base()
        key, text = parse_key(f"SD-X.1/{POINT}@{NOW}"), LONG_TEXT
        assert key is not None
        with open_session(self.engine, write=True) as session:
            kept = [
                save_observation(session, scope, self.cycle, key, ObservationInput(("some",)), base)
            ]
            for point in ("P01", "P02", "P03", "P04"):
                gone = {"left_out": True, "reason": "Later.", "base": base}
                kept.append(leave_out(session, scope, self.cycle, point, **gone))
            if not self.model.revision:
                given = AnswerInput((text,))
                kept.append(save_answer(session, scope, self.cycle, CODE, given, base))
                self.model.revision = 1
        assert all(isinstance(one, Stored) for one in kept), kept
        self.model.status = Status.IN_PREPARATION
        self.model.editors.add("lead")
        self.model.is_complete = True

    def _settle(self) -> None:
        """The desk settles what was answered, so that the submission can be accepted."""
        for number, revision in self._questions(ClarificationStatus.ANSWERED):
            assert self._on_question(_actor("desk"), number, "resolve", revision, "") == 303
        self.model.answered = 0

    def _publish(self) -> None:
        with open_session(self.engine, write=True) as session:
            self._row(session).status = Status.PUBLISHED
        self.model.status = Status.PUBLISHED


def _actor(name: str) -> Actor:
    return next(actor for actor in ACTORS if actor.name == name)

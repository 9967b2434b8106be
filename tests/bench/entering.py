"""A whole contribution typed in over HTTP, with a clock around every request."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from fastapi import FastAPI

from app.core.db import open_session
from app.domain.answers import Text
from app.domain.asked import (
    AskedPoint,
    asked_points,
    find_question,
    kind_of_question,
    progress_key,
    total_keys,
)
from app.domain.completeness import completeness
from app.domain.effort import STATUS, minutes_left
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import (
    CatalogueIndex,
    Observation,
    ObservationKey,
    is_computed,
    kind_of,
    parse_key,
)
from app.domain.points import question_code
from app.domain.roles import CountryScope, Grant, Role
from app.reporting.queries import Draft, load_draft
from app.reporting.service.records import new_uid
from app.reporting.service.signing import to_sign
from tests.bench.anatomy import ask, count_queries
from tests.bench.workload import Person, narrative, sign_in, typed_value
from tests.people import PASSWORD, make_account

CYCLE = "2027"
SOME = 2  # the step of the scale of progress that is given: it asks for reasons


@dataclass
class Cost:
    """What the portal did: requests, statements, seconds on the clock and of a processor."""

    requests: int = 0
    statements: int = 0
    seconds: float = 0.0
    computing: float = 0.0


@dataclass
class Entering:
    """A country's lead and signatory at work, one request after the other."""

    app: FastAPI
    reporter: str
    costs: dict[str, Cost] = field(default_factory=dict)
    _statements: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make and sign in two people."""
        engine = self.app.state.engine
        accounts = [
            make_account(engine, f"entering.{role}@portal.example", Grant(role, self.reporter))
            for role in (Role.REPORTING_LEAD, Role.SIGNATORY)
        ]
        with open_session(engine, write=True) as session:
            people = [sign_in(session, account, self.reporter) for account in accounts]
        self.lead, self.signatory = people

    @cached_property
    def index(self) -> CatalogueIndex:
        """The catalogue of the cycle."""
        return self.draft().index

    @property
    def home(self) -> str:
        """Address of the contribution."""
        return f"/contributions/{CYCLE}/{self.reporter}"

    @property
    def scope(self) -> CountryScope:
        """The scope of the lead, for looking at what is stored."""
        roles = frozenset({Role.REPORTING_LEAD})
        return CountryScope(self.reporter, self.lead.account_id, "Person", roles)

    def draft(self) -> Draft:
        """Return what is stored now."""
        with open_session(self.app.state.engine) as session:
            return load_draft(session, self.scope, CYCLE)

    def minutes(self, *, core_only: bool) -> int:
        """Return the minutes a person needs for a report of progress at every point."""
        draft = self.draft()
        keys = [progress_key(point.id, draft.cycle.cutoff) for point in points_of(self)]
        told = dict.fromkeys(keys, Observation("some"))
        begun = replace(draft.data, observations={**draft.data.observations, **told})
        return minutes_left(draft.index, begun, core_only=core_only) + STATUS * len(keys)

    def request(self, part: str, person: Person, path: str, **form: str | int) -> None:
        """Send one request and add what it took to a part of the work."""
        sent = urlencode({**form, "csrf": person.csrf}) if form else None
        self._statements.clear()
        started, computed = time.perf_counter(), time.process_time()
        status, _ = asyncio.run(ask(self.app, path, f"portal_session={person.token}", sent))
        cost = self.costs.setdefault(part, Cost())
        cost.seconds += time.perf_counter() - started
        cost.computing += time.process_time() - computed
        cost.requests += 1
        cost.statements += len(self._statements)
        assert status in (200, 303), (path, form, status)

    def run(self, work: Callable[["Entering"], None]) -> None:
        """Do some work while the statements are counted."""
        undo = count_queries(self.app.state.engine, self._statements)
        try:
            work(self)
        finally:
            undo()


def enter_what_is_expected(at: Entering) -> None:
    """Open every point and fill in what completeness asks, until nothing is missing."""
    for point in points_of(at):
        at.request("pages", at.lead, f"{at.home}/points/{point.id}")
        while missing := _missing(at, point.id):
            for item in missing:
                _enter(at, point.id, item)
        _add_measure(at, point.id)


def enter_the_rest(at: Entering) -> None:
    """Fill in every other question and every other total of the 24 points."""
    draft = at.draft()
    for point in points_of(at):
        known = {*draft.saved}
        for subject in _subjects(draft, point):
            if subject not in known:
                _enter(at, point.id, subject.partition(":")[2])


def sign_and_submit(at: Entering) -> None:
    """Look at findings and content, send, sign, submit, open the receipt."""
    for path in (at.home, f"{at.home}/findings", f"{at.home}/sign-off"):
        at.request("pages", at.lead, path)
    blocking = to_sign(at.draft()).blocking
    assert not blocking, [finding.key for finding in blocking]
    at.request("signing", at.lead, f"{at.home}/sign-off/send", reason="")
    at.request("pages", at.signatory, f"{at.home}/sign-off")
    shown = to_sign(at.draft()).sha256
    given = {"shown_sha256": shown, "declaration": "yes", "password": PASSWORD}
    at.request("signing", at.signatory, f"{at.home}/sign-off/sign", **given)
    at.request("signing", at.lead, f"{at.home}/sign-off/submit", version=1)
    at.request("pages", at.lead, f"{at.home}/submissions/1/receipt")


def points_of(at: Entering) -> list[AskedPoint]:
    """Return the points on which the country reports."""
    draft = at.draft()
    return [asked for asked in asked_points(draft.index, at.reporter) if asked.has_status]


def _missing(at: Entering, point: str) -> list[str]:
    draft = at.draft()
    found = completeness(draft.index, draft.data).at(point)
    assert found is not None
    return [item.subject for item in found.missing]


def _subjects(draft: Draft, point: AskedPoint) -> Iterator[str]:
    yield f"observation:{progress_key(point.id, draft.cycle.cutoff)}"
    for question in point.questions:
        yield f"answer:{question_code(point.id, question.key)}"
    for indicator in point.indicators:
        for key in total_keys(indicator, draft.cycle.cutoff):
            if not is_computed(indicator, key):
                yield f"observation:{key}"


def _enter(at: Entering, point: str, subject: str) -> None:
    """Type one answer or value the way its form sends it."""
    index, url = at.index, f"{at.home}/points/{point}"
    plain: dict[str, str | int] = {"revision": 0, "idempotency_key": new_uid()}
    key = parse_key(subject)
    if key is not None:
        indicator = index.indicators[key.indicator]
        if is_computed(indicator, key) or indicator.is_counted_by_option:
            key = _first_cell(index, indicator, key)
        value = typed_value(
            kind_of(index, indicator, key), SOME if key.indicator == PROGRESS else 0
        )
        at.request("values", at.lead, f"{url}/observations", key=str(key), value=value, **plain)
        return
    found = find_question(index, at.reporter, subject)
    assert found is not None, subject
    kind = kind_of_question(found[1])
    value = narrative(point, 1)[:580] if isinstance(kind, Text) else typed_value(kind, 0)
    path = f"{url}/answers/{subject}"
    at.request("answers", at.lead, path, value=value, language="en", **plain)


def _first_cell(
    index: CatalogueIndex, indicator: Indicator, total: ObservationKey
) -> ObservationKey:
    """Return a cell of a value whose total nobody types."""
    dimensions = indicator.breakdowns[0].by
    codes = ((d, index.dimension_codes(indicator, d)[0][0]) for d in dimensions)
    return total.with_codes(*codes)


def _add_measure(at: Entering, point: str) -> None:
    at.request("pages", at.lead, f"{at.home}/measures/new")
    given = {"title": f"Programme at {point}", "type": "programme", "stage": "adopted"}
    path = f"{at.home}/measures/{new_uid()}"
    at.request("measures", at.lead, path, points=point, revision=0, **given)

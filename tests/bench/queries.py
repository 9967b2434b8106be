"""Statements per page: every address that answers GET, asked by whoever may see it."""

import asyncio
import re
from collections.abc import Iterable, Mapping

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import CountryScope, Role
from app.identity.models import Account
from app.reporting.models import Evidence, Measure, Prefill
from app.reporting.service.keeping import Base, Stored
from app.reporting.service.records import (
    EvidenceInput,
    MeasureInput,
    new_uid,
    save_evidence,
    save_measure,
)
from tests.bench.anatomy import ask, count_queries
from tests.bench.workload import Person, sign_in

LIMIT = 12
DEMO = ("desk", "cycles", "editor.one", "subgroup", "admin")


def get_paths(app: FastAPI) -> list[str]:
    """Return the pattern of every address that answers GET and asks the database."""
    paths = (c.path for c in iter_route_contexts(app.routes) if "GET" in (c.methods or ()))
    return sorted({path for path in paths if path and not path.startswith("/static/")})


def count_pages(
    app: FastAPI, cookies: Iterable[str], samples: Iterable[Mapping[str, str]]
) -> dict[str, int]:
    """Return the most statements of each page that somebody could see; the second visit counts."""
    statements: list[str] = []
    undo = count_queries(app.state.engine, statements)
    found: dict[str, int] = {}
    try:
        for path in get_paths(app):
            for address in {_fill(path, sample) for sample in samples}:
                for cookie in cookies:
                    asyncio.run(ask(app, address, cookie))  # fills what is kept per process
                    statements.clear()
                    status, _ = asyncio.run(ask(app, address, cookie))
                    if status == 200:
                        found[path] = max(found.get(path, 0), len(statements))
    finally:
        undo()
    return found


def _fill(path: str, sample: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)[^}]*\}", lambda name: sample.get(name[1], "1"), path)


def with_records(app: FastAPI, lead: Person) -> dict[str, str]:
    """Add a measure and a link to the lead's contribution; return samples for its addresses."""
    scope = CountryScope(lead.reporter, lead.account_id, "Lead", frozenset({Role.REPORTING_LEAD}))
    uids = new_uid(), new_uid()
    with open_session(app.state.engine, write=True) as session:
        measure = MeasureInput("A programme", "programme", "adopted", ["P12"])
        link = EvidenceInput("A report", "https://example.org/report")
        kept = (
            save_measure(session, scope, "2027", uids[0], measure, Base()),
            save_evidence(session, scope, "2027", "P12", uids[1], link, Base()),
        )
        assert all(isinstance(outcome, Stored) for outcome in kept), kept
    with open_session(app.state.engine) as session:
        assert session.execute(select(Measure.id)).first()
        assert session.execute(select(Evidence.id)).first()
        wanted = Prefill.reporter == lead.reporter, Prefill.use != "context"
        ref = session.execute(select(Prefill.ref).where(*wanted).limit(1)).scalar_one()
    return {
        "cycle": "2027",
        "reporter": lead.reporter,
        "country": lead.reporter,
        "point": "P12",
        "indicator": "SD-12.1",
        "uid": uids[0],
        "link": uids[1],
        "ref": ref,
    }


def demo_cookies(app: FastAPI) -> list[str]:
    """Sign the Commission's demo accounts in."""
    with open_session(app.state.engine, write=True) as session:
        emails = [f"{name}@portal.example" for name in DEMO]
        ids = session.execute(select(Account.id).where(Account.email.in_(emails))).scalars().all()
        return [f"portal_session={sign_in(session, account).token}" for account in ids]

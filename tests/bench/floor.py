"""The floor: the thinnest FastAPI and SQLModel page, save and dashboard that still say who asks
and keep a history."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy
from fastapi import Depends, FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment
from sqlalchemy import event
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, select

TOKEN = "floor"
ROWS = 11  # questions of a point

_PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><p>{{ person }}</p>{% for row in rows %}
<form method="post" action="/points/{{ point }}/answers/{{ row.id }}">
<label for="f{{ row.id }}">{{ row.question }}</label>
<textarea id="f{{ row.id }}" name="value">{{ row.value }}</textarea>
<input type="hidden" name="revision" value="{{ row.revision }}"><button>Save</button></form>
{% endfor %}</body></html>"""
_DASHBOARD = """<!doctype html><html lang="en"><head><title>Dashboard</title></head><body>
<h1>Dashboard</h1><p>{{ person }}</p><table><tr><th>Reporter</th>{% for point in points %}
<th>{{ point }}</th>{% endfor %}<th>All</th></tr>{% for reporter, cells in table.items() %}
<tr><th><a href="/{{ reporter }}">{{ reporter }}</a></th>{% for point in points %}
<td><a href="/{{ reporter }}/points/{{ point }}" title="{{ reporter }}, {{ point }}">
{{ cells[point].said }} ({{ cells[point].saved }})</a></td>{% endfor %}
<td>{{ cells.values()|sum("said") }}</td></tr>{% endfor %}</table></body></html>"""
_TOTALS = sqlalchemy.text(
    "SELECT reporter, point, sum(CASE WHEN value <> '' THEN 1 ELSE 0 END) AS said,"
    " max(revision) AS saved FROM flooranswer GROUP BY reporter, point ORDER BY reporter, point"
)
_SAVED = "<p>{{ row.question }}: revision {{ row.revision }}</p>"
_TEMPLATES = {"page": _PAGE, "saved": _SAVED, "dashboard": _DASHBOARD}
templates = Environment(loader=DictLoader(_TEMPLATES), autoescape=True)


class FloorTable(SQLModel, registry=registry()):
    """Base of the floor's tables: apart from the portal's, which migrations are compared with."""


class FloorSession(FloorTable, table=True):
    """A signed-in browser."""

    token: str = Field(primary_key=True)
    person: str


class FloorAnswer(FloorTable, table=True):
    """One answer."""

    __table_args__ = (sqlalchemy.Index("ix_floor_point", "reporter", "point"),)

    id: int | None = Field(default=None, primary_key=True)
    reporter: str
    point: str
    question: str
    value: str
    revision: int = 1


class FloorRevision(FloorTable, table=True):
    """What an answer was."""

    id: int | None = Field(default=None, primary_key=True)
    answer_id: int = Field(foreign_key="flooranswer.id")
    revision: int
    value: str
    saved_at: datetime


def make_engine(url: str) -> sqlalchemy.Engine:
    """Return an engine with the settings the portal uses: WAL, synchronous=FULL."""
    if not url.startswith("sqlite"):
        return sqlalchemy.create_engine(url, pool_size=20, pool_pre_ping=True)
    engine = sqlalchemy.create_engine(url, pool_size=20)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, entry: Any) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def fill(url: str, reporters: list[str], points: list[str], text: str) -> None:
    """Make the tables and as many answers of a point as the portal has."""
    engine = make_engine(url)
    FloorTable.metadata.create_all(
        engine, tables=[m.__table__ for m in (FloorSession, FloorAnswer, FloorRevision)]
    )
    with Session(engine.execution_options(write=True)) as session:
        session.add(FloorSession(token=TOKEN, person="Lead"))
        for reporter in reporters:
            for point in points:
                names = (f"{point}.{number}" for number in range(ROWS))
                session.add_all(
                    FloorAnswer(reporter=reporter, point=point, question=name, value=text)
                    for name in names
                )
        session.commit()
    engine.dispose()


def _signed_in(request: Request, opened: Session) -> str:
    found = opened.get(FloorSession, request.cookies.get("session", ""))
    if found is None:
        raise HTTPException(401)
    return found.person


def _dashboard(opened: Session, person: str) -> str:
    """Return every reporter by every point, summed up by the database."""
    table: dict[str, dict[str, Any]] = {}
    for row in opened.connection().execute(_TOTALS):
        table.setdefault(row.reporter, {})[row.point] = row
    points = sorted({point for cells in table.values() for point in cells})
    page = templates.get_template("dashboard")
    return page.render(person=person, table=table, points=points)


def app() -> FastAPI:
    """Return the application on the database of FLOOR_DATABASE_URL."""
    made = FastAPI(openapi_url=None)
    engine = make_engine(os.environ["FLOOR_DATABASE_URL"])

    def session(request: Request) -> Iterator[Session]:
        write = request.method == "POST"
        with Session(engine.execution_options(write=write), expire_on_commit=False) as opened:
            yield opened
            if write:
                opened.commit()

    Opened = Annotated[Session, Depends(session, scope="function")]

    @made.get("/health/live")
    def live() -> dict[str, str]:
        return {"status": "live"}

    @made.get("/dashboard")
    def dashboard(request: Request, opened: Opened) -> HTMLResponse:
        return HTMLResponse(_dashboard(opened, _signed_in(request, opened)))

    @made.get("/{reporter}/points/{point}")
    def show(request: Request, opened: Opened, reporter: str, point: str) -> HTMLResponse:
        person = _signed_in(request, opened)
        query = select(FloorAnswer).where(
            FloorAnswer.reporter == reporter, FloorAnswer.point == point
        )
        rows = opened.exec(query).all()
        page = templates.get_template("page")
        return HTMLResponse(page.render(title=point, point=point, person=person, rows=rows))

    @made.post("/{reporter}/answers/{answer_id}")
    def save(
        request: Request,
        opened: Opened,
        answer_id: int,
        value: Annotated[str, Form()],
        revision: Annotated[int, Form()],
    ) -> HTMLResponse:
        _signed_in(request, opened)
        row = opened.get(FloorAnswer, answer_id)
        if row is None or row.revision != revision:
            raise HTTPException(409)
        row.value, row.revision = value, revision + 1
        opened.add(
            FloorRevision(
                answer_id=answer_id, revision=revision + 1, value=value, saved_at=datetime.now(UTC)
            )
        )
        return HTMLResponse(templates.get_template("saved").render(row=row))

    return made

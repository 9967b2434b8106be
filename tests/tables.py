"""The tables of an indicator as a test meets them: addresses, fields, what came back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine, event

from app.core.db import open_session
from app.domain.roles import CountryScope
from app.reporting.queries import Draft, load_draft
from tests.client import Answer, PageClient

POINTS = "/contributions/2027/{reporter}/points"


def page_url(indicator: str, point: str, reporter: str = "DK") -> str:
    """Return the page of an indicator."""
    return f"{POINTS.format(reporter=reporter)}/{point}/indicators/{indicator}"


def send(
    client: PageClient,
    indicator: str,
    point: str,
    fields: Mapping[str, object],
    part: str = "",
    htmx: bool = False,
    reporter: str = "DK",
) -> Answer:
    """Post cells of a table."""
    part = f"?part={part}" if part else ""
    return client.post(page_url(indicator, point, reporter) + f"/cells{part}", fields, htmx=htmx)


def draft(engine: Engine, scope: CountryScope) -> Draft:
    """Return what stands in the contribution."""
    with open_session(engine) as session:
        return load_draft(session, scope, "2027")


def values(names: Mapping[str, str], revision: int = 0) -> dict[str, str]:
    """Return the fields of cells by key as text."""
    found = {f"value:{key}": text for key, text in names.items()}
    return found | {f"revision:{key}": str(revision) for key in names}


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements sent to a database."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)

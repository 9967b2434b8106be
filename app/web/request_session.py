"""One request, one transaction: committed before the answer is sent, never opened for writing by a GET."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from app.core.db import open_session

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def engine_of(request: Request) -> Engine:
    """Return the engine of the application."""
    engine: Engine = request.app.state.engine
    return engine


def get_session(request: Request) -> Iterator[Session]:
    """Open the transaction of this request; an unsafe method writes, a safe one cannot."""
    with open_session(engine_of(request), write=request.method not in _SAFE) as session:
        yield session


# Function scope: with FastAPI's default the commit would come after the answer.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]

"""One request, one transaction: committed before the answer is sent, never opened for writing by a
GET."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from sqlalchemy import Engine
from sqlmodel import Session

from app.core.db import open_session
from app.web.gates import GateKeeper

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def engine_of(request: Request) -> Engine:
    """Return the engine of the application."""
    engine: Engine = request.app.state.engine
    return engine


async def get_session(request: Request) -> AsyncIterator[Session]:
    """Open the transaction of this request; an unsafe method writes, a safe one cannot."""
    engine = engine_of(request)
    write = request.method not in _SAFE
    async with AsyncExitStack() as stack:
        if write and engine.dialect.name == "sqlite":
            # SQLite has one writer: wait in line here rather than in a thread that
            # another one needs.
            keeper: GateKeeper = request.app.state.gate_keeper
            await stack.enter_async_context(keeper.gates().writers)
        # Before anybody acts, what the clock has brought about meanwhile is carried out.
        due: Callable[[Engine], None] | None = getattr(request.app.state, "due_work", None)
        opened = contextmanager_in_threadpool(_opened(engine, write, due if write else None))
        request.state.session = await stack.enter_async_context(opened)
        try:
            yield request.state.session
        finally:
            request.state.session = None


@contextmanager
def _opened(engine: Engine, write: bool, due: Callable[[Engine], None] | None) -> Iterator[Session]:
    if due is not None:
        due(engine)  # in a transaction of its own: it stays when the act is refused
    with open_session(engine, write=write) as session:
        yield session


def session_of(request: Request) -> Session | None:
    """Return the transaction of this request while it is open: pages of errors have none."""
    return getattr(request.state, "session", None)


# Function scope: with FastAPI's default the commit would come after the answer.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]

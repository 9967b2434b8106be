"""Health for machines: the process lives, and the database answers."""

from fastapi import APIRouter, Request
from sqlalchemy import text

from app.core.db import open_session
from app.core.errors import Unavailable
from app.web.request_session import engine_of
from app.web.routing import PolicyRoute, Public, use

# Not a PortalRouter: machines have no session, and these answers must not depend on one.
router = APIRouter(route_class=PolicyRoute, include_in_schema=False)


@router.get("/health/live", dependencies=use(Public()))
async def show_live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}


@router.get("/health/ready", dependencies=use(Public()))
def show_ready(request: Request) -> dict[str, str]:
    """Say that the database answers."""
    try:
        with open_session(engine_of(request)) as session:
            session.execute(text("SELECT 1"))
    except Exception:
        raise Unavailable from None
    return {"status": "ready"}

"""The description of the JSON interface: public routes for all, more for those who may use them."""

from typing import Any

from fastapi import Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import RouteContext, iter_route_contexts

from app.web.routing import PolicyRoute, PortalRouter, Public, policies_of, use
from app.web.visitor import Visitor, visitor_of

router = PortalRouter()


@router.get("/openapi.json", dependencies=use(Public()))
def show_description(request: Request) -> JSONResponse:
    """Describe the JSON routes this visitor may use."""
    visitor = visitor_of(request)
    routes = [
        context
        for context in iter_route_contexts(request.app.routes)
        if _is_described(context, visitor)
    ]
    described: dict[str, Any] = get_openapi(
        title=request.app.title, version=request.app.version, routes=routes
    )
    return JSONResponse(described)


def _is_described(context: RouteContext, visitor: Visitor) -> bool:
    route = context.original_route
    if not isinstance(route, PolicyRoute) or not route.include_in_schema:
        return False
    return all(policy.allows(visitor) for policy in policies_of(route.dependant))

"""The description of the JSON interface: public routes for all, more for those who may use them."""

import re
from typing import Any

from fastapi import Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import RouteContext, iter_route_contexts

from app.web.public_pages import answer_public
from app.web.routing import PolicyRoute, PortalRouter, Public, policies_of, use
from app.web.visitor import Visitor, settings_of, visitor_of

router = PortalRouter()
_CONVERTER = re.compile(r":\w+\}")  # stands in the address of a route, not in its description
VERSION = "1"  # of the interface: within it keys and addresses are added, none goes
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
ABOUT = """What Member States and the Commission report about the Council Recommendation on a
European framework for science diplomacy: editions, definitions, code lists, figures with the number
of countries behind each, values of countries or the reason why there is none, and measures.

What is published needs no key and may be read from any site. Lists come in pages: `next`, and the
header Link, hold the address of the next one. Every answer has an ETag that changes only when
something is published; send it as If-None-Match. A parameter or value that is not known is refused
with 422 and a sentence.

A key sent in the header Authorization, as Bearer and the key, opens what its maker may see: slices
of the data, before publication too where the role allows it. Readers of data deliveries make keys
on the page of their slices.
"""


@router.get("/openapi.json", dependencies=use(Public()))
def show_description(request: Request) -> Response:
    """Describe the JSON routes this visitor may use."""
    settings = settings_of(request)
    key = (request.url.path, settings.public_url, settings.contact_email)
    return answer_public(request, key, lambda: JSONResponse(_described(request)))


def _described(request: Request) -> dict[str, Any]:
    visitor = visitor_of(request)
    routes = [
        context
        for context in iter_route_contexts(request.app.routes)
        if _is_described(context, visitor)
    ]
    email = settings_of(request).contact_email
    described: dict[str, Any] = get_openapi(
        title=request.app.title,
        version=VERSION,
        description=ABOUT,
        contact={"url": f"{settings_of(request).public_url}/about/contact"}
        | ({"email": email} if email else {}),
        license_info=LICENCE,
        servers=[{"url": settings_of(request).public_url}],
        routes=routes,
    )
    for context in routes:
        _keep_examples(context, described["paths"])
    return described


def _keep_examples(context: RouteContext, paths: dict[str, Any]) -> None:
    """Put examples back as they are: the maker of the description leaves out what is null."""
    route = context.original_route
    if not isinstance(route, PolicyRoute):
        return
    path = _CONVERTER.sub("}", context.path or "")
    for status, told in route.responses.items():
        for media, content in told.get("content", {}).items():
            for method in (context.methods or set()) if "example" in content else ():
                answer = paths[path][method.lower()]["responses"][str(status)]
                answer["content"][media]["example"] = content["example"]


def _is_described(context: RouteContext, visitor: Visitor) -> bool:
    route = context.original_route
    if not isinstance(route, PolicyRoute) or not route.include_in_schema:
        return False
    return all(policy.allows(visitor) for policy in policies_of(route.dependant))

"""Routes that cannot exist without a policy, and the router every feature uses."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.web.csrf import check_request
from app.web.visitor import Visitor


class Policy:
    """A dependency that decides who may use a route; `label` is its line in the policy file."""

    __call__: Callable[..., Any]

    @property
    def label(self) -> str:
        """Return the policy in words that can be compared."""
        raise NotImplementedError

    def allows(self, visitor: Visitor) -> bool:
        """Tell whether this visitor could use the route for something; descriptions ask this."""
        raise NotImplementedError


class Public(Policy):
    """Anybody may use the route; it shows published matter or nothing of the reporters."""

    @property
    def label(self) -> str:
        """Return the policy in words that can be compared."""
        return "public"

    def allows(self, visitor: Visitor) -> bool:
        """Anybody may."""
        return True

    async def __call__(self) -> None:
        """Let everybody pass; async, so that it costs no thread."""

    def __eq__(self, other: object) -> bool:
        """All public policies are one."""
        return isinstance(other, Public)

    def __hash__(self) -> int:
        """All public policies are one."""
        return hash(Public)


def use(policy: Policy) -> list[params.Depends]:
    """Return the policy as route dependencies, for routes that need no scope in return."""
    return [Depends(policy)]


class RouteWithoutPolicy(TypeError):
    """A route was declared without saying who may use it."""


class PolicyRoute(APIRoute):
    """A route that refuses to be declared without exactly one policy."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        found = policies_of(self.dependant)
        if len(found) != 1:
            raise RouteWithoutPolicy(
                f"{sorted(self.methods or ())} {path} has {len(found)} policies and needs one: "
                "Requires(Permission...) or Public()"
            )


def policies_of(dependant: Dependant) -> set[Policy]:
    """Return every policy among the dependencies of a route, however deep."""
    found = {dependant.call} if isinstance(dependant.call, Policy) else set()
    for inner in dependant.dependencies:
        found |= policies_of(inner)
    return found


class PortalRouter(APIRouter):
    """A router whose routes need a policy, check forgery, and stay out of the public JSON
    description."""

    def __init__(self, *, include_in_schema: bool = False, **options: Any) -> None:
        options["dependencies"] = [Depends(check_request), *options.get("dependencies", ())]
        super().__init__(route_class=PolicyRoute, include_in_schema=include_in_schema, **options)

"""Every refusal and fault as a page, a part of a page or a JSON problem; nothing of the input comes
back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from jinja2_fragments import render_block
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from app.core import errors
from app.core.i18n import gettext as _
from app.core.logging import describe, logger
from app.core.messages import sentence
from app.web.forms import FormRefused
from app.web.kept import KeptForm, kept_form
from app.web.pages import Link, Page, environment, inside, page_context, wants_fragment
from app.web.visitor import Visitor, visitor_of

SIGN_IN = "/sign-in"
CONFIRM = "/account/confirm"
_SAFE = frozenset({"GET", "HEAD"})
_MOST_PARTS = 100  # named in one refusal
_PART_CODES = {
    "missing": "field_missing",
    "extra_forbidden": "field_unknown",
    "string_too_long": "field_too_long",
    "too_long": "field_too_long",
    "int_type": "field_not_a_number",
    "int_parsing": "field_not_a_number",
    "greater_than_equal": "number_too_small",
    "less_than_equal": "number_too_large",
    "literal_error": "field_not_a_choice",
    "json_invalid": "json_unreadable",
    "dict_type": "json_object_needed",
    "model_type": "json_object_needed",
    "model_attributes_type": "json_object_needed",
    "string_unicode": "text_unreadable",
    "text_unreadable": "text_unreadable",
    "number_as_text": "number_as_text",
    "value_unreadable": "value_unreadable",
}


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """A refusal or a fault, and what to do next."""

    template: ClassVar[str] = "errors/error.html"
    blocks: ClassVar[tuple[str, ...]] = ("problem",)

    status: int
    title: str
    what: str
    next_steps: tuple[Link, ...] = ()
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class SignInFirstPage(Page):
    """The sign-in form for somebody whose form came after the session had ended."""

    template: ClassVar[str] = "errors/sign_in_first.html"

    kept: KeptForm


class Failed(errors.AppError):
    """A fault of the portal itself."""


class MethodNotAllowed(errors.AppError):
    """The address exists and cannot be used with this method."""

    status_code = 405
    default_code = "method_not_allowed"


class BadRequest(errors.AppError):
    """The request itself is not well formed."""

    status_code = 400
    default_code = "refused"


def install(app: FastAPI) -> None:
    """Register the handlers; they are sync, so that they run in a thread and may read the
    database."""
    handlers: dict[type[Exception], Callable[[Request, Exception], Response]] = {
        errors.AppError: answer,
        HTTPException: _answer_http,
        RequestValidationError: _answer_invalid,
        StaleDataError: _answer_stale,
        DataError: _answer_impossible,
        OverflowError: _answer_impossible,
        OperationalError: _answer_database,
        PoolTimeout: _answer_database,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def answer(request: Request, error: Exception) -> Response:
    """Answer an AppError in the form that was asked for."""
    if not isinstance(error, errors.AppError):
        error = Failed()
    headers = _headers(error)
    if is_api(request):
        if error.status_code == 401:
            headers["WWW-Authenticate"] = "Bearer"
        if request.method in _SAFE:  # scripts of other sites may read why
            headers["Access-Control-Allow-Origin"] = "*"
        return _problem(error, headers)
    if isinstance(error, errors.NotAuthenticated) and _may_redirect(request):
        return _to(SIGN_IN, request)
    kept = kept_form(request) if isinstance(error, errors.NotAuthenticated) else None
    if kept is not None and not wants_fragment(request):
        return _sign_in_first(request, kept, headers)
    if isinstance(error, errors.FreshAuthenticationNeeded) and _may_redirect(request):
        return _to(CONFIRM, request)
    return _page(request, error, headers)


def answer_fault(request: Request, error: BaseException) -> Response:
    """Answer an unexpected fault; where and what kind goes to the log, nothing to the reader."""
    logger().error("fault", **describe(error))
    return answer(request, Failed())


def is_api(request: Request) -> bool:
    """Tell whether the address belongs to the JSON interface."""
    return request.url.path.startswith("/api/") or request.url.path.startswith("/health/")


def _answer_http(request: Request, error: Exception) -> Response:
    if isinstance(error.__cause__, errors.AppError):  # raised while the body was read
        return answer(request, error.__cause__)
    status = error.status_code if isinstance(error, HTTPException) else 500
    known: dict[int, type[errors.AppError]] = {
        404: errors.NotFound,
        405: MethodNotAllowed,
        400: BadRequest,
    }
    refusal = known.get(status, BadRequest if status < 500 else Failed)()
    response = answer(request, refusal)
    allow = (error.headers or {}).get("Allow") if isinstance(error, HTTPException) else None
    if allow:
        response.headers["Allow"] = "GET, HEAD" if allow == "GET" else allow
    return response


def _answer_invalid(request: Request, error: Exception) -> Response:
    """FastAPI's own answer would repeat the input, passwords included."""
    items = error.errors() if isinstance(error, RequestValidationError) else []
    if any(item.get("loc", ("",))[0] == "path" for item in items):
        return answer(request, errors.NotFound())
    if is_api(request):
        refusal = errors.PartsRefused([_part(item) for item in items[:_MOST_PARTS]])
        if request.method in _SAFE:
            refusal.code = "query_refused"  # nothing was going to be saved
        return answer(request, refusal)
    return answer(request, errors.Refused())


def _part(item: Mapping[str, Any]) -> dict[str, object]:
    """Return where in the JSON something is wrong (RFC 6901), and why in words."""
    code = _PART_CODES.get(item["type"], "field_refused")
    where = item["loc"][1:] if code != "json_unreadable" else ()
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in where)
    pointer = "".join(f"/{step}" for step in steps).encode("utf-8", "replace").decode()
    bounds = {name: bound for name, bound in item.get("ctx", {}).items() if name in ("ge", "le")}
    return {"pointer": pointer[:300], "code": code, "detail": sentence(code, **bounds)}


def _answer_stale(request: Request, error: Exception) -> Response:
    return answer(request, errors.Conflict())


def _answer_impossible(request: Request, error: Exception) -> Response:
    """A value no row can have, such as an id of thirty digits, is not found rather than a fault."""
    logger().warning("impossible_value", **describe(error))
    return answer(request, errors.NotFound())


def _answer_database(request: Request, error: Exception) -> Response:
    if "readonly database" in str(getattr(error, "orig", "")):
        return answer_fault(request, error)  # a GET that writes is a defect, not a busy database
    logger().warning("database_unavailable", **describe(error))
    request.state.visitor = _known_visitor(request)
    return answer(request, errors.Unavailable())


def _known_visitor(request: Request) -> Visitor:
    known = getattr(request.state, "visitor", None)
    return known if isinstance(known, Visitor) else Visitor()


def _headers(error: errors.AppError) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, errors.TooManyRequests | errors.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    return headers


def _problem(error: errors.AppError, headers: dict[str, str]) -> Response:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": _title(error.status_code),
        "status": error.status_code,
        "code": error.code,
        "detail": sentence(error.code, **error.params),
    }
    if error.code == errors.NotFound.default_code:  # programs ask for no pages
        body |= {"title": _("Not found"), "detail": sentence("nothing_here")}
    if isinstance(error, errors.PartsRefused):
        body["errors"] = error.parts
    if isinstance(error, FormRefused):
        body["fields"] = {name: sentence(code) for name, code in error.problems.items()}
    return JSONResponse(body, error.status_code, headers, "application/problem+json")


def _page(request: Request, error: errors.AppError, headers: dict[str, str]) -> Response:
    try:
        visitor_of(request)
    except SQLAlchemyError:
        request.state.visitor = Visitor()  # the page must stand even when the database does not
    page = ErrorPage(
        status=error.status_code,
        title=_title(error.status_code),
        what=sentence(error.code, **error.params),
        next_steps=_next_steps(request, error),
        reference=getattr(request.state, "request_id", "") if error.status_code >= 500 else "",
    )
    fragment = wants_fragment(request)
    context = page_context(request, page, fragment=fragment)
    if fragment:
        body = render_block(environment(), page.template, "problem", context)
    else:
        body = environment().get_template(page.template).render(context)
    return Response(
        body, error.status_code, headers | {"Vary": "Cookie, Accept-Language"}, "text/html"
    )


def _sign_in_first(request: Request, kept: KeptForm, headers: dict[str, str]) -> Response:
    page = SignInFirstPage(kept=kept)
    body = environment().get_template(page.template).render(page_context(request, page))
    return Response(body, 401, headers | {"Vary": "Cookie, Accept-Language"}, "text/html")


def _title(status: int) -> str:
    titles = {
        400: _("This request cannot be read"),
        401: _("Please sign in"),
        403: _("You may not do this"),
        404: _("Page not found"),
        405: _("This does not work here"),
        409: _("Something changed meanwhile"),
        413: _("That is too large"),
        422: _("That cannot be accepted"),
        429: _("Too many attempts"),
        503: _("The portal is busy"),
    }
    return titles.get(status, _("Something went wrong"))


def _next_steps(request: Request, error: errors.AppError) -> tuple[Link, ...]:
    if isinstance(error, errors.FreshAuthenticationNeeded):
        return ((_("Confirm your password, then repeat the step"), CONFIRM),)
    if isinstance(error, errors.NotAuthenticated):
        return ((_("Sign in, then repeat the step; what you typed stays in this window"), SIGN_IN),)
    if error.status_code == 404:
        newest = inside(request.url.path) if "edition" in request.query_params else ""
        return (
            (_("Check the address for typing mistakes"), ""),
            *([(_("Open the page without naming an edition"), newest)] if newest else ()),
            (_("Go to the start page"), "/"),
        )
    if error.status_code in (413, 422):
        return ((_("Go back in your browser; what you typed is still there"), ""),)
    if error.status_code in (409, 429, 503) or error.status_code >= 500:
        return ((_("Load the page again"), ""), (_("Go to the start page"), "/"))
    return ((_("Go to the start page"), "/"),)


def _may_redirect(request: Request) -> bool:
    return request.method in _SAFE


def _to(target: str, request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{target}?next={quote(request.url.path + query, safe='/')}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": url, "Cache-Control": "no-store"})
    return RedirectResponse(url, 303, {"Cache-Control": "no-store"})

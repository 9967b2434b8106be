"""Puts the application together: settings, database, the routes of every feature, and the frame
around pages."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from fastapi import APIRouter, FastAPI, Request
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

import app.tables  # noqa: F401 - every trigger is declared before it is looked for
from app.admin import cycle_routes as cycles
from app.admin import (
    draft_routes,
    mail_routes,
    move_routes,
    notice_routes,
    round_routes,
    rule_routes,
    series_routes,
    training_routes,
)
from app.admin import routes as admin
from app.catalogue.queries import is_training
from app.core.db import assert_safe_settings, assert_schema, make_engine, open_session
from app.core.errors import StartRefused
from app.core.i18n import N_, country_name
from app.core.i18n import gettext as _
from app.core.logging import configure_logging
from app.core.settings import Settings, check_settings, load_settings
from app.core.triggers import missing_triggers
from app.council_report import (
    build_routes,
    check_routes,
    desk_routes,
    official_routes,
    quotation_routes,
    refresh_routes,
)
from app.council_report import routes as council_report
from app.council_report.builders import Builders
from app.council_report.keeping import final_files
from app.dashboards import (
    about_routes,
    addresses,
    chart_routes,
    current_routes,
    feedback_routes,
    quality_routes,
    register_routes,
)
from app.dashboards import routes as dashboards
from app.domain.roles import Permission, permissions_at
from app.editions import publication_routes
from app.editions import routes as editions
from app.editions.charts.shapes import ShapesRefused, shapes_at
from app.editions.queries import published_state
from app.editions.settling import settle_pass
from app.identity import access, key_access
from app.identity import colleague_routes as colleagues
from app.identity import key_routes as keys
from app.identity import routes as identity
from app.identity import waiting_routes as waiting
from app.identity.notices import WAITING_URL, count_unread
from app.jobs.worker import start_beside
from app.open_data import api as open_data_api
from app.open_data import discovery_routes as discovery
from app.open_data import routes as open_data
from app.open_data import slice_door, slice_key_routes, slice_routes
from app.reporting import routes as reporting
from app.reporting.reminders import PASSES
from app.reporting.waiting import waiting_for
from app.review import asking_routes as asking
from app.review import (
    bound_routes,
    comparison_routes,
    country_routes,
    four_eyes_routes,
    queue_routes,
    remark_routes,
)
from app.review import clarification_routes as clarifications
from app.review import routes as review
from app.web import errors, health, language, openapi, static_files
from app.web.gates import GateKeeper
from app.web.middleware import PortalMiddleware
from app.web.pages import PORTAL_NAME, Frame, environment, frame_of
from app.web.request_session import engine_of, session_of
from app.web.visitor import visitor_of
from app.workbook import routes as workbook

ROUTERS: tuple[APIRouter, ...] = (
    static_files.router,
    health.router,
    openapi.router,
    language.router,
    identity.router,
    colleagues.router,
    keys.router,
    waiting.router,
    admin.router,
    mail_routes.router,
    round_routes.router,
    move_routes.router,
    series_routes.router,
    training_routes.router,
    draft_routes.router,
    rule_routes.router,
    cycles.router,
    notice_routes.router,
    open_data.router,
    open_data_api.router,
    discovery.router,
    slice_key_routes.router,
    slice_routes.router,
    slice_door.router,
    council_report.router,
    build_routes.router,
    check_routes.editors,
    check_routes.countries,
    desk_routes.router,
    quotation_routes.router,
    refresh_routes.router,
    official_routes.router,
    *reporting.routers,
    workbook.router,
    asking.router,
    clarifications.router,
    remark_routes.router,
    country_routes.router,
    bound_routes.router,
    queue_routes.router,
    four_eyes_routes.router,
    comparison_routes.router,
    review.router,
    editions.router,
    publication_routes.router,
    current_routes.router,
    about_routes.router,
    register_routes.router,
    quality_routes.router,
    feedback_routes.router,
    chart_routes.router,
    dashboards.router,
)

# Label, address, permission that shows the entry (None: shown to everybody).
NAVIGATION: tuple[tuple[str, str, Permission | None], ...] = (
    (N_("Overview"), addresses.OVERVIEW, None),
    (N_("Points"), addresses.POINTS, None),
    (N_("Indicators"), addresses.INDICATORS, None),
    (N_("Countries"), addresses.COUNTRIES, None),
    (N_("Measures"), addresses.REGISTER, None),
    (N_("Contributions"), "/contributions", Permission.CONTRIBUTION_READ),
    (N_("Colleagues"), "/colleagues", Permission.COLLEAGUES_MANAGE),
    (N_("Desk"), "/desk", Permission.SUBMISSION_READ),
    (N_("Drafts shown"), "/looks", Permission.DRAFT_LOOK),
    (N_("Editions"), "/editions", Permission.EDITION_READ),
    (N_("Cycles"), "/cycles", Permission.CYCLE_MANAGE),
    (N_("Deliveries"), "/slices", Permission.DELIVERY_READ),
    (N_("Questions"), "/catalogue", Permission.CATALOGUE_COMMENT),
    (N_("Training"), "/training", Permission.TRAINING_SEE),
    (N_("Accounts"), "/admin/accounts", Permission.ACCOUNT_MANAGE),
    (N_("Feedback"), addresses.FEEDBACK_INBOX, Permission.FEEDBACK_SETTLE),
)
FOOTER = (
    (N_("How figures are made"), addresses.METHOD),
    (N_("Accessibility"), addresses.ACCESSIBILITY),
    (N_("Privacy"), addresses.PRIVACY),
    (N_("Contact"), addresses.CONTACT),
    (N_("Feedback"), addresses.FEEDBACK),
)
ACCOUNT_LINKS = (
    (N_("What is waiting for you"), WAITING_URL),
    (N_("Your account"), "/account"),
    (N_("Who may do what"), "/admin/permissions"),
    (N_("Who did what"), "/admin/audit"),
)


def create_app(settings: Settings) -> FastAPI:
    """Return the application, ready without a start-up event; refuse what would not be safe to
    serve."""
    check_settings(settings)
    _check_shapes(settings)
    configure_logging(settings.log_level)
    engine = make_engine(settings)
    try:
        _check_database(engine)
    except StartRefused:
        engine.dispose()
        raise
    environment()  # a template that does not compile stops the start, not a reader
    app = FastAPI(
        title=PORTAL_NAME,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_working_beside,
    )
    app.state.settings = settings
    app.state.engine = engine
    app.state.gate_keeper = GateKeeper(settings.threads)
    app.state.builders = Builders(settings, engine)
    app.state.sign_in_lookup = key_access.look_up
    app.state.frame_provider = frame
    app.state.training_lookup = training_lookup
    app.state.due_work = settle_pass
    app.state.publication_lookup = published_state
    app.state.compiled_documents = final_files
    errors.install(app)
    app.add_middleware(PortalMiddleware, settings=settings, keeper=app.state.gate_keeper)
    for router in ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def _working_beside(app: FastAPI) -> AsyncIterator[None]:
    settings, engine = app.state.settings, app.state.engine
    # The embedded database has one server: it works itself, where others run `portal worker`.
    beside = settings.is_sqlite and settings.smtp_host
    end_work = start_beside(engine, settings, PASSES) if beside else None
    gc.freeze()  # what is loaded by now stays: it is not looked through again while people wait
    app.state.builders.wake()  # what broke off when the server before ended is begun once more
    yield
    await run_in_threadpool(app.state.builders.close)
    if end_work is not None:
        await run_in_threadpool(end_work)
    engine.dispose()


def _check_database(engine: Engine) -> None:
    assert_safe_settings(engine)
    assert_schema(engine)
    with engine.connect() as connection:
        missing = missing_triggers(connection)
    if missing:
        raise StartRefused("triggers_missing", names=", ".join(missing))


def _check_shapes(settings: Settings) -> None:
    try:
        shapes_at(settings.map_shapes)
    except ShapesRefused as refused:
        path = str(settings.map_shapes)
        raise StartRefused("map_shapes_refused", path=path, reason=str(refused)) from None


def app_from_environment() -> FastAPI:
    """Return the application as the environment sets it; worker processes start with this."""
    return create_app(load_settings())


def training_lookup(request: Request, cycle: str) -> bool:
    """Tell whether a cycle is for practice, in the transaction of the request or before it."""
    session = session_of(request)
    if session is not None:
        return is_training(session, cycle)
    with open_session(engine_of(request)) as session:
        return is_training(session, cycle)


def _banner(request: Request, is_demo: bool) -> str:
    """Return what stands above every page: of a training cycle that nothing in it is real."""
    params = request.path_params
    named = str(params.get("cycle") or params.get("edition") or "").rpartition("/")
    if session_of(request) is not None and training_lookup(request, named[0] or named[2]):
        scope = access.country_scope_of(request)
        if scope is not None and scope.only_cycle:
            return _("Training: you see this as the lead of %(country)s. Nothing here is real.") % {
                "country": country_name(scope.reporter)
            }
        return _("Training: nothing here is real information, and nothing is ever published.")
    return _("Demonstration: nothing here is an official statement.") if is_demo else ""


def frame(request: Request) -> Frame:
    """Return the frame of a page, with the parts of the portal this visitor may use."""
    visitor = visitor_of(request)
    made = frame_of(request)
    allowed: frozenset[Permission] = frozenset()
    if isinstance(visitor, access.SignedIn):
        allowed = permissions_at(visitor.grants, visitor.active_reporter)
    path = request.url.path
    nav = tuple(
        (_(label), url, path == url or path.startswith(f"{url}/"))
        for label, url, permission in NAVIGATION
        if permission is None or permission in allowed
    )
    links = tuple((_(label), url) for label, url in ACCOUNT_LINKS) if visitor.is_signed_in else ()
    banner = _banner(request, made.demo)
    footer = tuple((_(label), url) for label, url in FOOTER)
    session, scope = session_of(request), access.country_scope_of(request)
    if session is not None and scope is not None:
        count, url = waiting_for(session, scope)
        made = replace(made, waiting_count=count, waiting_url=url)
    elif session is not None and isinstance(visitor, access.SignedIn):
        unread = count_unread(session, visitor)
        made = replace(made, waiting_count=unread, waiting_url=WAITING_URL)
    return replace(made, nav=nav, account_links=links, banner=banner, footer_links=footer)

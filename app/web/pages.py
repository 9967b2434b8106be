"""Pages: one frozen dataclass per template, sent whole or, when htmx asks, as the blocks the route
names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context, Macro
from jinja2_fragments import render_block

from app.core import clock, i18n
from app.core.settings import PROJECT_ROOT
from app.web.drawing import drawn, drawn_part
from app.web.menus import menu_options
from app.web.static_files import static_url
from app.web.visitor import Visitor, settings_of, visitor_of
from app.web.writing import PlainWriter, escaped

PORTAL_NAME = i18n.N_("Science Diplomacy Reporting")
TEMPLATES = PROJECT_ROOT / "templates"
VARY = "HX-Request, HX-Request-Type, HX-History-Restore-Request, Accept-Language, Cookie"


@dataclass(frozen=True, kw_only=True)
class Page:
    """What one template gets as `page`; its fields are the contract of the template."""

    template: ClassVar[str]
    blocks: ClassVar[tuple[str, ...]] = ()  # blocks a route may send alone


Link = tuple[str, str]  # label, address


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around every page: header, navigation, language switch, footer."""

    portal_name: str
    locale: str
    csrf_token: str
    locales: tuple[tuple[str, str], ...] = ()  # code, name in that language
    demo: bool = False
    banner: str = ""
    logo_url: str = ""
    reporter_label: str = ""
    cycle_label: str = ""
    account_name: str = ""
    account_links: tuple[Link, ...] = ()
    waiting_count: int = 0
    waiting_url: str = ""
    nav: tuple[tuple[str, str, bool], ...] = ()  # label, address, is it the present part
    footer_links: tuple[Link, ...] = ()
    sign_in_url: str = "/sign-in"
    sign_out_url: str = "/sign-out"
    language_url: str = "/language"
    edition_label: str = ""
    session_idle: int = 0  # seconds without any request after which the session ends
    session_ends: int = 0  # second since 1970 at which it ends whatever happens


FrameProvider = Callable[[Request], Frame]


class ComponentContext(Context):
    """Calls components without asking first what each of them wants to be given.

    Jinja asks every callable, at every call; a page calls two thousand components.
    """

    def call(self, callee: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        """Call a component, or anything else the way Jinja does."""
        if type(callee) is Macro:
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
            return callee(self.eval_ctx, *args, **named)
        return super().call(callee, *args, **named)


class PortalEnvironment(Environment):
    """An environment whose templates write values without marking each of them as safe."""

    context_class = ComponentContext
    code_generator_class = PlainWriter
    escaped = staticmethod(escaped)


@cache
def environment() -> Environment:
    """Return the template environment: everything escaped, nothing undefined, components at
    hand."""
    made = PortalEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # whatever the file is called
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,  # else every include asks the disk whether the file has changed
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext,
        i18n.ngettext,
        newstyle=True,
        pgettext=i18n.pgettext,
        npgettext=i18n.npgettext,
    )
    made.globals.update(
        pgettext=i18n.pgettext,
        static_url=static_url,
        drawn=drawn,
        drawn_part=drawn_part,
        menu_options=menu_options,
        current_locale=i18n.current_locale,
        asked_language=i18n.asked_language,
        country_name=i18n.country_name,
        printed_code=i18n.printed_code,
        today=clock.today_brussels,
        now=clock.now,
    )
    made.filters.update(
        date=i18n.format_date,
        datetime=i18n.format_datetime,
        time=i18n.format_time,
        number=i18n.format_number,
        country=i18n.country_name,
        printed=i18n.printed_code,
    )
    # Components are a global so that they also work in blocks that are rendered alone.
    made.globals["ui"] = made.get_template("components/ui.html").module
    return made


def wants_fragment(request: Request) -> bool:
    """Tell whether htmx asks for a part: not for boosted pages and never when history is
    restored."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-request-type", "partial") == "partial"
        and headers.get("hx-history-restore-request") != "true"
    )


def render(
    request: Request,
    page: Page,
    *blocks: str,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    public_seconds: int = 0,
    **extra: object,
) -> Response:
    """Answer with the page, or with only these blocks of it when htmx asks for a part.

    `extra` gives loop variables of scoped blocks. `public_seconds` lets caches keep the answer to
    anonymous
    visitors; everything shown to somebody signed in is never stored.
    """
    fragment = bool(blocks) and wants_fragment(request)
    context = page_context(request, page, fragment=fragment, **extra)
    if fragment:
        _check_blocks(page, blocks)
        body = "".join(
            render_block(environment(), page.template, block, context) for block in blocks
        )
    else:
        body = environment().get_template(page.template).render(context)
    sent = {"Vary": VARY, "Cache-Control": _cache_control(request, public_seconds)}
    return HTMLResponse(body, status_code, {**sent, **(headers or {})})


def page_context(
    request: Request, page: Page, *, fragment: bool = False, **extra: object
) -> dict[str, Any]:
    """Return what the template sees: its page, the frame around it, and whether a part is asked
    for."""
    # A part stands in a frame that is there already.
    provider: FrameProvider = frame_of if fragment else request.app.state.frame_provider
    frame = extra.pop("frame", None) or provider(request)
    return {"page": page, "frame": frame, "request": request, "fragment": fragment, **extra}


def redirect(request: Request, url: str, headers: Mapping[str, str] | None = None) -> Response:
    """Send the browser to a page of the portal after an act; htmx is told to load it whole."""
    target = inside(url)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": target, **(headers or {})})
    return RedirectResponse(target, 303, {"Cache-Control": "no-store", **(headers or {})})


def inside(url: str, default: str = "/") -> str:
    """Return the address if it is a path of this portal, else the default; for `next` and the
    like."""
    is_path = url.startswith("/") and not url.startswith(("//", "/\\"))
    is_plain = url.isascii() and url.isprintable() and "\\" not in url and " " not in url
    return url if is_path and is_plain else default


def _check_blocks(page: Page, blocks: tuple[str, ...]) -> None:
    unknown = set(blocks) - set(page.blocks)
    if unknown:
        raise ValueError(f"{type(page).__name__} does not send {sorted(unknown)} alone")


def _cache_control(request: Request, public_seconds: int) -> str:
    if public_seconds and not visitor_of(request).is_signed_in:
        return f"public, max-age={public_seconds}"
    return "no-store"


def frame_of(request: Request) -> Frame:
    """Build the frame from what the web layer knows; main adds the navigation of the features."""
    settings = settings_of(request)
    visitor = visitor_of(request)
    reporter = visitor.active_reporter
    return Frame(
        portal_name=i18n.gettext(PORTAL_NAME),
        locale=i18n.current_locale(),
        csrf_token=visitor.csrf_token,
        locales=tuple((code, i18n.locale_name(code)) for code in i18n.available_locales()),
        demo=settings.demo,
        logo_url=settings.logo_url,
        reporter_label=i18n.country_name(reporter) if reporter else "",
        account_name=visitor.account_name,
        session_idle=settings.session_idle_minutes * 60 if visitor.session_ends else 0,
        session_ends=int(visitor.session_ends.timestamp()) if visitor.session_ends else 0,
    )


def seconds_left(visitor: Visitor) -> int:
    """Return for how many seconds the session of a visitor can go on at most."""
    if visitor.session_ends is None:
        return 0
    return max(0, int((visitor.session_ends - clock.now()).total_seconds()))

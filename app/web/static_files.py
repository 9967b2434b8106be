"""Static files: kept for ever under an address with their hash, asked again under the plain one."""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

from app.core.errors import NotFound
from app.web.packing import packed, packed_tag, takes_gzip
from app.web.routing import PolicyRoute, Public, use

STATIC = Path(__file__).resolve().parent / "static"
URL = "/static"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=600"

# Not a PortalRouter: files are sent without asking who is there.
router = APIRouter(route_class=PolicyRoute, include_in_schema=False)


@cache
def _contents() -> dict[str, tuple[bytes, str]]:
    """Return every file that may be sent, read once: nothing else can be reached through an
    address."""
    found = {}
    for path in sorted(STATIC.rglob("*")):
        if path.is_file() and path.suffix in _TYPES:
            data = path.read_bytes()
            name = path.relative_to(STATIC).as_posix()
            found[name] = (data, hashlib.sha256(data).hexdigest()[:16])
    return found


@cache
def _small(name: str) -> bytes | None:
    """Return a file compressed, where that saves something."""
    return packed(_contents()[name][0], _TYPES[Path(name).suffix])


def static_url(name: str) -> str:
    """Return the address of a static file with its hash, for example of `portal.css`."""
    return f"{URL}/{name}?v={_contents()[name][1]}"


@router.get(URL + "/{name:path}", dependencies=use(Public()))
async def send_static_file(request: Request, name: str) -> Response:
    """Send one static file."""
    known = _contents().get(name)
    if known is None:
        raise NotFound
    data, digest = known
    small = _small(name) if takes_gzip(request.headers.get("accept-encoding", "")) else None
    tag = f'"{digest}"'
    headers = {
        "ETag": packed_tag(tag) if small else tag,
        "Vary": "Accept-Encoding",
        "Cache-Control": _FOR_EVER if request.query_params.get("v") == digest else _FOR_A_WHILE,
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if small:
        headers["Content-Encoding"] = "gzip"
    return Response(small or data, media_type=_TYPES[Path(name).suffix], headers=headers)

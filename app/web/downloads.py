"""Answers that are files: named safely, never run by the browser, not kept by caches."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
ZIP = "application/zip"
JSON = "application/json"
XML = "application/xml"
CSV = "text/csv; charset=utf-8"


# Whatever somebody uploaded: should a browser show it after all, it can do nothing.
_SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'"}


def attachment(content: bytes, name: str) -> Response:
    """Return a file that somebody uploaded: to be saved under its name, never to be shown."""
    return download(content, name, "application/octet-stream", _SANDBOX)


def download(
    content: bytes, name: str, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a file to save; the name may hold any letters, its form follows RFC 6266."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    sent = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, 200, {**sent, **(headers or {})}, media_type)

"""A form that came after the session had ended: its texts come along through signing in."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request

from app.web.forms import TECHNICAL_FIELDS, PostedFields

_WRITTEN = ("/contributions/", "/desk/", "/reports/")  # where people write
_NOT_KEPT = TECHNICAL_FIELDS | {"password"}  # whoever signs gives it again


@dataclass(frozen=True)
class KeptForm:
    """Where a form was going, from which page, and what it said; files cannot be kept."""

    url: str
    page: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What a person wrote: everything that reads like a text, to be seen on the way."""
        return tuple(value for _name, value in self.fields if " " in value.strip())

    def to_text(self) -> str:
        """Return the form as one text that travels in a hidden field."""
        return json.dumps([self.url, self.page, self.fields, self.had_files])


def may_be_kept(request: Request) -> bool:
    """Tell whether a form to this address is kept when nobody is signed in any more."""
    return request.method == "POST" and request.url.path.startswith(_WRITTEN)


def kept_form(request: Request) -> KeptForm | None:
    """Return the form of a request that was refused because nobody is signed in."""
    posted = getattr(request.state, "posted_fields", None)
    if not may_be_kept(request) or not isinstance(posted, PostedFields) or not posted.values:
        return None
    fields = tuple(
        (name, value)
        for name, values in posted.values.items()
        if name not in _NOT_KEPT
        for value in values
    )
    query = f"?{request.url.query}" if request.url.query else ""
    page = urlsplit(request.headers.get("referer", "")).path
    return KeptForm(request.url.path + query, page or "/", fields, bool(posted.files))


def from_text(text: str) -> KeptForm | None:
    """Read a kept form back; None for anything else."""
    try:
        url, page, fields, had_files = json.loads(text)
        pairs = tuple((str(name), str(value)) for name, value in fields)
    except (ValueError, TypeError):
        return None
    if not isinstance(url, str) or not url.startswith(_WRITTEN) or not isinstance(page, str):
        return None
    return KeptForm(url, page, pairs, bool(had_files))

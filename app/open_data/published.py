"""Open data as answers: ready bytes for everybody, an answer of its own for who sees more."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request, Response

from app.core.i18n import use_locale
from app.domain.roles import PublicScope, UnionScope
from app.editions.contents import EditionContents, load_contents
from app.editions.queries import EditionInfo, get_edition, published_state
from app.identity.access import Everybody
from app.web.ready import answer_ready
from app.web.request_session import SessionDep
from app.web.visitor import settings_of, visitor_of

Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]
LANGUAGE = "en"  # codes are stable, labels are those of the catalogue: the same for everybody

# Any site may read what everybody may read; nothing that a browser knows of its owner is sent.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True)
class Asked:
    """One request for open data, with what its sender may see."""

    request: Request
    session: SessionDep
    scope: UnionScope | PublicScope

    @property
    def base(self) -> str:
        """The address of the portal."""
        return settings_of(self.request).public_url

    def edition(self, code: str) -> EditionInfo:
        """Return an edition this reader may know of; may raise NotFound."""
        return get_edition(self.session, self.scope, code)

    def contents(self, code: str) -> EditionContents:
        """Return an edition as this reader may see it; may raise NotFound."""
        return load_contents(self.session, self.scope, self.edition(code))

    def send(
        self,
        make: Callable[[], bytes | str],
        media_type: str,
        key: Hashable = "",
        headers: Callable[[], Mapping[str, str]] = dict,
    ) -> Response:
        """Answer with what `make` returns; `key` names what the answer depends on beside its path.

        `headers` is asked after `make`.
        """

        def made() -> Response:
            with use_locale(LANGUAGE):
                body = make()
                return Response(body, 200, {**OPEN, **headers()}, media_type)

        if visitor_of(self.request).is_signed_in:
            return self._own(made())
        published = published_state(self.session)
        full = ("open data", self.request.url.path, key, self.base, published)
        return answer_ready(self.request, published, full, made)

    def _own(self, answer: Response) -> Response:
        """Return an answer that only this reader gets: kept by nobody, yet asked for once."""
        tag = f'"{sha256(bytes(answer.body)).hexdigest()[:32]}"'
        sent = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
        for name in OPEN:
            del answer.headers[name]
        answer.headers.update(sent)
        known = self.request.headers.get("if-none-match", "")
        if tag in {one.strip() for one in known.split(",")}:
            return Response(status_code=304, headers=sent)
        return answer


def asked_of(request: Request, session: SessionDep, scope: Looks) -> Asked:
    """Return what is asked, and by whom."""
    return Asked(request, session, scope)


AskedDep = Annotated[Asked, Depends(asked_of)]


def as_file(name: str) -> Mapping[str, str]:
    """Return the header that makes a browser save an answer under this plain name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}

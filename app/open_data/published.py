"""Open data as answers: ready bytes for everybody, an answer of its own for who sees more."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request, Response

from app.catalogue.queries import get_index
from app.core.i18n import current_locale, use_locale
from app.domain.observations import CatalogueIndex
from app.domain.roles import PublicScope, UnionScope
from app.editions.contents import EditionContents, load_contents
from app.editions.queries import EditionInfo, get_edition, published_state
from app.identity.access import Everybody
from app.web.downloads import JSON
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

    def asked_in(self, edition: EditionInfo) -> CatalogueIndex:
        """Return what was asked in an edition."""
        return get_index(self.session, edition.catalogue_version_id)

    def contents(self, code: str) -> EditionContents:
        """Return an edition as this reader may see it; may raise NotFound."""
        return load_contents(self.session, self.scope, self.edition(code))

    def send(
        self,
        make: Callable[[], Response | str],
        media_type: str = JSON,
        key: Hashable = "",
        *,
        is_translated: bool = False,
        beside: Hashable = None,
    ) -> Response:
        """Answer with what `make` returns; `key` names what it depends on beside its path.

        `beside` names what may change without a publication: each request is asked for it then.
        Data are in one language with stable codes; files for people are in that of the reader.
        """
        language = current_locale() if is_translated else LANGUAGE

        def made() -> Response:
            with use_locale(language):
                found = make()
            answer = Response(found, media_type=media_type) if isinstance(found, str) else found
            answer.headers.update(OPEN)
            if is_translated:
                answer.headers["Vary"] = "Accept-Language, Cookie"
            return answer

        if visitor_of(self.request).is_signed_in:
            return self._own(made())
        published = published_state(self.session)
        full = ("open data", self.request.url.path, key, beside, language, self.base, published)
        return answer_ready(self.request, None if beside else published, full, made)

    def _own(self, answer: Response) -> Response:
        """Return an answer for this reader only: no browser keeps it, programs may ask again."""
        for name in OPEN:
            del answer.headers[name]
        if not visitor_of(self.request).holds_key:
            answer.headers["Cache-Control"] = "no-store"
            return answer
        tag = f'"{sha256(bytes(answer.body)).hexdigest()[:32]}"'
        sent = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
        answer.headers.update(sent)
        known = self.request.headers.get("if-none-match", "")
        if tag in {one.strip() for one in known.split(",")}:
            return Response(status_code=304, headers=sent)
        return answer


async def asked_of(request: Request, session: SessionDep, scope: Looks) -> Asked:
    """Return what is asked, and by whom; async, so that it costs no thread."""
    return Asked(request, session, scope)


AskedDep = Annotated[Asked, Depends(asked_of)]

"""One request of the public side: the edition it asks for, and the page made of it."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response

from app.catalogue.queries import get_index
from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.dashboards import addresses
from app.dashboards.pages.around import EmptyPage, PublicPage
from app.dashboards.queries import Choice, choose, load_other, load_view
from app.dashboards.view import View
from app.domain.observations import CatalogueIndex
from app.domain.roles import PublicScope, UnionScope
from app.editions.charts.shapes import shapes_at
from app.editions.queries import EditionInfo, state_of
from app.identity.access import Everybody
from app.web.pages import render
from app.web.public_pages import answer_public
from app.web.request_session import SessionDep
from app.web.visitor import settings_of

Found = TypeVar("Found")
Looks = Annotated[UnionScope | PublicScope, Depends(Everybody())]
EditionCode = Annotated[str, Query(max_length=60)]


class Desk:
    """One request with the edition it asks for."""

    def __init__(
        self, request: Request, session: SessionDep, scope: Looks, edition: EditionCode = ""
    ) -> None:
        self.request = request
        self.session = session
        self.scope = scope
        self.choice: Choice = choose(session, scope, edition)

    def view(self) -> View:
        """Return the edition as this reader may see it; raises NotFound before publication."""
        view = load_view(self.session, self.scope, self.choice, self._base_url)
        return replace(view, shapes=shapes_at(settings_of(self.request).map_shapes))

    def other(self, code: str) -> View:
        """Return another edition the reader may choose, or raise NotFound."""
        return load_other(self.session, self.scope, self.choice, code, self._base_url)

    def elsewhere(
        self, find: Callable[[CatalogueIndex], Found | None]
    ) -> tuple[Found, tuple[EditionInfo, ...]]:
        """Return what another edition asked about, and the editions that did, or raise NotFound."""
        indexes = [
            (edition, get_index(self.session, edition.catalogue_version_id))
            for edition in self.choice.editions
        ]
        there = [(thing, edition) for edition, index in indexes if (thing := find(index))]
        if not there:
            raise NotFound
        return there[0][0], tuple(edition for _thing, edition in there)

    @property
    def _base_url(self) -> str:
        return settings_of(self.request).public_url

    def answer(self, make: Callable[[], Response], filters: Hashable = ()) -> Response:
        """Answer with a file of the edition, kept like a page."""
        published = state_of(self.choice.editions)
        return answer_public(self.request, self._key(filters), make, published)

    def show(
        self,
        build: Callable[[View], PublicPage],
        title: str = "",
        filters: Hashable = (),
        *,
        is_kept: bool = True,
    ) -> Response:
        """Answer with a page of the edition; with a title there is something before publication.

        `filters` are what the address asks for besides the edition, in one fixed form; a page that
        is made of words somebody typed is not kept, because there is no end to those.
        """
        if not is_kept:
            return self._make(build, title)
        key, published = self._key(filters), state_of(self.choice.editions)
        return answer_public(self.request, key, lambda: self._make(build, title), published)

    def _key(self, filters: Hashable = ()) -> Hashable:
        choice = self.choice
        return (
            self.request.url.path,
            filters,
            choice.edition.code if choice.edition and choice.is_chosen else "",
            tuple(edition.code for edition in choice.editions),
            choice.edition and choice.edition.sha256,
            current_locale(),
        )

    def _make(self, build: Callable[[View], PublicPage], title: str) -> Response:
        if self.choice.edition is None and title:
            return render(self.request, EmptyPage(title=title, method_url=addresses.METHOD))
        page = build(self.view())
        around = self.request.app.state.frame_provider(self.request)
        frame = replace(around, edition_label=page.around.edition)
        return render(self.request, page, frame=frame)


Asked = Annotated[Desk, Depends()]


def found(thing: Found | None) -> Found:
    """Return what was looked for, or say that it is not there."""
    if thing is None:
        raise NotFound
    return thing

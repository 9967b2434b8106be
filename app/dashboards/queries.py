"""Which edition a reader looks at, and everything of it that the reader may see."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from app.core.errors import NotFound
from app.dashboards.held import held_contents
from app.dashboards.view import View
from app.domain.roles import UnionScope
from app.editions.queries import AnyScope, EditionInfo, latest_published, list_editions


@dataclass(frozen=True)
class Choice:
    """The editions the reader may choose from, and the one that is shown."""

    editions: tuple[EditionInfo, ...]
    edition: EditionInfo | None  # None before any publication
    is_chosen: bool


def choose(session: Session, scope: AnyScope, code: str) -> Choice:
    """Return the edition named in the address, else the one published last; may raise NotFound."""
    editions = tuple(list_editions(session, scope))
    if not code:
        return Choice(editions, latest_published(session), False)
    for edition in editions:
        if edition.code == code:
            return Choice(editions, edition, True)
    raise NotFound


def load_view(session: Session, scope: AnyScope, choice: Choice, base_url: str = "") -> View:
    """Return the chosen edition as this reader may see it; raises NotFound before publication.

    Its contents hold figures and reports, without the documents of the submissions.
    """
    if choice.edition is None:
        raise NotFound
    return _view(session, scope, choice, choice.edition, base_url)


def load_other(
    session: Session, scope: AnyScope, choice: Choice, code: str, base_url: str = ""
) -> View:
    """Return another edition the reader may choose; raises NotFound."""
    for edition in choice.editions:
        if edition.code == code:
            return _view(session, scope, choice, edition, base_url)
    raise NotFound


def _view(
    session: Session, scope: AnyScope, choice: Choice, edition: EditionInfo, base_url: str
) -> View:
    held = held_contents(session, scope, edition)
    contents = replace(held.contents, info=edition)  # when it was published may be known since
    return View(
        contents,
        choice.editions,
        choice.is_chosen,
        base_url=base_url,
        knows_who=isinstance(scope, UnionScope) and scope.reads_submissions,
        entries=lambda: held.register,
        findings=held.findings,
    )

"""Which edition a reader looks at, and everything of it that the reader may see."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import NotFound
from app.dashboards.view import View
from app.editions.contents import load_contents
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


def load_view(session: Session, scope: AnyScope, choice: Choice) -> View:
    """Return the chosen edition as this reader may see it; raises NotFound before publication."""
    if choice.edition is None:
        raise NotFound
    contents = load_contents(session, scope, choice.edition)
    return View(contents, choice.editions, choice.is_chosen)

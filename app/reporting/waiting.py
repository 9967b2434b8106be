"""What waits for a person of a country, for the head of every page of their contribution."""

from sqlmodel import Session

from app.domain.roles import CountryScope
from app.reporting.addresses import conversations_url
from app.reporting.conversations import list_unread


def waiting_for(session: Session, scope: CountryScope) -> tuple[int, str]:
    """Return how many comments mention the person unread, and the page that lists them."""
    unread = list_unread(session, scope)
    if not unread:
        return 0, ""
    url = conversations_url(unread[0].cycle, scope.reporter)
    return sum(one.count for one in unread), f"{url}?show=mentions"

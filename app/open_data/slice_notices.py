"""What comes by the clock for slices: a reader hears of an edition once it can be seen.

What was told is kept with the slice, so that it is a matter of states: whether an edition came by
freezing, by moving the cycle, by publication or by the end of an embargo, and however often or
late the worker looks, it is told once.
"""

from collections import defaultdict

from sqlalchemy import Engine
from sqlmodel import Session

from app.core.db import open_session
from app.editions.queries import EditionInfo
from app.identity.key_access import reader_scope
from app.identity.recipients import recipients_of
from app.jobs.telling import Telling, tell
from app.jobs.worker import every_minute
from app.open_data.deliveries import editions_for
from app.open_data.slices import SliceInfo, marks, note_told, slices_to_tell

PATH = "/slices"


def tell_of_editions(engine: Engine) -> None:
    """Tell every reader with a slice of the editions that are new to them, one mail for each."""
    with open_session(engine) as session:
        if not _news(session):
            return  # nothing to write: nobody's save waits
    with open_session(engine, write=True) as session:
        for account_id, new, slices in _news(session):
            for edition in new:
                _tell(session, account_id, edition, slices)
            for held in slices:
                note_told(session, held.id, held.told | marks(new))


def _news(session: Session) -> list[tuple[int, list[EditionInfo], list[SliceInfo]]]:
    """Return which readers do not know yet of which editions, with their slices."""
    by_reader: dict[int, list[SliceInfo]] = defaultdict(list)
    for held in slices_to_tell(session):
        by_reader[held.account_id].append(held)
    found = []
    for account_id, slices in by_reader.items():
        scope = reader_scope(session, account_id)
        editions = editions_for(session, scope) if scope else []
        new = [one for one in reversed(editions) if _wanting(one, slices)]
        if new:
            found.append((account_id, new, slices))
    return found


def _wanting(edition: EditionInfo, slices: list[SliceInfo]) -> list[SliceInfo]:
    """Return the slices whose reader has not been told how far this edition has come."""
    return [held for held in slices if not marks([edition]) <= held.told]


def _tell(session: Session, account_id: int, edition: EditionInfo, slices: list[SliceInfo]) -> None:
    stage = "published" if edition.is_published else "restricted"
    names = ", ".join(held.name for held in _wanting(edition, slices))
    told = Telling(
        kind="slices_published" if edition.is_published else "slices_restricted",
        key=f"slices:{edition.code}:{stage}",
        cycle=edition.cycle_code,
        facts={"subject": names},
        path=PATH,
    )
    tell(session, recipients_of(session, [account_id]), told)


every_minute(tell_of_editions)

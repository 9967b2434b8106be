"""The next cycle, made from an earlier one: its dates, and its catalogue as a new draft."""

import re
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.catalogue.dates import END_OF_DAY, CycleDates, check_order, in_brussels, propose_next
from app.catalogue.models import CatalogueVersion, CycleKind
from app.catalogue.queries import CycleInfo, find_cycle, get_index
from app.catalogue.service import create_cycle, store_version
from app.core.clock import now, today_brussels
from app.core.errors import Conflict, Refused
from app.domain.indicators import Catalogue
from app.domain.roles import UnionScope

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_PAIR = re.compile(r"(P\d\d)\s*=\s*(P\d\d)", re.ASCII)
TRAINING = "Training"
_TRAINING_DAYS = 30


def proposed_dates(last: CycleInfo, kind: CycleKind) -> CycleDates:
    """Return the dates to begin with: two years on, or the next weeks for practice."""
    if kind is not CycleKind.TRAINING:
        return propose_next(last.dates)
    end = in_brussels(today_brussels() + timedelta(days=_TRAINING_DAYS), END_OF_DAY)
    return replace(last.dates, opens_at=now(), due_at=end, closes_at=end, embargo_until=None)


def create_next(
    session: Session,
    scope: UnionScope,
    last: CycleInfo,
    code: str,
    title: str,
    kind: CycleKind,
    dates: CycleDates,
) -> CycleInfo:
    """Create a cycle from the last one, with its catalogue as a new draft version.

    Practice on questions that are frozen takes them as they are; a draft is copied, so that
    freezing for practice never freezes what is still being discussed.
    """
    if not _CODE.fullmatch(code):
        raise Refused("cycle_code_unusable")
    if kind is CycleKind.BASELINE:
        raise Refused("cycle_kind_unusable")
    check_order(dates)
    if find_cycle(session, code) is not None:
        raise Conflict("cycle_exists", code=code)
    version = session.get_one(CatalogueVersion, last.catalogue_version_id)
    is_shared = kind is CycleKind.TRAINING and version.frozen_at is not None
    version_id = last.catalogue_version_id if is_shared else _draft(session, scope, version)
    name = title.strip() or code
    if kind is CycleKind.TRAINING:
        # In the title, so that whatever names the cycle says it: papers, mails, files, lists.
        name = f"{TRAINING}: {name}"[:200]
    return create_cycle(session, scope, code, name, kind, version_id, dates, previous_id=last.id)


def _draft(session: Session, scope: UnionScope, version: CatalogueVersion) -> int:
    """Store a copy of a version under the next free code and return its id."""
    catalogue = get_index(session, version.id or 0).catalogue
    series = version.code.rpartition("/")[0] or version.code
    query = select(col(CatalogueVersion.code))
    taken = set(session.execute(query).scalars())
    number = 2
    while f"{series}/{number}" in taken:
        number += 1
    return store_version(
        session, scope, catalogue.model_copy(update={"code": f"{series}/{number}"})
    )


def store_draft(session: Session, scope: UnionScope, cycle: CycleInfo, catalogue: Catalogue) -> int:
    """Store what the files say as the draft of a cycle in design and return its version.

    A draft that was made from the last cycle keeps its code, so that what was said about it stays
    with it; files that say the same as a frozen version lead to that version.
    """
    version = session.get_one(CatalogueVersion, cycle.catalogue_version_id)
    if version.frozen_at is None:
        catalogue = catalogue.model_copy(update={"code": version.code})
    return store_version(session, scope, catalogue)


def read_pairs(text: str) -> dict[str, str]:
    """Read which points continue others, one `P05 = P04` on a line."""
    pairs = {}
    for line in filter(str.strip, text.splitlines()):
        found = _PAIR.fullmatch(line.strip())
        if found is None or found[1] in pairs:
            raise Refused("mapping_unreadable")
        pairs[found[1]] = found[2]
    return pairs

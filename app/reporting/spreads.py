"""The published distributions that the rules compare a value with, read once for each edition."""

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.catalogue.models import Cycle, ReferenceDistribution
from app.core.clock import now
from app.core.db import UtcDateTime
from app.domain.qc.findings import Spread

# What an edition left never changes, so its code leads to the same figures in this database.
_read: WeakKeyDictionary[object, tuple[str, dict[str, Spread]]] = WeakKeyDictionary()


def edition_published_last() -> ScalarSelect[str]:
    """Return the column that finds, beside anything, the edition whose distributions stand.

    None while that edition is under embargo: its figures are nobody's yet.
    """
    theirs: Any = aliased(Cycle)  # so that it is not taken for the cycle of the query around it
    at = bindparam(None, callable_=now, type_=UtcDateTime())
    code = func.substr(col(ReferenceDistribution.edition), 1, func.length(theirs.code) + 1)
    under_embargo = (
        select(theirs.id)
        .where(code == theirs.code + "/", theirs.embargo_until > at)
        .correlate(ReferenceDistribution)
        .exists()
    )
    return (
        select(func.max(col(ReferenceDistribution.edition))).where(~under_embargo).scalar_subquery()
    )


def published_spreads(session: Session) -> dict[str, Spread]:
    """Return the distributions that stand now."""
    return read_spreads(session, session.execute(select(edition_published_last())).scalar())


def read_spreads(session: Session, edition: str | None) -> dict[str, Spread]:
    """Return the distributions that an edition left, by indicator; none without an edition.

    They are made of what everybody may read: nothing of another country's draft is in them.
    """
    if edition is None:
        return {}
    known = _read.get(session.get_bind())
    if known is None or known[0] != edition:
        columns = (
            col(ReferenceDistribution.subject),
            col(ReferenceDistribution.lower_quartile),
            col(ReferenceDistribution.upper_quartile),
            col(ReferenceDistribution.n),
        )
        rows = session.execute(select(*columns).order_by(col(ReferenceDistribution.id)))
        spreads = {r.subject: Spread(r.lower_quartile, r.upper_quartile, r.n) for r in rows}
        known = _read[session.get_bind()] = (edition, spreads)
    return known[1]

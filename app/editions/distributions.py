"""Keeping the distributions of the edition published last, for the rules of the next cycle."""

from dataclasses import replace

from sqlalchemy import delete, insert
from sqlmodel import Session

from app.catalogue.models import CycleKind, ReferenceDistribution
from app.catalogue.queries import get_index
from app.domain.distribution import spreads_of
from app.domain.roles import PublicScope
from app.editions.queries import EditionInfo, load_facts


def keep_distributions(session: Session, edition: EditionInfo) -> int:
    """Put the distributions of a published edition in the place of the last ones; returns how many.

    They are made of what everybody may read, so a rule that uses them tells no secret. A
    compilation from public sources is no distribution of what countries reported.
    """
    if edition.kind is not CycleKind.LIVE:
        return 0
    # Under embargo nobody reads them before its moment (`app.reporting.spreads`).
    public = replace(edition, embargo_until=None)
    facts = load_facts(session, PublicScope(), public)
    found = spreads_of(get_index(session, edition.catalogue_version_id), facts.values())
    session.execute(delete(ReferenceDistribution))
    rows = [
        {
            "subject": subject,
            "edition": edition.code,
            "n": spread.n,
            "lower_quartile": spread.low,
            "upper_quartile": spread.high,
        }
        for subject, spread in sorted(found.items())
    ]
    if rows:
        session.execute(insert(ReferenceDistribution), rows)
    return len(rows)

"""What publication leaves for the rules of the next cycle."""

from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from app.catalogue.models import CycleKind, ReferenceDistribution
from app.core.db import open_session
from app.domain.qc.findings import Spread
from app.editions import distributions
from tests.factories import CYCLE, open_reporting
from tests.reported import accepted, approved, consolidate, cycle_of, frozen, published, report

KEPT = ("SD-04.1", "2025/1", 20, Decimal("1.5"), Decimal(4))


def _rows(engine):
    table = ReferenceDistribution
    columns = (table.subject, table.edition, table.n, table.lower_quartile, table.upper_quartile)
    with open_session(engine) as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(table.subject))]


@pytest.fixture
def edition(app):
    """An approved edition with one accepted submission, and a distribution of the one before."""
    engine = app.state.engine
    open_reporting(engine, "DK")
    names = ("subject", "edition", "n", "lower_quartile", "upper_quartile")
    with open_session(engine, write=True) as session:
        session.execute(insert(ReferenceDistribution).values(**dict(zip(names, KEPT, strict=True))))
    report(engine, points=("P02",), cells=_CELLS, answers={"P02.coordinator": "A ministry"})
    accepted(engine)
    consolidate(engine)
    code = frozen(engine)
    approved(engine, code)
    return engine, code


_CELLS = {"SD-02.1@2025-2027": "12", "SD-02.2@2025-2027": "3"}


def test_publication_replaces_the_distributions_of_the_edition_before(edition, monkeypatch):
    """Too few countries leave none; until publication the old ones stay."""
    engine, code = edition
    assert _rows(engine) == [KEPT]
    published(engine, code)
    assert _rows(engine) == []


def test_the_distributions_are_made_of_what_everybody_may_read(edition, monkeypatch):
    """The published figures of the edition, and nothing else."""
    engine, code = edition
    seen = {}

    def spreads(_index, facts):
        seen.update({fact.id: fact for fact in facts})
        return {"SD-02.1": Spread(Decimal(2), Decimal("6.25"), 9)}

    monkeypatch.setattr(distributions, "spreads_of", spreads)
    published(engine, code)
    assert "SD-02.1/DK/value@2025-2027" in seen
    assert all(fact.visibility == "public" and not fact.suppressed for fact in seen.values())
    assert _rows(engine) == [("SD-02.1", code, 9, Decimal(2), Decimal("6.25"))]


def test_a_compilation_from_public_sources_is_no_distribution(app):
    """Nobody reported it."""
    engine = app.state.engine
    open_reporting(engine, "DK", kind=CycleKind.BASELINE)
    assert cycle_of(engine, CYCLE).is_baseline
    with open_session(engine, write=True) as session:
        edition = type("Edition", (), {"kind": CycleKind.BASELINE})()
        assert distributions.keep_distributions(session, edition) == 0

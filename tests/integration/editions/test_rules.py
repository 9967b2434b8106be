"""Editions verify under the rules they were frozen under, and hide what the one before hid."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.figures import RULES
from app.editions import service
from app.editions.models import Edition, EditionFact
from tests.factories import open_reporting
from tests.reported import OPERATOR, accepted, frozen, report


@pytest.fixture
def reporting(engine):
    """An open cycle in which Denmark has submitted and was accepted."""
    open_reporting(engine, "DK", "GR", "EU")
    report(engine)
    accepted(engine)


def _verify(engine, code):
    with open_session(engine) as session:
        return service.verify_edition(session, OPERATOR, code)


def _facts(engine, number):
    query = (
        select(EditionFact.fact)
        .join(Edition, Edition.id == EditionFact.edition_id)
        .where(Edition.number == number)
    )
    with open_session(engine) as session:
        return set(session.execute(query).scalars())


def test_an_edition_of_earlier_rules_verifies_and_a_new_one_takes_the_new_rules(
    engine, reporting, monkeypatch
):
    """The rules stand in the manifest; the same submissions under new rules are a new edition."""
    monkeypatch.setattr(service, "CURRENT_RULES", 1)
    first = frozen(engine)
    monkeypatch.undo()
    assert _verify(engine, first) == []
    second = frozen(engine)
    assert _verify(engine, second) == []
    assert _verify(engine, first) == []
    with open_session(engine) as session:
        query = select(Edition.manifest).order_by(Edition.number)
        rules = [json.loads(text)["rules"] for text in session.execute(query).scalars()]
    assert rules == [1, RULES[-1]]
    added = _facts(engine, 2) - _facts(engine, 1)
    assert any("/given@" in name for name in added)
    assert not any("/given@" in name for name in _facts(engine, 1))
    monkeypatch.setattr(service, "RULES", (2,))
    assert [d.what for d in _verify(engine, first)] == ["rules"]


def test_what_an_edition_hid_stays_hidden_in_the_next_one(engine, reporting, monkeypatch):
    """And verification knows, because it reads the edition before."""
    computed = service.compute_facts

    def one_hidden(frame):
        name = f"P05.coverage/EU27/n@{frame.cutoff.isoformat()}"
        return [replace(f, suppressed=f.suppressed or f.id == name) for f in computed(frame)]

    monkeypatch.setattr(service, "compute_facts", one_hidden)
    monkeypatch.setattr(service, "CURRENT_RULES", 1)
    frozen(engine)
    monkeypatch.undo()
    second = frozen(engine)
    assert _verify(engine, second) == []
    with open_session(engine) as session:
        rows = session.execute(
            select(EditionFact.content)
            .join(Edition, Edition.id == EditionFact.edition_id)
            .where(Edition.number == 2, EditionFact.fact.like("P05.coverage/EU27/n@%"))
        ).scalars()
        assert [json.loads(text)["suppressed"] for text in rows] == [True]

"""Evidence of a figure: values, the country's decisions on proposals, links; to whoever may see."""

from datetime import UTC, datetime

import pytest

from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.contribution import PrefillDecision, to_payload
from app.domain.observations import Observation
from app.domain.suppression import is_shown
from app.domain.visibility import Stage, Viewer
from app.domain.workflow import Status
from app.editions.evidence import Reader, evidence_of, subjects_behind
from app.reporting.submissions import StoredSubmission
from tests.builders import CUTOFF, NOW, link, make_data, status, tiny_index

INDEX = tiny_index()
CELL = "SD-03.1@2025-26"
BOTH = {"SD-03.1@2024-25": 20, CELL: 30}


def _evidence(name, viewer, *data):
    facts = {
        fact.id: fact
        for fact in compute_facts(
            Frame(INDEX, CUTOFF, tuple(Reported(d.reporter, 1, "", d) for d in data))
        )
    }
    documents = {
        d.reporter: StoredSubmission(
            1, 1, d.reporter, 1, 1, "0" * 64, False, datetime(2027, 7, 1, tzinfo=UTC),
            Status.ACCEPTED, {"content": to_payload(d), "sign_off": {}},
        )
        for d in data
    }  # fmt: skip
    subjects = subjects_behind(INDEX, facts[name])
    own = {n: f for n, f in facts.items() if f.key.subject in subjects and is_shown(f, viewer)}
    reader = Reader(viewer, Stage.PUBLISHED, is_baseline=False)
    return evidence_of(INDEX, facts[name], own, documents, reader)


@pytest.mark.parametrize(("viewer", "decided"), [(Viewer.COMMISSION, 1), (Viewer.PUBLIC, 0)])
def test_a_figure_leads_to_the_decision_and_the_links_of_its_point(viewer, decided):
    """What was proposed and what was said of it is for the Commission; links are for everybody."""
    decision = PrefillDecision("7", CELL, "correct", "Ministry", "28", "P03")
    other = PrefillDecision("8", "SD-03.2@2026", "confirm", "", "4", "P03")
    data = make_data(
        "DK", cells=BOTH, decisions=(decision, other), evidence=(link("e1", "P03"), link("e2"))
    )
    (row,) = _evidence("SD-03.1/DK/value@2025-26", viewer, data).shown
    assert row.decisions == (decision,) * decided
    assert [one.uid for one in row.behind] == ["e1"]
    assert row.point == "P03"


def test_an_index_leads_to_both_values():
    """Of the base period and of the later one."""
    data = make_data("DK", cells=BOTH)
    for name in ("SD-03.1/DK/index@2025-26", "SD-03.1/DK/change@2024-25_2025-26"):
        (row,) = _evidence(name, Viewer.PUBLIC, data).shown
        assert [value.number for value in row.values] == [20, 30]


def test_a_figure_of_a_group_leads_to_its_statuses_or_to_none_of_a_country():
    """One closed status of a country keeps its others back too: what is not counted would tell."""
    group = next(g.id for g in INDEX.catalogue.instrument.groups if g.addressee == "member_states")
    open_one = make_data("DK", cells=status("P01", "full") | status("P02", "some"))
    closed = Observation(value="some", visibility="commission")
    other = make_data("GR", cells=status("P01", "full") | {f"SD-X.1/P02@{NOW}": closed})
    name = f"{group}.progress/EU27/count/full@{NOW}"
    inside = _evidence(name, Viewer.COMMISSION, open_one, other)
    assert [len(row.values) for row in inside.shown] == [1, 1]
    outside = _evidence(name, Viewer.PUBLIC, open_one, other)
    assert outside.hidden >= 1
    assert "GR" not in {row.stored.reporter for row in outside.shown}

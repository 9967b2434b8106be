"""An edition keeps the rules it was frozen under: one of the first rules comes out as it did."""

import json
from datetime import date
from pathlib import Path

from app.domain.aggregation import Frame, Reported, compute_facts
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.contribution import from_payload
from app.domain.indicators import Catalogue
from app.domain.observations import CatalogueIndex

# Catalogue, submissions and the hash of the figures, written when there were no other rules.
KEPT = Path(__file__).parents[2] / "golden" / "edition-rules-1.json"


def test_figures_of_an_old_edition_are_computed_as_they_were():
    """To the byte; under later rules the same submissions give more figures."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    index = CatalogueIndex.of(Catalogue.model_validate(kept["catalogue"]))
    reported = tuple(
        Reported(data.reporter, 1, "", data) for data in map(from_payload, kept["submissions"])
    )
    frame = Frame(index, date.fromisoformat(kept["cutoff"]), reported, rules=kept["rules"])
    facts = compute_facts(frame)
    assert [fact.id for fact in facts if fact.suppressed] == kept["suppressed"]
    assert len(facts) == kept["facts"]["count"]
    canonical = canonical_json([fact.canonical() for fact in facts])
    assert sha256_hex(canonical) == kept["facts"]["sha256"]
    later = compute_facts(Frame(index, frame.cutoff, reported))
    assert {fact.id for fact in facts} - {fact.id for fact in later} == {
        "SD-19.4/EU27/ratio_of_sums@2025",
        "SD-19.4/EU27/ratio_of_sums@2026",
    }
    assert len(later) > len(facts)

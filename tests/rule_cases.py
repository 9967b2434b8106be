"""For rules with data beside them: one contribution that raises each, and near misses."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.contribution import Answer, PrefillDecision, Translation
from app.domain.last_time import LastTime
from app.domain.observations import CatalogueIndex, Observation
from app.domain.qc.findings import NOTHING_BESIDE, Beside, Spread
from tests.builders import LONG_TEXT, NOW, link, make_data, measure, status, tiny_index
from tests.real_catalogue import real_index

Said = Mapping[str, Any]
THEN = date(2025, 6, 30)
AT_RISK = "P18.justification"
GREEK = "Τα υπουργεία συμφώνησαν σε κοινό πρόγραμμα και οι πρώτες προσκλήσεις άνοιξαν την άνοιξη."
BULGARIAN = "Министерствата се договориха за обща програма, а първите покани бяха през пролетта."


@dataclass(frozen=True)
class Case:
    """What raises a rule once, what does not, and the catalogue and company they are judged in."""

    said: Said = field(default_factory=dict)
    clean: tuple[Said, ...] = ()
    index: CatalogueIndex = field(default_factory=tiny_index)
    beside: Beside = NOTHING_BESIDE
    subject: str = ""


def last(cells: Said, index: CatalogueIndex | None = None) -> Beside:
    """Return what stands beside a contribution when these cells were submitted two years before."""
    data = make_data(cells=cells, cutoff=THEN)
    return Beside(last=LastTime("2025", 1, data, index or tiny_index()))


def reworded() -> CatalogueIndex:
    """Return the tiny catalogue with one indicator defined otherwise."""
    index = tiny_index()
    new = index.indicators["SD-02.1"].model_copy(update={"definition": "Counted another way."})
    changed = tuple(new if i.id == new.id else i for i in index.catalogue.indicators)
    return CatalogueIndex.of(index.catalogue.model_copy(update={"indicators": changed}))


def _posts(number: int) -> Observation:
    return Observation(value=Decimal(number))


def _from(year: int | None) -> Observation:
    return Observation(value=Decimal("0.5"), reference_year=year)


def _dated(*days: str) -> dict[str, Any]:
    return {"evidence": tuple(replace(link(f"e{n}"), published_on=d) for n, d in enumerate(days))}


def _lasting(stage: str, start: str = "", end: str = "") -> dict[str, Any]:
    return {"measures": (replace(measure(), stage=stage, start=start, end=end),)}


def _linked(url: str) -> dict[str, Any]:
    return {"evidence": (replace(link(), title="2024", url=url),)}


def _text(text: str, language: str | None, code: str = "P01.justification") -> dict[str, Any]:
    return {"answers": {code: Answer(text, language)}}


def _decided(decision: str, **cell: Any) -> dict[str, Any]:
    return {
        "cells": {"SD-02.1@2025-2027": Observation(value=Decimal(3), **cell)},
        "decisions": (PrefillDecision("7", "SD-02.1@2025-2027", decision),),
    }


def _translated(by: str) -> dict[str, Any]:
    answer = Answer(LONG_TEXT, "da", translations=(Translation("en", "In English.", by),))
    return {"answers": {"P01.justification": answer}}


def _roadmap(value: str, day: date) -> dict[str, Any]:
    return {"cells": {f"SD-12.1@{NOW}": value, f"SD-12.2@{NOW}": day}}


_CALM = "Hosts name nobody, and applicants are selected by an independent panel of scholars."
CASES: dict[str, Case] = {
    "QC-020": Case(
        {"answers": {AT_RISK: "We host Dr Amina and her family. " + _CALM}},
        (
            {"answers": {AT_RISK: _CALM}},
            {"answers": {"P17.justification": "Dr Amina leads it. " + _CALM}},
            {"answers": {"P18.contact": "amina@ministry.example"}},
        ),
        real_index(),
        subject=AT_RISK,
    ),
    "QC-021": Case(
        {"answers": {AT_RISK: "Write to refuge@university.example. " + _CALM}},
        ({"answers": {AT_RISK: _CALM}},),
        real_index(),
        subject=AT_RISK,
    ),
    "QC-022": Case(
        {"cells": {"SD-02.1@2025-2027": 0}},
        ({"cells": {"SD-02.1@2025-2027": 1}}, {}),
        beside=last({"SD-02.1@2023-2025": 4}),
        subject="SD-02.1@2025-2027",
    ),
    "QC-023": Case(
        {"cells": {"SD-02.1@2025-2027": 195}},
        (
            {"cells": {"SD-02.1@2025-2027": 32}},  # 14 and three times 6
            {"cells": {"SD-02.1/gender=men@2025-2027": 195}},
        ),
        beside=Beside(spreads={"SD-02.1": Spread(Decimal(8), Decimal(14), 12)}),
        subject="SD-02.1@2025-2027",
    ),
    "QC-024": Case(
        {"cells": status("P01", "full")},
        (
            {"cells": status("P01", "limited")},
            {"cells": status("P01", "some")},
            {"cells": status("P01", "not_pursued")},
            {"cells": status("P02", "full")},
        ),
        beside=last({"SD-X.1/P01@2025-06-30": "limited"}),
        subject=f"SD-X.1/P01@{NOW}",
    ),
    "QC-025": Case(
        {"cells": status("P12", "none") | {f"SD-12.1@{NOW}": "adopted"}},
        (
            {"cells": status("P12", "some") | {f"SD-12.1@{NOW}": "adopted"}},
            {"cells": status("P12", "none") | {f"SD-12.1@{NOW}": "reflecting"}},
            {"cells": status("P12", "none")},
        ),
        real_index(),
        subject=f"SD-X.1/P12@{NOW}",
    ),
    "QC-026": Case(
        _linked("https://intranet/strategy.pdf"),
        (
            _linked("https://www.um.dk/strategy.pdf"),
            _linked("https://example.org/intranet"),
            {"measures": (replace(measure(), link="https://example.org/law"),)},
        ),
        subject="evidence:e1",
    ),
    "QC-027": Case(
        _dated("2024-05-01", "2025-06-29"),
        (_dated("2024-05-01", "2025-06-30"), _dated("2025"), _dated("2024-05-01", ""), {}),
        subject="evidence:e1",
    ),
    "QC-028": Case(
        _decided("confirm"),
        (
            _decided("confirm", source="Register of agreements"),
            _decided("confirm", origin="prefill:7"),
            _decided("cannot_confirm"),
            {"cells": {"SD-02.1@2025-2027": 3}},
        ),
        subject="SD-02.1@2025-2027",
    ),
    "QC-029": Case(
        {"cells": {"SD-21.2@latest": _from(2025), "SD-21.2/gender=women@latest": _from(2024)}},
        (
            {"cells": {"SD-21.2@latest": _from(2025), "SD-21.2/gender=women@latest": _from(2025)}},
            {"cells": {"SD-21.2@latest": _from(2025), "SD-03.2@latest": _from(2024)}},
        ),
        real_index(),
        subject="SD-21.2@latest",
    ),
    "QC-030": Case(
        _text(LONG_TEXT, "el"),
        (
            _text(GREEK, "el"),
            _text(BULGARIAN, "bg"),
            _text("Přijetí strategie " * 5, "cs"),
            _text("EU, OECD", "el"),
            _text(LONG_TEXT, None),
        ),
        subject="P01.justification",
    ),
    "QC-031": Case(
        _roadmap("adopted_updated", date(2024, 3, 1)),
        (
            _roadmap("adopted_updated", date(2025, 6, 30)),
            _roadmap("adopted", date(2024, 3, 1)),
        ),
        real_index(),
        subject=f"SD-12.2@{NOW}",
    ),
    "QC-032": Case(
        {"cells": {f"SD-13.2@{NOW}": _posts(100)}},
        ({"cells": {f"SD-13.2@{NOW}": _posts(79)}}, {"cells": {f"SD-13.2@{NOW}": _posts(0)}}),
        real_index(),
        last({"SD-13.2@2025-06-30": 10}, real_index()),
        subject=f"SD-13.2@{NOW}",
    ),
    "QC-033": Case(
        {"cells": {"SD-02.1@2025-2027": 3}},
        ({"cells": {"SD-02.2@2025-2027": 3}}, {"cells": {"SD-02.1/gender=men@2025-2027": 3}}),
        beside=last({}, reworded()),
        subject="SD-02.1@2025-2027",
    ),
    "QC-034": Case(
        _translated("machine"),
        (_translated("human"), {"answers": {"P01.justification": LONG_TEXT}}),
        subject="P01.justification",
    ),
    "QC-035": Case(
        {"cells": {f"SD-04.1@{NOW}": 2}},
        ({"cells": {f"SD-04.1@{NOW}": 0}}, {"cells": {f"SD-04.2@{NOW}": 2}}),
        real_index(),
        subject=f"SD-04.1@{NOW}",
    ),
    "QC-036": Case(
        _lasting("planned", start="2026"),
        (
            _lasting("planned", start="2027"),
            _lasting("planned", start="2027-07"),
            _lasting("planned"),
            _lasting("running", start="2019", end="2027"),
            _lasting("completed", start="2019", end="2027-06-30"),
            _lasting("unknown", end="2020"),
        ),
        subject="measure:m1",
    ),
}

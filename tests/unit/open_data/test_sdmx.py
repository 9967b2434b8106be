"""SDMX of an edition, read back by two independent readers: every figure, exactly once."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import sdmx as sdmx1
from lxml import etree
from pysdmx.io import get_datasets, read_sdmx
from sdmx.reader.csv import Reader as CsvReader

from app.editions.words import options_of
from app.open_data.sdmx import (
    TIME,
    SdmxEdition,
    code_of,
    columns_of,
    data_csv,
    structure_of,
    time_of,
)
from app.open_data.sdmx_structure import structure_xml
from tests.editions import baseline_contents, live_contents
from tests.training import training_contents

CUTOFF = date(2027, 6, 30)


def _edition(contents, facts=None):
    return SdmxEdition(
        code=contents.code,
        title=contents.title,
        number=1,
        cutoff=contents.cutoff,
        frozen_at=contents.frozen_at,
        is_baseline=contents.kind == "baseline",
        catalogue=contents.catalogue,
        facts=contents.facts if facts is None else facts,
    )


@pytest.fixture(scope="module", params=["baseline", "live"])
def written(request, tmp_path_factory):
    """Both files of an edition, and what went into them."""
    contents = baseline_contents() if request.param == "baseline" else live_contents()
    structure = structure_of(_edition(contents))
    folder = tmp_path_factory.mktemp("sdmx")
    (folder / "structure.xml").write_bytes(structure_xml(structure))
    (folder / "data.csv").write_text(data_csv(structure), encoding="utf-8", newline="")
    return contents, structure, folder


def test_first_reader_validates_and_holds_every_figure(written):
    """pysdmx checks the structure against the schema of SDMX 3.0 and the data against both."""
    contents, structure, folder = written
    read_sdmx(folder / "structure.xml", validate=True)
    (found,) = get_datasets(folder / "data.csv", folder / "structure.xml", validate=True)
    rows = found.data.to_dict("records")
    assert len(rows) == len(contents.facts)
    for row in rows:
        fact = contents.facts[row["FACT"]]
        if fact.number is not None:
            assert row["OBS_VALUE"] == float(fact.number), fact.id
        assert (row["OBS_TEXT"] or None) == fact.text
        assert (row["N"], row["N_OF"]) == (fact.n, fact.of)
    assert {row["FACT"] for row in rows} == set(contents.facts)
    assert len(structure.dimensions) > 20


def test_second_reader_holds_every_figure(written):
    """sdmx1 builds observations from the same two files with code of its own."""
    contents, structure, folder = written
    with (folder / "structure.xml").open("rb") as file:
        message = sdmx1.read_sdmx(file)
    (flow,) = message.dataflow.values()
    assert len(message.codelist) == len(structure.lists)
    with (folder / "data.csv").open("rb") as file:
        read = CsvReader().convert(file, structure=flow)
    (dataset,) = read.data
    seen = {}
    for observation in dataset.obs:
        said = {name: held.value for name, held in observation.attached_attribute.items()}
        seen[said["FACT"]] = (observation.value, said["OBS_TEXT"])
    assert set(seen) == set(contents.facts)
    for name, (value, text) in seen.items():
        fact = contents.facts[name]
        assert (Decimal(value) if value else None, text or None) == (fact.number, fact.text)


def test_every_code_is_in_its_list_and_every_key_is_one(written):
    """Neither reader looks at that: a code without a meaning, or two figures under one key."""
    _, structure, folder = written
    rows = list(csv.DictReader(io.StringIO((folder / "data.csv").read_text(), newline="")))
    assert tuple(rows[0]) == columns_of(structure)
    keys = set()
    for row in rows:
        for name, known in _enumerated(structure).items():
            assert row[name] in known or row[name] == "", (name, row[name])
        assert all(row[name] for name in structure.dimensions)
        keys.add(tuple(row[name] for name in (*structure.dimensions, TIME)))
    assert len(keys) == len(rows)


def _enumerated(structure):
    """Every column whose codes stand in a list, with that list."""
    found = {name: structure.lists[name] for name in structure.dimensions}
    coded = (a for a in structure.attributes if a.kind.startswith("CL_"))
    return found | {a.id: structure.lists[a.kind.removeprefix("CL_")] for a in coded}


@pytest.fixture(scope="module")
def editions():
    """Baseline, a round, and one with everything that can be asked and ticked."""
    return (baseline_contents(), live_contents(), training_contents())


def test_a_code_means_what_the_question_behind_it_says(editions):
    """One word, such as `none`, means something else at each indicator: the label is its own."""
    met = set()
    for contents in editions:
        structure = structure_of(_edition(contents))
        index = structure.edition.index
        told = {row["FACT"]: row for row in csv.DictReader(io.StringIO(data_csv(structure)))}
        for fact in contents.facts.values():
            row, options = told[fact.id], options_of(index, fact)
            statistic, _, answer = fact.key.measure.partition("/")
            assert row["STATISTIC"] == statistic
            labels = {option.value: option.label for option in options} | {"yes": "Yes", "no": "No"}
            for column, code in (
                ("ANSWER", answer),
                ("OBS_ANSWER", row["OBS_ANSWER"] and fact.text),
            ):
                if code:
                    said = structure.lists["ANSWER"][row[column]]
                    assert said == labels.get(code, code), fact.id
                    assert code in labels or (code.isdigit() and statistic == "count"), fact.id
                    met.add((column, code))
            is_coded = bool(fact.text) and time_of(fact.text, CUTOFF) != fact.text
            assert bool(row["OBS_ANSWER"]) == (is_coded and fact.key.subject != "SD-X.7"), fact.id
            for reason, count in fact.missing.items():
                assert row[f"MISSING_{reason.upper()}"] == str(count)
                assert reason in structure.lists["MISSING"]
            assert [f for f in fact.flags if row[f"FLAG_{f.upper()}"] != f] == []
    assert {("ANSWER", "none"), ("OBS_ANSWER", "none"), ("ANSWER", "data")} <= met


def test_names_are_words_and_a_country_has_one_code(editions):
    """No code stands for its own name; Greece is EL wherever it stands."""
    for contents in editions:
        structure = structure_of(_edition(contents))
        for name, found in structure.lists.items():
            named = name in ("SUBJECT", "STATISTIC", "ANSWER", "MISSING", "FLAG", "UNIT_MEASURE")
            assert [c for c, label in found.items() if named and c == label] == [], name
            assert [c for c, label in found.items() if "_" in label] == [], name
        assert (
            structure.lists["HOST_COUNTRY"]["EL"] == structure.lists["REF_AREA"]["EL"] == "Greece"
        )
        assert "GR" not in structure.lists["HOST_COUNTRY"]


def test_the_same_edition_gives_the_same_bytes(written):
    """Nothing of the moment gets in; the version is that of the edition."""
    contents, structure, folder = written
    again = structure_of(_edition(contents, dict(reversed(contents.facts.items()))))
    assert structure_xml(again) == (folder / "structure.xml").read_bytes()
    assert data_csv(again).encode() == (folder / "data.csv").read_bytes()
    versions = etree.fromstring((folder / "structure.xml").read_bytes()).xpath("//@version")
    assert set(versions) == {structure.edition.version}


@pytest.mark.parametrize(
    ("period", "time"),
    [
        ("2027-06-30", "2027-06-30"),
        ("2026", "2026"),
        ("2025-26", "2025-10-01/P1Y"),
        ("2025-2027", "2025-07-01/P2Y"),
        ("latest", "2027-06-30"),
        ("2025_2026", "2025-01-01/P2Y"),
        ("2024-25_2025-26", "2024-10-01/P2Y"),
    ],
)
def test_periods_are_times(period, time):
    """A biennium ends on the cut-off day, an academic year begins in October."""
    assert time_of(period, CUTOFF) == time


def test_codes_have_no_dots():
    """SDMX allows letters, digits and few signs."""
    assert code_of("SD-12.1") == "SD-12_1"
    assert code_of("research visits") == "research_visits"

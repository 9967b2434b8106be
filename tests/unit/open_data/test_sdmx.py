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
        for name in (*structure.dimensions, "UNIT_MEASURE"):
            assert row[name] in structure.lists[name] or row[name] == "", (name, row[name])
        keys.add(tuple(row[name] for name in (*structure.dimensions, TIME)))
    assert len(keys) == len(rows)
    assert all(label for codes in structure.lists.values() for label in codes.values())


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
    ],
)
def test_periods_are_times(period, time):
    """A biennium ends on the cut-off day, an academic year begins in October."""
    assert time_of(period, CUTOFF) == time


def test_codes_have_no_dots():
    """SDMX allows letters, digits and few signs."""
    assert code_of("SD-12.1") == "SD-12_1"
    assert code_of("research visits") == "research_visits"

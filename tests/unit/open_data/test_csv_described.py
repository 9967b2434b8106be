"""The CSV files of an edition, read by their own description: types, keys, codes in their lists."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.catalogue.models import CycleKind
from app.domain.qc.findings import Severity
from app.domain.workflow import EditionStatus, Status
from app.editions.contents import EditionContents
from app.editions.queries import EditionInfo
from app.editions.words import options_of
from app.open_data import documents
from app.open_data.archive import csv_files
from app.open_data.codes import answer_list, dimension_list
from app.reporting.submissions import StoredSubmission
from tests.editions import baseline_contents, real_index
from tests.training import training_contents

BEGAN = datetime(2027, 6, 30, 10, tzinfo=UTC)
PARSERS = {
    "string": str,
    "anyURI": str,
    "decimal": Decimal,
    "integer": int,
    "date": date.fromisoformat,
}


# Columns where something stands beside a code, and the list of the code.
COMPOSED = {
    (table, column): name
    for table in ("Facts", "EU_aggregates")
    for column, name in (("rule", "statistic"), ("missing_by_reason", "missing_behind"))
}


def _finding(rule, severity, point, subject=""):
    told = {"point": point, "subject": subject, "justification": "" if subject else "As it is."}
    return {"rule": rule, "severity": str(severity), **told}


FINDINGS = [
    _finding("QC-012", Severity.WARNING, "P01"),
    _finding("QC-001", Severity.INFORMATION, "", "SD-99.9@2027"),
]


def _stored(part):
    signed = {"by": "Signatory"} if part.version and part.code != "FR" else None
    return StoredSubmission(
        id=1,
        contribution_id=1,
        reporter=part.code,
        version=part.version,
        sequence=1,
        sha256="0" * 64,
        late=False,
        submitted_at=BEGAN,
        status=Status.PUBLISHED,
        document={"findings": FINDINGS, "sign_off": signed},
    )


def _contents(made):
    """An edition as everybody sees it, without a database."""
    info = EditionInfo(
        id=1,
        code=made.code,
        number=1,
        cycle_id=1,
        cycle_code=made.cycle,
        cycle_title=made.title,
        kind=CycleKind.BASELINE if made.kind == "baseline" else CycleKind.LIVE,
        catalogue_version_id=1,
        sha256="0" * 64,
        manifest={
            "cycle": {"cutoff": made.cutoff.isoformat()},
            "catalogue": {"code": "SD-2026/1"},
        },
        frozen_at=BEGAN,
        frozen_by=None,
        status=EditionStatus.PUBLISHED,
        approved_by=None,
        published_at=BEGAN,
    )
    held = [part for part in made.reporters if part.data]
    return EditionContents(
        info=info,
        asked=real_index(),
        facts=made.facts,
        submissions={part.code: _stored(part) for part in held},
        reports={part.code: part.data for part in held},
    )


@pytest.fixture(scope="module", params=["baseline", "training"])
def edition(request):
    """The baseline, and a round in which all 28 reporters say what can be said."""
    return _contents(baseline_contents() if request.param == "baseline" else training_contents())


def _read(edition):
    """Every CSV file by its description: rows of typed values, lists where a cell holds several."""
    files = dict(csv_files(edition))
    described = json.loads(files.pop("csv-metadata.json"))
    tables = {table["url"]: table["tableSchema"] for table in described["tables"]}
    assert set(tables) == set(files)
    return {
        name.removesuffix(".csv"): _rows(name, body.decode("utf-8-sig"), tables[name])
        for name, body in files.items()
    }


def _rows(name, text, schema):
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    columns = schema["columns"]
    assert head == [column["titles"] for column in columns], name
    readers = [_reader(name, column) for column in columns]
    rows = [
        {column: read(cell) for column, read, cell in zip(head, readers, line, strict=True)}
        for line in lines
    ]
    key = schema.get("primaryKey", ())
    if key and name != "Narratives.csv":  # two links may have one title
        assert len({tuple(str(row[c]) for c in key) for row in rows}) == len(rows), name
    return rows


def _reader(name, column):
    kind = column["datatype"]
    base, form = (kind, "") if isinstance(kind, str) else (kind["base"], kind["format"])
    pattern, place = re.compile(form), f"{name}: {column['name']}"

    def read(cell):
        if cell == column["null"]:
            assert not column.get("required"), place
            return [] if "separator" in column else None
        parts = cell.split(column["separator"]) if "separator" in column else [cell]
        for part in parts:
            assert pattern.search(part), f"{place}: {part}"
        values = [PARSERS[base](part) for part in parts]
        return values if "separator" in column else values[0]

    return read


@pytest.fixture(scope="module")
def tables(edition):
    """All tables of the edition."""
    return _read(edition)


def test_every_file_is_what_its_description_says(edition, tables):
    """Types, needed cells and forms hold for every cell; each column is told in a sentence."""
    empty = {name for name, rows in tables.items() if not rows}
    assert empty - {"Good_practice", "Quality_log"} == {"Changes_since_last_export"}
    lists = {row["list"] for row in tables["codelists"]}
    for row in tables["dictionary"]:
        assert re.fullmatch(r"[A-Z].+\.", row["description"]), row
        assert row["code_list"] is None or row["code_list"] in lists, row
    assert {row["table"] for row in tables["dictionary"]} == set(tables)
    numbers = {type(row["SD-02.1"]) for row in tables["Matrix_core"]} - {type(None)}
    texts = {type(row["SD-12.1"]) for row in tables["Matrix_core"]} - {type(None)}
    assert (numbers <= {Decimal}, texts) == (True, {str})


def test_every_coded_cell_is_in_its_list(edition, tables):
    """The lists hold what stands in the files, with words; answers of an indicator are its own."""
    lists = {}
    for row in tables["codelists"]:
        assert row["label"], row
        lists.setdefault(row["list"], {})[row["code"]] = row["label"]
    for said in tables["dictionary"]:
        composed = COMPOSED.get((said["table"], said["column"]), "")
        assert composed in (said["description"] if composed else "")
        known = lists.get(said["code_list"] or composed, {})
        for row in tables[said["table"]] if known else ():
            cell = row[said["column"]]
            for value in cell if isinstance(cell, list) else [cell]:
                code = re.split(r"[:/] ?", value)[0] if composed and value else value
                assert code is None or code in known, (said["table"], said["column"], value)
    index = edition.index
    for row in (*tables["Facts"], *tables["EU_aggregates"]):
        fact = edition.facts[row["fact"]]
        answer = row["rule"].partition("/")[2]
        labels = {o.value: o.label for o in options_of(index, fact)} | {"yes": "Yes", "no": "No"}
        named = answer_list(index, row["subject"])
        for code in filter(None, (answer, row["value_text"] if named else None)):
            assert lists[named][code] == labels[code] if named else code.isdigit(), row["fact"]
        for pair in row["codes"]:
            dimension, _, code = pair.partition("=")
            assert code in lists[dimension_list(index, row["subject"], dimension)], pair
    for row in tables["Data_long"]:
        named = answer_list(index, row["indicator"])
        if named and row["value_text"]:
            assert row["value_in_words"] == lists[named][row["value_text"]], row
        assert row["unit_in_words"], row


# Keys of the interface whose values are codes, and the list of each.
CODED = {
    "country": "country",
    "iso": "iso_country",
    "indicator": "indicator",
    "point": "point",
    "points": "point",
    "indicators": "indicator",
    "addressee": "addressee",
    "strength": "strength",
    "unit": "unit",
    "value_type": "value_type",
    "supplied_by": "supplied_by",
    "reference_period": "reference_period",
    "european_figure": "european_figure",
    "tier": "tier",
    "level": "level",
    "sensitivity": "visibility",
    "visibility": "visibility",
    "set": "set",
    "subject": "subject",
    "flags": "flag",
    "basis": "basis",
    "missing": "missing",
    "kind": "reporter_kind",
    "left_out": "point",
    "type": "measure_type",
    "stage": "measure_stage",
    "confidence": "confidence",
    "language": "text_language",
    "made_by": "made_by",
    "adds_up": "adds_up",
    "regions": "partner_region",
    "sdgs": "sdg",
    "sectors": "sector_diplomacy",
}


def test_every_code_of_the_interface_is_in_a_list_of_it(edition):
    """A program finds words for whatever it meets; Greece has one code."""
    found = {one["codelist"]: one["codes"] for one in documents.codelists(edition)}
    lists = {name: {code["code"] for code in listed} for name, listed in found.items()}
    index = edition.index
    indicators = [documents.indicator_document(i) for i in index.catalogue.indicators]
    for one in indicators:
        assert one.pop("subject") in lists["indicator_subject"]
        for option in one["options"]:
            named = lists["progress" if one["indicator"] == "SD-X.1" else one["indicator"]]
            assert option["code"] in named
    met = [
        *indicators,
        *(b for one in indicators for b in one["breakdowns"]),
        *(documents.point_document(edition, p) for p in index.catalogue.instrument.points),
        *(documents.country_document(edition, e) for e in documents.reporters(edition)),
        *documents.observations(edition),
        *documents.measures(edition),
        *(documents.fact_document(f, edition.info.code, "") for f in edition.facts.values()),
    ]
    for item in met:
        for key, value in item.items():
            if key == "missing" and isinstance(value, dict):
                assert set(value) <= lists["missing_behind"]
            elif key in CODED and value not in (None, "", []):
                values = value if isinstance(value, list) else [value]
                assert set(values) <= lists[CODED[key]], (key, value)
        for dimension, code in item.get("dimensions", {}).items() if "set" in item else ():
            assert code in lists[dimension_list(index, item["subject"], dimension)]
    greek = {c["code"] for listed in found.values() for c in listed if c["label"] == "Greece"}
    assert greek == {"EL", "GR"}
    assert [n for n, codes in lists.items() if "GR" in codes] == ["iso_country"]

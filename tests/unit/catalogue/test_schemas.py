"""The published JSON Schemas are those of the types, and the files obey them."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from app.catalogue.file_types import CODELISTS, INDICATORS, REFERENCE, REFERENCE_FILES
from app.catalogue.schemas import SCHEMA_FILES, schema_text, write_schemas

ROOT = Path(__file__).resolve().parents[3]


def _schema(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCHEMA_FILES)
def test_it_is_current(name: str) -> None:
    published = (ROOT / name).read_text(encoding="utf-8")
    assert published == schema_text(SCHEMA_FILES[name]), "run: python -m app.catalogue.schemas"


def test_the_command_writes_every_schema(copied: Path) -> None:
    for name in SCHEMA_FILES:
        (copied / name).unlink()
    assert write_schemas(copied) == list(SCHEMA_FILES)
    for name in SCHEMA_FILES:
        assert (copied / name).read_bytes() == (ROOT / name).read_bytes()


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        (f"{INDICATORS}/indicator.schema.json", f"{INDICATORS}/*.yaml"),
        (f"{CODELISTS}/codelist.schema.json", f"{CODELISTS}/*.yaml"),
        *((f"{REFERENCE}/{s}.schema.json", f"{REFERENCE}/{s}.yaml") for s in REFERENCE_FILES),
    ],
)
def test_every_file_obeys_its_schema(schema: str, files: str) -> None:
    validator = jsonschema.Draft202012Validator(_schema(schema))
    validator.check_schema(validator.schema)
    paths = sorted(ROOT.glob(files))
    assert paths
    for path in paths:
        # The plain YAML 1.1 reader: what we publish must not need our own loader to be understood.
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(data)] == [], path.name


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(_schema(f"{INDICATORS}/indicator.schema.json"))
    data = yaml.safe_load((ROOT / "indicators/SD-12.1.yaml").read_text(encoding="utf-8"))
    for key in data:
        assert not validator.is_valid({k: v for k, v in data.items() if k != key}), key
    assert not validator.is_valid(data | {"weight": 3})
    assert not validator.is_valid(data | {"tier": "main"})

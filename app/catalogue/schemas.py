"""The published JSON Schemas of the files; `python -m app.catalogue.schemas` writes them."""

import json
import sys
from pathlib import Path

from app.catalogue.file_types import (
    CODELISTS,
    FULLY_STATED,
    INDICATORS,
    REFERENCE,
    REFERENCE_FILES,
)
from app.domain.indicators import CodeList, Indicator
from app.domain.points import Frozen

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_FILES: dict[str, type[Frozen]] = {
    f"{INDICATORS}/indicator.schema.json": Indicator,
    f"{CODELISTS}/codelist.schema.json": CodeList,
    **{f"{REFERENCE}/{stem}.schema.json": wanted for stem, wanted in REFERENCE_FILES.items()},
}


def schema_text(wanted: type[Frozen]) -> str:
    """Return the JSON Schema of one kind of file as it is published."""
    schema = {"$schema": DIALECT} | wanted.model_json_schema()
    if wanted in FULLY_STATED:
        schema["required"] = list(schema["properties"])
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas(directory: Path) -> list[str]:
    """Write every schema below a directory and return the names of the files."""
    for name, wanted in SCHEMA_FILES.items():
        (directory / name).write_text(schema_text(wanted), encoding="utf-8")
    return list(SCHEMA_FILES)


if __name__ == "__main__":
    for written in write_schemas(Path(sys.argv[1] if len(sys.argv) > 1 else ".")):
        sys.stdout.write(f"{written}\n")

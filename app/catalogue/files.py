"""Loading and checking the catalogue files: `indicators/` and `seed/reference/` of a directory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from app.catalogue.cross_references import cross_problems
from app.catalogue.file_types import (
    CODELISTS,
    INDICATORS,
    REFERENCE,
    REFERENCE_FILES,
    AnchorsFile,
    InstrumentFile,
    ListsFile,
    QuestionsFile,
    ReportersFile,
    parse_file,
)
from app.catalogue.yaml_reader import WHOLE_FILE, CatalogueProblem, read_yaml
from app.core.errors import Refused
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.indicators import PROGRESS, Catalogue, CodeList, Indicator
from app.domain.points import Frozen, Instrument, Option, Point, PointEntry

__all__ = [
    "CatalogueInvalid",
    "CatalogueProblem",
    "catalogue_hash",
    "check_catalogue",
    "load_catalogue",
    "read_catalogue",
]


class CatalogueInvalid(ValueError):
    """The files do not make a catalogue; says which file, which key and why."""

    def __init__(self, problems: list[CatalogueProblem]) -> None:
        """Keep all problems and name the first in the message."""
        self.problems = problems
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"The catalogue is not valid: {problems[0]}{more}")


@dataclass
class _Read:
    """What was read so far, by file name, and what was wrong."""

    files: dict[str, Frozen] = field(default_factory=dict)
    problems: list[CatalogueProblem] = field(default_factory=list)


def load_catalogue(directory: Path) -> Catalogue:
    """Return the catalogue of a directory; raise `CatalogueInvalid` if any file is wrong."""
    catalogue, problems = _read_and_check(directory)
    if catalogue is None:
        raise CatalogueInvalid(problems)
    return catalogue


def read_catalogue(directory: Path) -> Catalogue:
    """Return the catalogue of a directory, or raise Refused with the first problem."""
    try:
        return load_catalogue(directory)
    except CatalogueInvalid as invalid:
        raise Refused("catalogue_invalid", problem=str(invalid.problems[0])) from None


def check_catalogue(directory: Path) -> list[CatalogueProblem]:
    """Return every problem of the files of a directory; an empty list means that they are right."""
    return _read_and_check(directory)[1]


def catalogue_hash(catalogue: Catalogue) -> str:
    """Return the SHA-256 of the catalogue's canonical JSON; a frozen version is known by it."""
    return sha256_hex(canonical_json(catalogue))


def _read_and_check(directory: Path) -> tuple[Catalogue | None, list[CatalogueProblem]]:
    read = _Read()
    for name, wanted in _expected_files(directory, read.problems):
        data = read_yaml(directory / name, name)
        parsed = [data] if isinstance(data, CatalogueProblem) else parse_file(data, name, wanted)
        if isinstance(parsed, list):
            read.problems += parsed
        else:
            read.files[name] = parsed
    # References are judged once every file is right alone: one broken file is one problem, not ten.
    problems = read.problems or cross_problems(read.files)
    if problems:
        return None, sorted(set(problems))
    return _assemble(read.files), []


def _expected_files(
    directory: Path, problems: list[CatalogueProblem]
) -> Iterator[tuple[str, type[Frozen]]]:
    for stem, reference_type in REFERENCE_FILES.items():
        yield f"{REFERENCE}/{stem}.yaml", reference_type
    folders: tuple[tuple[str, type[Frozen]], ...] = (
        (INDICATORS, Indicator),
        (CODELISTS, CodeList),
    )
    for folder, wanted in folders:
        paths = sorted((directory / folder).glob("*.y*ml"))
        if not paths:
            problems.append(CatalogueProblem(folder, WHOLE_FILE, "The folder holds no YAML file."))
        for path in paths:
            name = f"{folder}/{path.name}"
            if path.suffix == ".yaml":
                yield name, wanted
            else:
                problems.append(
                    CatalogueProblem(name, WHOLE_FILE, "The name of the file must end in .yaml.")
                )


def _assemble(files: dict[str, Frozen]) -> Catalogue:
    lists = cast(ListsFile, files[f"{REFERENCE}/catalogue.yaml"])
    questions = cast(QuestionsFile, files[f"{REFERENCE}/questions.yaml"])
    reporters = cast(ReportersFile, files[f"{REFERENCE}/reporters.yaml"])
    indicators = sorted((f for f in files.values() if isinstance(f, Indicator)), key=_file_order)
    return Catalogue(
        schema_version=lists.schema_version,
        code=lists.code,
        instrument=_instrument(files),
        questions=questions.questions,
        header=questions.header,
        indicators=tuple(indicators),
        codelists=tuple(f for f in files.values() if isinstance(f, CodeList)),
        missing_codes=lists.missing_codes,
        flags=lists.flags,
        progress_scale=_progress_scale(indicators),
        measure_types=lists.measure_types,
        measure_stages=lists.measure_stages,
        reporters=tuple(sorted(reporters.reporters, key=lambda entry: entry.protocol_order)),
    )


def _instrument(files: dict[str, Frozen]) -> Instrument:
    act = cast(InstrumentFile, files[f"{REFERENCE}/instrument.yaml"])
    anchors = cast(AnchorsFile, files[f"{REFERENCE}/anchors.yaml"]).anchors

    def with_anchors(entry: PointEntry) -> Point:
        return Point(**dict(entry), anchors=anchors[entry.id])

    points = tuple(with_anchors(entry) for entry in act.points)
    return Instrument(**{**dict(act), "points": points})


def _progress_scale(indicators: list[Indicator]) -> tuple[Option, ...]:
    # The scale is written once, as the options of the indicator that carries it.
    return next(indicator.options for indicator in indicators if indicator.id == PROGRESS)


def _file_order(indicator: Indicator) -> tuple[int, int]:
    """Sort by the point in the id and then by serial; cross-cutting indicators come last."""
    point, serial = indicator.id.removeprefix("SD-").split(".")
    return (int(point) if point != "X" else 100), int(serial)

"""A whole edition as one archive: every form of its data, and a manifest with the hash of each."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from app.core.i18n import SOURCE_LOCALE, available_locales, use_locale
from app.domain.canonical import canonical_json
from app.editions.contents import EditionContents
from app.open_data.dictionary import (
    CODELISTS,
    DICTIONARY,
    LICENCE,
    METADATA,
    codelists_csv,
    csv_metadata,
    dictionary_csv,
)
from app.open_data.enclosed import Shelf
from app.open_data.readme import mark_of, name_mark
from app.open_data.sdmx import SdmxEdition, data_csv, structure_of
from app.open_data.sdmx_structure import structure_xml
from app.open_data.service import Tables, csv_exports, file_stem, json_export, xlsx_export
from app.open_data.table_parts import cutoff_of
from app.open_data.tables import open_tables

MANIFEST = "manifest.json"
STRUCTURE, DATA = "structure.xml", "data.csv"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 8 << 20

File = tuple[str, bytes]


def sdmx_edition(contents: EditionContents) -> SdmxEdition:
    """Return an edition as far as SDMX describes it."""
    info = contents.info
    return SdmxEdition(
        code=info.code,
        title=info.cycle_title,
        number=info.number,
        cutoff=cutoff_of(contents),
        frozen_at=info.frozen_at.isoformat(),
        is_baseline=info.is_baseline,
        catalogue=contents.index.catalogue,
        facts=contents.facts,
    )


def structure_file(contents: EditionContents) -> bytes:
    """Return the structure message, with its names in every language that is offered."""
    said = {}
    for language in available_locales():
        with use_locale(language):
            said[language] = structure_of(sdmx_edition(contents))
    return structure_xml(said.pop(SOURCE_LOCALE), said, mark_of(contents))


def data_file(contents: EditionContents) -> bytes:
    """Return every figure as SDMX-CSV."""
    return data_csv(structure_of(sdmx_edition(contents))).encode()


def sdmx_files(contents: EditionContents) -> Iterator[File]:
    """Yield the structure message and the data."""
    mark = name_mark(contents)
    yield f"{mark}{STRUCTURE}", structure_file(contents)
    yield f"{mark}{DATA}", data_file(contents)


def csv_files(contents: EditionContents, tables: Tables | None = None) -> Iterator[File]:
    """Yield the tables as CSV with what their columns mean."""
    for name, text in csv_exports(contents, tables or open_tables(contents)).items():
        yield name, text.encode("utf-8-sig")
    yield from described(contents)


def described(contents: EditionContents) -> Iterator[File]:
    """Yield what the columns and codes of CSV files mean."""
    mark = name_mark(contents)
    yield f"{mark}{DICTIONARY}", dictionary_csv(contents).encode("utf-8-sig")
    yield f"{mark}{CODELISTS}", codelists_csv(contents).encode("utf-8-sig")
    yield f"{mark}{METADATA}", csv_metadata(contents).encode()


def files_of(contents: EditionContents) -> Iterator[File]:
    """Yield every file of data, one after the other."""
    stem, tables = file_stem(contents), open_tables(contents)
    yield f"{stem}.xlsx", xlsx_export(contents, tables)
    yield f"{stem}.json", json_export(contents, tables).encode()
    for name, body in csv_files(contents, tables):
        yield f"csv/{name}", body
    for name, body in sdmx_files(contents):
        yield f"sdmx/{name}", body


def archive_of(contents: EditionContents, shelf: Shelf) -> bytes:
    """Return the archive; the same edition and documents give the same bytes."""
    head = _head(contents)
    left_out: list[dict[str, str]] = []

    def every() -> Iterator[File]:
        yield from files_of(contents)
        for one in shelf.enclosed(contents):
            if one.left_out:
                said = {"name": one.name, "sha256": one.sha256, "reason": one.left_out}
                left_out.append({**said, "address": one.about})
            else:
                yield one.name, one.content
        head["left_out"] = left_out

    return packed(every(), head)


def packed(files: Iterable[File], manifest: Mapping[str, object] | None = None) -> bytes:
    """Return files as one archive, written to the disk while it is made; nothing names a time."""
    told = []
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, body in files:
                told.append({"name": name, "bytes": len(body), "sha256": sha256(body).hexdigest()})
                archive.writestr(_entry(name), body)
            if manifest is not None:
                text = canonical_json({**manifest, "files": told})
                archive.writestr(_entry(MANIFEST), text)
        out.seek(0)
        return out.read()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _head(contents: EditionContents) -> dict[str, object]:
    info = contents.info
    published = info.published_at if info.is_published else None
    return {
        "edition": info.code,
        "title": info.cycle_title,
        "manifest_sha256": info.sha256,
        "catalogue": info.manifest["catalogue"]["code"],
        "cutoff": cutoff_of(contents).isoformat(),
        "frozen_at": info.frozen_at.isoformat(),
        "published_at": published.isoformat() if published else None,
        "restricted": contents.is_restricted,
        "mark": mark_of(contents),
        "licence": LICENCE,
    }

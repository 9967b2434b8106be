"""Files of series as they are sent, read before the transaction begins, so that nobody waits."""

from dataclasses import dataclass, field
from typing import Annotated

import anyio.to_thread
from fastapi import Request
from pydantic import Field

from app.core.errors import Conflict, Refused
from app.core.files import FileDamaged, read
from app.domain.roles import Permission
from app.identity.access import Requires
from app.reporting.series_files import SeriesFile, SeriesMeta, read_series
from app.web.forms import FormModel, read_form
from app.web.gates import GateKeeper
from app.web.uploads import Upload
from app.web.visitor import settings_of
from app.workbook.reading import read_rows

MANAGES = Requires(Permission.PREFILL_MANAGE)


class SourceForm(FormModel):
    """Where the values come from, as far as the file does not say it itself."""

    code: Annotated[str, Field(max_length=200)] = ""
    source: Annotated[str, Field(max_length=500)] = ""
    source_url: Annotated[str, Field(max_length=1_000)] = ""
    licence: Annotated[str, Field(max_length=500)] = ""
    retrieved: Annotated[str, Field(max_length=20)] = ""
    version: Annotated[str, Field(max_length=200)] = ""

    @property
    def meta(self) -> SeriesMeta:
        """The same as the reader of files says it."""
        return SeriesMeta(
            code=self.code.strip(),
            source=self.source.strip(),
            url=self.source_url.strip(),
            licence=self.licence.strip(),
            retrieved=self.retrieved.strip(),
            version=self.version.strip(),
        )


class LookForm(SourceForm):
    """A file to look at."""

    file: Upload | None = None


class LoadForm(SourceForm):
    """A file that was looked at, by its hash."""

    sha256: Annotated[str, Field(max_length=64, pattern="^[0-9a-f]{64}$")]
    name: Annotated[str, Field(max_length=255)] = ""


@dataclass(frozen=True)
class ArrivedSeries:
    """A file and what was said beside it; `found` is what was read, or why it was not."""

    meta: SeriesMeta
    contents: bytes = field(repr=False)
    found: SeriesFile | Refused | Conflict = field(repr=False)

    @property
    def file(self) -> SeriesFile:
        """What was read; raises why it was not."""
        if isinstance(self.found, SeriesFile):
            return self.found
        raise self.found


async def sent_series(request: Request) -> ArrivedSeries:
    """Return a file that was sent; a route names this before its session."""
    MANAGES.refuse_early(request)
    posted = await read_form(request, LookForm)
    upload = posted.file
    if upload is None or not upload.contents:
        most = settings_of(request).max_file_bytes >> 20
        return ArrivedSeries(posted.meta, b"", Refused("series_size", most=most))
    found = await _read(request, upload.name, upload.contents)
    return ArrivedSeries(posted.meta, upload.contents, found)


async def kept_series(request: Request) -> ArrivedSeries:
    """Return a file that was looked at before; a route names this before its session."""
    MANAGES.refuse_early(request)
    posted = await read_form(request, LoadForm)
    try:
        directory = settings_of(request).data_dir
        contents = await anyio.to_thread.run_sync(read, directory, posted.sha256)
    except FileDamaged:
        return ArrivedSeries(posted.meta, b"", Conflict("series_other_file"))
    return ArrivedSeries(posted.meta, contents, await _read(request, posted.name, contents))


async def _read(request: Request, name: str, contents: bytes) -> SeriesFile | Refused:
    keeper: GateKeeper = request.app.state.gate_keeper
    gates = keeper.gates()
    if not gates.has_room_for_a_file:
        return Refused("workbook_busy")

    def work() -> SeriesFile | Refused:
        try:
            return read_series(name, contents, read_rows)
        except Refused as refusal:
            return refusal

    return await anyio.to_thread.run_sync(work, limiter=gates.files)

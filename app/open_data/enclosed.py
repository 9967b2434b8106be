"""What goes into the archive of a published edition beside its data: its report, public files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core import files
from app.core.errors import Conflict, NotFound
from app.core.scanner import CLEAN
from app.domain.contribution import Evidence, ReportData
from app.domain.roles import PublicScope, UnionScope
from app.domain.seen import without_any_withheld
from app.editions.contents import EditionContents
from app.editions.official import documents_mark, list_official
from app.editions.queries import EditionInfo
from app.open_data.table_parts import country, reporters
from app.reporting.service.files import read_clean
from app.reporting.team_models import StoredFile

MOST_BYTES = 64 << 20  # of all files of countries in one archive
TOO_LARGE, NOT_CHECKED = "archive_too_large", "not_checked_for_viruses"


@dataclass(frozen=True)
class Enclosed:
    """One file: with what is in it, or with the reason why it is not in the archive."""

    name: str
    sha256: str
    content: bytes = b""
    left_out: str = ""
    about: str = ""  # the page on which it can be opened


@dataclass(frozen=True)
class Shelf:
    """Where files are read, and for whom."""

    session: Session
    scope: UnionScope | PublicScope
    data_dir: Path
    compiled: Callable[[Session, EditionInfo], Sequence[tuple[str, str]]]  # names and hashes

    def enclosed(self, contents: EditionContents) -> Iterator[Enclosed]:
        """Yield documents and files of an edition; before publication there are none."""
        if contents.is_restricted:
            return
        for one in list_official(self.session, contents.info):
            name = f"report/science-diplomacy-report_{one.language}.{one.format}"
            yield Enclosed(name, one.sha256, files.read(self.data_dir, one.sha256))
        for name, sha256 in self.compiled(self.session, contents.info):
            yield Enclosed(name, sha256, files.read(self.data_dir, sha256))
        yield from self._files(contents)

    def mark(self, edition: EditionInfo) -> str:
        """Return what changes whenever a document is added or a file is found clean."""
        clean = select(func.count()).select_from(StoredFile).where(col(StoredFile.scan) == CLEAN)
        count = self.session.execute(clean).scalar_one()
        compiled = len(self.compiled(self.session, edition))
        return f"{documents_mark(self.session, edition)}.{compiled}.{count}"

    def _files(self, contents: EditionContents) -> Iterator[Enclosed]:
        room = MOST_BYTES
        for entry in reporters(contents):
            data = contents.reports.get(entry.code)
            printed = country(entry)[0]
            for one in _public_files(data) if data else ():
                name = f"files/{printed}/{one.uid}{PurePath(one.file_name).suffix}"
                about = f"/countries/{printed}/files/{one.uid}"
                content, why = self._read(entry.code, one.file_sha256)
                if len(content) > room:
                    content, why = b"", TOO_LARGE
                room -= len(content)
                yield Enclosed(name, one.file_sha256, content, why, about)

    def _read(self, owner: str, digest: str) -> tuple[bytes, str]:
        try:
            return read_clean(self.session, self.scope, self.data_dir, owner, digest), ""
        except (Conflict, NotFound):
            return b"", NOT_CHECKED


def _public_files(data: ReportData) -> list[Evidence]:
    """Return evidence with a file that everybody may open, whoever takes the archive."""
    shown = without_any_withheld(e for e in data.evidence if e.point not in data.left_out)
    found = [e for e in shown if e.file_sha256 and e.visibility == "public"]
    return sorted(found, key=lambda one: one.uid)

"""One fiche as a PDF of its own: the kept file, or the same bytes made now."""

from collections import OrderedDict
from threading import BoundedSemaphore, Lock

from sqlmodel import Session

from app.core import files
from app.core.errors import NotFound, Unavailable
from app.core.settings import Settings
from app.council_report.compose import council_report
from app.council_report.contents import ReportContents
from app.council_report.keeping import find_final_part
from app.council_report.parts import fiche_of, parts_of
from app.council_report.service import check_language, report_contents, write_part
from app.domain.roles import PublicScope
from app.editions.queries import EditionInfo

AT_ONCE = 2  # typesetting takes a processor
WAIT_SECONDS = 5.0
MOST = 64  # fiches in memory, of some 100 kB
_turns = BoundedSemaphore(AT_ONCE)
_made: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
_lock = Lock()


def fiche_file(
    session: Session, settings: Settings, edition: EditionInfo, printed: str, language: str
) -> bytes:
    """Return the fiche of a reporter as the public sees or will see it."""
    check_language(language)
    part = fiche_of(printed)
    if edition.is_published:
        kept = find_final_part(session, edition, part, language)
        if kept:
            return files.read(settings.data_dir, kept)
    # A part prints no texts of the desk: this is all its bytes depend on.
    state = f"{edition.status} {edition.publishes_at} {edition.embargo_until}"
    shown = "public" if edition.is_published else state
    key = (edition.sha256, shown, part, language, settings.public_url)
    with _lock:
        if key in _made:
            _made.move_to_end(key)
            return _made[key]
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable
    try:
        made = _written(report_contents(session, PublicScope(), edition), part, language, settings)
    finally:
        _turns.release()
    with _lock:
        _made[key] = made
        while len(_made) > MOST:
            _made.popitem(last=False)
    return made


def _written(contents: ReportContents, part: str, language: str, settings: Settings) -> bytes:
    document = council_report(contents, language)
    found = parts_of(document).get(part)
    if found is None:
        raise NotFound
    return write_part(document, found, settings.public_url)

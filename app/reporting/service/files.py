"""Files behind what is said at a point: judged, kept by their hash, handed out."""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.file_types import ENDINGS, Unfit, judge
from app.core.files import read, store
from app.core.scanner import CLEAN, INFECTED, NOT_SCANNED
from app.core.settings import Settings
from app.domain.answers import Problem
from app.domain.roles import CountryScope, PublicScope, UnionScope
from app.reporting.models import Contribution, Evidence
from app.reporting.queries import get_head
from app.reporting.service.keeping import Base, Clash
from app.reporting.service.records import EvidenceInput, Outcome, find_row, save_evidence
from app.reporting.team_models import StoredFile

NAME_LIMIT = 150
DESK = ""  # whose files those of the Commission's desk are: no country's
_OTHER_ENDINGS = {"jpg": {"jpeg"}, "txt": {"csv", "tsv", "md"}}


@dataclass(frozen=True)
class SentFile:
    """A file as it came with a form; the name is what the browser says."""

    name: str
    contents: bytes
    size: int  # more than the contents when they were too many to be kept


@dataclass(frozen=True)
class FileRules:
    """Where files are kept and how much of them."""

    data_dir: Path
    max_bytes: int
    quota_bytes: int


@dataclass(frozen=True)
class Place:
    """Where evidence belongs."""

    cycle: str
    point: str
    uid: str


def rules_of(settings: Settings) -> FileRules:
    """Return the rules the operator set."""
    return FileRules(settings.data_dir, settings.max_file_bytes, settings.file_quota_bytes)


def with_kept_file(
    session: Session, scope: CountryScope, place: Place, given: EvidenceInput
) -> EvidenceInput:
    """Return what a form says with the file that is there already; a form never names a hash."""
    kept = find_row(session, get_head(session, scope, place.cycle), Evidence, place.uid)
    if kept is None or kept.removed or kept.point != place.point or not kept.file_sha256:
        return given
    return replace(
        given,
        file_name=kept.file_name,
        file_sha256=kept.file_sha256,
        file_type=kept.file_type,
    )


def save_with_file(
    session: Session,
    scope: CountryScope,
    place: Place,
    given: EvidenceInput,
    sent: SentFile | None,
    base: Base,
    rules: FileRules,
) -> Outcome:
    """Save evidence, with a new file when one was sent; a refused file leaves nothing behind."""
    if sent is None:
        return save_evidence(session, scope, place.cycle, place.point, place.uid, given, base)
    kind = _judged(sent, rules)
    if isinstance(kind, Problem):
        return kind
    if (full := _without_room(session, scope.reporter, sent, rules)) is not None:
        return full
    digest = _digest(sent.contents)
    name = clean_name(sent.name, kind)
    named = replace(given, file_name=name, file_sha256=digest, file_type=kind)
    outcome = save_evidence(session, scope, place.cycle, place.point, place.uid, named, base)
    if not isinstance(outcome, Problem | Clash):
        _keep_file(session, scope, scope.reporter, sent.contents, kind, rules)
    return outcome


@dataclass(frozen=True)
class KeptFile:
    """A file that was judged and is kept."""

    name: str
    sha256: str
    media_type: str


def keep_sent(
    session: Session, scope: CountryScope, sent: SentFile, rules: FileRules
) -> KeptFile | Problem:
    """Keep a file that goes with a message; a refused one leaves nothing behind."""
    return _keep_for(session, scope, scope.reporter, sent, rules)


def keep_of_desk(
    session: Session, scope: UnionScope, sent: SentFile, rules: FileRules
) -> KeptFile | Problem:
    """Keep a file of the desk, by the same rules as those of a country."""
    return _keep_for(session, scope, DESK, sent, rules)


def _keep_for(
    session: Session,
    scope: CountryScope | UnionScope,
    owner: str,
    sent: SentFile,
    rules: FileRules,
) -> KeptFile | Problem:
    kind = _judged(sent, rules)
    if isinstance(kind, Problem):
        return kind
    if (full := _without_room(session, owner, sent, rules)) is not None:
        return full
    _keep_file(session, scope, owner, sent.contents, kind, rules)
    return KeptFile(clean_name(sent.name, kind), _digest(sent.contents), kind)


def _judged(sent: SentFile, rules: FileRules) -> str | Problem:
    """Return the media type of a file, or why it is not taken."""
    if sent.size > rules.max_bytes:
        sizes = {"size": in_words(sent.size), "limit": in_words(rules.max_bytes)}
        return Problem("file_too_large", {"field": "file", **sizes})
    kind = judge(sent.contents)
    return Problem(kind.code, {"field": "file"}) if isinstance(kind, Unfit) else kind


def _without_room(session: Session, owner: str, sent: SentFile, rules: FileRules) -> Problem | None:
    """Return why there is no room for a file, or None.

    Uploads of a country queue on its contributions, in one order, so that what was counted still
    holds when the file is kept; the quota runs over all cycles.
    """
    ours = col(Contribution.reporter) == owner
    lock = select(col(Contribution.id)).where(ours).order_by(col(Contribution.id))
    session.execute(lock.with_for_update()).all()
    others = select(func.coalesce(func.sum(col(StoredFile.size)), 0)).where(
        col(StoredFile.reporter) == owner,
        col(StoredFile.sha256) != _digest(sent.contents),
    )
    if int(session.execute(others).scalar_one()) + sent.size <= rules.quota_bytes:
        return None
    return Problem("file_quota", {"field": "file", "limit": in_words(rules.quota_bytes)})


def _digest(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()


def in_words(size: int) -> str:
    """Return how large a file is."""
    return f"{size / (1 << 20):.1f} MiB" if size >= 1 << 20 else f"{size} B"


def clean_name(name: str, media_type: str) -> str:
    """Return a name to show and to save under: one part, readable, with the ending of its kind."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable())
    stem, dot, ending = seen.strip(" .").rpartition(".")
    wanted = ENDINGS[media_type]
    if not dot or ending.lower() not in {wanted, *_OTHER_ENDINGS.get(wanted, ())}:
        stem, ending = seen.strip(" ."), wanted
    return f"{stem[:NAME_LIMIT] or 'file'}.{ending}"


def _keep_file(
    session: Session,
    scope: CountryScope | UnionScope,
    owner: str,
    contents: bytes,
    media_type: str,
    rules: FileRules,
) -> None:
    """Write a file to the disk before the row that names it is committed."""
    store(rules.data_dir, contents)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(StoredFile) if is_sqlite else postgresql.insert(StoredFile)
    # The same contents may come twice at once: one row is enough, with the verdict it has.
    session.execute(
        statement.values(
            reporter=owner,
            sha256=_digest(contents),
            media_type=media_type,
            size=len(contents),
            scan=NOT_SCANNED,
            stored_at=now(),
            stored_by=scope.account_id,
        ).on_conflict_do_nothing(index_elements=["reporter", "sha256"])
    )


def read_of_desk(session: Session, scope: UnionScope, data_dir: Path, digest: str) -> bytes:
    """Return a file of the desk for the desk itself, unless it is infected."""
    if _verdict(session, DESK, digest) == INFECTED:
        raise Conflict("file_infected")
    return read(data_dir, digest)


def read_own(session: Session, scope: CountryScope, data_dir: Path, digest: str) -> bytes:
    """Return a file for its own country, unless it is infected."""
    if _verdict(session, scope.reporter, digest) == INFECTED:
        raise Conflict("file_infected")
    return read(data_dir, digest)


def read_clean(
    session: Session,
    scope: CountryScope | UnionScope | PublicScope,
    data_dir: Path,
    owner: str,
    digest: str,
) -> bytes:
    """Return a file of somebody else to a reader who was shown what it belongs to: only when it
    was found clean."""
    verdict = _verdict(session, owner, digest)
    if verdict != CLEAN:
        raise Conflict("file_infected" if verdict == INFECTED else "file_not_scanned")
    return read(data_dir, digest)


def _verdict(session: Session, owner: str, digest: str) -> str:
    query = select(col(StoredFile.scan)).where(
        col(StoredFile.reporter) == owner, col(StoredFile.sha256) == digest
    )
    found = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return str(found)

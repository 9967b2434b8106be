"""Scanning of stored files: what waits is asked about, and every verdict is on record."""

from dataclasses import dataclass

from sqlalchemy import Engine, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.core.clock import now
from app.core.db import open_session
from app.core.files import FileDamaged, read
from app.core.scanner import INFECTED, NOT_SCANNED, scan
from app.core.settings import Settings
from app.reporting.team_models import StoredFile


@dataclass(frozen=True)
class Pass:
    """What one pass over the waiting files came to; `damaged` names files by their hash."""

    clean: int = 0
    infected: int = 0
    waiting: int = 0
    damaged: tuple[str, ...] = ()


def scan_waiting(engine: Engine, settings: Settings) -> Pass:
    """Ask the scanner about every file without a verdict, once for the same contents.

    No transaction is open while the scanner works. A scanner that is away is asked no further; a
    file that is damaged on the disk does not keep the others waiting.
    """
    verdicts: list[str] = []
    damaged: list[str] = []
    for digest in _waiting(engine):
        try:
            contents = read(settings.data_dir, digest)
        except FileDamaged:
            damaged.append(digest)
            continue
        verdict = scan(settings.scanner, contents)
        if verdict == NOT_SCANNED:
            break
        with open_session(engine, write=True) as session:
            _keep_verdict(session, digest, verdict)
        verdicts.append(verdict)
    infected = verdicts.count(INFECTED)
    left = len(_waiting(engine)) - len(damaged)
    return Pass(len(verdicts) - infected, infected, left, tuple(damaged))


def _waiting(engine: Engine) -> list[str]:
    query = select(col(StoredFile.sha256)).where(col(StoredFile.scan) == NOT_SCANNED)
    with open_session(engine) as session:
        return list(session.execute(query.distinct().order_by(col(StoredFile.sha256))).scalars())


def _keep_verdict(session: Session, digest: str, verdict: str) -> None:
    """Write a verdict for every country that holds these contents, unless it is there already."""
    same = (col(StoredFile.sha256) == digest, col(StoredFile.scan) == NOT_SCANNED)
    query = select(col(StoredFile.id), col(StoredFile.reporter)).where(*same)
    rows = session.execute(query.order_by(col(StoredFile.id)).with_for_update()).all()
    for row_id, reporter in rows:
        values = {"scan": verdict, "scanned_at": now()}
        session.execute(update(StoredFile).where(col(StoredFile.id) == row_id).values(**values))
        record(
            session,
            f"files:{reporter or 'desk'}",
            "file_scanned",
            account_id=None,
            reporter=reporter,
            subject=f"file:{digest}",
            verdict=verdict,
        )

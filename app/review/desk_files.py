"""Files that a desk officer sends with a question: judged like those of a country, then scanned."""

from fastapi import Request, Response
from sqlmodel import Session
from starlette.background import BackgroundTask

from app.core.errors import Refused
from app.domain.answers import Problem
from app.domain.roles import UnionScope
from app.reporting.service.clarifying import NO_FILE
from app.reporting.service.files import KeptFile, SentFile, keep_of_desk, rules_of
from app.reporting.service.scanning import scan_waiting
from app.web.request_session import engine_of
from app.web.uploads import Upload
from app.web.visitor import settings_of


def kept_of(request: Request, session: Session, scope: UnionScope, file: Upload | None) -> KeptFile:
    """Keep the file of a form, if there is one; Refused with the reason where it is not taken."""
    if file is None:
        return NO_FILE
    sent = SentFile(file.name, file.contents, file.size)
    kept = keep_of_desk(session, scope, sent, rules_of(settings_of(request)))
    if isinstance(kept, Problem):
        raise Refused(kept.code, **kept.params)
    return kept


def scanned_after(request: Request, answer: Response, file: Upload | None) -> Response:
    """Return the answer; the scanner is asked about the file once it was sent."""
    settings = settings_of(request)
    if file is not None and settings.scanner:
        answer.background = BackgroundTask(scan_waiting, engine_of(request), settings)
    return answer

"""Killed in the middle of saving: what was acknowledged is there, and nothing is half there."""

import http.client
import json
import random
import threading
import time

from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.audit.queries import verify
from app.core.db import open_session
from app.reporting.models import Answer, AnswerRevision
from tests.counts import count
from tests.factories import open_reporting
from tests.portal_process import portal

CODES = ("P01.justification", "P02.justification", "P03.bodies_names", "P04.bodies_names")
ROUNDS = count(2, 40)


def _save_until_cut_off(writer, code, revision, label):
    for number in range(10_000):
        try:
            status = writer.save(code, f"{label} number {number}", revision + number)
        except (OSError, http.client.HTTPException):
            return
        assert status == 200, status


def _revision_of(engine, code):
    with open_session(engine) as session:
        query = select(Answer.revision).where(Answer.question == code)
        return session.execute(query).scalar() or 0


def _round(engine, new_writer, database_url, directory, number):
    """Let four people save until the process is killed; return what was acknowledged, by code."""
    with portal(database_url, directory) as served:
        writers = {code: new_writer(served.port, f"Lead {code[:3]}") for code in CODES}
        threads = [
            threading.Thread(
                target=_save_until_cut_off,
                args=(writer, code, _revision_of(engine, code), f"Round {number} {code}"),
            )
            for code, writer in writers.items()
        ]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not all(w.acknowledged for w in writers.values()):
            time.sleep(0.01)
        time.sleep(random.uniform(0.0, 0.5))  # noqa: S311 - any moment will do
        served.kill()
        for thread in threads:
            thread.join()
    return {code: writer.acknowledged for code, writer in writers.items()}


def _check_nothing_torn(session):
    """Answer, history and record were written together or not at all."""
    for answer in session.execute(select(Answer)).scalars():
        revisions = session.execute(
            select(AnswerRevision.revision, AnswerRevision.content)
            .where(AnswerRevision.subject == f"answer:{answer.question}")
            .order_by(AnswerRevision.revision)
        ).all()
        assert [revision for revision, _ in revisions] == list(range(1, answer.revision + 1))
        assert json.loads(revisions[-1][1])["value"] == json.loads(answer.value)
    event, kept = AuditEvent.subject, AnswerRevision.subject
    saved = session.execute(
        select(event, func.count()).where(AuditEvent.act == "saved").group_by(event)
    )
    revised = session.execute(select(kept, func.count()).group_by(kept))
    assert sorted(tuple(row) for row in saved) == sorted(tuple(row) for row in revised)
    assert verify(session) == []


def test_nothing_acknowledged_is_lost_and_nothing_is_torn(
    engine, new_writer, database_url, tmp_path
):
    """SIGKILL at any moment, several times on one database."""
    open_reporting(engine, "DK")
    acknowledged = {code: [] for code in CODES}
    for number in range(ROUNDS):
        for code, texts in _round(engine, new_writer, database_url, tmp_path, number).items():
            assert texts, f"nobody saved {code} before the kill: the round proves nothing"
            acknowledged[code] += texts
        with open_session(engine) as session:
            if engine.dialect.name == "sqlite":
                found = session.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one()
                assert found == "ok"
            _check_nothing_torn(session)
    with open_session(engine) as session:
        for code, texts in acknowledged.items():
            contents = session.execute(
                select(AnswerRevision.content).where(AnswerRevision.subject == f"answer:{code}")
            ).scalars()
            kept = [json.loads(content)["value"] for content in contents]
            assert [text for text in texts if text not in kept] == []
            # At most the one save of each round whose answer was cut off is there besides.
            assert len(kept) <= len(texts) + ROUNDS

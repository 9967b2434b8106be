"""Many people at once: no word is lost, no act is done twice, no right outlives its revocation."""

import random
import threading
import time

import pytest
from sqlalchemy import func, select

from app.audit.queries import verify
from app.core.db import open_session
from app.core.errors import AppError
from app.domain.roles import Role
from app.identity.models import Account
from app.identity.service import revoke_role
from app.reporting.models import AnswerRevision, Receipt, Submission
from app.reporting.service.submitting import submit
from tests.counts import count
from tests.factories import CYCLE, history, open_reporting, stored_answer, texts_in
from tests.portal_process import portal
from tests.team import ready_team

CODES = tuple(
    f"{point}.{question}"
    for question in ("bodies_names", "justification")
    for point in ("P01", "P02", "P03", "P04", "P05")
)[: count(2, 10)]
CLIENTS = count(8, 50)
TOKENS = count(5, 200)  # of each client
ATTEMPTS = 1000
FIRST_WAIT, LONGEST_WAIT = count(0.05, 1.0), count(10.0, 40.0)  # seconds, after a refusal


def _together(*works):
    """Run functions in threads of their own, from the same moment; the first failure is raised."""
    barrier, failures = threading.Barrier(len(works)), []

    def run(work):
        barrier.wait()
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for failure in failures:
        raise failure


def _append(writer, client, acknowledged):
    """Append tokens the way a careful person does: after a refusal, go on from the other's text.

    Whoever is refused again waits longer, until the others at the same text are through: else all
    of them meet once more, and nearly every save is a refusal.
    """
    chance = random.Random(client)  # noqa: S311 - only waiting depends on it
    for code, tokens in _share(client):
        known = writer.read(code)
        for token in tokens:
            for attempt in range(ATTEMPTS):
                status, *known = writer.append(code, token, known)
                if status == 200:
                    acknowledged.append((code, token))
                    break
                assert status in (409, 503), status
                time.sleep(chance.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)))
            else:
                raise AssertionError(f"{token} was never accepted")


def _share(client):
    """Yield the answers a client writes to, each with its tokens; every client begins elsewhere."""
    for turn in range(len(CODES)):
        code = CODES[(client + turn) % len(CODES)]
        yield code, [f"[{client}-{number}]" for number in range(turn, TOKENS, len(CODES))]


def test_every_acknowledged_word_of_several_people_is_in_the_final_text(
    engine, new_writer, database_url, tmp_path
):
    """A stale save is refused, so nobody's words disappear under somebody else's."""
    open_reporting(engine, "DK")
    acknowledged = []
    with portal(database_url, tmp_path, log_level="warning") as served:
        writers = [new_writer(served.port, f"Lead {number}") for number in range(CLIENTS)]
        _together(
            *(
                lambda w=writer, n=number: _append(w, n, acknowledged)
                for number, writer in enumerate(writers)
            )
        )
    assert len(acknowledged) == TOKENS * CLIENTS
    for code in CODES:
        words = stored_answer(engine, code).value.split()
        assert sorted(words) == sorted(token for where, token in acknowledged if where == code)
        assert len(history(engine, f"answer:{code}")) == len(words)
    with open_session(engine) as session:
        assert verify(session) == []


def test_what_one_person_overwrites_in_two_windows_stays_in_the_history(
    engine, new_writer, database_url, tmp_path
):
    """One's own earlier save is no conflict; every acknowledged text can still be read."""
    open_reporting(engine, "DK")
    with portal(database_url, tmp_path) as served:
        windows = [new_writer(served.port, "Lead") for _ in range(3)]

        def type_into(window, name):
            for number in range(count(6, 60)):
                assert window.save(CODES[0], f"{name} {number}", 1 if number else 0) == 200

        assert windows[0].save(CODES[0], "The first text", 0) == 200
        _together(*(lambda w=w, n=n: type_into(w, f"window{n}") for n, w in enumerate(windows)))
    typed = [text for window in windows for text in window.acknowledged]
    kept = texts_in(history(engine, f"answer:{CODES[0]}"))
    assert sorted(kept) == sorted(typed)
    assert stored_answer(engine, CODES[0]).value in typed


@pytest.mark.parametrize("clients", [2, 6])
def test_submitting_several_times_at_once_makes_one_submission(app, clients):
    """A double click, or two leads at the same second."""
    team = ready_team(app)
    assert team.act("send").status == 303
    assert team.sign().status == 303
    done, refused = [], []

    def send():
        try:
            with open_session(team.engine, write=True) as session:
                sent = submit(session, team.scope, CYCLE)
        except AppError as refusal:
            refused.append(refusal.code)
        else:
            done.append(sent)  # only once it is committed

    _together(*[send] * clients)
    assert len(done) == 1
    assert len(refused) == clients - 1
    with open_session(team.engine) as session:
        versions = session.execute(select(Submission.version)).scalars().all()
        receipts = session.execute(select(func.count()).select_from(Receipt)).scalar_one()
    assert list(versions) == [1]
    assert receipts == 1


def test_nothing_is_saved_after_a_role_was_revoked(engine, new_writer, database_url, tmp_path):
    """Whatever begins once the revocation is committed is refused; before, it is kept."""
    open_reporting(engine, "DK")
    for number in range(count(2, 30)):
        with portal(database_url, tmp_path) as served:
            name = f"Lead {number}"
            writer, ends = new_writer(served.port, name), []
            _revoke_while_saving(engine, writer, f"lead.{number}.dk@ministry.example", ends)
        assert writer.acknowledged, "nothing was saved before the revocation: it proves nothing"
        begun_after = [status for begun, status in ends if begun]
        assert len(begun_after) >= 3
        assert set(begun_after) <= {403, 404}
    with open_session(engine) as session:
        rows = session.execute(select(func.count()).select_from(AnswerRevision)).scalar_one()
    assert rows == len(texts_in(history(engine, f"answer:{CODES[0]}")))


def _revoke_while_saving(engine, writer, email, ends):
    revoked = threading.Event()

    def save():
        after = 0
        for number in range(10_000):
            is_after = revoked.is_set()
            text = f"{email} {number}"
            status = writer.save(CODES[0], text, stored_revision(engine))
            ends.append((is_after, status))
            after += is_after
            if after >= 3:
                return

    def revoke():
        while len(writer.acknowledged) < 3:
            time.sleep(0.01)
        with open_session(engine, write=True) as session:
            person = session.execute(select(Account.id).where(Account.email == email)).scalar_one()
            revoke_role(session, person, Role.REPORTING_LEAD, "DK")
        revoked.set()

    _together(save, revoke)


def stored_revision(engine):
    """Return the revision of the answer now, 0 when there is none."""
    kept = stored_answer(engine, CODES[0])
    return kept.revision if kept else 0

"""Durable before acknowledged: the system calls of a save, in their order."""

import re
import shutil
import sys

from tests.database import ROOT, one_database
from tests.factories import open_reporting
from tests.portal_process import environment, free_port, running, wait_for

_SYNC = re.compile(r"(?:fsync|fdatasync)\(\d+<[^>]*portal\.sqlite3-wal>")


@one_database
def test_the_log_is_on_the_disk_before_the_answer_is_sent(
    engine, new_writer, database_url, tmp_path
):
    """Between the request of a save and its 200, the write-ahead log is synchronised."""
    open_reporting(engine, "DK")
    strace, trace, port = shutil.which("strace"), tmp_path / "calls", free_port()
    assert strace, "strace is missing: bin/debian-packages installs it"
    calls = "trace=fsync,fdatasync,recvfrom,sendto"
    # -D keeps the traced portal the process that is started and stopped here.
    traced = [strace, "-D", "-f", "-y", "-s", "16", "-e", calls, "-o", str(trace)]
    traced += [sys.executable, "-m", "app", "serve", "--port", str(port)]
    launch = f"import os; os.execv({strace!r}, {traced!r})"
    with running(("-c", launch), environment(database_url, tmp_path), port) as served:
        wait_for(served)
        writer = new_writer(port)
        for number in range(5):
            assert writer.save("P01.justification", f"Text {number}", number) == 200
    lines = trace.read_text("utf-8", "replace").splitlines()
    starts = [
        i for i, line in enumerate(lines) if "recvfrom(" in line and '"POST /contributi' in line
    ]
    assert len(starts) == 5
    for start in starts:
        sent = next(i for i, line in enumerate(lines) if i > start and '"HTTP/1.1 200' in line)
        assert any(_SYNC.search(line) for line in lines[start:sent]), lines[start : sent + 1]
    assert (ROOT / "bin" / "debian-packages.txt").read_text("utf-8").count("\nstrace\n") == 1

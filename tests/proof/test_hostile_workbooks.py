"""Files made to break the reader: each is read or refused in a sentence, soon; nothing breaks."""

import resource
import time
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.core.db import open_session
from app.domain.roles import Role
from app.reporting.models import AnswerRevision
from app.workbook import opening
from app.workbook.models import WorkbookUpload
from tests.client import PageClient
from tests.counts import FULL, count
from tests.database import one_database
from tests.factories import fill, lead_scope, make_person, open_reporting
from tests.integration.workbook.test_round_trip import choices, take_all
from tests.proof.hostile_files import CRAFTED, READ, mutants

HOME = "/contributions/2027/DK/workbook"
# What refuses is the reader; the full proof looks at the rows of both databases.
pytestmark = [] if FULL else [one_database]
_MOST_CPU = opening.SECONDS + 2  # with starting the process


@pytest.fixture
def lead(app, engine, tmp_path):
    """The browser of Denmark's reporting lead."""
    app.state.settings = app.state.settings.model_copy(update={"data_dir": tmp_path / "kept"})
    open_reporting(engine, "DK")
    email = make_person(engine, Role.REPORTING_LEAD)
    fill(engine, lead_scope(engine, email), {"P01.justification": "As it stands."}, {})
    return PageClient(app).sign_in(email)


@pytest.fixture
def good(lead):
    """A workbook as the portal sends it."""
    return lead.get(f"{HOME}/contribution.xlsx").response.content


def rows(engine):
    """Return how many states were saved and files kept."""
    with open_session(engine) as session:
        counts = [select(func.count()).select_from(t) for t in (AnswerRevision, WorkbookUpload)]
        return [session.execute(query).scalar_one() for query in counts]


class Clock:
    """How long an upload took at most: processor time of the child, and on the wall."""

    def __init__(self):
        self.cpu = self.wall = 0.0

    def send(self, lead, contents):
        """Upload a file and return the answer."""
        used, began = self._used(), time.monotonic()
        answer = lead.post(HOME, {}, files={"file": ("x.xlsx", contents, "text/plain")})
        self.cpu = max(self.cpu, self._used() - used)
        self.wall = max(self.wall, time.monotonic() - began)
        assert self.cpu < _MOST_CPU
        return answer

    def _used(self):
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_crafted_files_are_refused(lead, good, engine, record_property):
    """With a sentence and the form, by the limits of the reader, and no row changes."""
    before, clock, taken = rows(engine), Clock(), {}
    for name, make in CRAFTED.items():
        answer = clock.send(lead, make(good))
        if answer.status not in (413, 422) or not answer.all("form"):
            taken[name] = answer.status
    assert taken == {}
    assert rows(engine) == before
    record_property("longest", f"{clock.cpu:.1f} s, {clock.wall:.1f} s to wait")


def test_odd_files_are_read(lead, good, engine):
    """Without harm, and without a difference."""
    for name, make in READ.items():
        answer = lead.post(HOME, {}, files={"file": ("x.xlsx", make(good), "text/plain")})
        assert answer.location, name
        assert "This workbook changes nothing" in lead.get(answer.location).words(), name


@pytest.mark.parametrize("seed", range(4) if FULL else [4711])
def test_mutants_never_break_the_upload(lead, good, engine, record_property, seed):
    """Refused ones leave no row; of the others every difference is shown and can be taken."""
    outcomes, clock = Counter(), Clock()
    for mutant in mutants(good, seed, count(45, 500)):
        before = rows(engine)
        answer = clock.send(lead, mutant)
        if not answer.location:
            assert answer.status in (413, 422)
            assert rows(engine) == before
            outcomes["refused"] += 1
            continue
        page = lead.get(answer.location)
        assert page.status == 200
        changes = any(choices(page).values())
        assert not changes or take_all(lead, page).status in (303, 409, 422)
        outcomes["changes" if changes else "reads"] += 1
    assert set(outcomes) == {"refused", "reads", "changes"}  # the files differ enough
    told = f"{dict(outcomes)}: at most {clock.cpu:.1f} s, {clock.wall:.1f} s to wait"
    record_property("outcomes", told)

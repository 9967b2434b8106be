"""Catalogue versions: a draft can be replaced, a frozen one never changes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.catalogue.files import load_catalogue
from app.catalogue.queries import get_cycle, get_index
from app.catalogue.service import store_version
from app.core.db import open_session
from app.core.errors import Conflict
from app.core.settings import PROJECT_ROOT
from tests.seeded import OPERATOR


def test_draft_takes_new_content_and_frozen_refuses_it(engine):
    """The same code with other content is refused once the version is frozen."""
    catalogue = load_catalogue(PROJECT_ROOT)
    other = catalogue.model_copy(update={"flags": catalogue.flags[:1]})
    with open_session(engine, write=True) as session:
        first = store_version(session, OPERATOR, other)
        assert store_version(session, OPERATOR, catalogue) == first
        session.execute(text("UPDATE catalogue_version SET frozen_at = '2026-11-21 10:00:00'"))
    with open_session(engine, write=True) as session:
        assert store_version(session, OPERATOR, catalogue) == first
        with pytest.raises(Conflict) as refused:
            store_version(session, OPERATOR, other)
    assert refused.value.code == "catalogue_frozen"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalogue_version SET content = '{}'",
        "UPDATE catalogue_version SET frozen_at = NULL",
        "DELETE FROM catalogue_version",
    ],
)
def test_database_refuses_to_change_a_frozen_version(demo_engine, statement):
    """Triggers hold it, whatever the statement."""
    with pytest.raises(DBAPIError), open_session(demo_engine, write=True) as session:
        session.execute(text(statement))


def test_frozen_catalogue_reads_back_as_the_files_are(demo_engine):
    """What is asked in 2027 is what the files of this version say."""
    with open_session(demo_engine, write=False) as session:
        cycle = get_cycle(session, "2027")
        stored = get_index(session, cycle.catalogue_version_id).catalogue
    assert stored == load_catalogue(PROJECT_ROOT)

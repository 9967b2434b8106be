"""The seeded baseline: the same bytes on every database and at every seeding, and it verifies."""

import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.domain.roles import Role
from app.editions.models import Edition
from app.editions.service import verify_edition
from app.seeding import BASELINE_CYCLE, seed
from tests.client import PageClient
from tests.reported import OPERATOR, browser_of

# The edition that `portal seed` publishes. It changes when what is asked, the public facts or the
# rules change, and then this is changed too, on purpose.
MANIFEST_SHA256 = "bde009fc9a3edb02de087ab3b4a0aa4a99a8ef3b6ebca969283f7f2de4829f15"
EDITION = f"{BASELINE_CYCLE}/1"


@pytest.fixture
def seeded(engine):
    """A database filled twice: the second time nothing is left to do."""
    for _ in range(2):
        with open_session(engine, write=True) as session:
            seed(session, OPERATOR, demo=False)


def test_seeded_edition_is_the_same_everywhere(app, engine, seeded):
    """Same manifest on both databases; every figure holds; everybody may look, nobody reported."""
    with open_session(engine) as session:
        hashes = session.execute(select(Edition.code, Edition.sha256)).all()
        assert verify_edition(session, OPERATOR, EDITION) == []
    assert [tuple(row) for row in hashes] == [(EDITION, MANIFEST_SHA256)]
    anonymous = PageClient(app)
    page = anonymous.get(f"/editions/{EDITION}")
    assert "27 of 27 Member States covered by public sources, 0 reported." in page.words()
    listed = anonymous.get(f"/editions/{EDITION}/facts")
    for link in [a.get("href") for a in listed.all("a") if "/facts/" in a.get("href", "")][::10]:
        fact = anonymous.get(link)
        assert "Compiled from public sources, not reported by the Member States." in fact.words()
    board = browser_of(app, Role.DESK_OFFICER).get(f"/desk/{BASELINE_CYCLE}")
    assert "Compiled from public sources" in board.words()
    assert "0 of 27 Member States reported" in board.words()
    names = [a.get("aria-label") or "" for a in board.all("a")]
    assert any(name.startswith("Denmark, point 2: ") for name in names)
    assert not any("progress" in name for name in names)
    assert (
        "Nobody signed it"
        in browser_of(app, Role.DESK_OFFICER).get(f"/desk/{BASELINE_CYCLE}/DK").words()
    )

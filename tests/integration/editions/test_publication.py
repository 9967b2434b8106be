"""Publication at a set time: two editors, the clock decides, a country's withdrawal stops it."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.cli import portal
from app.core.clock import BRUSSELS, fixed, now
from app.core.db import open_session
from app.core.errors import Conflict
from app.domain.roles import PublicScope, Role
from app.domain.workflow import EditionStatus, Status
from app.editions.models import EditionProgress, PublicationStep
from app.editions.publication import publish
from app.editions.queries import latest_published, list_editions
from app.editions.settling import settle_pass
from app.jobs.models import Notice
from app.reporting.queries import get_head
from tests.client import PageClient
from tests.factories import CYCLE, open_reporting
from tests.publishing import come_out, propose, seen
from tests.reported import (
    accepted,
    approved,
    browser_of,
    country_scope,
    frozen,
    published,
    report,
    staff,
    take_back,
)

FIRST = f"/editions/{CYCLE}/1"
PAGE = f"{FIRST}/publication"
SECOND = timedelta(seconds=1)
DOORS = (FIRST, f"{FIRST}/facts", f"{FIRST}/data.json", f"{FIRST}/data.xlsx", f"/reports/{CYCLE}/1")


@pytest.fixture
def edition(engine):
    """An approved edition of Denmark alone."""
    open_reporting(engine, "DK", "GR")
    report(engine)
    accepted(engine)
    code = frozen(engine)
    approved(engine, code)
    return code


@pytest.fixture
def editors(app, edition):
    """Two report editors in their browsers."""
    return tuple(browser_of(app, Role.REPORT_EDITOR, name) for name in ("first", "second"))


def _written(at):
    return f"{at.astimezone(BRUSSELS):%Y-%m-%dT%H:%M}"


def _in(**later):
    """A whole minute some time from now."""
    return (now() + timedelta(**later)).replace(second=0, microsecond=0)


def _state(engine):
    with open_session(engine) as session:
        scope = country_scope(engine, Role.REPORTING_LEAD, "DK")
        return get_head(session, scope, CYCLE).row.status


def _stored(engine):
    with open_session(engine) as session:
        return session.execute(select(EditionProgress.status)).scalar_one()


def test_two_editors_agree_on_a_time(app, engine, editors):
    """Proposed by one, confirmed by the other as it was shown; a change starts this anew."""
    first, second = editors
    assert PAGE in [a.get("href") for a in first.get(FIRST).all("a")]
    for written, said in (
        ("2027-03-28T02:30", "Clocks"),
        ("2020-01-01T09:00", "This time has passed"),
        ("soon", ""),
    ):
        answer = propose(first, FIRST, written)
        assert answer.status == 422
        assert written in answer.text or written == "soon"
        assert said.lower() in answer.words().lower()
    assert propose(first, FIRST, _written(_in(days=3))).status == 303
    page = first.get(PAGE)
    assert "Another report editor confirms the publication." in page.words()
    assert f"{PAGE}/confirm" not in [form.get("action") for form in page.all("form")]
    assert first.post(f"{PAGE}/confirm", {"seen": ""}).status == 403
    shown = seen(second, FIRST)
    changed = {"when": "at", "at": "2027-10-31T02:30"}
    assert first.post(f"{PAGE}/change", changed).status == 422  # without a reason
    assert first.post(f"{PAGE}/change", {**changed, "reason": "The Council meets."}).status == 303
    assert second.post(f"{PAGE}/confirm", shown).status == 409
    page = second.get(PAGE)
    assert "first proposes: 31 October 2027, 02:30" in page.words()  # comes twice: the second one
    assert "(UTC+1)" in page.words()
    assert second.post(f"{PAGE}/withdraw", {"reason": "Not yet."}).status == 303
    at = _in(days=2)
    come_out(second, first, FIRST, _written(at))
    for act in ("propose", "change", "withdraw", "confirm"):
        assert first.post(f"{PAGE}/{act}", {"reason": "Why."}).status == 409
    words = first.get(PAGE).words()
    assert "It can be stopped until then." in words
    assert "The Council meets." in words
    assert first.post(f"{PAGE}/stop", {"reason": " "}).status == 422
    assert first.post(f"{PAGE}/stop", {"reason": "A figure is wrong."}).status == 303
    with fixed(at + SECOND):
        assert PageClient(app).get(FIRST).status == 404
    with open_session(engine) as session:
        acts = list(session.execute(select(PublicationStep.act).order_by(PublicationStep.id)))
    assert [act for (act,) in acts] == [
        "proposed", "changed", "withdrawn", "proposed", "confirmed", "stopped",
    ]  # fmt: skip


def test_the_clock_publishes_and_what_follows_comes_after_it(app, engine, editors):
    """Closed in every door one second before, open at the moment, without any act; then the first
    act of anybody, or the worker, carries out the rest once."""
    first, second = editors
    at = _in(days=2)
    come_out(first, second, FIRST, _written(at))
    assert "Its publication is confirmed" in first.get(FIRST).words()
    anybody = PageClient(app)
    with fixed(at - SECOND):
        assert [anybody.get(door).status for door in DOORS] == [404] * len(DOORS)
        before = [anybody.get(path).text for path in ("/", "/editions", "/points")]
        assert not any(CYCLE + "/1" in text for text in before)
        settle_pass(engine)
        PageClient(app).post("/language", {"locale": "en", "next": "/"})
        with open_session(engine) as session:
            assert list_editions(session, PublicScope()) == []
        assert _stored(engine) is EditionStatus.APPROVED
        assert _state(engine) is Status.ACCEPTED
    with fixed(at):
        assert [anybody.get(door).status for door in DOORS] == [200] * len(DOORS)
        words = anybody.get(FIRST).words()
        assert "How to cite" in words
        assert f"edition {CYCLE}/1" in words
        assert f"{CYCLE}/1" in anybody.get("/editions").words()
        assert _stored(engine) is EditionStatus.APPROVED
        with open_session(engine) as session:
            assert latest_published(session).published_at == at
        with pytest.raises(Conflict):
            take_back(engine)
    with fixed(at + SECOND):
        late = browser_of(app, Role.REPORT_EDITOR, "second")
        assert late.post(f"{PAGE}/stop", {"reason": "Too late."}).status == 409
        assert _stored(engine) is EditionStatus.PUBLISHED
        assert _state(engine) is Status.PUBLISHED
        told = select(func.count()).select_from(Notice).where(Notice.kind == "published")
        with open_session(engine) as session:
            once = session.execute(told).scalar_one()
        settle_pass(engine)
        with open_session(engine) as session:
            assert session.execute(told).scalar_one() == once > 0


def test_the_worker_carries_out_what_nobody_else_did(engine, edition):
    """The operator sets a time; the worker's pass does the rest at the moment, and only then."""
    at = _in(hours=5)
    with open_session(engine, write=True) as session:
        assert (
            publish(
                session, staff(engine, Role.REPORT_EDITOR, "first")[1], edition, at
            ).publishes_at
            == at
        )
    for moment, status in ((at - SECOND, Status.ACCEPTED), (at, Status.PUBLISHED)):
        with fixed(moment):
            settle_pass(engine)
            assert _state(engine) is status


def test_a_withdrawal_stops_a_confirmed_publication(app, engine, editors):
    """A country may take back until the moment; what it took back does not come out."""
    first, second = editors
    at = _in(days=1)
    come_out(first, second, FIRST, _written(at))
    take_back(engine)
    page = first.get(PAGE).words()
    assert "No time is set" in page
    assert "Denmark withdrew its submission." in page
    with fixed(at + SECOND):
        settle_pass(engine)
        assert PageClient(app).get(FIRST).status == 404


def test_editions_of_a_round_come_out_in_their_order(app, engine, editors):
    """Nothing older follows what is set to come out, and nothing newer passes it by; the
    correction says why, lists what it changes, and the earlier one leads to it."""
    first, second = editors
    report(engine, "GR")
    accepted(engine, "GR")
    later = frozen(engine)
    approved(engine, later)
    come_out(first, second, FIRST, _written(_in(days=1)))
    url = f"/editions/{later}"
    assert propose(first, url).status == 303
    assert second.post(f"{url}/publication/confirm", seen(second, url)).status == 409
    assert first.post(f"{PAGE}/stop", {"reason": "Greece came."}).status == 303
    assert second.post(f"{url}/publication/confirm", seen(second, url)).status == 303
    assert propose(first, FIRST).status == 409
    assert PageClient(app).get(url).status == 200
    assert PageClient(app).get(f"{url}/changes").status == 404  # the first one is not public


def test_a_correction_says_why_and_lists_what_changed(app, engine, editors):
    """Both editions stay; each leads to the other; what a reader may not see is in no list."""
    first, second = editors
    published(engine, f"{CYCLE}/1")
    report(engine, "GR", cells={"SD-X.1/P05@2027-06-30": "some"})
    accepted(engine, "GR")
    answer = first.post("/editions", {"cycle": CYCLE})
    assert answer.status == 422
    assert "Say why another one follows it" in answer.words()
    why = "Greece reported after the first edition."
    assert first.post("/editions", {"cycle": CYCLE, "reason": why}).status == 303
    code = f"{CYCLE}/2"
    approved(engine, code)
    anybody = PageClient(app)
    assert anybody.get(f"/editions/{code}/changes").status == 404
    assert "Superseded" not in anybody.get(FIRST).words()
    published(engine, code)
    old = anybody.get(FIRST)
    assert "Superseded" in old.words()
    links = [a.get("href") for a in old.all("a")]
    assert {f"/editions/{code}", f"/editions/{code}/changes"} <= set(links)
    page = anybody.get(f"/editions/{code}/changes")
    words = page.words()
    assert why in words
    assert why in anybody.get(f"/editions/{code}").words()
    assert "1 Member State (1 of 27)2 Member States (2 of 27)" in words
    listed = anybody.get(f"/editions/{code}/changes.csv").response.content.decode("utf-8-sig")
    row = next(r for r in listed.splitlines() if "P05.coverage/EU27/n@" in r)
    assert row.startswith("changed,")
    assert row.endswith(",1,2,1,2")
    for gap in ("No accepted submission: 25", "Point left out: 2"):  # where only gaps changed
        assert gap in words


def test_the_operator_sets_a_time(engine, edition, database_url, monkeypatch):
    """In Brussels; a time that passed or does not exist is refused with the exit code for it."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)

    def run(*arguments):
        return CliRunner().invoke(portal, ["edition", "publish", edition, *arguments])

    for wrong in ("2020-01-01T09:00", "2027-03-28T02:30", "soon"):
        assert run("--at", wrong).exit_code == 1
    done = run("--at", "2027-10-31T02:30")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "(UTC+1)" in done.output
    assert run().exit_code == 1  # a time is set already
    with fixed(datetime(2027, 10, 31, 1, 29, 59, tzinfo=UTC)):
        assert _seen_by_all(engine) == []
    with fixed(datetime(2027, 10, 31, 1, 30, tzinfo=UTC)):
        assert _seen_by_all(engine) == [edition]


def _seen_by_all(engine):
    with open_session(engine) as session:
        return [edition.code for edition in list_editions(session, PublicScope())]

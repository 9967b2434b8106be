"""Mails about slices: when an edition can be seen, when an embargo ends; once, until stopped."""

from datetime import timedelta

from sqlalchemy import select, update

from app.catalogue.models import Cycle
from app.catalogue.queries import get_cycle, get_index
from app.core import clock
from app.core.db import open_session
from app.core.settings import Settings
from app.domain.roles import Role
from app.identity.models import Account
from app.identity.service import disable_account
from app.jobs.models import OutboxMail
from app.jobs.worker import deliver
from app.open_data.choice import Choice
from app.open_data.slice_notices import tell_of_editions
from app.open_data.slices import SliceInput, save_slice
from tests.client import PageClient
from tests.factories import CYCLE
from tests.mail_sink import mail_sink
from tests.reported import approved, consolidate, frozen, published, staff, take_back
from tests.slicing import URL, save, take

READER, GONE = "subgroup_reader@commission.example", "gone@commission.example"
RESTRICTED = "Reporting 2027: an edition, not public yet, holds data for your slices: Ours"
PUBLISHED = "Reporting 2027: a published edition holds data for your slices: Ours"


def _new(engine, known: list[int]) -> list[tuple[str, str]]:
    """Let the worker look twice, and return to whom it wrote what."""
    tell_of_editions(engine)
    tell_of_editions(engine)
    with open_session(engine) as session:
        mails = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    found = [mail for mail in mails if mail.id not in known and "slices" in mail.subject]
    known.extend(mail.id for mail in found)
    return [(mail.address, mail.subject) for mail in found]


def test_a_reader_hears_at_consolidation_and_when_the_embargo_ends(reported, engine):
    """Not at the freezing, not at the decision; nobody hears who may not see any more."""
    known: list[int] = []
    for name in ("", "gone"):
        _, scope = staff(engine, Role.SUBGROUP_READER, name)
        with open_session(engine, write=True) as session:
            index = get_index(session, get_cycle(session, CYCLE).catalogue_version_id)
            save_slice(session, scope, index, SliceInput("Ours", Choice(), "en", notify=True))
    with open_session(engine, write=True) as session:
        where = Account.email == GONE
        disable_account(session, session.scalars(select(Account.id).where(where)).one())
    assert frozen(engine) == "2027/1"
    assert _new(engine, known) == []  # the subgroup sees nothing before consolidation
    consolidate(engine)
    assert _new(engine, known) == [(READER, RESTRICTED)]
    until = clock.now() + timedelta(days=3)
    with open_session(engine, write=True) as session:
        session.execute(update(Cycle).values(embargo_until=until))
    approved(engine, "2027/1")
    published(engine, "2027/1")
    assert _new(engine, known) == []
    with clock.fixed(until - timedelta(seconds=1)):
        assert _new(engine, known) == []
    with clock.fixed(until):
        assert _new(engine, known) == [(READER, PUBLISHED)]


def test_the_mail_leads_to_the_data_and_can_be_stopped(reader, reported, app):
    """Through a mail server: words, the link, the link that stops it, and silence afterwards."""
    url = save(reader, "Ours", notify="yes")
    take_back(reported, "GR")
    assert frozen(reported) == "2027/2"
    known: list[int] = []
    assert _new(reported, known) == [(READER, RESTRICTED)]
    with mail_sink() as sink:
        settings = Settings(
            demo=True,
            secret_key=app.state.settings.secret_key,
            smtp_host="127.0.0.1",
            smtp_port=sink.port,
            smtp_starttls=False,
            smtp_from="portal@commission.example",
        )
        deliver(reported, settings)
    found = [one for one in sink.mails if one["To"] == READER]
    assert [str(one["Subject"]).strip() for one in found] == [RESTRICTED]
    (mail,) = found
    text = mail.get_body(("plain",)).get_content()
    assert f"{settings.public_url}{URL}" in text
    assert "canary" not in mail.as_string()
    page = reader.get(URL)
    assert f'href="{url}"' in page.text
    assert take(reader, url, "2027/2").status == 200
    stop = str(mail["List-Unsubscribe"]).strip("<>").removeprefix(settings.public_url)
    stranger = PageClient(app)
    assert stranger.get(stop).status == 200
    assert stranger.post(stop).status < 400
    take_back(reported, "DK")
    assert _new(reported, known) == []

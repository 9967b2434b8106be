"""Mails of the outbox reach a real mail server: once, whole, refused or late as it may be."""

import ipaddress
import ssl
from datetime import timedelta
from email.message import EmailMessage
from threading import Barrier, Thread
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select, update

from app.core import clock
from app.core.db import open_session
from app.core.errors import StartRefused
from app.core.settings import Settings, check_settings
from app.domain.roles import Grant, Role
from app.identity.models import Account
from app.identity.recipients import recipients_of
from app.jobs import outbox
from app.jobs.models import OutboxMail
from app.jobs.smtp import connect, send, unsigned
from app.jobs.telling import Telling, tell
from app.jobs.worker import Delivered, deliver
from tests.database import one_database
from tests.mail_sink import mail_sink
from tests.people import make_account
from tests.portal_process import free_port

SENDER = "portal@commission.example"


def _settings(port, **more):
    plain = {
        "demo": True,
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_starttls": False,
        "smtp_from": SENDER,
        "base_url": "https://reporting.example",
        "secret_key": "x" * 40,
    }
    return Settings(**{**plain, **more})


def post(engine, *kinds, email="lena@ministry.example"):
    """Tell one new person these kinds, and return the account."""
    person = make_account(engine, email, Grant(Role.REPORTING_LEAD, "GR"), name="Léna Žić")
    with open_session(engine, write=True) as session:
        for number, kind in enumerate(kinds or ("mention",)):
            facts = {"who": "Ana Weiß", "day": "2027-10-01", "subject": "Δοκιμή & more"}
            key = f"{kind}:{number}"
            path = "/contributions/2027/EL"
            tell(
                session,
                recipients_of(session, [person]),
                Telling(kind, key, "2027", "GR", "P04", facts, path),
            )
    return person


def _row(engine):
    with open_session(engine) as session:
        return session.scalars(select(OutboxMail).order_by(OutboxMail.id)).first()


def test_a_mail_arrives_as_text_and_html_with_its_addresses(engine):
    """Whatever reads it: subject, both forms, links into the portal, and how to stop such mails."""
    person = post(engine)
    with mail_sink() as sink:
        settings = _settings(sink.port)
        assert deliver(engine, settings) == Delivered(sent=1)
        assert deliver(engine, settings) == Delivered()
    (mail,) = sink.mails
    assert sink.envelopes == [(SENDER, ["lena@ministry.example"])]
    assert mail["Subject"] == "Reporting 2027: Ana Weiß mentioned you in a comment at point 4"
    assert mail["Message-ID"] == f"<{_row(engine).message_id}@reporting.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (_part(mail, kind) for kind in ("plain", "html"))
    stop = mail["List-Unsubscribe"].strip("<>")
    for body in (text, html):
        assert "Dear Léna Žić," in body
        assert "https://reporting.example/contributions/2027/EL" in body
        assert stop in body
        assert "[[" not in body
    assert '<html lang="en">' in html
    assert unsigned("x" * 40, urlsplit(stop).path) == f"/mails/stop/{person}.mention"
    assert unsigned("y" * 40, urlsplit(stop).path) is None
    assert unsigned("x" * 40, urlsplit(stop).path.replace("mention", "reminder")) is None


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_duty_cannot_be_stopped(engine):
    """Such a mail says nothing of stopping."""
    post(engine, "clarification_asked")
    with mail_sink() as sink:
        deliver(engine, _settings(sink.port))
    (mail,) = sink.mails
    assert mail["List-Unsubscribe"] is None
    assert "stop" not in _part(mail, "plain").lower()


def test_while_the_server_is_away_nothing_is_lost_or_counted(engine):
    """Mails wait, whatever it takes, and go when it is back."""
    post(engine)
    settings = _settings(free_port(), mail_retry_seconds=0)
    for _ in range(outbox.ATTEMPTS + 2):
        assert deliver(engine, settings) == Delivered(server_away=True)
    assert (_row(engine).attempts, _row(engine).given_up_at) == (0, None)
    with mail_sink() as sink:
        assert deliver(engine, _settings(sink.port)) == Delivered(sent=1)
    assert _row(engine).error == ""


def test_a_refused_mail_is_put_off_longer_each_time_and_then_given_up(engine):
    """Other mails are not held up by it; whoever runs the portal sees what was given up."""
    post(engine, email="full@ministry.example")
    post(engine, email="fine@ministry.example")
    start, waits = clock.now(), []
    with mail_sink() as sink:
        settings = _settings(sink.port)
        sink.happens = lambda stage, who: "451 Box is full" if "full" in who else None
        at = start
        while True:
            with clock.fixed(at + timedelta(seconds=1)):
                deliver(engine, settings)
                mail = _row(engine)
                if mail.given_up_at:
                    break
                waits.append(round((mail.due_at - clock.now()).total_seconds()))
                assert deliver(engine, settings) == Delivered()
            at = mail.due_at
    assert waits[:4] == [60, 120, 240, 480]
    assert (len(waits), max(waits)) == (outbox.ATTEMPTS - 1, 60 * 2 ** (outbox.ATTEMPTS - 2))
    assert len(sink.mails) == 1
    with open_session(engine) as session:
        assert outbox.waiting(session) == outbox.Waiting(due=0, sent=1, given_up=1)
        (lost,) = outbox.list_given_up(session)
    assert (lost.address, "451 Box is full" in lost.error) == ("full@ministry.example", True)


def test_two_workers_whose_clocks_are_five_minutes_apart_send_each_mail_once(engine):
    """What one is sending the other leaves alone, ahead or behind; together they send all."""
    post(engine, "mention", "opening", "accepted", "extension", "notice", "published")
    apart = [timedelta(minutes=-5), timedelta(minutes=5)]
    with mail_sink() as sink:
        settings = _settings(sink.port)
        taken = outbox.claim(engine, settings)
        for skew in apart:
            with clock.fixed(clock.now() + skew):
                deliver(engine, settings)
        assert taken is not None
        assert f"<{taken.message_id}@reporting.example>" not in sink.ids
        connection = connect(settings)
        send(connection, settings, taken)
        connection.quit()
        outbox.note_sent(engine, taken)
        barrier = Barrier(2)
        post(engine, "mention", "opening", "accepted", "extension", email="other@x.example")

        def work(skew):
            with clock.fixed(clock.now() + skew):
                barrier.wait()
                deliver(engine, settings)

        threads = [Thread(target=work, args=(skew,)) for skew in apart]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        deliver(engine, settings)
    assert (len(sink.ids), len(set(sink.ids))) == (10, 10)
    with open_session(engine) as session:
        assert outbox.waiting(session) == outbox.Waiting(due=0, sent=10, given_up=0)


def test_a_refusal_for_good_is_given_up_soon(engine):
    """A server that says never is believed at the third time."""
    post(engine)
    with mail_sink() as sink:
        sink.happens = lambda stage, who: "550 No such person" if stage == "rcpt" else None
        settings = _settings(sink.port, mail_retry_seconds=0)
        assert deliver(engine, settings) == Delivered(failed=outbox.REFUSED_ATTEMPTS, given_up=1)
        assert deliver(engine, settings) == Delivered()


def test_a_mail_older_than_a_week_is_not_sent_any_more(engine):
    """A server that is set up late does not flood people with what is long past."""
    post(engine)
    with mail_sink() as sink, clock.fixed(clock.now() + timedelta(days=8)):
        assert deliver(engine, _settings(sink.port)) == Delivered(given_up=1)
    assert sink.mails == []
    assert _row(engine).error == "not sent within 7 days"


def test_a_mail_in_somebodys_hands_is_left_until_the_lease_ends(engine):
    """Two workers never both have a mail; a worker that died loses it."""
    post(engine)
    settings = _settings(free_port())
    mail = outbox.claim(engine, settings)
    assert mail is not None
    assert outbox.claim(engine, settings) is None
    with clock.fixed(clock.now() + timedelta(seconds=settings.mail_lease_seconds + 1)):
        again = outbox.claim(engine, settings)
    assert again is not None
    assert again.message_id == mail.message_id


@one_database
def test_a_line_break_in_an_address_becomes_no_header(engine):
    """It is refused, and the mail given up, without a word to the server."""
    person = post(engine)
    with open_session(engine, write=True) as session:
        bad = "a@b.example\r\nBcc: everybody@example.org"
        session.execute(update(OutboxMail).values(address=bad))
        session.execute(update(Account).where(Account.id == person).values(name="x"))
    with mail_sink() as sink:
        for _ in range(3):
            deliver(engine, _settings(sink.port, mail_retry_seconds=0))
    assert sink.mails == []
    assert _row(engine).given_up_at is not None


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody knows."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    at = clock.now()
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    bare = serialization.NoEncryption()
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(pem))
    files[1].write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, bare))
    return files


@one_database
def test_the_certificate_of_the_server_is_checked(engine, certificate, monkeypatch):
    """A server that cannot prove who it is gets no mail; a known one does, after STARTTLS."""
    made, key = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    post(engine)
    with mail_sink(tls_context=context, require_starttls=True) as sink:
        settings = _settings(sink.port, smtp_starttls=True, mail_retry_seconds=0)
        assert deliver(engine, settings) == Delivered(server_away=True)
        assert "CERTIFICATE_VERIFY_FAILED" in _row(engine).error
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
        assert deliver(engine, settings) == Delivered(sent=1)
    assert len(sink.mails) == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"smtp_from": ""}, "smtp_from_refused"),
        ({"smtp_from": "Portal <p@x.example>\nBcc: a@b.example"}, "smtp_from_refused"),
        ({"smtp_host": "mail.example", "smtp_user": "portal"}, "smtp_password_open"),
    ],
)
def test_the_portal_does_not_start_with_a_mail_server_it_cannot_use(more, code):
    """A sender that is none, and a password that would travel in the open."""
    with pytest.raises(StartRefused) as refused:
        check_settings(_settings(25, **more))
    assert refused.value.code == code

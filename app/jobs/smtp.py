"""Sending a mail to the mail server, over TLS whose certificate is checked."""

import hashlib
import hmac
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from app.core.i18n import gettext, use_locale
from app.core.settings import TLS_PORT, Settings
from app.jobs.letters import addressed
from app.jobs.models import OutboxMail
from app.web.pages import PORTAL_NAME

_SIGNATURE_LENGTH = 32


def connect(settings: Settings) -> smtplib.SMTP:
    """Open a connection to the mail server of the settings."""
    # A conversation has about ten steps: together they stay below half the lease of a mail, so that
    # a worker whose clock is ahead by the other half takes no mail that is being sent.
    timeout = max(1.0, settings.mail_lease_seconds / 20)
    host, port = settings.smtp_host, settings.smtp_port
    if port == TLS_PORT:
        made: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, timeout=timeout, context=ssl.create_default_context()
        )
    else:
        made = smtplib.SMTP(host, port, timeout=timeout)
        if settings.smtp_starttls:
            made.starttls(context=ssl.create_default_context())
    if settings.smtp_user:
        made.login(settings.smtp_user, settings.smtp_password)
    return made


def send(connection: smtplib.SMTP, settings: Settings, mail: OutboxMail) -> None:
    """Hand one mail to the server; without an error the server has said yes."""
    message = compose(settings, mail)
    connection.send_message(message, settings.smtp_from, [mail.address])


def compose(settings: Settings, mail: OutboxMail) -> EmailMessage:
    """Return the mail as it is sent; a line break in a header is an error, never a header more."""
    stop_url = ""
    if mail.unsubscribe_path:
        stop_url = settings.public_url + signed(settings.secret_key, mail.unsubscribe_path)
    host = urlsplit(settings.public_url).hostname or "localhost"
    message = EmailMessage(MAIL_POLICY)
    message["Subject"] = mail.subject
    with use_locale(mail.language):
        message["From"] = formataddr((gettext(PORTAL_NAME), settings.smtp_from))
    message["To"] = mail.address
    message["Date"] = format_datetime(mail.made_at)
    message["Message-ID"] = f"<{mail.message_id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # answering machines keep quiet
    if stop_url:
        message["List-Unsubscribe"] = f"<{stop_url}>"
    message.set_content(addressed(mail.text, settings.public_url, stop_url))
    page = addressed(mail.html, settings.public_url, stop_url, as_html=True)
    message.add_alternative(page, subtype="html")
    message["Content-Language"] = mail.language
    return message


def signed(secret: str, path: str) -> str:
    """Return a path with the proof that the portal made it."""
    return f"{path}.{_signature(secret, path)}"


def unsigned(secret: str, path: str) -> str | None:
    """Return the path that was signed; None when the portal did not make it."""
    plain, _, given = path.rpartition(".")
    expected = _signature(secret, plain)
    is_ours = hmac.compare_digest(given.encode(), expected.encode())
    return plain if is_ours else None


def _signature(secret: str, path: str) -> str:
    key = hashlib.sha256(b"mail address\0" + secret.encode()).digest()
    return hmac.new(key, path.encode(), hashlib.sha256).hexdigest()[:_SIGNATURE_LENGTH]

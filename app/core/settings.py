"""Settings from the environment (PORTAL_...), read once into one frozen object."""

import ipaddress
import re
import secrets
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.core.errors import StartRefused

PROJECT_ROOT = Path(__file__).resolve().parents[2]

SECRET_LENGTH = 32
_SAMPLE_WORDS = ("change", "sample", "example", "secret", "replace", "password", "portal")
_DISTINCT_CHARACTERS = 10
_SENDER = re.compile(r"[!-?A-~]+@[A-Za-z0-9.-]+", re.ASCII)  # one plain address
TLS_PORT = 465  # of mail servers that speak TLS without being asked

Words = Annotated[tuple[str, ...], NoDecode]


def _generated_secret(data: dict[str, Any]) -> str:
    return secrets.token_urlsafe(48) if data.get("demo") else ""


class Settings(BaseSettings):
    """Everything an operator can set; each field is the variable PORTAL_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix="PORTAL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    demo: bool = False  # loopback only, generated secret, plain cookie
    secret_key: str = Field(default_factory=_generated_secret, repr=False)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    base_url: str = ""  # address printed in mails and documents
    allowed_hosts: Words = ()
    trusted_proxies: Words = ()  # addresses whose X-Forwarded-For and -Proto are believed

    data_dir: Path = Path("var")
    database_url: str = Field(default="", repr=False)
    pool_seconds: int = Field(default=5, ge=1)
    statement_seconds: int = Field(default=30, ge=1)
    lock_seconds: int = Field(default=5, ge=5)

    threads: int = Field(default=20, ge=2, le=200)  # requests worked on at once
    max_body_bytes: int = Field(default=32 << 20, ge=1 << 10)
    max_form_fields: int = Field(default=5000, ge=10)
    max_field_bytes: int = Field(default=1 << 20, ge=1 << 10)

    max_file_bytes: int = Field(default=10 << 20, ge=1 << 10)  # of one uploaded file
    file_quota_bytes: int = Field(default=500 << 20, ge=1 << 10)  # of all files of a reporter
    scanner: str = ""  # of viruses: host:port or the path of a socket; empty: none

    smtp_host: str = ""  # of the mail server; empty: mails wait in the outbox
    smtp_port: int = Field(default=587, ge=1, le=65535)  # 465 speaks TLS from the first byte
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_starttls: bool = True  # the certificate is checked
    smtp_from: str = ""  # the address mails come from
    mail_lease_seconds: int = Field(default=900, ge=1)  # a silent worker loses its mail then
    mail_retry_seconds: int = Field(default=60, ge=0)  # before the second try, then doubled
    mail_keep_days: int = Field(default=90, ge=1)  # after it was sent

    build_lease_seconds: int = Field(default=30, ge=1)  # a silent builder loses its build then

    session_idle_minutes: int = Field(default=60, ge=1)
    session_absolute_hours: int = Field(default=8, ge=1)
    fresh_authentication_minutes: int = Field(default=5, ge=1)

    default_locale: str = "en"
    logo_url: str = ""
    contact_email: str = ""
    map_shapes: Path | None = None  # a GeoJSON file of the Member States; none: those bundled
    log_level: str = "info"

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Read a list written with commas, the way environment variables are."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def database_dsn(self) -> str:
        """The database address with the driver that is installed."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'portal.sqlite3'}"
        for prefix in ("postgresql://", "postgres://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url[len(prefix) :]
        return self.database_url

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the embedded database is used."""
        return self.database_dsn.startswith("sqlite")

    @property
    def public_url(self) -> str:
        """The address of the portal without a closing slash."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def hosts(self) -> frozenset[str]:
        """The host names the portal answers to."""
        own = urlsplit(self.public_url).hostname or ""
        loopback = {"127.0.0.1", "localhost", "::1"} if is_loopback(self.host) else set()
        return frozenset({*self.allowed_hosts, own, *loopback} - {""})


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server on this host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_settings(settings: Settings) -> None:
    """Refuse settings under which the portal would not be safe."""
    _check_mail(settings)
    if settings.demo:
        if not is_loopback(settings.host):
            raise StartRefused("demo_not_loopback")
        return
    secret = settings.secret_key
    if not secret:
        raise StartRefused("secret_missing")
    if len(secret) < SECRET_LENGTH:
        raise StartRefused("secret_short")
    if _is_sample(secret):
        raise StartRefused("secret_sample")


def _check_mail(settings: Settings) -> None:
    """Refuse a mail server without a sender, and a password that would travel in the open."""
    if not settings.smtp_host:
        return
    if not _SENDER.fullmatch(settings.smtp_from):
        raise StartRefused("smtp_from_refused")
    is_open = not settings.smtp_starttls and settings.smtp_port != TLS_PORT
    if is_open and settings.smtp_user and not is_loopback(settings.smtp_host):
        raise StartRefused("smtp_password_open")


def _is_sample(secret: str) -> bool:
    lowered = secret.lower()
    return len(set(secret)) < _DISTINCT_CHARACTERS or any(w in lowered for w in _SAMPLE_WORDS)


def read_settings() -> Settings:
    """Read the environment; enough for commands that sign nothing."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "PORTAL_" + "_".join(str(part) for part in first["loc"][:1]).upper()
        raise StartRefused("settings_refused", name=name, reason=first["msg"]) from None


def load_settings() -> Settings:
    """Read the environment and refuse what the server must not start with."""
    settings = read_settings()
    check_settings(settings)
    return settings

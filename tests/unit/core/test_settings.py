"""Settings come from the environment; the portal refuses those it would not be safe with."""

import pytest
from pydantic import ValidationError

from app.core.errors import StartRefused
from app.core.messages import sentence
from app.core.settings import Settings, check_settings, load_settings

GOOD = "Wk3vRzQ9xLmT7bNcY2hJdF5gKpA8sEuX"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """No variable of the machine reaches a test."""
    import os

    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "secret_missing"),
        ({"PORTAL_SECRET_KEY": ""}, "secret_missing"),
        ({"PORTAL_SECRET_KEY": GOOD[:31]}, "secret_short"),
        ({"PORTAL_SECRET_KEY": "change-me-to-32-random-characters!!"}, "secret_sample"),
        ({"PORTAL_SECRET_KEY": "ab" * 20}, "secret_sample"),
        ({"PORTAL_DEMO": "1", "PORTAL_HOST": "0.0.0.0"}, "demo_not_loopback"),  # noqa: S104
        ({"PORTAL_DEMO": "1", "PORTAL_HOST": "portal.example"}, "demo_not_loopback"),
        ({"PORTAL_PORT": "many", "PORTAL_DEMO": "1"}, "settings_refused"),
        ({"PORTAL_PORT": "70000", "PORTAL_DEMO": "1"}, "settings_refused"),
    ],
)
def test_unsafe_settings_are_refused_in_one_sentence(monkeypatch, environment, code):
    """The operator reads what to change, without the value."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StartRefused) as refused:
        load_settings()
    assert refused.value.code == code
    words = sentence(refused.value.code, **refused.value.params)
    assert words.startswith("The portal does not start")
    assert "PORTAL_" in words
    secret = environment.get("PORTAL_SECRET_KEY")
    assert not secret or secret not in words


def test_good_secret_and_demo_start(monkeypatch):
    """The demo generates a secret of its own at each start."""
    check_settings(Settings(secret_key=GOOD))
    monkeypatch.setenv("PORTAL_DEMO", "1")
    first, second = load_settings(), load_settings()
    assert len(first.secret_key) >= 32
    assert first.secret_key != second.secret_key
    assert first.secret_key not in repr(first)


def test_settings_do_not_change():
    """Frozen: nobody turns the demo on later."""
    with pytest.raises(ValidationError):
        Settings(secret_key=GOOD).demo = True


def test_database_address_gets_the_installed_driver(tmp_path):
    """Operators write what their provider gives them."""
    urls = {
        "postgresql://u@h/d": "postgresql+psycopg://u@h/d",
        "postgres://u@h/d": "postgresql+psycopg://u@h/d",
        "postgresql+psycopg://u@h/d": "postgresql+psycopg://u@h/d",
        "sqlite:///x.db": "sqlite:///x.db",
        "": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
    }
    for given, wanted in urls.items():
        settings = Settings(demo=True, database_url=given, data_dir=tmp_path)
        assert settings.database_dsn == wanted
        assert settings.is_sqlite is wanted.startswith("sqlite")


def test_lists_are_written_with_commas(monkeypatch):
    """Own name, configured names, and loopback only while listening there."""
    monkeypatch.setenv("PORTAL_ALLOWED_HOSTS", "a.example, b.example,")
    monkeypatch.setenv("PORTAL_BASE_URL", "https://portal.example/")
    settings = Settings(secret_key=GOOD, host="10.0.0.1")
    assert settings.hosts == {"a.example", "b.example", "portal.example"}
    assert settings.public_url == "https://portal.example"
    assert "127.0.0.1" in Settings(secret_key=GOOD).hosts

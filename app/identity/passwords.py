"""Passwords: long, not guessable from the context, kept as Argon2id, checked in constant time."""

import secrets
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

MINIMUM = 15
MAXIMUM = 128
_DISTINCT = 6
# Without letters that are mistaken for each other when somebody reads them out.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_COMMON = (
    "password", "passwort", "motdepasse", "qwerty", "azerty", "letmein", "welcome", "12345678",
    "87654321", "abcdefgh", "iloveyou", "correcthorse", "reportingportal", "researchsecurity",
    "europeancommission", "europeanunion",
)  # fmt: skip

_hasher = PasswordHash((Argon2Hasher(memory_cost=32 * 1024, time_cost=2, parallelism=1),))


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Tell whether the password fits; an account without one takes just as long."""
    if len(password) > MAXIMUM:
        password = ""
    try:
        return _hasher.verify(password, password_hash or _nobodys_hash()) and bool(password_hash)
    except UnknownHashError:
        return False


def problem(password: str, email: str = "") -> str | None:
    """Return the message code of what is wrong with a new password, or None."""
    if len(password) < MINIMUM:
        return "password_too_short"
    if len(password) > MAXIMUM:
        return "password_too_long"
    squeezed = "".join(password.lower().split())
    words = [word for word in email.lower().replace("@", ".").split(".") if len(word) > 4]
    if len(set(squeezed)) < _DISTINCT or any(word in squeezed for word in (*_COMMON, *words)):
        return "password_guessable"
    return None


def generate() -> str:
    """Return a random password of 98 bits in five readable groups."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(5))
    return "-".join(groups)


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(32))

"""Accounts for tests, made by the same service that operators use."""

from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, update

from app.core.db import open_session
from app.domain.roles import Grant, Role
from app.identity.models import Account
from app.identity.service import create_account, grant_role

PASSWORD = "seven quiet herons at dusk"


@cache
def _hash() -> str:
    """Hash the test password once, and cheaply: checking is as slow as the hash says it is."""
    return PasswordHash((Argon2Hasher(memory_cost=64, time_cost=1, parallelism=1),)).hash(PASSWORD)


def make_account(engine: Engine, email: str, *grants: Grant, name: str = "") -> int:
    """Make an account that can sign in with PASSWORD and holds these roles."""
    with open_session(engine, write=True) as session:
        account = create_account(session, email, name)
        assert account.id is not None
        session.execute(
            update(Account).where(Account.id == account.id).values(password_hash=_hash())
        )
        for grant in grants:
            grant_role(session, account.id, grant.role, grant.reporter)
        return account.id


def make_lead(engine: Engine, reporter: str = "DK") -> str:
    """Make a reporting lead and return the address."""
    email = f"lead.{reporter.lower()}@ministry.example"
    make_account(engine, email, Grant(Role.REPORTING_LEAD, reporter))
    return email


def make_administrator(engine: Engine) -> str:
    """Make an administrator and return the address."""
    make_account(engine, "administrator@portal.example", Grant(Role.ADMINISTRATOR))
    return "administrator@portal.example"

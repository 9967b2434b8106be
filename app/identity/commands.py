"""Commands of identity: make an account at the machine."""

import click

from app.core.command_line import CommandLine
from app.domain.roles import Role
from app.identity import passwords, service
from app.identity.queries import find_account


@click.command("create-user")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--reporter", help="Country of a national role, for example DK; EU is the Commission."
)
@click.option("--name", default="", help="Name shown to colleagues.")
@click.pass_obj
def create_user(line: CommandLine, email: str, role: str, reporter: str | None, name: str) -> None:
    """Make an account with a role and print its generated password once; give an existing one a
    role."""
    password = passwords.generate()
    with line.session(write=True) as session:
        account = find_account(session, email)
        is_new = account is None
        if account is None:
            account = service.create_account(session, email, name)
            service.set_password(session, service.account_key(account), password)
        service.grant_role(session, service.account_key(account), Role(role), reporter)
    click.echo(password if is_new else "The account exists; the role was added.")


COMMANDS = (create_user,)

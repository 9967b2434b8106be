"""The command line `portal`: 0 done, 1 refused with a reason, 2 misuse; features bring their
commands."""

from importlib import import_module
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from app.core.command_line import CommandLine
from app.core.errors import AppError, Refused, Unavailable
from app.core.messages import sentence
from app.core.settings import PROJECT_ROOT, load_settings
from app.council_report.keeping import final_files
from app.domain.roles import NATIONAL_ROLES, CountryScope, Role, UnionScope
from app.identity import sign_in
from app.identity.reporters import find_reporter

# Each module has a tuple `COMMANDS` of click commands and groups.
MODULES = (
    "app.identity.commands",
    "app.audit.commands",
    "app.reporting.commands",
    "app.reporting.worker_command",
    "app.admin.commands",
    "app.admin.series_commands",
    "app.seeding",
    "app.editions.commands",
    "app.open_data.commands",
    "app.council_report.commands",
    "app.workbook.commands",
)

# Longer than reverse proxies keep their idle connections (often 60 seconds): who sends on a
# connection that is being closed loses the request, so the proxy has to be the one that closes.
KEEP_ALIVE_SECONDS = 75


class PortalGroup(click.Group):
    """A group whose refusals are one sentence on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except AppError as refusal:
            click.echo(sentence(refusal.code, **refusal.params), err=True)
        except OperationalError:
            click.echo(sentence(Unavailable.default_code), err=True)
        ctx.exit(1)


@click.group(cls=PortalGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def portal(ctx: click.Context) -> None:
    """Report, review and publish the implementation of a Council Recommendation."""
    ctx.obj = CommandLine(_country_scope, _union_scope, _person_scope, final_files)
    ctx.call_on_close(ctx.obj.close)


@portal.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port instead of PORTAL_PORT.")
@click.option("--host", help="Address to listen on instead of PORTAL_HOST.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve(port: int | None, host: str | None, workers: int) -> None:
    """Serve the portal."""
    import os

    import uvicorn

    from app.main import create_app
    from app.web.protocol import LOOP, LimitedProtocol

    # Workers are processes of their own and read the same environment.
    for name, value in (("PORTAL_PORT", port), ("PORTAL_HOST", host)):
        if value is not None:
            os.environ[name] = str(value)
    settings = load_settings()
    if workers > 1 and settings.is_sqlite:
        raise Refused("workers_need_postgresql")
    app = create_app(settings)  # refuses here, before any worker starts
    click.echo(f"{settings.public_url}")
    uvicorn.run(
        app if workers == 1 else "app.main:app_from_environment",
        factory=workers > 1,
        host=settings.host,
        port=settings.port,
        http=LimitedProtocol,
        loop=LOOP,
        workers=workers if workers > 1 else None,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


@portal.command()
@click.pass_obj
def migrate(line: CommandLine) -> None:
    """Bring the database to the tables of this version; safe to repeat."""
    from alembic import command
    from alembic.config import Config

    settings = line.settings
    if settings.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    config = Config(PROJECT_ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", settings.database_dsn.replace("%", "%%"))
    command.upgrade(config, "head")
    click.echo("The database is up to date.")


def _country_scope(reporter: str) -> CountryScope:
    found = find_reporter(reporter)
    if found is None:
        raise Refused("unknown_reporter")
    return CountryScope(found, None, "operator", frozenset({Role.REPORTING_LEAD}))


def _person_scope(line: CommandLine, email: str, password: str, reporter: str) -> CountryScope:
    """Return the scope of a person at one reporter, after checking their password."""
    token = sign_in.sign_in(line.engine, line.settings, email, password, "command line")
    with line.session(write=True) as session:
        person = sign_in.find_session(session, line.settings, token)
        sign_in.end_session(session, token)
    found = find_reporter(reporter)
    if person is None or found is None:
        raise Refused("unknown_reporter")
    roles = frozenset(grant.role for grant in person.grants if grant.reporter == found)
    if not roles:
        raise Refused("no_role_at_reporter")
    return CountryScope(found, person.account_id, person.account_name, roles)


def _union_scope() -> UnionScope:
    return UnionScope(None, "operator", frozenset(Role) - NATIONAL_ROLES)


for _module in MODULES:
    for _command in import_module(_module).COMMANDS:
        portal.add_command(_command)


def main() -> None:
    """Run the command line."""
    portal()

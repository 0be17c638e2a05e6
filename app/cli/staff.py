"""`flask staff add`: the first account, and any later one, from the command line."""

import secrets

import click
from flask.cli import with_appcontext
from flask_security.utils import hash_password

from app.accounts.actions import add_staff
from app.accounts.rules import Role
from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError


@click.group("staff")
def staff() -> None:
    """People who look after the site."""


@staff.command("add")
@click.argument("email")
@click.option("--name", default="", help="What to call them.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([one.value for one in Role]), default=["owner"]
)
@with_appcontext
def add(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Add a member of staff and print a password to change; a second factor is asked for at the first sign-in."""
    password = secrets.token_urlsafe(12)
    try:
        with transaction():
            add_staff(
                email=email,
                name=name,
                password_hash=hash_password(password),
                roles=[Role(one) for one in roles],
                actor="system",
                now=utcnow(),
            )
    except DomainError as error:
        raise click.ClickException(error.sentence) from None
    click.echo(f"{email} {password}")

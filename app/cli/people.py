"""`flask people`: what is held about somebody who wrote to us."""

import json

import click
from flask.cli import with_appcontext

from app.clock import utcnow
from app.db import transaction
from app.errors import DomainError
from app.people.erasing import ask_erasure, carry_out
from app.people.exporting import as_file, gather


@click.group("people")
def people() -> None:
    """What is held about a person."""


@people.command("export")
@click.argument("address")
@with_appcontext
def export(address: str) -> None:
    """Print everything held about an address as JSON; make sure first that it is theirs who asks."""
    click.echo(json.dumps(as_file(address, gather(address), now=utcnow()), indent=2, ensure_ascii=False))


@people.command("erase")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
@with_appcontext
def erase(address: str, yes: bool) -> None:
    """Erase a person, at once or as soon as everything is settled; it cannot be taken back."""
    if not yes:
        click.confirm(f"Erase everything about {address} that law lets us?", abort=True)
    now = utcnow()
    try:
        with transaction():
            waiting = carry_out(ask_erasure(address, actor="system", now=now), now=now)
    except DomainError as error:
        raise click.ClickException(error.sentence) from None
    for sentence in waiting or ["Erased."]:
        click.echo(sentence)

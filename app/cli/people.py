"""`flask people`: what is held about somebody who wrote to us."""

import json

import click
from flask.cli import with_appcontext

from app.clock import utcnow
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

"""`flask letters`: reports that come back by mail."""

from typing import BinaryIO

import click
from flask.cli import with_appcontext

from app.clock import utcnow
from app.db import transaction
from app.newsletter.reporting import take_report
from app.newsletter.reports import LARGEST, read_report


@click.group("letters")
def letters() -> None:
    """What comes back of letters."""


@letters.command("report")
@click.argument("file", type=click.File("rb"), default="-")
@with_appcontext
def report(file: BinaryIO) -> None:
    """Read one mail that came back, from a file or a pipe; exit code 3 where a person has to read it."""
    found = read_report(file.read(LARGEST))
    with transaction():
        was_ours = found is not None and take_report(found, actor="system", now=utcnow())
    if found is None or not was_ours:
        click.echo("No report about a letter of ours; a person should read it.")
        raise SystemExit(3)
    click.echo(f"{found.kind.value}: {found.words}")

"""`flask letters`: reports that come back by mail."""

from typing import BinaryIO

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from app.clock import utcnow
from app.comments.stopping import take_any_report
from app.db import transaction
from app.newsletter.reports import LARGEST, read_report

TRY_LATER = 75


@click.group("letters")
def letters() -> None:
    """What comes back of letters."""


@letters.command("report")
@click.argument("file", type=click.File("rb"), default="-")
@with_appcontext
def report(file: BinaryIO) -> None:
    """Read one mail that came back, from a file or a pipe, and say what it was.

    A mail server sends back to its writer what a pipe fails on, so a mail that is no report is no failure either. Where
    the database is away the server is told to try later (75, sysexits.h).
    """
    found = read_report(file.read(LARGEST))
    try:
        with transaction():
            was_ours = found is not None and take_any_report(found, actor="system", now=utcnow())
    except OperationalError as error:
        click.echo("The database does not answer; try again later.", err=True)
        raise SystemExit(TRY_LATER) from error
    if found is None or not was_ours:
        click.echo("No report about a letter of ours; a person should read it.")
        return
    click.echo(f"{found.kind.value}: {found.words}")

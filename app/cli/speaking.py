"""`flask speak`: owe the reading aloud of every published article, after a voice has come to the worker's machine."""

import click
from flask.cli import with_appcontext

from app.clock import utcnow
from app.content.speaking import owe_all
from app.content.voicing import find_voice
from app.db import transaction


@click.command("speak")
@with_appcontext
def speak() -> None:
    """Let the worker read every published article aloud; what has been read already stays as it is."""
    with transaction():
        count = owe_all(now=utcnow())
    click.echo(f"{count} articles will be read aloud by the worker.")
    if find_voice() is None:
        click.echo("There is no voice on this machine (espeak-ng, or piper with PIPER_MODEL).")

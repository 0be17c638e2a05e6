"""`flask search rebuild`: make the index anew from what is published."""

import click
from flask.cli import with_appcontext

from app.clock import utcnow
from app.search.protocol import rebuild_index


@click.group("search")
def search() -> None:
    """The search index."""


@search.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Make the index say exactly what is published; the site goes on meanwhile."""
    count = rebuild_index(actor="system", now=utcnow())
    click.echo(f"{count} documents are in the index.")

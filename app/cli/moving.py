"""`flask move` and `flask restored`: into another database with every row, and on from a copy of an earlier day."""

import click
from flask.cli import with_appcontext

from app.clock import utcnow
from app.db import db, transaction
from app.errors import DomainError
from app.moving.copying import move_rows
from app.moving.resuming import keep_back_mail
from app.moving.sources import open_source
from app.search.protocol import rebuild_index


@click.command("move")
@click.option("--from", "source", required=True, help="The database to move from, as DATABASE_URL takes it.")
@with_appcontext
def move(source: str) -> None:
    """Copy every row of another database into this one, which must be new, and show that each has arrived.

    Stop the site first. Pictures and files for sale lie beside the database: keep INSTANCE_DIR and MEDIA_URL.
    """
    from flask_migrate import upgrade

    upgrade()
    db.session.remove()
    try:
        opened = open_source(source, target=db.engine)
        try:
            sums = move_rows(opened, db.engine)
        finally:
            opened.dispose()
    except DomainError as error:
        raise click.ClickException(error.sentence) from None
    rebuild_index(actor="system", now=utcnow())
    for name, one in sums.items():
        click.echo(f"{name:28} {one.rows:9}  {one.digest[:16]}")
    click.echo(f"{sum(one.rows for one in sums.values())} rows in {len(sums)} tables, each with equal sums.")


@click.command("restored")
@with_appcontext
def restored() -> None:
    """Say that this database is a copy of an earlier day, before the site starts: no mail goes out again by itself."""
    with transaction():
        items, copies = keep_back_mail(now=utcnow())
    click.echo(
        f"{items} pieces of work that send mail and {copies} copies of letters wait for staff to decide."
    )
    click.echo(
        "Stripe is asked for every event since the copy when the worker starts; then run flask verify."
    )

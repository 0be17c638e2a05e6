"""`flask move` and `flask restored`: into another database with every row, and on from a copy of an earlier day."""

from collections.abc import Mapping

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app.clock import utcnow
from app.db import db, transaction
from app.errors import DomainError
from app.moving.copying import list_tables, move_rows
from app.moving.errors import NotAlike, first_line
from app.moving.resuming import keep_back_mail
from app.moving.sources import open_source
from app.moving.sums import Sum
from app.moving.targets import look_at_target
from app.search.protocol import rebuild_index


@click.command("move")
@click.option("--from", "source", required=True, help="The database to move from, as DATABASE_URL takes it.")
@with_appcontext
def move(source: str) -> None:
    """Copy every row of another database into this one, which must be new, and show that each has arrived.

    Stop the site first. Pictures and files for sale lie beside the database: keep INSTANCE_DIR and MEDIA_URL.
    """
    try:
        sums = _move(source)
    except DomainError as error:
        raise click.ClickException(error.sentence) from None
    for name, one in sums.items():
        click.echo(f"{name:28} {one.rows:9}  {one.digest[:16]}")
    click.echo(f"{sum(one.rows for one in sums.values())} rows in {len(sums)} tables, each with equal sums.")
    rebuild_index(actor="system", now=utcnow())


def _move(source: str) -> Mapping[str, Sum]:
    """Look at both databases, bring the new one up to date, and copy."""
    from flask_migrate import upgrade

    opened = open_source(source, target=db.engine)
    try:
        look_at_target(db.engine, list_tables())
        try:
            upgrade()
        except DBAPIError as error:
            raise NotAlike(f"The new database cannot be brought up to date: {first_line(error)}.") from error
        db.session.remove()
        return move_rows(opened, db.engine)
    finally:
        opened.dispose()


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

"""`flask prepare`: bring the database up to date and, in demo mode, load the demo content once."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.config import Config
from app.web.authenticator import keep_under_first_key


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Migrate, bring second factors under the first SECRET_KEY, and load a demo's content where there is none."""
    from flask_migrate import upgrade

    from app.demo.loading import load_demo_once

    upgrade()
    keep_second_factors()
    config: Config = current_app.extensions["config"]
    if config.is_demo:
        load_demo_once()


def keep_second_factors() -> None:
    """Write what makes staff's codes under the first key, and say whether an older one may go."""
    written, unreadable = keep_under_first_key(current_app)
    if written:
        click.echo(
            f"Second factors written under the first SECRET_KEY: {written}. No code needs an older one now."
        )
    if unreadable:
        click.echo(
            f"Second factors that no key of SECRET_KEY reads: {unreadable}. Put the older key back behind the first.",
            err=True,
        )

"""`flask prepare`: bring the database up to date and, in demo mode, load the demo content once."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.config import Config


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Migrate, and load the demo content when this is a demo without any."""
    from flask_migrate import upgrade

    from app.demo.loading import load_demo_once

    upgrade()
    config: Config = current_app.extensions["config"]
    if config.is_demo:
        load_demo_once()

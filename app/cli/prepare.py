"""`flask prepare`: bring the database up to date and, in demo mode, load the demo content once."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.config import Config
from app.demo.loading import load_demo_once


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Migrate, and load the demo content when this is a demo without any."""
    upgrade()
    config: Config = current_app.extensions["config"]
    if config.is_demo:
        load_demo_once()

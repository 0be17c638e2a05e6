"""Commands: one module a room, hung under `flask` by `register_commands`."""

import os
from pathlib import Path

from flask import Flask


def register_commands(app: Flask, migrations: Path) -> None:
    """Hang every command group; what only commands need is loaded for them alone, not at every start."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":  # as the flask command says before it loads us
        init_migrations(app, migrations)
    from app.cli import moving, people, prepare, related, search, setting, speaking, staff, verify

    app.cli.add_command(moving.move)
    app.cli.add_command(moving.restored)
    app.cli.add_command(people.people)
    app.cli.add_command(prepare.prepare)
    app.cli.add_command(related.related)
    app.cli.add_command(search.search)
    app.cli.add_command(setting.setting)
    app.cli.add_command(speaking.speak)
    app.cli.add_command(staff.staff)
    app.cli.add_command(verify.verify)


def init_migrations(app: Flask, migrations: Path) -> None:
    """Tell Flask-Migrate where the migrations are; with Alembic it takes a twentieth of a start to load."""
    from flask_migrate import Migrate

    from app.db import db

    Migrate().init_app(app, db, directory=str(migrations), render_as_batch=True, compare_type=True)

"""Commands: one module a room, hung under `flask` by `register_commands`."""

from flask import Flask


def register_commands(app: Flask) -> None:
    """Hang every command group."""
    from app.cli import prepare, search, staff, verify

    app.cli.add_command(prepare.prepare)
    app.cli.add_command(search.search)
    app.cli.add_command(staff.staff)
    app.cli.add_command(verify.verify)

"""Commands that need no site: they run without settings, database or web server."""

import os
import sys
from collections.abc import Sequence

from flask import Flask


def app_for(arguments: Sequence[str] | None = None) -> Flask:
    """Return the application, or for `flask related --set FOLDER` one that has nothing but that command."""
    if is_alone(sys.argv if arguments is None else arguments):
        from app.cli.related import related
        from app.logs import init_logs

        init_logs()  # to standard error: what is printed is the answer
        app = Flask("app", static_folder=None)
        app.cli.add_command(related)
        return app
    from app.factory import create_app

    app = create_app()
    app.extensions["tally"].begin()
    return app


def is_alone(arguments: Sequence[str]) -> bool:
    """Say whether the flask command was called for a set of texts, which no site is needed for."""
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true" or "related" not in arguments:
        return False
    own = arguments[list(arguments).index("related") + 1 :]
    if "--rebuild" in own:
        return False
    names_no_article = all(one.startswith("-") for one in own)
    return names_no_article or any(one in ("--set", "--help") or one.startswith("--set=") for one in own)

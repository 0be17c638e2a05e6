"""Whether anything was written, and putting it back: for tests that send thousands of requests to one house."""

import sqlite3

from flask import Flask

from app.db import db
from app.freshness import forget_version
from app.remembered import forget_everything
from app.settings.queries import forget_settings


class Rows:
    """A second connection to the app's SQLite file; `PRAGMA data_version` moves when another one commits."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        path = app.extensions["config"].database_url.removeprefix("sqlite:///")
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous=OFF")  # hundreds of times it is put back
        self.kept = sqlite3.connect(":memory:", isolation_level=None)
        self.keep()

    def keep(self) -> None:
        """Take what stands there now as what is put back."""
        self.connection.backup(self.kept)
        self.seen = self.version()

    def version(self) -> int:
        """Return a number that is another one after each commit of the app."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def have_changed(self) -> bool:
        """Say whether the app has committed anything since the last look; what it wrote is taken back."""
        if self.version() == self.seen:
            return False
        self.kept.backup(self.connection)
        self.seen = self.version()
        with self.app.app_context():
            db.engine.dispose()  # what SQLite remembers of the search index is of the file before
        forget_version()
        forget_settings()
        forget_everything()
        self.app.extensions["page_cache"].pages.clear()
        return True

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()
        self.kept.close()

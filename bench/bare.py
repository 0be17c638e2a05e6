"""The yardstick: a bare Flask app as tutorials write it: hello, a page of one query, a view that keeps an event."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask, abort, g, render_template, request

DATABASE = Path(os.environ.get("BARE_DATABASE", "bare.sqlite3"))
PARAGRAPH = (
    "<p>Rest before you need it. Stop while there is some left. Tomorrow counts as much as today.</p>\n"
)
MENU = ("articles", "shop", "resources", "join", "search")

app = Flask(__name__)


@app.get("/hello")
def hello() -> str:
    """Say hello."""
    return "hello"


@app.get("/page/<int:number>")
def page(number: int) -> str:
    """Show one row."""
    row = connection().execute("SELECT title, body, written_on FROM pages WHERE id = ?", (number,)).fetchone()
    if row is None:
        abort(404)
    return render_template("page.html", page=row, menu=MENU)


def connection() -> sqlite3.Connection:
    """Return this request's connection, as Flask's tutorial keeps it."""
    if "database" not in g:
        g.database = sqlite3.connect(DATABASE)
        g.database.row_factory = sqlite3.Row
    found: sqlite3.Connection = g.database
    return found


@app.post("/event")
def keep_event() -> str:
    """Keep what was sent by its id, and answer."""
    told = request.get_json()
    with connection() as database:
        database.execute("INSERT INTO events VALUES (?, ?)", (told["id"], request.get_data(as_text=True)))
    return "kept"


@app.teardown_appcontext
def close(_error: BaseException | None) -> None:
    """Close the request's connection."""
    database: Any = g.pop("database", None)
    if database is not None:
        database.close()


def fill(path: Path) -> None:
    """Make the database: a table with one page of about 8 KB, and one for events, as durable as a shop's."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE events (id TEXT PRIMARY KEY, body TEXT)")
        database.execute(
            "CREATE TABLE pages (id INTEGER PRIMARY KEY, title TEXT, body TEXT, written_on TEXT)"
        )
        body = PARAGRAPH * 80
        database.execute("INSERT INTO pages VALUES (1, 'A quiet page', ?, '22 November 2026')", (body,))
    database.close()

"""The demo's explained words and its one series, from gathered.toml."""

import tomllib
from datetime import datetime
from pathlib import Path

from app.glossary.actions import TermDraft, add_term
from app.series.actions import SeriesDraft, add_series

HERE = Path(__file__).parent


def load_gathered(now: datetime) -> None:
    """Add the words and the series of gathered.toml; the articles are there already."""
    told = tomllib.loads((HERE / "gathered.toml").read_text())
    for row in told["words"]:
        draft = TermDraft(name=row["name"], meaning=row["meaning"], spellings=tuple(row.get("spellings", ())))
        add_term(draft, actor="system", now=now)
    for row in told["series"]:
        series = SeriesDraft(title=row["title"], summary=row["summary"], parts=tuple(row["parts"]))
        add_series(series, actor="system", now=now)

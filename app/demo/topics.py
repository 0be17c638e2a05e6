"""The demo's topics, from topics.toml."""

import tomllib
from datetime import datetime
from pathlib import Path

from app.topics.actions import add_topic

HERE = Path(__file__).parent


def load_topics(now: datetime) -> None:
    """Add the topics of topics.toml in their order."""
    rows = tomllib.loads((HERE / "topics.toml").read_text())["topics"]
    for position, row in enumerate(rows):
        add_topic(
            slug=row["slug"],
            name=row["name"],
            summary=row["summary"],
            synonyms=row["synonyms"],
            position=position,
            actor="system",
            now=now,
        )

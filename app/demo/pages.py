"""The demo's standing pages, from pages.toml."""

import tomllib
from datetime import datetime
from pathlib import Path

from app.pages.actions import PageDraft, add_page

HERE = Path(__file__).parent


def load_pages(now: datetime) -> None:
    """Add the pages of pages.toml."""
    for row in tomllib.loads((HERE / "pages.toml").read_text())["pages"]:
        draft = PageDraft(title=row["title"], summary=row["summary"], body=row["body"])
        add_page(draft, slug=row["slug"], actor="system", now=now)

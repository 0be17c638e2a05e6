"""What a map of 50,000 articles and the newest feed hold in memory while they are written, beside those of 5,000."""

import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Table, insert

from app.cli import init_migrations
from app.config import load_config
from app.content.models import Article, ArticleTopic, ArticleVersion
from app.db import db, transaction
from app.factory import ROOT, create_app
from app.freshness import raise_version
from app.topics.actions import add_topic

FEW, MANY, AT_ONCE = 5_000, 50_000, 2_000
MAP = "/sitemap/articles-1.xml"
FEEDS = ("/articles/feed.rss", "/articles/feed.atom", "/articles/feed.json")
NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
HOST = "http://127.0.0.1:8000"


def measure_maps(folder: Path, *, few: int = FEW, many: int = MANY) -> dict[str, tuple[float, float]]:
    """Return the peak of memory in KB while each is written, with few articles and with many."""
    app = _empty_site(folder)
    found: dict[str, list[float]] = {}
    written = 0
    for count in (few, many):
        with app.app_context():
            _write_articles(written, count)
        written = count
        _read(app, MAP)  # what is made once is not what is measured
        assert _read(app, MAP)[0] == count, "every article stands in the map"
        for path in (MAP, *FEEDS):
            found.setdefault(path, []).append(_read(app, path)[1])
    return {path: (peaks[0], peaks[1]) for path, peaks in found.items()}


def _empty_site(folder: Path) -> Flask:
    from flask_migrate import upgrade

    environ = {
        "APP_MODE": "demo",
        "PORT": "8000",
        "INSTANCE_DIR": str(folder),
        "STRIPE_API_BASE": "http://127.0.0.1:1",
    }
    app = create_app(load_config(environ))
    init_migrations(app, ROOT / "migrations")
    with app.app_context():
        upgrade()
        with transaction():
            add_topic(name="Sleep", summary="Nights.", synonyms=[], position=0, actor="system", now=NOON)
    return app


def _write_articles(done: int, count: int) -> None:
    for start in range(done, count, AT_ONCE):
        ids = range(start + 1, min(start + AT_ONCE, count) + 1)
        with transaction() as session:
            for model, make in ((Article, _article), (ArticleVersion, _version), (ArticleTopic, _about)):
                table = model.__table__
                assert isinstance(table, Table)
                session.execute(insert(table), [make(one) for one in ids])
            raise_version()
    db.session.remove()


def _article(number: int) -> dict[str, Any]:
    return {
        "id": number, "slug": f"night-{number}", "state": "published", "title": f"Night {number}", "draft": {},
        "revision": 1, "created_at": NOON, "saved_at": NOON, "saved_by": "system",
        "published_at": NOON + timedelta(minutes=number),
    }  # fmt: skip


def _version(number: int) -> dict[str, Any]:
    return {
        "article_id": number, "number": 1, "is_current": True, "article_class": "C", "title": f"Night {number}",
        "summary": "What to have within reach.", "content": {"author": "The editors"}, "html": "<p>Words.</p>",
        "text": "Words.", "headings": [], "citations": [], "minutes": 1, "made_at": NOON, "made_by": "system",
    }  # fmt: skip


def _about(number: int) -> dict[str, Any]:
    return {"article_id": number, "topic_id": 1, "position": 0}


def _read(app: Flask, path: str) -> tuple[int, float]:
    """Read an answer as it comes; return how many addresses it names, and the peak of memory in KB."""
    app.extensions["page_cache"].pages.clear()
    tracemalloc.start()
    answer = app.test_client().get(path, base_url=HOST)
    addresses = sum(chunk.count(b"<loc>") for chunk in answer.iter_encoded())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    answer.close()
    return addresses, peak / 1024

"""What publishing an article costs the graph's job among 1,100 things, and among ten times as many.

500 articles, 500 products and 100 resources; `python -m bench.growing` by itself. CPU of the whole job: looking at the
article, understanding its text, finding what is near, computing it and up to 40 articles near it anew, and writing.
"""

import json
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Table, func, insert, select

from app.catalog.models import Product, ProductTopic
from app.cli import init_migrations
from app.clock import utcnow
from app.config import load_config
from app.content.models import Article, ArticleTopic, ArticleVersion
from app.db import Base, db, transaction
from app.factory import ROOT, create_app
from app.publishing.keeping import Keeper
from app.relatedness.encoding import Encoder
from app.relatedness.models import Node, NodeVector, NodeWord
from app.relatedness.nodes import strong_words
from app.relatedness.packing import WIDTH, to_bytes
from app.relatedness.rules import NodeKind
from app.relatedness.scoring import Features
from app.relatedness.wording import weigh_words
from app.resources.models import Resource, ResourceTopic
from bench.judging import HERE
from tests.factories.catalog import make_product, make_topic
from tests.factories.journal import make_article, make_resource
from tests.support.servers import free_port
from tests.support.site import site_environment

FEW = {NodeKind.ARTICLE: 500, NodeKind.PRODUCT: 500, NodeKind.RESOURCE: 100}
TIMES, PUBLISHED = 10, 5
TABLES: dict[NodeKind, tuple[type[Base], type[Base], str]] = {
    NodeKind.ARTICLE: (Article, ArticleTopic, "article_id"),
    NodeKind.PRODUCT: (Product, ProductTopic, "product_id"),
    NodeKind.RESOURCE: (Resource, ResourceTopic, "resource_id"),
}


def main() -> None:
    """Print both times and the ratio."""
    from app.relatedness.encoding import find_encoder

    with tempfile.TemporaryDirectory(prefix="softhours-graph-") as folder:
        few, many = measure_growing(find_encoder(Path(folder)))
    print(f"graph job, CPU ms: {few:.0f} among 1,100 things, {many:.0f} among 11,000: {many / few:.2f} times")


def measure_growing(encoder: Encoder | None) -> tuple[float, float]:
    """Return CPU ms of publishing one article's graph update with few things and with ten times as many."""
    with tempfile.TemporaryDirectory(prefix="softhours-growing-") as folder:
        environment = site_environment(
            Path(folder) / "instance", port=free_port(), STRIPE_API_BASE="http://127.0.0.1:1"
        )
        app = create_app(load_config(environment))
        init_migrations(app, ROOT / "migrations")
        with app.app_context():
            upgrade()
            make_models()
            few = publish(app, FEW, encoder)
            many = publish(app, {kind: count * TIMES for kind, count in FEW.items()}, encoder)
            db.session.remove()
            db.engine.dispose()
    return few, many


def make_models() -> None:
    """Make one of each, which the rest is copied from."""
    for slug in ("sleep", "hands", "mood", "work"):
        make_topic(slug, slug.title())
    make_article()
    make_product()
    make_resource()


def publish(app: Flask, counts: dict[NodeKind, int], encoder: Encoder | None) -> float:
    """Fill up to these numbers and return the median CPU ms of a few updates; the first warms up."""
    for kind, count in counts.items():
        fill(kind, count)
    keeper = Keeper(lambda: encoder)
    ids = db.session.scalars(select(Article.id).order_by(Article.id.desc()).limit(PUBLISHED + 1)).all()
    spent = []
    for article_id in ids:
        before = time.process_time()
        keeper.keep_up({"kind": "article", "id": article_id}, utcnow())
        spent.append(time.process_time() - before)
    return median(spent[1:]) * 1000


def fill(kind: NodeKind, count: int) -> None:
    """Copy the first of a kind until there are so many, each with words of its own and what the graph knows of it."""
    model, topics, owner = TABLES[kind]
    chance = random.Random(f"{kind}{count}")
    with transaction() as session:
        first = session.execute(select(model.__table__).limit(1)).mappings().one()
        have = session.scalar(select(func.max(model.__table__.c.id))) or 0
        numbers = range(have + 1, count + 1)
        texts = [mixed(chance) for _ in numbers]
        rows = [
            {**first, "id": number, "slug": f"{kind}-{number}", "title": title}
            for number, (title, _) in zip(numbers, texts, strict=True)
        ]
        put(model, rows)
        topic_ids = [chance.randint(1, 4) for _ in numbers]
        put(topics, [
            {owner: number, "topic_id": topic, "position": 0}
            for number, topic in zip(numbers, topic_ids, strict=True)
        ])  # fmt: skip
        if kind is NodeKind.ARTICLE:
            copy_versions(numbers, texts)
        keep_nodes(kind, numbers, texts, topic_ids)


def copy_versions(numbers: Sequence[int], texts: Sequence[tuple[str, str]]) -> None:
    """Copy what readers see of the first article."""
    first = db.session.execute(select(ArticleVersion.__table__).limit(1)).mappings().one()
    start = db.session.scalar(select(func.max(ArticleVersion.id))) or 0
    put(ArticleVersion, [
        {**first, "id": start + at, "article_id": number, "title": title, "text": text}
        for at, (number, (title, text)) in enumerate(zip(numbers, texts, strict=True), 1)
    ])  # fmt: skip


def keep_nodes(
    kind: NodeKind, numbers: Sequence[int], texts: Sequence[tuple[str, str]], topic_ids: Sequence[int]
) -> None:
    """Store what the graph knows of each: words, topics, and a vector of chance."""
    import numpy

    chance = numpy.random.default_rng(4)
    start = db.session.scalar(select(func.max(Node.id))) or 0
    slugs = ("sleep", "hands", "mood", "work")
    nodes, words, vectors = [], [], []
    for at, (number, (title, text), topic) in enumerate(zip(numbers, texts, topic_ids, strict=True), 1):
        weighed = weigh_words([(title, 4.0), (text, 1.0)])
        features = Features(kind=kind, subject_id=number, topics=(slugs[topic - 1],), words=weighed)
        known = {"node_class": {"article": "B", "product": "1"}.get(kind, "guide"), "updated_at": utcnow()}
        nodes.append({
            "id": start + at, "kind": kind, "subject_id": number, "topics": list(features.topics), "words": weighed,
            "length": sum(weighed.values()), **known,
        })  # fmt: skip
        words += [{"node_id": start + at, "word": word} for word in strong_words(features)]
        vector = chance.normal(size=WIDTH).astype(numpy.float32)
        made = to_bytes(vector / numpy.linalg.norm(vector))
        vectors.append({"node_id": start + at, "made_from": "chance", "vector": made, "bridged": made})
    put(Node, nodes)
    put(NodeWord, words)
    put(NodeVector, vectors)


def mixed(chance: random.Random) -> tuple[str, str]:
    """Return a title and a text put together from sentences of the judged set."""
    parts = [chance.choice(SENTENCES) for _ in range(8)]
    return " ".join(parts[0].split()[:8])[:110], " ".join(parts)


def put(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows."""
    table: Table = model.__table__  # type: ignore[assignment]
    if rows:
        db.session.execute(insert(table), rows)


SENTENCES = [
    sentence
    for name in ("articles", "products", "resources")
    for entry in json.loads((HERE / f"{name}.json").read_text())
    for sentence in entry["text"].split(". ")
    if len(sentence) > 20
]


if __name__ == "__main__":
    main()

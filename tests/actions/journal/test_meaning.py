"""Meaning in the graph: kept as bytes, made again only when the words change, and joined with what people decide."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.catalog.models import Product
from app.catalog.rules import ProductClass
from app.db import db, transaction
from app.outbox.actions import enqueue
from app.outbox.working import register_handler, run_all_owed
from app.publishing.keeping import Keeper
from app.relatedness.actions import get_edge, reject
from app.relatedness.computing import Computing
from app.relatedness.encoding import Encoder, find_encoder
from app.relatedness.meaning import Meaning
from app.relatedness.models import Edge, EdgeState, Node, NodeVector
from app.relatedness.packing import WIDTH, from_bytes, pack, to_bytes
from app.relatedness.queries import edges_from
from app.relatedness.scoring import Features
from tests.factories.catalog import make_product, make_topic
from tests.factories.journal import MORNING, compute_graph, make_article

pytestmark = pytest.mark.postgres
LATER = MORNING + timedelta(days=1)
NECK = {
    "title": "Waking with a stiff neck",
    "summary": "You open your eyes and cannot turn your head to the clock.",
    "body": "## At night\n\nYour chin has dropped and everything above the collarbones has set like plaster.\n",
    "findings": (),
    "references": (),
}


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The real model."""
    found = find_encoder(tmp_path_factory.mktemp("graph"))
    assert found is not None, "requirements-graph.txt is not installed"
    return found


class Counting:
    """Gives the real model and counts the texts that it is asked to understand."""

    def __init__(self, real: Encoder) -> None:
        self.real, self.texts = real, list[str]()

    def encode(self, texts: Sequence[tuple[str, str]]) -> Any:
        self.texts += [title for title, _ in texts]
        return self.real.encode(texts)


@pytest.fixture
def worker(context: Flask, real: Encoder) -> Iterator[Counting]:
    """A worker that understands texts."""
    counting = Counting(real)
    keeper = Keeper(lambda: counting)
    register_handler("graph_update", keeper.keep_up, is_protocol=True)
    register_handler("graph_rebuild", keeper.understand, is_protocol=True)
    yield counting
    plain = Keeper()
    register_handler("graph_update", plain.keep_up, is_protocol=True)
    register_handler("graph_rebuild", plain.understand, is_protocol=True)


def make_shelf() -> dict[str, Product]:
    texts = {
        "cushion": ("Contour cushion", "Keeps your cervical spine level while you sleep on your side."),
        "opener": ("Cone of rubber", "Press it down over anything that screws shut."),
        "planter": ("Planter on legs", "Room for soil and herbs at the height of a table."),
        "timer": ("Silent timer", "Coloured sand for ten minutes."),
    }
    return {
        name: make_product(title=title, tagline=line, body=line, topic_ids=(make_topic("hands", "Hands").id,))
        for name, (title, line) in texts.items()
    }


def owe(kind: str, subject_id: int) -> None:
    with transaction():
        enqueue("graph_update", {"kind": kind, "id": subject_id}, now=MORNING)
    run_all_owed()


def understand_everything() -> None:
    compute_graph(
        *(("product", one) for one in db.session.scalars(select(Product.id)).all()),
    )
    with transaction():
        enqueue("graph_rebuild", now=MORNING)
    run_all_owed()


def suggested(article_id: int, kind: str = "product") -> list[tuple[int, str]]:
    links = edges_from(("article", article_id), today=MORNING.date())
    return [
        (link.thing.id, link.reason) for link in links if link.kind == kind and link.source == "suggested"
    ]


def test_a_new_thing_is_joined_to_what_says_the_same_in_other_words(worker: Counting) -> None:
    shelf = make_shelf()
    understand_everything()
    article = make_article(**NECK)
    owe("article", article.id)
    assert suggested(article.id) == [(shelf["cushion"].id, "About the same thing in other words")]


def test_a_new_product_reaches_the_articles_near_it_in_meaning(worker: Counting) -> None:
    article = make_article(**NECK)
    owe("article", article.id)
    cushion = make_shelf()["cushion"]
    assert suggested(article.id) == []
    run_all_owed()
    owe("product", cushion.id)
    assert suggested(article.id) == [(cushion.id, "About the same thing in other words")]


def test_a_text_is_understood_again_only_when_its_words_have_changed(worker: Counting) -> None:
    cushion = make_shelf()["cushion"]
    owe("product", cushion.id)
    worker.texts.clear()
    owe("product", cushion.id)
    assert worker.texts == []
    with transaction() as session:
        session.execute(update(Product).where(Product.id == cushion.id).values(tagline="Softer than it was."))
    owe("product", cushion.id)
    assert worker.texts == ["Contour cushion"]


def test_what_no_longer_fits_the_words_is_thrown_away_where_nobody_can_understand_them(
    worker: Counting,
) -> None:
    cushion = make_shelf()["cushion"]
    owe("product", cushion.id)
    kept = (
        select(NodeVector.vector)
        .join(Node, Node.id == NodeVector.node_id)
        .where(Node.subject_id == cushion.id)
    )
    assert len(db.session.scalars(kept.where(Node.kind == "product")).one()) == 4 + WIDTH
    with transaction() as session:
        session.execute(update(Product).where(Product.id == cushion.id).values(tagline="A kettle."))
    Keeper().keep_up({"kind": "product", "id": cushion.id}, LATER)
    assert db.session.scalars(kept.where(Node.kind == "product")).all() == []


def test_meaning_obeys_the_matrix_too(worker: Counting) -> None:
    shelf = make_shelf()
    with transaction() as session:
        change = update(Product).where(Product.id == shelf["cushion"].id)
        session.execute(change.values(product_class=ProductClass.TOPICAL))
    understand_everything()
    article = make_article(**NECK)
    owe("article", article.id)
    assert suggested(article.id) == []


def test_what_somebody_rejects_while_it_is_computed_stays_rejected(
    worker: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = make_shelf()
    understand_everything()
    article = make_article(**NECK)
    owe("article", article.id)

    propose = Computing.propose

    def decide_meanwhile(self: Computing, features: Features, meaning: Meaning | None) -> Any:
        found = propose(self, features, meaning)
        query = select(Edge.id).where(Edge.to_kind == "product", Edge.source == "suggested")
        edge_id = db.session.scalars(query).one()
        with transaction():
            reject(get_edge(edge_id), actor="user:1", now=LATER)
        return found

    monkeypatch.setattr(Computing, "propose", decide_meanwhile)
    Keeper().keep_up({"kind": "article", "id": article.id}, LATER)
    states = select(Edge.state).where(Edge.to_kind == "product", Edge.to_id == shelf["cushion"].id)
    assert db.session.scalars(states).all() == [EdgeState.REJECTED]


def test_no_transaction_is_open_while_a_text_is_read(
    worker: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.db import is_writing

    open_while_reading = []
    real = worker.encode

    def watch(texts: Sequence[tuple[str, str]]) -> Any:
        open_while_reading.append(is_writing())
        return real(texts)

    monkeypatch.setattr(worker, "encode", watch)
    owe("product", make_shelf()["cushion"].id)
    assert open_while_reading and not any(open_while_reading)


def test_a_vector_comes_back_from_its_bytes_as_it_was(real: Encoder) -> None:
    vectors = real.encode([("Waking with a stiff neck", "You cannot turn your head."), ("Wool", "Warm.")])
    kept = from_bytes([to_bytes(vectors[0]), None, to_bytes(vectors[1])]).rows([0, 1, 2])
    assert float(kept[0] @ vectors[0]) == pytest.approx(1.0, abs=1e-3)
    assert not kept[1].any()
    assert abs(kept[2] - vectors[1]).max() < 0.002
    assert pack(vectors).small.dtype == "int8"

"""A new version of the graph looks at everything once more by itself."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.db import db, transaction
from app.outbox.models import OutboxItem
from app.relatedness.computing import COMPUTATION
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.renewing import REBUILD, owe_rebuild_if_old
from tests.factories.catalog import make_product, make_topic
from tests.factories.journal import MORNING, compute_graph, make_article

pytestmark = pytest.mark.postgres


def ask(*, has_meaning: bool = False) -> bool:
    with transaction():
        return owe_rebuild_if_old(has_meaning=has_meaning, now=MORNING)


def owed() -> int:
    return (
        db.session.scalar(select(func.count()).select_from(OutboxItem).where(OutboxItem.kind == REBUILD)) or 0
    )


def finish() -> None:
    with transaction() as session:
        session.execute(update(OutboxItem).where(OutboxItem.kind == REBUILD).values(done_at=MORNING))


@pytest.fixture
def graph(context: Flask) -> None:
    pillow = make_product(title="Pillow for sleep", topic_ids=(make_topic("sleep", "Sleep").id,))
    article = make_article()
    compute_graph(("product", pillow.id), ("article", article.id))


def be_of_before() -> None:
    with transaction() as session:
        session.execute(
            update(Edge).where(Edge.source == Source.SUGGESTED).values(made_by="system:words-and-topics-1")
        )


def test_what_an_earlier_version_suggested_is_looked_at_again_once(graph: None) -> None:
    assert not ask() and owed() == 0
    be_of_before()
    assert ask() and owed() == 1
    assert not ask() and owed() == 1, "a second worker owes nothing more"
    finish()
    assert not ask() and owed() == 1, "an edition is owed once"


def test_a_suggestion_that_nobody_sees_any_more_is_none_to_renew(graph: None) -> None:
    be_of_before()
    with transaction() as session:
        session.execute(update(Edge).values(state=EdgeState.PAST))
    assert not ask()


def test_things_without_a_vector_are_understood_once_the_worker_can(graph: None) -> None:
    assert not ask() and ask(has_meaning=True)
    finish()
    assert not ask(has_meaning=True)


def test_nothing_is_owed_beside_a_look_that_is_owed_already(graph: None) -> None:
    be_of_before()
    with transaction() as session:
        session.add(OutboxItem(kind=REBUILD, data={}, created_at=MORNING, due_at=MORNING))
    assert not ask() and owed() == 1
    assert COMPUTATION != "system:words-and-topics-1"


def test_an_empty_house_owes_nothing(context: Flask) -> None:
    assert not ask(has_meaning=True) and owed() == 0

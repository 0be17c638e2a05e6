"""C1 after publication: an editor's last link of a kind does not go, and a recorded none is not taken back bare."""

import pytest
from flask import Flask

from app.clock import utcnow
from app.content.models import Article
from app.content.queries import get_article
from app.db import db, transaction
from app.errors import Conflict
from app.publishing.actions import archive_article, record_none
from app.publishing.withdrawing import remove_link
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.rules import NodeKind
from tests.factories.journal import ACTOR, lead_to, make_article, make_open_door, make_resource

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("context")]


def edge_to(article: Article, kind: NodeKind) -> Edge:
    """The article's link of a kind."""
    return db.session.query(Edge).filter_by(from_id=article.id, to_kind=kind, state=EdgeState.SHOWN).one()


@pytest.mark.parametrize("kind", [NodeKind.RESOURCE, NodeKind.DOOR])
def test_the_only_resource_or_door_of_what_readers_see_does_not_go(context: Flask, kind: NodeKind) -> None:
    article = make_article()
    with pytest.raises(Conflict, match=f"the only {kind.value} of “Long nights”"), transaction():
        remove_link(edge_to(article, kind), actor=ACTOR, now=utcnow())
    assert edge_to(article, kind).state is EdgeState.SHOWN


def test_what_the_computation_suggests_does_not_stand_in_for_an_editors_word(context: Flask) -> None:
    article, now = make_article(), utcnow()
    other = make_resource("Rest, from the NHS")
    with transaction() as session:
        session.add(
            Edge(
                from_kind=NodeKind.ARTICLE, from_id=article.id, to_kind=NodeKind.RESOURCE, to_id=other.id,
                source=Source.SUGGESTED, state=EdgeState.SHOWN, rank=1, score=0.5, reason="Both about sleep",
                made_by="computed", made_at=now,
            )
        )  # fmt: skip
    pinned = db.session.query(Edge).filter_by(
        from_id=article.id, to_kind=NodeKind.RESOURCE, source=Source.PINNED
    )
    with pytest.raises(Conflict, match="the only resource"), transaction():
        remove_link(pinned.one(), actor=ACTOR, now=now)


def test_one_of_two_goes_and_so_does_the_last_of_what_nobody_sees(context: Flask) -> None:
    article = make_article()
    lead_to(article, "resource", make_resource("Rest, from the NHS").id)
    first = db.session.query(Edge).filter_by(from_id=article.id, to_kind=NodeKind.RESOURCE).first()
    assert first is not None
    with transaction():
        remove_link(first, actor=ACTOR, now=utcnow())
    with transaction():
        archive_article(get_article(article.id), actor=ACTOR, now=utcnow())
    with transaction():
        remove_link(edge_to(article, NodeKind.RESOURCE), actor=ACTOR, now=utcnow())
    assert db.session.query(Edge).filter_by(to_kind=NodeKind.RESOURCE, state=EdgeState.SHOWN).count() == 0


def test_a_recorded_none_is_taken_back_only_where_something_stands_in_its_place(context: Flask) -> None:
    article = make_article(door=make_open_door())
    with pytest.raises(Conflict, match="leads to no product"), transaction():
        record_none(get_article(article.id), "products", "", actor=ACTOR, now=utcnow())
    assert get_article(article.id).none_products == "Nothing fits here."
    with transaction():
        record_none(get_article(article.id), "doors", "Not here.", actor=ACTOR, now=utcnow())
        record_none(get_article(article.id), "doors", "", actor=ACTOR, now=utcnow())
    assert get_article(article.id).none_doors is None

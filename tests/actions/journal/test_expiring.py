"""Links to products end with their article's review date, and wait for somebody to renew them or to let them go."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.catalog.models import Product
from app.clock import utcnow
from app.content.drafts import draft_from_json, draft_to_json
from app.content.models import Article
from app.content.queries import get_article
from app.db import db, transaction
from app.errors import Conflict, NotAllowed, NotFound
from app.publishing.actions import archive_article, publish_article
from app.publishing.checks import ask_complete
from app.publishing.expiring import count_expired, let_go, list_expired, renew
from app.relatedness.models import Edge, EdgeState
from app.relatedness.queries import edges_from, edges_to
from tests.factories.catalog import make_product
from tests.factories.journal import ACTOR, compute_graph, make_article

pytestmark = pytest.mark.postgres
DUE = date(2027, 9, 1)
AFTER = DUE + timedelta(days=1)


def edge_of(article: Article) -> Edge:
    return db.session.scalars(select(Edge).where(Edge.from_id == article.id, Edge.to_kind == "product")).one()


def shown(article: Article, today: date) -> int:
    return len([one for one in edges_from(("article", article.id), today=today) if one.kind == "product"])


def read_again(article: Article, due: date | None) -> None:
    """Publish an article with a new review date."""
    from dataclasses import replace

    with transaction():
        row = get_article(article.id)
        row.draft = draft_to_json(replace(draft_from_json(row.draft), review_due=due))
        publish_article(row, actor=ACTOR, now=utcnow())


def test_a_link_is_listed_from_the_day_after_its_last(context: Flask) -> None:
    article = make_article(products=(make_product().id,))
    assert list_expired(DUE) == [] and shown(article, DUE) == 1
    (one,) = list_expired(AFTER)
    assert (one.article_id, one.product, one.is_renewable) == (article.id, "Wool hot-water bottle", False)
    assert shown(article, AFTER) == 0 and count_expired(AFTER) == 1


def test_the_product_does_not_name_the_article_any_more(context: Flask) -> None:
    product = make_product()
    make_article(products=(product.id,))
    assert len(edges_to(("product", product.id), today=DUE)) == 1
    assert edges_to(("product", product.id), today=AFTER) == []


def test_neither_suggestions_nor_articles_that_nobody_reads_are_listed(context: Flask) -> None:
    product = make_product()
    make_article(title="Quiet")
    gone = make_article(title="Gone", products=(product.id,))
    compute_graph(("product", product.id), ("article", gone.id))
    with transaction():
        archive_article(get_article(gone.id), actor=ACTOR, now=utcnow())
    assert list_expired(AFTER) == [] and count_expired(AFTER) == 0


def test_publishing_an_article_that_was_read_again_renews_what_its_editors_chose(context: Flask) -> None:
    article = make_article(products=(make_product().id,))
    read_again(article, date(2028, 9, 1))
    assert edge_of(article).expires_on == date(2028, 9, 1)
    assert shown(article, AFTER) == 1 and list_expired(AFTER) == []


def test_a_link_is_renewed_until_its_article_is_to_be_read_again_and_not_before(context: Flask) -> None:
    article = make_article(products=(make_product().id,))
    edge_id = edge_of(article).id
    with pytest.raises(Conflict), transaction():
        renew(edge_id, today=AFTER, actor=ACTOR, now=utcnow())
    read_again(article, date(2028, 9, 1))
    with transaction() as session:
        session.get_one(Edge, edge_id).expires_on = DUE  # as it was before publishing renewed it
    assert list_expired(AFTER)[0].is_renewable
    with transaction():
        renew(edge_id, today=AFTER, actor=ACTOR, now=utcnow())
    assert edge_of(article).expires_on == date(2028, 9, 1) and shown(article, AFTER) == 1
    assert "edge.renewed" in db.session.scalars(select(AuditEntry.action)).all()


def test_what_became_another_thing_meanwhile_is_not_renewed(context: Flask) -> None:
    product = make_product()
    article = make_article(products=(product.id,))
    read_again(article, None)
    with transaction() as session:
        edge_of(article).expires_on = DUE
        session.get_one(Product, product.id).product_class = 5
    with pytest.raises(NotAllowed), transaction():
        renew(edge_of(article).id, today=AFTER, actor=ACTOR, now=utcnow())


def test_letting_the_only_one_go_is_recorded_as_a_none(context: Flask) -> None:
    article = make_article(products=(make_product().id,))
    with transaction():
        let_go(edge_of(article).id, today=AFTER, actor=ACTOR, now=utcnow())
    assert edge_of(article).state is EdgeState.PAST and list_expired(AFTER) == []
    assert db.session.get_one(Article, article.id).none_products == "Its link ran out and was not renewed."
    assert list(ask_complete()[1]) == []


def test_a_link_within_its_day_is_not_settled_here_and_a_second_press_finds_none(context: Flask) -> None:
    article = make_article(products=(make_product().id,))
    edge_id = edge_of(article).id
    for deed in (renew, let_go):
        with pytest.raises(NotFound), transaction():
            deed(edge_id, today=DUE, actor=ACTOR, now=utcnow())
    with transaction():
        let_go(edge_id, today=AFTER, actor=ACTOR, now=utcnow())
    with pytest.raises(NotFound), transaction():
        let_go(edge_id, today=AFTER, actor=ACTOR, now=utcnow())


def test_what_stands_in_the_text_is_changed_in_the_text(context: Flask) -> None:
    make_product()
    article = make_article(body="Warm it.\n\n::product{wool-hot-water-bottle}")
    for deed in (renew, let_go):
        with pytest.raises(Conflict), transaction():
            deed(edge_of(article).id, today=AFTER, actor=ACTOR, now=utcnow())


def test_the_list_goes_on_after_its_mark(context: Flask) -> None:
    product = make_product()
    for number in range(3):
        make_article(title=f"Night {number}", products=(product.id,))
    first = list_expired(AFTER, limit=2)
    rest = list_expired(AFTER, after=first[-1].mark, limit=2)
    assert len({one.edge.id for one in [*first, *rest]}) == 3

"""Putting products on the shelf and taking them off; decisions about claims."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalog.actions import change_product, withdraw_variant
from app.catalog.checks import ask_published
from app.catalog.errors import CannotPublish, ProductProblems
from app.catalog.models import ClaimDecision, Product, ProductState
from app.catalog.publishing import (
    archive_product,
    decide_claim,
    publish_product,
    unpublish_product,
)
from app.catalog.queries import find_published_product, get_product
from app.catalog.readiness import list_open_claims
from app.db import db, transaction
from app.errors import Conflict, Invalid, NotFound
from app.outbox.models import OutboxItem
from tests.actions.test_catalog import draft_of
from tests.factories.catalog import ACTOR, MORNING, make_product, make_topic
from tests.factories.shop import put_on_sale

pytestmark = pytest.mark.postgres


def ready(**fields: object) -> tuple[Product, set[int]]:
    """A draft with everything it needs, and the ids of its priced variants."""
    product = make_product("Warm belt", published=False, topic_ids=(make_topic().id,), **fields)  # type: ignore[arg-type]
    return product, {put_on_sale(product).id}


def publish(product: Product, priced: set[int]) -> None:
    with transaction():
        publish_product(product.id, priced=priced, actor=ACTOR, now=MORNING)


def test_a_whole_product_is_published_with_who_and_when_and_the_graph_is_told(context: Flask) -> None:
    product, priced = ready()
    publish(product, priced)
    found = find_published_product(product.slug)
    assert found is not None and (found.published_at, found.published_by) == (MORNING, ACTOR)
    told = db.session.scalars(select(OutboxItem.data).where(OutboxItem.kind == "graph_update")).all()
    assert told == [{"kind": "product", "id": product.id}]


def test_what_lacks_is_named_all_at_once_and_nothing_changes(context: Flask) -> None:
    product = make_product(published=False, tagline="")
    with pytest.raises(CannotPublish) as refusal:
        publish(product, set())
    assert len(refusal.value.reasons) == 3
    assert get_product(product.id).state is ProductState.DRAFT


def test_publishing_twice_keeps_the_first_moment(context: Flask) -> None:
    product, priced = ready()
    publish(product, priced)
    with transaction():
        publish_product(product.id, priced=priced, actor="user:2", now=MORNING.replace(hour=12))
    kept = get_product(product.id)
    assert (kept.published_at, kept.published_by) == (MORNING, ACTOR)


def test_a_product_comes_back_from_the_archive(context: Flask) -> None:
    product, priced = ready()
    publish(product, priced)
    with transaction():
        archive_product(product.id, actor=ACTOR, now=MORNING)
    assert find_published_product(product.slug) is None
    assert get_product(product.id).archived_by == ACTOR
    with transaction():
        unpublish_product(product.id, actor=ACTOR, now=MORNING)
    publish(product, priced)
    assert get_product(product.id).archived_at is None


def test_a_decision_holds_for_the_sentence_it_was_made_about(context: Flask) -> None:
    product, priced = ready(product_class=4, body="It relieves pain.")
    with pytest.raises(CannotPublish):
        publish(product, priced)
    claim = list_open_claims(get_product(product.id))[0]
    with transaction():
        decide_claim(product.id, claim.fingerprint, reason="Registered use.", actor=ACTOR, now=MORNING)
    publish(product, priced)
    kept = db.session.scalars(select(ClaimDecision)).one()
    assert (kept.phrase, kept.decided_by) == ("relieves … pain", ACTOR)
    with transaction():
        db.session.get_one(Product, product.id).body = "It always relieves pain."
    assert len(list_open_claims(get_product(product.id))) == 1


def test_a_decision_needs_a_reason_and_a_claim_that_is_there(context: Flask) -> None:
    product, _ = ready(body="It relieves pain.")
    claim = list_open_claims(get_product(product.id))[0]
    with pytest.raises(Invalid), transaction():
        decide_claim(product.id, claim.fingerprint, reason=" ", actor=ACTOR, now=MORNING)
    with pytest.raises(Conflict), transaction():
        decide_claim(product.id, "0" * 32, reason="Why not.", actor=ACTOR, now=MORNING)


def test_what_is_not_there_cannot_be_published(context: Flask) -> None:
    with pytest.raises(NotFound), transaction():
        publish_product(99, priced=set(), actor=ACTOR, now=MORNING)


def test_what_stands_in_the_shop_cannot_be_edited_into_less_than_a_whole(context: Flask) -> None:
    product, priced = ready(product_class=4, body="It is warm.")
    publish(product, priced)
    drafts = (
        draft_of(product, topic_ids=()),
        draft_of(product, returns=""),
        draft_of(product, product_class=4, body="It relieves pain.", topic_ids=(make_topic().id,)),
    )
    for draft in drafts:
        with pytest.raises(ProductProblems, match="stands in the shop"), transaction():
            change_product(product.id, draft, seen_edition=1, actor=ACTOR, now=MORNING)
    assert ask_published() == (1, [])


def test_the_last_variant_of_what_stands_in_the_shop_stays(context: Flask) -> None:
    product, priced = ready()
    publish(product, priced)
    with pytest.raises(ProductProblems, match="variant"), transaction():
        withdraw_variant(next(iter(priced)), actor=ACTOR, now=MORNING)
    with transaction():
        unpublish_product(product.id, actor=ACTOR, now=MORNING)
        withdraw_variant(next(iter(priced)), actor=ACTOR, now=MORNING)


def test_the_check_finds_what_was_broken_behind_our_back(context: Flask) -> None:
    product, priced = ready()
    publish(product, priced)
    with transaction():
        db.session.get_one(Product, product.id).returns = ""
    looked_at, wrong = ask_published()
    assert looked_at == 1 and len(wrong) == 1 and product.slug in wrong[0]

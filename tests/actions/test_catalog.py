"""Writing the catalogue: what is kept, what is refused, what is logged."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.catalog import actions
from app.catalog.errors import ProductProblems, StaleEdit
from app.catalog.models import Product, ProductKind, Variant
from app.catalog.queries import (
    find_published_product,
    find_variant,
    list_for_staff,
    list_products,
    list_shelf,
    topic_ids_of,
    variants_by_id,
)
from app.catalog.rules import ProductDraft, VariantDraft
from app.db import db, transaction
from app.slugs import find_slug
from tests.factories.catalog import ACTOR, MORNING, make_category, make_product, make_topic, make_variant

pytestmark = pytest.mark.postgres


def draft_of(product: Product, **changes: object) -> ProductDraft:
    same = ProductDraft(
        title=product.title,
        category_id=product.category_id,
        maker_id=product.maker_id,
        tagline=product.tagline,
        body=product.body,
        in_the_hand=tuple((label, words) for label, words in product.in_the_hand),
        warnings=tuple(product.warnings),
        returns=product.returns,
    )
    return replace(same, **changes)  # type: ignore[arg-type]


def actions_logged() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_new_product_is_a_draft_with_an_address_and_a_log_entry(context: Flask) -> None:
    product = make_product("Wool lumbar cushion", published=False)
    assert (product.slug, product.state.value, product.published_at) == ("wool-lumbar-cushion", "draft", None)
    assert "product.created" in actions_logged()


def test_the_text_is_rendered_once_and_safely(context: Flask) -> None:
    product = make_product(body="# Warm\n\n<script>alert(1)</script> and **soft** [x](javascript:alert(1))")
    assert '<h2 id="part-warm">Warm</h2>' in product.body_html
    assert "<strong>soft</strong>" in product.body_html
    assert "<script" not in product.body_html and "href=" not in product.body_html


def test_two_products_of_one_name_get_two_addresses(context: Flask) -> None:
    assert [make_product("Lamp").slug, make_product("Lamp").slug] == ["lamp", "lamp-2"]


def test_an_edit_of_an_old_edition_is_refused_and_changes_nothing(context: Flask) -> None:
    product = make_product()
    with transaction():
        actions.change_product(
            product.id, draft_of(product, title="First"), seen_edition=1, actor=ACTOR, now=MORNING
        )
    with pytest.raises(StaleEdit), transaction():
        actions.change_product(
            product.id, draft_of(product, title="Second"), seen_edition=1, actor=ACTOR, now=MORNING
        )
    assert db.session.get_one(Product, product.id).title == "First"


def test_a_new_address_keeps_the_old_one_leading_here(context: Flask) -> None:
    product = make_product("Lamp")
    with transaction():
        changed = draft_of(product, slug="amber-lamp")
        actions.change_product(product.id, changed, seen_edition=1, actor=ACTOR, now=MORNING)
    assert db.session.get_one(Product, product.id).slug == "amber-lamp"
    assert find_slug("product", "lamp") == product.id


def test_an_edit_logs_the_names_of_the_changed_fields(context: Flask) -> None:
    product = make_product()
    with transaction():
        changed = draft_of(product, title="New", warnings=("Hot.",))
        actions.change_product(product.id, changed, seen_edition=1, actor=ACTOR, now=MORNING)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "product.changed")).one()
    assert entry.details == {"fields": ["title", "warnings"]}


def test_topics_keep_the_order_in_which_they_were_chosen(context: Flask) -> None:
    sleep, warmth = make_topic("sleep", "Sleep"), make_topic("warmth", "Warmth and cold")
    product = make_product(topic_ids=(sleep.id, warmth.id))
    with transaction():
        changed = draft_of(product, topic_ids=(warmth.id, sleep.id))
        actions.change_product(product.id, changed, seen_edition=1, actor=ACTOR, now=MORNING)
    assert topic_ids_of([product.id]) == {product.id: [warmth.id, sleep.id]}


def test_a_taken_sku_is_refused_beside_its_field(context: Flask) -> None:
    variant = make_variant(sku="SH-ONE")
    with pytest.raises(ProductProblems) as refusal, transaction():
        actions.add_variant(variant.product_id, VariantDraft(sku="SH-ONE"), actor=ACTOR, now=MORNING)
    assert refusal.value.problems[0][0] == "sku"


def test_the_database_refuses_a_second_variant_with_one_sku(context: Flask) -> None:
    variant = make_variant(sku="SH-ONE")
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Variant(product_id=variant.product_id, sku="SH-ONE"))


def test_a_change_of_a_variant_leaves_its_sku(context: Flask) -> None:
    variant = make_variant(sku="SH-ONE")
    with transaction():
        draft = VariantDraft(sku="SH-OTHER", name="Large", weight_g=900)
        actions.change_variant(variant.id, draft, actor=ACTOR, now=MORNING)
    kept = variants_by_id([variant.id])[variant.id]
    assert (kept.sku, kept.name, kept.weight_g) == ("SH-ONE", "Large", 900)


def test_a_withdrawn_variant_is_not_on_sale_and_keeps_its_row(context: Flask) -> None:
    product = make_product()
    variant, other = make_variant(product, sku="SH-ONE"), make_variant(product, sku="SH-TWO")
    with transaction():
        actions.withdraw_variant(variant.id, actor=ACTOR, now=MORNING)
    found = find_published_product(product.slug)
    assert found is not None and [one.id for one in found.variants] == [other.id]
    assert find_variant("SH-ONE") is None
    assert variants_by_id([variant.id])[variant.id].sku == "SH-ONE"


def test_drafts_are_not_on_the_shelf(context: Flask) -> None:
    draft = make_product(published=False)
    variant = make_variant(draft)
    assert find_published_product(draft.slug) is None
    assert find_variant(variant.sku) is None
    assert list_products() == []


def test_things_to_swallow_stay_off_the_shelf_until_a_market_is_switched_on(context: Flask) -> None:
    from app.settings.actions import change_setting

    product = make_product(product_class=6)
    assert find_published_product(product.slug) is None
    with transaction():
        change_setting("ingestible_markets", ["IE"], actor=ACTOR, now=MORNING)
    assert find_published_product(product.slug) is not None


def test_a_list_goes_on_after_its_mark_without_gaps_or_repeats(context: Flask) -> None:
    shelf = make_category()
    for number in range(7):
        moment = MORNING + timedelta(days=number // 2)
        make_product(f"Thing {number}", category=shelf, published_at=moment)
    seen: list[int] = []
    mark = None
    while page := list_products(shelf, after=mark, limit=3):
        seen += [product.id for product in page]
        last = page[-1]
        assert last.published_at is not None
        mark = (last.published_at, last.id)
    assert len(seen) == len(set(seen)) == 7
    assert seen == [one.id for one in list_products(shelf, limit=50)]


def test_the_front_shelf_shows_what_staff_chose_and_then_the_newest(context: Flask) -> None:
    make_product("Old", published_at=MORNING)
    make_product("New", published_at=MORNING + timedelta(days=1))
    make_product("Chosen", shelf_position=1)
    assert [one.title for one in list_shelf(2)] == ["Chosen", "New"]


def test_staff_find_products_by_name_and_by_sku_and_percent_is_a_sign(context: Flask) -> None:
    lamp = make_product("Amber lamp 100%", published=False)
    make_variant(lamp, sku="SH-LAMP")
    make_product("Wool cushion")
    assert [one.title for one in list_for_staff(words="amber")] == ["Amber lamp 100%"]
    assert [one.title for one in list_for_staff(words="sh-lam")] == ["Amber lamp 100%"]
    assert [one.title for one in list_for_staff(words="0%")] == ["Amber lamp 100%"]
    assert list_for_staff(words="%%") == []


def test_the_kind_decides_whether_a_parcel_is_sent(context: Flask) -> None:
    assert make_product(kind=ProductKind.GOODS).is_shipped
    assert not make_product("Call", kind=ProductKind.TICKET).is_shipped

"""What stands between a draft and the shelf."""

import pytest

from app.catalog.models import Maker, Product, ProductKind, Variant
from app.catalog.rules import (
    ProductDraft,
    VariantDraft,
    maker_lacks,
    problems_of,
    problems_of_variant,
    reasons_against_publishing,
)
from app.claims import Claim


def a_maker(**fields: str) -> Maker:
    known = {"name": "Slow Loom", "country": "LT", "postal_address": "12 Example Street", "eu_name": ""}
    known |= {
        "electronic_address": "a@slow-loom.example",
        "eu_postal_address": "",
        "eu_electronic_address": "",
    }
    return Maker(**{**known, **fields})


def a_product(**fields: object) -> Product:
    known: dict[str, object] = {
        "tagline": "A blanket.",
        "body": "Warm.",
        "returns": "14 days",
        "product_class": 1,
    }
    return Product(**{**known, "kind": ProductKind.GOODS, **fields})


def reasons(product: Product, **changes: object) -> list[str]:
    known: dict[str, object] = {
        "variants": [Variant(sku="SH-1")], "maker": a_maker(), "has_topic": True, "unpriced": [], "claims": [],
        "ingestibles_allowed": False,
    }  # fmt: skip
    return reasons_against_publishing(product, **{**known, **changes})  # type: ignore[arg-type]


CLAIM = Claim(phrase="cures … pain", sentence="It cures pain.")


def test_a_whole_product_may_go() -> None:
    assert reasons(a_product()) == []


@pytest.mark.parametrize(
    ("product", "changes", "word"),
    [
        ({"tagline": ""}, {}, "one-line"),
        ({"returns": ""}, {}, "send back"),
        ({}, {"has_topic": False}, "topic"),
        ({}, {"variants": []}, "variant"),
        ({}, {"unpriced": ["SH-1"]}, "SH-1"),
        ({}, {"maker": None}, "maker"),
        ({"product_class": 4}, {"claims": [CLAIM]}, "claim"),
        ({"product_class": 6}, {}, "switched off"),
    ],
)
def test_each_thing_that_lacks_is_named(
    product: dict[str, object], changes: dict[str, object], word: str
) -> None:
    found = reasons(a_product(**product), **changes)
    assert len(found) == 1 and word in found[0]


def test_an_open_claim_warns_on_a_comfort_aid_and_stops_nothing() -> None:
    assert reasons(a_product(product_class=1), claims=[CLAIM]) == []


def test_a_ticket_needs_no_maker() -> None:
    assert reasons(a_product(kind=ProductKind.TICKET), maker=None) == []


def test_a_maker_outside_the_union_needs_a_person_inside_it() -> None:
    assert maker_lacks(a_maker(country="GB"))
    inside = {
        "eu_name": "Person",
        "eu_postal_address": "1 Quay, Dublin",
        "eu_electronic_address": "p@person.example",
    }
    assert maker_lacks(a_maker(country="GB", **inside)) == []


def test_a_draft_says_which_fields_need_another_look() -> None:
    draft = ProductDraft(
        title=" ", category_id=1, product_class=9, in_the_hand=(("Noise", ""),), topic_ids=(1, 2, 3, 4)
    )
    assert [field for field, _ in problems_of(draft)] == ["title", "product_class", "in_the_hand", "topic"]


@pytest.mark.parametrize("body", ["::product{lamp}", "It is so [@pmid:123].", "a" * 20_001])
def test_a_product_s_text_holds_no_cards_no_references_and_no_book(body: str) -> None:
    assert [field for field, _ in problems_of(ProductDraft(title="Lamp", category_id=1, body=body))] == [
        "body"
    ]


@pytest.mark.parametrize("sku", ["", "a", "SH LWB", "sh-lwb", "-SH", "SH-", "SH²4", "S" * 41, "=SUM(A1)"])
def test_an_odd_sku_is_refused(sku: str) -> None:
    assert [field for field, _ in problems_of_variant(VariantDraft(sku=sku))] == ["sku"]


@pytest.mark.parametrize("weight", [-1, 100_001])
def test_an_odd_weight_is_refused(weight: int) -> None:
    assert [field for field, _ in problems_of_variant(VariantDraft(sku="SH-1", weight_g=weight))] == [
        "weight_g"
    ]

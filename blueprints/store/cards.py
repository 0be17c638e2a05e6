"""Products as cards: the arguments of the product_card macro, for any number of products in three queries."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from app.catalog.models import Product
from app.catalog.queries import pictures_of, products_by_id
from app.clock import utcnow
from app.inventory.queries import availability_of
from app.media.views import describe
from app.money import Money
from app.pricing.showing import shown_prices
from app.settings.queries import load_settings
from blueprints.store.words import shelf_words


def product_cards(products: Sequence[Product]) -> list[dict[str, Any]]:
    """Return product_card arguments in the order of `products`; one without any price is left out."""
    if not products:
        return []
    currency = load_settings().currency
    classes = {variant.id: variant.tax_class for product in products for variant in product.variants}
    variant_ids = list(classes)
    prices, before = shown_prices(classes, currency, utcnow())
    stock = availability_of(variant_ids)
    pictures = pictures_of([product.id for product in products])
    cards = []
    for product in products:
        priced = [variant for variant in product.variants if variant.id in prices]
        if not priced:
            continue
        cheapest = min(priced, key=lambda variant: prices[variant.id].minor)
        picture = describe(pictures[product.id][0]) if product.id in pictures else None
        cards.append(
            {
                "name": product.title,
                "url": url_for("store.show_product", slug=product.slug),
                "price": prices[cheapest.id],
                "from_price": has_several({prices[variant.id] for variant in priced}),
                "before": before.get(cheapest.id),
                "maker": product.maker.name if product.maker else None,
                "line": product.tagline,
                "image": picture,
                "alt": picture.alt if picture else "",
                "tile": tile_words(product),
                "availability": shelf_words([stock[variant.id] for variant in priced], product.kind),
            }
        )
    return cards


def cards_by_id(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return product_card arguments by product id, for what is on the shelf among `ids`."""
    products = list(products_by_id(ids).values())
    cards = {card["url"]: card for card in product_cards(products)}
    urls = {product.id: url_for("store.show_product", slug=product.slug) for product in products}
    return {identity: cards[url] for identity, url in urls.items() if url in cards}


def has_several(prices: set[Money]) -> bool:
    """Say whether there is more than one price."""
    return len(prices) > 1


def tile_words(product: Product) -> str:
    """Return what stands where a picture will be: the first thing to know of it in the hand."""
    if not product.in_the_hand:
        return product.title
    label, words = product.in_the_hand[0]
    return f"{label}: {words}"

"""A product for machines: schema.org Product, Offer and BreadcrumbList (https://schema.org/Product)."""

from typing import Any

from app.catalog.models import Product
from blueprints.store.product_page import Choice, ProductPage

_AVAILABLE = {
    "in_stock": "https://schema.org/InStock",
    "last_few": "https://schema.org/LimitedAvailability",
    "out": "https://schema.org/OutOfStock",
}


def describe_product(
    product: Product, page: ProductPage, *, site_url: str, path: str
) -> list[dict[str, Any]]:
    """Return the nodes of the page; addresses are made from SITE_URL only."""
    url = site_url + path
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": f"{url}#product",
        "name": product.title,
        "description": product.tagline,
        "url": url,
        "category": product.category.name,
        "offers": [_offer(one, page, url=url, is_posted=not product.is_gift_card) for one in page.choices],
    }
    if page.pictures:
        node["image"] = [site_url + picture.src for picture in page.pictures]
    if product.maker:
        node["brand"] = {"@type": "Brand", "name": product.maker.name}
    if len(page.choices) == 1:
        node["sku"] = page.choices[0].sku
    return [node, _crumbs(product, site_url=site_url, url=url)]


def _offer(choice: Choice, page: ProductPage, *, url: str, is_posted: bool) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "@type": "Offer",
        "sku": choice.sku,
        "url": url,
        "price": str(choice.price.decimal),
        "priceCurrency": choice.price.currency,
        "availability": _AVAILABLE[choice.availability.state],
        "itemCondition": "https://schema.org/NewCondition",
    }
    if is_posted and not choice.is_stuck:
        offer["shippingDetails"] = {
            "@type": "OfferShippingDetails",
            "shippingDestination": {"@type": "DefinedRegion", "addressCountry": page.country},
            "shippingRate": {
                "@type": "MonetaryAmount",
                "value": str(choice.delivery.decimal),
                "currency": choice.price.currency,
            },
        }
    if choice.name:
        offer["name"] = choice.name
    return offer


def _crumbs(product: Product, *, site_url: str, url: str) -> dict[str, Any]:
    steps = [
        ("Shop", f"{site_url}/shop/"),
        (product.category.name, f"{site_url}/shop/{product.category.slug}/"),
        (product.title, url),
    ]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, 1)
        ],
    }

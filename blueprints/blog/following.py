"""What a reader may follow from an article: its edges as cards, each with its reason, products with a signed `via`."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for

from app.catalog.models import Product
from app.community.models import Door
from app.content.queries import ArticleCard
from app.relatedness.queries import Link, choose_links, edges_from
from app.relatedness.rules import NodeKind
from app.remembered import same_for_everybody
from app.resources.models import Resource
from app.web.templating import site_today
from app.web.via import sign_via
from blueprints.blog.cards import article_arguments, door_arguments, resource_arguments
from blueprints.store.cards import product_cards

Arguments = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Following:
    """Cards by kind, and every thing the text itself may show or link to, by (kind, slug)."""

    articles: list[Arguments] = field(default_factory=list)
    products: list[Arguments] = field(default_factory=list)
    resources: list[Arguments] = field(default_factory=list)
    doors: list[Arguments] = field(default_factory=list)
    by_address: dict[tuple[str, str], Arguments] = field(default_factory=dict)


def gather_following(article_id: int) -> Following:
    """Return what an article leads to; read once for each version of the site and each day."""
    return read_following(article_id, site_today())


@same_for_everybody
def read_following(article_id: int, today: date) -> Following:
    """Read what an article leads to: one query for all edges and their ends, five for products, none for the rest."""
    links = edges_from((NodeKind.ARTICLE, article_id), today=today)
    priced = price_products(links)
    cards = {link.edge_id: card for link in links if (card := card_of(link, priced)) is not None}
    sold_out = frozenset(
        link.thing.id
        for link in links
        if link.kind is NodeKind.PRODUCT and is_sold_out(cards.get(link.edge_id))
    )

    def chosen(kind: NodeKind) -> list[Arguments]:
        listed = choose_links([one for one in links if one.edge_id in cards], kind, sold_out=sold_out)
        return [cards[link.edge_id] for link in listed]

    return Following(
        articles=chosen(NodeKind.ARTICLE),
        products=chosen(NodeKind.PRODUCT),
        resources=chosen(NodeKind.RESOURCE),
        doors=chosen(NodeKind.DOOR),
        by_address={
            (link.kind, link.slug): cards[link.edge_id] for link in reversed(links) if link.edge_id in cards
        },
    )


def card_of(link: Link, priced: dict[str, Arguments]) -> Arguments | None:
    """Return the card of what a link leads to; None for a product that has no price."""
    thing = link.thing
    if isinstance(thing, ArticleCard):
        return article_arguments(thing, reason=f"{link.reason}.")
    if isinstance(thing, Resource):
        return resource_arguments(thing, reason=f"{link.reason}.")
    if isinstance(thing, Door):
        return door_arguments(thing, link.picture, reason=f"{link.reason}.")
    card = priced.get(url_for("store.show_product", slug=thing.slug))
    if card is None:
        return None
    address = url_for("store.show_product", slug=thing.slug, via=sign_via(link.edge_id))
    return {**card, "url": address, "reason": f"{link.reason}."}


def price_products(links: list[Link]) -> dict[str, Arguments]:
    """Return product_card arguments by address, for each product once."""
    products = {link.thing.id: link.thing for link in links if isinstance(link.thing, Product)}
    return {card["url"]: card for card in product_cards(list(products.values()))}


def is_sold_out(card: Arguments | None) -> bool:
    """Say whether a product's card shows that there is none."""
    return card is not None and card["availability"] is not None and card["availability"][0] == "out"

"""What a reader may follow from an article: its edges as cards, each with its reason and a signed `via`."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for

from app.catalog.models import Product
from app.community.models import Door
from app.content.queries import ArticleCard
from app.media.models import Picture
from app.relatedness.models import Source
from app.relatedness.queries import Link, Thing, choose_links, edges_from
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
    """Cards by kind, every thing the text itself may show or link to, by (kind, slug), and the edges that are shown."""

    articles: list[Arguments] = field(default_factory=list)
    products: list[Arguments] = field(default_factory=list)
    resources: list[Arguments] = field(default_factory=list)
    doors: list[Arguments] = field(default_factory=list)
    by_address: dict[tuple[str, str], Arguments] = field(default_factory=dict)
    edges: tuple[int, ...] = ()


def gather_following(article_id: int) -> Following:
    """Return what an article leads to where the site is at home; read once a site version and day."""
    return read_following(article_id, site_today(), "")


@same_for_everybody
def read_following(article_id: int, today: date, country: str) -> Following:
    """Read what an article leads to in a market: one query for all edges and their ends, five for products at most."""
    links = edges_from((NodeKind.ARTICLE, article_id), today=today, country=country)
    cards = cards_of(links)
    chosen = choose_shown(links, cards)
    written = [one.edge_id for one in links if one.edge_id in cards and one.source is Source.WRITTEN]

    def below(kind: NodeKind) -> list[Arguments]:
        return [cards[link.edge_id] for link in chosen[kind]]

    return Following(
        articles=below(NodeKind.ARTICLE),
        products=below(NodeKind.PRODUCT),
        resources=below(NodeKind.RESOURCE),
        doors=below(NodeKind.DOOR),
        edges=tuple(sorted({*written, *(one.edge_id for listed in chosen.values() for one in listed)})),
        by_address={
            (link.kind, link.slug): cards[link.edge_id] for link in reversed(links) if link.edge_id in cards
        },
    )


def list_shown(article_id: int, today: date) -> dict[NodeKind, list[Link]]:
    """Return the links that an article's page shows beneath the text where the site is at home, by kind, in order."""
    links = edges_from((NodeKind.ARTICLE, article_id), today=today, country="")
    return choose_shown(links, cards_of(links))


def cards_of(links: list[Link]) -> dict[int, Arguments]:
    """Return the card of each link that can have one, by the edge's id."""
    priced = price_products(links)
    return {link.edge_id: card for link in links if (card := card_of(link, priced)) is not None}


def choose_shown(links: list[Link], cards: dict[int, Arguments]) -> dict[NodeKind, list[Link]]:
    """Return by kind what a page shows beneath the text; what is sold out gives way."""
    sold_out = frozenset(
        link.thing.id
        for link in links
        if link.kind is NodeKind.PRODUCT and is_sold_out(cards.get(link.edge_id))
    )
    able = [link for link in links if link.edge_id in cards]
    return {kind: choose_links(able, kind, sold_out=sold_out) for kind in NodeKind}


def card_of(link: Link, priced: dict[str, Arguments]) -> Arguments | None:
    """Return the card of what a link leads to, its address with the edge; None for a product that has no price."""
    card = _card_of(link.thing, link.picture, priced)
    if card is None:
        return None
    return {**card, "url": f"{card['url']}?via={sign_via(link.edge_id)}", "reason": f"{link.reason}."}


def _card_of(thing: Thing, picture: Picture | None, priced: dict[str, Arguments]) -> Arguments | None:
    if isinstance(thing, ArticleCard):
        return article_arguments(thing)
    if isinstance(thing, Resource):
        return resource_arguments(thing)
    if isinstance(thing, Door):
        return door_arguments(thing, picture)
    return priced.get(url_for("store.show_product", slug=thing.slug))


def price_products(links: list[Link]) -> dict[str, Arguments]:
    """Return product_card arguments by address, for each product once."""
    products = {link.thing.id: link.thing for link in links if isinstance(link.thing, Product)}
    return {card["url"]: card for card in product_cards(list(products.values()))}


def is_sold_out(card: Arguments | None) -> bool:
    """Say whether a product's card shows that there is none."""
    return card is not None and card["availability"] is not None and card["availability"][0] == "out"

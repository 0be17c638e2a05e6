"""One product: its page, and what is said at addresses where one has been."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.catalog.models import Product, ProductState
from app.catalog.queries import find_product, find_published_product, get_product, list_products
from app.catalog.rules import UNION_CODE
from app.config import current_config
from app.content.queries import ArticleCard
from app.errors import NotFound
from app.pricing.queries import load_tariff
from app.relatedness.markets import may_lead_in
from app.relatedness.queries import edges_to
from app.remembered import same_for_everybody
from app.slugs import find_slug
from app.web.counting import note_page
from app.web.page_cache import cached_page
from app.web.templating import render_shared, site_today
from blueprints.blog.cards import article_arguments
from blueprints.store.cards import product_cards
from blueprints.store.hall import store
from blueprints.store.places import country_name, country_options
from blueprints.store.product_page import gather
from blueprints.store.shelves import delivery_rates
from blueprints.store.structured import describe_product
from blueprints.store.words import country_in_words, returns_sentences, starts_large

LONGEST_VIA = 300
Answer = str | Response | tuple[str, int]
Arguments = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ShownProduct:
    """What a product's page says to everybody: its title and line, its head, and the whole of its middle."""

    id: int
    title: str
    tagline: str
    head: Markup
    main: Markup


@store.get("/products/<slug>/")
@cached_page
def show_product(slug: str) -> Answer:
    """Show one product with its whole cost for the country that was asked for."""
    country = chosen_country(request.args.get("country"))
    shown = read_product(slug, country or load_tariff().codes[0], site_today())
    if shown is None:
        return say_where_it_went(slug)
    if country is None:
        return redirect(url_for("store.show_product", slug=slug))
    note_page("product", shown.id)
    return render_product(shown)


def render_product(shown: ShownProduct, *, is_preview: bool = False) -> str:
    """Return the page from what it says to everybody and what this visitor brought along.

    A country that was asked for goes into the basket with the thing; the one shown to everybody is nobody's choice.
    """
    via, country = request.args.get("via", "")[:LONGEST_VIA], request.args.get("country", "")[:2]
    return render_template("store/product.html", shown=shown, via=via, country=country, is_preview=is_preview)


@same_for_everybody
def read_product(slug: str, country_code: str, today: date) -> ShownProduct | None:
    """Return what the page of a published product says to everybody on a day; None for no such product."""
    product, country = find_published_product(slug), chosen_country(country_code)
    return None if product is None or country is None else make_shown(product, country)


def make_shown(product: Product, country: str, *, is_preview: bool = False) -> ShownProduct:
    """Make the page of a product whose category, maker and variants are loaded."""
    page = gather(product, country)
    path, site_url = url_for("store.show_product", slug=product.slug), current_config().site_url
    about: Arguments = {"product": product, "page": page, "path": path}
    head = render_shared(
        "store/product_head.html",
        canonical=site_url + path,
        structured=describe_product(product, page, site_url=site_url, path=path),
        **about,
    )
    main = render_shared(
        "store/product_main.html",
        country_name=country_in_words(country),
        country_options=country_options(),
        in_the_hand=[(label, starts_large(words)) for label, words in product.in_the_hand],
        returns=returns_sentences(product.returns, product.kind),
        registration=describe_registration(product),
        rates=delivery_rates(),
        written=articles_leading_here(product, country),
        is_preview=is_preview,
        **about,
    )
    return ShownProduct(id=product.id, title=product.title, tagline=product.tagline, head=head, main=main)


def articles_leading_here(product: Product, country: str) -> list[Arguments]:
    """Return article_card arguments of the articles that lead readers in a country to a product."""
    if not may_lead_in(product, country):
        return []
    cards = [link.thing for link in edges_to(("product", product.id), today=site_today())]
    return [article_arguments(card) for card in cards if isinstance(card, ArticleCard)]


def describe_registration(product: Product) -> Arguments | None:
    """Return for which use, where and under which number a medical device is registered; None for anything else."""
    if not product.is_registered:
        return None
    places = [
        "the European Union" if code == UNION_CODE else country_name(code)
        for code in product.registered_in.split()
    ]
    return {"use": product.registered_for, "places": places, "number": product.registered_as}


def chosen_country(code: str | None) -> str | None:
    """Return the country asked for, the first one when none was, or None for one we do not send to."""
    codes = load_tariff().codes
    if code is None:
        return codes[0]
    return code if code in codes else None


def say_where_it_went(slug: str) -> Answer:
    """Lead an old address to the new one; say so when a product has left the shelf; raises NotFound."""
    product = find_product(slug)
    if product is None:
        product_id = find_slug("product", slug)
        product = get_product(product_id) if product_id is not None else None
    if product is not None and find_published_product(product.slug) is not None:
        return redirect(url_for("store.show_product", slug=product.slug), 301)
    if product is None or product.published_at is None:
        raise NotFound("There is no such thing in our shop.")
    is_gone = product.state is ProductState.ARCHIVED
    others = product_cards(list_products(product.category, limit=3))
    answer = render_template("store/gone.html", product=product, is_gone=is_gone, others=others)
    return answer, 410 if is_gone else 404

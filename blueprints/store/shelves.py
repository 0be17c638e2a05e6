"""The shop's front and its shelves."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import Response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from app.catalog.models import Category, Product
from app.catalog.queries import Mark, find_category, list_categories, list_products, list_shelf
from app.db import let_go
from app.errors import NotFound
from app.money import Money
from app.picturing.models import PageKind
from app.pricing.delivering import find_zone
from app.pricing.queries import load_tariff
from app.remembered import same_for_everybody
from app.slugs import find_slug
from app.web.page_cache import cached_page
from app.web.templating import render_shared, site_today
from blueprints.blog.telling import Step, tell_page
from blueprints.store.cards import product_cards
from blueprints.store.hall import store
from blueprints.store.words import country_in_words

PAGE_SIZE = 24
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One page of a shelf: its things as they are shown, and where the next page begins, if there is one."""

    category: Category
    things: Markup
    next_mark: str


@store.get("/shop/")
@cached_page
def shop_front() -> str:
    """Show six chosen things, the shelves, and what came last."""
    chosen = list_shelf(6)
    shown = {product.id for product in chosen}
    newest = [product for product in list_products(limit=10) if product.id not in shown][:4]
    cards = product_cards([*chosen, *newest])
    return render_template(
        "store/shop.html",
        shelf=cards[: len(chosen)],
        newest=cards[len(chosen) :],
        categories=list_categories(),
        told=tell_page(*shop_step()),
    )


@store.get("/shop/<slug>/")
@cached_page
def show_category(slug: str) -> str | AnyResponse:
    """Show one shelf, newest first, a page at a time."""
    after = read_mark(request.args.get("after", ""))
    shelf = read_first_page(slug, site_today()) if after is None else read_shelf(slug, after)
    if shelf is None:
        return moved_category(slug)
    if after is None and "after" in request.args:
        return redirect(url_for("store.show_category", slug=slug))
    return render_template(
        "store/category.html",
        category=shelf.category,
        told=tell_page(
            shelf.category.name,
            url_for("store.show_category", slug=slug),
            shop_step(),
            picture=(PageKind.SHELF, shelf.category.id),
        ),
        things=shelf.things,
        countries=delivery_rates(),
        after=after,
        next_mark=shelf.next_mark,
    )


def shop_step() -> Step:
    """Return the page above every shelf."""
    return "Shop", url_for("store.shop_front")


@same_for_everybody
def read_first_page(slug: str, today: date) -> Shelf | None:
    """Return what stands first on a shelf on a day (a reduced price is said for 30); None for no such shelf.

    Later pages are not remembered: their marks come from the address, and invented ones would drive the rest out.
    """
    return read_shelf(slug, None)


def read_shelf(slug: str, after: Mark | None) -> Shelf | None:
    """Return what stands on a shelf after a mark; None for no such shelf."""
    category = find_category(slug)
    if category is None:
        return None
    products = list_products(category, after=after, limit=PAGE_SIZE + 1)
    page = products[:PAGE_SIZE]
    cards = product_cards(page)
    let_go(category)
    return Shelf(
        category=category,
        things=render_shared("store/shelf.html", cards=cards) if cards else Markup(),
        next_mark=write_mark(page[-1]) if len(products) > PAGE_SIZE else "",
    )


def delivery_rates() -> list[tuple[str, Money, bool]]:
    """Return each country that things are sent to with its lowest cost, and whether some things or places cost more."""
    tariff, found = load_tariff(), []
    for code in tariff.codes:
        zone = find_zone(tariff.zones, code, "")
        costs = (
            {cost for rate in zone.rates if not rate.is_pickup for _, cost in rate.steps} if zone else set()
        )
        if costs:
            is_from = len(costs) > 1 or tariff.asks_postcode(code)
            found.append((country_in_words(code), Money(minor=min(costs), currency=tariff.currency), is_from))
    return found


def moved_category(slug: str) -> Response | AnyResponse:
    """Lead an old address of a shelf to its new one; raises NotFound."""
    category_id = find_slug("category", slug)
    for category in list_categories() if category_id is not None else ():
        if category.id == category_id:
            return redirect(url_for("store.show_category", slug=category.slug), 301)
    raise NotFound("There is no such shelf in the shop.")


def write_mark(product: Product) -> str:
    """Return where the next page begins, as it stands in the address."""
    moment = product.published_at or _EPOCH
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}-{product.id}"


def read_mark(raw: str) -> Mark | None:
    """Return the moment and id of a mark, or None for anything that is not one."""
    found = _MARK.fullmatch(raw)
    if not found or not raw.isascii():
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except OverflowError:
        return None

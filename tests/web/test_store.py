"""The shop's public pages."""

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.catalog import publishing
from app.catalog.actions import change_product
from app.catalog.models import ProductKind
from app.catalog.picturing import put_picture
from app.db import transaction
from app.relatedness.models import Edge, EdgeState, Source
from app.relatedness.rules import NodeKind
from tests.actions.test_catalog import draft_of
from tests.factories.catalog import ACTOR, MORNING, make_category, make_maker, make_product, make_variant
from tests.factories.letters import make_article
from tests.factories.media import make_picture
from tests.factories.shop import put_on_sale
from tests.support.queries import counted_queries


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def nodes_of(html: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    nodes: list[dict[str, object]] = json.loads(found[1])
    return nodes


def test_a_product_page_says_what_it_costs_in_all_for_each_country(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        put_on_sale(price=2400)
    here = text_of(client, "/products/wool-hot-water-bottle/")
    assert "€24.00" in here and "Delivery to Ireland costs €4.50" in here and "In all you pay €28.50" in here
    there = text_of(client, "/products/wool-hot-water-bottle/?country=GB")
    assert "Delivery to the United Kingdom costs €7.90" in there and "In all you pay €31.90" in there


@pytest.mark.parametrize("country", ["XX", "", "ie", "IE%27--"])
def test_a_country_we_do_not_send_to_leads_back_to_the_plain_page(
    app: Flask, client: FlaskClient, country: str
) -> None:
    with app.app_context():
        put_on_sale()
    answer = client.get(f"/products/wool-hot-water-bottle/?country={country}")
    assert (answer.status_code, answer.location) == (302, "/products/wool-hot-water-bottle/")


def test_the_basket_form_carries_sku_quantity_and_where_the_visitor_came_from(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        put_on_sale(sku="SH-WHB")
    html = text_of(client, '/products/wool-hot-water-bottle/?via=a"b')
    assert '<form method="post" action="/basket/lines">' in html
    assert '<input type="hidden" name="sku" value="SH-WHB">' in html
    assert '<input type="hidden" name="via" value="a&#34;b">' in html
    assert 'name="quantity"' in html


def test_several_variants_are_radio_rows_with_their_own_sums(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = make_product("Blanket")
        put_on_sale(product, sku="SH-B-4", name="4 kg", price=13900, units=9)
        put_on_sale(product, sku="SH-B-8", name="8 kg", price=17900, units=2)
        put_on_sale(product, sku="SH-B-6", name="6 kg", price=15900, units=0)
    html = text_of(client, "/products/blanket/")
    assert "from <span" in html
    assert "4 kg, €139.00" in html and "In stock. €143.50 with delivery" in html
    assert "8 kg, €179.00" in html and "Last 2. €183.50 with delivery" in html
    assert 'value="SH-B-6"' not in html
    assert "Sold out for now</span>: 6 kg." in html and "Ask when it is back" in html


def test_what_is_sold_out_has_no_button_and_says_what_to_do(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        put_on_sale(units=0)
    html = text_of(client, "/products/wool-hot-water-bottle/")
    assert "Put in basket" not in html
    assert (
        "Sold out for now" in html
        and "Ask when it is back" in html
        and "What else stands on this shelf" in html
    )


def test_a_course_has_no_delivery_and_speaks_of_places(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = make_product("Tuesdays", kind=ProductKind.TICKET, product_class=3)
        put_on_sale(product, price=4800, units=3)
    html = text_of(client, "/products/tuesdays/")
    assert "3 places left" in html and "Nothing is posted" in html and "€48.00" in html
    assert "Sent to" not in html


def test_a_maker_is_reached_by_mail_or_by_a_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        maker = make_maker("Slow Loom", electronic_address="slow-loom.example/safety")
        put_on_sale(maker=maker)
    assert 'href="https://slow-loom.example/safety"' in text_of(client, "/products/wool-hot-water-bottle/")


def test_who_made_it_and_who_answers_for_it_stand_on_the_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        maker = make_maker(
            "Kernel and Cloth",
            "GB",
            eu_name="Example Person",
            eu_postal_address="1 Example Quay, Dublin",
            eu_electronic_address="person@example.example",
        )
        put_on_sale(maker=maker)
    html = text_of(client, "/products/wool-hot-water-bottle/")
    for words in (
        "Kernel and Cloth, 3 Example Street",
        "1 Example Quay, Dublin",
        "Do not fill it with boiling water.",
    ):
        assert words in html
    assert "You have 14 days from the day it arrives" in html


def test_machines_are_told_price_stock_and_place(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = make_product("Bottle </script><b>", tagline="It says </script> twice.")
        put_on_sale(product, price=2405, units=1, sku="SH-1")
    answer = client.get(f"/products/{product.slug}/")
    thing, crumbs = nodes_of(answer.get_data(as_text=True))
    assert thing["name"] == "Bottle </script><b>"
    offer = thing["offers"][0]  # type: ignore[index]
    assert (offer["price"], offer["priceCurrency"], offer["sku"]) == ("24.05", "EUR", "SH-1")
    assert offer["availability"].endswith("LimitedAvailability")
    assert crumbs["@type"] == "BreadcrumbList"
    assert thing["url"] == f"http://127.0.0.1:8000/products/{product.slug}/"


def test_the_address_of_a_page_is_the_site_s_own_whatever_was_asked(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = make_product()
        put_on_sale(product)
        put_picture_on(product.id)
    html = text_of(client, f"/products/{product.slug}/?country=DE&via=x")
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/products/{product.slug}/">' in html
    assert re.search(
        r'<meta property="og:image" content="http://127.0.0.1:8000/media/[0-9a-f]{32}/original.webp">', html
    )


def put_picture_on(product_id: int) -> None:
    picture = make_picture()
    with transaction():
        put_picture(product_id, picture.id, actor=ACTOR, now=MORNING)


def test_an_old_address_leads_to_the_new_one(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = make_product("Lamp")
        put_on_sale(product)
        with transaction():
            change_product(
                product.id, draft_of(product, slug="amber-lamp"), seen_edition=1, actor=ACTOR, now=MORNING
            )
    answer = client.get("/products/lamp/")
    assert (answer.status_code, answer.location) == (301, "/products/amber-lamp/")


def test_an_archived_product_is_gone_and_its_shelf_is_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = make_product("Lamp")
        put_on_sale(product)
        put_on_sale(make_product("Cushion"))
        with transaction():
            publishing.archive_product(product.id, actor=ACTOR, now=MORNING)
    answer = client.get("/products/lamp/")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert "no longer sold" in html and "Cushion" in html


def test_a_product_taken_down_for_a_while_is_404_and_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = make_product("Lamp")
        with transaction():
            publishing.unpublish_product(product.id, actor=ACTOR, now=MORNING)
    answer = client.get("/products/lamp/")
    assert answer.status_code == 404
    assert "not on the shelf just now" in answer.get_data(as_text=True)


def test_a_draft_nobody_has_seen_stays_unknown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_product("Secret lamp", published=False)
    answer = client.get("/products/secret-lamp/")
    assert answer.status_code == 404
    assert "Secret" not in answer.get_data(as_text=True)


def test_a_shelf_goes_on_to_its_end_and_shows_each_thing_once(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for number in range(30):
            moment = MORNING + timedelta(minutes=number // 4)
            put_on_sale(make_product(f"Thing {number}", published_at=moment))
    first = text_of(client, "/shop/warmth/")
    onward = re.search(r'href="(/shop/warmth/\?after=[0-9-]+)"', first)
    assert onward
    second = text_of(client, onward[1])
    seen = [re.findall(r'<a href="/products/([a-z0-9-]+)/">', html) for html in (first, second)]
    assert (len(seen[0]), len(seen[1])) == (24, 6)
    assert len(set(seen[0] + seen[1])) == 30
    assert "Back to the first ones" in second


@pytest.mark.parametrize("mark", ["x", "-1", "1-", "٣-٣", "999999999999999999-1", "1-1-1"])
def test_a_mark_that_is_none_leads_to_the_beginning(app: Flask, client: FlaskClient, mark: str) -> None:
    with app.app_context():
        make_category()
    answer = client.get(f"/shop/warmth/?after={mark}")
    assert (answer.status_code, answer.location) == (302, "/shop/warmth/")


def test_an_empty_shelf_and_an_empty_shop_say_where_to_go(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_category()
    assert "Nothing on this shelf just now" in text_of(client, "/shop/warmth/")
    assert "The shelves are empty" in text_of(client, "/shop/")
    assert client.get("/shop/nowhere/").status_code == 404


def test_what_has_no_price_is_on_no_shelf(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_variant(make_product("Priceless"))
    assert "Priceless" not in text_of(client, "/shop/warmth/")


def fill_shelf(app: Flask, count: int) -> None:
    with app.app_context():
        for number in range(count):
            product = make_product(f"Thing {number}")
            put_on_sale(product)
            put_picture_on(product.id)


@pytest.mark.parametrize("path", ["/shop/", "/shop/warmth/"])
def test_a_list_asks_as_often_for_twenty_as_for_one(app: Flask, client: FlaskClient, path: str) -> None:
    fill_shelf(app, 1)
    with counted_queries(app) as for_one:
        client.get(f"{path}?via=live")
    fill_shelf(app, 19)
    with counted_queries(app) as for_twenty:
        client.get(f"{path}?via=live")
    assert 0 < len(for_twenty) <= (11 if path == "/shop/" else 13), for_twenty
    assert len(for_twenty) - len(for_one) <= (1 if path == "/shop/" else 0), for_twenty


def lead_here(product_id: int, *, state: EdgeState = EdgeState.SHOWN, title: str = "Quiet evenings") -> None:
    article_id = make_article(title)
    with transaction() as session:
        session.add(
            Edge(
                from_kind=NodeKind.ARTICLE, from_id=article_id, to_kind=NodeKind.PRODUCT, to_id=product_id, rank=0,
                source=Source.PINNED, state=state, score=1.0, reason="Both about sleep", made_by=ACTOR, made_at=MORNING,
            )
        )  # fmt: skip


def test_articles_that_lead_here_are_named_and_rejected_ones_are_not(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = put_on_sale().product_id
        lead_here(product)
        lead_here(product, state=EdgeState.REJECTED, title="Loud mornings")
    html = text_of(client, "/products/wool-hot-water-bottle/")
    assert (
        "Articles that lead here" in html and '<a href="/articles/quiet-evenings/">Quiet evenings</a>' in html
    )
    assert "Loud mornings" not in html


def test_a_product_page_asks_twelve_times_at_most(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        product = make_product("Blanket")
        for number in range(6):
            put_on_sale(product, name=f"{number} kg")
            put_picture_on(product.id)
        lead_here(product.id)
    with counted_queries(app) as sent:
        client.get("/products/blanket/?via=live")
    assert 0 < len(sent) <= 12, sent  # three of them for the tariff, once for each version of the site


def test_pages_for_strangers_are_kept_and_dropped_when_a_price_changes(
    app: Flask, client: FlaskClient
) -> None:
    from app.money import Money
    from app.pricing.actions import set_price

    with app.app_context():
        variant = put_on_sale(price=2400)
    path = "/products/wool-hot-water-bottle/"
    text_of(client, path)
    with counted_queries(app) as sent:
        assert "€24.00" in text_of(client, path)
    assert sent == []
    with app.app_context(), transaction():
        set_price(variant.id, Money(minor=1900, currency="EUR"), ACTOR, MORNING)
    app.extensions["page_cache"].checked = float("-inf")
    assert "€19.00" in text_of(client, path)

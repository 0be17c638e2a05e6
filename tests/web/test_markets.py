"""Markets: where their switch is off, no page leads from an article to a thing in the shop, and nothing is counted."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.clock import utcnow
from app.content.rules import ArticleClass
from app.db import db, transaction
from app.outbox.models import OutboxItem
from app.relatedness.models import Edge, EdgeDay
from app.settings.actions import change_setting
from app.settings.queries import load_settings
from tests.factories.catalog import make_product, make_topic
from tests.factories.journal import ACTOR, make_article
from tests.factories.shop import put_on_sale
from tests.web.test_effect import tally_of

ARTICLE = "/articles/long-nights/"
PRODUCT = "/products/wool-hot-water-bottle/"
PAGE = "/staff/markets/"


@pytest.fixture(autouse=True)
def nights(app: Flask) -> None:
    """An article that leads to a thing in its text and beneath it."""
    tally_of(app).views.clear()
    with app.app_context():
        variant = put_on_sale(title="Wool hot-water bottle", sku="SH-WHW")
        body = "Warm the bed first.\n\n::product{wool-hot-water-bottle}\n\nOr [this one](/products/lamp/)."
        lamp = put_on_sale(title="Lamp", sku="SH-LAMP").product_id
        make_article(products=(variant.product_id, lamp), body=body, now=utcnow())


def switch_off(app: Flask, *codes: str) -> None:
    with app.app_context(), transaction():
        change_setting("quiet_markets", list(codes), actor=ACTOR, now=utcnow())
    app.extensions["page_cache"].checked = float("-inf")


def is_selling(html: str) -> bool:
    """Say whether a page shows a card, a link or the words of the shop's part."""
    inner = re.sub(r"<header.*?</header>|<footer.*?</footer>", "", html, flags=re.DOTALL)
    return bool(re.search(r"/products/|/shop/|From our store|We earn money", inner))


def test_a_quiet_market_shows_no_product_in_the_text_or_beneath_it(app: Flask, client: FlaskClient) -> None:
    assert is_selling(client.get(ARTICLE).text)
    switch_off(app, "GB")
    quiet = client.get(f"{ARTICLE}?country=GB")
    assert quiet.status_code == 200 and not is_selling(quiet.text)
    assert "Warm the bed first." in quiet.text and "Read on" in quiet.text
    assert is_selling(client.get(f"{ARTICLE}?country=DE").text)
    assert is_selling(client.get(ARTICLE).text)


def test_the_first_page_has_no_shelf_in_a_quiet_market(app: Flask, client: FlaskClient) -> None:
    switch_off(app, "GB")
    assert not is_selling(client.get("/?country=GB").text)
    assert is_selling(client.get("/").text)


def test_kept_pages_of_two_markets_are_never_taken_for_each_other(app: Flask, client: FlaskClient) -> None:
    switch_off(app, "GB")
    for _ in range(2):
        assert not is_selling(client.get(f"{ARTICLE}?country=GB").text)
        assert is_selling(client.get(f"{ARTICLE}?country=IE").text)
        assert is_selling(client.get(ARTICLE).text)
    assert len(app.extensions["page_cache"].pages) == 3
    for _ in range(2):
        assert not is_selling(client.get(f"{ARTICLE}?country=GB&country=IE").text)
        assert is_selling(client.get(f"{ARTICLE}?country=IE&country=GB").text)
    assert len(app.extensions["page_cache"].pages) == 3, (
        "an order of keys that the cache does not know is not kept"
    )


def test_turning_a_market_off_drops_what_was_kept(app: Flask, client: FlaskClient) -> None:
    assert is_selling(client.get(f"{ARTICLE}?country=GB").text)
    switch_off(app, "GB")
    assert not is_selling(client.get(f"{ARTICLE}?country=GB").text)


def test_the_baskets_country_counts_where_the_address_names_none(app: Flask, client: FlaskClient) -> None:
    switch_off(app, "GB")
    client.post("/basket/lines", data={"sku": "SH-WHW", "quantity": "1", "country": "GB"})
    assert not is_selling(client.get(ARTICLE).text)
    assert is_selling(client.get(f"{ARTICLE}?country=DE").text)


@pytest.mark.parametrize("country", ["ZZ", "gb", "", "GB%20", "G" * 500])
def test_a_country_we_do_not_know_is_the_sites_own(app: Flask, client: FlaskClient, country: str) -> None:
    switch_off(app, "GB")
    assert is_selling(client.get(f"{ARTICLE}?country={country}").text)
    switch_off(app, "IE")
    assert not is_selling(client.get(f"{ARTICLE}?country={country}").text)


def test_nothing_is_counted_as_shown_in_a_quiet_market(app: Flask, client: FlaskClient) -> None:
    switch_off(app, "GB")
    for _ in range(3):
        client.get(f"{ARTICLE}?country=GB")
    tally_of(app).write()
    with app.app_context():
        query = select(Edge.to_kind, EdgeDay.shown).join(EdgeDay, EdgeDay.edge_id == Edge.id)
        shown = {kind.value: times for kind, times in db.session.execute(query)}
    assert shown == {"resource": 3, "door": 3}


def test_a_products_page_names_no_article_in_a_quiet_market(app: Flask, client: FlaskClient) -> None:
    switch_off(app, "GB")
    assert "Articles that lead here" in client.get(PRODUCT).text
    assert "Articles that lead here" not in client.get(f"{PRODUCT}?country=GB").text


def test_a_device_is_led_to_only_where_it_is_registered(app: Flask, client: FlaskClient) -> None:
    told = {"registered_for": "Holds a weak wrist", "registered_in": "EU", "registered_as": "IE-MF-1"}
    with app.app_context():
        topics = (make_topic("sleep", "Sleep").id,)
        splint = make_product("Splint", product_class=4, topic_ids=topics, **told)
        put_on_sale(splint, sku="SH-SPLINT")
        make_article(title="Weak wrists", products=(splint.id,), now=utcnow())
    assert "/products/splint/" in client.get("/articles/weak-wrists/?country=DE").text
    assert "/products/splint/" not in client.get("/articles/weak-wrists/?country=GB").text


def test_things_to_swallow_are_led_to_only_where_they_are_sold(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        with transaction():
            change_setting("ingestible_markets", ["DE"], actor=ACTOR, now=utcnow())
        capsules = make_product("Ginger capsules", product_class=6)
        put_on_sale(capsules, sku="SH-GINGER")
        guide = {"article_class": ArticleClass.GUIDE, "guide_class": 6}
        make_article(title="Which ginger", products=(capsules.id,), now=utcnow(), **guide)
    assert "/products/ginger-capsules/" in client.get("/articles/which-ginger/?country=DE").text
    assert "/products/ginger-capsules/" not in client.get("/articles/which-ginger/?country=IE").text


def form_of(client: FlaskClient, **changes: object) -> dict[str, object]:
    found = re.search(r'name="seen" value="([^"]*)"', client.get(PAGE).text)
    assert found is not None
    return {"seen": found[1], "links": "yes", "linked": ["IE", "GB", "DE"], "swallowed": [], **changes}


def test_staff_switch_each_market_by_itself(app: Flask, staff_client: FlaskClient) -> None:
    sent = form_of(staff_client, linked=["IE", "DE"], swallowed=["DE"])
    assert staff_client.post(PAGE, data=sent).status_code == 303
    with app.app_context():
        settings = load_settings()
        assert (settings.quiet_markets, settings.ingestible_markets) == (("GB",), ("DE",))
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "markets.changed")).one()
        assert entry.details == {"has_links": True, "quiet": ["GB"], "ingestibles": ["DE"]}
        assert db.session.scalars(select(OutboxItem.kind).where(OutboxItem.kind == "graph_rebuild")).all()
    page = staff_client.get(PAGE).text
    assert re.search(r'id="linked-IE"[^>]* checked', page) and not re.search(
        r'id="linked-GB"[^>]* checked', page
    )
    assert re.search(r'id="swallowed-DE"[^>]* checked', page)


def test_an_older_form_is_refused_and_shown_with_what_was_ticked(
    app: Flask, staff_client: FlaskClient
) -> None:
    old = form_of(staff_client, linked=["DE"])
    staff_client.post(PAGE, data=form_of(staff_client, swallowed=["IE"]))
    late = staff_client.post(PAGE, data=old)
    assert late.status_code == 409 and "Somebody has changed the markets" in late.text
    assert not re.search(r'id="linked-IE"[^>]* checked', late.text)
    with app.app_context():
        assert load_settings().quiet_markets == ()
    again = staff_client.post(PAGE, data={**old, "seen": form_of(staff_client)["seen"]})
    assert again.status_code == 303


def test_a_country_that_is_not_delivered_to_any_more_keeps_its_switch(
    app: Flask, staff_client: FlaskClient
) -> None:
    switch_off(app, "FR")
    staff_client.post(PAGE, data=form_of(staff_client, linked=["IE", "DE", "XX"]))
    with app.app_context():
        assert load_settings().quiet_markets == ("FR", "GB")


def test_the_switch_for_all_holds_everywhere(
    staff_client: FlaskClient, client: FlaskClient, app: Flask
) -> None:
    staff_client.post(PAGE, data=form_of(staff_client, links=""))
    app.extensions["page_cache"].checked = float("-inf")
    assert not is_selling(client.get(ARTICLE).text)
    assert not is_selling(client.get(f"{ARTICLE}?country=DE").text)

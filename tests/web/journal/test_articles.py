"""The journal's public pages."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.cart.touching import Touch
from app.catalog.models import Product, ProductState
from app.content.actions import move_article, save_draft
from app.content.queries import get_article
from app.content.rules import ArticleClass
from app.db import transaction
from app.freshness import raise_version
from app.publishing.actions import archive_article, publish_article
from app.web.via import read_via, sign_via
from tests.factories.catalog import make_topic
from tests.factories.journal import (
    ACTOR,
    COCHRANE,
    FINDING,
    MORNING,
    NIGHTS,
    compute_graph,
    lead_to,
    make_article,
    make_open_door,
    make_resource,
)
from tests.factories.media import make_picture
from tests.factories.shop import put_on_sale
from tests.support.queries import counted_queries


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return " ".join(answer.get_data(as_text=True).split())


def test_an_article_says_everything_it_must(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article(picture_id=make_picture(alt="A lamp beside a bed.").id)
    html = text_of(client, "/articles/long-nights/")
    assert "In short" in html and "A lamp you can reach." in html
    assert "Certainty:" in html and ">low<" in html
    assert "Studied in people with fibromyalgia:</dt><dd>yes" in html
    assert 'href="#part-within-reach"' in html and 'id="part-within-reach"' in html
    assert 'href="#ref-1"' in html and "Bidonde J, Busch AJ, et al (2017)" in html
    assert "Not yet medically reviewed." in html and "1 September 2026" in html and "1 September 2027" in html
    assert "We sell things." in html
    assert "A lamp beside a bed." in html
    assert 'name="form" value="article"' in html


def test_a_product_guide_does_not_claim_to_stand_apart_from_the_store(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        variant = put_on_sale(title="Wool hot-water bottle")
        make_article(products=(variant.product_id,), article_class=ArticleClass.GUIDE)
    html = text_of(client, "/articles/long-nights/")
    assert "We earn money if you buy these. This article is about things that we sell too" in html
    assert "nothing above depends on them" not in html


def test_the_store_stands_apart_after_the_references_and_says_that_we_earn(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        variant = put_on_sale(title="Wool hot-water bottle")
        make_article(products=(variant.product_id,))
    html = text_of(client, "/articles/long-nights/")
    assert html.index("References</h2>") < html.index("Come in</h2>") < html.index("From our store</h2>")
    assert "We earn money if you buy this." in html and "Chosen by the editors." in html
    found = re.search(r'href="/products/wool-hot-water-bottle/\?via=([^"]+)"', html)
    assert found
    with app.app_context():
        assert read_via(found[1]) is not None


def test_a_page_asks_the_database_at_most_eight_times(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        variants = [put_on_sale(title=f"Thing {number}", sku=f"SH-T-{number}") for number in range(4)]
        make_article(
            products=tuple(one.product_id for one in variants),
            picture_id=make_picture().id,
            door=make_open_door(picture_id=make_picture(alt="A porch.").id),
        )
        others = [make_article(title=f"Other {number}", resource=make_resource(f"R {number}"),
                               door=make_open_door(f"D {number}")).id for number in range(3)]  # fmt: skip
        compute_graph(*(("article", one) for one in others))
    with counted_queries(app) as sent:
        assert client.get("/articles/long-nights/").status_code == 200
    assert len(sent) <= 8, "\n\n".join(sent)


@pytest.mark.parametrize(
    "path", ["/articles/", "/resources/", "/join/", "/topics/sleep/", "/articles/feed.atom"]
)
def test_lists_ask_as_often_for_ten_as_for_one(app: Flask, client: FlaskClient, path: str) -> None:
    def asked() -> int:
        with counted_queries(app) as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    with app.app_context():
        make_article()
    one = asked()
    with app.app_context():
        for number in range(9):
            make_article(title=f"Other {number}", resource=make_resource(f"R {number}"),
                         door=make_open_door(f"D {number}"))  # fmt: skip
        with transaction():
            raise_version()
    app.extensions["page_cache"].pages.clear()
    assert asked() <= one + 1


def test_a_strangers_page_is_kept_and_dropped_when_something_changes(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        article = make_article()
    client.get("/articles/long-nights/")
    with counted_queries(app) as sent:
        client.get("/articles/long-nights/")
    assert [one for one in sent if "article" in one] == []
    with app.app_context(), transaction():
        archive_article(get_article(article.id), actor=ACTOR, now=MORNING)
    app.extensions["page_cache"].checked = float("-inf")
    assert client.get("/articles/long-nights/").status_code == 404


def test_an_old_address_leads_to_the_present_one(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        article = make_article()
        with transaction():
            move_article(get_article(article.id), "quiet-nights", actor=ACTOR, now=MORNING)
            raise_version()
    answer = client.get("/articles/long-nights/")
    assert (answer.status_code, answer.location) == (301, "/articles/quiet-nights/")
    assert client.get("/articles/quiet-nights/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/articles/nothing/", "/topics/nothing/", "/resources/nothing/", "/join/nothing/", "/articles/x/references.bib",
     "/articles/%C3%A9/", "/sitemap/nothing-1.xml", "/articles/long-nights/references.exe"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "mark", ["", "x", "1-", "-1", "9e9-1", "1.5.2-3", "99999999999999-1", "\u0663-1", "1-\u00b2"]
)
def test_an_odd_mark_shows_the_first_page(app: Flask, client: FlaskClient, mark: str) -> None:
    with app.app_context():
        make_article()
    assert "Long nights" in client.get("/articles/", query_string={"before": mark}).get_data(as_text=True)


def test_older_articles_are_reached_by_key(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        resource, door = make_resource(), make_open_door()
        for number in range(14):
            moment = MORNING + timedelta(minutes=number // 3)  # some of the same moment
            make_article(title=f"Piece {number}", resource=resource, door=door, now=moment)
    first = text_of(client, "/articles/")
    older = re.search(r'href="(/articles/\?before=[^"]+)"', first)
    assert older
    second = text_of(client, older[1])
    seen = re.findall(r'href="/articles/(piece-\d+)/"', first + second)
    assert sorted(set(seen)) == sorted(f"piece-{number}" for number in range(14)) and len(seen) == 14


def test_a_hostile_text_harms_no_page(app: Flask, client: FlaskClient) -> None:
    hostile = (
        '<script>alert(1)</script> [x](javascript:alert(1)) ![x](data:text/html,x)\n\n::product{"><script>}\n'
    )
    words = "\"><script>alert(1)</script>'"
    with app.app_context():
        make_article(
            title=f"Long {words}",
            summary=words,
            in_short=(words,) * 3,
            body=hostile,
            author=words,
            findings=(replace(FINDING, statement=words, references=(COCHRANE.key,)),),
            references=(replace(COCHRANE, title=words, container=words, authors=((words, words),)),),
        )
    for path in ("/articles/long-script-alert-1-script/", "/articles/", "/topics/sleep/"):
        assert "<script>alert" not in text_of(client, path)
    ElementTree.fromstring(client.get("/articles/feed.atom").data)  # noqa: S314 - our own feed


def test_machines_read_the_article(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
    html = text_of(client, "/articles/long-nights/")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    article, page, crumbs = json.loads(found[1])
    assert (article["@type"], page["@type"], crumbs["@type"]) == (
        "Article",
        "MedicalWebPage",
        "BreadcrumbList",
    )
    assert page["lastReviewed"] == "2026-09-01" and "reviewedBy" not in page
    assert article["citation"][0]["url"] == "https://doi.org/10.1002/14651858.CD012700"
    assert article["timeRequired"] == "PT1M"
    assert '<link rel="canonical" href="http://127.0.0.1:8000/articles/long-nights/">' in html
    assert '<meta property="og:type" content="article">' in html


def test_references_leave_as_bibtex_ris_and_csl(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
    assert "@article{bidonde2017.1," in text_of(client, "/articles/long-nights/references.bib")
    assert "DO - 10.1002/14651858.CD012700" in text_of(client, "/articles/long-nights/references.ris")
    answer = client.get("/articles/long-nights/references.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="long-nights.json"'
    assert json.loads(answer.data)[0]["DOI"] == "10.1002/14651858.CD012700"


def test_index_feed_sitemap_topic_show_the_same_articles(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
        gone = make_article(title="Taken back", resource=make_resource("B"), door=make_open_door("D"))
        with transaction():
            archive_article(get_article(gone.id), actor=ACTOR, now=MORNING)
    for path in ("/articles/", "/topics/sleep/", "/articles/feed.atom", "/sitemap/articles-1.xml"):
        body = client.get(path).get_data(as_text=True)
        assert set(re.findall(r"/articles/([a-z-]+)/", body)) == {"long-nights"}, path


def test_robots_and_sitemap_name_each_other(client: FlaskClient) -> None:
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)
    for address in re.findall(
        r"<loc>http://127.0.0.1:8000([^<]+)</loc>", client.get("/sitemap.xml").get_data(as_text=True)
    ):
        ElementTree.fromstring(client.get(address).data)  # noqa: S314 - our own maps


def test_a_finding_in_the_text_is_not_told_twice(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article(body="## One\n\n::finding{1}\n\n::finding{1}\n", references=(COCHRANE,))
    html = text_of(client, "/articles/long-nights/")
    assert html.count("Aerobic exercise may slightly reduce pain.") == 1
    assert "What was found" not in html


def test_a_card_in_the_text_goes_when_the_product_goes(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        variant = put_on_sale(title="Wool hot-water bottle")
        body = "::product{wool-hot-water-bottle}\n\nOr [this one](/products/wool-hot-water-bottle/).\n"
        make_article(body=body, products=(variant.product_id,), article_class=ArticleClass.LIVING)
    html = text_of(client, "/articles/long-nights/")
    assert html.count("card-product") == 1 and ">this one</a>" in html
    with app.app_context(), transaction() as session:
        session.execute(update(Product).values(state=ProductState.ARCHIVED))
        raise_version()
    app.extensions["page_cache"].checked = float("-inf")
    html = text_of(client, "/articles/long-nights/")
    assert "card-product" not in html and "Or this one." in html


def test_a_card_in_the_text_says_that_the_thing_is_sold_out(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        variant = put_on_sale(title="Wool hot-water bottle", units=0)
        body = "::product{wool-hot-water-bottle}\n"
        make_article(body=body, products=(variant.product_id,), article_class=ArticleClass.LIVING)
    html = text_of(client, "/articles/long-nights/")
    card = html[html.index("card-product") :]
    assert html.count("card-product") == 1
    assert "Sold out" in card[: card.index("</article>")]


def test_a_change_after_publication_carries_its_date(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        article = make_article()
        with transaction():
            changed = replace(NIGHTS, body="Newer.", review_due=date(2027, 9, 1))
            save_draft(article.id, changed, seen_revision=1, actor=ACTOR, now=MORNING)
            publish_article(get_article(article.id), actor=ACTOR, now=MORNING + timedelta(days=3))
    assert 'changed <time datetime="2026-11-23' in text_of(client, "/articles/long-nights/")


def test_a_topic_and_a_resource_show_what_belongs_to_them(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        resource = make_resource("Sleep pages")
        make_article(resource=resource)
        make_topic("hands", "Hands and grip")
    topic = text_of(client, "/topics/sleep/")
    assert "Long nights" in topic and "Sleep pages" in topic
    assert "Nothing about this yet" in text_of(client, "/topics/hands/")
    page = text_of(client, "/resources/sleep-pages/")
    assert "Articles that lead here" in page and "Long nights" in page and "1 November 2026" in page
    assert "Sleep pages" in text_of(client, "/resources/")


def test_a_product_page_names_the_articles_that_lead_to_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        variant = put_on_sale(title="Wool hot-water bottle")
        article = make_article()
        lead_to(article, "product", variant.product_id)
    assert "Long nights" in text_of(client, "/products/wool-hot-water-bottle/")


@pytest.mark.parametrize("raw", ["", "x", "1", "1.AAAA", "a" * 200, "\u0663.x", "null", "WzFd.x"])
def test_a_made_up_via_is_none(app: Flask, raw: str) -> None:
    with app.app_context():
        assert read_via(raw) is None


def test_a_signed_via_is_read_and_a_changed_one_is_not(app: Flask) -> None:
    with app.app_context():
        signed = sign_via(42)
        assert read_via(signed) == Touch(first=42, last=42)
        assert read_via(sign_via(42, first=7)) == Touch(first=7, last=42)
        # The first sign is changed and not the last, some of whose bits mean nothing in base64.
        number, dot, mark = signed.partition(".")
        assert read_via(number + dot + ("A" if mark[0] != "A" else "B") + mark[1:]) is None


def test_who_asked_for_the_main_things_is_told_so_and_finds_the_way_back(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        make_article(picture_id=make_picture(alt="A lamp beside a bed.").id)
    assert "the main things only" not in text_of(client, "/articles/long-nights/")
    client.post("/comfort/", data={"choices": "fewer"})
    html = text_of(client, "/articles/long-nights/")
    assert (
        'data-choices="fewer"' in html
        and 'You see the main things only, as you asked. <a href="/comfort/">' in html
    )
    assert '<p class="row small" data-extra>' in html

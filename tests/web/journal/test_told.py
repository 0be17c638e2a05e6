"""What other sites and machines are told of every kind of page: schema.org's required properties, picture, address."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.clock import utcnow
from app.community.models import Door
from app.db import db, transaction
from app.media.store import SHARE, path_of
from app.picturing.drawing import draw_missing
from app.picturing.models import PageKind, PagePicture
from app.series.actions import SeriesDraft, add_series
from app.topics.models import Topic
from tests.factories.journal import ACTOR, MORNING, make_article, make_person
from tests.factories.media import make_picture
from tests.factories.shop import put_on_sale
from tests.web.journal.test_structured import all_nodes

WORK = "/references/bidonde-2017-aerobic-exercise-training-for-adults-with/"
SITE = "http://127.0.0.1:8000"
#: what each type must have: https://developers.google.com/search/docs/appearance/structured-data (article, breadcrumb,
#: merchant-listing, profile-page, organization) and what schema.org's definitions make no sense without
REQUIRED = {
    "Article": {"headline", "author", "datePublished", "publisher"},
    "MedicalWebPage": {"url", "name"},
    "WebPage": {"url", "name", "isPartOf"},
    "CollectionPage": {"url", "name", "isPartOf"},
    "ProfilePage": {"url", "name", "about"},
    "CreativeWork": {"name", "url"},
    "ImageObject": {"url", "width", "height"},
    "Person": {"name"},
    "Organization": {"name"},
    "WebSite": {"name", "url"},
    "SearchAction": {"target", "query-input"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "ScholarlyArticle": {"name", "url"},
    "Periodical": {"name"},
    "PropertyValue": {"propertyID", "value"},
    "MedicalCondition": {"name"},
    "Patient": set(),
    "CorrectionComment": {"text", "datePublished"},
    "Product": {"name", "offers"},
    "Offer": {"price", "priceCurrency", "availability"},
    "OfferShippingDetails": {"shippingRate", "shippingDestination"},
    "MonetaryAmount": {"value", "currency"},
    "DefinedRegion": {"addressCountry"},
    "Brand": {"name"},
}  # fmt: skip
PAGES = {
    "/": {"Organization", "WebSite"},
    "/articles/": {"CollectionPage", "BreadcrumbList"},
    "/articles/long-nights/": {"Article", "MedicalWebPage", "BreadcrumbList"},
    "/topics/sleep/": {"CollectionPage", "BreadcrumbList"},
    "/series/nights/": {"CollectionPage", "BreadcrumbList"},
    "/archive/": {"CollectionPage", "BreadcrumbList"},
    "/archive/2026/11/": {"CollectionPage", "BreadcrumbList"},
    "/glossary/": {"CollectionPage", "BreadcrumbList"},
    "/authors/": {"CollectionPage", "BreadcrumbList"},
    "/authors/maeve-byrne/": {"ProfilePage", "Person", "BreadcrumbList"},
    "/references/": {"CollectionPage", "BreadcrumbList"},
    WORK: {"WebPage", "ScholarlyArticle", "BreadcrumbList"},
    "/resources/": {"CollectionPage", "BreadcrumbList"},
    "/resources/sleep-clinic/": {"WebPage", "CreativeWork", "BreadcrumbList"},
    "/join/": {"CollectionPage", "BreadcrumbList"},
    "/join/the-porch/": {"WebPage", "BreadcrumbList"},
    "/shop/": {"CollectionPage", "BreadcrumbList"},
    "/shop/warmth/": {"CollectionPage", "BreadcrumbList"},
    "/products/wool-hot-water-bottle/": {"Product", "Offer", "BreadcrumbList"},
}


@pytest.fixture(autouse=True)
def everything(app: Flask) -> Iterator[None]:
    from tests.factories.journal import make_open_door, make_resource

    with app.app_context():
        make_person("Maeve Byrne", orcid="0000-0002-1825-0097")
        product_id = put_on_sale(title="Wool hot-water bottle").product_id
        resource, door = make_resource("Sleep clinic"), make_open_door(name="The porch")
        told = {"author": "Maeve Byrne", "reviewed_by": "Maeve Byrne", "reviewed_on": date(2026, 9, 1)}
        make_article(resource=resource, door=door, products=(product_id,), **told)
        with transaction():
            draft = SeriesDraft(title="Nights", summary="In parts.", parts=("long-nights",))
            add_series(draft, actor=ACTOR, now=MORNING)
    yield


def blocks(html: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return [node for one in found for node in all_nodes(json.loads(one))]


def meta(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', html))


def test_every_block_of_every_kind_of_page_has_what_its_readers_require(client: FlaskClient) -> None:
    for path, types in PAGES.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        nodes = blocks(answer.text)
        assert types <= {one["@type"] for one in nodes}, path
        for one in nodes:
            lacks = REQUIRED[one["@type"]] - set(one)
            assert not lacks or set(one) == {"@id"}, f"{path}: {one['@type']} lacks {lacks}"
            assert not [name for name, value in one.items() if value in (None, "", [], {})], (path, one)
            addresses = [one.get("url"), one.get("item"), one.get("@id")]
            assert all(not value or re.match(r"https?://", value) for value in addresses), (path, one)


def test_a_work_is_told_whole_on_its_own_page_and_in_short_where_it_is_cited(client: FlaskClient) -> None:
    def works(path: str) -> list[dict[str, Any]]:
        return [one for one in blocks(client.get(path).text) if one["@type"] == "ScholarlyArticle"]

    [whole] = works(WORK)
    assert whole["author"] and whole["identifier"]["value"] == "10.1002/14651858.CD012700"
    assert [one["url"] for one in works("/articles/long-nights/")] == [whole["url"]]


def test_breadcrumbs_count_from_one_and_end_with_the_page(client: FlaskClient) -> None:
    for path in PAGES:
        for one in blocks(client.get(path).text):
            if one["@type"] == "BreadcrumbList":
                steps = one["itemListElement"]
                assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
                assert steps[-1]["item"] == SITE + path


def test_every_kind_of_page_says_its_address_title_and_words(client: FlaskClient) -> None:
    for path in PAGES:
        html = client.get(path).text
        told = meta(html)
        assert told["og:url"] == SITE + path and f'<link rel="canonical" href="{SITE}{path}">' in html
        assert told["og:title"] and told["og:description"] and told["og:site_name"]


def draw(app: Flask) -> int:
    with app.app_context():
        drawn = draw_missing(utcnow())
    app.extensions["page_cache"].checked = float("-inf")
    return drawn


def test_pages_have_a_drawn_picture_of_the_size_that_sites_ask_for(app: Flask, client: FlaskClient) -> None:
    assert "og:image" not in meta(client.get("/topics/sleep/").text), "no page waits for its picture"
    assert draw(app) >= 6
    of_their_own = {}
    for path in [one for one in PAGES if not one.startswith(("/articles/long", "/products/"))]:
        told = meta(client.get(path).text)
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        assert told["og:image:alt"] and told["twitter:card"] == "summary_large_image"
        digest = told["og:image"].removeprefix(f"{SITE}/media/").removesuffix(f"/{SHARE}")
        with app.app_context():
            file = path_of(digest, SHARE)
        assert file is not None and Image.open(BytesIO(file.read_bytes())).size == (1200, 630)
        of_their_own[path] = digest
    own = [of_their_own[one] for one in ("/topics/sleep/", "/series/nights/", "/resources/sleep-clinic/",
                                         "/join/the-porch/", "/shop/warmth/", "/")]  # fmt: skip
    assert len(set(own)) == 6
    assert of_their_own["/archive/"] == of_their_own["/resources/"] == of_their_own["/"]


def test_the_same_is_not_drawn_twice_and_a_new_name_or_drawing_is(app: Flask) -> None:
    draw(app)
    assert draw(app) == 0
    with app.app_context(), transaction() as session:
        session.scalars(select(Topic)).first().name = "Rest"  # type: ignore[union-attr]
        session.scalars(select(Door)).one().picture_id = make_picture(alt="A porch.").id
    assert draw(app) == 2
    with app.app_context():
        kinds = set(db.session.scalars(select(PagePicture.kind)))
    assert kinds == set(PageKind)


def test_a_round_draws_some_and_the_next_goes_on(app: Flask) -> None:
    with app.app_context():
        assert draw_missing(utcnow(), at_once=2) == 2
        rest = draw_missing(utcnow())
        assert rest >= 4 and draw_missing(utcnow()) == 0

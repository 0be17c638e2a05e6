"""Feeds and maps: what their specifications ask for is there, in each form, whatever an article is called."""

import json
import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content.actions import move_article
from app.content.queries import get_article
from app.db import transaction
from app.publishing.actions import publish_article
from app.settings.actions import change_setting
from app.settings.queries import forget_settings
from blueprints.blog import sitemaps
from tests.factories.journal import ACTOR, MORNING, make_article, make_open_door, make_resource
from tests.factories.media import make_picture
from tests.factories.shop import put_on_sale

SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"


def xml_of(client: FlaskClient, path: str) -> ElementTree.Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return ElementTree.fromstring(answer.data)  # noqa: S314 - our own


def said(node: ElementTree.Element, name: str) -> str:
    found = node.find(name)
    assert found is not None, f"{node.tag} lacks {name}"
    return (found.text or "").strip()


@pytest.fixture
def nights(app: Flask) -> None:
    """Twenty-two articles, the last of them with an odd name, one of them changed after it came out."""
    with app.app_context():
        resource, door = make_resource(), make_open_door()
        for number in range(21):
            made = make_article(
                title=f"Night {number}", resource=resource, door=door, now=MORNING + timedelta(hours=number)
            )
        make_article(
            title="R&D <em> \x0b”", summary="1 < 2 & \x01 3", resource=resource, door=door,
            now=MORNING + timedelta(days=2),
        )  # fmt: skip
        with transaction():
            article = get_article(made.id)
            article.draft = {**article.draft, "summary": "Another."}
            publish_article(article, actor=ACTOR, now=MORNING + timedelta(days=9))


@pytest.mark.parametrize("path", ["/articles/feed.atom", "/topics/sleep/feed.atom"])
def test_an_atom_feed_has_what_rfc_4287_asks_for(nights: None, client: FlaskClient, path: str) -> None:
    feed = xml_of(client, path)
    assert client.get(path).mimetype == "application/atom+xml"
    assert feed.tag == f"{ATOM}feed" and said(feed, f"{ATOM}title")
    assert said(feed, f"{ATOM}id") == SITE + path
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"] == SITE + path and links["alternate"]
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 20
    for entry in entries:
        assert said(entry, f"{ATOM}title") and said(entry, f"{ATOM}summary")
        assert datetime.fromisoformat(said(entry, f"{ATOM}updated")).tzinfo is not None
        assert entry.find(f"{ATOM}author/{ATOM}name") is not None
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
    ids = [said(one, f"{ATOM}id") for one in entries]
    assert len(set(ids)) == 20 and all(one.startswith("tag:127.0.0.1,2026-") for one in ids)
    assert said(feed, f"{ATOM}updated") == max(said(one, f"{ATOM}updated") for one in entries)
    assert said(entries[0], f"{ATOM}title") == "R&D <em> ”"
    older = xml_of(client, links["next"].removeprefix(SITE))  # type: ignore[union-attr]
    assert [said(one, f"{ATOM}title") for one in older.findall(f"{ATOM}entry")] == ["Night 1", "Night 0"]


@pytest.mark.parametrize("path", ["/articles/feed.rss", "/topics/sleep/feed.rss"])
def test_an_rss_feed_has_what_its_specification_asks_for(
    nights: None, client: FlaskClient, path: str
) -> None:
    feed = xml_of(client, path)
    assert feed.tag == "rss" and feed.get("version") == "2.0"
    channel = feed.find("channel")
    assert channel is not None
    assert said(channel, "title") and said(channel, "link").startswith(SITE) and said(channel, "description")
    own = channel.find(f"{ATOM}link[@rel='self']")
    assert own is not None and own.get("href") == SITE + path
    items = channel.findall("item")
    assert len(items) == 20
    for item in items:
        assert said(item, "title") and said(item, "link").startswith(f"{SITE}/articles/")
        assert parsedate_to_datetime(said(item, "pubDate")).tzinfo is not None
    assert len({said(one, "guid") for one in items}) == 20


@pytest.mark.parametrize("path", ["/articles/feed.json", "/topics/sleep/feed.json"])
def test_a_json_feed_has_what_version_1_1_asks_for(nights: None, client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.mimetype == "application/feed+json"
    feed = json.loads(answer.text)
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"]
    assert feed["feed_url"] == SITE + path
    assert len(feed["items"]) == 20
    for item in feed["items"]:
        assert isinstance(item["id"], str) and item["url"].startswith(SITE)
        assert item["content_text"] or item["content_html"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
        assert item["authors"] == [{"name": "The editors"}]
    older = json.loads(client.get(feed["next_url"].removeprefix(SITE)).text)
    assert [one["title"] for one in older["items"]] == ["Night 1", "Night 0"] and "next_url" not in older


def test_an_article_is_the_same_for_feed_readers_under_a_new_address(app: Flask, client: FlaskClient) -> None:
    def known() -> str:
        return str(json.loads(client.get("/articles/feed.json").text)["items"][0]["id"])

    with app.app_context():
        made = make_article()
    before = known()
    with app.app_context(), transaction():
        move_article(get_article(made.id), "short-nights", actor=ACTOR, now=MORNING)
    assert known() == before


def test_pages_name_their_feeds_and_feeds_their_hub(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
    for page in ("/articles/", "/topics/sleep/"):
        text = client.get(page).text
        for form, kind in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
            assert f'type="application/{kind}"' in text and f"{page}feed.{form}" in text
    assert "hub" not in client.get("/articles/feed.atom").text
    with app.app_context():
        with transaction():
            change_setting("websub_hub", "https://hub.example/", actor=ACTOR, now=MORNING)
        forget_settings()
    assert '<link rel="hub" href="https://hub.example/"/>' in client.get("/articles/feed.atom?before=").text
    assert '<https://hub.example/>; rel="hub"' in client.get("/articles/feed.rss?before=").headers["Link"]
    assert json.loads(client.get("/articles/feed.json?before=").text)["hubs"][0]["type"] == "WebSub"


def test_a_map_names_every_address_with_its_change_and_picture(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article(
            picture_id=make_picture(alt="A lamp.").id, products=(put_on_sale(title="A lamp").product_id,)
        )
    parts = [said(one, f"{MAP}loc") for one in xml_of(client, "/sitemap.xml")]
    assert parts == [f"{SITE}/sitemap/{one}-1.xml" for one in ("pages", "articles", "products", "resources")]
    (row,) = xml_of(client, "/sitemap/articles-1.xml")
    assert said(row, f"{MAP}loc") == f"{SITE}/articles/long-nights/"
    assert datetime.fromisoformat(said(row, f"{MAP}lastmod")) == MORNING
    assert said(row, f"{IMAGE}image/{IMAGE}loc").startswith(f"{SITE}/media/")
    for part in parts:
        for one in xml_of(client, part.removeprefix(SITE)):
            path = said(one, f"{MAP}loc").removeprefix(SITE)
            assert client.get(path).status_code == 200, path


def test_a_map_is_split_by_blocks_and_written_in_steps(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "BLOCK", 2)
    monkeypatch.setattr(sitemaps, "AT_ONCE", 1)
    with app.app_context():
        resource, door = make_resource(), make_open_door()
        for number in range(5):
            make_article(title=f"Night {number}", resource=resource, door=door)
            put_on_sale(sku=f"SH-{number}", title=f"Thing {number}")
    index = [said(one, f"{MAP}loc") for one in xml_of(client, "/sitemap.xml")]
    assert [one for one in index if "articles" in one] == [
        f"{SITE}/sitemap/articles-{n}.xml" for n in (1, 2, 3)
    ]
    for kind in ("articles", "products"):
        found = [
            said(row, f"{MAP}loc")
            for part in (1, 2, 3)
            for row in xml_of(client, f"/sitemap/{kind}-{part}.xml")
        ]
        assert len(found) == len(set(found)) == 5, kind
    assert len(list(xml_of(client, "/sitemap/articles-4.xml"))) == 0


@pytest.mark.parametrize(
    "path", ["/sitemap/articles-0.xml", "/sitemap/nothing-1.xml", "/topics/none/feed.rss"]
)
def test_what_is_no_map_or_feed_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def structured(client: FlaskClient, path: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text, re.DOTALL)
    assert found is not None, path
    nodes: list[dict[str, object]] = json.loads(found[1])
    return nodes


def test_structured_data_has_the_properties_that_are_asked_for(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article(products=(put_on_sale(title="A lamp").product_id,))
    needed = {
        "Article": {"headline", "author", "publisher", "datePublished", "dateModified", "mainEntityOfPage"},
        "MedicalWebPage": {"name", "url", "audience"},
        "BreadcrumbList": {"itemListElement"},
        "Product": {"name", "offers", "url"},
        "Organization": {"name", "url"},
        "WebSite": {"name", "url", "potentialAction"},
    }
    seen = set()
    for path in ("/", "/articles/long-nights/", "/topics/sleep/", "/products/a-lamp/"):
        for node in structured(client, path):
            kind = str(node["@type"])
            assert node["@context"] == "https://schema.org"
            assert needed.get(kind, set()) <= set(node), kind
            seen.add(kind)
            for step in node.get("itemListElement", []):  # type: ignore[attr-defined]
                assert step["name"] and step["item"].startswith(SITE) and step["position"] >= 1
            if kind == "Product":
                for offer in node["offers"]:  # type: ignore[attr-defined]
                    assert {"price", "priceCurrency", "availability", "url"} <= set(offer)
    assert seen >= set(needed)

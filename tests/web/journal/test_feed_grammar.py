"""Feeds held against their grammars: the schema of RFC 4287 (appendix B), the RSS 2.0 tables, JSON Feed 1.1."""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.journal import MORNING, make_article, make_open_door, make_person, make_resource

ATOM = "{http://www.w3.org/2005/Atom}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
FEEDS = ("/articles/feed", "/topics/sleep/feed", "/authors/maeve-byrne/feed")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339, as 4287 narrows it
MAIL_DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
MEDIA_TYPE = re.compile(r"[^/\s]+/[^/\s]+")
# How often a child may stand there (least, most); what is not named may not.
FEED = {
    "title": (1, 1), "id": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "link": (1, 9), "author": (1, 9),
    "entry": (1, 20),
}  # fmt: skip
ENTRY = {
    "title": (1, 1), "id": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1), "link": (1, 9),
    "author": (1, 9), "category": (0, 9),
}  # fmt: skip
CHANNEL = {
    "title": (1, 1), "link": (1, 1), "description": (1, 1), "language": (0, 1), "lastBuildDate": (0, 1),
    "item": (1, 20), f"{ATOM}link": (1, 3),
}  # fmt: skip
ITEM = {
    "title": (1, 1), "link": (1, 1), "description": (1, 1), "guid": (1, 1), "pubDate": (1, 1),
    "category": (0, 9), CREATOR: (0, 1),
}  # fmt: skip


@pytest.fixture(autouse=True)
def written(app: Flask) -> None:
    """Twenty-two articles by Maeve Byrne; XML has no way to write some characters of the last one's name."""
    with app.app_context():
        make_person("Maeve Byrne")
        resource, door = make_resource(), make_open_door()
        for number in range(22):
            make_article(
                title="Night \ufffe <i>&amp;</i> \uffff end" if number == 21 else f"Night {number}",
                resource=resource, door=door, author="Maeve Byrne", now=MORNING + timedelta(hours=number),
            )  # fmt: skip


def hold(node: ElementTree.Element, grammar: dict[str, tuple[int, int]], space: str = "") -> None:
    """Check that the children are those of the grammar, as often as it says, with no text between them."""
    seen = Counter(one.tag for one in node)
    assert set(seen) <= {space + name for name in grammar}, node.tag
    for name, (least, most) in grammar.items():
        assert least <= seen[space + name] <= most, f"{seen[space + name]} times {name} in {node.tag}"
    assert not (node.text or "").strip() and not any((one.tail or "").strip() for one in node)


def text_of(node: ElementTree.Element, name: str) -> str:
    """Return what a child of plain text says; elements within it are none."""
    found = node.find(name)
    assert found is not None and len(found) == 0, f"{name} of {node.tag}"
    return found.text or ""


def is_whole(address: str | None) -> bool:
    """Say whether an address needs no other to be understood."""
    return bool(address and urlsplit(address).scheme and not re.search(r"\s", address))


def check_atom_node(node: ElementTree.Element) -> None:
    """Check what feed and entry have in common."""
    assert is_whole(text_of(node, f"{ATOM}id"))
    for name in ("updated", "published"):
        for stamp in node.findall(f"{ATOM}{name}"):
            assert STAMP.fullmatch(stamp.text or "") and not stamp.attrib
    alternates: Counter[tuple[str | None, str | None]] = Counter()
    for link in node.findall(f"{ATOM}link"):
        assert set(link.attrib) <= {"rel", "type", "href", "hreflang", "title", "length"} and len(link) == 0
        assert is_whole(link.get("href")) and MEDIA_TYPE.fullmatch(link.get("type", "a/b"))
        alternates[(link.get("type"), link.get("hreflang"))] += link.get("rel", "alternate") == "alternate"
    assert max(alternates.values()) == 1, "alternates of one type and language"
    for author in node.findall(f"{ATOM}author"):
        hold(author, {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}, ATOM)
        assert text_of(author, f"{ATOM}name").strip()
    for category in node.findall(f"{ATOM}category"):
        assert category.get("term") and set(category.attrib) <= {"term", "label", "scheme"}


@pytest.mark.parametrize("path", FEEDS)
def test_atom_keeps_to_the_schema_of_rfc_4287(client: FlaskClient, path: str) -> None:
    feed = ElementTree.fromstring(client.get(f"{path}.atom").data)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    hold(feed, FEED, ATOM)
    check_atom_node(feed)
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        hold(entry, ENTRY, ATOM)
        check_atom_node(entry)
        came, changed = (text_of(entry, f"{ATOM}{name}") for name in ("published", "updated"))
        assert datetime.fromisoformat(came) <= datetime.fromisoformat(changed)
        for name in ("title", "summary"):
            assert text_of(entry, f"{ATOM}{name}").strip()
    assert len({text_of(one, f"{ATOM}id") for one in entries}) == len(entries) == 20
    assert text_of(entries[0], f"{ATOM}title").split() == ["Night", "<i>&amp;</i>", "end"]


@pytest.mark.parametrize("path", FEEDS)
def test_rss_keeps_to_the_tables_of_its_specification(client: FlaskClient, path: str) -> None:
    feed = ElementTree.fromstring(client.get(f"{path}.rss").data)  # noqa: S314 - our own
    assert (feed.tag, feed.attrib, len(feed)) == ("rss", {"version": "2.0"}, 1)
    channel = feed[0]
    hold(channel, CHANNEL)
    assert is_whole(text_of(channel, "link")) and MAIL_DATE.fullmatch(text_of(channel, "lastBuildDate"))
    items = channel.findall("item")
    for item in items:
        hold(item, ITEM)
        assert text_of(item, "title").strip() and is_whole(text_of(item, "link"))
        assert MAIL_DATE.fullmatch(text_of(item, "pubDate"))
        guid = item.find("guid")
        assert guid is not None and guid.attrib == {"isPermaLink": "false"} and is_whole(guid.text)
    assert len({text_of(one, "guid") for one in items}) == len(items) == 20
    assert text_of(items[0], "title").split() == ["Night", "<i>&amp;</i>", "end"]


@pytest.mark.parametrize("path", FEEDS)
def test_a_json_feed_has_the_members_of_version_1_1_and_their_kinds(client: FlaskClient, path: str) -> None:
    feed = json.loads(client.get(f"{path}.json").data)
    assert set(feed) <= {
        "version", "title", "home_page_url", "feed_url", "description", "language", "items", "next_url", "hubs",
    }  # fmt: skip
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(is_whole(feed[name]) for name in ("home_page_url", "feed_url", "next_url"))
    assert feed["next_url"] != feed["feed_url"]
    for item in feed["items"]:
        assert set(item) <= {
            "id", "url", "title", "summary", "content_text", "date_published", "date_modified", "authors",
            "tags", "language",
        }  # fmt: skip
        assert is_whole(item["id"]) and is_whole(item["url"]) and item["content_text"].strip()
        assert all(STAMP.fullmatch(item[name]) for name in ("date_published", "date_modified"))
        assert all(isinstance(one, str) and one for one in item["tags"])
        assert all(set(one) <= {"name", "url", "avatar"} and one["name"] for one in item["authors"])
    assert len({one["id"] for one in feed["items"]}) == len(feed["items"]) == 20

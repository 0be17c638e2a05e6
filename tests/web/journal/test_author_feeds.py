"""Feeds of an author, and every feed read by a reader that is not ours."""

import json
from datetime import timedelta

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.journal import MORNING, make_article, make_open_door, make_person, make_resource

SITE = "http://127.0.0.1:8000"
FEEDS = ("/articles/feed", "/topics/sleep/feed", "/authors/maeve-byrne/feed")


@pytest.fixture(autouse=True)
def written(app: Flask) -> None:
    """Three articles by Maeve Byrne and one by the editors that she has checked."""
    with app.app_context():
        make_person("Maeve Byrne")
        resource, door = make_resource(), make_open_door()
        for number in range(3):
            make_article(
                title=f"Night {number} & <b>day</b>", resource=resource, door=door, author="Maeve Byrne",
                now=MORNING + timedelta(hours=number),
            )  # fmt: skip
        make_article(title="Checked", resource=resource, door=door, reviewed_by="Maeve Byrne",
                     reviewed_on=MORNING.date())  # fmt: skip


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_reader_takes_it_without_a_complaint(client: FlaskClient, path: str, form: str) -> None:
    answer = client.get(f"{path}.{form}")
    read = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == ("atom10" if form == "atom" else "rss20")
    assert read.feed.title and read.feed.link.startswith(SITE)
    for entry in read.entries:
        assert entry.title and entry.id and entry.link.startswith(f"{SITE}/articles/") and entry.summary
        assert entry.published_parsed and entry.author
    assert "Night 2 & <b>day</b>" in [one.title for one in read.entries] or form == "atom"


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_an_authors_feed_has_what_they_wrote_newest_first_and_nothing_they_checked(
    client: FlaskClient, form: str
) -> None:
    read = feedparser.parse(client.get(f"/authors/maeve-byrne/feed.{form}").data)
    assert [one.link for one in read.entries] == [f"{SITE}/articles/night-{at}-b-day-b/" for at in (2, 1, 0)]
    assert read.feed.title.endswith("Maeve Byrne")


def test_an_authors_json_feed_says_the_same(client: FlaskClient) -> None:
    feed = json.loads(client.get("/authors/maeve-byrne/feed.json").text)
    assert feed["feed_url"] == f"{SITE}/authors/maeve-byrne/feed.json"
    assert feed["home_page_url"] == f"{SITE}/authors/maeve-byrne/"
    assert [one["title"] for one in feed["items"]] == [f"Night {at} & <b>day</b>" for at in (2, 1, 0)]


def test_the_authors_page_names_the_feeds_and_an_unknown_author_has_none(client: FlaskClient) -> None:
    page = client.get("/authors/maeve-byrne/").text
    for form, kind in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
        assert f'type="application/{kind}"' in page and f'href="/authors/maeve-byrne/feed.{form}"' in page
        assert client.get(f"/authors/nobody/feed.{form}").status_code == 404

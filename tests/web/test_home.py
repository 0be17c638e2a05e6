"""The first page stands with an empty site and shows what there is."""

from flask import Flask
from flask.testing import FlaskClient

from app.demo.loading import load_demo_once
from tests.factories.journal import make_article


def test_the_first_page_of_an_empty_site_stands(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Soft Hours" in answer.text


def test_the_demo_fills_the_first_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        assert load_demo_once()
        assert not load_demo_once()
    page = client.get("/").text
    for words in ("On the shelf just now", "Someone is usually in", "Also lately", 'action="/letters/'):
        assert words in page


def test_a_newest_article_without_a_drawing_leads_as_words_alone(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_article()
    assert 'class="opening opening-words"' in client.get("/").text
    assert 'class="article-list article-list-words"' in client.get("/articles/").text

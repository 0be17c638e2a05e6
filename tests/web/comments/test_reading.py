"""Comments as readers see them: on the article, on their own pages, and in nobody's way."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import utcnow
from app.comments.changing import edit_comment, take_back
from app.comments.closing import close_comments
from app.content.actions import move_article
from app.content.queries import get_article
from app.db import transaction
from app.settings.actions import change_setting
from app.web.page_cache import MARK
from tests.factories.comments import comment_of, make_comment
from tests.factories.journal import ACTOR, make_article
from tests.support.queries import counted_queries

PATH = "/articles/long-nights/"


@pytest.fixture
def article(app: Flask) -> int:
    with app.app_context():
        return make_article(now=utcnow()).id


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return " ".join(answer.text.split())


def test_an_article_shows_its_first_comments_and_leads_to_the_rest(
    app: Flask, client: FlaskClient, article: int
) -> None:
    with app.app_context():
        for number in range(5):
            make_comment(
                article, email=f"r{number}@reader.example", name=f"R{number}", text=f"Words {number}."
            )
        make_comment(article, state="waiting", text="Nobody has read this.")
    html = text_of(client, PATH)
    assert "Words 0." in html and "Words 2." in html and "Words 3." not in html
    assert "All comments (5)" in html and 'href="/articles/long-nights/comments/write/"' in html
    assert "Nobody has read this." not in html and "reader.example" not in html


def test_long_comments_stay_on_their_own_page(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        make_comment(article, text="Long words. " * 200)
    assert "Long words." not in text_of(client, PATH)
    assert "Long words." in text_of(client, f"{PATH}comments/")


def test_a_page_is_kept_for_strangers_and_made_anew_when_a_comment_appears(
    app: Flask, client: FlaskClient, article: int
) -> None:
    for path in (PATH, f"{PATH}comments/"):
        text_of(client, path)
    kept = {key[1] for key in app.extensions["page_cache"].pages}
    assert {PATH, f"{PATH}comments/"} <= kept
    with app.app_context():
        mine = make_comment(article)
    app.extensions["page_cache"].checked = float("-inf")
    assert "Warm water" in text_of(client, PATH)
    with app.app_context():
        writer = comment_of(mine).commenter_id
        with transaction():
            take_back(writer, mine, now=utcnow())
    app.extensions["page_cache"].checked = float("-inf")
    assert "Warm water" not in text_of(client, PATH)


def test_words_that_wait_again_are_on_no_kept_page(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        mine = make_comment(article)
        writer = comment_of(mine).commenter_id
    assert "Warm water" in text_of(client, PATH)
    with app.app_context(), transaction():
        edit_comment(writer, mine, name="Orla", text="Cold water.", seen=1, now=utcnow())
    app.extensions["page_cache"].checked = float("-inf")
    page = text_of(client, PATH)
    assert "Warm water" not in page and "Cold water" not in page


def test_all_comments_stand_in_pages_with_their_answers(
    app: Flask, client: FlaskClient, article: int
) -> None:
    with app.app_context():
        firsts = [make_comment(article, text=f"First word {number}.") for number in range(23)]
        for number in range(12):
            make_comment(article, answers=firsts[0], text=f"Answer {number}.", email="mae@reader.example")
    page = text_of(client, f"{PATH}comments/")
    assert "First word 19." in page and "First word 20." not in page
    assert "Answer 9." in page and "Answer 10." not in page and "2 more answers" in page
    more = re.search(r'rel="next" href="([^"]+)"', page)
    assert more
    assert "First word 22." in text_of(client, more[1]) and "First word 19." not in text_of(client, more[1])
    thread = text_of(client, f"{PATH}comments/{firsts[0]}/")
    assert "Answer 11." in thread and "First word 1." not in thread


def test_lists_ask_as_often_for_twenty_as_for_one(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        first = make_comment(article)
        make_comment(article, answers=first, text="An answer.")
    with counted_queries(app) as few:
        text_of(client, f"{PATH}comments/")
    with app.app_context():
        for number in range(20):
            one = make_comment(article, text=f"More {number}.")
            make_comment(article, answers=one, text=f"Answer {number}.")
    app.extensions["page_cache"].checked = float("-inf")
    with counted_queries(app) as many:
        text_of(client, f"{PATH}comments/")
    assert len(many) <= len(few)


def test_an_answers_address_leads_to_its_place(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        first = make_comment(article)
        second = make_comment(article, answers=first, text="An answer.")
    answer = client.get(f"{PATH}comments/{second}/")
    assert answer.location == f"{PATH}comments/{first}/#comment-{second}"


def test_an_answers_address_leads_to_its_place_past_the_first_fifty(
    app: Flask, client: FlaskClient, article: int
) -> None:
    with app.app_context():
        first = make_comment(article)
        answers = [make_comment(article, answers=first, text=f"Answer {number}.") for number in range(52)]
    for one in (answers[0], answers[49], answers[50], answers[51]):
        led = client.get(f"{PATH}comments/{one}/").location
        assert f'id="comment-{one}"' in client.get(led).text, led
    assert "From the first answer" in client.get(client.get(f"{PATH}comments/{answers[50]}/").location).text


@pytest.mark.parametrize("state", ["waiting", "hidden", "spam", "unconfirmed"])
def test_what_is_not_shown_is_not_found(app: Flask, client: FlaskClient, article: int, state: str) -> None:
    with app.app_context():
        one = make_comment(article, state=state)
        other = make_article(title="Other nights", now=utcnow())
        theirs = make_comment(other.id)
    assert client.get(f"{PATH}comments/{one}/").status_code == 404
    assert client.get(f"{PATH}comments/{theirs}/").status_code == 404
    for to in (one, theirs, 999_999):
        assert client.get(f"{PATH}comments/write/?to={to}").status_code == 404


def test_a_hidden_comments_words_go_and_its_answers_stay(
    app: Flask, client: FlaskClient, article: int
) -> None:
    with app.app_context():
        hidden = make_comment(article, state="hidden", text="Hidden words.")
        make_comment(article, answers=hidden, text="An answer.")
    page = text_of(client, f"{PATH}comments/")
    assert "Hidden words." not in page and "A reader. These words are not on the page any more." in page
    assert "An answer." in page
    assert "Hidden words." not in text_of(client, PATH)


def test_closed_comments_stay_and_take_no_more(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        make_comment(article)
        with transaction():
            close_comments(article, actor=ACTOR, now=utcnow())
    assert "Warm water" in text_of(client, PATH) and "comments/write/" not in text_of(client, PATH)
    assert "Comments are closed here." in text_of(client, f"{PATH}comments/")
    assert "<textarea" not in text_of(client, f"{PATH}comments/write/")


def test_switched_off_comments_are_on_no_article(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        first = make_comment(article)
        second = make_comment(article, answers=first, text="An answer.")
    for path in ("", f"{first}/", f"{second}/"):
        assert client.get(f"{PATH}comments/{path}").status_code in (200, 302)
    with app.app_context(), transaction():
        change_setting("comments_on", False, actor=ACTOR, now=utcnow())
    app.extensions["page_cache"].checked = float("-inf")
    assert "Comments" not in text_of(client, PATH)
    for path in ("", f"{first}/", f"{second}/"):
        assert client.get(f"{PATH}comments/{path}").status_code == 404, path


def test_an_old_address_of_the_article_leads_on(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context(), transaction():
        move_article(get_article(article), "longer-nights", actor=ACTOR, now=utcnow())
    assert client.get(f"{PATH}comments/").location == "/articles/longer-nights/comments/"
    assert client.get("/articles/nothing/comments/").status_code == 404
    assert client.get("/articles/nothing/comments/write/").status_code == 404


def test_an_article_with_comments_asks_the_database_at_most_eight_times(
    app: Flask, client: FlaskClient, article: int
) -> None:
    with app.app_context():
        make_comment(article)
    with counted_queries(app) as sent:
        assert client.get(PATH).status_code == 200
    assert len(sent) <= 8, "\n\n".join(sent)
    assert MARK not in client.get(PATH).headers


def test_nobodys_name_or_words_are_in_a_feed(app: Flask, client: FlaskClient, article: int) -> None:
    with app.app_context():
        make_comment(article, name="Orla")
    for path in ("/articles/feed.atom", "/sitemap/articles.xml"):
        assert "Orla" not in client.get(path).text and "Warm water" not in client.get(path).text

"""The picture beside a link to an article, and telling others of a page: in jobs, by setting, never in the demo."""

from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import func, select

from app.content.queries import find_published_article, get_article
from app.content.share_models import SharePicture
from app.content.sharing import make_share_picture
from app.db import db, transaction
from app.fetching import Fetcher, FetchFailed
from app.media.cards import HEIGHT, WIDTH, draw_card, wrap
from app.media.store import SHARE, path_of
from app.outbox.models import OutboxItem
from app.outbox.working import run_all_owed
from app.publishing import telling
from app.publishing.actions import publish_article
from app.publishing.telling import TELL, Teller
from app.settings.actions import change_setting
from app.settings.queries import forget_settings
from tests.factories.journal import ACTOR, MORNING, make_article
from tests.factories.media import make_picture

TITLES = (
    "Sleep",
    "A " + "very " * 20 + "long title",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2,
)


@pytest.mark.parametrize("title", TITLES)
def test_a_card_has_the_size_that_sites_ask_for_whatever_its_title(title: str) -> None:
    card = Image.open(BytesIO(draw_card(title, name="Soft Hours")))
    assert (card.format, card.size) == ("JPEG", (WIDTH, HEIGHT)) == ("JPEG", (1200, 630))


def test_no_line_is_wider_than_its_room() -> None:
    pen, font = ImageDraw.Draw(Image.new("RGB", (10, 10))), ImageFont.load_default(40)
    for title in TITLES:
        lines = wrap(title, font, pen, 500)
        assert all(pen.textlength(line, font=font) <= 500 for line in lines)
        assert "".join(lines).replace(" ", "") == title.replace(" ", "")


def test_publishing_draws_the_picture_once_and_the_page_names_it(context: Flask) -> None:
    article = make_article(picture_id=make_picture(alt="A lamp.").id)
    run_all_owed()
    found = find_published_article("long-nights")
    assert found is not None and found.share_digest is not None
    path = path_of(found.share_digest, SHARE)
    assert path is not None and path.is_file()
    page = context.test_client().get("/articles/long-nights/", base_url="http://127.0.0.1:8000").text
    assert f'og:image" content="http://127.0.0.1:8000/media/{found.share_digest}/share.jpg"' in page
    assert 'og:image:width" content="1200"' in page and "summary_large_image" in page
    drawn = db.session.scalars(select(SharePicture.drawn_at)).one()
    make_share_picture({"article": article.id}, MORNING)
    assert db.session.scalars(select(SharePicture.drawn_at)).one() == drawn, "the same is not drawn twice"


def test_a_page_waits_for_no_picture_and_a_lost_drawing_stops_nothing(context: Flask) -> None:
    article = make_article(picture_id=make_picture(alt="A lamp.").id)
    found = find_published_article("long-nights")
    assert found is not None and found.share_digest is None and found.picture is not None
    original = path_of(found.picture.digest, "original.webp")
    assert original is not None
    original.unlink()
    make_share_picture({"article": article.id}, MORNING)
    assert db.session.scalar(select(func.count()).select_from(SharePicture)) == 1


class Hub(BaseHTTPRequestHandler):
    """Writes down what it was told."""

    told: list[tuple[str, str, dict[str, list[str]]]] = []
    status = 204

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.told.append(("POST", self.path, parse_qs(form)))
        self.send_response(self.status)
        self.end_headers()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.told.append(("GET", parts.path, parse_qs(parts.query)))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub(context: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A hub and a search engine, set in the settings."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Thread(target=server.serve_forever, daemon=True).start()
    Hub.told.clear()
    Hub.status = 204
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(telling, "INDEXNOW", f"{address}/indexnow")
    with transaction():
        change_setting("websub_hub", f"{address}/hub", actor=ACTOR, now=MORNING)
        change_setting("indexnow_key", "abcdef123456", actor=ACTOR, now=MORNING)
    forget_settings()
    yield address
    server.shutdown()
    server.server_close()
    forget_settings()


def teller(**changes: object) -> Teller:
    made = Teller(
        site_url="https://soft.example", is_demo=False, fetcher=Fetcher(ports=None, allows=lambda _: True)
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_hub_hears_of_each_feed_and_search_engines_of_the_page(hub: str) -> None:
    article = make_article()
    teller().tell({"article": article.id}, MORNING)
    feeds = [told["hub.url"][0] for method, path, told in Hub.told if path == "/hub" and method == "POST"]
    assert feeds == [
        f"https://soft.example{one}.{form}"
        for one in ("/articles/feed", "/topics/sleep/feed")
        for form in ("atom", "rss", "json")
    ]
    assert {told["hub.mode"][0] for _, path, told in Hub.told if path == "/hub"} == {"publish"}
    asked = [told for method, path, told in Hub.told if path == "/indexnow" and method == "GET"]
    assert asked == [
        {"url": [f"https://soft.example{path}"], "key": ["abcdef123456"]}
        for path in ("/articles/long-nights/", "/topics/sleep/")
    ]


def test_the_demo_tells_nobody_and_an_address_of_our_own_house_is_not_asked(hub: str) -> None:
    article = make_article()
    teller(is_demo=True).tell({"article": article.id}, MORNING)
    teller(fetcher=Fetcher(ports=None)).tell({"article": article.id}, MORNING)
    assert Hub.told == []


def test_a_hub_that_is_down_is_told_again_and_one_that_refuses_is_not(hub: str) -> None:
    article = make_article()
    Hub.status = 503
    with pytest.raises(FetchFailed):
        teller().tell({"article": article.id}, MORNING)
    Hub.status = 404
    teller().tell({"article": article.id}, MORNING)


def test_telling_is_owed_only_where_somebody_is_to_be_told(context: Flask) -> None:
    def owed() -> int:
        query = select(func.count()).select_from(OutboxItem).where(OutboxItem.kind == TELL)
        return db.session.scalar(query) or 0

    made = make_article()
    assert owed() == 0
    with transaction():
        change_setting("indexnow_key", "abcdef123456", actor=ACTOR, now=MORNING)
    forget_settings()
    with transaction():
        article = get_article(made.id)
        article.draft = {**article.draft, "summary": "Another."}
        publish_article(article, actor=ACTOR, now=MORNING)
    assert owed() == 1


def test_the_key_is_shown_at_its_own_address_alone(context: Flask) -> None:
    client = context.test_client()
    with transaction():
        change_setting("indexnow_key", "abcdef123456", actor=ACTOR, now=MORNING)
    forget_settings()
    base = "http://127.0.0.1:8000"
    assert client.get("/abcdef123456.txt", base_url=base).text == "abcdef123456"
    assert client.get("/abcdef1234567.txt", base_url=base).status_code == 404
